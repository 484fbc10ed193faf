from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from groups.kim import rules
from groups.kim.forms import STALE_MESSAGE, DeclarationsForm, DecreeForm, ProfileForm, StartForm
from groups.kim.models import Group
from groups.kim.review_comments import review_comments_of
from groups.kim.steps import BY_KEY, step_after, step_list, step_number
from groups.kim.views.own import OwnGroupPage, own_group
from groups.members.forms import OfficerFormSet
from kimportal.drafts.pages import KeepsDraft
from kimportal.moderation.actions import post_action
from kimportal.moderation.change_requests import StaleObject
from kimportal.moderation.states import State
from kimportal.web.permissions import require_permission
from kimportal.web.views import MemberPage


class RegisterPage(KeepsDraft, MemberPage, FormView):
    """The first step; it stores a draft."""

    template_name = "groups/kim/register.html"
    form_class = StartForm
    draft_kind = "group_new"

    def get_initial(self):
        return {"own_name": self.request.user.name, "role": "chair"}

    def get_context_data(self, **kwargs):
        drafts = Group.objects.of(self.request.user).drafts().order_by("-id")[: rules.MAX_DRAFTS]
        return super().get_context_data(drafts=drafts, **kwargs)

    @transaction.atomic
    def form_valid(self, form):
        # Serialise repeated submits of one person.
        self.request.user.lock_row()
        group = self.existing_draft(form.cleaned_data)
        if group is None:
            if not (answer := rules.may_register(self.request.user)):
                form.add_error(None, str(answer))
                return self.form_invalid(form)
            group = Group.start(by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Your draft is kept. Go on here or on another device."))
        return redirect("group_profile", group.slug)

    def existing_draft(self, data):
        """Return the draft that a first click on the same button has made, or None."""
        drafts = Group.objects.of(self.request.user).drafts()
        return drafts.filter(name=data["name"], region=data["region"]).first()


class StepPage(KeepsDraft, OwnGroupPage, FormView):
    """One step. Valid fields are stored even if others have errors."""

    template_name = "groups/kim/step.html"
    rule = staticmethod(rules.may_edit_group)
    step = None

    @property
    def draft_kind(self):
        return f"group_{self.step}"

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs["initial"] = {"version_token": self.group.version_token}
        return kwargs | {
            "instance": self.group.preview_with_changes,
            "remarks": review_comments_of(self.group),
        }

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        is_valid = form.is_valid()
        try:
            version_token = form.data.get("version_token", "")
            self.group.change(form.valid_values(), by=request.user, version_token=version_token)
        except StaleObject:
            return self.render_to_response(self.get_context_data(form=self.stale_form(form)))
        if not is_valid:
            return self.render_to_response(self.get_context_data(form=self.rebound(form)))
        return self.saved()

    def saved(self):
        if self.group.is_live:
            messages.success(
                self.request, _("Your change is kept. Send it in when it is complete.")
            )
            return self.redirect_to("group_home")
        messages.success(self.request, _("Saved."))
        if self.group.state == State.RETURNED:  # the next page submits it again
            return self.redirect_to("group_check")
        return self.redirect_to(step_after(self.step).url_name)

    def rebound(self, form):
        """Return the form bound to the same data over the stored group, with its file errors."""
        self.__dict__.pop("group", None)
        data = form.data.copy()
        data["version_token"] = self.group.version_token
        new_form = self.form_class(**self.get_form_kwargs() | {"data": data, "files": None})
        for name, errors in form.errors.items():
            if name in form.files:
                new_form.errors.pop(name, None)
                new_form.add_error(name, errors.as_data())
        return new_form

    def stale_form(self, form):
        new_form = self.rebound(form)
        new_form.add_error(None, STALE_MESSAGE)
        new_form.conflicts = form.differences(self.group.preview_with_changes)
        return new_form

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            step=BY_KEY[self.step],
            steps=step_list(self.group, self.step) if not self.group.is_live else None,
            number=step_number(self.step),
            **kwargs,
        )


class ProfilePage(StepPage):
    step, form_class = "profile", ProfileForm


class DecreePage(StepPage):
    step, form_class = "decree", DecreeForm


class OfficersPage(StepPage):
    """The officers, named with or without an account, each with their own consent."""

    template_name = "groups/kim/officers.html"
    step = "officers"
    rule = staticmethod(rules.may_name_officers)

    def get_form(self, form_class=None):
        typed = self.draft.data if self.draft else None
        if self.request.method == "POST":
            return OfficerFormSet(self.request.POST, group=self.group, user=self.request.user)
        return OfficerFormSet(None, group=self.group, user=self.request.user, typed=typed)

    def post(self, request, *args, **kwargs):
        formset = self.get_form()
        if not formset.is_valid() and not formset.is_outdated:
            return self.render_to_response(self.get_context_data(form=formset))
        if formset.is_outdated or request.POST.get("version_token") != self.group.version_token:
            return self.outdated()
        try:
            self.group.set_officers(formset.rows())
        except StaleObject:
            self.__dict__.pop("group")
            return self.outdated()
        return self.saved()

    def outdated(self):
        """Show the officers as they are now, with what was typed, to be saved once more."""
        typed = self.request.POST
        formset = OfficerFormSet(None, group=self.group, user=self.request.user, typed=typed)
        return self.render_to_response(self.get_context_data(form=formset, outdated=STALE_MESSAGE))

    def get_context_data(self, **kwargs):
        remark = review_comments_of(self.group).get("officers")
        version_token = self.group.version_token
        if self.request.method != "POST" and self.draft:
            begun_with = (self.draft.values.get("version_token") or [version_token])[0]
            if begun_with != version_token:
                kwargs["outdated"] = STALE_MESSAGE
        return super().get_context_data(version_token=version_token, remark=remark, **kwargs)


class DeclarationsPage(StepPage):
    template_name = "groups/kim/declarations.html"
    step, form_class = "declarations", DeclarationsForm
    rule = staticmethod(rules.may_complete)

    def get_form_kwargs(self):
        declared = bool(self.group.neutrality_declared_at)
        names = ("neutrality", "consent", "right")
        kwargs = super(StepPage, self).get_form_kwargs()
        return kwargs | {
            "initial": dict.fromkeys(names, declared) | {"version_token": self.group.version_token}
        }

    def post(self, request, *args, **kwargs):
        require_permission(rules.may_name_officers(request.user, self.group))
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            self.group.declare(by=request.user)
        except StaleObject:
            form.add_error(None, STALE_MESSAGE)
            return self.render_to_response(self.get_context_data(form=form))
        return self.saved()


class CheckPage(OwnGroupPage, TemplateView):
    """A summary before submission, with what is missing or unusual."""

    template_name = "groups/kim/submit.html"
    rule = staticmethod(rules.may_complete)

    @cached_property
    def may_submit(self):
        return rules.may_submit(self.request.user, self.group)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            steps=step_list(self.group, "check"),
            number=step_number("check"),
            officers=self.group.memberships.current().in_order(),
            warnings=self.group.warnings(),
            may_submit=self.may_submit,
            returned=self.group.state == State.RETURNED,
            **kwargs,
        )


@post_action
def group_submit(request, slug):
    group = own_group(request, slug)
    require_permission(rules.may_submit(request.user, group))
    group.submit(by=request.user)
    messages.success(request, _("Sent in. A reviewer checks it; you are told by e-mail."))
    return redirect("group_home", group.slug)
