"""Import of a register of KIM: upload, columns, dry run, import of what is right; then the rest."""

from django.contrib import admin, messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from groups.regions.models import Level, Region
from groups.register_import.column_matching import letter
from groups.register_import.forms import (
    HeadForm,
    MatchingForm,
    RegisterForm,
    RowForm,
    SheetForm,
)
from groups.register_import.layout import body
from groups.register_import.mend_sheet import mend_sheet
from groups.register_import.models import Register, RegisterRow, RowState, Stage
from groups.register_import.presentation import RowView
from groups.register_import.rules import may_import, may_mend
from groups.register_import.spreadsheet import Sheet
from groups.register_import.steps import (
    find_existing,
    leave_out,
    mend,
    next_sheet,
    reread_place,
)
from groups.register_import.tasks import work_on
from kimportal.staff.pages import StaffPage, staff_action
from kimportal.uploads.validated_file import shown_name
from kimportal.web.pagination import Page, page_number
from kimportal.web.permissions import require_permission
from kimportal.web.region_codes import within_any

PAGE_SIZE = 50
MAX_LISTED = 20
SAMPLE = 3
#: What a page of the dry run shows: {parameter: (label, condition on its rows)}.
TABS = {
    "perbaiki": (RowState.DOUBTFUL.label, Q(state=RowState.DOUBTFUL)),
    "catatan": (gettext_lazy("With notes"), Q(state=RowState.GOOD) & ~Q(notes=[])),
    "benar": (RowState.GOOD.label, Q(state=RowState.GOOD)),
    "sudah": (RowState.KNOWN.label, Q(state=RowState.KNOWN)),
    "lewati": (RowState.LEFT_OUT.label, Q(state=RowState.LEFT_OUT)),
    "masuk": (RowState.IMPORTED.label, Q(state=RowState.IMPORTED)),
}


def own_register(request, pk):
    """Return the user's own register that is not imported yet, else raise Http404."""
    require_permission(may_import(request.user))
    return get_object_or_404(Register.objects.pending_for(request.user), pk=pk)


def visible_register(request, pk):
    """Return a register of one's own, or one with rows for one's region, else raise Http404."""
    require_permission(may_import(request.user))
    return get_object_or_404(Register.objects.visible_to(request.user).light(), pk=pk)


class StaffForm(FormView):
    """A form of the staff site for those who may import registers."""

    @classmethod
    def as_view(cls, **kwargs):
        return admin.site.admin_view(super().as_view(**kwargs))

    def dispatch(self, request, *args, **kwargs):
        require_permission(may_import(request.user))
        return super().dispatch(request, *args, **kwargs)


class RegisterUpload(StaffForm):
    """The upload, what one began, and the registers with rows to mend in one's region."""

    template_name = "groups/register_import/upload.html"
    form_class = RegisterForm

    def get_context_data(self, **kwargs):
        person = self.request.user
        begun = Register.objects.pending_for(person).light().order_by("-id")
        doubtful = Q(lines_read__in=RegisterRow.objects.doubtful().visible_to(person))
        to_mend = (
            Register.objects.visible_to(person)
            .exclude(imported_at=None)
            .light()
            .annotate(doubtful=Count("lines_read", filter=doubtful))
            .filter(doubtful__gt=0)
            .order_by("-id")
        )
        return super().get_context_data(
            begun=begun[:MAX_LISTED], to_mend=to_mend[:MAX_LISTED], **kwargs
        )

    def form_valid(self, form):
        name = shown_name(form.cleaned_data["file"].name)[:120]
        register = Register.create_from_sheets(
            form.sheet, form.others, by=self.request.user, name=name
        )
        return redirect("admin:register_match", register.pk)


class RegisterMatch(StaffForm):
    """Which sheet, which rows are headings, and which column is what."""

    template_name = "groups/register_import/match_columns.html"
    form_class = MatchingForm
    http_method_names = ["get", "head", "options", "post"]

    @cached_property
    def register(self):
        return own_register(self.request, self.kwargs["pk"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"register": self.register}

    def post(self, request, *args, **kwargs):
        for name, form_class, act in (
            ("choose_sheet", SheetForm, self.choose_sheet),
            ("move_head", HeadForm, self.move_head),
        ):
            if name in request.POST:
                form = form_class(request.POST, register=self.register)
                if form.is_valid():
                    act(form)
                    return redirect(request.path)
                unbound = MatchingForm(register=self.register)
                return self.render_to_response(
                    self.get_context_data(form=unbound, **{f"{name}_form": form})
                )
        return super().post(request, *args, **kwargs)

    def choose_sheet(self, form):
        self.register.set_sheet(*form.chosen)
        self.register.lines_read.all().delete()
        self.register.save()

    def move_head(self, form):
        self.register.set_head(form.head)
        self.register.save()

    def get_context_data(self, **kwargs):
        register = self.register
        lines = body(
            register.sheet["rows"], register.sheet["merges"], register.head_place, register.head, {}
        )
        sheets = [Sheet(**each) for each in register.others]
        kwargs.setdefault("move_head_form", HeadForm(register=register))
        if any(sheet.head for sheet in sheets):
            sheet_form = SheetForm(register=register, initial={"sheet": 0})
            kwargs.setdefault("choose_sheet_form", sheet_form)
        return super().get_context_data(
            register=register,
            columns=[(letter(n), heading) for n, heading in enumerate(register.head)],
            sample=[
                (line.number, line.cells + [""] * (len(register.head) - len(line.cells)))
                for line in lines[:SAMPLE]
            ],
            row_count=len(lines),
            too_long=[sheet for sheet in sheets if sheet.too_long],
            **kwargs,
        )

    def form_valid(self, form):
        if self.register.match(form.matching, form.chosen_orders):
            work_on(self.register)
        return redirect("admin:register_report", self.register.pk)


class RegisterReport(StaffPage):
    """What a register says row by row: before its import the dry run, after it the rest to mend."""

    template_name = "groups/register_import/report.html"

    def get_context_data(self, pk, **kwargs):
        person, register = self.request.user, visible_register(self.request, pk)
        rows = register.lines_read.visible_to(person)
        counts = rows.aggregate(**{name: Count("pk", filter=q) for name, (_l, q) in TABS.items()})
        tab = self.request.GET.get("lihat", "")
        if tab not in TABS or not counts[tab]:
            tab = next((name for name in TABS if counts[name]), "perbaiki")
        page = self.page(rows.filter(TABS[tab][1]), counts[tab])
        return super().get_context_data(
            register=register,
            is_own=register.by_id == person.pk,
            is_checked=register.stage == Stage.CHECKED,
            counts=counts,
            tab=tab,
            tab_label=TABS[tab][0],
            tabs=[(name, label, counts[name]) for name, (label, _q) in TABS.items()],
            page_obj=page,
            rows=RowView.of(page.rows, person),
            other_sheets=[
                (other["name"], len(other["rows"]))
                for other in (register.others if register.by_id == person.pk else ())
                if other["rows"]
            ],
            **kwargs,
        )

    def page(self, rows, count):
        """Return a page of rows; a register has no more than some thousand, so all are reached."""
        last = max(-(-count // PAGE_SIZE), 1)
        number = page_number(self.request.GET.get("hal"), last)
        start = (number - 1) * PAGE_SIZE
        rows = rows.select_related("existing", "group").order_by("number")
        return Page(list(rows[start : start + PAGE_SIZE]), number, number < last)


class RegisterRowForm(StaffForm):
    """One doubtful row, to mend by hand."""

    template_name = "groups/register_import/row.html"
    form_class = RowForm

    @cached_property
    def row(self):
        rows = RegisterRow.objects.visible_to(self.request.user).select_related(
            "register", "region", "group", "existing"
        )
        return get_object_or_404(
            rows, register=self.kwargs["pk"], pk=self.kwargs["row"], register__stage__in=MENDABLE
        )

    def dispatch(self, request, *args, **kwargs):
        require_permission(may_import(request.user))
        if self.row.group_id:
            messages.info(request, _("This row has come in already."))
            return redirect("admin:register_report", self.row.register_id)
        require_permission(may_mend(request.user, self.row))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"row": self.row, "person": self.request.user}

    def get_initial(self):
        return RowForm.initial_of(self.row)

    def get_context_data(self, **kwargs):
        rows = self.row.register.lines_read.visible_to(self.request.user).doubtful()
        return super().get_context_data(
            row=self.row,
            register=self.row.register,
            view_of=RowView.of([self.row], self.request.user)[0],
            left=rows.count(),
            **kwargs,
        )

    def form_valid(self, form):
        row, region = self.row, form.cleaned_data["region"]
        if existing := find_existing(form.values, region):
            message = _("%(name)s of %(place)s is in the portal already.")
            form.add_error("name", message % {"name": existing.name, "place": region})
            return self.render_to_response(self.get_context_data(form=form, existing=existing))
        if not mend(row, form.values, region, by=self.request.user):
            messages.info(self.request, _("This row has come in already."))
        elif row.register.imported_at:
            messages.success(self.request, _("%s waits for review.") % form.values["name"])
        else:
            messages.success(self.request, _("Row %s is right now.") % row.number)
        return redirect(self.next_url())

    def next_url(self):
        """Return the address of the next doubtful row, or of the list when none is left."""
        rows = self.row.register.lines_read.visible_to(self.request.user).doubtful()
        later = rows.filter(number__gt=self.row.number).order_by("number").first()
        following = later or rows.order_by("number").first()
        if following is None:
            return reverse("admin:register_report", args=[self.row.register_id])
        return reverse("admin:register_row", args=[self.row.register_id, following.pk])


#: Stages in which rows are mended: not while a worker has them.
MENDABLE = (Stage.CHECKED, Stage.IMPORTING, Stage.IMPORTED)


@admin.site.admin_view
@require_safe
def errors(request, pk):
    """Download the doubtful rows as a workbook, to correct and bring back alone."""
    register = visible_register(request, pk)
    rows = register.lines_read.visible_to(request.user).doubtful().order_by("number")
    return mend_sheet(rows)


def row_to_decide(request, pk, key):
    """Return a row that may be mended, else raise."""
    require_permission(may_import(request.user))
    rows = RegisterRow.objects.visible_to(request.user).select_related("register")
    row = get_object_or_404(rows, register=pk, pk=key, register__stage__in=MENDABLE)
    require_permission(may_mend(request.user, row))
    return row


@staff_action
def choose_place(request, pk, row):
    """Resolve a doubtful place for every row that names it alike."""
    row = row_to_decide(request, pk, row)
    in_jurisdiction = within_any(request.user.jurisdiction_codes, field="code")
    regions = Region.objects.current().filter(in_jurisdiction, level__gte=Level.DISTRICT)
    region = get_object_or_404(regions, pk=request.POST.get("place", "")[:13].replace("\0", ""))
    if not row.place_key:
        raise Http404
    row.register.choose_place(row.place_key, region)
    count = reread_place(row.register, row.place_key, by=request.user)
    messages.success(
        request,
        ngettext(
            "%(count)s row with these words now means %(region)s.",
            "%(count)s rows with these words now mean %(region)s.",
            count,
        )
        % {"count": count, "region": region},
    )
    return redirect("admin:register_report", pk)


@staff_action
def drop_row(request, pk, row):
    row = row_to_decide(request, pk, row)
    leave_out(row, by=request.user)
    messages.success(request, _("Row %s is left out.") % row.number)
    return redirect("admin:register_report", pk)


@staff_action
def carry_out(request, pk):
    """Import the rows that are right; the doubtful ones stay to be mended."""
    register = own_register(request, pk)
    if not register.carry_out():
        messages.warning(request, _("Nothing was taken in: no row is right yet."))
        return redirect("admin:register_report", pk)
    work_on(register)
    register.refresh_from_db()
    if register.stage == Stage.IMPORTED:
        message = ngettext(
            "%(count)s KIM waits for review.", "%(count)s KIM wait for review.", register.count
        )
        messages.success(request, message % {"count": register.count})
    return redirect("admin:register_report", pk)


@staff_action
def resume(request, pk):
    """Go on with a register whose worker was lost."""
    register = visible_register(request, pk)
    if register.by_id != request.user.pk:
        raise Http404
    if register.is_stuck:
        work_on(register)
    return redirect("admin:register_report", pk)


@staff_action
def read_sheet(request, pk):
    """Read a further sheet of the same file as a register of its own."""
    register = visible_register(request, pk)
    if register.by_id != request.user.pk:
        raise Http404
    new = next_sheet(register, request.POST.get("sheet", "")[:100], by=request.user)
    if new is None:
        raise Http404
    return redirect("admin:register_match", new.pk)


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
    path("register/<int:pk>/rows/<int:row>/", RegisterRowForm.as_view(), name="register_row"),
    path("register/<int:pk>/rows/<int:row>/place/", choose_place, name="register_place"),
    path("register/<int:pk>/rows/<int:row>/drop/", drop_row, name="register_drop_row"),
    path("register/<int:pk>/carry-out/", carry_out, name="register_carry_out"),
    path("register/<int:pk>/resume/", resume, name="register_resume"),
    path("register/<int:pk>/sheet/", read_sheet, name="register_sheet"),
    path("register/<int:pk>/drop/", drop, name="register_drop"),
]
