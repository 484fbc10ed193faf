from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class StaffSite(admin.AdminSite):
    """The staff site: signed in through allauth with its limits and second factor."""

    site_title = site_header = _("Staff site")
    index_title = _("Queue")

    def has_permission(self, request):
        return request.user.is_active and request.user.is_staff

    def login(self, request, extra_context=None):
        return secure_admin_login(super().login)(request, extra_context)
