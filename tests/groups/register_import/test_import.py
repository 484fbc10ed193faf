"""Import of registers: from the sheet of an office to KIM that wait for review, row by row."""

import io
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from groups.kim import rules
from groups.kim.models import Group
from groups.members.models import Invitation, Membership
from groups.register_import.column_matching import FIELDS, guess
from groups.register_import.models import (
    RETENTION_PERIOD,
    ROW_RETENTION_PERIOD,
    STALE_AFTER,
    Register,
    RegisterRow,
    Stage,
)
from groups.register_import.steps import check_rows, import_rows
from groups.register_import.tasks import AT_ONCE, import_register
from kimportal.audit.models import Action, AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from tests.factories import GroupFactory
from tests.groups.register_import.registers import (
    GOOD,
    HEAD,
    book_of,
    csv_of,
    matched,
    post_action,
    rows_of,
    upload,
    uploaded_register,
    xlsx,
)

pytestmark = pytest.mark.django_db

DOUBTFUL = [2, "KIM Ragu", "Sukkun", "Sukun", "Kota Malang"]


def page(client, register, **query):
    address = reverse("admin:register_report", args=[register.pk])
    return client.get(address, query).content.decode()


def row_address(row):
    return reverse("admin:register_row", args=[row.register_id, row.pk])


def states(register):
    return [row.state for row in rows_of(register)]


@pytest.fixture
def client(world, sign_in):
    """The client of a reviewer of Kota Malang."""
    assert world.village and world.far_village
    return sign_in(world.reviewer)


# -- from a file to waiting KIM


def test_a_register_becomes_waiting_kim_whose_chair_is_invited(client, world):
    register = uploaded_register(client, GOOD)
    report = page(client, register)
    for words in (
        "KIM Sukun Guyub",
        "35.73.04.1003",
        "Pak Edi",
        "0812-3456-7890",
        "2 Maret 2020",
        "188/1/2020",
    ):
        assert words in report
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
    assert (register.sheet, register.count, register.stage) == ({}, 1, Stage.IMPORTED)
    assert rows_of(register)[0].group == group


def test_a_csv_is_read_like_an_xlsx(client, world):
    upload(client, csv_of(HEAD, [*GOOD[:-1], "13/03/2020"]), "daftar.csv")

    (row,) = rows_of(matched(client, Register.objects.get()))

    assert row.region == world.village
    assert row.values["decree_date"] == "2020-03-13"


def test_nobody_reviews_what_they_imported(client, world):
    post_action(client, "carry_out", uploaded_register(client, GOOD))
    group = Group.objects.get()

    assert not rules.may_review(world.reviewer, group)
    assert rules.may_review(world.national_reviewer, group)


def test_a_register_is_imported_once(client):
    register = uploaded_register(client, GOOD)

    assert [post_action(client, "carry_out", register).status_code for _n in range(2)] == [302, 404]
    assert Group.objects.count() == 1


def test_good_rows_come_in_and_doubtful_ones_stay(client):
    register = uploaded_register(client, GOOD, DOUBTFUL)

    post_action(client, "carry_out", register)

    assert Group.objects.get().name == "KIM Sukun Guyub"
    assert states(register) == ["imported", "doubtful"]
    assert "1 baris lagi perlu diperbaiki" in page(client, register)


def test_a_failing_import_goes_on_where_it_stopped(client, world, monkeypatch):
    rows = [[n, f"KIM Warga {n}", *GOOD[2:5]] for n in range(4)]
    register = uploaded_register(client, *rows)
    monkeypatch.setattr("groups.register_import.steps.CHUNK", 2)
    register.carry_out()
    progress = Register.report_progress

    def broken(self, done):
        progress(self, done)
        if done == 4:
            raise OSError

    with monkeypatch.context() as patch, pytest.raises(OSError):
        patch.setattr(Register, "report_progress", broken)
        import_rows(register)
    assert Group.objects.count() == 2
    register.refresh_from_db()
    assert (register.stage, register.done) == (Stage.IMPORTING, 2)

    for _n in range(2):
        import_register.call(register.pk)

    register.refresh_from_db()
    assert Group.objects.count() == 4
    assert (register.stage, register.count) == (Stage.IMPORTED, 4)
    assert AuditEvent.objects.filter(target_type="groups.register").count() == 1


def test_the_same_file_again_changes_nothing(client):
    post_action(client, "carry_out", uploaded_register(client, GOOD))
    before = Group.objects.values().get()

    again = uploaded_register(client, GOOD)
    post_action(client, "carry_out", again)

    assert states(again) == ["known"]
    assert Group.objects.values().get() == before
    assert OutgoingEmail.objects.count() == 1


def test_a_kim_that_came_in_meanwhile_is_not_made_twice(client, world):
    register = uploaded_register(client, GOOD)
    GroupFactory(region=world.village, name="Kim Sukun guyub")

    post_action(client, "carry_out", register)

    assert states(register) == ["known"]
    assert Group.objects.count() == 1


def test_a_duplicate_is_shown_against_what_is_there(client, world):
    GroupFactory(region=world.village, name="Kim  sukun GUYUB", contact_name="Bu Ani")
    register = uploaded_register(client, GOOD)

    report = page(client, register, lihat="sudah")

    assert states(register) == ["known"]
    assert "Ketua: Pak Edi di berkas, Bu Ani di portal" in report


# -- rows that are no KIM, and rows twice


def test_every_row_left_out_is_counted_and_shown_with_why(client):
    register = uploaded_register(
        client,
        list(range(1, 11)),
        ["Kecamatan Sukun"],
        GOOD,
        GOOD,
        [*HEAD],
        ["", "Jumlah", "", "", "", 2],
        ["", "", "", "", "", "", "Malang, 12 Maret 2020"],
        ["", "", "", "", "", "", "Kepala Dinas Kominfo"],
        ["", "", "", "", "", "", "Drs. Budi"],
        ["", "", "", "", "", "", "NIP. 19700101 199001 1 001"],
    )

    report = page(client, register, lihat="lewati")

    assert [(row.number, row.reason or row.state) for row in rows_of(register)] == [
        (3, "numbering"),
        (4, "region"),
        (5, "good"),
        (6, "same"),
        (7, "heading"),
        (8, "total"),
        (9, "signature"),
        (10, "signature"),
        (11, "signature"),
        (12, "signature"),
    ]
    for words in ("Baris ini sama persis dengan baris 5.", "Baris jumlah.", "Drs. Budi"):
        assert words in report
    assert '<b class="count">9</b>' in report


def test_a_row_left_out_can_be_a_kim_all_the_same(client, world):
    register = uploaded_register(client, GOOD, [2, "Catatan Warga"])
    row = rows_of(register)[1]
    assert row.reason == "note"

    client.post(row_address(row), {"name": "KIM Catatan Warga", "region": world.village.pk})

    assert states(register) == ["good", "good"]


def test_another_row_of_the_same_kim_is_asked_about(client):
    register = uploaded_register(client, GOOD, [2, "kim SUKUN guyub", *GOOD[2:5], "Bu Ani"])

    assert states(register) == ["good", "doubtful"]
    assert "KIM yang sama ada di baris 3." in page(client, register)


def test_a_decree_number_in_use_is_a_note_and_a_flag(client, world):
    GroupFactory(region=world.village, name="KIM Lama", decree_number="188/1/2020")
    register = uploaded_register(client, GOOD)

    (row,) = rows_of(register)

    assert (row.state, row.flags) == ("good", "duplicate_decree")
    assert ["decree_number", "duplicate_decree", "KIM Lama"] in row.notes


# -- what a cell says


@pytest.mark.parametrize(
    ("column", "text", "field", "value", "code"),
    [
        (6, "nanti", "contact_phone", None, "invalid"),
        (6, "8,12346E+11", "contact_phone", None, "rounded"),
        (6, "0812-3456-7890 / 0857-1111-2222", "contact_phone", "0812-3456-7890", "two"),
        (7, "bukan surel", "contact_email", None, "invalid"),
        (9, "2015", "decree_date", None, "partial"),
        (9, "25/03/2999", "decree_date", None, "future"),
        (9, "2 Maret 1900", "decree_date", None, "early"),
        (5, "x" * 121, "contact_name", None, "long"),
        (5, "https://judi.example", "contact_name", None, "refused"),
    ],
)
def test_an_optional_cell_that_cannot_be_read_is_a_note(client, column, text, field, value, code):
    row = list(GOOD)
    row[column] = text
    (read,) = rows_of(uploaded_register(client, row))

    assert read.state == "good"
    assert read.values.get(field) == value
    assert code in {note[1] for note in read.notes if note[0] == field}


def test_notes_say_what_was_left_out(client):
    register = uploaded_register(client, [*GOOD[:6], "nanti", *GOOD[7:]])

    assert "Telepon: “nanti” tidak terbaca dan tidak ikut masuk." in page(client, register)


@pytest.mark.parametrize("text", ["-", "–", "belum ada", "0", "n/a"])
def test_words_for_nothing_are_empty_everywhere(client, text):
    (row,) = rows_of(uploaded_register(client, [*GOOD[:5], *[text] * 5]))

    assert (row.state, row.notes) == ("good", [])
    assert not any(value for name, value in row.values.items() if name != "name")


@pytest.mark.parametrize(
    ("text", "code"), [("", "required"), ("ab", "min_length"), ("x" * 121, "max_length"),
                       ("KIM http://x.com", "address"), ("=HYPERLINK(0)", "formula")]
)  # fmt: skip
def test_a_name_that_is_none_is_doubtful(client, text, code):
    (row,) = rows_of(uploaded_register(client, [1, text, *GOOD[2:]]))

    assert row.state == "doubtful"
    assert [problem[1] for problem in row.problems] == [code]


def test_dates_as_offices_write_them(client):
    head = [*HEAD, "Tanggal Terbentuk"]
    texts = ["12 Agt 2014", "12-Agu-14", "41863", "2014", "Jum'at, 12 September 2014"]
    upload(client, xlsx(head, *[[n, f"KIM {n} X", *GOOD[2:5], *[""] * 5, text] for n, text in enumerate(texts)]))  # fmt: skip

    register = matched(client, Register.objects.get())

    assert [row.values["founded"] for row in rows_of(register)] == [
        *["2014-08-12"] * 3,
        "2014-01-01",
        "2014-09-12",
    ]
    assert "Berdiri: 2014<" in page(client, register).replace("\n", "")


# -- the order of day and month


def test_an_ambiguous_column_of_dates_is_asked_once(client):
    rows = [[n, f"KIM Warga {n}", *GOOD[2:9], f"0{n + 2}/03/2020"] for n in range(2)]
    upload(client, csv_of(HEAD, *rows), "daftar.csv")
    register = Register.objects.get()
    address = reverse("admin:register_match", args=[register.pk])

    asked = client.get(address).content.decode()
    refused = client.post(address, guess(register.head, {}))

    assert "2 Maret 2020" in asked and "3 Februari 2020" in asked
    assert refused.context["form"].errors.keys() == {"decree_date_order"}

    register = matched(client, register, decree_date_order="mdy")
    assert [row.values["decree_date"] for row in rows_of(register)] == ["2020-02-03", "2020-03-03"]
    post_action(client, "carry_out", register)

    upload(client, csv_of(HEAD, *rows), "daftar.csv")
    again = client.get(reverse("admin:register_match", args=[Register.objects.latest("pk").pk]))
    assert again.context["form"].initial["decree_date_order"] == "mdy"


def test_a_column_that_tells_its_order_is_not_asked(client):
    rows = [[1, "KIM A B", *GOOD[2:9], "03/25/2020"], [2, "KIM C D", *GOOD[2:9], "02/03/2020"]]
    upload(client, csv_of(HEAD, *rows), "daftar.csv")

    register = matched(client, Register.objects.get())

    assert [row.values["decree_date"] for row in rows_of(register)] == ["2020-03-25", "2020-02-03"]


# -- columns and sheets


def test_an_office_need_not_match_twice(client, world):
    upload(client, csv_of(["Sebutan", "Tempat"], ["KIM Satu", "Sukun"]), "a.csv")
    first = matched(client, Register.objects.get(), name=0, village=1)
    post_action(client, "carry_out", first)

    upload(client, csv_of(["Tempat", "Sebutan"], ["Sukun", "KIM Dua"]), "b.csv")

    second = Register.objects.latest("pk")
    form = client.get(reverse("admin:register_match", args=[second.pk])).context["form"]
    assert (form.initial["name"], form.initial["village"]) == (1, 0)


@pytest.mark.parametrize(
    "chosen", [{}, {"name": "1"}, {"name": "1", "village": "1"}, {"name": "99", "village": "2"},
               {"name": "x" * 999, "village": "2"}]
)  # fmt: skip
def test_columns_that_cannot_be_are_refused(client, chosen):
    upload(client, xlsx(HEAD, GOOD))
    register = Register.objects.get()

    response = client.post(reverse("admin:register_match", args=[register.pk]), chosen)

    assert response.status_code == 200
    register.refresh_from_db()
    assert (register.matching, register.stage) == ({}, Stage.COLUMNS)


def test_a_column_without_a_heading_is_offered_by_its_letter(client):
    upload(client, xlsx(["No", "Nama KIM", ""], [1, "KIM A B", "Sukun"]))
    register = Register.objects.get()

    response = client.get(reverse("admin:register_match", args=[register.pk]))

    assert "Kolom C (Sukun)" in response.content.decode()
    assert states(matched(client, register, village=2)) == ["good"]


def test_the_headings_can_be_moved(client):
    upload(client, xlsx(["Nama KIM", "Desa", "Kecamatan"], ["nama", "desa", "kecamatan"],
                        ["KIM A B", "Sukun", "Sukun"]))  # fmt: skip
    register = Register.objects.get()
    address = reverse("admin:register_match", args=[register.pk])

    client.post(address, {"move_head": "1", "row": "3", "height": "1"})
    register.refresh_from_db()
    wrong = client.post(address, {"move_head": "1", "row": "4", "height": "3"})

    assert register.head == ["nama", "desa", "kecamatan"]
    assert [line.number for line in register.lines()] == [4]
    assert wrong.status_code == 200
    assert "Tidak ada baris yang tersisa" in wrong.content.decode()


def test_a_file_says_which_sheet_is_read_and_the_others_can_be_read_too(client):
    content = book_of(
        {
            "Sampul": [["DINAS KOMINFO"], ["Tahun 2020"]],
            "Sukun": [HEAD, GOOD],
            "Klojen": [HEAD, [1, "KIM Kedua", *GOOD[2:]], [2, "KIM Ketiga", *GOOD[2:]]],
            "Rahasia": [HEAD, *[[n, f"KIM Lama {n}", *GOOD[2:]] for n in range(9)]],
        },
        hidden=["Rahasia"],
    )
    upload(client, content)
    register = Register.objects.get()
    address = reverse("admin:register_match", args=[register.pk])
    text = client.get(address).content.decode()
    assert "lembar “Klojen”: 2 baris" in " ".join(text.split())
    assert "Rahasia (10 baris, tersembunyi)" in text

    client.post(address, {"choose_sheet": "1", "sheet": chosen_sheet(client, address, "Sukun")})
    register = matched(client, Register.objects.get())
    post_action(client, "carry_out", register)
    report = page(client, register)
    response = post_action(client, "sheet", register, sheet="Klojen")

    assert "Lembar “Klojen” (3 baris) belum dibaca" in " ".join(report.split())
    second = Register.objects.latest("pk")
    assert response.url == reverse("admin:register_match", args=[second.pk])
    post_action(client, "carry_out", matched(client, second))
    assert set(Group.objects.values_list("name", flat=True)) == {
        "KIM Sukun Guyub",
        "KIM Kedua",
        "KIM Ketiga",
    }


def chosen_sheet(client, address, name):
    choices = client.get(address).context["choose_sheet_form"].fields["sheet"].choices
    return next(number for number, label in choices if label.startswith(name))


# -- mending


def test_choosing_a_place_resolves_all_rows_and_the_next_file(client, world):
    ambiguous = [[n, f"KIM Ragu {n}", "Sukkun", "Sukun", "Kota Malang"] for n in range(2)]
    register = uploaded_register(client, GOOD, *ambiguous)
    row = rows_of(register)[1]
    assert f'name="place" value="{world.village.pk}"' in page(client, register)

    address = reverse("admin:register_place", args=[register.pk, row.pk])
    response = client.post(address, {"place": world.village.pk})
    post_action(client, "carry_out", register)
    later = uploaded_register(client, [9, "KIM Ragu 9", "Sukkun", "Sukun", "Kota Malang"])

    assert (response.status_code, response.url) == (
        302,
        reverse("admin:register_report", args=[register.pk]),
    )
    assert set(Group.objects.values_list("region", flat=True)) == {world.village.pk}
    assert Group.objects.count() == 3
    assert rows_of(later)[0].region == world.village


@pytest.mark.parametrize("code", ["52.71.05.1002", "35.73", "99.99.99.9999", "", "\0"])
def test_no_place_outside_the_jurisdiction_or_too_wide_is_chosen(code, client):
    register = uploaded_register(client, DOUBTFUL)
    address = reverse("admin:register_place", args=[register.pk, rows_of(register)[0].pk])

    response = client.post(address, {"place": code})

    assert response.status_code == 404
    assert Register.objects.get().places == {}


def test_a_doubtful_row_is_mended_on_screen_and_comes_in(client, world):
    register = uploaded_register(client, GOOD, [*DOUBTFUL, "Bu Ani", "nanti", "", "", "Maret 2020"])
    post_action(client, "carry_out", register)
    row = rows_of(register)[1]
    form = client.get(row_address(row))
    assert "Di berkas: nanti" in form.content.decode()
    shown = form.context["form"]
    assert {name: shown[name].value() for name in ("name", "region", "contact_phone")} == {
        "name": "KIM Ragu",
        "region": world.village.pk,
        "contact_phone": "nanti",
    }
    typed = {
        "name": "KIM Tak Ragu",
        "region": world.village.pk,
        "contact_name": "Bu Ani",
        "contact_phone": "nanti",
        "decree_date": "12 Maret 2020",
    }

    refused = client.post(row_address(row), typed)
    response = client.post(row_address(row), typed | {"contact_phone": "+62 812 1111 2222"})

    assert refused.context["form"].errors.keys() == {"contact_phone"}
    assert response.url == reverse("admin:register_report", args=[register.pk])
    group = Group.objects.get(name="KIM Tak Ragu")
    assert (group.region, group.contact_phone) == (world.village, "0812-1111-2222")
    assert (group.decree_date, group.submitted_by) == (date(2020, 3, 12), world.reviewer)
    register.refresh_from_db()
    assert register.count == 2
    assert states(register) == ["imported", "imported"]
    assert client.post(row_address(row), typed).status_code == 302  # a second tap
    assert Group.objects.count() == 2


def test_mending_leads_from_row_to_row(client, world):
    register = uploaded_register(
        client, *[[n, f"KIM {n} Ragu", "Sukkun", "Sukun"] for n in range(3)]
    )
    rows = rows_of(register)
    values = {"name": "KIM Satu Lagi", "region": world.village.pk}

    response = client.post(row_address(rows[1]), values)
    last = client.post(row_address(rows[2]), values | {"name": "KIM Dua Lagi"})

    assert response.url == row_address(rows[2])
    assert last.url == row_address(rows[0])
    assert states(register) == ["doubtful", "good", "good"]


def test_a_mended_row_cannot_double_a_kim(client, world):
    GroupFactory(region=world.village, name="KIM Tak Ragu")
    register = uploaded_register(client, DOUBTFUL)
    (row,) = rows_of(register)

    response = client.post(row_address(row), {"name": "KIM tak ragu", "region": world.village.pk})

    assert response.context["form"].errors.keys() == {"name"}
    assert "sudah ada di portal" in response.content.decode()
    assert states(register) == ["doubtful"]


def test_a_row_is_not_mended_into_another_region(client, world):
    register = uploaded_register(client, DOUBTFUL)
    (row,) = rows_of(register)

    response = client.post(row_address(row), {"name": "KIM Ragu", "region": world.far_village.pk})

    assert response.context["form"].errors.keys() == {"region"}


def test_what_was_mended_stays_when_the_columns_are_matched_anew(client, world):
    register = uploaded_register(client, GOOD, DOUBTFUL)
    row = rows_of(register)[1]
    client.post(row_address(row), {"name": "KIM Tak Ragu", "region": world.village.pk})

    register = matched(client, register)

    assert [row.name for row in rows_of(register)] == ["KIM Sukun Guyub", "KIM Tak Ragu"]
    assert states(register) == ["good", "good"]


def test_nothing_is_taken_in_while_the_headings_are_being_moved(client):
    register = uploaded_register(client, GOOD)
    address = reverse("admin:register_match", args=[register.pk])

    client.post(address, {"move_head": "1", "row": "2", "height": "1"})
    post_action(client, "carry_out", register)

    register.refresh_from_db()
    assert register.stage == Stage.COLUMNS
    assert not Group.objects.exists()


def test_a_row_can_be_left_out(client):
    register = uploaded_register(client, GOOD, DOUBTFUL)
    row = rows_of(register)[1]

    client.post(reverse("admin:register_drop_row", args=[register.pk, row.pk]))

    assert states(register) == ["good", "left_out"]
    assert "Petugas melewatinya." in page(client, register, lihat="lewati")


# -- the sheet with the rows to mend


def sheet_of(client, register):
    response = client.get(reverse("admin:register_errors", args=[register.pk]))
    assert response["Content-Disposition"].endswith('.xlsx"')
    book = load_workbook(io.BytesIO(b"".join(response)))
    return [["" if cell is None else cell for cell in row] for row in book.active.values]


def test_the_rows_to_mend_come_back_alone(client, world):
    register = uploaded_register(client, ["Kecamatan Sukun"], GOOD, [2, "KIM Ragu", "Sukkun"])
    post_action(client, "carry_out", register)
    sheet = sheet_of(client, register)
    assert sheet[0][:4] == ["Kunci baris", "Baris", "Yang perlu diperbaiki", "Nama KIM"]
    assert [row[3] for row in sheet[1:]] == ["KIM Ragu"]
    assert {"Sukkun", "Sukun", "Kota Malang"} <= set(sheet[1])

    sheet[1][sheet[0].index("Desa/kelurahan")] = "Sukun"
    content = xlsx(*sheet)
    upload(client, content)
    back = matched(client, Register.objects.latest("pk"))
    post_action(client, "carry_out", back)

    assert Group.objects.get(name="KIM Ragu").region == world.village
    assert [row.reason for row in rows_of(register)] == ["region", "", "returned"]
    assert RegisterRow.objects.doubtful().count() == 0


def test_every_label_of_that_sheet_is_known_again(client):
    labels = [str(field.label) for field in FIELDS.values()]

    assert guess(labels, {}) == {name: n for n, name in enumerate(FIELDS)}


# -- who


@pytest.mark.parametrize("name", ["match", "report", "errors", "carry_out", "drop"])
def test_a_colleagues_register_is_404_before_it_is_taken_in(name, client, world, sign_in):
    register = uploaded_register(client, GOOD, DOUBTFUL)
    other = sign_in(world.national_reviewer)
    address = reverse(f"admin:register_{name}", args=[register.pk])

    response = other.post(address) if name in {"carry_out", "drop"} else other.get(address)

    assert response.status_code == 404
    assert Register.objects.filter(imported_at=None).exists()


def test_staff_of_the_region_mend_what_a_colleague_took_in(client, world, sign_in):
    register = uploaded_register(client, GOOD, DOUBTFUL)
    post_action(client, "carry_out", register)
    colleague = sign_in(world.national_reviewer)

    listed = colleague.get(reverse("admin:register_upload")).context["to_mend"]
    response = colleague.post(
        row_address(rows_of(register)[1]), {"name": "KIM Tak Ragu", "region": world.village.pk}
    )

    assert [(each, each.doubtful) for each in listed] == [(register, 1)]
    assert response.status_code == 302
    assert Group.objects.get(name="KIM Tak Ragu").submitted_by == world.national_reviewer


def test_staff_of_another_region_see_no_row(client, world, sign_in):
    register = uploaded_register(client, GOOD, DOUBTFUL)
    post_action(client, "carry_out", register)
    row = rows_of(register)[1]
    far = sign_in(world.far_reviewer)

    assert list(far.get(reverse("admin:register_upload")).context["to_mend"]) == []
    assert far.get(reverse("admin:register_report", args=[register.pk])).status_code == 404
    assert far.get(reverse("admin:register_errors", args=[register.pk])).status_code == 404
    assert far.get(row_address(row)).status_code == 404
    for verb in ("place", "drop_row"):
        address = reverse(f"admin:register_{verb}", args=[register.pk, row.pk])
        assert far.post(address, {"place": world.village.pk}).status_code == 404


def test_a_national_register_gives_each_region_its_rows(world, sign_in):
    assert world.village and world.far_village
    client = sign_in(world.administrator)
    register = uploaded_register(
        client,
        [1, "KIM Ragu", "Sukkun", "Sukun", "Kota Malang"],
        [2, "KIM Jauh", "Kekalikk", "Sekarbela", "Kota Mataram"],
        GOOD,
    )
    post_action(client, "carry_out", register)

    text = page(sign_in(world.reviewer), register)

    assert "KIM Ragu" in text
    assert "KIM Jauh" not in text and "KIM Sukun Guyub" not in text


def test_editors_import_nothing(world, sign_in):
    client = sign_in(world.editor)

    assert client.get(reverse("admin:register_upload")).status_code == 403
    assert upload(client, xlsx(HEAD, GOOD)).status_code == 403
    assert not Register.objects.exists()


def test_no_row_matches_outside_the_jurisdiction(client, world, sign_in):
    row = [1, "KIM Jauh", "Kekalik Jaya", "Sekarbela", "Kota Mataram"]

    (read,) = rows_of(uploaded_register(client, row))
    (nationwide,) = rows_of(uploaded_register(sign_in(world.administrator), row))

    assert (read.state, read.suggestions) == ("doubtful", [])
    assert nationwide.region == world.far_village


def test_a_pending_register_is_listed_for_its_owner_only(client, world, sign_in):
    register = uploaded_register(client, GOOD)
    report = reverse("admin:register_report", args=[register.pk])

    own_page = client.get(reverse("admin:register_upload"))
    other_page = sign_in(world.national_reviewer).get(reverse("admin:register_upload"))

    assert list(own_page.context["begun"]) == [register]
    assert report in own_page.content.decode()
    assert list(other_page.context["begun"]) == []


# -- keeping and forgetting


def test_a_dropped_register_is_deleted(client):
    post_action(client, "drop", uploaded_register(client, GOOD))

    assert not Register.objects.exists() and not RegisterRow.objects.exists()


def test_a_register_not_imported_is_deleted_after_a_week(client, capsys):
    old, fresh = uploaded_register(client, GOOD), uploaded_register(client, GOOD)
    Register.objects.filter(pk=old.pk).update(created_at=timezone.now() - 2 * RETENTION_PERIOD)

    call_command("apply_retention")

    assert list(Register.objects.all()) == [fresh]
    assert "registers: 1 deleted" in capsys.readouterr().out


def test_rows_are_deleted_90_days_after_their_register_came_in(client):
    old, fresh = uploaded_register(client, GOOD), uploaded_register(client, DOUBTFUL, GOOD)
    for register in (old, fresh):
        register.carry_out()
        import_rows(register)
    Register.objects.filter(pk=old.pk).update(imported_at=timezone.now() - 2 * ROW_RETENTION_PERIOD)

    call_command("apply_retention")

    assert Register.objects.count() == 2
    assert set(RegisterRow.objects.values_list("register", flat=True)) == {fresh.pk}


# -- many


def many(count):
    return [[n, f"KIM Warga {n}", *GOOD[2:7], "", f"SK/{n}", GOOD[9]] for n in range(count)]


def test_a_large_register_is_read_and_imported_by_the_worker(client, settings, monkeypatch):
    queued = []
    for task in ("check_register", "import_register"):
        monkeypatch.setattr(
            f"groups.register_import.tasks.{task}.__class__.enqueue",
            lambda self, pk: queued.append((self, pk)),
        )
    upload(client, xlsx(HEAD, *many(AT_ONCE + 1)))
    register = matched(client, Register.objects.get())
    assert f"0 / {AT_ONCE + 1}" in page(client, register)
    assert "data-working" in page(client, register)

    task, key = queued.pop()
    task.call(key)
    post_action(client, "carry_out", register)
    task, key = queued.pop()
    assert not Group.objects.exists()
    task.call(key)

    register.refresh_from_db()
    assert (register.stage, register.count, register.done) == (Stage.IMPORTED, 201, 201)
    assert Group.objects.waiting().count() == AT_ONCE + 1


def test_a_register_whose_worker_was_lost_goes_on(client):
    register = uploaded_register(client, GOOD)
    register.carry_out()
    assert "Lanjutkan" not in page(client, register)
    Register.objects.update(heartbeat_at=timezone.now() - 2 * STALE_AFTER)
    assert "Lanjutkan" in page(client, register)

    post_action(client, "resume", register)

    assert Group.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_rows_are_read_and_imported_in_as_many_queries_as_one(
    count, client, world, django_assert_num_queries
):
    register = uploaded_register(client, *many(count))

    with CaptureQueriesContext(connection) as checking:
        check_rows(register)
    register.carry_out()
    with CaptureQueriesContext(connection) as importing:
        import_rows(register)

    assert Group.objects.count() == count
    assert (len(checking), len(importing)) == (11, 23)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("tab", ["perbaiki", "benar", "sudah"])
def test_its_page_makes_as_many_queries_for_three_rows_as_for_one(
    tab, count, client, world, django_assert_num_queries
):
    rows = {
        "perbaiki": [[n, f"KIM Ragu {n}", "Sukkun", "Sukun"] for n in range(count)],
        "benar": many(count),
        "sudah": many(count),
    }[tab]
    if tab == "sudah":
        for n in range(count):
            GroupFactory(region=world.village, name=f"KIM Warga {n}")
    register = uploaded_register(client, *rows)

    with CaptureQueriesContext(connection) as queries:
        page(client, register, lihat=tab)

    assert len(queries) == 7
