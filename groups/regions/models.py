from collections import Counter

from django.db import models, transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.regions.querysets import RegionQuerySet
from kimportal.moderation.states import State
from kimportal.web.counters import lock_table, upsert_counters

#: Provinces outside Western Indonesia Time (Keppres 41/1987, and the provinces since carved out).
CENTRAL_TIME = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
EASTERN_TIME = {"81", "82", "91", "92", "93", "94", "95", "96"}


class Kind(models.TextChoices):
    PROVINCE = "province", _("Province")
    REGENCY = "regency", _("Regency")
    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    KELURAHAN = "kelurahan", _("Urban village")
    DESA = "desa", _("Village")
    DESA_ADAT = "desa_adat", _("Customary village")


class Level(models.IntegerChoices):
    PROVINCE = 1, _("Province")
    REGENCY = 2, _("Regency or city")
    DISTRICT = 3, _("District")
    VILLAGE = 4, _("Village or kelurahan")


def titled(kind, name):
    """Return the name as people say it: 'Kab. Malang', 'Kec. Sukun', 'DKI Jakarta'."""
    for official, common in COMMON_PREFIXES.get(kind, {}).items():
        if name.startswith(official):
            return common + name.removeprefix(official)
    return name


def level_of(code):
    return Level(code.count(".") + 1)


def is_village(code):
    return code.count(".") == 3


def codes_over(code):
    """Return this code and all above it, widest first ("" is the country): ['', '35', '35.73']."""
    parts = code.split(".")
    return ["", *(".".join(parts[:n]) for n in range(1, len(parts) + 1))]


def lies_in(code, wider):
    """Whether this code equals the wider one or lies below it; "" is the whole country."""
    return wider == "" or code == wider or code.startswith(f"{wider}.")


def timezone_of(code):
    """Return the IANA time zone of a region code, from its province: '35.73' → 'Asia/Jakarta'."""
    province = code[:2]
    if province in CENTRAL_TIME:
        return "Asia/Makassar"
    return "Asia/Jayapura" if province in EASTERN_TIME else "Asia/Jakarta"


#: Official prefixes of names, by kind, and the common ones people use instead.
COMMON_PREFIXES = {
    Kind.PROVINCE: {"Daerah Khusus Ibukota ": "DKI ", "Daerah Istimewa ": "DI "},
    Kind.REGENCY: {"Kabupaten ": "Kab. ", "": "Kab. "},
    Kind.DISTRICT: {"": "Kec. "},
    Kind.KELURAHAN: {"": "Kel. "},
    Kind.DESA: {"Desa ": "Desa ", "": "Desa "},
}


class Region(models.Model):
    """A region of the official list (Kepmendagri 300.2.2-2138/2025); its dotted code is the key."""

    code = models.CharField(_("code"), max_length=13, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=250)  # "Kel. Sukun, Kec. Sukun, Kota Malang, Jawa Timur"
    search_text = models.TextField(blank=True)
    villages = models.PositiveIntegerField(_("villages in it"), default=0, editable=False)
    valid_to = models.DateField(_("left the decree"), null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        indexes = [models.Index(fields=["level", "name"], name="region_level_name")]

    def __str__(self):
        return self.path

    def get_absolute_url(self):
        return reverse("region_detail", args=[self.code])

    @property
    def title(self):
        """The name with its kind, as people say it: 'Kel. Sukun', 'Kota Malang', 'Jawa Timur'."""
        return titled(self.kind, self.name)

    @property
    def timezone(self):
        return timezone_of(self.code)

    @property
    def ancestor_codes(self):
        """Codes above this one, widest first: '35.73.01' → ['35', '35.73']."""
        return codes_over(self.code)[1:-1]

    @property
    def district(self):
        """The district of a village; any other region itself."""
        return self.parent if self.level == Level.VILLAGE else self


class RegionStatsManager(models.Manager):
    @transaction.atomic
    def update_for(self, group, step):
        """Count a live group in (+1) or out (−1) in its region and in all regions above it."""
        code, new = group.region_id, 0
        # The country's row first: every transaction locks it first, so none deadlocks another.
        upsert_counters(self.model, ["region_code"], ["groups", "villages"], [("", 0, 0)])
        if is_village(code):
            upsert_counters(self.model, ["region_code"], ["groups", "villages"], [(code, step, 0)])
            groups = self.get(region_code=code).groups
            # Only a village's first and last KIM change the number of villages with a KIM.
            new = step if groups == (1 if step > 0 else 0) else 0
            upsert_counters(self.model, ["region_code"], ["groups", "villages"], [(code, 0, new)])
        wider = [c for c in codes_over(code) if not is_village(c)]
        upsert_counters(
            self.model, ["region_code"], ["groups", "villages"], [(c, step, new) for c in wider]
        )

    def recounted(self):
        """Return {code: (groups, villages)}, counted from the live groups."""
        live = Region.objects.filter(groups__state=State.LIVE)
        group_codes = list(live.values_list("code", flat=True))  # one for each group
        groups = Counter(code for group_code in group_codes for code in codes_over(group_code))
        village_codes = {code for code in group_codes if is_village(code)}
        villages = Counter(code for village in village_codes for code in codes_over(village))
        return {code: (count, villages[code]) for code, count in groups.items()}

    def stored(self):
        """Return the stored statistics in the form of `recounted`."""
        rows = self.exclude(groups=0).values_list("region_code", "groups", "villages")
        return {code: (groups, villages) for code, groups, villages in rows}

    @transaction.atomic
    def rebuild(self):
        """Store the recounted values. Return {code: (stored, recounted)} where they differed."""
        lock_table(self.model)
        old, new = self.stored(), self.recounted()
        codes = old.keys() | new.keys()
        wrong = {c: (old.get(c), new.get(c)) for c in codes if old.get(c) != new.get(c)}
        changed_at, now = dict(self.values_list("region_code", "changed_at")), timezone.now()
        self.all().delete()
        self.bulk_create(
            (
                self.model(
                    region_code=code,
                    groups=groups,
                    villages=villages,
                    changed_at=now if code in wrong else changed_at[code],
                )
                for code, (groups, villages) in new.items()
            ),
            batch_size=2000,
        )
        return wrong


class RegionStats(models.Model):
    """Counts of a region's live KIM and of its villages that have one; code "" is Indonesia."""

    region_code = models.CharField(max_length=13, primary_key=True)
    groups = models.IntegerField(default=0)
    villages = models.IntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = RegionStatsManager()

    def __str__(self):
        return f"{self.region_code or 'Indonesia'}: {self.groups}"
