from kimportal.admin.pages import StaffPage, staff_verb
from kimportal.csv import csv_response
from kimportal.exports import export_called, exports


class ExportsPage(StaffPage):
    """What may be taken away, and which columns this person gets."""

    template_name = "admin/exports.html"

    def get_context_data(self, **kwargs):
        person = self.request.user
        offered = [(one, one.columns_for(person)) for one in exports().values()]
        return super().get_context_data(offered=offered, **kwargs)


@staff_verb
def export(request, name):
    wanted = export_called(name)
    wanted.remember(request.user)
    return csv_response(wanted.name, wanted.lines(request.user))
