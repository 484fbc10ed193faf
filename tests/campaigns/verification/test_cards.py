"""Cards of officers: only with consent, and void as soon as the office is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.verification import codes
from campaigns.verification.models import OfficerCard, issue
from groups.kim.models import Group
from groups.members.models import Membership
from kimportal.audit.models import AuditEvent
from tests.factories import MaterialFactory, MembershipFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer_card(world):
    officer = world.officer
    membership = Membership.objects.get(person=officer)
    membership.name_is_public = True
    membership.name = "Siti Rahayu"
    membership.save()
    world.group.confirm(by=officer)
    issue([membership], by=officer)
    return membership.card


def shown(client, card):
    response = client.get(f"/v/{card.formatted_code}/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_card_names_the_officer_the_office_and_how_long_it_holds(client, officer_card, world):
    page = shown(client, officer_card)

    assert "<h1>Siti Rahayu</h1>" in page
    assert world.group.name in page
    assert "verification-result--good" in page


def end(card):
    card.membership.end(by=card.membership.person)


def withdraw_consent(card):
    Membership.objects.filter(pk=card.membership_id).update(name_is_public=False)


def become_a_member(card):
    Membership.objects.filter(pk=card.membership_id).update(role="member")


def let_it_lapse(card):
    old = timezone.now() - timedelta(days=366)
    Group.objects.filter(pk=card.membership.group_id).update(last_confirmed_at=old, verified_at=old)


def withdraw_the_group(card):
    Group.objects.get(pk=card.membership.group_id).withdraw(by=StaffFactory(), note="Bubar.")


@pytest.mark.parametrize(
    "change", [end, withdraw_consent, become_a_member, let_it_lapse, withdraw_the_group]
)
def test_a_card_is_void_at_once_and_says_no_name_any_more(client, officer_card, change):
    before = client.get(f"/v/{officer_card.formatted_code}/")
    change(officer_card)

    page = shown(client, officer_card)

    assert "Siti Rahayu" not in page
    assert "<h1>Tidak berlaku lagi</h1>" in page
    assert "must-revalidate" in before["Cache-Control"]


def test_chair_and_secretary_make_cards_for_those_who_agreed_only(world, sign_in):
    client, officer = sign_in(world.officer), world.officer
    agreed = MembershipFactory(
        group=world.group, role="treasurer", name="Budi Hartono", name_is_public=True
    )
    hidden = MembershipFactory(group=world.group, role="section", name="Rini Astuti")
    plain = MembershipFactory(group=world.group, name="Joko Susilo", name_is_public=True)
    address = reverse("officer_cards", args=[world.group.slug])
    assert "Rini Astuti" not in client.get(address).content.decode()

    for _tap in range(2):
        client.post(reverse("officer_cards_issue", args=[world.group.slug]))

    assert [card.membership for card in OfficerCard.objects.all()] == [agreed]
    page = client.get(address).content.decode()
    assert "Budi Hartono" in page
    assert agreed.card.formatted_code in page
    assert hidden.name not in page
    assert plain.name not in page
    assert AuditEvent.objects.about(world.group).filter(by=officer).count() == 1


def test_another_officer_sees_the_own_card_only(world, sign_in, officer_card):
    person = world.outsider.__class__.objects.create(email="budi@example.org", name="Budi")
    own = MembershipFactory(
        group=world.group, person=person, role="treasurer", name="Budi", name_is_public=True
    )
    client = sign_in(person)

    client.post(reverse("officer_cards_issue", args=[world.group.slug]))
    page = client.get(reverse("officer_cards", args=[world.group.slug])).content.decode()

    assert own.card.formatted_code in page
    assert "Siti Rahayu" not in page


def test_guessing_finds_nothing(client, officer_card, django_assert_num_queries):
    guesses = {codes.new_code() for _n in range(200)} - {officer_card.code}

    found = [code for code in guesses if client.get(f"/v/{code}/").status_code != 404]

    assert found == []


def test_the_qr_code_leads_to_the_card(client, officer_card):
    response = client.get(f"/v/{officer_card.formatted_code}/qr.svg")

    assert response.status_code == 200
    assert client.get(f"/v/{codes.new_code()}/qr.svg").status_code == 404


def test_a_material_keeps_its_own_page(client, officer_card):
    material = MaterialFactory()

    assert material.title in client.get(f"/v/{material.formatted_code}/").content.decode()
