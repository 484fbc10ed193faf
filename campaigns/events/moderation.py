from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.elections.models import Campaign, Pillar, Setting
from campaigns.events import rules
from campaigns.events.flags import usual_range
from campaigns.events.models.event import Mode, OutreachEvent
from campaigns.events.models.photo import EventPhoto
from campaigns.events.reported_fields import (
    REPORTED_FIELDS,
    Readers,
    other_facts,
    plain_text,
)
from campaigns.events.similar_photos import similar_photos
from campaigns.materials.models.material import Material
from groups.kim.models import Group
from groups.regions.models import Region
from kimportal.moderation.adapters import ModerationAdapter, PrivateAttachment, SimilarItem
from kimportal.moderation.field_changes import Change
from kimportal.moderation.states import State
from kimportal.ui.template_tags import clock, day

MAX_SIMILAR = 5


class EventAdapter(ModerationAdapter):
    """An outreach event: did it happen as reported, is it neutral, do those shown consent?"""

    model = OutreachEvent
    template = "campaigns/events/_review.html"
    order = 30
    campaign = "campaign"
    searched_columns = {**ModerationAdapter.searched_columns, "campaign__name__icontains": str}
    related = ("group__region", "region", "campaign", "setting", "submitted_by")
    fields = (
        "title",
        "campaign",
        "pillars",
        "mode",
        "setting",
        "region",
        "venue",
        "link",
        "starts",
        "ends",
        *(field.name for field in REPORTED_FIELDS if field.is_typed),
    )

    field_labels = {field.name: field.label for field in REPORTED_FIELDS if field.is_related}

    def may_review(self, person, item):
        return rules.may_review(person, item)

    def may_withdraw(self, person, item):
        return rules.may_withdraw(person, item)

    def may_review_change(self, person, change_request):
        return rules.may_review_change(person, change_request)

    def context(self, item):
        return {
            "pillars": item.pillars.all(),
            "speakers": item.speakers.all(),
            "handed_out": item.handed_out.select_related("material"),
            "other_facts": other_facts(item, Readers.STAFF),
            "number_reasons": reasons_for_numbers(item, item.flag_list),
        }

    def private_attachments(self, item):
        return [_photo(photo) for photo in item.photos.shown().order_by("order", "pk")]

    def attachments_proposed(self, change_request):
        """The photos as proposed; else those the public sees."""
        item = change_request.item
        if "photos" not in change_request.new:
            return self.private_attachments(item)
        keys = [key for key, _caption in change_request.new["photos"]]
        photos = item.photos.in_bulk(keys)
        return [_photo(photos[key]) for key in keys if key in photos]

    def changes_proposed(self, change_request):
        public = change_request.item
        names = list(change_request.new)
        old = (
            change_request.old if change_request.state == State.LIVE else public.read_values(names)
        )
        return [
            Change(
                self.field_label(name),
                display_text(public, name, old.get(name)),
                display_text(public, name, change_request.new[name]),
            )
            for name in names
        ]

    def pending_for(self, person):
        """For reviewers also what takes place in their region and others decide on, to object."""
        if not person.is_reviewer:
            return super().pending_for(person)
        tied = Group.objects.tied_to(person).values("pk")
        waiting = self.overseen_by(person).waiting()
        return waiting.exclude(submitted_by=person).exclude(group__in=tied)

    def may_object(self, person, item):
        return rules.may_object(person, item)

    def hints(self, item):
        # Those about numbers stand beside the numbers.
        return [*reasons_for_photos(item, item.flag_list), *hints_of(item, item.flag_list, None)]

    def hints_proposed(self, change_request):
        item, flags, new = change_request.item, change_request.flag_list, change_request.new
        return [
            *reasons_for_numbers(item, flags, new),
            *reasons_for_photos(item, flags, new),
            *hints_of(item, flags, new),
        ]

    def similar_items(self, person, item):
        """Return events of the same gathering or with a similar photo, in the person's charge."""
        others = self.overseen_by(person).exclude(pk=item.pk).select_related("group", "region")
        same = others.same_gathering(group=item.group, region=item.region, starts=item.starts)
        similar = {
            event: SimilarItem(event, _("same KIM, day and place")) for event in same[:MAX_SIMILAR]
        }
        photos = EventPhoto.objects.shown().filter(event__in=others.order_by())
        pairs = similar_photos(item.photos.shown(), photos, "event__group", "event__region")
        for ours, theirs in pairs:
            listed = similar.get(theirs.event)
            if listed and listed.pictures:
                continue
            why = ", ".join([*([listed.why] if listed else []), _("a photo looks alike")])
            pictures = self.side_by_side(person, ours, theirs)
            similar[theirs.event] = SimilarItem(theirs.event, why, pictures)
        return list(similar.values())

    def side_by_side(self, person, *photos):
        """Return the URLs of both private photos; () for whoever may not open one of them."""
        if not all(self.may_open_attachments(person, photo.event) for photo in photos):
            return ()
        return [
            reverse(
                "admin:review_attachment", args=[self.kind, photo.event_id, attachment_name(photo)]
            )
            for photo in photos
        ]


def reasons_for_numbers(event, flags, values=None):
    """Return why the flags about attendance were set."""
    reasons = []
    if "unusual_number" in flags:
        reasons.append(usual_range(event, values))
    if "over_head_count" in flags:
        key = (values or {}).get("campaign", event.campaign_id)
        cap = Campaign.objects.filter(pk=key).values_list("head_count_cap", flat=True).first()
        people = (values or {}).get("attendance", event.attendance)
        reasons.append(
            _("The programme's health rules allow %(cap)s people in one place; %(people)s came.")
            % {"cap": cap, "people": people}
        )
    return reasons


def reasons_for_photos(event, flags, values=None):
    """Return how many photos lack the consent of those shown; each photo says so too."""
    if "missing_consent" not in flags:
        return []
    keys = [key for key, _caption in values["photos"]] if values and "photos" in values else None
    count = event.photos.lacking_consent(keys).count()
    text = ngettext(
        "%(count)s photo without the consent of those shown: it stays unpublished.",
        "%(count)s photos without the consent of those shown: they stay unpublished.",
        count,
    )
    return [text % {"count": count}] if count else []


def hints_of(event, flags, values):
    """Explain the flags about place and objections."""
    hints = []
    if "outside_district" in flags:
        place = display_text(event, "region", (values or {}).get("region", event.region_id))
        names = {"place": place, "district": event.group.region.district}
        hints.append(
            _(
                "It takes place in %(place)s, outside the KIM's own district, %(district)s. The "
                "KIM's reviewers decide; those of the place see it and may object."
            )
            % names
        )
    if "objection" in flags:
        hints.append(_("Reviewers of the place object: read the internal notes first."))
    return hints


def attachment_name(photo):
    return f"photo-{photo.pk}"


def _photo(photo):
    consent = _("those shown agree") if photo.has_consent else _("no consent noted")
    text = f"{photo.caption} · {consent}" if photo.caption else capfirst(consent)
    return PrivateAttachment(attachment_name(photo), gettext_lazy("Photo"), photo.file, text)


#: Values of an event that are keys of other rows.
RELATED_MODELS = {"campaign": Campaign, "setting": Setting, "region": Region}


def display_text(event, name, value):
    """Return a plain value of an event (models/values.py) as text for people."""
    if value in (None, "", []):
        return ""
    if name in RELATED_MODELS:
        return str(RELATED_MODELS[name].objects.filter(pk=value).first() or value)
    if name in {"starts", "ends", "reported_at"}:
        moment = parse_datetime(value)
        return f"{day(moment, event.zone)}, {clock(moment, event.zone)}"
    if name == "mode":
        return str(Mode(value).label)
    if name == "pillars":
        return ", ".join(str(pillar) for pillar in Pillar.objects.filter(pk__in=value))
    if name == "materials":
        titles = Material.objects.in_bulk([key for key, _copies in value])
        return ", ".join(str(titles.get(key, key)) for key, _copies in value)
    if name == "photos":
        return _("%(count)s photos: %(captions)s") % {
            "count": len(value),
            "captions": ", ".join(caption or "–" for _key, caption in value),
        }
    return plain_text(value)
