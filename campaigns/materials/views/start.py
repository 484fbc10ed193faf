"""How a material begins: as an own work, or as another language's version of one."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from campaigns.materials import rules
from campaigns.materials.forms.members import StartForm, TranslateForm
from campaigns.materials.models.material import Material
from groups.kim.models import Group
from kimportal.audit.models import Action, AuditEvent
from kimportal.web.permissions import require_permission
from kimportal.web.views import MemberPage


class MaterialNew(MemberPage, TemplateView):
    """Begin a draft; `?dari=` names the published material it is a version of."""

    template_name = "campaigns/materials/new.html"

    @cached_property
    def groups(self):
        return Group.objects.of(self.request.user).live().order_by("name")

    @cached_property
    def original(self):
        slug = self.request.GET.get("dari")
        return get_object_or_404(Material.objects.listed(), slug=slug) if slug else None

    def make_form(self, data=None):
        form = TranslateForm if self.original else StartForm
        return form(data, groups=self.groups, initial={"language": "jv" if self.original else "id"})

    def get_context_data(self, form=None, **kwargs):
        return super().get_context_data(
            form=form or self.make_form(), original=self.original, groups=self.groups, **kwargs
        )

    def post(self, request):
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form), status=422)
        told, by = form.cleaned_data, request.user
        if self.original:
            require_permission(rules.may_translate(by, self.original))
        material = self.once(told)
        messages.success(request, _("Your draft is kept. Go on whenever you like."))
        return redirect("material_edit", material.slug)

    @transaction.atomic
    def once(self, told):
        """The draft that was asked for; a second tap finds what the first one has begun."""
        # Taps go one after the other.
        Group.objects.select_for_update().get(pk=told["group"].pk)
        mine = Material.objects.drafts().filter(created_by=self.request.user)
        if known := mine.filter(translation_of=self.original, **told).first():
            return known
        require_permission(rules.may_start(self.request.user, told["group"]))
        return self.begun(told)

    def begun(self, told):
        by = self.request.user
        if self.original:
            return self.original.translate(by=by, language=told["language"], group=told["group"])
        material = Material(**told, created_by=by, publisher=str(told["group"]))
        material.begin()
        AuditEvent.objects.record(material, Action.EDIT, by=by)
        return material
