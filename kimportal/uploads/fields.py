from concurrent.futures import ThreadPoolExecutor

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, override

from kimportal.uploads import file_types
from kimportal.uploads.error_messages import rejection
from kimportal.uploads.file_types import KINDS, MAX_SIZES
from kimportal.uploads.validated_file import shown_name
from kimportal.uploads.validation import MAX_PAGES, MAX_SIDE, sizes_by_kind, validate_upload

PHOTO_SIDE = 2560
#: So many pictures of one form are checked at the same time.
AT_ONCE = 2


class UploadField(forms.FileField):
    """A file of one of ``kinds``; clean() gives a CleanFile. ``max_size`` is bytes or a dict."""

    def __init__(
        self, *, kinds=KINDS, max_size=None, max_side=MAX_SIDE, max_pages=MAX_PAGES, **kwargs
    ):
        self.kinds = kinds
        self.limits = {
            "kinds": kinds,
            "max_size": sizes_by_kind(kinds, max_size),
            "max_side": max_side,
            "max_pages": max_pages,
        }
        super().__init__(**kwargs)

    def to_python(self, data):
        if data in self.empty_values:
            return None
        return validate_upload(data, **self.limits)

    def widget_attrs(self, widget):
        """Named types also make iPhones send JPEG where they would send HEIC."""
        accepted = {format.mime: None for format in file_types.of(self.kinds)}
        return {**super().widget_attrs(widget), "accept": ",".join(accepted)}


class PictureField(UploadField):
    def __init__(self, *, max_size=MAX_SIZES["picture"], max_side=PHOTO_SIDE, **kwargs):
        super().__init__(kinds=("picture",), max_size=max_size, max_side=max_side, **kwargs)


class DocumentField(UploadField):
    """A PDF, or a photo or scan of a paper."""

    def __init__(self, *, max_size=MAX_SIZES["document"], **kwargs):
        super().__init__(kinds=("document", "picture"), max_size=max_size, **kwargs)


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class PicturesField(PictureField):
    """Several pictures at once; clean() gives a list, and each refusal names its picture."""

    widget = ManyFilesInput

    def __init__(self, *, max_files=8, **kwargs):
        self.max_files = max_files
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        files = [one for one in data or [] if one not in self.empty_values]
        if not files:
            super().clean(None, initial)
        if len(files) > self.max_files:
            raise rejection("too_many", files=self.max_files)
        clean, errors, check = [], [], super().clean
        with ThreadPoolExecutor(AT_ONCE) as pool:
            language = get_language()
            checks = [pool.submit(_in_language, language, check, one, initial) for one in files]
        for one, checked in zip(files, checks, strict=True):
            try:
                clean.append(checked.result())
            except ValidationError as error:
                errors += _naming(one, error)
        if errors:
            raise ValidationError(errors)
        return clean


def _in_language(language, check, *args):
    """Call this in a thread of its own, which knows nothing of the reader's language."""
    with override(language):
        return check(*args)


def _naming(upload, error):
    name = shown_name(upload.name)
    return [ValidationError(f"{name}: {message}", code=error.code) for message in error.messages]
