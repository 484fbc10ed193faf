"""Virus scanning, with a fake clamd that speaks the real protocol."""

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
        self.wfile.write(self.server.reply(data) + b"\0")


@pytest.fixture
def clamd(settings):
    with socketserver.TCPServer(("127.0.0.1", 0), Scanner) as server:
        server.reply = lambda data: (
            b"stream: Eicar-Signature FOUND" if EICAR in data else b"stream: OK"
        )
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        yield server
        server.shutdown()


def picture(more=b""):
    return ContentFile(jpeg() + more, name="a.jpg")


def test_without_a_scanner_a_file_is_unscanned():
    assert validate_upload(picture()).scanned is False


def test_a_clean_file_is_marked_as_scanned(clamd):
    assert validate_upload(picture(bytes(200_000))).scanned is True


def test_a_virus_is_rejected(clamd):
    with pytest.raises(ValidationError) as refusal:
        validate_upload(picture(EICAR))

    assert refusal.value.code == "virus"


def test_any_other_reply_leaves_the_file_unscanned(clamd):
    clamd.reply = lambda data: b"INSTREAM size limit exceeded. ERROR"

    assert validate_upload(picture()).scanned is False


def test_without_a_running_scanner_uploads_are_accepted(settings, caplog):
    settings.CLAMD_ADDRESS = "/nowhere/clamd.sock"

    assert validate_upload(picture()).scanned is False
    assert "clamd does not answer" in caplog.text
