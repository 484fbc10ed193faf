"""Start a material: a new one, or a translation."""

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
from kimportal.drafts.pages import KeepsDraft
from kimportal.web.permissions import require_permission
from kimportal.web.views import MemberPage


class MaterialNew(KeepsDraft, MemberPage, TemplateView):
    """Start a draft; `?dari=` names the published material to translate."""

    template_name = "campaigns/materials/new.html"
    draft_kind = "material_new"

    @property
    def draft_key(self):
        return self.request.GET.get("dari", "")

    @property
    def draft_about(self):
        return self.original.title if self.original else ""

    @cached_property
    def groups(self):
        return Group.objects.of(self.request.user).live().order_by("name")

    @cached_property
    def original(self):
        slug = self.request.GET.get("dari")
        return get_object_or_404(Material.objects.listed(), slug=slug) if slug else None

    def make_form(self, data=None):
        form = TranslateForm if self.original else StartForm
        initial = {"language": "jv" if self.original else "id"}
        return self.with_draft(form(data, groups=self.groups, initial=initial))

    def get_context_data(self, form=None, **kwargs):
        return super().get_context_data(
            form=form or self.make_form(), original=self.original, groups=self.groups, **kwargs
        )

    def post(self, request):
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form), status=422)
        if self.original:
            require_permission(rules.may_translate(request.user, self.original))
        material = self.get_or_start(form.cleaned_data)
        messages.success(request, _("Your draft is kept. Go on whenever you like."))
        return redirect("material_edit", material.slug)

    @transaction.atomic
    def get_or_start(self, data):
        """Return the draft; a double submit finds the one the first request started."""
        # Serialise concurrent submits.
        Group.objects.select_for_update().get(pk=data["group"].pk)
        mine = Material.objects.drafts().filter(created_by=self.request.user)
        if existing := mine.filter(translation_of=self.original, **data).first():
            return existing
        require_permission(rules.may_start(self.request.user, data["group"]))
        return self.start(data)

    def start(self, data):
        by = self.request.user
        if self.original:
            return self.original.translate(by=by, language=data["language"], group=data["group"])
        material = Material(**data, created_by=by, publisher=str(data["group"]))
        material.begin()
        AuditEvent.objects.record(material, Action.EDIT, by=by)
        return material
