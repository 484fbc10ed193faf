"""Member pages of materials: list, edit, preview, submit, renew, withdraw."""

from contextlib import contextmanager

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from campaigns.materials import rules
from campaigns.materials.forms.members import FileForm, MaterialForm, OfficialForm, WithdrawForm
from campaigns.materials.models.files import MaterialFile
from campaigns.materials.models.material import Material
from campaigns.materials.requirements import missing_requirements
from campaigns.materials.views.public import file_response, material_context
from groups.kim.models import Group
from kimportal.audit.models import AuditEvent
from kimportal.drafts.models import FormDraft
from kimportal.drafts.pages import KeepsDraft
from kimportal.drafts.storing import store_form
from kimportal.moderation.actions import post_action
from kimportal.moderation.states import InvalidTransition
from kimportal.web.pagination import count_up_to, paginate
from kimportal.web.permissions import require_permission
from kimportal.web.views import MemberPage

PER_PAGE = 24


def own_material(person, slug):
    """Return a material this person makes or oversees; 404 for everybody else."""
    materials = Material.objects.in_charge_of(person).for_page()
    return get_object_or_404(materials, slug=slug)


class MyMaterials(MemberPage, TemplateView):
    """List the materials of one's groups with their state."""

    template_name = "campaigns/materials/member_list.html"

    def get_context_data(self, **kwargs):
        person = self.request.user
        materials = Material.objects.of(person) | Material.objects.written_by(person)
        rows = materials.select_related("language", "group").order_by("-created_at", "-id")
        total, more = count_up_to(materials)
        return super().get_context_data(
            page_obj=paginate(rows, self.request.GET.get("hal"), PER_PAGE),
            total=total,
            more=more,
            may_start=person.is_editor or Group.objects.of(person).live().exists(),
            **kwargs,
        )


class MaterialOwn(KeepsDraft, MemberPage, TemplateView):
    """Show a material's state, the reason for it, and the possible actions."""

    template_name = "campaigns/materials/member_detail.html"
    draft_kind = "material_withdraw"

    def get_context_data(self, slug, **kwargs):
        person, material = self.request.user, own_material(self.request.user, slug)
        return super().get_context_data(
            material=material,
            moves=AuditEvent.objects.about(material).transitions()[:10],
            may_edit=rules.may_edit(person, material),
            may_withdraw=material.is_approved and rules.may_withdraw(person, material),
            may_renew=rules.may_renew(person, material),
            missing=missing_requirements(material) if material.is_editable else (),
            form=self.with_draft(WithdrawForm()),
            **kwargs,
        )


class MaterialPreview(MemberPage, TemplateView):
    """Preview the public page before publication."""

    template_name = "campaigns/materials/preview.html"

    def get_context_data(self, slug, **kwargs):
        person, material = self.request.user, own_material(self.request.user, slug)
        return super().get_context_data(
            material=material,
            may_submit=rules.may_submit(person, material) and not missing_requirements(material),
            **material_context(material),
            **kwargs,
        )


class MaterialEdit(KeepsDraft, MemberPage, TemplateView):
    """Edit the texts and files of a draft, with the missing requirements listed.

    Texts and files are one form, so that adding or removing a file keeps unsaved words.
    """

    template_name = "campaigns/materials/edit.html"
    draft_kind = "material"

    def get_context_data(self, slug, form=None, file_form=None, **kwargs):
        material = self.material(slug)
        return super().get_context_data(
            material=material,
            form=form or self.with_draft(form_for(material)),
            file_form=file_form or self.with_draft(FileForm()),
            missing=missing_requirements(material),
            quiet=[material.campaign] if material.campaign and material.campaign.is_quiet() else [],
            **kwargs,
        )

    @property
    def draft_about(self):
        return self.material(self.kwargs["slug"]).title

    def post(self, request, slug):
        material = self.material(slug)
        version, data = material.version, request.POST
        form, file_form = form_for(material, data), chosen_file(request)
        is_valid = form.is_valid()
        if is_valid:
            try:
                form.save(by=request.user)
            except InvalidTransition:
                store_form(request, request.user, self.form_name)
                messages.warning(request, _("It was handed in meanwhile, so nothing was changed."))
                return redirect("material_own", slug)
        if file_form and file_form.is_valid():
            add_file(self.material(slug), file_form, by=request.user)
            file_form, data = None, without_file(data, self.material(slug), version)
        if not is_valid:
            words = form_for(self.material(slug), data)
            return self.refused(slug, form=words, file_form=file_form, data=data)
        if file_form:
            return self.refused(slug, form=form_for(self.material(slug)), file_form=file_form)
        if "preview" in request.POST:
            return redirect("material_preview", slug)
        if "hand_in" in request.POST:
            return material_submit(request, slug)
        messages.success(request, _("Saved."))
        return redirect("material_edit", slug)

    def refused(self, slug, *, form, file_form, data=None):
        """Show the page again with what was typed; `data` is what of it is not saved."""
        person = self.request.user
        if data is None:
            messages.success(self.request, _("The text is saved; the file is not added yet."))
            FormDraft.objects.delete_for(person, self.form_name)
        else:
            FormDraft.objects.store(person, self.form_name, data)
        self.request.draft_stored = True
        context = self.get_context_data(slug, form=form, file_form=file_form)
        return self.render_to_response(context, status=422)

    def material(self, slug):
        material = own_material(self.request.user, slug)
        require_permission(rules.may_edit(self.request.user, material))
        return material


def chosen_file(request):
    """Return the form of a file or link to add, or None if there is neither."""
    if request.FILES.get("new_file") or request.POST.get("link", "").strip():
        return FileForm(request.POST, request.FILES)
    return None


def add_file(material, form, *, by):
    """Add the file or the link of a valid form."""
    data = form.cleaned_data
    if data["link"]:
        MaterialFile.objects.add_link(material, data["link"], by=by)
    else:
        MaterialFile.objects.attach(material, data["new_file"], by=by, role=data["role"])


def without_file(data, material, version):
    """Return the submitted words after a file was added, for the material's present version."""
    data = data.copy()
    data["link"] = data["role"] = ""
    if data.get("opened") == str(version):
        data["opened"] = str(material.version)
    return data


@contextmanager
def saved_words(request, slug, *, adds_file):
    """Save the words that were sent along with another action on the files.

    Words that are not valid yet are stored as a draft, which the page then shows.
    """
    before = own_material(request.user, slug)
    version = before.version
    words = form_for(before, request.POST) if "title" in request.POST else None
    is_valid = words is not None and words.is_valid()
    if is_valid:
        words.save(by=request.user)
    yield
    if words is not None and not is_valid:
        data = without_file(request.POST, own_material(request.user, slug), version)
        if not adds_file:
            data["link"] = request.POST.get("link", "")
            data["role"] = request.POST.get("role", "")
        FormDraft.objects.store(request.user, f"material:{slug}", data)
        request.draft_stored = True


def form_for(material, data=None):
    form = OfficialForm if material.is_official else MaterialForm
    return form(data, instance=material)


@post_action
def material_file_add(request, slug):
    material = own_material(request.user, slug)
    require_permission(rules.may_add_file(request.user, material))
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        page = MaterialEdit()
        page.setup(request, slug=slug)
        words = form_for(material, request.POST) if "title" in request.POST else None
        context = page.get_context_data(slug, form=words, file_form=form)
        return render(request, page.template_name, context, status=422)
    with saved_words(request, slug, adds_file=True):
        add_file(own_material(request.user, slug), form, by=request.user)
    messages.success(request, _("Added."))
    return redirect("material_edit", slug)


@require_safe
@login_required
def material_own_file(request, slug, pk):
    """Serve a file of a material that is not public to those who make or review it."""
    return file_response(request, own_material(request.user, slug), pk)


@post_action
def material_file_remove(request, slug, pk):
    material = own_material(request.user, slug)
    require_permission(rules.may_edit(request.user, material))
    with saved_words(request, slug, adds_file=False):
        # Empty after a double submit.
        for file in MaterialFile.objects.filter(pk=pk, material=material):
            file.remove(by=request.user)
    messages.success(request, _("Removed."))
    return redirect("material_edit", slug)


@post_action
def material_submit(request, slug):
    material = own_material(request.user, slug)
    require_permission(rules.may_submit(request.user, material))
    try:
        material.submit(by=request.user)
    except ValidationError:
        messages.warning(request, _("Something still misses; it is listed at the top."))
        return redirect("material_edit", slug)
    messages.success(request, _("Handed in. A second person checks it before anybody sees it."))
    return redirect("material_own", slug)


@post_action
def material_renew(request, slug):
    material = own_material(request.user, slug)
    # A double submit finds the edition the first one started.
    edition = material.successors.drafts().filter(created_by=request.user).first()
    if edition is None:
        require_permission(rules.may_renew(request.user, material))
        edition = material.new_edition(by=request.user)
    messages.success(
        request, _("A new version was begun. The present one stays until it is approved.")
    )
    return redirect("material_edit", edition.slug)


@post_action
@transaction.atomic
def material_withdraw(request, slug):
    material = own_material(request.user, slug)
    require_permission(rules.may_withdraw(request.user, material))
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        request.nothing_changed = True
        messages.warning(request, _("Say why it is withdrawn: the public will ask."))
        return redirect("material_own", slug)
    material.withdraw(by=request.user, note=form.cleaned_data["note"])
    messages.success(request, _("%(material)s is no longer shown.") % {"material": material})
    return redirect("material_own", slug)
