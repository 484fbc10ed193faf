"""R59: forms written without signal, on phones whose road dies, are there once each."""

import random
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.offline_sends import Phone, run
from tests.ops.member import Member
from tests.ops.results import Result
from tests.ops.seed import call_inside
from tests.ops.sizes import size
from tests.road import Road

SENDS = size("R59_SENDS")
PHONES = 2
BAR = "0 lost after “tersimpan”, 0 doubled; queue empty ≤ 2 min after the road is back"


def dying_road(portal):
    """Send from two phones, one after the other: kills, lost answers, two tabs, ended sessions."""
    told, kills, ended, lost, slowest = [], 0, 0, 0, 0.0
    with portal.stack() as stack, sync_playwright() as playwright:
        for number in range(PHONES):
            road = Road(stack.url, random.Random(number))
            member = Member(stack.url, number)
            cookie = {"name": "sessionid", "value": member.cookie("sessionid")}
            with tempfile.TemporaryDirectory(prefix="portal-kim-phone-") as folder:
                phone = Phone(playwright, Path(folder) / "profile", road.url, cookie)
                chance = random.Random(59 + number)
                part = run(phone, road, SENDS // PHONES, chance, prefix=f"Ponsel {number}")
            road.close()
            told += part.told
            kills, ended = kills + part.kills, ended + part.ended_sessions
            lost += road.lost["answers"] + road.lost["requests"]
            slowest = max(slowest, part.seconds_to_empty)
        stored = call_inside(stack, "stored_data.titles('Ponsel ')")
    missing = sum(title not in stored for title in told)
    doubled = sum(times > 1 for times in stored.values())
    figure = (
        f"{len(told)} told “tersimpan”, {missing} lost, {doubled} doubled; {kills} kills, {lost} "
        f"requests or answers lost, {ended} ended sessions, two tabs; queue empty {slowest:.0f} s "
        "after the road was back"
    )
    what = f"{SENDS} quick forms from two phones over a dying road"
    holds = not missing and not doubled and slowest <= 120 and len(told) >= SENDS * 0.9
    return Result("R59", what, figure, BAR, holds)
