"""R15: the portal's clock is wrong, or it is a day that calendars stumble over."""

import base64
import hmac
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.ops.member import Member, jpeg
from tests.ops.results import Result
from tests.ops.seed import PASSWORD, call_inside, email
from tests.ops.visitor import Visitor

LIBRARY = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
#: A day's last minute ends thrice: WIB is UTC+7, WITA +8, WIT +9.
SKEWS = {
    "+10 min": timedelta(minutes=10),
    "−10 min": timedelta(minutes=-10),
    "+1 day": timedelta(days=1),
    "−1 day": timedelta(days=-1),
    "29 Feb 2028": datetime(2028, 2, 29, 3, tzinfo=UTC),
    "year's end WIT": datetime(2026, 12, 31, 14, 59, 57, tzinfo=UTC),
    "year's end WITA": datetime(2026, 12, 31, 15, 59, 57, tzinfo=UTC),
    "year's end WIB": datetime(2026, 12, 31, 16, 59, 57, tzinfo=UTC),
}
PAGES = (
    *("/", "/kim/", "/kegiatan/", "/materi/", "/capaian/", "/program/", "/kegiatan/kalender.ics"),
    *("/materi/feed/", "/sitemap.xml", "/.well-known/security.txt", "/anggota/", "/readyz"),
)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BAR = "0 5xx, reports received in order; a code 31+ s off refused with a hint"


def skewed(portal):
    if not LIBRARY:
        return Result("R15", "wrong clocks", "no libfaketime here", BAR, None)
    with portal.stack(extra_environment={"SECURITY_CONTACT": "jaga@example.org"}) as stack:
        keys = call_inside(stack, f"seed_data.drafts({16 * (len(SKEWS) + 1)})")[::16]
        call_inside(stack, f"seed_data.second_step({email(1)!r}, {SECRET!r})")
        hint = late_code(stack)
        statuses, numbers = set(), []
        for number, (_name, skew) in enumerate(SKEWS.items()):
            restart_at(stack, skew)
            statuses |= visit(stack)
            member = Member(stack.url)
            submission = member.report(
                keys[number], f"Latihan {16 * number}", [jpeg(number)], tries=3
            )
            statuses |= set(submission.statuses)
            numbers += [number.rpartition("-")[2] for number in submission.receipts]
        stored = call_inside(stack, "stored_data.reports()")
    in_order = numbers == sorted(numbers) and len(numbers) == len(SKEWS)
    faults = sorted(status for status in statuses if status >= 500 or not status)
    figure = (
        f"answers {sorted(statuses)}, {len(stored['photos'])} of {len(SKEWS)} reports received, "
        f"numbers {'in order' if in_order else 'not in order'}; a code a minute old {hint}"
    )
    holds = not faults and in_order and hint == "refused with a hint at the clock"
    return Result("R15", f"clocks: {', '.join(SKEWS)}", figure, BAR, holds)


def restart_at(stack, skew):
    """Run the portal, and nothing else, at another time."""
    moment = skew - datetime.now(UTC) if isinstance(skew, datetime) else skew
    seconds = moment.total_seconds()
    stack.extra_environment |= {
        "LD_PRELOAD": str(LIBRARY[-1]),
        "FAKETIME": f"{seconds:+.0f}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    for name, start in (("web", stack.start_web), ("worker", stack.start_worker)):
        stack.end(name)
        start()
    stack.wait(120)  # every call for the time goes through the library


def visit(stack):
    visitor = Visitor(stack.url)
    return {visitor.get(f"{page}?x={stack.extra_environment['FAKETIME']}")[0] for page in PAGES}


def late_code(stack):
    """Return what a person is shown whose phone is a minute slow."""
    visitor = Visitor(stack.url)
    visitor.sign_in(email(1), PASSWORD)
    code = code_at(int(datetime.now(UTC).timestamp()) // 30 - 2)
    status, page, _seconds = visitor.post("/akun/2fa/authenticate/", code=code)
    if status != 200 or visitor.get("/anggota/")[1].count('name="code"') == 0 == page.count(
        'name="code"'
    ):
        return f"is not refused ({status})"
    hinted = re.search(r"(?i)jam|waktu", re.sub(r"<[^>]+>", " ", page))
    return f"refused {'with' if hinted else 'without'} a hint at the clock"


def code_at(counter):
    """Return RFC 6238's six digits, as an authenticator app shows them."""
    digest = hmac.digest(base64.b32decode(SECRET), counter.to_bytes(8), "sha1")
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4]) & 0x7FFFFFFF) % 10**6:06}"
