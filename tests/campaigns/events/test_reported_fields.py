"""Every field of a report is declared once, and is read exactly where its declaration says."""

import csv
import json
from dataclasses import replace

import pytest
from django.http import QueryDict
from django.urls import reverse

from campaigns import privacy
from campaigns.events.forms.report import ReportForm
from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.related import Speaker
from campaigns.events.moderation import EventAdapter
from campaigns.events.reported_fields import (
    NOT_REPORTED,
    REPORTED_FIELDS,
    REPORTED_NAMES,
    TYPED_COLUMNS,
    Readers,
    ReportedField,
    other_facts,
)
from campaigns.exports import EVENTS
from campaigns.open_data.api import Event
from campaigns.open_data.datasets import DATASETS
from kimportal.exports.export import export_named
from kimportal.moderation.states import State
from tests.campaigns.events.event_forms import report, report_url
from tests.factories import EventFactory

pytestmark = pytest.mark.django_db

#: Values that occur nowhere else on a page. The counts pass disclosure control.
VALUES = {
    "attendance": 4871,
    "men": 2203,
    "women": 2207,
    "first_time_voters": 613,
    "with_disability": 127,
    "story": "Ceritanya begini.",
    "questions": "Desas-desus rahasia.",
    "follow_up": "Bertemu lagi Sabtu depan.",
    "links": ["https://contoh.id/berita-kegiatan"],
    "health_checks": ["Tangan dicuci dahulu"],
}
PLAN_COLUMNS = (
    "id title group region_code region programme pillars mode setting starts ends reported".split()
)


def in_html(value):
    """The texts of which one is on a page that shows the value."""
    if isinstance(value, int):
        return {str(value), f"{value:,}".replace(",", ".")}
    return set(value) if isinstance(value, list) else {value}


def names_on(page):
    html = page.content.decode()
    return {name for name, value in VALUES.items() if any(text in html for text in in_html(value))}


@pytest.fixture
def event(world):
    return EventFactory(
        group=world.group, region=world.village, submitted_by=world.member, **VALUES
    )


def test_every_field_of_an_event_is_declared_as_reported_or_not():
    names = [field.name for field in OutreachEvent._meta.get_fields()]

    declared = [*REPORTED_NAMES, *NOT_REPORTED]

    assert sorted(declared) == sorted(names)


def test_every_typed_column_has_a_value_in_these_tests():
    assert sorted(VALUES) == sorted(TYPED_COLUMNS)


def test_columns_and_related_rows_are_told_apart():
    columns = {field.name for field in OutreachEvent._meta.concrete_fields}

    assert {f.name for f in REPORTED_FIELDS if not f.is_related} == columns & {*REPORTED_NAMES}
    assert {f.name for f in REPORTED_FIELDS if f.is_related} == (
        {*OutreachEvent.related_values} & {*REPORTED_NAMES}
    )


def test_the_form_has_every_typed_column_and_returns_every_field(draft):
    data = QueryDict(mutable=True)
    data.update(report(draft))

    form = ReportForm(data, event=draft, initial=draft.read_values(REPORTED_NAMES))

    assert {*TYPED_COLUMNS} <= {*ReportForm.Meta.fields}
    assert form.is_valid(), form.errors
    assert sorted(form.values()) == sorted(REPORTED_NAMES)


def test_the_form_page_shows_every_typed_column(mega, draft):
    page = mega.get(report_url(draft))

    shown = {name for name in TYPED_COLUMNS if f'name="{name}"' in page.content.decode()}

    # The checklist is shown only where the programme has one.
    assert shown == {*TYPED_COLUMNS} - {"health_checks"}


def test_the_event_page_shows_what_the_public_reads(client, event):
    page = client.get(event.get_absolute_url())

    assert names_on(page) == {
        f.name for f in REPORTED_FIELDS if f.readers == Readers.PUBLIC and f.name in VALUES
    }
    assert "questions" not in names_on(page)


def test_the_review_page_shows_every_column(event, reviewer, sign_in):
    OutreachEvent.objects.filter(pk=event.pk).update(state=State.WAITING)

    page = sign_in(reviewer).get(reverse("admin:review", args=["outreachevent", event.pk]))

    assert names_on(page) == {*VALUES}


def test_a_reviewer_may_give_a_reason_about_every_typed_field():
    typed = [field.name for field in REPORTED_FIELDS if field.is_typed]

    assert list(EventAdapter.fields)[-len(typed) :] == typed
    assert all(EventAdapter().field_label(name) not in ("", name) for name in typed)


def test_the_export_has_every_column_and_keeps_free_text_for_administrators(event, world):
    declared = [f for f in REPORTED_FIELDS if f.in_export and not f.is_related]

    heads = {str(label): personal for personal, label in labels_of(EVENTS)}

    assert {str(f.label): f.is_free_text for f in declared}.items() <= heads.items()
    row = list(export_named("kegiatan").lines(world.administrator))[1]
    assert all(VALUES[f.name] in row for f in declared if f.name in VALUES)
    row = list(export_named("kegiatan").lines(world.reviewer))[1]
    assert [f.name for f in declared if f.name in VALUES and VALUES[f.name] in row] == [
        f.name for f in declared if f.name in VALUES and not f.is_free_text
    ]


def labels_of(export):
    yield from ((False, label) for label, _value in export.columns)
    yield from ((True, label) for label, _value in export.personal)


def test_open_data_has_what_has_a_meaning_and_no_free_text(client, event):
    names = [field.name for field in REPORTED_FIELDS if field.meaning]

    columns = [*PLAN_COLUMNS, *names, "page"]

    assert not any(f.meaning and (f.is_free_text or f.is_related) for f in REPORTED_FIELDS)
    assert all(f.readers == Readers.PUBLIC for f in REPORTED_FIELDS if f.meaning)
    assert list(DATASETS["kegiatan"].columns) == columns == list(Event.model_fields)
    answer = client.get(reverse("data_csv", args=["kegiatan"]))
    [row] = csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines())
    assert {name: row[name] for name in names} == {name: str(VALUES[name]) for name in names}
    answer = client.get(reverse("api-1:event_detail", args=[event.pk]))
    assert {name: json.loads(answer.content)[name] for name in names} == {
        name: VALUES[name] for name in names
    }


def test_the_copy_of_ones_data_has_every_field_of_ones_own_reports(event, world):
    Speaker.objects.create(event=event, name="Sri Rahayu")
    EventFactory(group=world.group, region=world.village)

    [own] = privacy.export(world.member)["reports"]

    assert sorted(own) == sorted(["event", "title", *REPORTED_NAMES])
    assert {name: own[name] for name in VALUES} == VALUES
    assert own["speakers"] == [["Sri Rahayu", ""]]


def test_a_field_without_markup_is_listed_as_a_fact_for_its_readers(event):
    public = ReportedField("health_checks", Readers.PUBLIC)
    internal = replace(public, name="questions", readers=Readers.STAFF)
    fields = (public, internal)

    assert [text for _label, text in other_facts(event, Readers.PUBLIC, fields)] == [
        "Tangan dicuci dahulu"
    ]
    assert [text for _label, text in other_facts(event, Readers.STAFF, fields)] == [
        "Tangan dicuci dahulu",
        "Desas-desus rahasia.",
    ]


def test_a_fact_that_counts_people_passes_disclosure_control(world):
    event = EventFactory(group=world.group, region=world.village, attendance=40, men=3)
    declared = next(field for field in REPORTED_FIELDS if field.name == "men")
    fields = (replace(declared, has_markup=False),)

    assert other_facts(event, Readers.PUBLIC, fields) == []
    assert [text for _label, text in other_facts(event, Readers.STAFF, fields)] == ["3"]
