from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from groups.kim import rules
from groups.kim.changes import StaleObject
from groups.kim.forms import OUTDATED, DeclarationsForm, DecreeForm, ProfileForm, StartForm
from groups.kim.models import Group
from groups.kim.review_comments import review_comments_of
from groups.kim.steps import BY_KEY, after, number_of, walk
from groups.kim.views.own import OwnGroupPage, own_group
from groups.members.officer_forms import OfficerFormSet
from kimportal.moderation.actions import post_action
from kimportal.moderation.states import State
from kimportal.web.permissions import require_permission
from kimportal.web.views import MemberPage


class RegisterPage(MemberPage, FormView):
    """The first step: from here on there is a draft, on every device."""

    template_name = "groups/kim/register.html"
    form_class = StartForm

    def get_initial(self):
        return {"own_name": self.request.user.name, "role": "chair"}

    def get_context_data(self, **kwargs):
        drafts = Group.objects.of(self.request.user).drafts().order_by("-id")[: rules.MOST_DRAFTS]
        return super().get_context_data(drafts=drafts, **kwargs)

    @transaction.atomic
    def form_valid(self, form):
        # Taps go one after the other.
        self.request.user.hold()
        group = self.begun_before(form.cleaned_data)
        if group is None:
            if not (answer := rules.may_register(self.request.user)):
                form.add_error(None, str(answer))
                return self.form_invalid(form)
            group = Group.start(by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Your draft is kept. Go on here or on another device."))
        return redirect("group_profile", group.slug)

    def begun_before(self, typed):
        """The draft that a first tap on the same button has made."""
        mine = Group.objects.of(self.request.user).drafts()
        return mine.filter(name=typed["name"], region=typed["region"]).first()


class StepPage(OwnGroupPage, FormView):
    """One step. What is good is stored, whatever else is still wrong; nothing typed is lost."""

    template_name = "groups/kim/step.html"
    rule = staticmethod(rules.may_edit_group)
    step = None

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        stored = self.group.preview_with_changes
        kwargs["initial"] = {"version_token": self.group.version_token}
        return kwargs | {"instance": stored, "remarks": review_comments_of(self.group)}

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        good = form.is_valid()
        try:
            version_token = form.data.get("version_token", "")
            self.group.change(form.kept_values(), by=request.user, version_token=version_token)
        except StaleObject:
            return self.render_to_response(self.get_context_data(form=self.outdated(form)))
        if not good:
            return self.render_to_response(self.get_context_data(form=self.again(form)))
        return self.saved()

    def saved(self):
        if self.group.is_live:
            messages.success(
                self.request, _("Your change is kept. Send it in when it is complete.")
            )
            return self.go("group_home")
        messages.success(self.request, _("Saved."))
        if self.group.state == State.RETURNED:  # mended: the next tap sends it in again
            return self.go("group_check")
        return self.go(after(self.step).url_name)

    def again(self, form):
        """The same words over what is stored by now; a file that was refused is refused again."""
        self.__dict__.pop("group", None)
        data = form.data.copy()
        data["version_token"] = self.group.version_token
        newer = self.form_class(**self.get_form_kwargs() | {"data": data, "files": None})
        for name, faults in form.errors.items():
            if name in form.files:
                newer.errors.pop(name, None)
                newer.add_error(name, faults.as_data())
        return newer

    def outdated(self, form):
        newer = self.again(form)
        newer.add_error(None, OUTDATED)
        newer.conflicts = form.differences(self.group.preview_with_changes)
        return newer

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            step=BY_KEY[self.step],
            steps=walk(self.group, self.step) if not self.group.is_live else None,
            number=number_of(self.step),
            **kwargs,
        )


class ProfilePage(StepPage):
    step, form_class = "profile", ProfileForm


class DecreePage(StepPage):
    step, form_class = "decree", DecreeForm


class OfficersPage(StepPage):
    """Who leads the group: named with or without an account, each with their own consent."""

    template_name = "groups/kim/officers.html"
    step = "officers"
    rule = staticmethod(rules.may_name_officers)

    def get_form(self, form_class=None):
        data = self.request.POST if self.request.method == "POST" else None
        return OfficerFormSet(data, group=self.group, asker=self.request.user)

    def post(self, request, *args, **kwargs):
        formset = self.get_form()
        if not formset.is_valid():
            return self.render_to_response(self.get_context_data(form=formset))
        if request.POST.get("version_token") != self.group.version_token:
            return self.render_to_response(self.get_context_data(form=formset, outdated=OUTDATED))
        try:
            self.group.name_officers(formset.rows())
        except StaleObject:
            self.__dict__.pop("group")
            return self.render_to_response(self.get_context_data(form=formset, outdated=OUTDATED))
        return self.saved()

    def get_context_data(self, **kwargs):
        remark = review_comments_of(self.group).get("officers")
        return super().get_context_data(
            version_token=self.group.version_token, remark=remark, **kwargs
        )


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
            form.add_error(None, OUTDATED)
            return self.render_to_response(self.get_context_data(form=form))
        return self.saved()


class CheckPage(OwnGroupPage, TemplateView):
    """Everything once more before it goes to the reviewers, with what is missing or unusual."""

    template_name = "groups/kim/submit.html"
    rule = staticmethod(rules.may_complete)

    @cached_property
    def may_submit(self):
        return rules.may_submit(self.request.user, self.group)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            steps=walk(self.group, "check"),
            number=number_of("check"),
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
