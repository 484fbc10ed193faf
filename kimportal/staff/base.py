from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst

from kimportal.audit.models import Action, AuditEvent
from kimportal.staff.changelist import BoundedPaginator, StaffChangeList
from kimportal.staff.form_versions import VersionedForm, changes_of, values_of, version_token_of
from kimportal.staff.links import audit_log_url
from kimportal.ui.fields import (
    DayField,
    MultiLineField,
    SingleLineField,
    SmallModelMultipleChoiceField,
    WebField,
    label_empty_choice,
)

if TYPE_CHECKING:
    from django.contrib.admin.views.main import ChangeList

ALL_ROLES = ("administrator", "editor", "reviewer")

#: Lookups by which a list may be filtered on the columns it offers, never on related columns.
ALLOWED_LOOKUPS = ("exact", "id__exact", "slug__exact", "isnull", "in", "gte", "lt")


def has_jurisdiction_filter(rows: models.QuerySet[Any]) -> bool:
    """Return whether the rows of this QuerySet belong to jurisdictions."""
    return hasattr(rows, "overseen_by")


def overseen_rows(rows: Any, person: Any) -> models.QuerySet[Any]:
    """Return those of the rows that lie in the person's jurisdiction; all of a shared table."""
    return rows.overseen_by(person) if has_jurisdiction_filter(rows) else rows


class StaffAdmin(admin.ModelAdmin):
    """A table of the staff site: own jurisdiction, no lost updates, changes in the audit log.

    Permissions are given by role: `viewers`, `changers`, `adders`, `removers`. If the model's
    QuerySet has `overseen_by`, staff see and write the rows of their jurisdiction. If it has not,
    the table is shared: all staff see it, only national staff write it.
    """

    viewers: tuple[str, ...] = ALL_ROLES
    changers: tuple[str, ...] = ()
    adders: tuple[str, ...] = ()
    removers: tuple[str, ...] = ()
    #: Whether the audit log has events about these rows.
    is_audited = True
    #: Fields the URL may filter by besides those of `list_filter`.
    lookups: tuple[str, ...] = ()
    actions = None
    formfield_overrides = {
        models.DateField: {
            "form_class": DayField,
            "widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        },
        models.URLField: {"form_class": WebField},
        # They strip invisible characters that pasted text brings along and XML cannot hold.
        models.CharField: {"form_class": SingleLineField},
        models.TextField: {"form_class": MultiLineField},
        # Subclasses of CharField that keep Django's own form fields.
        **{key: {} for key in (models.SlugField, models.EmailField)},
    }
    paginator = BoundedPaginator
    show_full_result_count = False
    # Facets and "show all" would count or fetch a million rows.
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 200

    # -- what a person sees

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return overseen_rows(super().get_queryset(request), request.user)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        if search_term and hasattr(queryset, "search"):
            return queryset.search(search_term[:200]), False
        return super().get_search_results(request, queryset, search_term[:200])

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Allow only the filters the page offers: `?password__startswith=a` would leak secrets."""
        filters: Iterable[Any] = self.get_list_filter(request)
        if lookup in {each.parameter_name for each in filters if not isinstance(each, str)}:
            return True
        names = (*(each for each in filters if isinstance(each, str)), *self.lookups)
        return lookup in {
            *names,
            *(f"{name}__{suffix}" for name in names for suffix in ALLOWED_LOOKUPS),
        }

    def get_view_on_site_url(self, obj: models.Model | None = None) -> str | None:
        """Return the page itself: Django's redirect view would serve every jurisdiction."""
        return obj.get_absolute_url() if obj and hasattr(obj, "get_absolute_url") else None

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only what this person sees."""
        if "queryset" not in kwargs:
            kwargs["queryset"] = overseen_rows(
                db_field.remote_field.model._default_manager.all(), request.user
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if "queryset" not in kwargs:
            kwargs["queryset"] = overseen_rows(
                db_field.remote_field.model._default_manager.all(), request.user
            )
        kwargs.setdefault("form_class", SmallModelMultipleChoiceField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Drop Django's links to add or change the related object: they lose what was typed."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> "type[ChangeList]":
        return StaffChangeList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Use the table's name as heading; Django's asks to select a row."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    # -- what a person may do

    def _has_role(self, request: Any, roles: Collection[str]) -> bool:
        person = request.user
        return person.is_active and person.role in roles

    def _may_write(self, request: Any, roles: Collection[str]) -> bool:
        is_shared = not has_jurisdiction_filter(self.model._default_manager.all())
        is_regional = bool(request.user.jurisdiction_codes)
        return self._has_role(request, roles) and not (is_shared and is_regional)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._has_role(request, self.viewers)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request, self.changers)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request, self.adders)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_write(request, self.removers)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    # -- no lost updates

    def get_object(self, request: Any, object_id: str, from_field: str | None = None) -> Any:
        """Lock the row while a form is saved, so that no other request comes in between.

        Only inside a transaction: Django opens one around the views that store, and PostgreSQL
        refuses a lock outside one (history, redirects to the review page).
        """
        if request.method == "POST" and transaction.get_connection().in_atomic_block:
            self.lock_row(request, object_id)
        obj = super().get_object(request, object_id, from_field)
        request.version_token = self.version_token(request, obj) if obj else ""
        return obj

    def lock_row(self, request: HttpRequest, object_id: str) -> None:
        try:
            key = self.opts.pk.to_python(unquote(object_id))
        except (ValidationError, ValueError):
            return  # Django's own lookup answers 404
        rows = self.model._base_manager.filter(pk=key).select_for_update()
        rows.values_list("pk").first()

    def version_token(self, request: HttpRequest, obj: models.Model) -> str:
        """Return the version token of the row and its inline rows."""
        rows = [obj]
        for inline in self.get_inline_instances(request, obj):
            formset: Any = inline.get_formset(request, obj)
            key = formset.fk.name
            rows += inline.get_queryset(request).filter(**{key: obj}).order_by("pk")
        return version_token_of(rows)

    def get_form(
        self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None or request.method != "POST":
            return form
        tokens = {
            "sent_token": request.POST.get("version_token", ""),
            "stored_token": request.version_token,
        }
        metaclass: Any = type(form)
        return metaclass(form.__name__, (VersionedForm, form), tokens)

    def render_change_form(
        self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the stored version's token: after a conflict, the reader has seen the difference."""
        obj = context["original"]
        context["version_token"] = request.version_token if obj else ""
        context["is_audited"] = self.is_audited
        label_empty_choice(context["adminform"].form)
        return super().render_change_form(request, context, *args, **kwargs)

    # -- the audit log in place of Django's LogEntry, which nothing reads

    def save_model(self, request: Any, obj: Any, form: Any, change: Any) -> None:
        request.changes = changes_of(form)
        super().save_model(request, obj, form, change)

    def save_formset(self, request: Any, form: Any, formset: Any, change: Any) -> None:
        super().save_formset(request, form, formset, change)
        label = str(formset.model._meta.verbose_name)
        for row in formset.forms:
            if row.has_changed():
                changes = {name: pair for name, pair in changes_of(row).items() if name != "DELETE"}
                request.changes[f"{label} {row.instance}"] = changes

    def log_addition(  # type: ignore[override]  # no LogEntry
        self, request: Any, obj: models.Model, message: Any
    ) -> None:
        AuditEvent.objects.record(obj, Action.EDIT, by=request.user, changes=request.changes)

    def log_change(  # type: ignore[override]  # no LogEntry
        self, request: Any, obj: models.Model, message: Any
    ) -> None:
        if request.changes:
            AuditEvent.objects.record(obj, Action.EDIT, by=request.user, changes=request.changes)

    def log_deletions(  # type: ignore[override]  # no LogEntry
        self, request: Any, queryset: models.QuerySet[Any]
    ) -> None:
        for obj in queryset:
            changes = {name: [value, None] for name, value in values_of(obj).items()}
            AuditEvent.objects.record(obj, Action.EDIT, by=request.user, changes=changes)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect to the audit log of this row."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404
        return redirect(audit_log_url(self.opts.label_lower, unquote(object_id)))
