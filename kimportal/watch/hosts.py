"""Hosts a page of ours may lead to: our own, and those in what a reviewer has approved."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings

from kimportal.states import State
from kimportal.watch.reading import host_of

#: Where files of the release may lead, besides what content of ours does.
WRITTEN = ("templates/**/*.html", "*/*.py", "*/views/*.py", "*/templatetags/*.py", "*/models/*.py")
ADDRESS = re.compile(r"https?://[^\s\"'<>\\]+")


def known_hosts():
    hosts = {host_of(settings.SITE_URL), *settings.WATCH_HOSTS, *written_hosts()}
    for path in settings.WATCH_LINKS:
        hosts |= {host_of(address) for value in values(path) for address in ADDRESS.findall(value)}
    return hosts - {""}


def written_hosts():
    """Hosts named in the release's own files; what changes those, the seal tells."""
    files = {path for pattern in WRITTEN for path in Path(settings.BASE_DIR).glob(pattern)}
    addresses = (address for path in files for address in ADDRESS.findall(path.read_text()))
    return {host_of(address) for address in addresses}


def values(path):
    """Every value of "app.Model.field" that holds an address, of what the public may see."""
    app, model, field = path.split(".")
    model = apps.get_model(app, model)
    names = {one.name for one in model._meta.get_fields()}
    live = model._base_manager.filter(**({"state": State.LIVE} if "state" in names else {}))
    rows = live.exclude(**{field: ""}).values_list(field, flat=True)
    return (str(value) for value in rows.iterator(chunk_size=2000) if value)


def is_known(host, hosts):
    return not host or host in hosts or any(host.endswith(f".{own}") for own in hosts)
