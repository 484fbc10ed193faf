"""Private attachments beside a review: who opens them, and that each view is recorded."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from kimportal.audit.models import Action, AuditEvent
from kimportal.staff.review import MAX_HISTORY
from tests.kimportal.moderation.reviewing import review_url
from tests.kimportal.uploads.bad_files import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def with_decree(waiting):
    waiting.decree_file.save("a.pdf", ContentFile(pdf(pages=2)))
    return waiting


def test_a_decree_is_shown_page_by_page_and_each_view_is_recorded(with_decree, reviewer, sign_in):
    client = sign_in(reviewer)

    page = client.get(review_url(with_decree))
    picture = client.get(
        reverse("admin:review_attachment_page", args=["group", with_decree.pk, "decree_file", 2])
    )

    content = b"".join(picture.streaming_content)
    assert [list(numbers) for _attachment, numbers in page.context["attachments"]] == [[1, 2]]
    assert picture.status_code == 200
    assert {"private", "no-store"} <= set(picture["Cache-Control"].split(", "))
    assert content[:3] == b"\xff\xd8\xff" or content[:4] in (b"\x89PNG", b"RIFF")
    views = AuditEvent.objects.filter(action=Action.LOOK).values_list("by", "target_id", "field")
    assert list(views) == [(reviewer.pk, str(with_decree.pk), "decree_file")]


@pytest.mark.parametrize("name", ["decree_file", "logo", "..", "photo-1"])
def test_attachments_do_not_exist_outside_the_jurisdiction(
    with_decree, far_reviewer, sign_in, name
):
    client = sign_in(far_reviewer)
    url = reverse("admin:review", args=["group", with_decree.pk]) + f"paper/{name}/"

    assert [client.get(url).status_code, client.get(f"{url}1/").status_code] == [404, 404]
    assert not AuditEvent.objects.exists()


def test_an_editor_does_not_open_attachments(with_decree, editor, sign_in):
    url = reverse("admin:review_attachment", args=["group", with_decree.pk, "decree_file"])

    assert sign_in(editor).get(url).status_code == 403


def test_many_views_of_attachments_do_not_push_decisions_out_of_the_history(
    waiting, reviewer, sign_in
):
    confirmation = AuditEvent.objects.record(waiting, Action.CONFIRM, by=waiting.submitted_by)
    for _view in range(MAX_HISTORY):
        view = AuditEvent.objects.record(waiting, Action.LOOK, by=reviewer, field="decree_file")
    client = sign_in(reviewer)

    page = client.get(review_url(waiting))
    audit_log = client.get(page.context["audit_log_url"]).context["cl"].result_list

    assert page.context["history"] == [(confirmation, "")]
    assert view in audit_log
