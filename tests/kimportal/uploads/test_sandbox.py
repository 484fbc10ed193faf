"""What the child process may cost, and that nothing it does becomes a server error."""

import errno
import os
import random
import signal
import subprocess
import sys

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from kimportal.uploads.sandbox import runner
from kimportal.uploads.sandbox.__main__ import answer
from kimportal.uploads.sandbox.errors import RejectedUpload
from kimportal.uploads.validation import validate_upload
from tests.kimportal.uploads.bad_files import three_thousand_scans
from tests.kimportal.uploads.make_files import jpeg, mp3, mp4, ogg, pdf, png, webp

SCRIPT = """
import json, sys, time
sys.path.insert(0, {root!r})
from kimportal.uploads.sandbox.limits import hold
hold(**json.loads(sys.argv[1])["limits"])
{work}
"""


@pytest.fixture
def behind_the_door(tmp_path, monkeypatch):
    """Put other work behind the real limits."""

    def put(work):
        door = tmp_path / "door.py"
        door.write_text(SCRIPT.format(root=str(runner.ENTRYPOINT.parents[3]), work=work))
        monkeypatch.setattr(runner, "ENTRYPOINT", door)

    return put


def refusal_of(upload):
    with pytest.raises(RejectedUpload) as refused:
        runner.run("picture", upload)
    return refused.value.code


def watch_exits(monkeypatch):
    """The exit codes of the children, as they come."""
    codes, meaning = [], runner._meaning
    monkeypatch.setattr(
        runner, "_meaning", lambda verb, code: codes.append(code) or meaning(verb, code)
    )
    return codes


def test_a_file_that_burns_cpu_is_stopped(behind_the_door, monkeypatch):
    behind_the_door("while True: pass")
    monkeypatch.setitem(runner.LIMITS, "cpu", 1)
    codes = watch_exits(monkeypatch)

    assert refusal_of(ContentFile(b"x")) == "heavy"
    assert codes == [-signal.SIGXCPU]


def test_a_child_that_only_waits_is_stopped_and_the_sender_may_try_again(
    behind_the_door, monkeypatch
):
    behind_the_door("time.sleep(600)")
    monkeypatch.setattr(runner, "WALL_SECONDS", 1)

    assert refusal_of(ContentFile(b"x")) == "busy"


def test_a_child_that_the_system_killed_says_nothing_against_the_file(behind_the_door, caplog):
    behind_the_door("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")

    assert refusal_of(ContentFile(b"x")) == "busy"
    assert "was killed" in caplog.text


def test_memory_ends_where_the_limit_is(behind_the_door):
    behind_the_door("""
try:
    bytearray(2 << 30)
except MemoryError:
    print(json.dumps({"refused": "heavy"}))
""")

    assert refusal_of(ContentFile(b"x")) == "heavy"


def test_a_file_can_make_the_child_write_only_so_much(behind_the_door, monkeypatch):
    behind_the_door("""
try:
    sys.stdout.write("x" * 100_000)
    sys.stdout.flush()
except OSError as error:
    sys.exit(error.errno)
""")
    monkeypatch.setitem(runner.LIMITS, "output", 1000)
    codes = watch_exits(monkeypatch)

    assert (refusal_of(ContentFile(b"x")), codes) == ("busy", [errno.EFBIG])


def test_a_decoder_that_crashes_refuses_the_file(behind_the_door):
    behind_the_door("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")

    assert refusal_of(ContentFile(b"x")) == "damaged"


def test_a_checker_that_cannot_start_asks_for_patience(behind_the_door, caplog):
    behind_the_door("import no_such_module")

    assert refusal_of(ContentFile(b"x")) == "busy"
    assert "cannot start" in caplog.text


def test_the_child_sees_no_secrets(behind_the_door, monkeypatch):
    monkeypatch.setenv("DJANGO_SECRET_KEY", "PLANTED")
    behind_the_door("import os; print(json.dumps({'seen': sorted(os.environ)}))")

    facts, _ = runner.run("picture", ContentFile(b"x"))

    assert set(facts["seen"]) <= {"LC_CTYPE", "LD_LIBRARY_PATH"}


def test_the_child_never_waits_for_django():
    """Every photo waits for the child to start; Django alone would take longer than the photo."""
    code = "import sys; sys.path.insert(0, '.')\n" + "".join(
        f"import kimportal.uploads.sandbox.{name}\n"
        for name in ("images", "pdf", "mp3", "ogg", "mp4")
    )
    code += "print('django' in sys.modules)"

    seen = subprocess.run(
        [sys.executable, "-I", "-c", code],
        cwd=runner.ENTRYPOINT.parents[3],
        capture_output=True,
        text=True,
    )

    assert seen.stdout == "False\n"


def test_three_thousand_scans_are_counted_not_decoded(monkeypatch):
    """Within one second of CPU, where decoding them takes minutes."""
    monkeypatch.setitem(runner.LIMITS, "cpu", 1)

    with pytest.raises(ValidationError) as refusal:
        validate_upload(ContentFile(three_thousand_scans(), name="a.jpg"))

    assert refusal.value.code == "scans"


def test_a_full_disk_is_said_plainly(monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(runner.shutil, "copyfileobj", full)

    with pytest.raises(ValidationError) as refusal:
        validate_upload(ContentFile(jpeg(), name="a.jpg"))

    assert refusal.value.code == "storage"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no full disk at hand")
@pytest.mark.parametrize("size", [10, 100_000])
def test_a_disk_that_fills_under_the_child_is_said_plainly(size):
    """Whether writing finds out or only closing does."""
    order = {"out": os.open("/dev/full", os.O_WRONLY), "options": {}}

    facts = answer(lambda source, out: out.write(bytes(size)), order)

    assert facts == {"refused": "storage"}


def test_only_so_many_are_opened_at_once(monkeypatch):
    monkeypatch.setattr(runner, "MAX_CONCURRENT", runner.threading.BoundedSemaphore(1))
    monkeypatch.setattr(runner, "WALL_SECONDS", 0.1)
    runner.MAX_CONCURRENT.acquire()

    assert refusal_of(ContentFile(b"x")) == "busy"


@pytest.mark.parametrize(
    ("make", "name"),
    [
        *((jpeg, "a.jpg"), (png, "a.png"), (webp, "a.webp"), (pdf, "a.pdf")),
        *((mp3, "a.mp3"), (ogg, "a.ogg"), (mp4, "a.mp4")),
    ],
)
def test_broken_bytes_are_refused_and_never_raise(make, name):
    """Bytes changed, cut and doubled by a fixed dice: each file is refused or comes in clean."""
    dice, whole = random.Random(name), make()
    outcomes = set()

    for _ in range(15):
        data = bytearray(whole)
        for _ in range(dice.choice((1, 5, 50))):
            data[dice.randrange(8, len(data))] = dice.randrange(256)
        data = data[: dice.randrange(9, len(data))] if dice.random() < 0.3 else data
        try:
            outcomes.add(validate_upload(ContentFile(bytes(data), name=name)).kind)
        except ValidationError as refusal:
            outcomes.add(refusal.code)

    assert outcomes - {"busy", "storage", "extension"} == outcomes
