"""R7: clients that hold on: half a request, half a body, a byte now and then, slow reading."""

import os
import socket
import time
from contextlib import suppress

from tests.ops.results import Result
from tests.ops.visitor import Visitor

SOCKETS = 200
SECONDS = int(os.environ.get("R7_SECONDS", "20"))
HALF_HEAD = b"GET /kim/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
HALF_BODY = (
    b"POST /akun/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
)
READ_NOTHING = b"GET /kim/?hal=%d HTTP/1.1\r\nHost: localhost\r\n\r\n"
#: A whole request each, of which a slow reader takes none of the answers.
BAR = "p95 ≤ 1 s, 0 failed, silent sockets closed ≤ 30 s"


def slow_clients(portal):
    with portal.stack() as stack:
        held = [hold(stack, n) for n in range(SOCKETS)]
        began = time.monotonic()
        times, bad = visit(stack, held[: SOCKETS // 2])
        # The first half sent a byte now and then; the second half said nothing since it began.
        open_for = silence(held[SOCKETS // 2 :], began)
        for one in held:
            one.close()
    p95 = sorted(times)[int(len(times) * 0.95)]
    closed = "not all closed" if open_for is None else f"silent ones closed after {open_for:.0f} s"
    figure = f"p95 {p95 * 1000:.0f} ms of {len(times)} pages, {bad} failed, {closed}"
    holds = p95 <= 1 and not bad and open_for is not None and open_for <= 30
    return Result("R7", f"{SOCKETS} slow sockets", figure, BAR, holds)


def hold(stack, number):
    one = socket.create_connection(("127.0.0.1", stack.port), timeout=5)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    one.sendall([HALF_HEAD, HALF_BODY, READ_NOTHING % number][number % 3])
    return one


def visit(stack, talking):
    visitor, times, bad, last = Visitor(stack.url), [], 0, 0.0
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if time.monotonic() - last > 3:
            last = time.monotonic()
            for one in talking:
                drip(one)
        status, _page, took = visitor.get(f"/kim/?q={len(times)}")
        bad += status != 200
        times.append(took)
        time.sleep(0.1)
    return times, bad


def drip(one):
    with suppress(OSError):  # nginx has closed it: as it should
        one.send(b"a")


def silence(sockets, began):
    """Return the seconds until the last silent socket was closed; None if one stays open."""
    for one in sockets:
        one.settimeout(1)
        while time.monotonic() - began < 45:
            try:
                if not one.recv(65536):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        else:
            return None
    return time.monotonic() - began
