from django.db import models
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    """A word of the portal that staff may add to: named in both languages, in an order."""

    slug = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name in Indonesian"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["order", "name"]

    def __str__(self):
        return self.name_en if get_language() == "en" else self.name


class Pillar(Named):
    """What a voter is called to be: cerdas, sehat, damai. The three come installed."""

    summary = models.CharField(_("summary in Indonesian"), max_length=200, blank=True)
    summary_en = models.CharField(_("summary in English"), max_length=200, blank=True)

    class Meta(Named.Meta):
        verbose_name = _("pillar")
        verbose_name_plural = _("pillars")

    @property
    def summary_text(self):
        return self.summary_en if get_language() == "en" else self.summary

    @property
    def title(self):
        """'Pemilih cerdas', 'Smart voter': how the pillar is called in a heading."""
        return capfirst(gettext("%(pillar)s voter") % {"pillar": str(self).lower()})


class Topical:
    """What is about some of the pillars."""

    @cached_property
    def topics(self):
        """Its pillars. Lists fetch them by this name: a relation makes a query for each row."""
        return list(self.pillars.all())


class Setting(Named):
    """Where outreach happens: rembug warga, posyandu, pos ronda, grup WhatsApp …"""

    class Meta(Named.Meta):
        verbose_name = _("setting")
        verbose_name_plural = _("settings of events")


class Language(Named):
    """A language materials are written in; `slug` is its BCP 47 tag (id, jv, su, mad, ban …)."""

    class Meta(Named.Meta):
        verbose_name = _("language")
        verbose_name_plural = _("languages")
