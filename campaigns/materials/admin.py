from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from campaigns.materials import rules
from campaigns.materials.forms.staff import StaffFileForm, StaffMaterialForm
from campaigns.materials.models.files import Download, MaterialFile
from campaigns.materials.models.material import Material
from kimportal.moderation.states import State
from kimportal.staff.base import StaffAdmin
from kimportal.staff.form_versions import changes_of
from kimportal.staff.moderated_admin import ModeratedAdmin


class FileInline(admin.TabularInline):
    """Files are added and removed while the material is editable; none is changed in place."""

    model = MaterialFile
    form = StaffFileForm
    fields = ["shown", "new_file", "role", "link"]
    formfield_overrides = StaffAdmin.formfield_overrides
    readonly_fields = ["shown"]
    extra = 1
    max_num = rules.MAX_FILES

    @admin.display(description=_("file"))
    def shown(self, file):
        return f"{file.label} ({file.get_role_display()})" if file.pk else ""

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj=None):
        return obj is None or bool(rules.may_edit(request.user, obj))

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return obj is not None and bool(rules.may_edit(request.user, obj))


class StateFilter(admin.SimpleListFilter):
    """Filter by what the public sees: an approved material may be scheduled or expired."""

    title = _("state")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        approved = {"scheduled": _("Scheduled"), "expired": _("Expired")}
        return [*State.choices, *approved.items()]

    def queryset(self, request, queryset):
        match self.value():
            case None:
                return queryset
            case "live":
                return queryset.live()
            case "scheduled":
                return queryset.scheduled()
            case "expired":
                return queryset.expired()
            case state:
                return queryset.filter(state=state)


@admin.register(Material)
class MaterialAdmin(ModeratedAdmin):
    """Admin for the ministry's editors. Reviewers are redirected to the review page."""

    form = StaffMaterialForm
    inlines = [FileInline]
    adders = ("administrator", "editor")
    list_display = ["title", "kind", "language", "shown_state", "group", "published_at"]
    list_filter = [StateFilter, "kind", "language", "pillars"]
    list_select_related = ["language", "group"]
    ordering = ["-pk"]
    search_fields = ["title"]
    readonly_fields = ["shown_state", "edition", "code", "own_page", "download_count"]

    def get_readonly_fields(self, request, obj=None):
        """Hide on the add form what a new material does not have yet."""
        return self.readonly_fields if obj else []

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, material):
        return material.get_state_display()

    @admin.display(description=_("next step"))
    def own_page(self, material):
        """Link to the page where it is previewed, submitted, renewed and withdrawn."""
        url = reverse("material_own", args=[material.slug])
        return format_html('<a href="{}">{}</a>', url, _("Preview, hand in, withdraw"))

    @admin.display(description=_("downloads"))
    def download_count(self, material):
        return Download.objects.filter(file__material=material.pk).total()

    def change_view(self, request, *args, **kwargs):
        if not request.user.is_editor:
            return super().change_view(request, *args, **kwargs)
        return StaffAdmin.change_view(self, request, *args, **kwargs)

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return request.user.is_editor
        return bool(rules.may_edit(request.user, obj))

    def save_model(self, request, obj, form, change):
        if change:
            obj.bump_version()
            super().save_model(request, obj.prepare(), form, change)
        else:
            obj.created_by = request.user
            request.changes = changes_of(form)
            obj.begin()

    def save_formset(self, request, form, formset, change):
        """Add and remove files by MaterialFile's methods, which audit each with its SHA-256."""
        for file in (f.instance for f in formset.deleted_forms if f.instance.pk):
            file.material = form.instance
            file.remove(by=request.user)
        for file_form in formset.extra_forms:
            if file_form.has_changed() and file_form not in formset.deleted_forms:
                self._add(file_form.cleaned_data, form.instance, request.user)
        formset.new_objects = formset.changed_objects = formset.deleted_objects = []

    def _add(self, data, material, by):
        if data.get("link"):
            MaterialFile.objects.add_link(material, data["link"], by=by)
        else:
            MaterialFile.objects.attach(material, data["new_file"], by=by, role=data["role"])
