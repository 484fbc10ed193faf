"""Posters, leaflets and booklets drawn by the portal itself, with Pillow and two open typefaces."""

from campaigns.demo.posters.sheets.files import files_of

__all__ = ["files_of"]
