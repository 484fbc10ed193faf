from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_TYPED = 60_000  # characters in one form
MOST_FORMS = 30  # unfinished forms of one person
NOT_TYPED = {"csrfmiddlewaretoken", "key", "form", "neutrality"}


class TypedManager(models.Manager):
    def keep(self, person, form, data):
        """Remember what is in this form, whole or half. Returns it, or None if it is too much."""
        values = {
            name: [text.replace("\0", "") for text in data.getlist(name)]  # PostgreSQL takes no NUL
            for name in data
            if name not in NOT_TYPED and "\0" not in name
        }
        if sum(len(name) + sum(map(len, texts)) for name, texts in values.items()) > MOST_TYPED:
            return None
        # One statement, so that keeping and forgetting at once cannot trip over each other.
        [typed] = self.bulk_create(
            [self.model(person=person, form=form, values=values)],
            update_conflicts=True,
            unique_fields=["person", "form"],
            update_fields=["values", "at"],
        )
        stale = self.filter(person=person).order_by("-at", "-id").values_list("pk", flat=True)
        self.filter(pk__in=list(stale[MOST_FORMS:])).delete()
        return typed

    def of(self, person, form):
        return self.filter(person=person, form=form).first()

    def unfinished(self, person):
        """New events begun and not yet saved, newest first."""
        return self.filter(person=person, form__startswith="new:").order_by("-at")

    def forget(self, person, form):
        self.filter(person=person, form=form).delete()


class Typed(models.Model):
    """What a person has typed into a form and not yet sent: found again on another device.

    `form` names it: "new:<key>", "plan:<event>", "report:<event>". Kept as typed, also what the
    form would refuse.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form = models.CharField(max_length=60)
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # {name: [texts]}
    at = models.DateTimeField(default=timezone.now)

    objects = TypedManager()

    class Meta:
        verbose_name = _("unsent words")
        verbose_name_plural = _("unsent words")
        constraints = [
            models.UniqueConstraint(fields=["person", "form"], name="one_typed_per_form"),
        ]

    def __str__(self):
        return self.form

    @property
    def title(self):
        return (self.values.get("title") or [""])[0].strip()

    @property
    def key(self):
        return self.form.partition(":")[2]
