"""Import of a register of KIM: upload, columns, dry run, then all of it or nothing."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from groups.regions.models import Level, Region
from groups.register_import.forms import MatchingForm, RegisterForm
from groups.register_import.models import Register
from groups.register_import.row_validation import RowValidator
from groups.register_import.rules import may_import
from kimportal.exports.csv_export import csv_response
from kimportal.moderation.states import InvalidTransition
from kimportal.staff.pages import StaffPage, staff_action
from kimportal.ui.fields import strip_invisible
from kimportal.uploads.validated_file import shown_name
from kimportal.web.permissions import require_permission
from kimportal.web.region_codes import within_any

MAX_SHOWN = 100
MAX_PENDING = 10
MAX_PLACE_LENGTH = 4000


def own_register(request, pk):
    """Return the user's own register that is not imported yet, else raise Http404."""
    require_permission(may_import(request.user))
    return get_object_or_404(Register.objects.pending_for(request.user), pk=pk)


class StaffForm(FormView):
    """A form of the staff site for those who may import registers."""

    @classmethod
    def as_view(cls, **kwargs):
        return admin.site.admin_view(super().as_view(**kwargs))

    def dispatch(self, request, *args, **kwargs):
        require_permission(may_import(request.user))
        return super().dispatch(request, *args, **kwargs)


class RegisterUpload(StaffForm):
    template_name = "groups/register_import/upload.html"
    form_class = RegisterForm

    def get_context_data(self, **kwargs):
        pending = Register.objects.pending_for(self.request.user).only(
            "name", "matching", "created_at"
        )
        return super().get_context_data(begun=pending.order_by("-id")[:MAX_PENDING], **kwargs)

    def form_valid(self, form):
        name = shown_name(form.cleaned_data["file"].name)[:120]
        register = Register.create_from_sheet(form.sheet, by=self.request.user, name=name)
        return redirect("admin:register_match", register.pk)


class RegisterMatch(StaffForm):
    template_name = "groups/register_import/match_columns.html"
    form_class = MatchingForm

    @cached_property
    def register(self):
        return own_register(self.request, self.kwargs["pk"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"register": self.register}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            register=self.register, sample=self.register.rows[:3], **kwargs
        )

    def form_valid(self, form):
        self.register.match(form.matching)
        return redirect("admin:register_report", self.register.pk)


class RegisterReport(StaffPage):
    """The dry run: nothing is written; each invalid row is shown with its errors."""

    template_name = "groups/register_import/report.html"

    def get_context_data(self, pk, **kwargs):
        register = own_register(self.request, pk)
        results = RowValidator(register, self.request.user).validate_all()
        wrong = [row for row in results if row.errors]
        return super().get_context_data(
            register=register,
            good=[row for row in results if not row.errors][:MAX_SHOWN],
            good_count=len(results) - len(wrong),
            wrong=wrong[:MAX_SHOWN],
            wrong_count=len(wrong),
            **kwargs,
        )


@admin.site.admin_view
@require_safe
def errors(request, pk):
    """Download the invalid rows as CSV with their errors, to correct and upload again."""
    register = own_register(request, pk)
    results = RowValidator(register, request.user).validate_all()
    wrong = [row for row in results if row.errors]
    head = [_("Row"), _("What is wrong"), *register.head]
    lines = ([row.number, " ".join(row.errors), *row.cells] for row in wrong)
    return csv_response("register", (line for part in ([head], lines) for line in part))


@staff_action
def choose_place(request, pk):
    """Resolve an ambiguous place for every row that names it alike."""
    register = own_register(request, pk)
    value = strip_invisible(request.POST.get("place", ""))[:MAX_PLACE_LENGTH]
    code, _space, place_key = value.partition(" ")
    in_jurisdiction = within_any(request.user.jurisdiction_codes, field="code")
    regions = Region.objects.current().filter(in_jurisdiction, level__gte=Level.DISTRICT)
    region = get_object_or_404(regions, pk=code)
    register.choose_place(place_key, region)
    messages.success(request, _("Rows with these words now mean %s.") % region)
    return redirect("admin:register_report", pk)


@staff_action
def carry_out(request, pk):
    register = own_register(request, pk)
    results = RowValidator(register, request.user).validate_all()
    if not register.matching or any(row.errors for row in results):
        messages.warning(request, _("Nothing was taken in: some rows are not right yet."))
        return redirect("admin:register_report", pk)
    try:
        register.import_all([row.entry for row in results], by=request.user)
    except InvalidTransition:  # imported by another request meanwhile
        raise Http404
    count = len(results)
    message = ngettext("%(count)s KIM waits for review.", "%(count)s KIM wait for review.", count)
    messages.success(request, message % {"count": count})
    return redirect("admin:index")


@staff_action
def drop(request, pk):
    own_register(request, pk).delete()
    messages.success(request, _("The file is forgotten; nothing was taken in."))
    return redirect("admin:register_upload")


urlpatterns = [
    path("register/", RegisterUpload.as_view(), name="register_upload"),
    path("register/<int:pk>/columns/", RegisterMatch.as_view(), name="register_match"),
    path("register/<int:pk>/", RegisterReport.as_view(), name="register_report"),
    path("register/<int:pk>/errors/", errors, name="register_errors"),
    path("register/<int:pk>/place/", choose_place, name="register_place"),
    path("register/<int:pk>/carry-out/", carry_out, name="register_carry_out"),
    path("register/<int:pk>/drop/", drop, name="register_drop"),
]
