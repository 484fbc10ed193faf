from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils.text import capfirst

from kimportal.audit.models import Action, AuditEvent
from kimportal.staff.changelist import BoundedPaginator, StaffChangeList
from kimportal.staff.form_versions import Versioned, changes_of, values_of, version_token_of
from kimportal.staff.links import audit_log_url
from kimportal.ui.fields import (
    DayField,
    MultiLineField,
    SingleLineField,
    SmallModelMultipleChoiceField,
    WebField,
    label_empty_choice,
)

EVERYBODY = ("administrator", "editor", "reviewer")


#: How a list may be narrowed by a column it offers; never by a column of what that points to.
COMPARED = ("exact", "id__exact", "slug__exact", "isnull", "in", "gte", "lt")


class StaffAdmin(admin.ModelAdmin):
    """A table of the staff site: one's own jurisdiction, no lost update, each change remembered.

    Who may is said by role: `viewers`, `changers`, `adders`, `removers`. Rows come from the
    QuerySet's `overseen_by`; without one the table is the whole country's: all staff see it, and
    national staff write it.
    """

    viewers = EVERYBODY
    changers = ()
    adders = ()
    removers = ()
    #: Whether the memory tells of such rows; else there is no history to lead to.
    is_remembered = True
    #: Fields an address may filter by besides those of `list_filter`.
    lookups = ()
    actions = None
    formfield_overrides = {
        models.DateField: {
            "form_class": DayField,
            "widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        },
        models.URLField: {"form_class": WebField},
        # What is pasted brings signs along that nobody sees and no feed can carry.
        models.CharField: {"form_class": SingleLineField},
        models.TextField: {"form_class": MultiLineField},
        # Kinds of CharField with fields of their own.
        **dict.fromkeys((models.SlugField, models.EmailField), {}),
    }
    paginator = BoundedPaginator
    show_full_result_count = False
    # Facets and "all" would count and fetch what may be a million rows.
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 200

    # -- who sees what

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.overseen_by(request.user) if hasattr(rows, "overseen_by") else rows

    def get_search_results(self, request, queryset, search_term):
        if search_term and hasattr(queryset, "search"):
            return queryset.search(search_term[:200]), False
        return super().get_search_results(request, queryset, search_term[:200])

    def lookup_allowed(self, lookup, value, request=None):
        """Only what the page offers: `?password__startswith=a` would spell out, row by row, what
        nobody here may read."""
        offered = self.get_list_filter(request)
        if any(lookup == getattr(one, "parameter_name", "") for one in offered):
            return True
        names = (*(one for one in offered if isinstance(one, str)), *self.lookups)
        return any(lookup in {one, *(f"{one}__{way}" for way in COMPARED)} for one in names)

    def get_view_on_site_url(self, obj=None):
        """The page itself. Django's own detour would name things of any jurisdiction."""
        return obj.get_absolute_url() if obj and hasattr(obj, "get_absolute_url") else None

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Nothing to choose that this person does not see."""
        rows = db_field.remote_field.model._default_manager.all()
        if "queryset" not in kwargs and hasattr(rows, "overseen_by"):
            kwargs["queryset"] = rows.overseen_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        rows = db_field.remote_field.model._default_manager.all()
        if "queryset" not in kwargs and hasattr(rows, "overseen_by"):
            kwargs["queryset"] = rows.overseen_by(request.user)
        kwargs.setdefault("form_class", SmallModelMultipleChoiceField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Without Django's ways to other tables: they would take what was typed along."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def get_changelist(self, request, **kwargs):
        return StaffChangeList

    def changelist_view(self, request, extra_context=None):
        """Headed by what is in it; Django's own heading asks to choose one."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    # -- who may do what

    def _has_role(self, request, roles):
        person = request.user
        return person.is_active and person.role in roles

    def _writes(self, request, roles):
        shared = not hasattr(self.model._default_manager.all(), "overseen_by")
        here = not (shared and request.user.jurisdiction_codes)
        return self._has_role(request, roles) and here

    def has_view_permission(self, request, obj=None):
        return self._has_role(request, self.viewers)

    def has_change_permission(self, request, obj=None):
        return self._writes(request, self.changers)

    def has_add_permission(self, request, obj=None):
        return self._writes(request, self.adders)

    def has_delete_permission(self, request, obj=None):
        return self._writes(request, self.removers)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    # -- no lost update

    def get_object(self, request, object_id, from_field=None):
        """Lock the row while a form is being stored, so that no other tab comes in between.

        Only where a transaction is open: Django opens one around the views that store, and
        PostgreSQL refuses a lock outside one (history, redirects to the review page)."""
        if request.method == "POST" and transaction.get_connection().in_atomic_block:
            self._hold(request, object_id)
        item = super().get_object(request, object_id, from_field)
        request.version_token = self.version_token(request, item) if item else ""
        return item

    def _hold(self, request, object_id):
        try:
            key = self.opts.pk.to_python(unquote(object_id))
        except (ValidationError, ValueError):
            return  # Django's own look-up says that there is no such thing
        rows = self.model._base_manager.filter(pk=key).select_for_update()
        rows.values_list("pk").first()

    def version_token(self, request, item):
        """Names the row and its inline rows as they are stored now."""
        rows = [item]
        for inline in self.get_inline_instances(request, item):
            key = inline.get_formset(request, item).fk.name
            rows += inline.get_queryset(request).filter(**{key: item}).order_by("pk")
        return version_token_of(rows)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None or request.method != "POST":
            return form
        told = {"sent": request.POST.get("version_token", ""), "stored": request.version_token}
        return type(form)(form.__name__, (Versioned, form), told)

    def render_change_form(self, request, context, **kwargs):
        """After a refusal the form names the new edition: its reader has seen the difference."""
        context["version_token"] = getattr(request, "version_token", "")
        context["is_remembered"] = self.is_remembered
        label_empty_choice(context["adminform"].form)
        return super().render_change_form(request, context, **kwargs)

    # -- the memory: our own decisions in place of Django's log

    def save_model(self, request, obj, form, change):
        request.changes = changes_of(form)
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        name = str(formset.model._meta.verbose_name)
        for one in formset.forms:
            if one.has_changed():
                told = {key: pair for key, pair in changes_of(one).items() if key != "DELETE"}
                request.changes[f"{name} {one.instance}"] = told

    def log_addition(self, request, obj, message):
        AuditEvent.objects.record(obj, Action.EDIT, by=request.user, changes=request.changes)

    def log_change(self, request, obj, message):
        if request.changes:
            AuditEvent.objects.record(obj, Action.EDIT, by=request.user, changes=request.changes)

    def log_deletions(self, request, queryset):
        for item in queryset:
            gone = {name: [value, None] for name, value in values_of(item).items()}
            AuditEvent.objects.record(item, Action.EDIT, by=request.user, changes=gone)

    def history_view(self, request, object_id, extra_context=None):
        """A thing's history is the memory, filtered."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404
        return redirect(audit_log_url(self.opts.label_lower, unquote(object_id)))
