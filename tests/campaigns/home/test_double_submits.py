"""Concurrent submits, from slow connections or two people: one result and no server error."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import QueryDict
from django.urls import reverse

from campaigns.events.models.receipt import SubmissionReceipt
from campaigns.materials.models.material import Material
from groups.kim.models import Group
from groups.members.models import Invitation, Membership
from kimportal.accounts.models import Person
from kimportal.drafts.models import FormDraft
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.states import State
from tests.campaigns.events.event_forms import report, report_url
from tests.campaigns.events.test_idempotency import with_photo
from tests.factories import EventFactory, MaterialFactory, MembershipFactory
from tests.groups.kim.registrations import change_request_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
ROUNDS = 6


@pytest.fixture
def oki(world, sign_in):
    """Return the chair's client, which returns server errors as responses."""
    client = sign_in(world.officer)
    client.raise_request_exception = False
    return client


def at_once(client, *posts):
    """Send these (URL, data) concurrently and return the responses."""
    barrier = Barrier(len(posts))

    def send(post):
        barrier.wait()
        try:
            answer = client.post(*post)
            while answer.status_code == 503:  # no free connection: retry
                answer = client.post(*post)
            return answer
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(send, posts))


def faults(answers):
    return [answer.status_code for answer in answers if answer.status_code >= 500]


def test_a_material_submitted_several_times_is_one_draft(oki, world):
    data = {"group": world.group.pk, "title": "Ayo ke TPS", "kind": "artikel", "language": "id"}

    answers = at_once(oki, *[(reverse("material_new"), data)] * 4)

    edit = reverse("material_edit", args=[Material.objects.get().slug])
    assert {answer["Location"] for answer in answers} == {edit}


def test_concurrent_new_materials_stay_within_the_limit(oki, world, monkeypatch):
    monkeypatch.setattr("campaigns.materials.rules.MAX_DRAFTS", 2)
    data = {"group": world.group.pk, "kind": "artikel", "language": "id"}

    posts = [(reverse("material_new"), data | {"title": f"Karya {n}"}) for n in range(5)]
    answers = at_once(oki, *posts)

    assert sorted(answer.status_code for answer in answers) == [302, 302, 403, 403, 403]
    assert Material.objects.count() == 2


def test_a_registration_submitted_several_times_is_one_draft(oki, world):
    data = {"name": "KIM Baru", "region": world.village.pk, "own_name": "Oki", "role": "chair"}

    answers = at_once(oki, *[(reverse("group_register"), data)] * 4)

    assert faults(answers) == []
    assert Group.objects.filter(name="KIM Baru").count() == 1


def test_concurrent_invitations_stay_within_the_limit(oki, world, monkeypatch):
    monkeypatch.setattr("groups.members.rules.MAX_OPEN_INVITATIONS", 2)
    url = reverse("group_invite", args=[world.group.slug])

    posts = [(url, {"email": f"calon{n}@example.org", "role": "member"}) for n in range(5)]
    answers = at_once(oki, *posts)

    assert faults(answers) == []
    assert world.group.invitations.count() == 2


def test_a_translation_submitted_several_times_is_one_draft(oki, world):
    original = MaterialFactory()
    url = f"{reverse('material_new')}?dari={original.slug}"

    answers = at_once(oki, *[(url, {"group": world.group.pk, "language": "jv"})] * 4)

    assert faults(answers) == []
    assert original.translations.get().language.slug == "jv"


def test_a_new_edition_submitted_several_times_is_one(oki, world):
    material = MaterialFactory(group=world.group)
    url = reverse("material_renew", args=[material.slug])

    answers = [*at_once(oki, *[(url, {})] * 4), oki.post(url)]

    assert faults(answers) == []
    assert answers[-1]["Location"] == reverse(
        "material_edit", args=[material.successors.get().slug]
    )


def test_two_materials_of_one_title_get_different_slugs(world):
    first, second = (Material(title="Ayo", kind="artikel", language_id=1) for _n in range(2))
    first.begin()
    second.slug = first.slug  # as it was free a moment ago

    second.begin()

    assert second.slug.startswith(f"{first.slug}-")


def test_discarding_a_change_while_it_is_submitted_is_no_error(oki, world):
    urls = [reverse(n, args=[world.group.slug]) for n in ("change_send", "change_discard")]
    answers = []
    for number in range(ROUNDS):
        group = Group.objects.get(pk=world.group.pk)
        change_request_for(group, by=world.officer, about=f"Yang ke-{number}.")
        answers += at_once(oki, *[(url, {}) for url in (*urls, urls[1])])
        ChangeRequest.objects.all().delete()

    assert faults(answers) == []


def test_discarding_a_draft_while_its_report_is_sent_is_no_error(oki, world):
    statuses = Counter()
    for _number in range(ROUNDS):
        draft = EventFactory(group=world.group, plan=True, state=State.DRAFT)
        discard = reverse("event_discard_now", args=[draft.pk])
        submit = reverse("event_submit", args=[draft.pk])
        report_post = report_url(draft), with_photo(report(draft), width=900)
        answers = at_once(
            oki, report_post, (discard, {}), (discard, {}), (submit, {"neutrality": "on"})
        )
        statuses.update(answer.status_code for answer in answers)

    # 403: a report that was just submitted can no longer be discarded.
    assert set(statuses) <= {200, 302, 403, 404}


def test_late_submits_redirect_to_a_page_that_exists(oki, world):
    event = EventFactory(group=world.group, plan=True, state=State.DRAFT, begun_by=world.officer)
    url = reverse("event_submit", args=[event.pk])

    answers = at_once(oki, *[(url, {"neutrality": "on"})] * 3)

    pages = [oki.get(answer["Location"]).status_code for answer in answers]
    assert pages == [200] * 3


def test_erasing_a_person_while_a_report_is_sent_leaves_no_email_or_draft(world, sign_in):
    faulty, left = [], 0
    for _number in range(ROUNDS):
        person = MembershipFactory(group=world.group).person
        client, email = sign_in(person), person.email
        client.raise_request_exception = False
        draft = EventFactory(group=world.group, plan=True, state=State.DRAFT)
        barrier = Barrier(2)

        def leave(person=person, barrier=barrier):
            barrier.wait()
            try:
                Person.objects.get(pk=person.pk).erase(by=person)
            finally:
                connection.close()

        def send(client=client, draft=draft, barrier=barrier):
            barrier.wait()
            try:
                return client.post(report_url(draft), report(draft, attendance="x")).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            erasure, answer = pool.submit(leave), pool.submit(send)
            erasure.result()
            faulty += [answer.result()] if answer.result() == 500 else []
        left += (
            OutgoingEmail.objects.filter(to=email).count()
            + FormDraft.objects.filter(person=person).count()
        )

    assert (faulty, left) == ([], 0)


@pytest.mark.parametrize("kind", ["report", "draft", "invitation"])
def test_writes_for_an_erased_person_are_refused(kind, world):
    stale = MembershipFactory(group=world.group).person
    draft = EventFactory(group=world.group, plan=True, state=State.DRAFT)
    invitation = Invitation.send(
        world.other_group, by=world.officer, email=stale.email, role="member"
    )
    Person.objects.get(pk=stale.pk).erase(by=stale)

    with pytest.raises(PermissionDenied):
        if kind == "report":
            with transaction.atomic():
                SubmissionReceipt.objects.claim(key=uuid4(), digest="x", by=stale)
        elif kind == "draft":
            FormDraft.objects.store(stale, f"report:{draft.pk}", QueryDict("story=Rahasia"))
        else:
            invitation.accept(by=stale)

    assert not OutgoingEmail.objects.filter(to=stale.email).exists()
    assert not Membership.objects.filter(name=stale.name).exists()
