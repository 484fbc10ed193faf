"""Registers of KIM as offices keep them: read as text, columns matched, rows judged."""
