"""Hosts a page of ours may lead to: our own, and those in what a reviewer has approved."""

from django.apps import apps
from django.conf import settings

from kimportal.moderation.states import State
from kimportal.monitoring.defacement import release_checksums
from kimportal.monitoring.defacement.page_parser import host_of, hosts_in


def known_hosts():
    written = (
        release_checksums.sealed_hosts(settings.RELEASE_CHECKSUMS)
        if settings.RELEASE_CHECKSUMS
        else release_checksums.hosts()
    )
    hosts = {host_of(settings.SITE_URL), *settings.DEFACEMENT_ALLOWED_HOSTS, *written}
    for path in settings.DEFACEMENT_LINK_FIELDS:
        for value in values(path):
            hosts |= hosts_in(value)
    return hosts


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
