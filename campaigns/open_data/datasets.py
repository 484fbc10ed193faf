"""Open data: the columns, data dictionary and rows of each dataset.

No personal data. The dictionary on /data/ is rendered from this file.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.coverage.coverage import SPLIT_MAX_LEVEL
from campaigns.coverage.disclosure_control import SPLIT, rounded
from campaigns.coverage.models import ALL, EventStats
from campaigns.elections.models import Campaign
from campaigns.events.models.event import OutreachEvent
from campaigns.events.reported_fields import OPEN_DATA_FIELDS, Readers
from campaigns.materials.models.material import Material
from groups.kim.models import Group
from groups.regions.models import Region

BATCH = 2000
OF_SUM = _("of those present, in steps of five (see small numbers)")


def page_url(obj):
    return settings.SITE_URL + obj.get_absolute_url()


def public_slug(campaign):
    return campaign.slug if campaign and campaign.is_public else ""


def pillars_of(obj):
    return " ".join(pillar.slug for pillar in obj.pillars.all())


@dataclass(frozen=True)
class Dataset:
    """A dataset: `columns` is {name: meaning}, `find` the queryset, `row` an object's values."""

    name: str
    title: str
    about: str
    columns: dict
    find: callable
    row: callable

    def lines(self):
        """Yield the CSV header and rows, in constant memory."""
        yield list(self.columns)
        for obj in self.find().iterator(chunk_size=BATCH):
            yield self.row(obj)

    def as_dict(self, obj):
        return dict(zip(self.columns, self.row(obj), strict=True))


def regions():
    return Region.objects.order_by("code")


def region_row(region):
    return [
        region.code,
        region.name,
        region.kind,
        region.level,
        region.parent_id,
        region.path,
        region.villages,
        region.valid_to,
    ]


def groups():
    return Group.objects.live().select_related("region").order_by("pk")


def group_row(group):
    return [
        group.slug,
        group.name,
        group.region_id,
        group.region.path,
        group.founded,
        group.activity_basis,
        group.kim_id_number,
        day(group.verified_at, group.region),
        day(group.last_confirmed_at, group.region),
        group.website,
        page_url(group),
    ]


def day(moment, region):
    """Return the date in the region's time zone, as its page shows it."""
    return moment and timezone.localdate(moment, ZoneInfo(region.timezone))


def materials():
    rows = Material.objects.listed().order_by("pk").select_related("language", "campaign")
    return rows.prefetch_related("pillars")


def material_row(material):
    return [
        material.slug,
        material.title,
        material.kind,
        material.language.slug,
        pillars_of(material),
        public_slug(material.campaign),
        material.publisher,
        material.source,
        material.licence,
        material.edition,
        material.published_at,
        material.code,
        page_url(material),
    ]


def events():
    related = ("group", "region", "campaign", "setting")
    rows = OutreachEvent.objects.live().order_by("pk").select_related(*related)
    return rows.prefetch_related("pillars")


def event_row(event):
    return [
        str(event.pk),
        event.title,
        event.group.slug if event.group.is_live else "",
        event.region_id,
        event.region.path,
        public_slug(event.campaign),
        pillars_of(event),
        event.mode,
        event.setting.slug if event.setting else "",
        event.local_starts,
        event.local_ends,
        event.is_reported,
        *(field.read(event, Readers.PUBLIC) for field in OPEN_DATA_FIELDS),
        page_url(event),
    ]


def event_stats():
    """Statistics of public programmes, with the programme's key as `slug`."""
    slug = Campaign.objects.live().filter(pk=OuterRef("programme")).values("slug")
    rows = EventStats.objects.happened().annotate(slug=Subquery(slug))
    return rows.filter(Q(programme=ALL) | Q(slug__isnull=False)).order_by("pk")


def event_stats_row(stats):
    has_split = stats.region_code.count(".") < SPLIT_MAX_LEVEL
    return [
        stats.slug or "",
        stats.region_code,
        stats.facet,
        stats.value,
        stats.events,
        stats.villages if stats.facet == "all" else None,
        stats.attendance,
        stats.told,
        *(rounded(getattr(stats, name)) if has_split else None for name in SPLIT),
        stats.changed_at,
    ]


def coverage_rows(coverage):
    """Yield the table of a coverage page, with the region itself in the last row."""
    yield list(COVERAGE)
    for place in [*coverage.places, coverage.here]:
        yield [
            place.region.code,
            place.region.path,
            place.ballot,
            place.expected,
            place.reached,
            place.events,
            place.attendance,
            place.groups,
            place.with_group,
            place.changed_at,
        ]


REGION_CODE = _("code of the region in the official list; empty is all Indonesia")
CHANGED = _("time of the last decision that changed a figure of this row")
COVERAGE = {
    "region_code": REGION_CODE,
    "region": _("full name including the regions above it"),
    "ballot": _(
        "its part in the programme's election: own, own_and_governor, governor (only the "
        "governor's), parts (only regions in it vote), none, unknown (not on record yet); empty "
        "without an election"
    ),
    "villages_expected": _(
        "villages of the programme's voting regions in it, empty while not all of them are on "
        "record; without a programme all its villages"
    ),
    "villages_reached": _("of these, villages with at least one reported event"),
    "events": _("reported events that a reviewer has checked"),
    "attendance": _("people present, added up; someone who attends twice is counted twice"),
    "groups": _("verified KIM in it"),
    "villages_with_group": _("villages with at least one verified KIM"),
    "changed": CHANGED,
}
PILLARS = _("identifiers of the pillars: cerdas, sehat, damai")
PROGRAMME = _("identifier of the programme; empty: outside a programme")
PAGE = _("its page on the portal")
DATASETS = {
    dataset.name: dataset
    for dataset in [
        Dataset(
            "kim",
            _("Community Information Groups (KIM)"),
            _("Verified groups, without personal data."),
            {
                "slug": _("identifier of the group"),
                "name": _("its name"),
                "region_code": _("code of its village or district"),
                "region": _("full name including the regions above it"),
                "founded": _("day it was founded; 1 January where only the year is known"),
                "activity_basis": _("the group's main field of activity"),
                "kim_id_number": _("number on kim.id"),
                "verified": _("day its decree was verified"),
                "confirmed": _("day the group last confirmed its data"),
                "website": _("its website"),
                "page": PAGE,
            },
            groups,
            group_row,
        ),
        Dataset(
            "materi",
            _("Materials"),
            _("Published materials in their newest version."),
            {
                "slug": _("identifier of the material"),
                "title": _("title"),
                "kind": _("kind, for example poster"),
                "language": _("language (BCP 47)"),
                "pillars": PILLARS,
                "programme": PROGRAMME,
                "publisher": _("who publishes it"),
                "source": _("legal basis or source"),
                "licence": _("licence"),
                "edition": _("version number"),
                "published_at": _("time of publication"),
                "code": _("code by which anybody can check it"),
                "page": PAGE,
            },
            materials,
            material_row,
        ),
        Dataset(
            "kegiatan",
            _("Events"),
            _("Planned and reported events of KIM."),
            {
                "id": _("identifier of the event"),
                "title": _("title"),
                "group": _("identifier of the KIM"),
                "region_code": _("code of the place"),
                "region": _("full name including the regions above it"),
                "programme": PROGRAMME,
                "pillars": PILLARS,
                "mode": _("in_person, online, hybrid or media"),
                "setting": _("kind of place"),
                "starts": _("start, in local time"),
                "ends": _("end, in local time"),
                "reported": _("1 once it has been reported"),
                **{field.name: field.meaning for field in OPEN_DATA_FIELDS},
                "page": PAGE,
            },
            events,
            event_row,
        ),
        Dataset(
            "rekap",
            _("Tallies"),
            _("Counts of reported events by programme, region and one further dimension."),
            {
                "programme": _("identifier of the programme; empty: all together"),
                "region_code": REGION_CODE,
                "facet": _("all, pillar, mode, month or material"),
                "value": _("the pillar, mode, month or material"),
                "events": _("reported events that a reviewer has checked"),
                "villages": _("villages with at least one of them (dimension all)"),
                "attendance": _(
                    "people present, added up; someone who attends twice is counted twice"
                ),
                "told": _("events that said how many came"),
                **dict.fromkeys(SPLIT, OF_SUM),
                "changed": CHANGED,
            },
            event_stats,
            event_stats_row,
        ),
        Dataset(
            "wilayah",
            _("Regions"),
            _("The official list (Kepmendagri 300.2.2-2138/2025) as the portal uses it."),
            {
                "code": _("dotted code"),
                "name": _("official name"),
                "kind": _("province, regency, city, district, kelurahan, desa or desa_adat"),
                "level": _("1 province, 2 regency or city, 3 district, 4 village"),
                "parent": _("code of the region above it"),
                "path": _("full name including the regions above it"),
                "villages": _("villages in it"),
                "valid_to": _("day from which it was no longer in the list"),
            },
            regions,
            region_row,
        ),
    ]
}
