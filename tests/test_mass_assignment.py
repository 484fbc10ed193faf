"""Every form × every field it does not show, and every id of somebody else's (R24, R25)."""

import pytest
from django.db import models

from campaigns.events.models.photo import EventPhoto
from kimportal.accounts.models import Person
from tests.factories import EventFactory, MaterialFactory, MembershipFactory, PersonFactory
from tests.forged import POSTS, TYPED, form_of, own_models, snapshot
from tests.groups.kim.registrations import change_request_for

# Hundreds of posts: once is enough, where the stricter database answers.
pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
#: Sent without the one thing that makes them whole, so they are refused whatever comes along.
UNFINISHED = {
    "arriving_file",
    "drop",
    "event_quick",
    "csp_report",
    "material_file_add",
    "material_new",
}
#: Answered in place: a mailbox that posts for its reader follows no redirect.
TAKEN = {"reminders_stop": 200, "invitation_stop": 200, "shared": 303}
MAX_FIELDS = 190


def hostile_values(form, victim, *, last):
    """{field: what an attacker would like it to be} for all fields of ours but those of the form."""
    shown = {name.rpartition("-")[2] for name in form.shown | form.fields.keys()}
    told = {}
    for model in own_models():
        for column in model._meta.concrete_fields:
            if column.name not in shown and not isinstance(column, models.FileField):
                told[column.name] = told[column.attname] = wish(column, victim, last)
    return told


def wish(column, victim, last):
    if column.remote_field and column.remote_field.model is Person:
        return str(victim.pk)
    if column.remote_field:
        rows = column.remote_field.model._base_manager.order_by("pk")
        row = rows.last() if last else rows.first()
        return str(row.pk) if row else "1"
    if column.choices:
        values = [value for value, _label in column.choices if value]
        return str(values[-1] if last else values[0])
    if column.name == "state":
        return "live" if last else "rejected"
    return {
        "BooleanField": "on",
        "DateField": "2001-02-03",
        "DateTimeField": "2001-02-03 04:05:06",
        "JSONField": '["JAHAT"]',
        "EmailField": "jahat@example.org",
        "UUIDField": "deadbeef-dead-4ead-8ead-deadbeefdead",
        "URLField": "https://jahat.example/",
    }.get(column.get_internal_type(), "424242" if "Integer" in type(column).__name__ else "JAHAT")


def taken_over(before, plain, forged, hostile):
    """table.column of each value that came from what was forged, and would not be there without."""
    usual = {}
    for (model, key), row in plain.items():
        for column, value in row.items():
            if before.get((model, key), {}).get(column) != value:
                usual.setdefault((model, column), set()).add(str(value))
    for (model, key), row in forged.items():
        for column, value in row.items():
            changed = before.get((model, key), {}).get(column) != value
            wished = {hostile.get(column), "True" if hostile.get(column) == "on" else None}
            if (
                changed
                and str(value) in wished
                and str(value) not in usual.get((model, column), set())
            ):
                yield f"{model._meta.label}.{column} = {value}"


def attack(form):
    victim, before = PersonFactory(), snapshot()
    plain, _written, held = form.send()
    found = []
    for last in (True, False):
        wishes = [*hostile_values(form, victim, last=last).items()]
        # More fields than Django reads would be refused as a whole.
        room = MAX_FIELDS - sum(len(values) for values in form.fields.values())
        for start in range(0, len(wishes), room):
            hostile = dict(wishes[start : start + room])
            answer, _written, forged = form.send(**hostile)
            assert answer.status_code < 500
            found += taken_over(before, held, forged, hostile)
    return plain, found


@pytest.mark.parametrize("name", POSTS)
def test_a_form_takes_no_field_that_it_does_not_show(name, world, sign_in, client):
    assert world.other_group and world.administrator

    plain, found = attack(form_of(name, world, sign_in, client))

    assert found == []
    # An attack proves something only on a form that is otherwise taken.
    assert (plain.status_code == TAKEN.get(name, 302)) != (name in UNFINISHED)


# -- ids of somebody else's


@pytest.fixture
def others(world):
    """Everything another group has: ({kind: id}, its rows); its private words are marked."""
    before = snapshot()
    group = world.other_group
    group.contact_name = group.address = "RAHASIA-TETANGGA"
    group.save()
    chair = MembershipFactory(group=group, role="secretary")
    event = EventFactory(group=group, story="RAHASIA-TETANGGA", state="draft")
    photo = {"sha256": "x", "width": 1, "height": 1, "file": "x.jpg"}
    material = MaterialFactory(group=group, state="draft", body="RAHASIA-TETANGGA")
    ids = [group.pk, group.slug, chair.pk, event.pk, material.pk, material.slug]
    ids += [EventPhoto.objects.create(event=event, **photo).pk, PersonFactory().pk]
    ids += [change_request_for(group, by=world.outsider, about="RAHASIA-TETANGGA").pk]
    return [str(one) for one in ids], snapshot().keys() - before.keys()


def touched(before, after, rows, group):
    """Rows of the other group that are not as they were, and new rows that joined it."""
    for key in rows:
        if after.get(key) != before[key]:
            yield f"{key[0]._meta.label} {key[1]} changed"
    for (model, key), row in after.items():
        if (model, key) not in before and row.get("group_id") == group.pk:
            yield f"{model._meta.label} {key} joined the other group"


@pytest.mark.parametrize("name", [name for name in POSTS if name != "csp_report"])
def test_no_id_of_another_group_is_taken(name, world, sign_in, client, others):
    form = form_of(name, world, sign_in, client)
    ids, rows = others
    before, found = snapshot(), []
    fields = [f for f in form.fields if f.rpartition("-")[2] not in TYPED]
    fields += ["group", "slug", "pk", "id", "event", "membership", "heir", "material", "photo"]

    for turn in range(len(ids)):
        forged = {name: ids[(turn + n) % len(ids)] for n, name in enumerate(fields)}
        answer, _written, after = form.send(**forged)
        assert answer.status_code < 500
        assert b"RAHASIA-TETANGGA" not in answer.content
        found += touched(before, after, rows, world.other_group)
    for one in ids:
        for name in form.choices:
            _answer, _written, after = form.send(**{name: one})
            found += touched(before, after, rows, world.other_group)

    assert found == []
