"""Jingle and signature tune of the demo, composed and played by the portal itself."""

from campaigns.demo.music.tunes import files_of

__all__ = ["files_of"]
