"""Import of registers: columns and places are matched, and a file is imported whole or not at all."""

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
from groups.register_import.bulk_import import import_entries
from groups.register_import.column_matching import guess
from groups.register_import.models import RETENTION_PERIOD, Register
from groups.register_import.place_matching import Places
from groups.register_import.row_validation import RowValidator
from kimportal.audit.models import Action, AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from tests.factories import GroupFactory
from tests.groups.register_import.registers import (
    GOOD,
    HEAD,
    csv_of,
    upload,
    uploaded_register,
    xlsx,
)

pytestmark = pytest.mark.django_db


def post_action(client, verb, register):
    return client.post(reverse(f"admin:register_{verb}", args=[register.pk]))


@pytest.fixture
def client(world, sign_in):
    """The client of a reviewer of Kota Malang."""
    assert world.village and world.far_village
    return sign_in(world.reviewer)


# -- from a file to waiting KIM


def test_a_register_becomes_waiting_kim_whose_chair_is_invited(client, world):
    register = uploaded_register(client, GOOD)
    report = client.get(reverse("admin:register_report", args=[register.pk])).content.decode()
    assert "KIM Sukun Guyub" in report and "35.73.04.1003" in report
    assert not Group.objects.exists()

    assert post_action(client, "carry_out", register).status_code == 302

    group = Group.objects.get()
    assert (group.name, group.region, group.state) == (
        "KIM Sukun Guyub",
        world.village,
        State.WAITING,
    )
    assert (group.submitted_by, group.flag_list) == (world.reviewer, ["imported"])
    assert group.imported_at and group.decree_date == date(2020, 3, 2)
    assert group.contact_phone == "0812-3456-7890"
    chair = Membership.objects.get()
    assert (chair.name, chair.role, chair.name_is_public) == ("Pak Edi", "chair", False)
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.membership) == ("edi@example.org", chair)
    assert OutgoingEmail.objects.get().to == "edi@example.org"
    events = AuditEvent.objects.filter(action=Action.IMPORT)
    assert set(events.values_list("target_type", "by", "after")) == {
        ("groups.group", world.reviewer.pk, "waiting"),
        ("groups.register", world.reviewer.pk, ""),
    }
    register.refresh_from_db()
    assert (register.rows, register.count) == ([], 1)


def test_a_csv_is_read_like_an_xlsx(client, world):
    upload(client, csv_of(HEAD, [*GOOD[:-1], "02/03/2020"]), "daftar.csv")
    register = Register.objects.get()
    register.match(guess(register.head, {}))

    entry = RowValidator(register, world.reviewer).validate_all()[0].entry

    assert entry.region == world.village
    assert entry.values["decree_date"] == date(2020, 3, 2)


def test_nobody_reviews_what_they_imported(client, world):
    post_action(client, "carry_out", uploaded_register(client, GOOD))
    group = Group.objects.get()

    assert not rules.may_review(world.reviewer, group)
    assert rules.may_review(world.national_reviewer, group)


def test_a_register_is_imported_once(client):
    register = uploaded_register(client, GOOD)

    assert [post_action(client, "carry_out", register).status_code for _n in range(2)] == [
        302,
        404,
    ]
    assert Group.objects.count() == 1


def test_one_invalid_row_stops_the_whole_import(client):
    wrong = [2, "KIM Entah", "Kel. Entah", "Entah", "Kota Malang"]
    register = uploaded_register(client, GOOD, wrong)

    post_action(client, "carry_out", register)

    assert not Group.objects.exists() and not OutgoingEmail.objects.exists()
    assert not AuditEvent.objects.filter(action=Action.IMPORT).exists()


def test_a_failing_import_is_rolled_back(client, world, monkeypatch):
    register = uploaded_register(client, GOOD)
    entries = [row.entry for row in RowValidator(register, world.reviewer).validate_all()]

    def broken(entries, register, *, by):
        import_entries(entries, register, by=by)
        raise OSError

    monkeypatch.setattr("groups.register_import.models.import_entries", broken)
    with pytest.raises(OSError):
        register.import_all(entries, by=world.reviewer)

    assert not Group.objects.exists()
    assert Register.objects.get().imported_at is None


# -- columns


def test_columns_are_guessed_from_indonesian_headings():
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


def test_an_office_need_not_match_twice(client, world):
    upload(client, csv_of(["Sebutan", "Tempat"], ["KIM Satu", "Ciptomulyo"]), "a.csv")
    first = Register.objects.get()
    first.match({"name": 0, "village": 1})
    first.import_all([], by=world.reviewer)

    upload(client, csv_of(["Tempat", "Sebutan"], ["Ciptomulyo", "KIM Dua"]), "b.csv")

    second = Register.objects.latest("pk")
    assert guess(second.head, second.previous_matching) == {"name": 1, "village": 0}


@pytest.mark.parametrize(
    "chosen", [{}, {"name": "1"}, {"name": "1", "village": "1"}, {"name": "99", "village": "2"}]
)
def test_columns_that_cannot_be_are_refused(client, chosen):
    upload(client, xlsx(HEAD, GOOD))
    register = Register.objects.get()

    response = client.post(reverse("admin:register_match", args=[register.pk]), chosen)

    assert response.status_code == 200
    register.refresh_from_db()
    assert register.matching == {}


# -- places


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"code": "3573041003"}, "35.73.04.1003"),
        ({"code": "35.73.04"}, "35.73.04"),
        ({"village": "SUKUN", "district": "Kec. Sukun"}, "35.73.04.1003"),
        ({"village": "cipto mulyo", "regency": "Malang"}, "35.73.04.1001"),
        ({"district": "Sukun"}, "35.73.04"),
    ],
)
def test_places_match_as_offices_write_them(record, code, world):
    assert world.village
    GroupFactory(region__code="35.73.04.1001")

    region, _suggestions = Places(world.reviewer).find(record)

    assert region.code == code


def test_an_ambiguous_place_gets_suggestions(client, world):
    register = uploaded_register(client, [1, "KIM Sukun Guyub", "Sukkun", "Sukun", "Kota Malang"])

    result = RowValidator(register, world.reviewer).validate_all()[0]

    assert result.entry is None
    assert "Kel. Sukun, Kec. Sukun, Kota Malang, Jawa Timur (35.73.04.1003)" in result.errors[0]


def choose(client, register, value):
    address = reverse("admin:register_place", args=[register.pk])
    return client.post(address, {"place": value})


def test_choosing_a_place_resolves_all_rows_and_the_next_file(client, world):
    ambiguous = [[n, f"KIM Ragu {n}", "Sukkun", "Sukun", "Kota Malang"] for n in range(2)]
    register = uploaded_register(client, GOOD, *ambiguous)
    report = reverse("admin:register_report", args=[register.pk])
    value = re.search(r'name="place" value="([^"]+)"', client.get(report).content.decode())[1]

    response = choose(client, register, value)
    post_action(client, "carry_out", register)
    later = uploaded_register(client, [9, "KIM Ragu 9", "Sukkun", "Sukun", "Kota Malang"])

    assert (response.status_code, response.url) == (302, report)
    assert set(Group.objects.values_list("region", flat=True)) == {world.village.pk}
    assert Group.objects.count() == 3
    assert RowValidator(later, world.reviewer).validate_all()[0].entry.region == world.village


@pytest.mark.parametrize("code", ["52.71.05.1002", "35.73", "99.99.99.9999", "", "\0"])
def test_no_place_outside_the_jurisdiction_or_too_wide_is_chosen(code, client):
    register = uploaded_register(client, [1, "KIM Ragu", "Sukkun", "Sukun", "Kota Malang"])

    response = choose(client, register, f"{code} |sukkun|sukun|kotamalang")

    assert response.status_code == 404
    assert Register.objects.get().places == {}


def test_no_row_matches_outside_the_jurisdiction(client, world):
    row = [1, "KIM Jauh", "Kekalik Jaya", "Sekarbela", "Kota Mataram"]
    register = uploaded_register(client, row)

    result = RowValidator(register, world.reviewer).validate_all()[0]
    assert result.entry is None
    assert "Mataram" not in " ".join(result.errors)
    assert RowValidator(register, world.administrator).validate_all()[0].entry


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
def test_an_invalid_row_has_errors(client, world, column, value):
    row = list(GOOD)
    row[column] = value
    register = uploaded_register(client, row)

    assert RowValidator(register, world.reviewer).validate_all()[0].errors


def test_an_existing_or_repeated_kim_is_an_error(client, world):
    GroupFactory(region=world.village, name="Kim  sukun GUYUB")
    register = uploaded_register(
        client, GOOD, [2, "KIM Baru", *GOOD[2:]], [3, "Kim Baru", *GOOD[2:]]
    )

    results = RowValidator(register, world.reviewer).validate_all()

    assert [bool(row.errors) for row in results] == [True, False, True]
    assert "4" in results[2].errors[0]  # the number of the first such row


def test_a_decree_number_in_use_sets_a_flag(client, world):
    GroupFactory(region=world.village, decree_number="188/1/2020")
    register = uploaded_register(client, GOOD)

    assert RowValidator(register, world.reviewer).validate_all()[0].entry.flags == {
        "duplicate_decree"
    }


@pytest.mark.parametrize("sign", list("=+-@＝"))
def test_the_error_sheet_holds_no_formula(client, sign):
    register = uploaded_register(
        client, [1, f"{sign}cmd|' /C calc'!A0", "Entah", "Sukun", "Kota Malang"]
    )

    response = client.get(reverse("admin:register_errors", args=[register.pk]))

    rows = list(csv.reader(io.StringIO(b"".join(response).decode(), newline="")))
    assert rows[1][0] == "3" and "calc" in rows[1][3]
    assert [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r＝＋－＠")] == []


# -- who


@pytest.mark.parametrize("page", ["match", "report", "errors", "carry_out", "drop"])
def test_a_colleagues_register_is_404(page, client, world, sign_in):
    register = uploaded_register(client, GOOD)
    other = sign_in(world.national_reviewer)
    address = reverse(f"admin:register_{page}", args=[register.pk])

    response = other.post(address) if page in {"carry_out", "drop"} else other.get(address)

    assert response.status_code == 404
    assert Register.objects.filter(imported_at=None).exists()


def test_editors_import_nothing(world, sign_in):
    client = sign_in(world.editor)

    assert client.get(reverse("admin:register_upload")).status_code == 403
    assert upload(client, xlsx(HEAD, GOOD)).status_code == 403
    assert not Register.objects.exists()


def test_a_dropped_register_is_deleted(client):
    post_action(client, "drop", uploaded_register(client, GOOD))

    assert not Register.objects.exists()


def test_a_register_not_imported_is_deleted_after_a_day(client, capsys):
    old, fresh = uploaded_register(client, GOOD), uploaded_register(client, GOOD)
    Register.objects.filter(pk=old.pk).update(
        created_at=timezone.now() - RETENTION_PERIOD - RETENTION_PERIOD
    )

    call_command("apply_retention")

    assert list(Register.objects.all()) == [fresh]
    assert "registers: 1 deleted" in capsys.readouterr().out


# -- many


def test_five_thousand_rows_make_few_queries(client, world):
    rows = [[n, f"KIM Warga {n}", *GOOD[2:7], "", f"SK/{n}", GOOD[9]] for n in range(5000)]
    register = uploaded_register(client, *rows)

    with CaptureQueriesContext(connection) as validating:
        results = RowValidator(register, world.reviewer).validate_all()
    with CaptureQueriesContext(connection) as writing:
        register.import_all([row.entry for row in results], by=world.reviewer)

    assert Group.objects.waiting().count() == 5000
    assert Group.objects.values("slug").distinct().count() == 5000
    assert len(validating) <= 3
    # SQLite takes some twenty rows of this width at a time, PostgreSQL five hundred.
    assert len(writing) <= 1000


@pytest.mark.parametrize("rows", [1, 3])
def test_invitations_are_created_in_bulk(rows, client, world, django_assert_num_queries):
    register = uploaded_register(
        client,
        *[[n, f"KIM Warga {n}", *GOOD[2:7], f"ketua{n}@example.org"] for n in range(rows)],
    )
    entries = [row.entry for row in RowValidator(register, world.reviewer).validate_all()]

    with django_assert_num_queries(13):
        register.import_all(entries, by=world.reviewer)

    assert OutgoingEmail.objects.count() == rows


def test_a_pending_register_is_listed_for_its_owner_only(world, sign_in):
    client = sign_in(world.reviewer)
    register = uploaded_register(client, GOOD)
    report = reverse("admin:register_report", args=[register.pk])

    own_page = client.get(reverse("admin:register_upload"))
    other_page = sign_in(world.national_reviewer).get(reverse("admin:register_upload"))

    assert list(own_page.context["begun"]) == [register]
    assert report in own_page.content.decode()
    assert list(other_page.context["begun"]) == []
