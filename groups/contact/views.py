from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from groups.contact import emails, rules
from groups.contact.forms import HONEYPOT, MessageForm
from groups.kim.models import Group
from groups.kim.views.own import own_group
from kimportal.audit.models import Action, AuditEvent
from kimportal.audit.security_log import log_event
from kimportal.moderation.actions import post_action
from kimportal.web.permissions import require_permission
from kimportal.web.sliding_window import client_network


@method_decorator(never_cache, name="dispatch")
class MessagePage(FormView):
    """Write to the officers of a KIM without knowing their numbers; no account is needed.

    Below /akun/, because a form needs a token, and public pages set no cookie.
    """

    template_name = "groups/contact/message.html"
    form_class = MessageForm
    http_method_names = ["get", "head", "options", "post"]

    @cached_property
    def group(self):
        return get_object_or_404(
            Group.objects.live().select_related("region"), slug=self.kwargs["slug"]
        )

    def get_context_data(self, **kwargs):
        answer = rules.may_write(self.group)
        # As text: a Denied is falsy, so the page would not show its reason.
        return super().get_context_data(
            group=self.group, refusal="" if answer else str(answer), **kwargs
        )

    def form_valid(self, form):
        require_permission(rules.may_write(self.group))
        if form.cleaned_data[HONEYPOT]:  # a robot: answer as if it had been sent
            return redirect("group_message_sent", self.group.slug)
        if not self.count():
            form.add_error(None, _("Many messages were sent lately. Please try again tomorrow."))
            response = self.form_invalid(form)
            response.status_code = 429
            return response
        emails.message(
            self.group,
            rules.readers_of(self.group),
            name=form.cleaned_data["name"],
            reply_to=form.cleaned_data["reply_to"],
            text=form.cleaned_data["message"],
        )
        log_event("kim_message", during=self.request, target=f"groups.group:{self.group.pk}")
        return redirect("group_message_sent", self.group.slug)

    def count(self):
        """Count the message; return False if it is one too many."""
        client = client_network(self.request)
        if rules.PER_GROUP.is_exhausted(str(self.group.pk)) or not rules.PER_CLIENT.hit(client):
            return False
        return rules.PER_GROUP.hit(str(self.group.pk)) is not None


class MessageSent(MessagePage):
    template_name = "groups/contact/sent.html"
    http_method_names = ["get", "head", "options"]


@post_action
def switch(request, slug):
    """Turn the message form of the public page on or off."""
    group = own_group(request, slug)
    require_permission(rules.may_switch(request.user, group))
    is_on = request.POST.get("takes_messages") == "on"
    if group.takes_messages != is_on:
        Group.objects.filter(pk=group.pk).update(takes_messages=is_on)
        changes = {"takes_messages": [not is_on, is_on]}
        AuditEvent.objects.record(group, Action.EDIT, by=request.user, changes=changes)
    if is_on:
        messages.success(request, _("People can write to you from the public page."))
    else:
        messages.success(request, _("Nobody can write to you from the public page."))
    return redirect("group_home", slug)
