"""Hosts a page of ours may lead to: our own, and those in what a reviewer has approved."""

from django.apps import apps
from django.conf import settings

from kimportal.moderation.states import State
from kimportal.monitoring.defacement.page_parser import host_of, hosts_in

#: Hosts that our own templates and code link to. A fixed list, checked by a test: a host that
#: somebody plants in a template does not become known by it.
RELEASE_HOSTS = frozenset(
    "creativecommons.org docplayer.info headline.co.id jatim.antaranews.com jpnn.com katadesa.id"
    " lasiolat.kim.id m.jpnn.com pesisirselatankab.go.id schema.org sukomanunggal.kim.id"
    " timeindonesia.co.id wa.me".split()
)


def known_hosts():
    """Return our own hosts, those of WATCH_HOSTS, and those in approved content."""
    hosts = {host_of(settings.SITE_URL), *settings.DEFACEMENT_ALLOWED_HOSTS, *RELEASE_HOSTS}
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
