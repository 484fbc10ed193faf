"""Registers of KIM as offices keep them: matched, judged, and all of a file or nothing."""

import csv
import io
import re
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groups.kim import rules
from groups.kim.models import Group
from groups.members.models import Invitation, Membership
from groups.register_import.bulk_import import take_in
from groups.register_import.column_matching import guess
from groups.register_import.models import KEPT, Register
from groups.register_import.place_matching import Places
from groups.register_import.row_validation import RowValidator
from kimportal.audit.models import Action, AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from tests.factories import GroupFactory
from tests.groups.register_import.registers import GOOD, HEAD, brought, csv_of, upload, xlsx

pytestmark = pytest.mark.django_db


def go(client, verb, register):
    return client.post(reverse(f"admin:register_{verb}", args=[register.pk]))


@pytest.fixture
def adapter(world, sign_in):
    """A reviewer of Kota Malang, at work."""
    assert world.village and world.far_village
    return sign_in(world.reviewer)


# -- from a file to waiting KIM


def test_a_register_becomes_waiting_kim_whose_chair_is_invited(adapter, world):
    register = brought(adapter, GOOD)
    report = adapter.get(reverse("admin:register_report", args=[register.pk])).content.decode()
    assert "KIM Sukun Guyub" in report and "35.73.04.1003" in report
    assert not Group.objects.exists()

    assert go(adapter, "carry_out", register).status_code == 302

    group = Group.objects.get()
    assert (group.name, group.region, group.state) == (
        "KIM Sukun Guyub",
        world.village,
        State.WAITING,
    )
    assert (group.submitted_by, group.flag_list) == (world.reviewer, ["imported"])
    assert group.imported_at and group.decree_date == date(2020, 3, 2)
    assert group.contact_phone == "081234567890"
    chair = Membership.objects.get()
    assert (chair.name, chair.role, chair.name_is_public) == ("Pak Edi", "chair", False)
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.membership) == ("edi@example.org", chair)
    assert OutgoingEmail.objects.get().to == "edi@example.org"
    told = AuditEvent.objects.filter(action=Action.IMPORT).values_list("target_type", "by", "after")
    assert set(told) == {
        ("groups.group", world.reviewer.pk, "waiting"),
        ("groups.register", world.reviewer.pk, ""),
    }
    register.refresh_from_db()
    assert (register.rows, register.count) == ([], 1)


def test_a_csv_says_the_same(adapter, world):
    upload(adapter, csv_of(HEAD, [*GOOD[:-1], "02/03/2020"]), "daftar.csv")
    register = Register.objects.get()
    register.match(guess(register.head, {}))

    entry = RowValidator(register, world.reviewer).verdicts()[0].entry

    assert entry.region == world.village
    assert entry.values["decree_date"] == date(2020, 3, 2)


def test_nobody_decides_on_what_they_brought(adapter, world):
    go(adapter, "carry_out", brought(adapter, GOOD))
    group = Group.objects.get()

    assert not rules.may_review(world.reviewer, group)
    assert rules.may_review(world.national_reviewer, group)


def test_a_register_comes_in_once(adapter):
    register = brought(adapter, GOOD)

    assert [go(adapter, "carry_out", register).status_code for _n in range(2)] == [302, 404]
    assert Group.objects.count() == 1


def test_one_wrong_row_keeps_all_of_them_out(adapter):
    wrong = [2, "KIM Entah", "Kel. Entah", "Entah", "Kota Malang"]
    register = brought(adapter, GOOD, wrong)

    go(adapter, "carry_out", register)

    assert not Group.objects.exists() and not OutgoingEmail.objects.exists()
    assert not AuditEvent.objects.filter(action=Action.IMPORT).exists()


def test_what_fails_in_the_middle_leaves_nothing(adapter, world, monkeypatch):
    register = brought(adapter, GOOD)
    entries = [one.entry for one in RowValidator(register, world.reviewer).verdicts()]

    def broken(entries, register, *, by):
        take_in(entries, register, by=by)
        raise OSError

    monkeypatch.setattr("groups.register_import.models.take_in", broken)
    with pytest.raises(OSError):
        register.carry_out(entries, by=world.reviewer)

    assert not Group.objects.exists()
    assert Register.objects.get().imported_at is None


# -- columns


def test_columns_are_guessed_from_indonesian_words():
    assert guess(HEAD, {}) == {
        "name": 1,
        "village": 2,
        "district": 3,
        "regency": 4,
        "contact_name": 5,
        "contact_phone": 6,
        "contact_email": 7,
        "decree_number": 8,
        "decree_date": 9,
    }


def test_an_office_need_not_match_twice(adapter, world):
    upload(adapter, csv_of(["Sebutan", "Tempat"], ["KIM Satu", "Ciptomulyo"]), "a.csv")
    first = Register.objects.get()
    first.match({"name": 0, "village": 1})
    first.carry_out([], by=world.reviewer)

    upload(adapter, csv_of(["Tempat", "Sebutan"], ["Ciptomulyo", "KIM Dua"]), "b.csv")

    second = Register.objects.latest("pk")
    assert guess(second.head, second.remembered) == {"name": 1, "village": 0}


@pytest.mark.parametrize(
    "chosen", [{}, {"name": "1"}, {"name": "1", "village": "1"}, {"name": "99", "village": "2"}]
)
def test_columns_that_cannot_be_are_refused(adapter, chosen):
    upload(adapter, xlsx(HEAD, GOOD))
    register = Register.objects.get()

    answer = adapter.post(reverse("admin:register_match", args=[register.pk]), chosen)

    assert answer.status_code == 200
    register.refresh_from_db()
    assert register.matching == {}


# -- places


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"code": "3573041003"}, "35.73.04.1003"),
        ({"code": "35.73.04"}, "35.73.04"),
        ({"village": "SUKUN", "district": "Kec. Sukun"}, "35.73.04.1003"),
        ({"village": "cipto mulyo", "regency": "Malang"}, "35.73.04.1001"),
        ({"district": "Sukun"}, "35.73.04"),
    ],
)
def test_places_are_found_as_offices_write_them(told, code, world):
    assert world.village
    GroupFactory(region__code="35.73.04.1001")

    region, _meant = Places(world.reviewer).find(told)

    assert region.code == code


def test_a_doubtful_name_is_answered_with_what_it_may_mean(adapter, world):
    register = brought(adapter, [1, "KIM Sukun Guyub", "Sukkun", "Sukun", "Kota Malang"])

    verdict = RowValidator(register, world.reviewer).verdicts()[0]

    assert verdict.entry is None
    assert "Kel. Sukun, Kec. Sukun, Kota Malang, Jawa Timur (35.73.04.1003)" in verdict.errors[0]


def choose(client, register, value):
    address = reverse("admin:register_place", args=[register.pk])
    return client.post(address, {"place": value})


def test_a_doubtful_name_is_settled_by_a_press_for_all_rows_and_the_next_file(adapter, world):
    doubtful = [[n, f"KIM Ragu {n}", "Sukkun", "Sukun", "Kota Malang"] for n in range(2)]
    register = brought(adapter, GOOD, *doubtful)
    report = reverse("admin:register_report", args=[register.pk])
    value = re.search(r'name="place" value="([^"]+)"', adapter.get(report).content.decode())[1]

    settled = choose(adapter, register, value)
    go(adapter, "carry_out", register)
    later = brought(adapter, [9, "KIM Ragu 9", "Sukkun", "Sukun", "Kota Malang"])

    assert (settled.status_code, settled.url) == (302, report)
    assert set(Group.objects.values_list("region", flat=True)) == {world.village.pk}
    assert Group.objects.count() == 3
    assert RowValidator(later, world.reviewer).verdicts()[0].entry.region == world.village


@pytest.mark.parametrize("code", ["52.71.05.1002", "35.73", "99.99.99.9999", "", "\0"])
def test_no_place_is_chosen_that_no_kim_of_this_office_can_have(code, adapter):
    register = brought(adapter, [1, "KIM Ragu", "Sukkun", "Sukun", "Kota Malang"])

    answer = choose(adapter, register, f"{code} |sukkun|sukun|kotamalang")

    assert answer.status_code == 404
    assert Register.objects.get().places == {}


def test_no_row_reaches_over_the_border(adapter, world):
    row = [1, "KIM Jauh", "Kekalik Jaya", "Sekarbela", "Kota Mataram"]
    register = brought(adapter, row)

    verdict = RowValidator(register, world.reviewer).verdicts()[0]
    assert verdict.entry is None
    assert "Mataram" not in " ".join(verdict.errors)
    assert RowValidator(register, world.administrator).verdicts()[0].entry


# -- rows


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (1, ""),
        (1, "=HYPERLINK(0)"),
        (6, "nanti"),
        (7, "bukan surel"),
        (9, "2015"),
        (9, "02/03/2999"),
        (5, "x" * 121),
    ],
)
def test_a_row_that_is_not_right_says_so(adapter, world, column, value):
    row = list(GOOD)
    row[column] = value
    register = brought(adapter, row)

    assert RowValidator(register, world.reviewer).verdicts()[0].errors


def test_what_is_there_already_is_shown_and_stays_out(adapter, world):
    GroupFactory(region=world.village, name="Kim  sukun GUYUB")
    register = brought(adapter, GOOD, [2, "KIM Baru", *GOOD[2:]], [3, "Kim Baru", *GOOD[2:]])

    verdicts = RowValidator(register, world.reviewer).verdicts()

    assert [bool(one.errors) for one in verdicts] == [True, False, True]
    assert "4" in verdicts[2].errors[0]  # the row of the file that says the same


def test_a_decree_somebody_else_has_is_a_hint(adapter, world):
    GroupFactory(region=world.village, decree_number="188/1/2020")
    register = brought(adapter, GOOD)

    assert RowValidator(register, world.reviewer).verdicts()[0].entry.flags == {"duplicate_decree"}


@pytest.mark.parametrize("sign", list("=+-@＝"))
def test_the_sheet_of_errors_is_no_formula(adapter, sign):
    register = brought(adapter, [1, f"{sign}cmd|' /C calc'!A0", "Entah", "Sukun", "Kota Malang"])

    answer = adapter.get(reverse("admin:register_errors", args=[register.pk]))

    rows = list(csv.reader(io.StringIO(b"".join(answer).decode(), newline="")))
    assert rows[1][0] == "3" and "calc" in rows[1][3]
    assert [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r＝＋－＠")] == []


# -- who


@pytest.mark.parametrize("page", ["match", "report", "errors", "carry_out", "drop"])
def test_a_colleagues_register_is_not_there(page, adapter, world, sign_in):
    register = brought(adapter, GOOD)
    other = sign_in(world.national_reviewer)
    address = reverse(f"admin:register_{page}", args=[register.pk])

    answer = other.post(address) if page in {"carry_out", "drop"} else other.get(address)

    assert answer.status_code == 404
    assert Register.objects.filter(imported_at=None).exists()


def test_editors_bring_nothing_in(world, sign_in):
    client = sign_in(world.editor)

    assert client.get(reverse("admin:register_upload")).status_code == 403
    assert upload(client, xlsx(HEAD, GOOD)).status_code == 403
    assert not Register.objects.exists()


def test_a_forgotten_file_is_gone(adapter):
    go(adapter, "drop", brought(adapter, GOOD))

    assert not Register.objects.exists()


def test_what_is_left_lying_goes_after_a_day(adapter, capsys):
    left, fresh = brought(adapter, GOOD), brought(adapter, GOOD)
    Register.objects.filter(pk=left.pk).update(created_at=timezone.now() - KEPT - KEPT)

    call_command("apply_retention")

    assert list(Register.objects.all()) == [fresh]
    assert "registers: 1 gone" in capsys.readouterr().out


# -- many


def test_five_thousand_rows_ask_few_questions(adapter, world):
    rows = [[n, f"KIM Warga {n}", *GOOD[2:7], "", f"SK/{n}", GOOD[9]] for n in range(5000)]
    register = brought(adapter, *rows)

    with CaptureQueriesContext(connection) as judging:
        verdicts = RowValidator(register, world.reviewer).verdicts()
    with CaptureQueriesContext(connection) as writing:
        register.carry_out([one.entry for one in verdicts], by=world.reviewer)

    assert Group.objects.waiting().count() == 5000
    assert Group.objects.values("slug").distinct().count() == 5000
    assert len(judging) <= 3
    # SQLite takes some twenty rows of this width at a time, PostgreSQL five hundred.
    assert len(writing) <= 1000


@pytest.mark.parametrize("rows", [1, 3])
def test_invitations_are_written_in_bulk(rows, adapter, world, django_assert_num_queries):
    register = brought(
        adapter,
        *[[n, f"KIM Warga {n}", *GOOD[2:7], f"ketua{n}@example.org"] for n in range(rows)],
    )
    entries = [one.entry for one in RowValidator(register, world.reviewer).verdicts()]

    with django_assert_num_queries(13):
        register.carry_out(entries, by=world.reviewer)

    assert OutgoingEmail.objects.count() == rows


def test_a_file_that_was_begun_is_found_again_by_its_owner_only(world, sign_in):
    client = sign_in(world.reviewer)
    register = brought(client, GOOD)
    there = reverse("admin:register_report", args=[register.pk])

    mine = client.get(reverse("admin:register_upload"))
    theirs = sign_in(world.national_reviewer).get(reverse("admin:register_upload"))

    assert list(mine.context["begun"]) == [register]
    assert there in mine.content.decode()
    assert list(theirs.context["begun"]) == []
