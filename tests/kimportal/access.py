"""Access table of kimportal's URLs (tests/access.py explains the entries)."""

from kimportal.accounts.models import UNSUBSCRIBE_SIGNER
from tests.access import PUBLIC, ROLES, SIGNED_IN, Row, only, verb

STAFF = ("reviewer", "far_reviewer", "national_reviewer", "editor", "administrator")

ACCESS = {
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "csp_report": verb(*ROLES, public=True, posted=(400,)),  # a form is no report
    "security_txt": PUBLIC,
    "service_worker": PUBLIC,
    "no_signal": PUBLIC,
    "offline": SIGNED_IN,
    "offline_pages": SIGNED_IN(refused={"anonymous": 401}),
    "arriving_file": SIGNED_IN(
        posts=True, refused={"anonymous": 401}, kwargs=lambda w: {"sha256": "0" * 64}
    ),
    "whoami": SIGNED_IN(refused={"anonymous": 401}),
    "about": PUBLIC,
    "privacy": PUBLIC,
    "help": PUBLIC,
    "style_guide": only(*STAFF),
    "account_home": SIGNED_IN,
    "account_edit": SIGNED_IN(posts=True),
    "account_download": SIGNED_IN(status=302),  # reauthentication comes first
    "account_erase": SIGNED_IN(status=302, posts=True),
    "account_erased": PUBLIC,
    "reminders_stop": Row(
        posts=True, kwargs=lambda w: {"token": UNSUBSCRIBE_SIGNER.sign(w.newcomer.pk)}
    ),
    "account_consent": PUBLIC,
    "transparency_log": PUBLIC,
    "log_checkpoint": PUBLIC(status=404),  # until something is logged
    "log_old_checkpoint": PUBLIC(status=404, kwargs=lambda w: {"size": 1}),
    "log_tile": PUBLIC(status=404, kwargs=lambda w: {"level": 0, "number": 0}),
    "log_partial_tile": PUBLIC(status=404, kwargs=lambda w: {"level": 0, "number": 0, "width": 1}),
    "log_entries": PUBLIC(status=404, kwargs=lambda w: {"number": 0}),
    "log_partial_entries": PUBLIC(status=404, kwargs=lambda w: {"number": 0, "width": 1}),
    "log_proof": PUBLIC(status=404, kwargs=lambda w: {"index": 0}),
    "log_checker": PUBLIC,
    "log_feed": PUBLIC,
}
