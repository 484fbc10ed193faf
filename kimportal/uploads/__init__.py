"""Upload validation.

Every uploaded file passes ``validation``, mostly through a form field of ``fields``. All code that
parses untrusted bytes runs in ``sandbox``: a child process for each file, with limits and without
secrets.
"""
