"""Content of load_demo besides the KIM. Each part takes groups.demo.Scene and may return a line to
print; it creates what is missing and leaves existing rows alone."""

from campaigns.demo import events, materials

PARTS = [materials.load, events.load]
