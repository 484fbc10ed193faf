"""Private papers beside a review: who opens them, and that each look is remembered."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from kimportal.audit.models import Action, AuditEvent
from kimportal.staff.review import MOST_HISTORY
from tests.kimportal.moderation.reviewing import address
from tests.kimportal.uploads.bad_files import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def with_decree(waiting):
    waiting.decree_file.save("a.pdf", ContentFile(pdf(pages=2)))
    return waiting


def test_a_decree_is_shown_page_by_page_and_each_look_is_remembered(with_decree, reviewer, sign_in):
    client = sign_in(reviewer)

    page = client.get(address(with_decree))
    picture = client.get(
        reverse("admin:review_page", args=["group", with_decree.pk, "decree_file", 2])
    )

    content = b"".join(picture.streaming_content)
    assert [list(numbers) for _paper, numbers in page.context["papers"]] == [[1, 2]]
    assert picture.status_code == 200
    assert {"private", "no-store"} <= set(picture["Cache-Control"].split(", "))
    assert content[:3] == b"\xff\xd8\xff" or content[:4] in (b"\x89PNG", b"RIFF")
    looks = AuditEvent.objects.filter(action=Action.LOOK).values_list("by", "target_id", "field")
    assert list(looks) == [(reviewer.pk, str(with_decree.pk), "decree_file")]


@pytest.mark.parametrize("name", ["decree_file", "logo", "..", "photo-1"])
def test_papers_are_nothing_to_those_outside(with_decree, far_reviewer, sign_in, name):
    client = sign_in(far_reviewer)
    there = reverse("admin:review", args=["group", with_decree.pk]) + f"paper/{name}/"

    assert [client.get(there).status_code, client.get(f"{there}1/").status_code] == [404, 404]
    assert not AuditEvent.objects.exists()


def test_an_editor_does_not_open_papers(with_decree, editor, sign_in):
    there = reverse("admin:review_paper", args=["group", with_decree.pk, "decree_file"])

    assert sign_in(editor).get(there).status_code == 403


def test_many_looks_at_papers_do_not_push_decisions_out_of_the_history(waiting, reviewer, sign_in):
    decided = AuditEvent.objects.record(waiting, Action.CONFIRM, by=waiting.submitted_by)
    for _look in range(MOST_HISTORY):
        looked = AuditEvent.objects.record(waiting, Action.LOOK, by=reviewer, field="decree_file")
    client = sign_in(reviewer)

    page = client.get(address(waiting))
    trail = client.get(page.context["memory"]).context["cl"].result_list

    assert page.context["history"] == [(decided, "")]
    assert looked in trail
