"""Uploads that find no room on the disk: the words that came with them must not go the same way.

Django's own handler raises in the middle of the form, and with the file all fields are lost. Here
the form is read to its end; only whoever opens the file is told (kimportal.outages then answers).
"""

from contextlib import suppress

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class DiskFullFile:
    """Stands where a file would be: any use of it raises what the disk said."""

    def __init__(self, fault):
        self.fault = fault

    def __getattr__(self, name):
        raise OSError(self.fault.errno, self.fault.strerror)


class UnavailableFile(UploadedFile):
    """A file of a form that could not be kept."""

    def __init__(self, fault, **facts):
        super().__init__(**facts)
        self.file = DiskFullFile(fault)

    def open(self, *args):
        return self.file.open

    def close(self):
        """There is nothing to close."""


class DiskFullUploadHandler(TemporaryFileUploadHandler):
    def new_file(self, *args, **kwargs):
        self.file = self.fault = None
        self._try(super().new_file, *args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        self._try(super().receive_data_chunk, raw_data, start)

    def file_complete(self, file_size):
        file = self._try(super().file_complete, file_size)
        if self.fault is None:
            return file
        if self.file is not None:
            with suppress(OSError):
                self.file.close()
        return UnavailableFile(
            self.fault,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
        )

    def _try(self, action, *args, **kwargs):
        if self.fault is None:
            try:
                return action(*args, **kwargs)
            except OSError as fault:
                self.fault = fault
