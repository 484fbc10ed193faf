from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from kimportal.audit.models import AuditEvent
from kimportal.exports.filters import midnight
from kimportal.moderation.adapters import adapters
from kimportal.moderation.submission_history import field_label
from kimportal.staff.audit_log.formatting import kind_of, places, state_word, told
from kimportal.staff.audit_log.search import found
from kimportal.staff.base import StaffAdmin
from kimportal.ui.fields import DayField


class TimeFilter(admin.SimpleListFilter):
    """By when; each answered from the index on `at`."""

    title = _("when")
    parameter_name = "when"
    days = {"1": _("Last 24 hours"), "7": _("Last 7 days"), "30": _("Last 30 days")}

    def lookups(self, request, model_admin):
        return list(self.days.items())

    def queryset(self, request, queryset):
        if self.value() not in self.days:
            return queryset
        return queryset.filter(at__gte=timezone.now() - timedelta(days=int(self.value())))


class DayFilter(admin.SimpleListFilter):
    """One day here, by a field of its own rather than by a list of all the days there were."""

    title = _("day")
    parameter_name = "day"
    template = "admin/date_filter.html"

    def lookups(self, request, model_admin):
        return [("", "")]

    def choices(self, changelist):
        others = changelist.get_filters_params()
        params = [(k, one) for k, values in others.items() for one in values if k != "day"]
        yield {"value": self.value(), "params": params}

    def queryset(self, request, queryset):
        try:
            day = str(DayField().clean(self.value()))
        except ValidationError:
            return queryset
        return queryset.filter(at__gte=midnight(day), at__lt=midnight(day, after=1))


class KindFilter(admin.SimpleListFilter):
    """By the kind of thing; the kinds are known, so nothing is looked up."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        labels = {adapter.model._meta.label_lower: adapter.label for adapter in adapters().values()}
        tables = {
            model._meta.label_lower: model._meta.verbose_name
            for model, table in admin.site._registry.items()
            if table.is_remembered
        }
        return sorted((labels | tables).items(), key=lambda pair: str(pair[1]))

    def queryset(self, request, queryset):
        return queryset.filter(target_type=self.value()) if self.value() else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(StaffAdmin):
    """The memory: every act, read by those in whose jurisdiction it happened. Never changed."""

    is_remembered = False
    list_display = ("at", "who", "action", "what", "kind", "note")
    list_display_links = ("at",)
    list_filter = (TimeFilter, DayFilter, "action", KindFilter)
    lookups = ("target_type", "target_id", "by", "request_id")
    list_select_related = ("by",)
    search_fields = ("target_repr",)
    search_help_text = _("The name or number of a thing, a person's name, or a request id")
    ordering = ("-id",)
    fields = readonly_fields = (
        "at",
        "who",
        "action",
        "what",
        "kind",
        "place",
        "on_transition",
        "note",
        "about",
        "differences",
        "request",
    )

    def changelist_view(self, request, extra_context=None):
        """Headed as it is called where one comes from."""
        return super().changelist_view(request, {"title": _("Audit log")} | (extra_context or {}))

    def get_search_results(self, request, queryset, search_term):
        return found(queryset, search_term, request.user), False

    @admin.display(description=_("by"), ordering="by")
    def who(self, audit_event):
        """Leads to everything this person did."""
        return (
            _only(audit_event.by, by__id__exact=audit_event.by_id)
            if audit_event.by
            else _("The portal")
        )

    @admin.display(description=_("thing"))
    def what(self, audit_event):
        """Leads to the thing where it can be reviewed, else to everything that happened to it."""
        name, kind = audit_event.target_repr, audit_event.target_type.rpartition(".")[2]
        if kind in adapters() and audit_event.target_id:
            return _link(reverse("admin:review", args=[kind, audit_event.target_id]), name)
        return _only(name, target_type=audit_event.target_type, target_id=audit_event.target_id)

    @admin.display(description=_("request"))
    def request(self, audit_event):
        """Leads to what else happened in the same request."""
        key = audit_event.request_id
        return _only(key, request_id=key) if key else "–"

    @admin.display(description=_("kind"))
    def kind(self, audit_event):
        """What the thing is called; a table that is gone keeps its name in the code."""
        model = kind_of(audit_event)
        return model._meta.verbose_name if model else audit_event.target_type

    @admin.display(description=_("region"))
    def place(self, audit_event):
        return places([audit_event.region_code]) if audit_event.region_code else "–"

    @admin.display(description=_("state"))
    def on_transition(self, audit_event):
        """The state or role before and after."""
        if not (audit_event.before or audit_event.after):
            return "–"
        return f"{state_word(audit_event.before)} → {state_word(audit_event.after)}"

    @admin.display(description=_("about the field"))
    def about(self, audit_event):
        return field_label(audit_event.field) or "–"

    @admin.display(description=_("changes"))
    def differences(self, audit_event):
        """Each field before and after."""
        rows = list(told(kind_of(audit_event), audit_event.changes))
        if not rows:
            return "–"
        line = "<div><dt>{}</dt><dd><del>{}</del></dd><dd><ins>{}</ins></dd></div>"
        lines = format_html_join("", line, rows)
        return format_html('<dl class="changes">{}</dl>', lines)


def _only(words, **asked):
    """Leads to the memory, narrowed to this."""
    return _link(f"{reverse('admin:kimportal_auditevent_changelist')}?{urlencode(asked)}", words)


def _link(address, words):
    return format_html('<a href="{}">{}</a>', address, words)
