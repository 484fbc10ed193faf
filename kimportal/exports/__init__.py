"""Exports for staff: each app declares its tables and columns as an `Export`."""
