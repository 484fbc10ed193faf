"""Staticfiles finder that joins stylesheets and scripts into bundles.

On slow mobile networks every request costs most of a second, so tokens, base, layout and parts are
joined into ``css/site.css``; the staff site, built on Django's own styles, gets the parts only.
What keeps forms on a phone is one script, from which the comments are taken.
runserver, the tests and collectstatic all use finders, so every environment serves the same files
and no bundle is committed.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

#: Bundle → its files (of the folder static/css or static/js), in the order of the cascade.
BUNDLES: dict[str, tuple[str, ...]] = {
    "css/site.css": ("tokens.css", "base.css", "layout.css", "parts/*.css"),
    "css/staff.css": ("staff/*.css",),
    "js/offline.js": tuple(f"offline/{part}.js" for part in ("queue", "page", "form", "worker")),
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

COMMENT_LINE = re.compile(r"^ *//.*\n", re.MULTILINE)


class StylesheetFinder(BaseFinder):
    """Find bundles, and write them when their files have changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.source = Path(settings.BASE_DIR) / "static"
        self.storage = FileSystemStorage(location=Path(settings.VAR_DIR) / "stylesheet")

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path not in BUNDLES:
            return []
        return [self.join(path)] if find_all else self.join(path)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        for name in BUNDLES:
            self.join(name)
            yield name, self.storage

    def join(self, name: str) -> str:
        """Write the bundle if its files have changed; return its path."""
        target = Path(self.storage.path(name))
        folder = self.source / name.partition("/")[0]
        sources = [path for glob in BUNDLES[name] for path in sorted(folder.glob(glob))]
        text = "".join(path.read_text() for path in sources)
        if target.suffix == ".js":
            text = COMMENT_LINE.sub("", text)
        if not target.exists() or target.read_text() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Several workers may start at once: each writes its own file, then replaces the target.
            temporary = target.with_suffix(f".{os.getpid()}")
            temporary.write_text(text)
            temporary.replace(target)
        return str(target)
