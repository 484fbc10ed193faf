from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kimportal.accounts.models import Person
from kimportal.drafts.kinds import kind_of
from kimportal.web.submitted_fields import NO_CONTENT

MAX_DRAFT_LENGTH = 60_000  # characters in one form
MAX_DRAFTS = 30  # of one person
MAX_ABOUT_LENGTH = 120
#: Fields that name what is typed where its page has no name yet.
TITLE_FIELDS = ("title", "name", "email")
#: Fields that are no content: tokens, how the form was opened, and what must be declared anew.
IGNORED_FIELDS = {*NO_CONTENT, "neutrality"}
#: Parts of the names of fields that are never stored: passwords and sign-in codes.
SECRETS = ("password", "csrf", "otp")
#: The field in which a form names the files that were stored with its draft.
FILE_KEYS_FIELD = "kept"
#: How long the owner token of an open form outlives the session.
OWNER_TOKEN_AGE = timedelta(days=7)
SALT = "kimportal.formdraft"
#: Stands in the name of a draft between its form and the tab that typed it, when another tab typed
#: into the same form afterwards.
SET_ASIDE = "#"
#: Of a model, but no words: keys, and the version that a form was opened with.
NO_WORDS = {"version", "version_token", "slug", "id", *NO_CONTENT}


def declared_fields(form: str) -> list[str]:
    """Return the fields of this form that must be declared anew each time."""
    kind = kind_of(form)
    return ["neutrality", *(kind.declared if kind else ())]


@cache
def text_labels() -> dict[str, Any]:
    """Return the labels of all fields in which people write, by name."""
    written = (models.CharField, models.TextField, models.IntegerField, models.DateField)
    return {
        field.name: field.verbose_name
        for app in ("kimportal", "campaigns", "groups")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.fields
        if isinstance(field, written) and not field.choices and field.name not in NO_WORDS
    }


class FormDraftManager(models.Manager["FormDraft"]):
    def store(
        self, person: Person, form: str, data: QueryDict, *, file_keys: Iterable[str] = ()
    ) -> "FormDraft | None":
        """Store the fields of this form, complete or not, and the keys of files stored with it.

        Return the draft, or None if the text is too long.
        """
        ignored = {*IGNORED_FIELDS, FILE_KEYS_FIELD, *declared_fields(form)}
        values = {
            name: [text.replace("\0", "") for text in data.getlist(name)]  # PostgreSQL takes no NUL
            for name in data
            if name not in ignored
            and "\0" not in name
            and not any(secret in name for secret in SECRETS)
        }
        # A request without files leaves those that were stored before with the draft.
        before = self.of(person, form)
        keys = [text.replace("\0", "") for text in data.getlist(FILE_KEYS_FIELD)]
        keys = list(dict.fromkeys([*keys, *(before.file_keys if before else []), *file_keys]))
        texts = {**values, FILE_KEYS_FIELD: keys} if keys else values
        length = sum(len(name) + sum(map(len, typed)) for name, typed in texts.items())
        if length > MAX_DRAFT_LENGTH:
            return None
        names = {
            "page_key": data.get("key", "")[:36].replace("\0", ""),
            "about": data.get("draft_about", "")[:MAX_ABOUT_LENGTH].replace("\0", ""),
        }
        with transaction.atomic():
            person.lock_row()
            self._set_aside(before, names["page_key"], data.get("restored", ""))
            # One statement, so that storing and deleting at the same time cannot deadlock.
            [draft] = self.bulk_create(
                [self.model(person=person, form=form, values=values, file_keys=keys, **names)],
                update_conflicts=True,
                unique_fields=["person", "form"],
                update_fields=["values", "file_keys", "at", *names],
            )
        for surplus in self.filter(person=person).order_by("-at", "-id")[MAX_DRAFTS:]:
            self.delete_for(person, surplus.form)
        return draft

    def _set_aside(self, before: "FormDraft | None", page_key: str, restored: str) -> None:
        """Keep what another tab typed into the same form, under a name of its own."""
        if before is None:
            return
        own = f"{before.form}{SET_ASIDE}"
        self.filter(person=before.person, form=f"{own}{page_key}").delete()
        if before.page_key and page_key and before.page_key not in {page_key, restored}:
            self.filter(person=before.person, form=f"{own}{before.page_key}").delete()
            self.filter(pk=before.pk).update(form=f"{own}{before.page_key}")

    def of(self, person: Person, form: str) -> "FormDraft | None":
        """Return the draft of this form, or None."""
        return self.filter(person=person, form=form).first()

    def all_of(self, person: Person, form: str) -> "list[FormDraft]":
        """Return the drafts of this form: the last typed one, then those of other tabs."""
        one = models.Q(form=form) | models.Q(form__startswith=f"{form}{SET_ASIDE}")
        return sorted(self.filter(one, person=person), key=lambda draft: draft.form)

    def delete_for(self, person: Person, form: str | None = None) -> None:
        """Delete the draft of this form, or all drafts, and the files stored with it."""
        drafts = self.filter(person=person)
        for draft in drafts if form is None else drafts.filter(form=form):
            kind = kind_of(draft.form)
            if kind and kind.clean_up:
                kind.clean_up(draft)
            draft.delete()

    def delete_sent(self, person: Person, form: str, keys: Iterable[str]) -> None:
        """Delete the draft of a form that was sent, unless another tab typed it meanwhile.

        `keys` are those of the form that was sent, and of the draft that was shown in it.
        """
        for draft in self.all_of(person, form):
            if not draft.page_key or draft.page_key in keys:
                self.delete_for(person, draft.form)

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

    @staticmethod
    def is_of_another(token: str, person: Person) -> bool:
        """Return whether somebody else opened the form, on a phone that people share."""
        try:
            pk, _session_nonce = signing.loads(token, salt=SALT)
        except signing.BadSignature:
            return False
        return bool(pk != person.pk)


class FormDraft(models.Model):
    """Unsent input of a form, which its owner finds again on another device.

    `form` is "<kind>:<key>", for example "report:<event>"; `about` names that event. Values are
    stored as typed, even if the form would reject them.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form = models.CharField(max_length=200)
    page_key = models.CharField(max_length=36, default="", db_default="")  # of where it was typed
    about = models.CharField(max_length=120, default="", db_default="")
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
        """Return what the form's name has after its kind: what it is about."""
        return self.form.partition(":")[2].partition(SET_ASIDE)[0]

    @property
    def title(self) -> str:
        """Return what the form is about, by the name typed into it or the page's."""
        typed = ((self.values.get(name) or [""])[0].strip() for name in TITLE_FIELDS)
        return self.about or next(filter(None, typed), "")

    @property
    def data(self) -> QueryDict:
        """Return the values as a form would receive them."""
        data = QueryDict(mutable=True)
        for name, texts in self.values.items():
            data.setlist(name, texts)
        return data

    @property
    def label(self) -> str:
        """Return the name of the form's page."""
        kind = kind_of(self.form)
        return str(kind.label) if kind else self.kind

    @property
    def page(self) -> str:
        """Return the URL on which the form is opened again."""
        kind = kind_of(self.form)
        url = kind.page(self.key) if kind else ""
        if SET_ASIDE not in self.form:
            return url
        return f"{url}{'&' if '?' in url else '?'}tulisan={self.page_key}"

    @property
    def typed_texts(self) -> list[tuple[str, str]]:
        """Return (label, text) of what was written by hand, to be read and copied."""
        labels = text_labels()
        return [
            (capfirst(labels[name.rpartition("-")[2]]), text)
            for name, texts in self.values.items()
            if name.rpartition("-")[2] in labels
            for text in texts
            if text.strip()
        ]

    def is_older_than(self: Self, version_token: str) -> bool:
        """Return whether the object has changed since this draft was begun."""
        return (self.values.get("version") or [version_token])[0] != version_token
