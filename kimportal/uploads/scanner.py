import logging
import socket
import struct

from django.conf import settings

logger = logging.getLogger(__name__)

SECONDS = 20
PIECE = 64 * 1024


def scan(content):
    """Ask clamd (settings.CLAMD_ADDRESS, "host:port" or a socket's path) about an open file.

    True: clean. False: harmful. None: nobody to ask, or no answer; the file counts as unscanned.
    """
    if not (address := settings.CLAMD_ADDRESS):
        return None
    content.seek(0)
    try:
        with _connect(address) as line:
            reply = _ask(line, content)
    except OSError:
        logger.exception("clamd does not answer")
        return None
    finally:
        content.seek(0)
    if reply.endswith(b"FOUND"):
        return False
    # "INSTREAM size limit exceeded. ERROR" and whatever else is not OK is not clean.
    return True if reply == b"stream: OK" else None


def _connect(address):
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(SECONDS)
        line.connect(address)
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _ask(line, content):
    line.sendall(b"zINSTREAM\0")
    while piece := content.read(PIECE):
        line.sendall(struct.pack("!I", len(piece)) + piece)
    line.sendall(bytes(4))
    reply = b""
    while not reply.endswith(b"\0") and (part := line.recv(4096)):
        reply += part
    return reply.rstrip(b"\0")
