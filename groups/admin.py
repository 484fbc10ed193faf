"""Register the admin pages of this app: each noun's module registers its own on import."""

import groups.jurisdictions.admin
import groups.kim.admin
import groups.regions.admin  # noqa: F401
