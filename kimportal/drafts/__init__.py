"""What people typed and have not sent: stored, and offered again.

`models.FormDraft`: forms that are stored while they are typed, found on any device.
`form_recovery`: forms of signed-in pages that were submitted after the session had ended.
Error pages show the submitted fields at once (kimportal/web/submitted_fields.py, one floor below).
"""
