"""Commands met with words they cannot follow: a sentence and an exit code, never a traceback."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kimportal.accounts.models import Person

pytestmark = pytest.mark.django_db
DAY = ["--from", "2026-11-25", "--until", "2026-11-26"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["verify_restore", "/nowhere"], "No such file"),
        (["verify_restore", "/etc/hostname"], "is not a manifest of verify_restore"),
        (["breach_report", "--by", "x", "--from", "0001-01-01", "--until", "9999-12-31"], "a time"),
        (["breach_report", "--by", "x", "--from", "2026-11-26", "--until", "2026-11-25"], "before"),
        (["breach_report", "--by", "x", *DAY], "nobody has this address"),
        (["breach_report", "--by", "x", *DAY, "--ip", "::1"], "give --log"),
        (["erase_person", "nobody"], "nobody has this address"),
        (["metrics", "--port", "99999"], "a whole number from 1 to 65535"),
        (["metrics"], "METRICS_FOLDER is not set"),
        (["clean_up_photos", "--older-than", "-5"], "a whole number from 1"),
        (["clean_up_photos", "--older-than", "9" * 5000], "a whole number from 1"),
        (["check_defacement", "--pages", "0"], "a whole number from 1"),
        (["load_demo"], "only with DJANGO_DEBUG=1"),
        (["apply_retention", "--now"], "unrecognized arguments"),
    ],
    ids=lambda one: " ".join(one)[:40] if isinstance(one, list) else "",
)
def test_what_cannot_be_done_is_said_in_a_sentence(words, said):
    with pytest.raises(CommandError) as refused:
        call_command(*words, stdout=StringIO())

    assert said in str(refused.value)


def test_a_log_that_cannot_be_read_is_named(administrator):
    with pytest.raises(CommandError, match=r"^/nowhere: "):
        call_command("breach_report", "--by", administrator.email, *DAY, "--log", "/nowhere")


def test_nobody_is_erased_where_nobody_answers(sari, monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO(""))

    with pytest.raises(CommandError, match="nothing was erased"):
        call_command("erase_person", sari.email, stdout=StringIO())

    assert Person.objects.get(pk=sari.pk).email == sari.email
