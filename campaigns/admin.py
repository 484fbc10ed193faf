"""Register the admin pages of this app: each noun's module registers its own on import."""

import campaigns.elections.admin  # noqa: F401
import campaigns.events.admin  # noqa: F401
import campaigns.materials.admin  # noqa: F401
