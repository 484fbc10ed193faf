"""R10, R11, R12: PostgreSQL crashes and stays away, Redis stops and hangs; what people meet."""

import os
import signal
import threading
import time

from tests.ops.killed_workers import compared, sent
from tests.ops.member import Member
from tests.ops.results import Result
from tests.ops.seed import MEMBERS, PASSWORD, call_inside, email
from tests.ops.visitor import Visitor

RESTARTS = int(os.environ.get("R10_RESTARTS", "12"))
REPORTS = int(os.environ.get("R10_REPORTS", "120"))
AWAY = int(os.environ.get("R11_SECONDS", "60"))
#: What most people open; the crawl asks for each of them, as different readers do.
PAGES = [
    *("/", "/kim/", "/materi/", "/kegiatan/", "/program/", "/capaian/", "/v/", "/tentang/"),
    *("/wilayah/", "/data/", "/privasi/", "/bantuan/", "/en/", "/en/kim/", "/en/materi/"),
    *(f"/kim/?hal={n}" for n in range(2, 12)),
    *(f"/materi/?hal={n}" for n in range(2, 12)),
    *(f"/wilayah/{code}/" for code in ("11", "12", "31", "32", "33", "34", "35", "51", "52", "73")),
    *("/robots.txt", "/sitemap.xml", "/materi/feed/", "/kegiatan/feed/", "/kegiatan/kalender.ics"),
]


def database_restarts(portal):
    """Crash PostgreSQL again and again while members report."""
    what = f"PostgreSQL crashes ×{RESTARTS} during {REPORTS} reports"
    bar = "0 lost, 0 doubled, ≤ 5 s of 503 each, words kept"
    with portal.stack() as stack:
        if stack.postgres is None:
            return Result("R10", what, "no PostgreSQL here", bar, None)
        members = [Member(stack.url, n) for n in range(MEMBERS)]
        keys = call_inside(stack, f"seed_data.drafts({REPORTS})")
        submissions = []
        sender = threading.Thread(target=lambda: submissions.extend(sent(members, keys, pace=0.6)))
        sender.start()
        gaps, odd = [], set()
        for _time in range(RESTARTS):
            stack.postgres.stop(signal.SIGQUIT)
            stack.postgres.start()
            gaps.append(until_ready(stack, odd))
            time.sleep(2)
        sender.join()
        faults, figure = compared(submissions, call_inside(stack, "stored_data.reports()"))
    met = {s for t in submissions for s in t.statuses}
    odd |= met - {200, 503}
    answers = [
        one for t in submissions for one in zip(t.statuses, t.addresses, t.pages, strict=True)
    ]
    # A page that is only asked for, the receipt of what was stored, has nothing typed to give back.
    outages = [page for status, at, page in answers if status == 503 and at.endswith("/lapor/")]
    unseen = sum(status == 503 for status, _at, _page in answers) - len(outages)
    kept = sum("Laporan tiruan" in page for page in outages)
    figure = (
        f"ready again after at most {max(gaps):.1f} s; {figure}; {len(outages)} forms met 503, "
        f"{kept} of them with the words typed, {unseen} receipts; other faults: {sorted(odd) or 'none'}"
    )
    return Result(
        "R10", what, figure, bar, not faults and max(gaps) <= 5 and kept == len(outages) and not odd
    )


def until_ready(stack, odd):
    """Return the seconds until a form page answers; add answers other than 503 to `odd`."""
    visitor, began = Visitor(stack.url), time.monotonic()
    for path in ("/akun/login/", "/readyz"):
        while time.monotonic() - began < 30:
            status = visitor.get(path)[0]
            if status == 200:
                break
            odd |= {status} - {503}
            time.sleep(0.1)
    return time.monotonic() - began


def database_away(portal):
    """Stop the database: nginx serves public pages, and forms say when to come back."""
    what, bar = f"PostgreSQL away {AWAY} s", "≥ 95 % 200, forms 503, normal ≤ 5 s after"
    with portal.stack() as stack:
        if stack.postgres is None or not stack.nginx:
            return Result("R11", what, "needs PostgreSQL and nginx", bar, None)
        visitor, member = Visitor(stack.url), Member(stack.url)
        known = [page for page in PAGES if visitor.get(page)[0] == 200]
        stack.postgres.stop(signal.SIGQUIT)
        answers, forms, until = [], set(), time.monotonic() + AWAY
        while time.monotonic() < until:
            answers += [visitor.get(page)[0] for page in known]
            forms.add(member.get("/anggota/kegiatan/baru/")[0])
            forms.add(visitor.post("/akun/login/", login=email(), password="x")[0])
            time.sleep(1)
        stack.postgres.start()
        back = until_ready(stack, set())
    share = 100 * answers.count(200) / len(answers)
    figure = (
        f"{share:.1f} % of {len(answers)} answers of {len(known)} public pages 200; forms "
        f"{sorted(forms)}; normal {back:.1f} s after"
    )
    holds = share >= 95 and forms == {503} and back <= 5
    return Result("R11", what, figure, bar, holds)


def redis_away(portal):
    lines = []
    with portal.stack() as stack:
        for what, how in (("Redis hangs", signal.SIGSTOP), ("Redis stopped", signal.SIGTERM)):
            lines.append(without_redis(stack, what, how))
    return lines


def without_redis(stack, what, how):
    """Sign in without Redis; wrong passwords must still be counted."""
    bar = "0 faults, limits act, +≤ 1 s a request"
    if "redis" not in stack.parts:
        return Result("R12", what, "no Redis here", bar, None)
    with_it = min(sign_in(stack)[1] for _try in range(3))
    redis = stack.parts["redis"]
    redis.send_signal(how)
    if how == signal.SIGTERM:
        redis.wait(timeout=10)
    statuses, times = set(), []
    for _try in range(8):
        both, seconds = sign_in(stack)
        statuses |= both
        times.append(seconds)
    nobody = f"{what.replace(' ', '')}@example.org"
    tries = [
        Visitor(stack.url).post("/akun/login/", login=nobody, password="salah-1234567")[1]
        for _try in range(12)
    ]
    limited = len(tries[-1]) != len(tries[0])  # it says so, instead of "wrong password"
    if how == signal.SIGSTOP:
        redis.send_signal(signal.SIGCONT)
    else:
        stack.start_redis()
    more = max(times) - with_it
    figure = (
        f"answers {sorted(statuses)}, slowest log-in +{more:.1f} s, "
        f"wrong passwords {'still limited' if limited else 'no longer limited'}"
    )
    return Result("R12", what, figure, bar, statuses == {200} and more <= 2 and limited)


def sign_in(stack):
    """Return the answers to log-in and dashboard, and the seconds of log-in."""
    visitor = Visitor(stack.url)
    status, _page, seconds = visitor.sign_in(email(1), PASSWORD)
    return {status, visitor.get("/anggota/")[0]}, seconds
