"""What load_demo makes beside the KIM. Each part takes groups.demo.Scene and may return a line to
print; it makes what is missing and touches nothing that is there."""

from campaigns.demo import events, materials

PARTS = [materials.load, events.load]
