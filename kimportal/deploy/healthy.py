"""Whether the web process in this container answers: for its health check."""

import os
import urllib.request

first_host = os.environ["DJANGO_ALLOWED_HOSTS"].split(",")[0]
urllib.request.urlopen(  # noqa: S310  (our own process)
    urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": first_host}),  # noqa: S310
    timeout=4,
)
