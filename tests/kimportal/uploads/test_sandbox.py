"""Limits of the child process, and its failures as rejected uploads."""

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
from kimportal.uploads.sandbox.limits import set_limits
set_limits(**json.loads(sys.argv[1])["limits"])
{work}
"""


@pytest.fixture
def run_as_child(tmp_path, monkeypatch):
    """Run other code in the child process under the real limits."""

    def replace(work):
        script = tmp_path / "child.py"
        script.write_text(SCRIPT.format(root=str(runner.ENTRYPOINT.parents[3]), work=work))
        monkeypatch.setattr(runner, "ENTRYPOINT", script)

    return replace


def rejection_code(upload):
    with pytest.raises(RejectedUpload) as rejected:
        runner.run("picture", upload)
    return rejected.value.code


def watch_exits(monkeypatch):
    """Return a list to which the exit codes of child processes are appended."""
    codes, original = [], runner._rejection_code
    monkeypatch.setattr(
        runner,
        "_rejection_code",
        lambda reader, code: codes.append(code) or original(reader, code),
    )
    return codes


def test_a_child_at_its_cpu_limit_is_stopped(run_as_child, monkeypatch):
    run_as_child("while True: pass")
    monkeypatch.setitem(runner.LIMITS, "cpu", 1)
    codes = watch_exits(monkeypatch)

    assert rejection_code(ContentFile(b"x")) == "heavy"
    assert codes == [-signal.SIGXCPU]


def test_a_child_that_hangs_is_stopped_and_the_upload_may_be_retried(run_as_child, monkeypatch):
    run_as_child("time.sleep(600)")
    monkeypatch.setattr(runner, "WALL_SECONDS", 1)

    assert rejection_code(ContentFile(b"x")) == "busy"


def test_after_a_child_was_killed_the_upload_may_be_retried(run_as_child, caplog):
    run_as_child("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")

    assert rejection_code(ContentFile(b"x")) == "busy"
    assert "was killed" in caplog.text


def test_memory_is_limited(run_as_child):
    run_as_child("""
try:
    bytearray(2 << 30)
except MemoryError:
    print(json.dumps({"rejected": "heavy"}))
""")

    assert rejection_code(ContentFile(b"x")) == "heavy"


def test_the_output_of_the_child_is_limited(run_as_child, monkeypatch):
    run_as_child("""
try:
    sys.stdout.write("x" * 100_000)
    sys.stdout.flush()
except OSError as error:
    sys.exit(error.errno)
""")
    monkeypatch.setitem(runner.LIMITS, "output", 1000)
    codes = watch_exits(monkeypatch)

    assert (rejection_code(ContentFile(b"x")), codes) == ("busy", [errno.EFBIG])


def test_a_decoder_crash_rejects_the_file(run_as_child):
    run_as_child("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")

    assert rejection_code(ContentFile(b"x")) == "damaged"


def test_a_child_that_cannot_start_is_reported_as_busy(run_as_child, caplog):
    run_as_child("import no_such_module")

    assert rejection_code(ContentFile(b"x")) == "busy"
    assert "cannot start" in caplog.text


def test_the_child_has_no_secrets_in_its_environment(run_as_child, monkeypatch):
    monkeypatch.setenv("DJANGO_SECRET_KEY", "PLANTED")
    run_as_child("import os; print(json.dumps({'seen': sorted(os.environ)}))")

    facts, _ = runner.run("picture", ContentFile(b"x"))

    assert set(facts["seen"]) <= {"LC_CTYPE", "LD_LIBRARY_PATH"}


def test_the_child_does_not_import_django():
    """Each photo waits for the child to start; importing Django takes longer than the photo."""
    code = "import sys; sys.path.insert(0, '.')\n" + "".join(
        f"import kimportal.uploads.sandbox.{name}\n"
        for name in ("images", "pdf", "mp3", "ogg", "mp4")
    )
    code += "print('django' in sys.modules)"

    completed = subprocess.run(
        [sys.executable, "-I", "-c", code],
        cwd=runner.ENTRYPOINT.parents[3],
        capture_output=True,
        text=True,
    )

    assert completed.stdout == "False\n"


def test_three_thousand_scans_are_counted_not_decoded(monkeypatch):
    """Within one second of CPU, where decoding them takes minutes."""
    monkeypatch.setitem(runner.LIMITS, "cpu", 1)

    with pytest.raises(ValidationError) as refusal:
        validate_upload(ContentFile(three_thousand_scans(), name="a.jpg"))

    assert refusal.value.code == "scans"


def test_a_full_disk_is_reported(monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(runner.shutil, "copyfileobj", full)

    with pytest.raises(ValidationError) as refusal:
        validate_upload(ContentFile(jpeg(), name="a.jpg"))

    assert refusal.value.code == "storage"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no full disk at hand")
@pytest.mark.parametrize("size", [10, 100_000])
def test_a_disk_that_fills_up_in_the_child_is_reported(size):
    """Both when writing raises and when only closing does."""
    order = {"out": os.open("/dev/full", os.O_WRONLY), "options": {}}

    facts = answer(lambda source, out: out.write(bytes(size)), order)

    assert facts == {"rejected": "storage"}


def test_the_number_of_children_is_limited(monkeypatch):
    monkeypatch.setattr(runner, "MAX_CONCURRENT", runner.threading.BoundedSemaphore(1))
    monkeypatch.setattr(runner, "WALL_SECONDS", 0.1)
    runner.MAX_CONCURRENT.acquire()

    assert rejection_code(ContentFile(b"x")) == "busy"


@pytest.mark.parametrize(
    ("make", "name"),
    [
        *((jpeg, "a.jpg"), (png, "a.png"), (webp, "a.webp"), (pdf, "a.pdf")),
        *((mp3, "a.mp3"), (ogg, "a.ogg"), (mp4, "a.mp4")),
    ],
)
def test_corrupted_files_raise_only_validation_errors(make, name):
    """With a fixed seed bytes are changed and cut: each file is rejected or sanitised."""
    rng, original = random.Random(name), make()
    outcomes = set()

    for _ in range(15):
        data = bytearray(original)
        for _ in range(rng.choice((1, 5, 50))):
            data[rng.randrange(8, len(data))] = rng.randrange(256)
        data = data[: rng.randrange(9, len(data))] if rng.random() < 0.3 else data
        try:
            outcomes.add(validate_upload(ContentFile(bytes(data), name=name)).kind)
        except ValidationError as refusal:
            outcomes.add(refusal.code)

    assert outcomes - {"busy", "storage", "extension"} == outcomes
