"""SVG icons, 24 × 24; `{% icon "name" %}` renders one inline.

Inline rather than in a sprite file: one request less on a slow network, they have the colour of the
text, also with forced colours, and repeats cost next to nothing once compressed.
"""


def path(*shapes: str) -> str:
    """Return the <path> elements of these shapes."""
    return "".join(f'<path d="{shape}"/>' for shape in shapes)


ICONS = {
    # pillars: shape and word, never colour alone
    "cerdas": path(
        "M12 7C9.8 5.3 6.5 4.7 3 5v13.5c3.5-.3 6.8.3 9 2 2.2-1.7 5.5-2.3 "
        "9-2V5c-3.5-.3-6.8.3-9 2zM12 7v13.5"
    ),
    "sehat": path(
        "M12 20.5C7 17 3 13.3 3 9a4.7 4.7 0 0 1 9-2 4.7 4.7 0 0 1 9 2c0 4.3-4 8-9 11.5z",
        "M6.5 12h3l1.7-3 2.3 5.5 1.5-2.5h2.5",
    ),
    "damai": path(
        "M2.5 8l3.5-2 4 1 2-.8 2 .8 4-1 3.5 2",
        "M2.5 15l2.3-.5 5 5a1.6 1.6 0 0 0 2.3 0l6.4-6.2 3-.3",
        "M12 6.2L8.3 9.9a1.6 1.6 0 0 0 2.3 2.3l1.9-1.7 5.7 5.3",
        "M14.5 17.8l1.4 1.3M16.6 15.8l1.5 1.4",
    ),
    # states
    "draft": path("M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z", "M14 6.5l3.5 3.5"),
    "waiting": '<circle cx="12" cy="12" r="8.5"/>' + path("M12 7v5.3l3.3 2"),
    "live": '<circle cx="12" cy="12" r="8.5"/>' + path("M8 12.3l2.8 2.8L16.2 9.5"),
    "returned": path("M8.5 5L4 9.5 8.5 14", "M4 9.5h10a5.5 5.5 0 0 1 0 11h-3"),
    "rejected": '<circle cx="12" cy="12" r="8.5"/>' + path("M9 9l6 6M15 9l-6 6"),
    "withdrawn": path(
        "M3 3l18 18",
        "M9.9 5.4A10.5 10.5 0 0 1 12 5.2c5 0 8.3 4 9.5 6.8a13 13 0 0 1-2.7 3.8M6.3 7.1A12.8 "
        "12.8 0 0 0 2.5 12c1.2 2.8 4.5 6.8 9.5 6.8 1.5 0 2.9-.4 4.1-1",
    ),
    "seal": path(
        "M12 2.5l2.4 1.7 2.9-.1.9 2.8 2.4 1.7-1 2.7 1 2.8-2.4 1.7-.9 2.8-2.9-.1L12 "
        "20.5l-2.4-2-2.9.1-.9-2.8-2.4-1.7 1-2.8-1-2.7 2.4-1.7.9-2.8 2.9.1z",
        "M8.3 11.6l2.6 2.6 4.8-5",
    ),
    # objects
    "board": path("M3 10l9-6.5L21 10", "M5 10h14v8H5zM7.5 18v3M16.5 18v3M8 13h5M8 15.5h8"),
    "people": '<circle cx="9" cy="8" r="3.2"/>'
    + path(
        "M3 19.5c.3-3.7 2.7-5.7 6-5.7s5.7 2 6 5.7",
        "M15.5 5a3.2 3.2 0 0 1 0 6M17.5 14.2c2 .7 3.3 2.4 3.5 5.3",
    ),
    "person": '<circle cx="12" cy="8" r="3.7"/>'
    + path("M4.8 20c.5-4.2 3.3-6.3 7.2-6.3s6.7 2.1 7.2 6.3"),
    "calendar": path("M4 6h16v14H4zM4 10.5h16M8 3.5V8M16 3.5V8", "M8 14h2M14 14h2M8 17h2"),
    "place": path("M12 21.5S5 15.5 5 10a7 7 0 0 1 14 0c0 5.5-7 11.5-7 11.5z")
    + '<circle cx="12" cy="10" r="2.5"/>',
    "poster": path("M5 3h14v18H5zM8 7h8M8 10h5", "M5 17.5l4-3.5 3 2.5 3.5-3 3.5 3"),
    "document": path("M6 3h8l4.5 4.5V21H6zM14 3v4.5h4.5M9 12h6.5M9 15.5h6.5"),
    "picture": path("M3.5 5h17v14h-17zM3.5 16l5-5 4.5 4.5 2.5-2 5 4.5")
    + '<circle cx="15.5" cy="9" r="1.3"/>',
    "sound": path(
        "M4 9.5h3.5L12 5.5v13l-4.5-4H4z", "M15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11"
    ),
    "video": path("M3.5 6h12v12h-12zM15.5 10.5l5-3v9l-5-3"),
    "message": path("M4 4.5h16v11.5H11L6.5 20v-4H4z", "M8 8.5h8M8 12h5"),
    "book": path(
        "M5 4.5A1.5 1.5 0 0 1 6.5 3H19v15H6.5A1.5 1.5 0 0 0 5 19.5zM5 19.5A1.5 1.5 0 0 0 6.5 "
        "21H19v-3"
    ),
    "chart": path("M4 4v16h16", "M8 16v-4M12.5 16V8M17 16v-6"),
    "map": path("M9 4L3.5 6v14L9 18l6 2 5.5-2V4L15 6zM9 4v14M15 6v14"),
    "ballot": path("M4 12h16v8.5H4zM8.5 12V4h7v8M8.5 15.5h7", "M10.5 7.8l1.2 1.2 2-2.2"),
    "mail": path("M3.5 6h17v12.5h-17zM3.5 7l8.5 6.5L20.5 7"),
    "phone": path("M7 2.5h10v19H7zM10.5 18.5h3"),
    "key": '<circle cx="8" cy="15.5" r="4"/>' + path("M11 12.5l8-8M16 7.5l2.5 2.5"),
    "globe": '<circle cx="12" cy="12" r="8.5"/>'
    + path(
        "M3.5 12h17M12 3.5c3 2.7 3.5 5.5 3.5 8.5s-.5 5.8-3.5 "
        "8.5c-3-2.7-3.5-5.5-3.5-8.5s.5-5.8 3.5-8.5z"
    ),
    # actions
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/>' + path("M15.5 15.5L21 21"),
    "check": path("M4.5 12.5l5 5L19.5 7"),
    "plus": path("M12 5v14M5 12h14"),
    "close": path("M6 6l12 12M18 6L6 18"),
    "menu": path("M4 7h16M4 12h16M4 17h16"),
    "filter": path("M4 6h16M7 12h10M10 18h4"),
    "next": path("M5 12h14M13 6l6 6-6 6"),
    "back": path("M19 12H5M11 6l-6 6 6 6"),
    "down": path("M6 9l6 6 6-6"),
    "download": path("M12 4v11M7 10.5l5 5 5-5M4.5 20h15"),
    "upload": path("M12 16V5M7 9.5l5-5 5 5M4.5 20h15"),
    "share": (
        '<circle cx="6" cy="12" r="2.7"/><circle cx="17.5" cy="5.5" r="2.7"/>'
        '<circle cx="17.5" cy="18.5" r="2.7"/>'
    )
    + path("M8.5 10.7l6.6-3.8M8.5 13.3l6.6 3.8"),
    "copy": path("M9 9h11v11.5H9zM15 9V3.5H4V15h5"),
    "print": path("M7 8.5V3.5h10v5M7 17H4V8.5h16V17h-3M7 14h10v6.5H7z"),
    "link": path(
        "M10 14a4 4 0 0 0 6 .4l3-3a4.2 4.2 0 0 0-6-6l-1.3 1.3",
        "M14 10a4 4 0 0 0-6-.4l-3 3a4.2 4.2 0 0 0 6 6l1.3-1.3",
    ),
    "trash": path("M4.5 6.5h15M9 6.5v-3h6v3M6.5 6.5l1 14h9l1-14M10 10.5v6M14 10.5v6"),
    "out": path("M10 4H4.5v16H10M15.5 8l4 4-4 4M19.5 12H9.5"),
    "feed": path("M5 5a14 14 0 0 1 14 14M5 11a8 8 0 0 1 8 8") + '<circle cx="6" cy="18" r="1.3"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/>' + path("M12 7v5.3l3.3 2"),
    # notices
    "info": '<circle cx="12" cy="12" r="8.5"/>' + path("M12 11.3v5M12 7.8v.2"),
    "success": '<circle cx="12" cy="12" r="8.5"/>' + path("M8 12.3l2.8 2.8L16.2 9.5"),
    "warning": path("M12 3.5L22 20.5H2zM12 10v5M12 17.8v.1"),
    "danger": path("M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM12 7.5v5.5M12 16.2v.1"),
    "dot": '<circle cx="12" cy="12" r="3"/>',
}
