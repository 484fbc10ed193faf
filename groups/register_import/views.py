"""Bringing a register of KIM in: a file, its columns, a dry run, and then all of it or nothing."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
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

MOST_SHOWN = 100
MOST_BEGUN = 10
MOST_WORDS = 4000


def brought(request, pk):
    """One's own register that is not carried out yet; others' are not there."""
    require_permission(may_import(request.user))
    return get_object_or_404(Register.objects.open_of(request.user), pk=pk)


class StaffForm(FormView):
    """A form of the staff site, for whoever may bring registers in."""

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
        begun = Register.objects.open_of(self.request.user).only("name", "matching", "created_at")
        return super().get_context_data(begun=begun.order_by("-id")[:MOST_BEGUN], **kwargs)

    def form_valid(self, form):
        name = shown_name(form.cleaned_data["file"].name)[:120]
        register = Register.bring(form.sheet, by=self.request.user, name=name)
        return redirect("admin:register_match", register.pk)


class RegisterMatch(StaffForm):
    template_name = "groups/register_import/match_columns.html"
    form_class = MatchingForm

    def get_form_kwargs(self):
        self.register = brought(self.request, self.kwargs["pk"])
        return super().get_form_kwargs() | {"register": self.register}

    def get_context_data(self, **kwargs):
        told = super().get_context_data(**kwargs)
        return told | {"register": self.register, "some": self.register.rows[:3]}

    def form_valid(self, form):
        self.register.match(form.matching)
        return redirect("admin:register_report", self.register.pk)


class RegisterReport(StaffPage):
    """The dry run: nothing is written; each row that cannot come in says why."""

    template_name = "groups/register_import/report.html"

    def get_context_data(self, pk, **kwargs):
        register = brought(self.request, pk)
        verdicts = RowValidator(register, self.request.user).verdicts()
        wrong = [one for one in verdicts if one.errors]
        return super().get_context_data(
            register=register,
            good=[one for one in verdicts if not one.errors][:MOST_SHOWN],
            good_count=len(verdicts) - len(wrong),
            wrong=wrong[:MOST_SHOWN],
            wrong_count=len(wrong),
            **kwargs,
        )


@admin.site.admin_view
@require_safe
def errors(request, pk):
    """The rows that cannot come in as a sheet, each with its reasons, to mend and bring again."""
    register = brought(request, pk)
    wrong = [one for one in RowValidator(register, request.user).verdicts() if one.errors]
    head = [_("Row"), _("What is wrong"), *register.head]
    lines = ([one.number, " ".join(one.errors), *one.cells] for one in wrong)
    return csv_response("register", (line for part in ([head], lines) for line in part))


@staff_action
def choose_place(request, pk):
    """Settle what a doubtful name of a place means, for every row that has the same words."""
    register = brought(request, pk)
    code, _space, words = strip_invisible(request.POST.get("place", ""))[:MOST_WORDS].partition(" ")
    here = within_any(request.user.jurisdiction_codes, field="code")
    fitting = Region.objects.current().filter(here, level__gte=Level.DISTRICT)
    region = get_object_or_404(fitting, pk=code)
    register.choose_place(words, region)
    messages.success(request, _("Rows with these words now mean %s.") % region)
    return redirect("admin:register_report", pk)


@staff_action
def carry_out(request, pk):
    register = brought(request, pk)
    verdicts = RowValidator(register, request.user).verdicts()
    if not register.matching or any(one.errors for one in verdicts):
        messages.warning(request, _("Nothing was taken in: some rows are not right yet."))
        return redirect("admin:register_report", pk)
    try:
        register.carry_out([one.entry for one in verdicts], by=request.user)
    except InvalidTransition:  # a second tab was quicker, so it is not open any more
        raise Http404
    count = len(verdicts)
    said = ngettext("%(count)s KIM waits for review.", "%(count)s KIM wait for review.", count)
    messages.success(request, said % {"count": count})
    return redirect("admin:index")


@staff_action
def drop(request, pk):
    brought(request, pk).delete()
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
