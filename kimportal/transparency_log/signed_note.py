"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint), with Ed25519 (RFC 8032)."""

import base64
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ED25519 = b"\x01"


class InvalidNote(ValueError):
    """The note bears no valid signature of the key."""


@dataclass(frozen=True)
class Checkpoint:
    """The size and root of a log at some time, under the log's name."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read a checkpoint's text; raise ValueError if it is none."""
        origin, size, root = text.split("\n")[:3]
        return cls(origin, int(size), base64.b64decode(root, validate=True))


class Signer:
    """A key of 32 bytes that signs under a name."""

    def __init__(self, name: str, seed: bytes) -> None:
        self.name = name
        self.key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, self.public)

    @property
    def verifier_key(self) -> str:
        """The public key as others take it: name+key id+algorithm and key in base64."""
        public = base64.b64encode(ED25519 + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{public}"

    def sign(self, text: str) -> str:
        """Return the text, which ends in a newline, with its signature."""
        signature = base64.b64encode(self.key_id + self.key.sign(text.encode())).decode()
        return f"{text}\n— {self.name} {signature}\n"


def key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def verify(note: str, verifier_key: str) -> str:
    """Return the text of a note that this key signed; raise InvalidNote otherwise."""
    name, identifier, encoded = verifier_key.split("+", 2)
    public = base64.b64decode(encoded)[1:]
    text, separator, signatures = note.rpartition("\n\n")
    text += "\n"
    if not separator:
        raise InvalidNote("the note has no signature")
    for line in signatures.splitlines():
        dash, _, rest = line.partition(" ")
        signer, _, encoded = rest.rpartition(" ")
        if dash != "—" or signer != name:
            continue
        try:
            signature = base64.b64decode(encoded, validate=True)
            if signature[:4].hex() != identifier:
                continue
            Ed25519PublicKey.from_public_bytes(public).verify(signature[4:], text.encode())
        except (ValueError, InvalidSignature) as error:
            raise InvalidNote("the signature does not fit") from error
        return text
    raise InvalidNote("no signature of this key")
