"""Forms of accounts and the staff site against malformed text and numbers (SECURITY_BAR)."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.events.forms.fields import LinksField
from groups.kim.forms import LinkField
from groups.members.forms import InviteForm
from kimportal.accounts.forms import EmailForm, ResetPasswordForm, SignupForm
from kimportal.accounts.models import Person
from kimportal.moderation.states import State
from kimportal.ui.fields import WebField
from kimportal.web.email_addresses import canonical_email
from tests.bad_input import QUERIES, VALUES, attack, probe
from tests.factories import CampaignFactory, GroupFactory, MaterialFactory, PersonFactory
from tests.kimportal.accounts.test_sign_up import NEW

pytestmark = pytest.mark.django_db
PASSWORD = "kopi-pagi-di-teras-7"


@pytest.fixture(autouse=True)
def no_rate_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def stranger():
    return Client(raise_request_exception=False)


@pytest.fixture
def wati(sign_in):
    client = sign_in(PersonFactory(name="Wati Lestari", email="wati@example.org"))
    client.raise_request_exception = False
    # Otherwise some pages only redirect to reauthentication.
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def adapter(sign_in):
    def at(person):
        client = sign_in(person)
        client.raise_request_exception = False
        return client

    return at


def test_signing_up(stranger):
    alone = ["name", "email", "password1"]
    assert attack(stranger, reverse("account_signup"), NEW, alone=alone) == []

    # Accepted values can be displayed.
    for person in Person.objects.all():
        assert str(person)


@pytest.mark.parametrize("form", [SignupForm, ResetPasswordForm, EmailForm, InviteForm])
@pytest.mark.parametrize("host", ["example.org", "İİİİİİ.example.org"])  # stored as xn--…
def test_an_address_too_long_for_the_column_is_refused(world, form, host):
    extra = {InviteForm: {"group": world.group}, EmailForm: {"user": world.member}}.get(form, {})
    longest = f"{'a' * (255 - len(canonical_email(f'a@{host}')))}@{host}"

    has_error = [
        "email" in form(data={"email": email, "role": "member"}, **extra).errors
        for email in (longest, f"a{longest}")
    ]

    assert has_error == [False, True]


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("account_login", {"login": "wati@example.org", "password": PASSWORD, "next": ""}),
        ("account_reset_password", {"email": "wati@example.org"}),
        ("mfa_login_webauthn", {"credential": "{}"}),
    ],
)
def test_sign_in_forms(stranger, name, good):
    PersonFactory(email="wati@example.org")

    assert attack(stranger, reverse(name), good, alone=list(good)) == []


def test_the_emailed_code(stranger):
    stranger.post(reverse("account_signup"), NEW)

    url = reverse("account_email_verification_sent")
    assert attack(stranger, url, {"code": "ABCD-EFGH"}, alone=["code"]) == []


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("account_edit", {"name": "Wati", "phone": "", "language": "id"}),
        ("account_email", {"email": "baru@example.org", "action_add": "1"}),
        (
            "account_change_password",
            {"oldpassword": PASSWORD, "password1": "bubur-ayam", "password2": "bubur-ayam"},
        ),
        ("account_reauthenticate", {"password": PASSWORD, "next": ""}),
        ("account_erase", {"sure": "on"}),
        ("mfa_activate_totp", {"code": "123456"}),
        ("mfa_add_webauthn", {"name": "Kunci", "credential": "{}", "passwordless": "on"}),
        ("mfa_generate_recovery_codes", {}),
        ("usersessions_list", {}),
    ],
)
def test_account_pages(wati, name, good):
    assert wati.get(reverse(name)).status_code == 200
    fields = [*good, "is_staff", "role", "id"]
    values = VALUES[:: 1 if name in {"account_edit", "account_email"} else 4]

    assert attack(wati, reverse(name), good, fields=fields, values=values) == []
    assert wati.get(reverse("account_home")).status_code in (200, 302)


@pytest.mark.parametrize("credential", ["[" * 20_000, '{"a":' * 5_000, '{"id": 1e999}', '"x"', "5"])
def test_an_invalid_credential_is_a_form_error(stranger, wati, credential):
    wati.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    data = {"name": "Kunci", "credential": credential}

    login = stranger.post(reverse("mfa_login_webauthn"), data)
    added = wati.post(reverse("mfa_add_webauthn"), data)

    assert (login.status_code, added.status_code) == (302, 200)
    assert len(added.context["form"].errors) == 1


def test_the_queue_and_its_filters(adapter, national_reviewer):
    client = adapter(national_reviewer)
    GroupFactory(state=State.WAITING)
    url = reverse("admin:index")

    names = ["jenis", "wilayah", "program", "tanda", "umur", "hal"]
    assert probe(client, url, names, [*VALUES[::4], *QUERIES]) == []
    assert probe(client, reverse("admin:statistics"), ["wilayah", "bulan"], QUERIES) == []
    assert probe(client, reverse("admin:exports"), ["kind", "hal"], QUERIES) == []


def test_deciding_and_noting(adapter, national_reviewer):
    client = adapter(national_reviewer)
    group = GroupFactory(state=State.WAITING)
    good = {"version": group.version, "note": "", "field": "", "reason": ""}
    fields = [*good, "publish_at", "state"]

    for verb in ("return", "reject"):
        url = reverse("admin:review", args=["group", group.pk]) + f"{verb}/"
        assert attack(client, url, good, fields=fields) == []
    assert (
        attack(client, reverse("admin:review_note", args=["group", group.pk]), {"text": ""}) == []
    )
    assert attack(client, reverse("admin:view_save"), {"name": "Punyaku", "query": ""}) == []
    assert attack(client, reverse("admin:bulk_reject"), {"item": "group:1:1", "note": ""}) == []
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(reverse("admin:review", args=["group", group.pk])).status_code == 200


def formset(prefix):
    return {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}


def test_material_of_the_ministry(adapter, editor):
    client = adapter(editor)
    MaterialFactory()
    fields_of_text = "title summary body alt_text transcript share_caption source publisher".split()
    good = dict.fromkeys(fields_of_text, "Kata") | {
        "kind": "artikel",
        "language": "id",
        "licence": "free",
    }
    fields = [*good, "pillars", "campaign", "publish_at", "expire_at", "code", "state", "group"]

    url = reverse("admin:campaigns_material_add")
    assert attack(client, url, good | formset("files"), fields=fields) == []
    assert client.get(reverse("admin:campaigns_material_changelist")).status_code == 200


@pytest.mark.parametrize(
    ("model", "good"),
    [
        (
            "election",
            {"name": "Pilkada", "slug": "pilkada", "kind": "regional", "voting_day": "2029-02-14"}
            | dict.fromkeys("campaign_starts campaign_ends quiet_starts quiet_ends".split(), "")
            | {"codes": "35", "regions_complete": "on", "source": "KPU"},
        ),
        (
            "electionfact",
            {"election": "1", "label": "DPT", "label_en": "Voters", "number": "100359152"}
            | {"is_percentage": "", "text": "", "text_en": "", "source": "KPU"}
            | {"source_url": "https://contoh.id/dpt", "order": "1"},
        ),
        (
            "campaign",
            {"name": "Program", "slug": "program", "starts": "2028-01-01", "ends": "2029-01-01"}
            | {"summary": "", "election": "", "checklist": "", "head_cap": "50", "target": "77.5"},
        ),
        ("pillar", {"name": "Teguh", "name_en": "Firm", "slug": "teguh", "order": "4"}),
        ("language", {"name": "Madura", "name_en": "Madurese", "slug": "mad", "order": "9"}),
    ],
)
def test_reference_data_of_the_ministry(adapter, administrator, model, good):
    client = adapter(administrator)
    CampaignFactory()

    assert attack(client, reverse(f"admin:campaigns_{model}_add"), good, fields=[*good, "id"]) == []
    for page in ("campaign_list", "material_list", "event_list", "home"):
        assert client.get(reverse(page)).status_code == 200
    assert client.get(reverse(f"admin:campaigns_{model}_changelist")).status_code == 200


@pytest.mark.parametrize(
    "name",
    ["material", "outreachevent", "campaign", "election", "electionfact", "pillar", "language"],
)
def test_lists_of_the_staff_site_accept_any_parameter(adapter, administrator, name):
    client = adapter(administrator)
    url = reverse(f"admin:campaigns_{name}_changelist")

    assert probe(client, url, ["q", "o", "p", "all", "state__exact", "id__in"], QUERIES) == []


@pytest.mark.parametrize("field", [WebField(), LinkField(), LinksField()])
def test_urls_lose_invisible_characters(field):
    url = field.clean("https://contoh.id/\x01\u202e\u200bgnp.exe")

    assert url in ("https://contoh.id/gnp.exe", ["https://contoh.id/gnp.exe"])
