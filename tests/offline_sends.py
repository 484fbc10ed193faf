"""Quick forms sent from a phone whose road dies and whose browser is killed: what was told of each.

For the short run of the suite (tests/browser/test_offline_sends.py) and the drill (tests/ops).
"""

import os
import random
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Error

QUICK = "/anggota/kegiatan/catat/"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
TOLD = """() => (document.querySelector("[data-queue-status]")?.textContent || "")
    .startsWith("Tersimpan di HP ini") || location.pathname.includes("/tanda-terima/")"""
FILL = """async ([title, withPhoto]) => {
    const form = document.querySelector("form[data-queue]");
    const fields = { title, time: "00:00", attendance: "17", story: "Uji." };
    for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
    form.elements.neutrality.checked = true;
    const another = Object.assign(document.createElement("input"),
        { type: "hidden", name: "is_another", value: "on" });
    form.append(another);
    if (withPhoto) {
        const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
        const context = canvas.getContext("2d");
        for (let n = 0; n < 40; n++) {
            context.fillStyle = `hsl(${Math.random() * 360} 60% 50%)`;
            context.fillRect(Math.random() * 320, Math.random() * 240, 60, 60);
        }
        const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg"));
        const transfer = new DataTransfer();
        transfer.items.add(new File([blob], "foto.jpg", { type: "image/jpeg" }));
        form.elements.photos.files = transfer.files;
        form.elements.photos_consent.checked = true;
    }
    form.requestSubmit(form.querySelector("button:not([formaction])"));
}"""


@dataclass
class Run:
    """What happened: `told` are the titles of which the phone said that they are kept."""

    told: list = field(default_factory=list)
    kills: int = 0
    ended_sessions: int = 0
    seconds_to_empty: float = 0


class Phone:
    """A Chromium with a profile that survives kill -9; its cookies of the session do not."""

    def __init__(self, playwright, profile, url, cookie, executable="/usr/bin/chromium"):
        self.playwright, self.profile, self.url = playwright, Path(profile), url
        self.cookie, self.executable = cookie, executable
        self.context = None

    def open(self):
        self.context = self.playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=self.executable,
            args=FLAGS,
            viewport={"width": 360, "height": 740},
            locale="id-ID",
            timezone_id="Asia/Jakarta",
        )
        self.context.set_default_timeout(20_000)
        self.sign_in()
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    def sign_in(self):
        self.context.add_cookies([{**self.cookie, "url": self.url}])

    def end_session(self):
        self.context.clear_cookies(name=self.cookie["name"])

    def kill(self):
        """End every process of this browser at once, as a battery does."""
        for pid in pids_of(str(self.profile)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with suppress(Error):
            self.context.close()
        while pids_of(str(self.profile)):
            time.sleep(0.05)
        for lock in self.profile.glob("Singleton*"):
            lock.unlink()

    def close(self):
        self.context.close()


def pids_of(profile):
    pids = []
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if profile.encode() in command.read_bytes() and int(command.parent.name) != os.getpid():
                pids.append(int(command.parent.name))
    return pids


def prepare(page, url):
    page.goto(f"{url}/anggota/luring/")
    page.locator("[data-prepare]").click()
    until(
        page, "document.querySelector('[data-prepare-status]').textContent.startsWith('Siap')", 90
    )


def send(phone, page, title, chance):
    """Fill in and send one quick form, until the phone says that it is kept.

    One session in ten ends while the form is open. Return whether this one did.
    """
    page.goto(phone.url + QUICK, wait_until="domcontentloaded")
    until(page, "document.readyState === 'complete' && Boolean(self.Queue)")
    is_ended = chance.random() < 0.1
    if is_ended:
        phone.end_session()
    page.evaluate(FILL, [title, chance.random() < 0.3])
    until(page, TOLD)
    if is_ended:
        time.sleep(1)
        phone.sign_in()
    return is_ended


def until(page, expression, seconds=20):
    """Wait until it is true; Playwright's own waiting needs eval, which our pages forbid."""
    end = time.monotonic() + seconds
    while True:
        with suppress(Error):  # the page is just leaving
            if page.evaluate(expression):
                return
        if time.monotonic() > end:
            raise Error(f"not within {seconds} s: {expression[:40]}")
        time.sleep(0.02)


def run(phone, road, count, chance=None, *, kill_every=5, prefix="Kiriman"):
    """Send `count` forms over a dying road; end with a good one, and wait until all is sent."""
    chance, result = chance or random.Random(20), Run()
    page = phone.open()
    prepare(page, road.url)
    road.lost_requests, road.lost_answers = 0.2, 0.4
    stop = threading.Event()
    threading.Thread(target=flicker, args=(road, stop, chance), daemon=True).start()
    phone.context.new_page().goto(f"{road.url}/anggota/kegiatan/", wait_until="commit")
    for number in range(count):
        title = f"{prefix} {number:04d}"
        try:
            result.ended_sessions += send(phone, page, title, chance)
            result.told.append(title)
        except Error as error:
            print(f"{title}: {str(error)[:90]}")
        if number % kill_every == kill_every - 1:
            time.sleep(chance.random() * 1.2)
            phone.kill()
            result.kills += 1
            page = phone.open()
            with suppress(Error):
                phone.context.new_page().goto(f"{road.url}/anggota/kegiatan/", wait_until="commit")
    stop.set()
    road.up, road.lost_requests, road.lost_answers = True, 0, 0
    phone.sign_in()
    result.seconds_to_empty = empty(page, road.url)
    phone.close()
    return result


def empty(page, url, limit=300):
    """Open a page of the member and wait until nothing waits any more; return the seconds."""
    began = time.monotonic()
    page.goto(f"{url}/anggota/kegiatan/")
    while page.evaluate("Queue.all('queue').then(rows => rows.length)"):
        if time.monotonic() - began > limit:
            break
        time.sleep(0.5)
    return time.monotonic() - began


def flicker(road, stop, chance):
    """A third of the time there is no road at all."""
    while not stop.is_set():
        road.up = chance.random() > 1 / 3
        stop.wait(0.5 + chance.random())
