"""The pages of forms whose unsent input is kept."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property

from kimportal.drafts.models import IGNORED_FIELDS, FormDraft, declared_fields
from kimportal.web.views import ViewMixin


class KeepsDraft(ViewMixin):
    """Mixin of a form's page: what was typed there and not sent is shown when it is opened again.

    Name the form's kind in `draft_kind` (registered by the app); `draft_key` says what it is
    about. The template adds parts/_draft_attributes.html to its <form>, and
    parts/_draft_fields.html inside. A view without Django's get_form() calls `with_draft` itself.
    """

    draft_kind = ""

    @property
    def draft_key(self) -> str:
        return str(self.kwargs.get("slug", ""))

    @property
    def draft_about(self) -> str:
        """What the form is about, by name, for the list of unsent forms."""
        return ""

    @property
    def form_name(self) -> str:
        return f"{self.draft_kind}:{self.draft_key}"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        request.draft_name = self.form_name  # type: ignore[attr-defined]

    @cached_property
    def draft(self) -> FormDraft | None:
        """This person's unsent input in this form: of the tab asked for, or the last; or None."""
        asked = self.request.GET.get("tulisan")
        return next((d for d in self.drafts if d.page_key == asked), next(iter(self.drafts), None))

    @cached_property
    def drafts(self) -> list[FormDraft]:
        return FormDraft.objects.all_of(self.request.user, self.form_name)  # type: ignore[arg-type]

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        return self.with_draft(super().get_form(*args, **kwargs))  # type: ignore[misc]

    def with_draft(self, form: Any) -> Any:
        """Return the form, which shows the draft if it is opened and not submitted."""
        if self.request.method != "POST" and self.draft:
            show_typed(form, self.draft.data)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("draft_form", self.draft_form())
        return super().get_context_data(**kwargs)  # type: ignore[misc]

    def draft_form(self) -> dict[str, Any]:
        """Return what the template's parts need."""
        shown = self.draft if self.request.method != "POST" else None
        context = draft_form(self.request, self.form_name, about=self.draft_about, draft=shown)
        others = [draft for draft in self.drafts if draft != shown] if shown else []
        return context | {
            "others": others,
            "url": self.draft_url,
            "key": self.draft_page_key or context["key"],
        }

    #: The URL with the form's key, if the page has a new key at each opening, and that key.
    draft_url = ""
    draft_page_key: Any = None


def draft_form(
    request: HttpRequest,
    name: str,
    *,
    about: str = "",
    draft: FormDraft | None = None,
    key: Any = None,
) -> dict[str, Any]:
    """Return what parts/_draft_attributes.html and parts/_draft_fields.html need."""
    return {
        "name": name,
        "key": key or page_key(request),
        "whose": FormDraft.objects.owner_token(request.user),  # type: ignore[arg-type]
        "about": about,
        "declared": " ".join(declared_fields(name)),
        "draft": draft,
        "restored": draft.page_key if draft else request.POST.get("restored", ""),
    }


def page_key(request: HttpRequest) -> UUID:
    """Return the key of the submitted form, or a new one."""
    try:
        return UUID(request.POST.get("key") or "")
    except ValueError:
        return uuid4()


def show_typed(form: forms.BaseForm, data: QueryDict, prefix: str | None = None) -> None:
    """Show typed fields in an unbound form, also those that it would refuse; no files."""
    for bound in form:
        widget = bound.field.widget
        name = bound.html_name if prefix is None else f"{prefix}-{bound.name}"
        if bound.field.disabled or widget.needs_multipart_form or name in IGNORED_FIELDS:
            continue
        if not widget.value_omitted_from_data(data, {}, name):
            form.initial[bound.name] = widget.value_from_datadict(data, {}, name)
