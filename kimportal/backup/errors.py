class BackupError(Exception):
    """The copy is not whole, or the place it should go to is not empty."""
