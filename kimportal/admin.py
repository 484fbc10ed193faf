"""Register the admin pages of this app: each noun's module registers its own on import."""

import kimportal.staff.audit_log.admin  # noqa: F401
import kimportal.staff.canned_responses  # noqa: F401
import kimportal.staff.emails  # noqa: F401
import kimportal.staff.people  # noqa: F401
