"""Security events: one JSON line each, unforgeable and without secrets (R45)."""

import json
import logging
import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from kimportal.audit.models import Action, AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from kimportal.monitoring.json_logs import CountingHandler, JsonFormatter
from tests.factories import GroupFactory, PersonFactory
from tests.groups.access import TOKEN, to_newcomer, with_decree
from tests.second_step import SECRET, activate_recovery_codes, activate_totp, code_now

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "kopi-pagi-di-teras-7", "bubur-ayam-tengah-malam"
NIK = "3573041203850007"


class Scene:
    """Wati with an account, and whoever else an event needs."""

    def __init__(self, world, sign_in, commits):
        self.world, self.sign_in, self.commits = world, sign_in, commits
        self.wati = PersonFactory(email="wati@example.org", name=f"Wati {NIK}")
        EmailAddress.objects.create(
            user=self.wati, email=self.wati.email, verified=True, primary=True
        )
        self.client = Client(REMOTE_ADDR="203.0.113.7")

    def post(self, name, data=None, *, client=None, args=(), **more):
        with self.commits(execute=True):
            return (client or self.client).post(reverse(name, args=args), data or {}, **more)

    def enter(self, password=PASSWORD, email="wati@example.org"):
        return self.post("account_login", {"login": email, "password": password})

    def half_in(self):
        activate_totp(self.wati)
        self.enter()

    def proven(self):
        self.enter()
        self.post("account_reauthenticate", {"password": PASSWORD})

    def waiting(self):
        return GroupFactory(region=self.world.village, state=State.WAITING)

    def decide(self, verb):
        group = self.waiting()
        data = {"version": group.version, "note": f"Alasan {NIK}"}
        reviewer = self.sign_in(self.world.reviewer)
        self.post(f"admin:review_{verb}", data, client=reviewer, args=["group", group.pk])

    def action(self, verb, *arguments):
        with self.commits(execute=True):
            getattr(self.wati, verb)(*arguments, by=self.world.administrator)


@pytest.fixture
def scene(world, sign_in, django_capture_on_commit_callbacks):
    return Scene(world, sign_in, django_capture_on_commit_callbacks)


def logout(scene):
    scene.enter()
    scene.post("account_logout")


def too_many_tries(scene):
    for _time in range(11):
        scene.enter("salah-sama-sekali")


def too_many(scene):
    for _time in range(4):
        scene.post("account_reset_password", {"email": "wati@example.org"})


def sign_up(scene):
    words = {"name": "Baru", "email": "baru@example.org", "is_adult": "on", "agrees": "on"}
    scene.post("account_signup", words | {"password1": NEW, "password2": NEW})


def change_password(scene):
    scene.enter()
    words = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    scene.post("account_change_password", words)


def reset_password(scene):
    scene.post("account_reset_password", {"email": "wati@example.org"})
    link = re.search(r"/akun/password/reset/key/\S+", OutgoingEmail.objects.get().text).group()
    form = scene.client.get(link)["Location"]
    scene.client.post(form, {"password1": NEW, "password2": NEW})


def add_step(scene):
    activate_recovery_codes(scene.wati)  # else they come with the step, as a second one
    scene.proven()
    scene.client.get(reverse("mfa_activate_totp"))
    session = scene.client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    scene.post("mfa_activate_totp", {"code": code_now()})


def show_step(scene):
    scene.half_in()
    scene.post("mfa_authenticate", {"code": code_now()})


def fail_step(scene):
    scene.half_in()
    scene.post("mfa_authenticate", {"code": "000000" if code_now() != "000000" else "1"})


def remove_step(scene):
    show_step(scene)
    scene.post("account_reauthenticate", {"password": PASSWORD})
    scene.post("mfa_deactivate_totp")


def new_codes(scene):
    activate_recovery_codes(scene.wati)
    show_step(scene)
    scene.post("account_reauthenticate", {"password": PASSWORD})
    scene.post("mfa_generate_recovery_codes")


def look(scene):
    scene.world.group.decree_number = NIK
    address = reverse("group_decree_file", kwargs=with_decree(scene.world))
    with scene.commits(execute=True):
        scene.sign_in(scene.world.officer).get(address)


def take_away(scene):
    scene.post("admin:export", client=scene.sign_in(scene.world.administrator), args=["kim"])


def own_data(scene):
    scene.proven()
    scene.client.get(reverse("account_download"))


def no_right(scene):
    assert scene.world.group
    scene.sign_in(scene.world.member).get(reverse("group_profile", args=[scene.world.group.slug]))


def forge(scene):
    strict = Client(enforce_csrf_checks=True)
    scene.post("account_login", {"login": f"{NIK}@example.org"}, client=strict)


EVENTS = {
    "login": lambda scene: scene.enter(),
    "login_failed": lambda scene: scene.enter("salah-sama-sekali"),
    "logout": logout,
    "too_many_tries": too_many_tries,
    "too_many": too_many,
    "signed_up": sign_up,
    "password_changed": change_password,
    "password_reset": reset_password,
    "second_step_added": add_step,
    "second_step_shown": show_step,
    "second_step_failed": fail_step,
    "second_step_removed": remove_step,
    "recovery_codes_made": new_codes,
    "role": lambda scene: scene.action("change_role", "reviewer"),
    "erase": lambda scene: scene.action("erase"),
    "look": look,
    "export": take_away,
    "data_exported": own_data,
    "approve": lambda scene: scene.decide("approve"),
    "send_back": lambda scene: scene.decide("send_back"),
    "reject": lambda scene: scene.decide("reject"),
    "refused": no_right,
    "csrf_failed": forge,
    "confirm": lambda scene: scene.post(
        "group_confirm", client=scene.sign_in(scene.world.officer), args=[scene.world.group.slug]
    ),
    "host_refused": lambda scene: scene.client.get("/", HTTP_HOST=f"{NIK}.example"),
}


@pytest.fixture
def fresh_counts(request):
    for handler in logging.getLogger("django.security.DisallowedHost").handlers:
        if isinstance(handler, CountingHandler):
            handler.logged_at = float("-inf")


def test_there_are_twenty_five_events():
    assert len(EVENTS) == 25


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_is_one_line_without_a_secret(event, scene, lines, fresh_counts):
    EVENTS[event](scene)

    told = [line for line in lines() if line.get("event") == event]
    text = json.dumps(lines())
    assert len(told) == 1
    assert told[0]["timestamp"].endswith("+00:00")
    assert told[0].get("user_id") or told[0].get("account") or told[0].get("ip") or told[0]["count"]
    for secret in (PASSWORD, NEW, SECRET, NIK, "salah-sama-sekali", "@example.org", "sessionid"):
        assert secret not in text


def test_a_line_says_who_did_what_from_where(scene, lines):
    scene.enter()

    [line] = [line for line in lines() if line.get("event") == "login"]
    assert {name: line[name] for name in ("user_id", "ip", "method", "view", "message")} == {
        "user_id": scene.wati.pk,
        "ip": "203.0.113.7",
        "method": "POST",
        "view": "account_login",
        "message": "login",
    }
    assert re.fullmatch("[0-9a-f]{32}", line["request"])


def test_a_decision_and_its_line_bear_the_same_request(scene, lines):
    look(scene)

    [line] = [line for line in lines() if line.get("event") == "look"]
    audit_event = AuditEvent.objects.get(action=Action.LOOK)
    assert (line["audit_event"], line["request"]) == (audit_event.pk, audit_event.request_id)
    assert line["target"] == f"groups.group {scene.world.group.pk}"


def test_what_was_rolled_back_is_not_told(world, lines, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        AuditEvent.objects.record(world.group, Action.CONFIRM, by=None)

    assert len(callbacks) == 1
    assert lines() == []


def test_an_address_that_opens_something_is_never_in_a_line(world, sign_in, lines):
    address = reverse("invitation_accept", kwargs=to_newcomer(world))

    sign_in(world.outsider).post(address)

    [line] = [line for line in lines() if line.get("event") == "refused"]
    assert (line["view"], "resource" in line) == ("invitation_accept", False)
    assert TOKEN not in json.dumps(lines())


@pytest.mark.parametrize(
    "typed",
    [
        'x\r\n{"level": "CRITICAL", "message": "palsu"}',
        "\x1b[2J\x1b[31mmerah",
        'x", "event": "login", "user_id": "1',
        "\x7f\x85\u2028\u2029palsu",
    ],
)
def test_no_typed_word_forges_or_colours_a_line(typed, lines):
    logging.getLogger("django.request").error("Internal Server Error: %s", typed)

    [line] = lines()
    written = JsonFormatter().format(
        logging.LogRecord("x", logging.ERROR, "", 0, "%s", (typed,), None)
    )
    assert line["message"] == f"Internal Server Error: {typed}"
    assert written.isascii() and written.isprintable()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"NIK {NIK}.", "NIK [16 digits]."),
        ("Key (email)=(wati@desa.go.id) exists", "Key (email)=([e-mail]) exists"),
        ("call 0812-3456-7890 now", "call [phone] now"),
        ("/undangan/" + "aB3_-" * 9 + "/", "/undangan/[token]/"),
        ("f" * 15 + "1234567890123456", "f" * 15 + "1234567890123456"),
        ("/kegiatan/0f8fad5b-d9cb-469f-a165-70867728950e/", None),
        ("127.0.0.1 took 1234567890 ns", None),
    ],
)
def test_a_line_leaves_out_what_names_a_person_or_opens_a_door(text, told, lines):
    logging.getLogger("kimportal.mail").error(text)

    assert lines()[0]["message"] == (told or text)


def test_a_thousand_forged_hosts_are_one_line_and_a_count(lines):
    counted = CountingHandler("host_refused")
    for _time in range(1000):
        counted.emit(None)
    counted.logged_at -= CountingHandler.INTERVAL
    counted.emit(None)

    assert [line["count"] for line in lines()] == [1, 1000]
