"""Everything that breaks forms, into every field of the forms and filters of events."""

from uuid import uuid4

import pytest

from campaigns.events.models.event import OutreachEvent
from kimportal.drafts.models import FormDraft
from kimportal.moderation.states import State
from tests.bad_input import TEXTS, attack, probe
from tests.campaigns.events.event_forms import plan, report, report_url
from tests.factories import EventFactory

NOBODYS = "00000000-0000-4000-8000-000000000000"
pytestmark = pytest.mark.django_db


def test_the_plan_form(mega, world):
    fields = "setting link campaign pillars materials is_another key".split()
    good = dict.fromkeys(fields, "") | plan(world)

    assert attack(mega, "/anggota/kegiatan/baru/", good=good) == []


def test_the_report_form(mega, world):
    draft = EventFactory(group=world.group, plan=True, state=State.DRAFT)
    fields = (
        "men women first_time_voters with_disability questions follow_up links photos_caption also_used "
        "photos_consent speaker_0 speaker_0_of kept version key"
    ).split()
    good = dict.fromkeys(fields, "") | report(draft)

    assert attack(mega, report_url(draft), good=good) == []


def test_the_filters(client, db):
    EventFactory()
    names = "q wilayah program pilar mode dari sampai hal".split()

    for url in ("/kegiatan/", "/kegiatan/feed/", "/kegiatan/kalender.ics"):
        assert probe(client, url, names) == []


@pytest.mark.parametrize("text", TEXTS)
def test_keeping_anything_typed_and_opening_it_again(mega, text):
    form = f"new:{uuid4()}"
    # Half characters cannot be sent as UTF-8 at all.
    text = text.encode("utf-8", "replace").decode()

    kept = mega.post("/anggota/tulisan/simpan/", {"form": form, "title": text})
    opened = mega.get("/anggota/kegiatan/baru/", {"kunci": form[4:]})

    assert (kept.status_code, opened.status_code) == (302, 200)


def test_too_much_is_not_kept(mega):
    mega.post("/anggota/tulisan/simpan/", {"form": f"new:{uuid4()}", "story": "x" * 60_001})

    assert not FormDraft.objects.exists()


@pytest.mark.parametrize(
    "form", ["", "new", "new:", "report:x", f"live:{NOBODYS}", f"plan:{NOBODYS}"]
)
def test_forms_that_are_none_of_mine(mega, form):
    assert mega.post("/anggota/tulisan/simpan/", {"form": form, "story": "x"}).status_code == 404


@pytest.mark.parametrize("text", ["Ada “kutip” & <b>tanda</b>", "é", "=1+1", "{{7*7}}", "👨‍👩‍👧‍👦"])
def test_titles_are_shown_as_typed(mega, world, text):
    mega.post("/anggota/kegiatan/baru/", plan(world, title=text))

    assert OutreachEvent.objects.get().title == text
