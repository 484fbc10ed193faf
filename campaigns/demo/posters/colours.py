"""The portal's colours, and those of its country: fields, earth, sun and night."""

PAPER, CARD, SAND, LINE = "#faf5e9", "#fffdf6", "#ecdfc3", "#d8c9a8"
INK, SOFT, TEAL, DEEP = "#14302e", "#4a5c58", "#0a5755", "#0b3c3b"
INDIGO, INDIGO_WASH, INDIGO_MID = "#3d3b8e", "#ebe9f6", "#8583c4"
LEAF, LEAF_WASH, LEAF_MID, LEAF_DARK = "#23663f", "#e4f0e6", "#6aa36f", "#174a2d"
EARTH, EARTH_WASH, EARTH_MID, EARTH_DARK = "#97401b", "#f8e8dc", "#cf7a4a", "#6b2c12"
SUN, HONEY, ROSE, SKY, MIST = "#eda63a", "#f6cf7f", "#eab89a", "#cfe3de", "#e9efe3"
NIGHT, MOON = "#1b2148", "#f7e9bf"
VIOLET, WHITE = "#56307c", "#ffffff"
SKINS = ("#8d5a3b", "#b57b52", "#6f452f", "#a3683f", "#c48c61")
