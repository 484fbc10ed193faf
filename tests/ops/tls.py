"""R41: the site through TLS as nginx ends it in production, with a certificate of the drill's own."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import warnings
from http.client import HTTPConnection, HTTPSConnection

from tests.ops.member import Member, jpeg
from tests.ops.results import Result
from tests.ops.seed import call_inside
from tests.ops.stack import ROOT

DEPLOY = ROOT / "kimportal/deploy"
WHAT = "a member signs in and reports through TLS, as portal-tls.conf has it"
BAR = "TLS ≥ 1.2; http leads to https; secure cookies; full set of headers on each kind of answer"
EVERY = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
}
#: What may not be framed, and says what it may load; pictures and style sheets load nothing.
PAGE = EVERY | {"X-Frame-Options": "DENY"}


def through_tls(portal):
    if not all(shutil.which(name, path="/usr/sbin:/usr/bin") for name in ("nginx", "openssl")):
        return Result("R41", WHAT, "needs nginx and openssl", BAR, None)
    folder = portal.copy()
    certify(folder, portal.port + 2)
    # The only authority that this process, the drill's own, believes.
    os.environ["SSL_CERT_FILE"] = str(folder / "fullchain.pem")
    with portal.stack(folder=folder) as stack:
        versions, ciphers = spoken(stack.port)
        led = on_transition(portal.port + 2)
        member = Member(stack.url)
        key = call_inside(stack, "seed_data.drafts(1)")[0]
        submission = member.report(key, "Latihan 0", [jpeg(0)])
        answers = looked_at(stack, member, key)
    weak = [name for name in ciphers if not re.match("ECDHE-.*(GCM|CHACHA20)", name)]
    bare = [c.name for c in member.jar if not is_safe(c)]
    wrong = {kind: absent for kind, (_status, absent) in answers.items() if absent}
    kinds = ", ".join(f"{kind} {status}" for kind, (status, _lacks) in answers.items())
    figure = (
        f"{' and '.join(versions)}, {len(ciphers)} ciphers before 1.3, {len(weak)} of them weak; http "
        f"answers {led[0]} {led[1]}; {len(submission.receipts)} of 1 reports received; {len(member.jar)} "
        f"cookies, {len(bare)} unsafe; {len(answers)} kinds of answers ({kinds}), {len(wrong)} without "
        f"a header{wrong or ''}"
    )
    holds = versions == ["TLSv1.2", "TLSv1.3"] and ciphers and not weak and submission.receipts
    holds = holds and led == (301, "https://localhost/kim/?q=sukun")
    return Result(
        "R41", WHAT, figure, BAR, bool(holds and len(member.jar) and not bare and not wrong)
    )


def certify(folder, port):
    """Make a certificate for localhost, and our nginx files that use it."""
    key, chain = folder / "privkey.pem", folder / "fullchain.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-addext", "keyUsage=critical,digitalSignature,keyCertSign", "-keyout", key, "-out", chain],
        check=True, capture_output=True,
    )  # fmt: skip
    configuration = (
        (DEPLOY / "portal-tls.conf").read_text().replace("/etc/portal-kim/tls", str(folder))
    )
    (folder / "tls.conf").write_text(configuration)
    configuration = (
        (DEPLOY / "portal-redirect.conf").read_text().replace("80 ", f"127.0.0.1:{port} ")
    )
    (folder / "portal-redirect.conf").write_text(configuration)


#: What a client of long ago offers, and the library of today only when asked to.
ANY = "@SECLEVEL=0"
OLD = "ALL:COMPLEMENTOFALL:!PSK:!SRP"
VERSIONS = ["TLSv1", "TLSv1_1", "TLSv1_2", "TLSv1_3"]


def spoken(port):
    """Return (versions, ciphers of TLS 1.2 and before) that nginx accepts."""
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        versions = [name for name in VERSIONS if shakes_hands(port, name)]
        every = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        every.set_ciphers(f"{OLD}:{ANY}")
        names = [c["name"] for c in every.get_ciphers() if c["protocol"] != "TLSv1.3"]
        ciphers = [name for name in names if shakes_hands(port, "TLSv1_2", name)]
    return [name.replace("_", ".") for name in versions], ciphers


def shakes_hands(port, version, ciphers=OLD):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers(f"{ciphers}:{ANY}")
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    try:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=20) as plain,
            context.wrap_socket(plain),
        ):
            return True
    except ssl.SSLError as error:
        if "ALERT" not in (error.reason or ""):
            raise  # our own refusal shows nothing
        return False


def on_transition(port):
    """Return (status, address) that plain http redirects to."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/kim/?q=sukun", headers={"Host": "localhost"})
    answer = connection.getresponse()
    return answer.status, answer.headers["Location"]


def looked_at(stack, member, key):
    """Return {kind: (status, what is wrong with its headers)} of all kinds of answers."""
    own = f"/anggota/kegiatan/{key}/"
    page = member.get(own)[1]
    photo = re.search(rf"{own}foto/\d+/", page)[0]
    style = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
    paths = {
        "page": "/kim/",
        "kept page": "/kim/",
        "sign-in": "/akun/login/",
        "redirect": "/materi",
        "lost": "/tidak-ada/",
        "staff site": "/admin/",
        "own page": own,
        "private photo": photo,
        "style": style,
    }
    answers = {kind: answered(stack.port, path, member) for kind, path in paths.items()}
    stack.end("web")
    return answers | {"portal away": answered(stack.port, "/anggota/", member)}


def answered(port, path, member):
    cookies = "; ".join(f"{c.name}={c.value}" for c in member.jar)
    connection = HTTPSConnection("localhost", port, timeout=20)
    connection.request("GET", path, headers={"Cookie": cookies})
    answer = connection.getresponse()
    answer.read()
    return answer.status, missing(answer.headers, EVERY if path.endswith(".css") else PAGE)


def missing(headers, expected):
    """Return the headers that are not there exactly once, with their value."""
    absent = [name for name, value in expected.items() if headers.get_all(name) != [value]]
    policies = headers.get_all("Content-Security-Policy") or []
    strict = [one for one in policies if "default-src 'none'" in one and "unsafe" not in one]
    if expected is PAGE and not len(policies) == len(strict) == 1:
        absent.append("Content-Security-Policy")
    return absent


def is_safe(cookie):
    return (
        cookie.name.startswith("__Host-")
        and cookie.secure
        and cookie.has_nonstandard_attr("HttpOnly")
        and cookie.get_nonstandard_attr("SameSite") == "Lax"
    )
