from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from campaigns.materials import rules
from campaigns.materials.forms.staff import StaffFileForm, StaffMaterialForm
from campaigns.materials.models.files import Download, MaterialFile
from campaigns.materials.models.material import Material
from kimportal.staff.base import StaffAdmin
from kimportal.staff.form_versions import changes_of
from kimportal.staff.moderated_admin import ModeratedAdmin


class FileInline(admin.TabularInline):
    """Files come and go while the material may still be mended; none is ever changed in place."""

    model = MaterialFile
    form = StaffFileForm
    fields = ["shown", "new_file", "role", "link"]
    formfield_overrides = StaffAdmin.formfield_overrides
    readonly_fields = ["shown"]
    extra = 1
    max_num = rules.MOST_FILES

    @admin.display(description=_("file"))
    def shown(self, file):
        return f"{file.label} ({file.get_role_display()})" if file.pk else ""

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj=None):
        return obj is None or bool(rules.may_edit_group(request.user, obj))

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return obj is not None and bool(rules.may_edit_group(request.user, obj))


@admin.register(Material)
class MaterialAdmin(ModeratedAdmin):
    """Where the ministry's editors write. Deciding is done on the review page, where whoever only
    decides is led to at once."""

    form = StaffMaterialForm
    inlines = [FileInline]
    adders = ("administrator", "editor")
    list_display = ["title", "kind", "language", "state", "group", "published_at"]
    list_filter = ["state", "kind", "language", "pillars"]
    list_select_related = ["language", "group"]
    ordering = ["-pk"]
    search_fields = ["title"]
    readonly_fields = ["state", "edition", "code", "own_page", "fetched"]

    def get_readonly_fields(self, request, obj=None):
        """What a new one has none of yet is not there."""
        return self.readonly_fields if obj else []

    @admin.display(description=_("next step"))
    def own_page(self, material):
        """Where it is previewed, handed in, renewed and withdrawn."""
        address = reverse("material_own", args=[material.slug])
        return format_html('<a href="{}">{}</a>', address, _("Preview, hand in, withdraw"))

    @admin.display(description=_("downloads"))
    def fetched(self, material):
        return Download.objects.filter(file__material=material.pk).total()

    def change_view(self, request, *args, **kwargs):
        if not request.user.is_editor:
            return super().change_view(request, *args, **kwargs)
        return StaffAdmin.change_view(self, request, *args, **kwargs)

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return request.user.is_editor
        return bool(rules.may_edit_group(request.user, obj))

    def save_model(self, request, obj, form, change):
        if change:
            obj.bump_version()
            super().save_model(request, obj.prepare(), form, change)
        else:
            obj.created_by = request.user
            request.changes = changes_of(form)
            obj.begin()

    def save_formset(self, request, form, formset, change):
        """Through the verbs of MaterialFile, which remember each act with its SHA-256."""
        for file in (one.instance for one in formset.deleted_forms if one.instance.pk):
            file.material = form.instance
            file.remove(by=request.user)
        for one in formset.extra_forms:
            if one.has_changed() and one not in formset.deleted_forms:
                self._add(one.cleaned_data, form.instance, request.user)
        formset.new_objects = formset.changed_objects = formset.deleted_objects = []

    def _add(self, told, material, by):
        if told.get("link"):
            MaterialFile.objects.point_to(material, told["link"], by=by)
        else:
            MaterialFile.objects.attach(material, told["new_file"], by=by, role=told["role"])
