"""The link in each invitation that ends them: "this is not me"."""

from django.core import signing
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from groups.members.models import LINK, InvitationStop


@csrf_exempt  # a mailbox posts by itself (RFC 8058); the signed address is the permission
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop_invitations(request, mark):
    """Ask first, because mailboxes open every link of an email to look for harm; POST acts."""
    try:
        address_hash = LINK.unsign(mark)
    except signing.BadSignature:
        raise Http404
    stop = InvitationStop.objects.filter(address_hash=address_hash)
    if request.POST.get("List-Unsubscribe") == "One-Click":
        InvitationStop.objects.get_or_create(address_hash=address_hash)
    elif request.POST.get("allow"):
        stop.delete()
    return render(request, "groups/members/invitation_stop.html", {"stopped": stop.exists()})
