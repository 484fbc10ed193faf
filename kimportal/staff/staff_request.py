"""The request that `AdminSite.admin_view` lets through, for type annotations."""

from django.http import HttpRequest

from kimportal.accounts.models import Person


class StaffRequest(HttpRequest):
    """A request of staff, with the id that RequestIdMiddleware gave it."""

    id: str
    user: Person
