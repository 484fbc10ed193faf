from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, override

from kimportal.uploads import file_types
from kimportal.uploads.error_messages import rejection
from kimportal.uploads.file_types import KINDS, MAX_SIZES
from kimportal.uploads.validated_file import shown_name
from kimportal.uploads.validation import MAX_PAGES, MAX_SIDE, sizes_by_kind, validate_upload

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MAX_PHOTO_SIDE = 2560
#: Pictures of one form that are validated at the same time.
MAX_WORKERS = 2


class UploadField(forms.FileField):
    """A file of one of ``kinds``; clean() returns a ValidatedFile.

    ``max_size`` is in bytes, or a dict of bytes by kind; ``keep_bytes`` is for PDFs that may be
    signed and never become public.
    """

    def __init__(
        self,
        *,
        kinds: Sequence[str] = KINDS,
        max_size: int | dict[str, int] | None = None,
        max_side: int = MAX_SIDE,
        max_pages: int = MAX_PAGES,
        keep_bytes: bool = False,
        **kwargs: Any,
    ) -> None:
        self.kinds = kinds
        self.limits: dict[str, Any] = {
            "kinds": kinds,
            "max_size": sizes_by_kind(kinds, max_size),
            "max_side": max_side,
            "max_pages": max_pages,
            "keep_bytes": keep_bytes,
        }
        super().__init__(**kwargs)

    def to_python(self, data: Any) -> Any:
        if data in self.empty_values:
            return None
        return validate_upload(data, **self.limits)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Set `accept`; with it iPhones also convert HEIC photos to JPEG."""
        types = file_types.of_kinds(self.kinds)
        accepted = dict.fromkeys(file_type.mime for file_type in types)
        if file_types.M4A in types:  # phones have several names for this type
            accepted |= dict.fromkeys(file_types.M4A.extensions)
        return {**super().widget_attrs(widget), "accept": ",".join(accepted)}


class PictureField(UploadField):
    def __init__(
        self,
        *,
        max_size: int = MAX_SIZES["picture"],
        max_side: int = MAX_PHOTO_SIDE,
        **kwargs: Any,
    ) -> None:
        super().__init__(kinds=("picture",), max_size=max_size, max_side=max_side, **kwargs)


class DocumentField(UploadField):
    """A PDF, or a photo or scan of a document, for private evidence: it may be signed."""

    def __init__(self, *, max_size: int = MAX_SIZES["document"], **kwargs: Any) -> None:
        kinds = ("document", "picture")
        super().__init__(kinds=kinds, max_size=max_size, keep_bytes=True, **kwargs)


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class PicturesField(PictureField):
    """Several pictures; clean() returns a list, and each error names its picture."""

    widget = ManyFilesInput

    def __init__(self, *, max_files: int = 8, **kwargs: Any) -> None:
        self.max_files = max_files
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        uploads = [upload for upload in data or [] if upload not in self.empty_values]
        if not uploads:
            super().clean(None, initial)
        if len(uploads) > self.max_files:
            raise rejection("too_many", files=self.max_files)
        validate = super().clean
        with ThreadPoolExecutor(MAX_WORKERS) as pool:
            language = get_language()
            futures = [
                pool.submit(_in_language, language, validate, upload, initial) for upload in uploads
            ]
        pictures: list[Any] = []
        errors: list[ValidationError] = []
        for upload, future in zip(uploads, futures, strict=True):
            try:
                pictures.append(future.result())
            except ValidationError as error:
                errors += _with_file_name(upload, error)
        if errors:
            raise ValidationError(errors)
        return pictures


def _in_language(language: str | None, function: Callable[..., Any], *args: Any) -> Any:
    """Call `function` in the reader's language, which Django activates only for one thread."""
    with override(language):
        return function(*args)


def _with_file_name(upload: "UploadedFile", error: ValidationError) -> list[ValidationError]:
    name = shown_name(upload.name)
    return [ValidationError(f"{name}: {message}", code=error.code) for message in error.messages]
