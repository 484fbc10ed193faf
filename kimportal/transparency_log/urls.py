"""The log's files; its page is in kimportal/urls.py, under both languages."""

from django.urls import path, register_converter

from kimportal.transparency_log import views
from kimportal.transparency_log.feeds import CheckpointFeed


class TileNumber:
    """A number as C2SP tlog-tiles writes it: 1234067 is x001/x234/067."""

    regex = r"(?:x[0-9]{3}/){0,4}[0-9]{3}"

    def to_python(self, value: str) -> int:
        return int(value.replace("x", "").replace("/", ""))

    def to_url(self, value: int) -> str:
        digits = f"{value:,}".split(",")
        digits[0] = digits[0].zfill(3)
        return "/".join([*(f"x{part}" for part in digits[:-1]), digits[-1]])


register_converter(TileNumber, "tile")

urlpatterns = [
    path("checkpoint", views.checkpoint, name="log_checkpoint"),
    path("checkpoint/<int:size>", views.old_checkpoint, name="log_old_checkpoint"),
    path("tile/<int:level>/<tile:number>", views.tile, name="log_tile"),
    path("tile/<int:level>/<tile:number>.p/<int:width>", views.tile, name="log_partial_tile"),
    path("tile/entries/<tile:number>", views.entries, name="log_entries"),
    path("tile/entries/<tile:number>.p/<int:width>", views.entries, name="log_partial_entries"),
    path("<int:index>.tlog-proof", views.proof, name="log_proof"),
    path("periksa.py", views.checker_program, name="log_checker"),
    path("feed/", CheckpointFeed(), name="log_feed"),
]
