"""Somebody with a browser, for drills: asks, signs in, and never raises for what a server answers."""

import http.client
import http.cookiejar
import re
import time
import urllib.error
import urllib.parse
import urllib.request


class SourceAddressHandler(urllib.request.HTTPHandler):
    """An HTTP handler that connects from this address of 127.0.0.0/8."""

    def __init__(self, address):
        super().__init__()
        self.address = address

    def http_open(self, request):
        return self.do_open(http.client.HTTPConnection, request, source_address=(self.address, 0))


class Visitor:
    def __init__(self, url, timeout=20, address="127.0.0.1"):
        self.url, self.timeout = url, timeout
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.jar),
            urllib.request.ProxyHandler({}),
            SourceAddressHandler(address),
        )

    def get(self, path):
        """Return (status, text, seconds); status 0 where nothing answered."""
        return self._open(urllib.request.Request(self.url + path))

    def post(self, path, **fields):
        """Post a form of the page at this path, with the token that page carries."""
        _status, page, _seconds = self.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        fields["csrfmiddlewaretoken"] = token.group(1) if token else ""
        data = urllib.parse.urlencode(fields).encode()
        headers = {"Referer": self.url + path, "Origin": self.url}
        return self._open(urllib.request.Request(self.url + path, data, headers))

    def sign_in(self, email, password):
        return self.post("/akun/login/", login=email, password=password)

    def _open(self, request):
        began = time.monotonic()
        try:
            with self.opener.open(request, timeout=self.timeout) as answer:
                return (
                    answer.status,
                    answer.read().decode(errors="replace"),
                    time.monotonic() - began,
                )
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(errors="replace"), time.monotonic() - began
        except OSError:
            return 0, "", time.monotonic() - began
