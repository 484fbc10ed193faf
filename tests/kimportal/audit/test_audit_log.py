"""The staff site's tables: every change in the audit log, no lost updates, own region only."""

import re
from datetime import date
from functools import partial

import pytest
from django.urls import reverse

from campaigns.elections.models import Campaign, Pillar
from groups.exports import GROUPS
from groups.kim.models import Group
from kimportal.audit.models import Action, AuditEvent
from kimportal.exports.audit_events import AUDIT_EVENTS
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.models import CannedResponse
from kimportal.moderation.states import State
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    StaffFactory,
)
from tests.races import race

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def exported(export, person):
    """The lines of an export as text."""
    return [" ".join(map(str, line)) for line in export.lines(person)]


def change_url(item):
    return reverse(f"admin:{item._meta.app_label}_{item._meta.model_name}_change", args=[item.pk])


def form_data(client, item):
    """Return what the browser sends when nothing is changed."""
    page = client.get(change_url(item))
    form = page.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in values.items() if value not in (None, "", False)}
    return values | {"version_token": page.context["version_token"]}


def test_an_edit_is_recorded_field_by_field(administrator, sign_in):
    programme = CampaignFactory(name="Lama", starts=date(2020, 9, 1))
    client = sign_in(administrator)

    client.post(change_url(programme), form_data(client, programme) | {"name": "Baru"})

    audit_event = AuditEvent.objects.get(action=Action.EDIT)
    assert Campaign.objects.get().name == "Baru"
    assert (audit_event.by, audit_event.target_type, audit_event.changes) == (
        administrator,
        "campaigns.campaign",
        {"name": ["Lama", "Baru"]},
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_that_save_at_once_one_is_told_fifty_times(administrator, sign_in):
    programme = CampaignFactory(name="Awal")
    clients = [sign_in(administrator), sign_in(administrator)]
    for number in range(50):
        data = form_data(clients[0], programme)
        statuses = race(
            partial(clients[0].post, change_url(programme), data | {"name": f"Kiri {number}"}),
            partial(clients[1].post, change_url(programme), data | {"name": f"Kanan {number}"}),
        )
        assert sorted(statuses) == [200, 302]

    assert AuditEvent.objects.filter(action=Action.EDIT).count() == 50


def test_a_save_without_changes_is_not_recorded(administrator, sign_in):
    programme = CampaignFactory()
    client = sign_in(administrator)

    client.post(change_url(programme), form_data(client, programme))

    assert not AuditEvent.objects.exists()


def test_a_second_tab_does_not_overwrite_the_first(administrator, editor, sign_in):
    programme = CampaignFactory(name="Lama", summary="")
    first, second = sign_in(administrator), sign_in(editor)
    mine, theirs = form_data(first, programme), form_data(second, programme)
    first.post(change_url(programme), mine | {"summary": "Dari tab pertama"})

    refused = second.post(change_url(programme), theirs | {"name": "Dari tab kedua"})

    programme.refresh_from_db()
    assert (programme.name, programme.summary) == ("Lama", "Dari tab pertama")
    assert refused.status_code == 200
    assert "Dari tab pertama" in str(refused.context["adminform"].form.non_field_errors())


@pytest.mark.parametrize("key", ["bukan kunci", "9" * 40, "a\x00b", "-1"])
def test_an_invalid_choice_is_shown_as_submitted(key, administrator, sign_in):
    programme = CampaignFactory()
    client = sign_in(administrator)
    stale = form_data(client, programme) | {"version_token": "dari tab lama"}

    refused = client.post(change_url(programme), stale | {"election": key})

    errors = refused.context["adminform"].form.non_field_errors()
    assert refused.status_code == 200
    assert [line for line in errors if f"“{key}”" in line]


def test_after_seeing_the_differences_one_may_save_all_the_same(administrator, sign_in):
    programme = CampaignFactory(name="Lama")
    client = sign_in(administrator)
    mine = form_data(client, programme)
    client.post(change_url(programme), mine | {"name": "Pertama"})

    refused = client.post(change_url(programme), mine | {"name": "Kedua"})
    version_token = refused.context["version_token"]
    client.post(change_url(programme), mine | {"name": "Kedua", "version_token": version_token})

    assert Campaign.objects.get().name == "Kedua"


def test_a_changed_choice_of_many_counts_as_a_change(administrator, sign_in):
    programme = CampaignFactory()
    client = sign_in(administrator)
    mine = form_data(client, programme)
    programme.pillars.add(Pillar.objects.first())

    refused = client.post(change_url(programme), mine | {"name": "Baru"})

    programme.refresh_from_db()
    assert refused.status_code == 200
    assert programme.name != "Baru"


def test_adding_and_deleting_a_row_are_recorded(administrator, sign_in):
    client = sign_in(administrator)
    client.post(
        reverse("admin:kimportal_cannedresponse_add"),
        {"action": "reject", "text_id": "Uji.", "order": 5},
    )
    reason = CannedResponse.objects.get(text_id="Uji.")

    client.post(reverse("admin:kimportal_cannedresponse_delete", args=[reason.pk]), {"post": "yes"})

    added, removed = AuditEvent.objects.order_by("id")
    assert added.changes["text_id"] == [None, "Uji."]
    assert removed.changes["text_id"] == ["Uji.", None]
    assert not CannedResponse.objects.filter(text_id="Uji.").exists()


# -- the audit log


def test_audit_events_are_read_within_the_jurisdiction(world, reviewer, far_reviewer, sign_in):
    for group in (world.group, world.other_group):
        AuditEvent.objects.record(group, Action.CONFIRM, by=None)
    url = reverse("admin:kimportal_auditevent_changelist")

    seen = [
        [audit_event.target_repr for audit_event in sign_in(who).get(url).context["cl"].result_list]
        for who in (reviewer, far_reviewer)
    ]

    assert seen == [["KIM Sukun Berseri"], ["KIM Kekalik"]]


def drafts_of(world):
    """One unsent target of each kind, each with a row in the audit log, and one deleted draft."""
    begun = {"group": world.group, "region": world.village, "state": State.DRAFT}
    deleted = EventFactory(title="Rahasia tersembunyi dibuang", **begun)
    deleted.discard(by=world.member)
    change = ChangeRequest(
        item=world.group, region_code=world.village.pk, target_repr="Rahasia tersembunyi ubahan"
    )
    change.save()
    targets = [
        GroupFactory(name="Rahasia tersembunyi KIM", region=world.village, state=State.DRAFT),
        EventFactory(title="Rahasia tersembunyi acara", **begun),
        MaterialFactory(title="Rahasia tersembunyi materi", group=world.group, state=State.DRAFT),
        change,
    ]
    for target in targets:
        AuditEvent.objects.record(target, Action.EDIT, by=world.member)
    return targets


def test_the_audit_log_names_no_draft_that_staff_may_not_see(world, sign_in):
    drafts_of(world)
    url = reverse("admin:kimportal_auditevent_changelist")
    staff = (world.reviewer, world.national_reviewer, world.editor, world.administrator)

    for person in staff:
        for query in ({}, {"q": "Rahasia"}, {"action": "edit"}):
            assert "tersembunyi" not in sign_in(person).get(url, query).content.decode()
        assert not [line for line in exported(AUDIT_EVENTS, person) if "tersembunyi" in line]
    assert AuditEvent.objects.filter(target_repr__contains="tersembunyi").count() == 5


def test_the_audit_log_names_what_staff_may_see_once_it_is_sent_in(world, sign_in):
    group, event, material, change = drafts_of(world)
    for target in (group, event, material, change):
        target.submit(by=world.member)

    rows = AuditEvent.objects.overseen_by(world.reviewer).filter(action=Action.EDIT)

    assert {row.target_type for row in rows} == {
        "groups.group",
        "campaigns.outreachevent",
        "campaigns.material",
        "kimportal.changerequest",
    }


def test_a_row_about_a_whole_table_or_another_model_has_no_target_to_follow(world):
    GROUPS.record(world.reviewer)
    AuditEvent.objects.record(CampaignFactory(), Action.EDIT, by=world.administrator)

    rows = AuditEvent.objects.overseen_by(world.administrator)

    assert [row.target_type for row in rows.order_by("pk")] == [
        "groups.group",
        "campaigns.campaign",
    ]


def test_events_about_accounts_are_for_administrators(administrator, national_reviewer, sign_in):
    AuditEvent.objects.record(administrator, Action.LOGIN, by=administrator)
    url = reverse("admin:kimportal_auditevent_changelist")

    seen = [
        len(sign_in(who).get(url).context["cl"].result_list)
        for who in (administrator, national_reviewer)
    ]

    assert seen == [1, 0]


def test_audit_events_are_found_by_target_person_action_and_request(world, administrator, sign_in):
    rini = StaffFactory(name="Rini Dewi")
    AuditEvent.objects.record(world.group, Action.CONFIRM, by=rini)
    AuditEvent.objects.record(world.other_group, Action.EXPORT, by=administrator)
    client, url = sign_in(administrator), reverse("admin:kimportal_auditevent_changelist")

    def targets(**query):
        return [event.target_repr for event in client.get(url, query).context["cl"].result_list]

    assert targets(q="Sukun") == ["KIM Sukun Berseri"]
    assert targets(q="Rini") == ["KIM Sukun Berseri"]
    assert targets(action="export") == ["KIM Kekalik"]
    assert targets(when="1") == ["KIM Kekalik", "KIM Sukun Berseri"]
    assert targets(q="a" * 32) == []


@pytest.mark.parametrize("verb", ["change", "delete"])
def test_nobody_changes_the_audit_log(world, administrator, sign_in, verb):
    audit_event = AuditEvent.objects.record(world.group, Action.CONFIRM, by=administrator)
    url = reverse(f"admin:kimportal_auditevent_{verb}", args=[audit_event.pk])

    response = sign_in(administrator).post(url, {"note": "Lain", "post": "yes"})

    assert response.status_code == 403
    assert AuditEvent.objects.get().note == ""


@pytest.mark.parametrize("rows", [1, 3])
def test_the_audit_log_costs_the_same_at_any_length(
    world, administrator, sign_in, django_assert_num_queries, rows
):
    for _ in range(rows):
        AuditEvent.objects.record(world.group, Action.CONFIRM, by=StaffFactory())
    client, url = sign_in(administrator), reverse("admin:kimportal_auditevent_changelist")

    with django_assert_num_queries(6):
        client.get(url)


def test_emails_show_masked_addresses_to_administrators_only(
    administrator, national_reviewer, sign_in
):
    OutgoingEmail.objects.create(
        to="sari@example.org", language="id", subject="Halo", text="Rahasia"
    )
    url = reverse("admin:kimportal_outgoingemail_changelist")

    page = sign_in(administrator).get(url).content.decode()
    refused = sign_in(national_reviewer).get(url)

    assert "s…@example.org" in page
    assert "sari@example.org" not in page
    assert refused.status_code == 403


# -- the other tables


def test_a_moderated_row_leads_to_the_review_page(world, reviewer, sign_in):
    event = EventFactory(group=world.group)

    response = sign_in(reviewer).get(change_url(event))

    assert response.url == reverse("admin:review", args=["outreachevent", event.pk])


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("table", "factory"),
    [("groups_group", GroupFactory), ("campaigns_outreachevent", EventFactory)],
)
def test_lists_cost_the_same_at_any_length(
    national_reviewer, sign_in, django_assert_num_queries, table, factory, rows
):
    factory.create_batch(rows)
    client = sign_in(national_reviewer)

    with django_assert_num_queries(7):
        client.get(reverse(f"admin:{table}_changelist"), {"q": "kim"})


def test_search_stays_within_the_jurisdiction(world, reviewer, sign_in):
    here, _there = world.group, world.other_group

    page = sign_in(reviewer).get(reverse("admin:groups_group_changelist"), {"q": "kim"})

    assert list(page.context["cl"].result_list) == [here]
    assert Group.objects.count() == 2


def test_the_history_of_a_row_is_its_audit_log(administrator, sign_in):
    programme, other = CampaignFactory(), CampaignFactory()
    for campaign in (programme, other):
        AuditEvent.objects.record(
            campaign, Action.EDIT, by=administrator, changes={"name": ["a", "b"]}
        )
    client = sign_in(administrator)

    page = client.get(reverse("admin:campaigns_campaign_history", args=[programme.pk]), follow=True)

    assert [event.target_id for event in page.context["cl"].result_list] == [str(programme.pk)]


def test_only_audited_rows_have_a_history(world, sign_in):
    client = sign_in(world.administrator)
    audit_event = AuditEvent.objects.record(world.group, Action.CONFIRM, by=world.officer)
    email = OutgoingEmail.objects.create(to="a@example.org", language="id", subject="x", text="x")

    has_history = {
        item: "historylink" in client.get(change_url(item)).content.decode()
        for item in (CampaignFactory(), world.reviewer, audit_event, email, world.village)
    }

    assert list(has_history.values()) == [True, True, False, False, False]


def test_the_audit_log_offers_no_kind_that_is_not_audited(administrator, sign_in):
    page = sign_in(administrator).get(reverse("admin:kimportal_auditevent_changelist"))

    kinds = {kind for kind, _label in page.context["cl"].filter_specs[3].lookup_choices}
    assert kinds & {"kimportal.auditevent", "kimportal.outgoingemail", "groups.region"} == set()
    assert {"groups.group", "kimportal.cannedresponse", "kimportal.person"} <= kinds


def test_a_list_says_of_a_kim_what_its_page_says(world, sign_in):
    group, url = world.group, reverse("admin:groups_group_changelist")

    page = sign_in(world.reviewer).get(url, {"state": "live"})

    offered = dict(page.context["cl"].filter_specs[0].lookup_choices)
    assert offered["live"] == group.get_state_display() == "Terverifikasi"
    assert re.findall("field-standing[^>]*>([^<]+)<", page.content.decode()) == ["Terverifikasi"]


@pytest.mark.parametrize("table", ["groups_group", "campaigns_outreachevent"])
def test_no_state_is_offered_in_which_staff_see_nothing(table, world, sign_in):
    GroupFactory(region=world.village, state=State.DRAFT)
    EventFactory(group=world.group, state=State.WAITING)
    GroupFactory(region=world.village, state=State.WAITING)
    client, url = sign_in(world.reviewer), reverse(f"admin:{table}_changelist")

    page = client.get(url, {"state": "waiting"})

    offered = [state for state, _label in page.context["cl"].filter_specs[0].lookup_choices]
    assert offered == [state for state in State if state != State.DRAFT]
    assert [row.state for row in page.context["cl"].result_list] == [State.WAITING]


def test_every_page_of_tables_has_the_menu_and_a_list_says_when_it_is_empty(world, sign_in):
    client, url = sign_in(world.administrator), reverse("admin:groups_group_changelist")
    reason = reverse(
        "admin:kimportal_cannedresponse_delete", args=[CannedResponse.objects.first().pk]
    )

    pages = {
        address: client.get(address).content.decode()
        for address in (
            url,
            f"{url}?q=tiada",
            reverse("admin:app_list", args=["groups"]),
            reason,
        )
    }

    assert all('aria-label="Situs petugas"' in page for page in pages.values())
    assert ["Tidak ada yang sesuai" in page for page in pages.values()] == [
        False,
        True,
        False,
        False,
    ]


@pytest.fixture
def listed(world, sign_in):
    """listed(**query) → names of the targets in the audit log as an administrator reads it."""
    client = sign_in(world.administrator)
    url = reverse("admin:kimportal_auditevent_changelist")

    def targets(**query):
        return [event.target_repr for event in client.get(url, query).context["cl"].result_list]

    return targets


def test_the_audit_log_is_searched_by_key_and_request(world, listed):
    confirmation = AuditEvent.objects.record(world.group, Action.CONFIRM, by=world.officer)
    event = EventFactory(group=world.other_group, title="Rembug Kekalik")
    AuditEvent.objects.record(event, Action.CONFIRM, by=world.outsider)

    assert listed(q=str(event.pk)) == ["Rembug Kekalik"]
    assert listed(q=confirmation.target_id) == ["KIM Sukun Berseri"]
    assert listed(q="  ") == ["Rembug Kekalik", "KIM Sukun Berseri"]
    assert listed(q="tidak-ada") == []


def test_a_name_finds_the_changes_of_its_object_too(world, listed):
    world.group.change({"about": "Baru"}, by=world.officer, version_token=world.group.version_token)
    world.group.submit_change(by=world.officer)

    assert listed(q="Berseri") == ["Perubahan KIM Sukun Berseri"]


def test_the_audit_log_is_filtered_by_person_and_by_day(world, listed, time_machine):
    time_machine.move_to("2020-11-25T16:59:00+00:00", tick=False)
    AuditEvent.objects.record(world.group, Action.CONFIRM, by=world.officer)
    time_machine.move_to("2020-11-25T17:00:00+00:00", tick=False)
    AuditEvent.objects.record(world.other_group, Action.CONFIRM, by=world.outsider)
    time_machine.move_to("2020-11-26T03:00:00+00:00", tick=False)

    assert listed(day="2020-11-25") == ["KIM Sukun Berseri"]
    assert listed(day="2020-11-26") == ["KIM Kekalik"]
    for unreadable in ("kemarin", "9999-12-31", "0001-01-01"):
        assert listed(day=unreadable) == ["KIM Kekalik", "KIM Sukun Berseri"]
    assert listed(by__id__exact=world.officer.pk) == ["KIM Sukun Berseri"]
    assert listed(by__id__exact=world.officer.pk, day="2020-11-26") == []


def test_each_row_links_to_its_target_and_its_person(world, sign_in):
    AuditEvent.objects.record(world.group, Action.CONFIRM, by=world.officer)

    page = sign_in(world.administrator).get(reverse("admin:kimportal_auditevent_changelist"))

    text = page.content.decode()
    assert reverse("admin:review", args=["group", world.group.pk]) in text
    assert f"?by__id__exact={world.officer.pk}" in text


@pytest.mark.parametrize("most", [1, 2, 3])
@pytest.mark.parametrize(
    ("bound", "query"),
    [("MAX_ROWS", {"mode__exact": "in_person"}), ("MAX_SORTED_MATCHES", {"q": "rembug"})],
)
def test_few_and_many_rows_come_in_the_same_order(bound, query, most, world, sign_in, monkeypatch):
    monkeypatch.setattr(f"kimportal.staff.changelist.{bound}", most)
    for n in range(3):
        EventFactory(group=world.group, title=f"Rembug {n}")
    url = reverse("admin:campaigns_outreachevent_changelist")

    page = sign_in(world.reviewer).get(url, query)

    assert [event.title for event in page.context["cl"].result_list] == [
        "Rembug 2",
        "Rembug 1",
        "Rembug 0",
    ]


def test_the_pages_of_a_search_follow_one_another(world, sign_in, monkeypatch):
    monkeypatch.setattr("kimportal.staff.base.StaffAdmin.list_per_page", 2)
    for n in range(3):
        EventFactory(group=world.group, title=f"Rembug {n}")
    url = reverse("admin:campaigns_outreachevent_changelist")
    client = sign_in(world.reviewer)

    pages = [client.get(url, {"q": "rembug", "p": p}).context["cl"] for p in (1, 2)]

    assert [[event.title for event in page.result_list] for page in pages] == [
        ["Rembug 2", "Rembug 1"],
        ["Rembug 0"],
    ]


@pytest.mark.parametrize("lookup", ["by__in", "by__gte", "by__id__exact"])
def test_no_key_is_too_long_for_a_filter(lookup, world, sign_in):
    AuditEvent.objects.record(world.group, Action.CONFIRM, by=world.officer)
    address = reverse("admin:kimportal_auditevent_changelist")

    answer = sign_in(world.administrator).get(address, {lookup: "9" * 30}, follow=True)

    assert answer.status_code == 200


def test_a_list_that_was_not_counted_to_its_end_says_so(world, sign_in, monkeypatch):
    monkeypatch.setattr("kimportal.staff.changelist.MAX_ROWS", 2)
    for n in range(3):
        EventFactory(group=world.group, title=f"Rembug {n}")

    page = sign_in(world.reviewer).get(reverse("admin:campaigns_outreachevent_changelist"))

    assert "2+ kegiatan" in page.content.decode()
