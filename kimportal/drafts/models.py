from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kimportal.accounts.models import Person

MAX_DRAFT_LENGTH = 60_000  # characters in one form
MAX_DRAFTS = 30  # of one person
#: Fields that are no content: tokens, how the form was opened, and what must be declared anew.
IGNORED_FIELDS = {"csrfmiddlewaretoken", "key", "form", "whose", "neutrality"}
#: The field in which a form names the files that were stored with its draft.
FILE_KEYS_FIELD = "kept"
#: How long the owner token of an open form outlives the session.
OWNER_TOKEN_AGE = timedelta(days=7)
SALT = "kimportal.formdraft"
_file_cleanups: dict[str, Callable[["FormDraft"], Any]] = {}


def register_file_cleanup(kind: str, clean_up: Callable[["FormDraft"], Any]) -> None:
    """Have `clean_up(draft)` delete the files of a draft of this kind before its row goes."""
    _file_cleanups[kind] = clean_up


class FormDraftManager(models.Manager["FormDraft"]):
    def store(
        self, person: Person, form: str, data: QueryDict, *, file_keys: Iterable[str] = ()
    ) -> "FormDraft | None":
        """Store the fields of this form, complete or not, and the keys of files stored with it.

        Return the draft, or None if the text is too long.
        """
        values = {
            name: [text.replace("\0", "") for text in data.getlist(name)]  # PostgreSQL takes no NUL
            for name in data
            if name not in {*IGNORED_FIELDS, FILE_KEYS_FIELD} and "\0" not in name
        }
        # A request without files leaves those that were stored before with the draft.
        before = self.of(person, form)
        keys = [text.replace("\0", "") for text in data.getlist(FILE_KEYS_FIELD)]
        keys = list(dict.fromkeys([*keys, *(before.file_keys if before else []), *file_keys]))
        texts = {**values, FILE_KEYS_FIELD: keys} if keys else values
        length = sum(len(name) + sum(map(len, typed)) for name, typed in texts.items())
        if length > MAX_DRAFT_LENGTH:
            return None
        with transaction.atomic():
            person.lock_row()
            # One statement, so that storing and deleting at the same time cannot deadlock.
            [draft] = self.bulk_create(
                [self.model(person=person, form=form, values=values, file_keys=keys)],
                update_conflicts=True,
                unique_fields=["person", "form"],
                update_fields=["values", "file_keys", "at"],
            )
        for surplus in self.filter(person=person).order_by("-at", "-id")[MAX_DRAFTS:]:
            self.delete_for(person, surplus.form)
        return draft

    def of(self, person: Person, form: str) -> "FormDraft | None":
        """Return the draft of this form, or None."""
        return self.filter(person=person, form=form).first()

    def of_kind(self, person: Person, kind: str) -> "models.QuerySet[FormDraft]":
        """Return the drafts of this kind of form, newest first."""
        return self.filter(person=person, form__startswith=f"{kind}:").order_by("-at")

    def delete_for(self, person: Person, form: str | None = None) -> None:
        """Delete the draft of this form, or all drafts, and the files stored with it."""
        drafts = self.filter(person=person)
        for draft in drafts if form is None else drafts.filter(form=form):
            if clean_up := _file_cleanups.get(draft.kind):
                clean_up(draft)
            draft.delete()

    # -- the owner of a form while nobody is signed in

    @staticmethod
    def owner_token(person: Person) -> str:
        """Return a signed token for a form, which names its owner after the session has ended.

        It grants no access and shows nothing; ending the person's sessions revokes it.
        """
        return signing.dumps([person.pk, person.session_nonce], salt=SALT)

    @staticmethod
    def owner_from_token(token: str) -> Person | None:
        """Return the person who opened the form, or None."""
        try:
            pk, session_nonce = signing.loads(token, salt=SALT, max_age=OWNER_TOKEN_AGE)
        except signing.BadSignature:
            return None
        people = get_user_model().objects.filter(is_active=True)
        return people.filter(pk=pk, session_nonce=session_nonce).first()


class FormDraft(models.Model):
    """Unsent input of a form, which its owner finds again on another device.

    `form` is "<kind>:<key>", for example "report:<event>". Values are stored as typed, even if the
    form would reject them.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form = models.CharField(max_length=60)
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # {name: [texts]}
    file_keys = models.JSONField(default=list)  # as the form names them: text of any origin
    at = models.DateTimeField(default=timezone.now)

    objects = FormDraftManager()

    class Meta:
        verbose_name = _("unsent words")
        verbose_name_plural = _("unsent words")
        constraints = [
            models.UniqueConstraint(fields=["person", "form"], name="one_draft_per_person_and_form")
        ]

    def __str__(self) -> str:
        return self.form

    @property
    def kind(self) -> str:
        return self.form.partition(":")[0]

    @property
    def key(self) -> str:
        return self.form.partition(":")[2]

    @property
    def title(self) -> str:
        return (self.values.get("title") or [""])[0].strip()

    def is_older_than(self: Self, version_token: str) -> bool:
        """Return whether the object has changed since this draft was begun."""
        return (self.values.get("version") or [version_token])[0] != version_token
