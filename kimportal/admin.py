"""Register the admin pages of this app: each noun's module registers its own on import."""

import kimportal.staff.audit_log.admin
import kimportal.staff.canned_responses
import kimportal.staff.emails
import kimportal.staff.people  # noqa: F401
