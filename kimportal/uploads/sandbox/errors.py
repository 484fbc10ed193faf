class RejectedUpload(Exception):
    """The file may not come in. ``code`` is one of kimportal.uploads.refusals.SENTENCES."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code
