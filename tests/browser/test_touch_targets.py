"""Whatever a member taps with the thumb is at least 44 pixels high, on a phone of 360 pixels."""

import pytest
from django.urls import reverse

from kimportal.moderation.states import State
from tests.factories import EventFactory, MaterialFactory, MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)
# Links within a sentence are left out, as in WCAG 2.2, 2.5.8; a checkbox is tapped by its label.
TARGETS = """() => {
    const selector = "a[href], button, summary, select, textarea, input:not([type=hidden])";
    const isInSentence = link => getComputedStyle(link).display === "inline" && (
        /^(P|DD|SPAN|SMALL)$/.test(link.parentElement.tagName)
        || [...link.parentElement.childNodes].some(
            node => node.nodeType === Node.TEXT_NODE && node.textContent.trim().length > 1));
    const area = target => ["checkbox", "radio"].includes(target.type)
        ? target.closest("label") ?? document.querySelector(`label[for="${target.id}"]`) : target;
    return [...document.querySelectorAll(selector)]
        .filter(target => target.checkVisibility({ visibilityProperty: true }))
        .filter(target => !target.closest("footer, .visually-hidden, .skip, .honeypot"))
        .filter(target => target.tagName !== "A" || !isInSentence(target))
        .map(target => [
            (target.innerText || target.name || target.tagName).trim().slice(0, 60),
            Math.round(area(target).getBoundingClientRect().height),
        ]);
}"""


def too_low(page):
    targets = page.evaluate(TARGETS)
    assert len(targets) >= 10, page.url
    return [(page.url, *target) for target in targets if target[1] < 44]


@pytest.fixture
def phone(open_page):
    return open_page(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)


def test_members_pages_are_made_for_thumbs(phone, live_server, sign_in_browser, world):
    group = world.group
    draft = EventFactory(group=group, state=State.DRAFT, begun_by=world.officer, plan=True)
    returned = EventFactory(group=group, state=State.RETURNED, submitted_by=world.officer)
    live = EventFactory(group=group, submitted_by=world.officer)
    material = MaterialFactory(group=group, state=State.DRAFT)
    MaterialFactory(title="Saring dulu")
    other = MembershipFactory(group=group)
    sign_in_browser(phone, world.officer)

    found = []
    for name, *args in [
        ("dashboard",),
        ("my_events",),
        ("event_new",),
        ("event_own", draft.pk),
        ("event_own", live.pk),
        ("event_plan", draft.pk),
        ("event_report", returned.pk),
        ("event_discard", draft.pk),
        ("event_year", group.slug),
        ("my_materials",),
        ("material_new",),
        ("material_edit", material.slug),
        ("my_groups",),
        ("group_home", group.slug),
        ("group_people", group.slug),
        ("group_invite", group.slug),
        ("membership", group.slug, other.pk),
        ("account_home",),
    ]:
        phone.goto(live_server.url + reverse(name, args=args))
        phone.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        found += too_low(phone)

    assert found == []


def test_a_low_button_is_found(phone, live_server, sign_in_browser, world):
    sign_in_browser(phone, world.officer)
    phone.goto(live_server.url + reverse("dashboard"))

    phone.evaluate("""() => {
        const button = document.querySelector(".next-step__button");
        Object.assign(button.style, { minHeight: 0, height: "40px", padding: 0 });
    }""")

    assert [target[2] for target in too_low(phone)] == [40]
