"""Management commands answer invalid arguments with a sentence, never with a traceback."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kimportal.accounts.models import Person

pytestmark = pytest.mark.django_db
DAY = ["--from", "2026-11-25", "--until", "2026-11-26"]


@pytest.mark.parametrize(
    ("arguments", "message"),
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
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_invalid_arguments_are_refused_with_a_message(arguments, message):
    with pytest.raises(CommandError) as refused:
        call_command(*arguments, stdout=StringIO())

    assert message in str(refused.value)


def test_an_unreadable_log_is_named(administrator):
    with pytest.raises(CommandError, match=r"^/nowhere: "):
        call_command("breach_report", "--by", administrator.email, *DAY, "--log", "/nowhere")


def test_nobody_is_erased_without_confirmation(sari, monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO(""))

    with pytest.raises(CommandError, match="nothing was erased"):
        call_command("erase_person", sari.email, stdout=StringIO())

    assert Person.objects.get(pk=sari.pk).email == sari.email
