"""A road between browser and portal that dies: Chromium's own "offline" does not reach a worker.

(github.com/microsoft/playwright, issue 2311)
"""

import random
import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

CHUNK = 65536
PATIENCE = 60


class Road:
    """A proxy on this machine, one request a connection; `up` is whether anything passes.

    Of forms that are sent, `lost_requests` and `lost_answers` (0 to 1) go astray: the portal never
    sees the first, and stores the second while the phone hears nothing.
    """

    def __init__(self, url, chance=None):
        self.target = urlsplit(url)
        self.chance = chance or random.Random(1)
        self.up, self.lost_requests, self.lost_answers = True, 0, 0
        self.lost = {"requests": 0, "answers": 0}
        self.carried = 0  # bytes of forms
        self.breaks_after = float("inf")  # bytes of forms, then it is down
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://localhost:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.socket.close()

    def _accept(self):
        while True:
            try:
                client, _address = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with client, suppress(OSError):
            client.settimeout(PATIENCE)
            if not self.up:
                return
            head, _edge, body = read_until(client, b"\r\n\r\n").partition(b"\r\n\r\n")
            if not head or not self.up:
                return
            is_form = head.startswith(b"POST")
            if is_form and self.chance.random() < self.lost_requests:
                self.lost["requests"] += 1
                return
            with socket.create_connection(
                (self.target.hostname, self.target.port), PATIENCE
            ) as server:
                self._forward(client, server, head, body, is_form)

    def _forward(self, client, server, head, body, is_form):
        lines = [
            line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")
        ]
        self._count(body, is_form)
        server.sendall(b"\r\n".join([*lines, b"Connection: close", b"", b""]) + body)
        remaining = length_of(lines) - len(body)
        while remaining > 0 and (chunk := client.recv(CHUNK)):
            if not self.up:
                return
            self._count(chunk, is_form)
            server.sendall(chunk)
            remaining -= len(chunk)
        is_lost = is_form and self.chance.random() < self.lost_answers
        self.lost["answers"] += is_lost
        while chunk := server.recv(CHUNK):
            if self.up and not is_lost:
                client.sendall(chunk)

    def _count(self, content, is_form):
        self.carried += len(content) * is_form
        if self.carried > self.breaks_after:
            self.up, self.breaks_after = False, float("inf")


def read_until(connection, edge):
    data = b""
    while edge not in data and (chunk := connection.recv(CHUNK)):
        data += chunk
    return data


def length_of(lines):
    for line in lines:
        name, _colon, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
