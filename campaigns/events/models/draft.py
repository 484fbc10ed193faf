from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.events.models.photo import EventPhoto
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.ui.fields import is_key

MAX_DRAFT_FIELDS = 60_000  # characters in one form
MOST_FORMS = 30  # unfinished forms of one person
NOT_TYPED = {"csrfmiddlewaretoken", "key", "form", "whose", "neutrality"}
#: How long a form left open still knows whose it is after the session has ended.
OPEN_FOR = timedelta(days=7)
SALT = "campaigns.formdraft"


class FormDraftManager(models.Manager):
    def keep(self, person, form, data, *, photos=()):
        """Remember what is in this form, whole or half, and which photos were stored with it.

        Returns it, or None if it is too much.
        """
        values = {
            name: [text.replace("\0", "") for text in data.getlist(name)]  # PostgreSQL takes no NUL
            for name in data
            if name not in NOT_TYPED and "\0" not in name
        }
        # What keeps words alone says nothing of photos: those stored before stay with the form.
        before = self.of(person, form)
        stored = [*(before.values.get("kept", []) if before else []), *map(str, photos)]
        if stored:
            values["kept"] = list(dict.fromkeys([*values.get("kept", []), *stored]))
        if (
            sum(len(name) + sum(map(len, texts)) for name, texts in values.items())
            > MAX_DRAFT_FIELDS
        ):
            return None
        with transaction.atomic():
            person.hold()
            # One statement, so that keeping and forgetting at once cannot trip over each other.
            [typed] = self.bulk_create(
                [self.model(person=person, form=form, values=values)],
                update_conflicts=True,
                unique_fields=["person", "form"],
                update_fields=["values", "at"],
            )
        for stale in self.filter(person=person).order_by("-at", "-id")[MOST_FORMS:]:
            self.forget(person, stale.form)
        return typed

    def of(self, person, form):
        return self.filter(person=person, form=form).first()

    def about(self, person, event):
        """Changes of this event begun and not yet sent, newest first."""
        forms = [f"{kind}:{event.pk}" for kind in ("plan", "report")]
        return self.filter(person=person, form__in=forms).order_by("-at")

    def unfinished(self, person):
        """New events begun and not yet saved, newest first."""
        return self.filter(person=person, form__startswith="new:").order_by("-at")

    def forget(self, person, form):
        """Forget what was typed here, and photos that were stored with it and sent nowhere."""
        for typed in self.filter(person=person, form=form):
            typed.unsent_photos().delete()
            typed.delete()

    def forget_all(self, person):
        for typed in self.filter(person=person):
            self.forget(person, typed.form)

    # -- whose a form is, while nobody is signed in

    @staticmethod
    def mark_of(person):
        """What a form carries so that its words find their owner even after the session ended.

        It lets nobody in and shows nothing; ending a person's sessions makes it worthless.
        """
        return signing.dumps([person.pk, person.session_nonce], salt=SALT)

    @staticmethod
    def owner_of(mark):
        """The person a form was opened by, or None."""
        try:
            pk, session_nonce = signing.loads(mark, salt=SALT, max_age=OPEN_FOR)
        except signing.BadSignature:
            return None
        people = get_user_model().objects.filter(is_active=True)
        return people.filter(pk=pk, session_nonce=session_nonce).first()


class FormDraft(models.Model):
    """What a person has typed into a form and not yet sent: found again on another device.

    `form` names it: "new:<key>", "plan:<event>", "report:<event>". Kept as typed, also what the
    form would refuse.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form = models.CharField(max_length=60)
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # {name: [texts]}
    at = models.DateTimeField(default=timezone.now)

    objects = FormDraftManager()

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

    @property
    def kind(self):
        return self.form.partition(":")[0]

    def unsent_photos(self):
        """Photos this person stored with these words that neither the event nor a change shows."""
        if self.kind == "new" or "kept" not in self.values:
            return EventPhoto.objects.none()
        photos = EventPhoto.objects.filter(event=self.key, added_by=self.person, is_shown=False)
        kept = [int(key) for key in self.values["kept"] if is_key(key)]
        event_type = ContentType.objects.get_for_model(EventPhoto.event.field.related_model)
        changes = ChangeRequest.objects.filter(target_type=event_type, target_id=self.key)
        used = [
            key
            for change in changes
            for values in (change.new, change.old)
            for key, _caption in values.get("photos", [])
        ]
        return photos.filter(pk__in=kept).exclude(pk__in=used)

    def is_older_than(self, event):
        """Whether the event was changed since this was typed over it."""
        version_token = event.version_token
        return (self.values.get("version") or [version_token])[0] != version_token
