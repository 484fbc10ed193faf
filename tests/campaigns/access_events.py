"""Access table of events."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from campaigns.events.models.photo import EventPhoto
from campaigns.events.models.receipt import SubmissionReceipt
from kimportal.moderation.states import State
from kimportal.uploads.validation import validate_upload
from tests.access import PUBLIC, ROLES, SIGNED_IN, Row, only, verb
from tests.factories import EventFactory
from tests.kimportal.uploads.bad_files import jpeg

MEMBERS = ("member", "officer")


def event(world, **fields):
    fields = {"group": world.group, "begun_by": world.member} | fields
    return EventFactory(**fields)


def pk(**fields):
    return lambda world: {"pk": event(world, **fields).pk}


def with_photo(world):
    target = event(world)
    photo = EventPhoto.from_upload(
        validate_upload(SimpleUploadedFile("foto.jpg", jpeg())), event=target
    )
    photo.save()
    return {"pk": target.pk, "photo": photo.pk}


def with_unsent_photo(world):
    clean = validate_upload(SimpleUploadedFile("foto.jpg", jpeg()))
    photo = EventPhoto.from_upload(clean, event=None, added_by=world.member, is_shown=False)
    photo.save()
    return {"photo": photo.pk}


def with_receipt(world):
    submitted = event(world)
    receipt = SubmissionReceipt.objects.create(
        key=uuid4(), digest="x", by=world.member, event=submitted
    )
    return {"pk": submitted.pk, "receipt": receipt.pk}


def of_group(world, **more):
    return {"slug": world.group.slug, **more}


ACCESS = {
    "event_list": PUBLIC,
    "event_feed": PUBLIC,
    "event_calendar": PUBLIC,
    "event_detail": PUBLIC(kwargs=pk()),
    "event_invite": PUBLIC(kwargs=pk(plan=True, starts=timezone.now() + timedelta(days=3))),
    "my_events": SIGNED_IN,
    "event_new": only(*MEMBERS, "outsider", posts=True, refused=403),
    "drop": verb(*ROLES, public=True, posted=(422,)),
    "event_quick": only(*MEMBERS, "outsider", posts=True, refused=403),
    "event_paste": verb(*MEMBERS, "outsider", refused=403),
    "shared": Row(public=True, status=303, posts=True),
    "event_unsent_photo": only("member", kwargs=with_unsent_photo),
    "draft_keep": verb(
        "newcomer",
        *MEMBERS,
        "outsider",
        "reviewer",
        "far_reviewer",
        "national_reviewer",
        "editor",
        "administrator",
        data=lambda world: {"form": f"new:{UUID(int=1)}", "title": "x"},
        posted=(200, 302, 404),
    ),
    "draft_forget": verb(
        "newcomer",
        *MEMBERS,
        "outsider",
        "reviewer",
        "far_reviewer",
        "national_reviewer",
        "editor",
        "administrator",
        data=lambda world: {"form": f"new:{UUID(int=1)}"},
        posted=(200, 302, 404),
    ),
    "event_own": only(*MEMBERS, kwargs=pk()),
    "event_plan": only(*MEMBERS, posts=True, kwargs=pk()),
    "event_report": only(*MEMBERS, posts=True, kwargs=pk()),
    "event_submit": verb(*MEMBERS, kwargs=pk(state=State.DRAFT)),
    "event_receipt": only(*MEMBERS, kwargs=with_receipt),
    "event_withdraw": only("officer", kwargs=pk(), refused={"member": 403}),
    "event_withdraw_now": verb(
        "officer", kwargs=pk(), refused={"member": 403}, data=lambda world: {"note": "Salah"}
    ),
    "event_discard": only(*MEMBERS, kwargs=pk(state=State.DRAFT)),
    "event_discard_now": verb(*MEMBERS, kwargs=pk(state=State.DRAFT)),
    "event_photo": only(
        *MEMBERS,
        "reviewer",
        "national_reviewer",
        "administrator",
        kwargs=with_photo,
        writes=True,
        refused={"newcomer": 404},
    ),
    "event_year": only(*MEMBERS, kwargs=of_group),
    "event_certificate": only(*MEMBERS, kwargs=lambda world: of_group(world, year=2020)),
    "event_year_of": only(*MEMBERS, kwargs=lambda world: of_group(world, year=2020)),
}
