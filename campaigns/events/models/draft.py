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
MAX_DRAFTS = 30  # unfinished forms of one person
IGNORED_FIELDS = {"csrfmiddlewaretoken", "key", "form", "whose", "neutrality"}
#: How long the owner token of an open form outlives the session.
OWNER_TOKEN_AGE = timedelta(days=7)
SALT = "campaigns.formdraft"


class FormDraftManager(models.Manager):
    def store(self, person, form, data, *, photos=()):
        """Store the fields of this form, complete or not, and the keys of photos uploaded with it.

        Return the draft, or None if the text is too long.
        """
        values = {
            name: [text.replace("\0", "") for text in data.getlist(name)]  # PostgreSQL takes no NUL
            for name in data
            if name not in IGNORED_FIELDS and "\0" not in name
        }
        # A request without photos leaves those that were uploaded before with the draft.
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
            person.lock_row()
            # One statement, so that storing and deleting at the same time cannot deadlock.
            [draft] = self.bulk_create(
                [self.model(person=person, form=form, values=values)],
                update_conflicts=True,
                unique_fields=["person", "form"],
                update_fields=["values", "at"],
            )
        for stale in self.filter(person=person).order_by("-at", "-id")[MAX_DRAFTS:]:
            self.delete_for(person, stale.form)
        return draft

    def of(self, person, form):
        return self.filter(person=person, form=form).first()

    def for_event(self, person, event):
        """Return drafts of changes of this event, newest first."""
        forms = [f"{kind}:{event.pk}" for kind in ("plan", "report")]
        return self.filter(person=person, form__in=forms).order_by("-at")

    def unfinished(self, person):
        """Return drafts of new events, newest first."""
        return self.filter(person=person, form__startswith="new:").order_by("-at")

    def delete_for(self, person, form):
        """Delete the draft of this form, and photos that were uploaded with it and never sent."""
        for draft in self.filter(person=person, form=form):
            draft.unsent_photos().delete()
            draft.delete()

    def delete_all_of(self, person):
        for draft in self.filter(person=person):
            self.delete_for(person, draft.form)

    # -- the owner of a form while nobody is signed in

    @staticmethod
    def owner_token(person):
        """Return a signed token for a form, which names its owner after the session has ended.

        It grants no access and shows nothing; ending the person's sessions revokes it.
        """
        return signing.dumps([person.pk, person.session_nonce], salt=SALT)

    @staticmethod
    def owner_from_token(token):
        """Return the person who opened the form, or None."""
        try:
            pk, session_nonce = signing.loads(token, salt=SALT, max_age=OWNER_TOKEN_AGE)
        except signing.BadSignature:
            return None
        people = get_user_model().objects.filter(is_active=True)
        return people.filter(pk=pk, session_nonce=session_nonce).first()


class FormDraft(models.Model):
    """Unsent input of a form, which its owner finds again on another device.

    `form` is "new:<key>", "plan:<event>" or "report:<event>". Values are stored as typed, even if
    the form would reject them.
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
            models.UniqueConstraint(fields=["person", "form"], name="one_draft_per_form"),
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
        """Return photos uploaded with this draft that neither the event nor a change shows."""
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
        """Whether the event has changed since this draft was begun."""
        version_token = event.version_token
        return (self.values.get("version") or [version_token])[0] != version_token
