"""The staff site at 1,000 and at 1,000,000 events, one in fifty of them waiting."""

from campaigns.events.models.event import OutreachEvent
from kimportal.moderation.states import State
from tests.benchmarks.crowds import NATIONAL, REGIONAL
from tests.benchmarks.stopwatch import client_of, compared, ratios

OF_A_REGION = ("queue", "events", "audit log", "audit log, one person", "figures")


def pages():
    waiting = OutreachEvent.objects.filter(state=State.WAITING)
    event = waiting.order_by("state_since")[7:8].get()
    return {
        "queue": "/admin/",
        "queue, page 20": "/admin/?hal=20",
        "one kind": "/admin/?jenis=outreachevent",
        "one regency": f"/admin/?wilayah={event.region_id[:5]}",
        "one flag": "/admin/?tanda=late_report",
        "overdue": "/admin/?umur=terlambat",
        "review": f"/admin/review/outreachevent/{event.pk}/",
        "events": "/admin/campaigns/outreachevent/",
        "events, search": "/admin/campaigns/outreachevent/?q=lumbung",
        "events, no result": "/admin/campaigns/outreachevent/?q=zzzqqq",
        "events, waiting": "/admin/campaigns/outreachevent/?state=waiting",
        "audit log": "/admin/kimportal/auditevent/",
        "audit log, search": "/admin/kimportal/auditevent/?q=lumbung",
        "audit log, no result": "/admin/kimportal/auditevent/?q=zzzqqq",
        "audit log, one person": "/admin/kimportal/auditevent/?q=Peninjau+Rajin",
        "audit log, one day": f"/admin/kimportal/auditevent/?day={event.starts:%Y-%m-%d}",
        "audit log, one action": "/admin/kimportal/auditevent/?action__exact=reject",
        "audit log, one target": "/admin/kimportal/auditevent/?target_type=campaigns.outreachevent"
        f"&target_id={event.pk}",
        "figures": "/admin/figures/",
    }


def questions():
    every = pages()
    national, regional = client_of(NATIONAL), client_of(REGIONAL)
    return {
        **{f"national: {name}": (address, national) for name, address in every.items()},
        **{f"regional: {name}": (every[name], regional) for name in OF_A_REGION},
    }


def test_a_thousand_and_a_million(crowds):
    ratios("staff", *compared(crowds, questions))
