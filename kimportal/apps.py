from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class KimportalConfig(AppConfig):
    name = "kimportal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # Here, for they need every app's models.
        from kimportal.accounts.watch import watch

        watch()


class StaffSiteConfig(AdminConfig):
    default_site = "kimportal.admin_site.StaffSite"
