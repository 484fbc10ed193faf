"""Register the admin pages of this app: each noun's module registers its own on import."""

import campaigns.elections.admin
import campaigns.events.admin
import campaigns.materials.admin  # noqa: F401
