class RejectedUpload(Exception):
    """The file is rejected; ``code`` is a key of kimportal.uploads.error_messages.SENTENCES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
