"""Upload handler that survives a full disk.

Django's own raises while the form is parsed, and all fields are lost. With this one the form
fields stay available, and only opening the file raises (see kimportal.web.service_unavailable).
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class DiskFullFile:
    """Stands for the content: any use raises the error of the disk."""

    def __init__(self, error: OSError) -> None:
        self.error = error

    def __getattr__(self, name: str) -> NoReturn:
        raise OSError(self.error.errno, self.error.strerror)


class UnavailableFile(UploadedFile):
    """An uploaded file that could not be stored."""

    def __init__(self, error: OSError, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.file: Any = DiskFullFile(error)

    def open(self, *args: Any) -> Any:
        return self.file.open

    def close(self) -> None:
        """There is nothing to close."""


class DiskFullUploadHandler(TemporaryFileUploadHandler):
    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.file: Any = None
        self.error: OSError | None = None
        self._try(super().new_file, *args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._try(super().receive_data_chunk, raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        file = self._try(super().file_complete, file_size)
        if self.error is None:
            return file
        if self.file is not None:
            with suppress(OSError):
                self.file.close()
        return UnavailableFile(
            self.error,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
        )

    def _try(self, action: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self.error is None:
            try:
                return action(*args, **kwargs)
            except OSError as error:
                self.error = error
