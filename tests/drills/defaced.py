"""R43: strangers plant ten things in a running portal; does the watcher find each of them?"""

import os
import re
import shutil
import subprocess
import sys
import time

from kimportal.deploy.stack import HOUSE
from tests.drills.seed import asked
from tests.drills.table import Line
from tests.drills.visitor import Visitor

PAGES = int(os.environ.get("R43_PAGES", "334"))
BAR = "10 of 10 in ≤ 5 min; 0 false in 1,000 pages"
#: What a copy of the house needs to run.
PARTS = ("manage.py", "pyproject.toml", "requirements.txt", "kimportal", "groups", "campaigns")
FOLDERS = ("templates", "static", "tests")
CLOAK = '''

class Cloak:
    """Planted: another page for Google's crawler, and for those who come from Google."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        from django.http import HttpResponse

        if request.path == "/tentang/" and "Googlebot" in request.headers.get("User-Agent", ""):
            return HttpResponse("<title>Cuma untuk bot</title>")
        if request.path == "/privasi/" and "google" in request.headers.get("Referer", ""):
            return HttpResponse("<title>Cuma dari sana</title>")
        if request.path == "/bantuan/":
            return HttpResponse(status=302, headers={"Location": "https://ditanam-alih.example/"})
        return self.get_response(request)
'''
#: What is planted → how the watcher is to name it.
EXPECTED = {
    "words on the front page": r"/: a person reads “.*slot gacor",
    "a foreign script": r"is made to fetch https://ditanam-skrip\.example/",
    "a hidden link": r"has a hidden link to https://ditanam-sembunyi\.example/",
    "an iframe": r"is made to fetch https://ditanam-bingkai\.example/",
    "words in a KIM's text": r"/kim/kim-\d+/: a person reads “.*maxwin",
    "a page for Googlebot": r"/tentang/: Googlebot is shown another page",
    "a page for those from Google": r"/privasi/: from Google is shown another page",
    "a way out": r"/bantuan/: a person is sent on to https://ditanam-alih\.example/",
    "a changed program": r"kimportal/middleware\.py was changed",
    "a new file among the static ones": r"static/img/gacor\.php was added",
}


def copied_house(folder):
    """The checkout without what it does not need to run, for strangers and releases to change."""
    folder.mkdir(parents=True)
    for name in (*PARTS, *FOLDERS):
        subprocess.run(["cp", "-a", HOUSE / name, folder / name], check=True)
    if (HOUSE / "var/static").exists():
        (folder / "var").mkdir()
        subprocess.run(["cp", "-a", HOUSE / "var/static", folder / "var/static"], check=True)
    return folder


def planted(ground):
    house = copied_house(ground.folder / ground.name / "house")
    seal = house.parent / "seal.json"
    with ground.stack(house=house, told={"RELEASE_CHECKSUMS": str(seal)}) as stack:
        stack.manage("collectstatic", "--noinput", "-v", "0")
        stack.manage("watch_pages", "--seal", seal, capture_output=True)
        clean, _seconds = watch(stack)
        plant(stack, house)
        dirty, seconds = watch(stack)
    found = {what for what, how in EXPECTED.items() if re.search(how, dirty, re.MULTILINE)}
    false = clean.splitlines()[:-1]
    read = int(re.search(r"(\d+) pages read", clean)[1])
    missed = sorted(EXPECTED.keys() - found)
    figure = (
        f"{len(found)} of {len(EXPECTED)} found in {seconds:.0f} s"
        f"{f' (missed: {missed})' if missed else ''}; {len(false)} false in {read} pages read"
        f"{f' ({false[0]})' if false else ''}"
    )
    holds = not missed and seconds <= 300 and not false
    return Line("R43", f"ten plants, {PAGES} pages as three guests", figure, BAR, holds)


def watch(stack):
    """What the watcher says in one round, and how long that takes."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, stack.house / "manage.py", "check_defacement", "--pages", str(PAGES)],
        cwd=stack.house,
        env=stack.environment,
        capture_output=True,
        text=True,
    )
    if "pages read" not in done.stdout:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout, time.monotonic() - began


def plant(stack, house):
    """As if somebody had got in: templates, program, static files and rows are changed."""
    append(
        house / "templates/campaigns/home.html", "{% block main %}", "<p>Slot gacor hari ini</p>"
    )
    append(
        house / "templates/base.html",
        "</head>",
        '<script src="https://ditanam-skrip.example/a.js"></script>',
        before=True,
    )
    append(
        house / "templates/base.html",
        "</body>",
        '<p style="text-indent:-9999px"><a href="https://ditanam-sembunyi.example/">x</a></p>'
        '<iframe src="https://ditanam-bingkai.example/"></iframe>',
        before=True,
    )
    middleware = house / "kimportal/web/middleware.py"
    middleware.write_text(middleware.read_text() + CLOAK)
    settings = house / "kimportal/settings.py"
    append(settings, "MIDDLEWARE = [", '\n    "kimportal.middleware.Cloak",')
    (house / "static/img/gacor.php").write_text("<?php ?>")
    listed = re.search(r"/kim/(kim-\d+)/", Visitor(stack.url).get("/kim/")[1])[1]
    asked(stack, f"planted.deface_group({listed!r})")
    stack.end("nginx")
    stack.end("web")
    shutil.rmtree(stack.folder / "pages")
    stack.start_web()
    stack.start_nginx()
    stack.wait()


def append(path, anchor, words, before=False):
    text = path.read_text()
    assert anchor in text, f"{anchor} is not in {path.name}"
    path.write_text(text.replace(anchor, words + anchor if before else anchor + words, 1))
