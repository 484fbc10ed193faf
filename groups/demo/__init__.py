"""Demo data: real places with invented KIM and people, for development only."""

from groups.demo.people import PASSWORD, account_lines, load_people
from groups.demo.scene import Scene, load_scene

__all__ = ["PASSWORD", "Scene", "account_lines", "load_people", "load_scene"]
