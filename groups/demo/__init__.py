"""A small true-to-life Indonesia of KIM: for one's own machine, never for a real portal."""

from groups.demo.people import PASSWORD, account_lines, load_people
from groups.demo.scene import Scene, load_scene

__all__ = ["PASSWORD", "Scene", "account_lines", "load_people", "load_scene"]
