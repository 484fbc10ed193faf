from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _


class StaffSite(admin.AdminSite):
    """The staff site: signed in through allauth with its limits and second factor."""

    site_title = site_header = _("Staff site")
    index_title = _("All tables")

    def has_permission(self, request):
        return request.user.is_active and request.user.is_staff

    def login(self, request, extra_context=None):
        return secure_admin_login(super().login)(request, extra_context)

    def get_urls(self):
        """The queue and its neighbours come first; Django's list of tables moves next door."""
        return [
            # By name, since those pages build upon the whole house and this site.
            path("", include("kimportal.admin.urls")),
            path("tables/", self.admin_view(self.index), name="tables"),
            *super().get_urls(),
        ]
