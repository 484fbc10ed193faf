import logging
import socket
import struct
from typing import IO, Any

from django.conf import settings
from django.core.files import File

logger = logging.getLogger(__name__)

TIMEOUT = 20
CHUNK_SIZE = 64 * 1024


def scan(content: File | IO[bytes]) -> bool | None:
    """Have clamd (settings.CLAMD_ADDRESS, "host:port" or the path of a socket) scan an open file.

    Return True if it is clean, False if it is harmful, None without a scanner or a response.
    """
    if not (address := settings.CLAMD_ADDRESS):
        return None
    content.seek(0)
    try:
        with _connect(address) as connection:
            reply = _instream(connection, content)
    except OSError:
        logger.exception("clamd does not answer")
        return None
    finally:
        content.seek(0)
    if reply.endswith(b"FOUND"):
        return False
    # Every other reply, such as "INSTREAM size limit exceeded. ERROR", is not clean.
    return True if reply == b"stream: OK" else None


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(TIMEOUT)
        connection.connect(address)
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT)


def _instream(connection: socket.socket, content: Any) -> bytes:
    connection.sendall(b"zINSTREAM\0")
    while chunk := content.read(CHUNK_SIZE):
        connection.sendall(struct.pack("!I", len(chunk)) + chunk)
    connection.sendall(bytes(4))
    reply = b""
    while not reply.endswith(b"\0") and (part := connection.recv(4096)):
        reply += part
    return reply.rstrip(b"\0")
