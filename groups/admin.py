"""Register the admin pages of this app: each noun's module registers its own on import."""

import groups.jurisdictions.admin  # noqa: F401
import groups.kim.admin  # noqa: F401
import groups.regions.admin  # noqa: F401
