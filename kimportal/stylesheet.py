"""One stylesheet for the reader, many small files for us.

On a village line every request costs most of a second, so tokens, base, layout and the parts are
joined into ``css/site.css``. A staticfiles finder does it: runserver, the tests and collectstatic
all ask finders, so every environment serves the same single file and nothing joined is committed.
"""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/site.css"


def pieces():
    """The source files in the order of the cascade: values, elements, layout, parts by name."""
    css = Path(settings.BASE_DIR) / "static" / "css"
    return [css / "tokens.css", css / "base.css", css / "layout.css", *sorted(css.glob("parts/*.css"))]


class StylesheetFinder(BaseFinder):
    def __init__(self, *args, **kwargs):
        self.storage = FileSystemStorage(location=Path(settings.VAR_DIR) / "stylesheet")

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        if path != NAME:
            return []
        return [self.join()] if find_all else self.join()

    def list(self, ignore_patterns):
        self.join()
        yield NAME, self.storage

    def join(self):
        """Write the joined file when a piece is newer than it; return where it is."""
        target = Path(self.storage.path(NAME))
        sources = pieces()
        newest = max(source.stat().st_mtime for source in sources)
        if not target.exists() or target.stat().st_mtime < newest:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_suffix(".part")
            fresh.write_text("".join(source.read_text() for source in sources))
            fresh.replace(target)
        return str(target)
