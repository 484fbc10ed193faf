"""How what members send reaches an event exactly once, with its photos, or is kept safe."""

from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from campaigns.forms.event_parts import ASIDE, KeyForm, content_digest
from campaigns.forms.event_plan import PlanForm
from campaigns.forms.event_report import ReportForm
from campaigns.models import OtherContent, OutreachEvent, Receipt, Typed
from campaigns.models.photo import MOST_PHOTOS, stored, written
from kimportal.uploads.fields import PicturesField

FORMS = ("new", "plan", "report")


def own_event(person, pk):
    """An event of one's own group; for everybody else there is nothing here."""
    return get_object_or_404(
        OutreachEvent.objects.of(person).select_related(
            "group", "region", "setting", "campaign__election", "submitted_by", "begun_by"
        ),
        pk=pk,
    )


def answered_once(request, event, act, *, form="", letter=True):
    """Do `act` once for the form's key; the same again is answered with the same receipt."""
    key, digest = KeyForm.read(request.POST), content_digest(request.POST, request.FILES)

    def acting():
        act()
        return event

    try:
        receipt, _new = Receipt.objects.once(
            acting, key=key, digest=digest, by=request.user, letter=letter
        )
    except OtherContent as other:
        return conflict(request, other.receipt, form)
    if form:
        Typed.objects.forget(request.user, form)
    return redirect("event_receipt", event.pk, receipt.pk)


def answer_known(request, *, form):
    """The answer this key and content had already, if any: before anything is decoded again."""
    key, digest = KeyForm.read(request.POST), content_digest(request.POST, request.FILES)
    try:
        receipt = Receipt.objects.known(key=key, digest=digest, by=request.user)
    except OtherContent as other:
        return conflict(request, other.receipt, form)
    return HttpResponseRedirect(address_of(receipt)) if receipt else None


def address_of(receipt):
    """Where the first answer led: a receipt, or the new draft's next step."""
    if receipt.event.submitted_at:
        return reverse("event_receipt", args=[receipt.event_id, receipt.pk])
    return next_step(receipt.event)


def next_step(event):
    """After the plan: what has begun wants its report; what lies ahead is shown to be sent in."""
    page = "event_own" if event.is_upcoming else "event_report"
    return reverse(page, args=[event.pk])


def conflict(request, receipt, form):
    """409: this key was used for other words. Nothing is overwritten; both stay safe."""
    kind, _colon, event = form.partition(":")
    safe_form = f"new:{uuid4()}" if kind == "new" else form
    typed = Typed.objects.keep(request.user, safe_form, request.POST)
    context = {
        "receipt": receipt,
        "event": receipt.event,
        "typed": typed,
        "typed_url": address_of_form(safe_form),
        "words": [
            (label_of(name), text)
            for name in request.POST
            if name not in ASIDE
            for text in request.POST.getlist(name)
            if text.strip()
        ],
    }
    return render(request, "campaigns/event_conflict.html", context, status=409)


def label_of(name):
    """What the form calls a field; a numbered one is called by its name."""
    field = PlanForm.base_fields.get(name) or ReportForm.base_fields.get(name)
    return field.label if field else name


def address_of_form(form):
    kind, _colon, key = form.partition(":")
    if kind == "new":
        return f"{reverse('event_new')}?kunci={key}"
    return reverse(f"event_{kind}", args=[key])


def kept_form(request):
    """Keep a half-filled form, and the photos that pass. Returns (Typed, event or None)."""
    form = request.POST.get("form", "")
    kind, _colon, key = form.partition(":")
    try:
        key = UUID(key)
    except ValueError:
        raise Http404
    if kind not in FORMS:
        raise Http404
    event = own_event(request.user, key) if kind != "new" else None
    if kind == "report":
        keep_photos(request, event)
    return Typed.objects.keep(request.user, f"{kind}:{key}", request.POST), event


def keep_photos(request, event):
    """Store the photos of a form that is not sent yet; a browser would lose them. Returns them."""
    room = MOST_PHOTOS - event.photos.count()
    if not request.FILES.getlist("photos") or room <= 0 or not event.is_mendable:
        return []
    try:
        clean = PicturesField(max_files=room, required=False).clean(request.FILES.getlist("photos"))
    except ValidationError:
        return []
    with stored(event, clean, **photo_facts(request, event)) as photos, transaction.atomic():
        event.hold()
        return written(photos)


def photo_facts(request, event, data=None):
    data = data or request.POST
    return {
        "caption": " ".join(data.get("photos_caption", "").replace("\0", "").split())[:200],
        "has_consent": bool(data.get("photos_consent")),
        "is_shown": not event.is_live,
        "added_by": request.user,
    }
