"""The portal's addresses with the public files, which nginx serves in production."""

from django.core.files.storage import storages
from django.urls import re_path

from kimportal.urls import urlpatterns
from kimportal.web.views import public_file

urlpatterns = [
    *urlpatterns,
    re_path(r"^media/(?P<path>.+)$", public_file, {"document_root": storages["default"].location}),
]
