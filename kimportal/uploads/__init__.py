"""The gate every uploaded file passes.

Django's side asks the questions (``fields``, ``gate``); whatever reads foreign bytes runs in
``box``, a child process with little time, little memory and no secrets, one for each file.
"""
