from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kimportal.audit.models import Action
from kimportal.exports.csv_export import csv_response
from kimportal.exports.export import Export, export_named, exports
from kimportal.exports.filters import ExportSelection
from kimportal.exports.models import ExportJob
from kimportal.staff.attachments import staff_file
from kimportal.staff.export_forms import ExportFilterForm
from kimportal.staff.pages import StaffPage, staff_action
from kimportal.uploads.private_files import private_file_response

if TYPE_CHECKING:
    from kimportal.staff.staff_request import StaffRequest

#: Jobs one person may have in the queue at once.
MAX_OPEN_JOBS = 3
MAX_SHOWN_JOBS = 20


class ExportsPage(StaffPage):
    """The exports, the columns this person gets of each, and the state of their files."""

    template_name = "kimportal/exports/exports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person, form = self.request.user, ExportFilterForm(self.request.GET)
        jobs = list(ExportJob.objects.visible_to(person).order_by("-requested_at")[:MAX_SHOWN_JOBS])
        regions = regions_of(jobs)
        return super().get_context_data(
            offered=[(export, export.columns_for(person)) for export in exports().values()],
            form=form,
            active=form.active,
            query=form.query,
            jobs=[
                (job, exports()[job.name], ExportFilterForm.describe(job, regions)) for job in jobs
            ],
            working=any(job.is_open for job in jobs),
            **kwargs,
        )


def regions_of(jobs: Iterable[ExportJob]) -> dict[str, Any]:
    """Return {code: region} of the regions these jobs select."""
    codes = {job.filters["region"] for job in jobs if "region" in job.filters}
    # By name, since regions belong to an app above this one.
    return apps.get_model("groups", "Region").objects.in_bulk(codes)


def export_action(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a view of one verb on an export and the selection in the URL.

    An invalid filter is shown again: without it, more would be exported than was meant.
    """

    @staff_action
    def wrapped(request: "StaffRequest", name: str) -> HttpResponseBase:
        export, form = export_named(name), ExportFilterForm(request.GET)
        if not form.is_valid():
            return redirect(f"{reverse('admin:exports')}?{request.GET.urlencode()}")
        return view(request, export, form.selection())

    return wrapped


@export_action
def export_csv(
    request: "StaffRequest", export: Export, selection: ExportSelection
) -> HttpResponseBase:
    """Stream the selection as CSV."""
    export.record(request.user, selection, format="csv")
    return csv_response(export.name, export.lines(request.user, selection))


@export_action
def request_xlsx(
    request: "StaffRequest", export: Export, selection: ExportSelection
) -> HttpResponseBase:
    """Have the worker write the selection as XLSX, to be downloaded when it is ready."""
    if ExportJob.objects.unfinished().filter(by=request.user).count() >= MAX_OPEN_JOBS:
        messages.warning(request, _("Three files of yours are being written. Wait for one first."))
    else:
        export.request_file(selection, by=request.user)
        messages.success(request, _("The file is being written; find it under “Your files”."))
    return redirect(f"{reverse('admin:exports')}?{ExportFilterForm(request.GET).query}#files")


@staff_file
def download(request: "StaffRequest", pk: UUID) -> HttpResponseBase:
    """Serve the finished file to whoever requested it, while their jurisdiction is the same."""
    job = get_object_or_404(ExportJob.objects.visible_to(request.user), pk=pk)
    if not job.is_ready:
        raise Http404
    response = private_file_response(request, job.file, filename=f"portal-kim-{job.name}")
    if request.method == "GET":
        details: dict[str, Any] = {"format": job.format, "job": str(job.pk)}
        export_named(job.name).record(request.user, action=Action.LOOK, **details)
    return response


@staff_action
def delete(request: "StaffRequest", pk: UUID) -> HttpResponseBase:
    """Delete one's file before it expires, or cancel a job in the queue."""
    get_object_or_404(ExportJob.objects.filter(by=request.user), pk=pk).discard()
    messages.success(request, _("The file is gone."))
    return redirect(f"{reverse('admin:exports')}#files")
