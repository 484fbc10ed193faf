"""What is sent when an event is passed on."""

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone

from campaigns.events.models.receipt import SubmissionReceipt
from kimportal.moderation.states import State
from tests.factories import EventFactory

pytestmark = pytest.mark.django_db
WHEN = datetime(2020, 12, 2, 2, tzinfo=UTC)
FACTS = (
    "*Rembuk warga*\nRabu, 2 Desember 2020, pukul 09.00–11.00 WIB\n"
    "Balai RW 05, {event.region.path}\n{event.group.name}"
)


def facts(event):
    return FACTS.format(event=event)


def sent(page):
    link = page.context["share"]["whatsapp"]
    assert link.startswith("https://wa.me/?text=")
    assert unquote(link.removeprefix("https://wa.me/?text=")) == page.context["share"]["text"]
    return page.context["share"]["text"]


def test_a_coming_event_is_an_invitation(client, settings):
    starts = timezone.now() + timedelta(days=3)
    event = EventFactory(title="Rembuk warga", starts=starts, plan=True)

    text = sent(client.get(f"/kegiatan/{event.pk}/"))

    title, when, place, group, _gap, url = text.split("\n")
    assert title == "*Rembuk warga*"
    assert str(starts.astimezone(timezone.get_default_timezone()).day) in when
    assert (place, group) == (f"Balai RW 05, {event.region.path}", event.group.name)
    assert url == f"{settings.SITE_URL}/kegiatan/{event.pk}/"


def test_a_reported_event_says_how_many_came(client, settings):
    event = EventFactory(title="Rembuk warga", starts=WHEN, questions="RAHASIA", attendance=40)

    text = sent(client.get(f"/kegiatan/{event.pk}/"))

    url = f"{settings.SITE_URL}/kegiatan/{event.pk}/"
    assert text == f"{facts(event)}\n40 orang hadir\n\n{url}"


def test_members_share_their_live_event_as_the_public_does(sign_in, world):
    event = EventFactory(group=world.group, title="Rembuk warga", starts=WHEN)
    waiting = EventFactory(group=world.group, state=State.WAITING)
    client = sign_in(world.member)

    assert sent(client.get(f"/anggota/kegiatan/{event.pk}/")).startswith(facts(event))
    assert client.get(f"/anggota/kegiatan/{waiting.pk}/").context["share"] is None


@pytest.mark.parametrize(
    ("state", "says", "has_url"),
    [(State.WAITING, "Diajukan", False), (State.LIVE, "Disetujui", True)],
)
def test_a_receipt_is_news_for_the_kim(sign_in, world, settings, state, says, has_url):
    event = EventFactory(group=world.group, state=state, title="Rembuk warga", starts=WHEN)
    receipt = SubmissionReceipt.objects.create(
        key=event.pk, digest="", event=event, by=world.member
    )

    page = sign_in(world.member).get(f"/anggota/kegiatan/{event.pk}/tanda-terima/{receipt.pk}/")

    url = f"\n\n{settings.SITE_URL}/kegiatan/{event.pk}/" if has_url else ""
    assert sent(page) == (
        f"{facts(event)}\n40 orang hadir\n\nTanda terima {receipt.number}: {says}{url}"
    )
