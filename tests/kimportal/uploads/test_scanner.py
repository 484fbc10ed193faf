"""Against a clamd of our own making that speaks the real protocol."""

import socketserver
import struct
import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from kimportal.uploads.validation import validate_upload
from tests.kimportal.uploads.make_files import jpeg

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Scanner(socketserver.StreamRequestHandler):
    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
        self.wfile.write(self.server.answer(data) + b"\0")


@pytest.fixture
def clamd(settings):
    with socketserver.TCPServer(("127.0.0.1", 0), Scanner) as server:
        server.answer = lambda data: (
            b"stream: Eicar-Signature FOUND" if EICAR in data else b"stream: OK"
        )
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        yield server
        server.shutdown()


def picture(more=b""):
    return ContentFile(jpeg() + more, name="a.jpg")


def test_without_a_scanner_a_file_counts_as_unscanned():
    assert validate_upload(picture()).scanned is False


def test_a_scanned_file_says_so(clamd):
    assert validate_upload(picture(bytes(200_000))).scanned is True


def test_a_virus_is_refused(clamd):
    with pytest.raises(ValidationError) as refusal:
        validate_upload(picture(EICAR))

    assert refusal.value.code == "virus"


def test_any_other_answer_is_not_clean(clamd):
    clamd.answer = lambda data: b"INSTREAM size limit exceeded. ERROR"

    assert validate_upload(picture()).scanned is False


def test_a_scanner_that_is_away_stops_nobody(settings, caplog):
    settings.CLAMD_ADDRESS = "/nowhere/clamd.sock"

    assert validate_upload(picture()).scanned is False
    assert "clamd does not answer" in caplog.text
