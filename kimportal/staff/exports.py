from django.apps import apps
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kimportal.audit.models import Action
from kimportal.exports.csv_export import csv_response
from kimportal.exports.export import export_named, exports
from kimportal.exports.models import ExportJob
from kimportal.staff.attachments import staff_file
from kimportal.staff.export_forms import ExportFilterForm
from kimportal.staff.pages import StaffPage, staff_action
from kimportal.uploads.private_files import private_file_response

#: So many may be in line at once for one person.
MOST_OPEN = 3
MOST_SHOWN = 20


class ExportsPage(StaffPage):
    """What may be taken away, which columns this person gets, and how far their files are."""

    template_name = "kimportal/exports/exports.html"

    def get_context_data(self, **kwargs):
        person, form = self.request.user, ExportFilterForm(self.request.GET)
        jobs = list(ExportJob.objects.visible_to(person).order_by("-requested_at")[:MOST_SHOWN])
        places = named_places(jobs)
        return super().get_context_data(
            offered=[(one, one.columns_for(person)) for one in exports().values()],
            form=form,
            active=form.active,
            query=form.query,
            jobs=[(job, exports()[job.name], ExportFilterForm.words(job, places)) for job in jobs],
            working=any(job.is_open for job in jobs),
            **kwargs,
        )


def named_places(jobs):
    """{code: region} of what these jobs were narrowed to."""
    codes = {job.filters["region"] for job in jobs if "region" in job.filters}
    # By name, since places belong to the floor above.
    return apps.get_model("groups", "Region").objects.in_bulk(codes)


def exporting(view):
    """A verb on one export and the part of it that the address asks for; a filter that cannot be
    read is shown again, since leaving it out would take more away than was meant."""

    @staff_action
    def asked(request, name):
        wanted, form = export_named(name), ExportFilterForm(request.GET)
        if not form.is_valid():
            return redirect(f"{reverse('admin:exports')}?{request.GET.urlencode()}")
        return view(request, wanted, form.piece())

    return asked


@exporting
def export(request, wanted, piece):
    """All of it at once as CSV, streamed."""
    wanted.record(request.user, piece, format="csv")
    return csv_response(wanted.name, wanted.lines(request.user, piece))


@exporting
def order(request, wanted, piece):
    """As XLSX, written by the worker and fetched when it is ready."""
    if ExportJob.objects.unfinished().filter(by=request.user).count() >= MOST_OPEN:
        messages.warning(request, _("Three files of yours are being written. Wait for one first."))
    else:
        wanted.request_file(piece, by=request.user)
        messages.success(request, _("The file is being written; find it under “Your files”."))
    return redirect(f"{reverse('admin:exports')}?{ExportFilterForm(request.GET).query}#files")


@staff_file
def fetch(request, pk):
    """The finished file: only to whoever asked for it, as long as the office is the same."""
    job = get_object_or_404(ExportJob.objects.visible_to(request.user), pk=pk)
    if not job.is_ready:
        raise Http404
    response = private_file_response(request, job.file, filename=f"portal-kim-{job.name}")
    if request.method == "GET":
        told = {"format": job.format, "job": str(job.pk)}
        export_named(job.name).record(request.user, action=Action.LOOK, **told)
    return response


@staff_action
def forget(request, pk):
    """Delete one's file before its time, or take a wish back that is still in line."""
    get_object_or_404(ExportJob.objects.filter(by=request.user), pk=pk).discard()
    messages.success(request, _("The file is gone."))
    return redirect(f"{reverse('admin:exports')}#files")
