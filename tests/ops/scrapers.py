"""R32: somebody who takes every page there is, and everybody who only reads."""

import os
import threading
import time
from itertools import cycle, islice

from tests.ops.results import Result
from tests.ops.seed import GROUPS
from tests.ops.visitor import Visitor

SECONDS = int(os.environ.get("R32_SECONDS", "300"))
REQUESTS = int(os.environ.get("R32_REQUESTS", "2000"))
#: What a village reads: the same as the rest of the country, so that it is kept.
KEPT = "/ /materi/ /kim/ /kegiatan/ /program/ /capaian/ /wilayah/ /tentang/ /data/ /en/".split()
WAIT = "<h1>One moment, please</h1>"


class Reader(threading.Thread):
    """Asks for one page after another from one address; `met` is what each was answered."""

    def __init__(self, stack, address, paths, pause):
        super().__init__(daemon=True)
        self.visitor = Visitor(stack.url, address=address)
        self.paths, self.pause, self.met, self.refusal = list(paths), pause, [], ""

    def run(self):
        due = time.monotonic()
        for path in self.paths:
            time.sleep(max(0, due - time.monotonic()))
            due += self.pause
            status, page, _seconds = self.visitor.get(path)
            self.met.append(status)
            self.refusal = page if status == 429 else self.refusal

    @property
    def refused_from(self):
        """Return which request was refused first; infinite if none was."""
        return self.met.index(429) + 1 if 429 in self.met else float("inf")


def every_page(portal):
    """Take 2,000 pages from one address at once, from one in five minutes; others only read."""
    with portal.stack(rate=20, connections=40) as stack:
        if not stack.nginx:
            return Result("R32", f"{REQUESTS:,} pages by one address", "no nginx here", "429", None)
        scrapers = {
            "at once": Reader(stack, "127.0.7.1", groups(0, REQUESTS), 0),
            f"in {SECONDS} s": Reader(stack, "127.0.7.2", groups(1, REQUESTS), SECONDS / REQUESTS),
            "2 a second": Reader(stack, "127.0.7.3", groups(2, SECONDS * 2), 0.5),
        }
        people = {
            "a person, 60 a minute": Reader(stack, "127.0.7.4", groups(3, SECONDS), 1),
            "a village, 600 a minute": Reader(
                stack, "127.0.7.5", islice(cycle(KEPT), SECONDS * 10), 0.1
            ),
        }
        everybody = [*scrapers.values(), *people.values()]
        [reader.start() for reader in everybody]
        [reader.join() for reader in everybody]
        back = Visitor(stack.url, address="127.0.7.1").get("/en/kim/?q=kembali")[0]
    return [taken(scrapers, back), read(people)]


def groups(first, most):
    """Return so many addresses of pages, in English, that nobody else asks for."""
    return (f"/en/kim/kim-{(first + 4 * n) % GROUPS}/?x={first}-{n}" for n in range(most))


def taken(scrapers, back):
    figures = [
        f"{how}: refused from {reader.refused_from}, {reader.met.count(200):,} of {len(reader.met):,} read"
        for how, reader in scrapers.items()
    ]
    asked_to_wait = all(WAIT in reader.refusal for reader in scrapers.values())
    figure = f"{'; '.join(figures)}; asked to wait in English; {back} after waiting"
    holds = asked_to_wait and back == 200
    holds &= all(reader.refused_from <= 300 for reader in scrapers.values())
    holds &= all(set(reader.met) == {200, 429} for reader in scrapers.values())
    what = f"one address takes {REQUESTS:,} pages of KIM"
    return Result("R32", what, figure, "429 by the 300th in 5 min", holds)


def read(people):
    figures = [
        f"{who}: {reader.met.count(429)} of {len(reader.met):,} refused"
        for who, reader in people.items()
    ]
    holds = all(set(reader.met) == {200} for reader in people.values())
    what = f"people of other addresses read beside that, {SECONDS} s"
    return Result("R32", what, "; ".join(figures), "never", holds)
