"""One stylesheet for the reader, many small files for us.

On a village line every request costs most of a second, so tokens, base, layout and the parts are
joined into ``css/site.css``; the staff site, which has Django's own elements, gets the parts only.
A staticfiles finder does it: runserver, the tests and collectstatic all ask finders, so every
environment serves the same files and nothing joined is committed.
"""

import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

#: Joined file → its pieces, in the order of the cascade: values, elements, layout, parts by name.
SHEETS = {
    "css/site.css": ("tokens.css", "base.css", "layout.css", "parts/*.css"),
    "css/staff.css": ("staff/*.css",),
    "css/admin_parts.css": tuple(
        f"parts/{part}.css"
        for part in (
            "button",
            "date_badge",
            "definition_list",
            "empty",
            "icon",
            "list_item",
            "notice",
            "picture",
            "pillar_tag",
            "state",
            "statistics",
        )
    ),
}


class StylesheetFinder(BaseFinder):
    def __init__(self, *args, **kwargs):
        self.source = Path(settings.BASE_DIR) / "static" / "css"
        self.storage = FileSystemStorage(location=Path(settings.VAR_DIR) / "stylesheet")

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        if path not in SHEETS:
            return []
        return [self.join(path)] if find_all else self.join(path)

    def list(self, ignore_patterns):
        for name in SHEETS:
            self.join(name)
            yield name, self.storage

    def join(self, name):
        """Write the joined file when its pieces say something else than it; return where it is."""
        target = Path(self.storage.path(name))
        pieces = [piece for glob in SHEETS[name] for piece in sorted(self.source.glob(glob))]
        text = "".join(piece.read_text() for piece in pieces)
        if not target.exists() or target.read_text() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Several workers may start at once; each writes its own and the last one stays.
            fresh = target.with_suffix(f".{os.getpid()}")
            fresh.write_text(text)
            fresh.replace(target)
        return str(target)
