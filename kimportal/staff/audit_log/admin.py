from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kimportal.audit.models import AuditEvent
from kimportal.exports.filters import midnight
from kimportal.moderation.adapters import adapters
from kimportal.moderation.submission_history import field_label
from kimportal.staff.audit_log.formatting import format_changes, model_of, region_names, state_label
from kimportal.staff.audit_log.search import search
from kimportal.staff.base import StaffAdmin
from kimportal.ui.fields import DayField

if TYPE_CHECKING:
    from django.contrib.admin.views.main import ChangeList
    from django.utils.functional import _StrOrPromise


class TimeFilter(admin.SimpleListFilter):
    """Filter by time, which the index on `at` answers."""

    title = _("when")
    parameter_name = "when"
    days = {"1": _("Last 24 hours"), "7": _("Last 7 days"), "30": _("Last 30 days")}

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> "list[tuple[str, _StrOrPromise]]":
        return list(self.days.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        days = self.value()
        if days is None or days not in self.days:
            return queryset
        return queryset.filter(at__gte=timezone.now() - timedelta(days=int(days)))


class DayFilter(admin.SimpleListFilter):
    """Filter by one day, typed into a field: a list of all days would be too long."""

    title = _("day")
    parameter_name = "day"
    template = "admin/date_filter.html"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> "list[tuple[str, _StrOrPromise]]":
        return [("", "")]

    def choices(self, changelist: "ChangeList") -> Iterator[Any]:
        params = [
            (name, value)
            for name, values in changelist.get_filters_params().items()
            for value in values
            if name != "day"
        ]
        yield {"value": self.value(), "params": params}

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        try:
            day = str(DayField().clean(self.value()))
        except ValidationError:
            return queryset
        return queryset.filter(at__gte=midnight(day), at__lt=midnight(day, after=1))


class KindFilter(admin.SimpleListFilter):
    """Filter by model, without a query for those that occur."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> "list[tuple[str, _StrOrPromise]]":
        moderated = {
            adapter.model._meta.label_lower: adapter.label for adapter in adapters().values()
        }
        tables: dict[str, Any] = {
            model._meta.label_lower: model._meta.verbose_name
            for model, model_admin in admin.site._registry.items()
            if model_admin.is_audited  # type: ignore[attr-defined]  # all are StaffAdmins
        }
        return sorted((moderated | tables).items(), key=lambda pair: str(pair[1]))

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        return queryset.filter(target_type=self.value()) if self.value() else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(StaffAdmin):
    """The audit log: read by those in whose jurisdiction it happened, never changed."""

    is_audited = False
    list_display = ("at", "actor", "action", "target", "kind", "note")
    list_display_links = ("at",)
    list_filter = (TimeFilter, DayFilter, "action", KindFilter)
    lookups = ("target_type", "target_id", "by", "request_id")
    list_select_related = ("by",)
    search_fields = ("target_repr",)
    search_help_text = _("A subject's name or number, a person's name, or a request id")
    ordering = ("-id",)
    fields = readonly_fields = (
        "at",
        "actor",
        "action",
        "target",
        "kind",
        "region",
        "transition",
        "note",
        "about",
        "differences",
        "request",
    )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Use the heading of the link that leads here."""
        return super().changelist_view(request, {"title": _("Audit log")} | (extra_context or {}))

    def get_search_results(
        self, request: Any, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return search(queryset, search_term, request.user), False

    @admin.display(description=_("by"), ordering="by")
    def actor(self, audit_event: AuditEvent) -> "_StrOrPromise":
        """Link to everything this person did."""
        return (
            _filter_link(audit_event.by, by__id__exact=audit_event.by_id)
            if audit_event.by
            else _("The portal")
        )

    @admin.display(description=_("thing"))
    def target(self, audit_event: AuditEvent) -> str:
        """Link to the review page, or to all events about a target that has none."""
        name, kind = audit_event.target_repr, audit_event.target_type.rpartition(".")[2]
        if kind in adapters() and audit_event.target_id:
            return _link(reverse("admin:review", args=[kind, audit_event.target_id]), name)
        return _filter_link(
            name, target_type=audit_event.target_type, target_id=audit_event.target_id
        )

    @admin.display(description=_("request"))
    def request(self, audit_event: AuditEvent) -> str:
        """Link to everything that happened in the same request."""
        key = audit_event.request_id
        return _filter_link(key, request_id=key) if key else "–"

    @admin.display(description=_("kind"))
    def kind(self, audit_event: AuditEvent) -> "_StrOrPromise | None":
        """Return the model's name; that in the code if the model no longer exists."""
        model = model_of(audit_event)
        return model._meta.verbose_name if model else audit_event.target_type

    @admin.display(description=_("region"))
    def region(self, audit_event: AuditEvent) -> str:
        return region_names([audit_event.region_code]) if audit_event.region_code else "–"

    @admin.display(description=_("state"))
    def transition(self, audit_event: AuditEvent) -> str:
        """Return the state or role before and after."""
        if not (audit_event.before or audit_event.after):
            return "–"
        return f"{state_label(audit_event.before)} → {state_label(audit_event.after)}"

    @admin.display(description=_("about the field"))
    def about(self, audit_event: AuditEvent) -> str:
        return field_label(audit_event.field) or "–"

    @admin.display(description=_("changes"))
    def differences(self, audit_event: AuditEvent) -> str:
        """Return each field before and after."""
        rows = list(format_changes(model_of(audit_event), audit_event.changes))
        if not rows:
            return "–"
        template = "<div><dt>{}</dt><dd><del>{}</del></dd><dd><ins>{}</ins></dd></div>"
        return format_html('<dl class="changes">{}</dl>', format_html_join("", template, rows))


def _filter_link(text: Any, **params: Any) -> SafeString:
    """Return a link to the audit log with this filter."""
    return _link(f"{reverse('admin:kimportal_auditevent_changelist')}?{urlencode(params)}", text)


def _link(url: str, text: Any) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text)
