from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.elections.models import Pillar
from campaigns.home.progress import progress_of
from groups.members.models import Invitation, MemberRole
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from tests.factories import (
    EventFactory,
    GroupFactory,
    MaterialFactory,
    MembershipFactory,
    make_region,
)
from tests.groups.kim.registrations import change_request_for, complete_draft

pytestmark = pytest.mark.django_db


def tasks(client):
    return [(task.title, task.url) for task in client.get("/anggota/").context["tasks"]]


def officer_of(group, person, role=MemberRole.CHAIR):
    MembershipFactory(group=group, person=person, role=role)
    return group


def confirmed_group(**fields):
    return GroupFactory(last_confirmed_at=timezone.now(), **fields)


def test_tasks_of_an_officer(sari, reviewer, sign_in):
    draft = officer_of(GroupFactory(name="KIM A", state="draft"), sari)
    returned = officer_of(complete_draft(name="KIM B"), sari, MemberRole.SECRETARY)
    returned.submit(by=sari)
    returned.send_back(by=reviewer, note="Fotonya buram.", field="decree_file")
    stale = officer_of(GroupFactory(name="KIM C", last_confirmed_at=None), sari)
    officer_of(confirmed_group(name="KIM D"), sari)
    changing = officer_of(confirmed_group(name="KIM E"), sari)
    change_request_for(changing, by=sari)

    assert tasks(sign_in(sari)) == [
        ("KIM A", reverse("group_home", args=[draft.slug])),
        ("KIM B", reverse("group_decree", args=[returned.slug]) + "#id_decree_file_field"),
        ("KIM C", reverse("group_home", args=[stale.slug])),
        ("KIM E", reverse("group_home", args=[changing.slug]) + "#change"),
    ]


def test_a_plain_member_has_no_tasks(sari, sign_in):
    MembershipFactory(group__state="draft", person=sari)

    assert tasks(sign_in(sari)) == []


def test_an_invitation_is_a_task(sari, world, officer, sign_in):
    Invitation.send(world.group, by=officer, email=sari.email, role="member")

    assert tasks(sign_in(sari)) == [(world.group.name, reverse("my_groups"))]


def test_other_peoples_groups_are_not_here(sari, world, outsider, sign_in):
    page = sign_in(sari).get("/anggota/").content.decode()

    assert world.other_group.name not in page


@pytest.mark.parametrize("groups", [1, 3])
def test_it_costs_the_same_with_many_groups(groups, sari, sign_in, django_assert_num_queries):
    for _ in range(groups):
        change_request_for(officer_of(GroupFactory(), sari), by=sari)
    client = sign_in(sari)

    with django_assert_num_queries(18):
        response = client.get("/anggota/")

    assert len(response.context["memberships"]) == groups


def test_staff_without_a_kim_see_a_link_to_the_admin(editor, sign_in):
    page = sign_in(editor).get("/anggota/").content.decode()

    assert "Pekerjaan Anda ada di situs petugas" in page
    assert "Anda belum bergabung dengan KIM" not in page


def test_a_newly_verified_chair_is_told_what_to_do_first(sari, reviewer, sign_in):
    group = complete_draft(name="KIM Baru")
    group.memberships.update(person=None)
    group.memberships.chairs().update(person=sari)
    group.submit(by=sari)
    group.approve(by=reviewer)
    client = sign_in(sari)
    first = client.get("/anggota/").context["tasks"]

    Invitation.send(group, by=sari, email="calon@example.org", role="member")
    second = tasks(client)
    EventFactory(group=group, state=State.WAITING)

    assert [(task.action, task.url) for task in first] == [
        ("Undang anggota", reverse("group_invite", args=[group.slug])),
        ("Buat kegiatan pertama", reverse("event_new")),
    ]
    assert second == [("KIM Baru", reverse("event_new"))]
    assert tasks(client) == []
    email = OutgoingEmail.objects.get(key__startswith="group_verified", to=sari.email)
    for text in (email.text, email.html):
        assert "Pertama, undang anggota lain lewat e-mail" in text


def test_a_kim_verified_long_ago_and_plain_members_get_no_first_steps(sari, sign_in):
    long_ago = timezone.now() - timedelta(days=61)
    officer_of(confirmed_group(verified_at=long_ago), sari)
    officer_of(confirmed_group(verified_at=timezone.now()), sari, MemberRole.MEMBER)

    assert tasks(sign_in(sari)) == []


# -- the order of the page


def test_first_the_one_thing_to_do_then_the_message_then_how_it_stands(sari, sign_in):
    group = officer_of(confirmed_group(name="KIM A"), sari)
    returned = EventFactory(group=group, title="Posyandu", state=State.RETURNED)
    EventFactory(group=group, title="Ronda", state=State.DRAFT)
    MaterialFactory(title="Saring dulu")

    html = sign_in(sari).get("/anggota/").content.decode()

    in_order = [
        "Yang perlu Anda kerjakan",
        f'<a class="btn next-step__button" href="{returned.edit_url}">Perbaiki</a>',
        "Buat rencana atau laporan",
        "1 hal lain yang perlu dikerjakan",
        "Pesan resmi hari ini",
        "Kirim lewat WhatsApp",
        "KIM A bulan ini",
        'id="events">Kegiatan KIM kami',
        "KIM Anda dan statusnya",
    ]
    places = [html.index(words) for words in in_order]
    assert places == sorted(places)


# -- today's message


def message_of(client):
    return client.get("/anggota/").context.get("message")


def test_the_message_is_todays_newest_official_one_to_be_sent_as_it_is(sari, sign_in):
    officer_of(confirmed_group(), sari)
    MaterialFactory(published_at=timezone.now() - timedelta(days=3))
    newest = MaterialFactory(title="Saring dulu", share_caption="Saring dulu.")
    MaterialFactory(group=GroupFactory())
    MaterialFactory(language="jv")

    page = sign_in(sari).get("/anggota/")

    assert page.context["message"] == newest
    assert page.context["text"].startswith("Saring dulu.\n\nhttp")
    assert f"/v/{newest.formatted_code}/" in page.context["text"]
    assert page.context["whatsapp"].startswith("https://wa.me/?text=Saring%20dulu.%0A%0Ahttp")


def test_without_a_new_one_the_newest_take_turns(sari, sign_in, monkeypatch):
    officer_of(confirmed_group(), sari)
    client = sign_in(sari)
    shown = {
        MaterialFactory(published_at=timezone.now() - timedelta(days=n + 2)).pk for n in range(3)
    }
    days = [date(2020, 12, 1) + timedelta(days=n) for n in range(4)]
    messages = []
    for day in days:
        with monkeypatch.context() as patch:
            patch.setattr(
                "campaigns.home.message.timezone.localdate", lambda value=None, day=day: day
            )
            patch.setattr("campaigns.home.message.was_published_on", lambda *args: False)
            messages.append(message_of(client).pk)

    assert set(messages) == shown
    assert messages[3] == messages[0]


def test_whoever_has_no_verified_kim_gets_no_message(sari, sign_in):
    officer_of(GroupFactory(state="draft"), sari)
    MaterialFactory()

    assert message_of(sign_in(sari)) is None


# -- the KIM's own progress


def test_the_progress_counts_approved_reports_of_this_month_and_year(sari, sign_in, monkeypatch):
    group = officer_of(confirmed_group(), sari)
    cerdas = Pillar.objects.get(slug="cerdas")
    other_village = make_region("35.73.04.1001")
    november = datetime(2020, 11, 30, 17, 30, tzinfo=UTC)  # 1 December in Jakarta
    EventFactory(group=group, starts=november, attendance=40, pillars=[cerdas])
    EventFactory(group=group, starts=november - timedelta(hours=1), attendance=10)
    EventFactory(group=group, region=other_village, starts=november - timedelta(days=200))
    EventFactory(group=group, starts=datetime(2019, 12, 5, tzinfo=UTC))
    EventFactory(group=group, starts=november, plan=True)
    EventFactory(group=group, starts=november, state=State.WAITING)
    EventFactory(starts=november)
    now = datetime(2020, 12, 9, 5, tzinfo=UTC)
    monkeypatch.setattr("campaigns.home.progress.timezone.now", lambda: now)

    [own] = progress_of([group])

    assert (own.month_events, own.month_people) == (1, 40)
    assert (own.year_events, len(own.villages)) == (3, 2)
    assert [(pillar.slug, events) for pillar, events in own.pillars] == [
        ("cerdas", 1),
        ("sehat", 0),
        ("damai", 0),
    ]


# -- decisions


def decisions(client, **headers):
    page = client.get("/anggota/", headers=headers)
    return [(item.label, item.title, item.note) for item in page.context["decisions"]]


def test_a_decision_is_told_at_home_once(world, member, sign_in):
    def sent(title):
        event = EventFactory(group=world.group, title=title, state=State.DRAFT)
        event.submit(by=member)
        return event

    sent("Ronda").approve(by=world.reviewer)
    sent("Arisan").reject(by=world.reviewer, note="Bukan kegiatan KIM.")
    sent("Posyandu").send_back(by=world.reviewer, note="Fotonya buram.")
    EventFactory(group=world.group, submitted_by=world.officer)
    client = sign_in(member)

    told = [
        ("Ditolak", "Arisan", "Bukan kegiatan KIM."),
        ("Disetujui", "Ronda", ""),
    ]
    assert decisions(client, sec_fetch_dest="empty") == told  # taken along by a script
    html = client.get("/anggota/").content.decode()
    assert html.count("Bukan kegiatan KIM.") == 1
    assert decisions(client) == []

    sent("Yasinan").approve(by=world.reviewer)
    assert decisions(client) == [("Disetujui", "Yasinan", "")]


def test_changes_groups_and_materials_are_told_too(world, officer, sign_in):
    group = world.group
    change = change_request_for(group, by=officer)
    change.submit(by=officer)
    change.approve(by=world.reviewer)
    plan = EventFactory(group=group, title="Ronda", submitted_by=officer, plan=True)
    report = plan.propose({"attendance": 12, "reported_at": timezone.now().isoformat()})
    report.submit(by=officer)
    plan.state_since = timezone.now() - timedelta(days=90)
    plan.save()
    report.approve(by=world.reviewer)
    MaterialFactory(title="Poster kami", group=group, submitted_by=officer)

    assert {(label, title) for label, title, _note in decisions(sign_in(officer))} == {
        ("Disetujui", f"Perubahan {group}"),
        ("Disetujui", "Ronda"),
        ("Disetujui", "Poster kami"),
    }


def test_what_one_withdrew_oneself_is_no_news(world, officer, sign_in):
    own = EventFactory(group=world.group, submitted_by=officer)
    other = EventFactory(group=world.group, title="Ronda", submitted_by=officer)
    own.withdraw(by=officer, note="Batal.")
    other.withdraw(by=world.reviewer, note="Tanggalnya keliru.")

    assert decisions(sign_in(officer)) == [("Ditarik", "Ronda", "Tanggalnya keliru.")]
