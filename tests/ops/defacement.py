"""R43: strangers plant ten things in a running portal; do check_defacement and AIDE find each?"""

import os
import re
import shutil
import subprocess
import sys
import time

from tests.ops.results import Result
from tests.ops.seed import call_inside
from tests.ops.stack import ROOT
from tests.ops.visitor import Visitor

PAGES = int(os.environ.get("R43_PAGES", "334"))
WHAT = f"ten plants, {PAGES} pages as three guests, the release's files by AIDE"
BAR = "10 of 10 in ≤ 5 min; 0 false in 1,000 pages"
#: What a copy of the release needs to run.
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
#: What is planted → how watch_pages or AIDE must name it.
EXPECTED = {
    "words on the front page": r"/: a person reads “.*slot gacor",
    "a foreign script": r"is made to fetch https://ditanam-skrip\.example/",
    "a hidden link": r"has a hidden link to https://ditanam-sembunyi\.example/",
    "an iframe": r"is made to fetch https://ditanam-bingkai\.example/",
    "words in a KIM's text": r"/kim/kim-\d+/: a person reads “.*maxwin",
    "a page for Googlebot": r"/tentang/: Googlebot is shown another page",
    "a page for those from Google": r"/privasi/: from Google is shown another page",
    "a way out": r"/bantuan/: a person is sent on to https://ditanam-alih\.example/",
    "a changed program": r"^f[ .]+H.*: /.*/kimportal/urls\.py$",
    "a new file among the static ones": r"^f\++: /.*/static/img/gacor\.php$",
}


def copied_release(folder):
    """Copy what the checkout needs to run, for drills that change it."""
    folder.mkdir(parents=True)
    for name in (*PARTS, *FOLDERS):
        subprocess.run(["cp", "-a", ROOT / name, folder / name], check=True)
    if (ROOT / "var/static").exists():
        (folder / "var").mkdir()
        subprocess.run(["cp", "-a", ROOT / "var/static", folder / "var/static"], check=True)
    return folder


def planted(portal):
    if not shutil.which("aide"):
        return Result("R43", WHAT, "needs aide", BAR, None)
    root = copied_release(portal.folder / portal.name / "root")
    with portal.stack(root=root) as stack:
        stack.manage("collectstatic", "--noinput", "-v", "0")
        checksums = Checksums(root, root.parent / "aide")
        checksums.init()
        clean, _seconds = watch(stack, checksums)
        plant(stack, root)
        dirty, seconds = watch(stack, checksums)
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
    return Result("R43", WHAT, figure, BAR, holds)


class Checksums:
    """AIDE with kimportal/deploy/aide.conf, for a release in another folder."""

    def __init__(self, root, folder):
        self.folder = folder
        folder.mkdir()
        text = (ROOT / "kimportal/deploy/aide.conf").read_text()
        text = text.replace("/srv/portal-kim", str(root)).replace(
            "/var/lib/portal-aide", str(folder)
        )
        (folder / "aide.conf").write_text(text)

    def init(self):
        self.aide("--init", check=True)
        (self.folder / "release.new").rename(self.folder / "release")

    def changes(self):
        """Return the lines of files that were changed, added or removed."""
        report = self.aide("--check")
        if "Start timestamp" not in report:
            raise RuntimeError(report)
        return re.findall(r"^[fdl][ .+-].*: /.*$", report, re.MULTILINE)

    def aide(self, *arguments, check=False):
        command = ["aide", f"--config={self.folder}/aide.conf", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=check)
        return done.stdout + done.stderr


def watch(stack, checksums):
    """Return what one round of watch_pages and AIDE finds, a line each, and its seconds."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, stack.root / "manage.py", "check_defacement", "--pages", str(PAGES)],
        cwd=stack.root,
        env=stack.environment,
        capture_output=True,
        text=True,
    )
    if "pages read" not in done.stdout:
        raise RuntimeError(done.stderr[-2000:])
    return "\n".join([*checksums.changes(), done.stdout]), time.monotonic() - began


def plant(stack, root):
    """Change templates, program, static files and rows, as an intruder would."""
    append(
        root / "templates/campaigns/home/home.html",
        "{% block main %}",
        "<p>Slot gacor hari ini</p>",
    )
    append(
        root / "templates/base.html",
        "</head>",
        '<script src="https://ditanam-skrip.example/a.js"></script>',
        before=True,
    )
    append(
        root / "templates/base.html",
        "</body>",
        '<p style="text-indent:-9999px"><a href="https://ditanam-sembunyi.example/">x</a></p>'
        '<iframe src="https://ditanam-bingkai.example/"></iframe>',
        before=True,
    )
    urls = root / "kimportal/urls.py"
    urls.write_text(urls.read_text() + CLOAK)
    settings = root / "kimportal/settings.py"
    append(settings, "MIDDLEWARE = [", '\n    "kimportal.urls.Cloak",')
    (root / "static/img/gacor.php").write_text("<?php ?>")
    listed = re.search(r"/kim/(kim-\d+)/", Visitor(stack.url).get("/kim/")[1])[1]
    call_inside(stack, f"seed_data.deface_group({listed!r})")
    stack.end("nginx")
    stack.end("web")
    shutil.rmtree(stack.folder / "pages")
    stack.start_web()
    stack.start_nginx()
    stack.wait()


def append(path, anchor, addition, before=False):
    text = path.read_text()
    assert anchor in text, f"{anchor} is not in {path.name}"
    path.write_text(text.replace(anchor, addition + anchor if before else anchor + addition, 1))
