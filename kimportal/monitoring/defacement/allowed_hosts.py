"""Hosts that our pages may link to: our own, and those in approved content."""

from collections.abc import Collection, Iterator

from django.apps import apps
from django.conf import settings

from kimportal.moderation.states import State
from kimportal.monitoring.defacement.page_parser import host_of, hosts_in

#: Hosts that our own templates and code link to. A fixed list, checked by a test: a host that
#: somebody injects into a template does not become allowed by it.
RELEASE_HOSTS = frozenset(
    "aduankonten.id bawaslu.go.id cekfakta.com creativecommons.org headline.co.id"
    " jatim.antaranews.com jdih.komdigi.go.id jpnn.com m.jpnn.com peraturan.go.id"
    " schema.org sukomanunggal.kim.id wa.me".split()
)


def allowed_hosts() -> set[str]:
    """Return our own hosts, those of DEFACEMENT_ALLOWED_HOSTS, and those in approved content."""
    contacts = (settings.HOAX_DESK, settings.DATA_PROTECTION_CONTACT)
    hosts = {
        host_of(settings.SITE_URL),
        *(host_of(contact) for contact in contacts if contact.startswith("https:")),
        *settings.DEFACEMENT_ALLOWED_HOSTS,
        *RELEASE_HOSTS,
    }
    for path in settings.DEFACEMENT_LINK_FIELDS:
        for value in field_values(path):
            hosts |= hosts_in(value)
    return hosts


def field_values(path: str) -> Iterator[str]:
    """Return the public values of "app.Model.field", as text."""
    app, name, field = path.split(".")
    model = apps.get_model(app, name)
    fields = {field.name for field in model._meta.get_fields()}
    live = model._base_manager.filter(**({"state": State.LIVE} if "state" in fields else {}))
    rows = live.exclude(**{field: ""}).values_list(field, flat=True)
    return (str(value) for value in rows.iterator(chunk_size=2000) if value)


def is_allowed(host: str, hosts: Collection[str]) -> bool:
    """Return whether this is one of the hosts, or a subdomain of one, or no host at all."""
    return not host or host in hosts or any(host.endswith(f".{parent}") for parent in hosts)
