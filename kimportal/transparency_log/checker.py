#!/usr/bin/env python3
"""Check the portal's public log. Needs Python only, no package.

    python3 periksa.py KEY bukti.tlog-proof          is this entry in the log?
    python3 periksa.py KEY ADDRESS [OLD-CHECKPOINT]  is the whole log what it was?

KEY is the line on the log's page, ADDRESS the page's address or a folder with its files,
OLD-CHECKPOINT a checkpoint file that you kept.
"""

import base64
import hashlib
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)


def expect(condition: object, otherwise: str) -> None:
    if not condition:
        raise ValueError(otherwise)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def point(data: bytes) -> tuple[int, int]:
    y = int.from_bytes(data, "little") & (1 << 255) - 1
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P)
    x = pow(xx, (P + 3) // 8, P)
    x = x if (x * x - xx) % P == 0 else x * ROOT % P
    expect((x * x - xx) % P == 0 and y < P, "not a point of the curve")
    return (P - x if x % 2 != data[31] >> 7 else x), y


def add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    product = D * a[0] * b[0] * a[1] * b[1] % P
    x = (a[0] * b[1] + b[0] * a[1]) * pow(1 + product, P - 2, P)
    y = (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, P - 2, P)
    return x % P, y % P


def times(number: int, a: tuple[int, int]) -> tuple[int, int]:
    result = (0, 1)
    for bit in bin(number)[2:]:
        result = add(result, result)
        result = add(result, a) if bit == "1" else result
    return result


def signed(public: bytes, signature: bytes, text: bytes) -> bool:
    s = int.from_bytes(signature[32:], "little")
    base = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    digest = hashlib.sha512(signature[:32] + public + text).digest()
    right = add(point(signature[:32]), times(int.from_bytes(digest, "little") % L, point(public)))
    return s < L and times(s, base) == right


def checkpoint(note: str, key: str) -> tuple[int, bytes]:
    """Return (size, root) of a checkpoint that this key signed."""
    name, identifier, encoded = key.split("+", 2)
    text, signatures = note.rsplit("\n\n", 1)
    line = next(s for s in signatures.splitlines() if s.startswith(f"— {name} "))
    signature = base64.b64decode(line.rsplit(" ", 1)[1])
    expect(signature[:4].hex() == identifier, "another key")
    public = base64.b64decode(encoded)[1:]
    expect(signed(public, signature[4:], (text + "\n").encode()), "the signature is false")
    origin, size, root = text.split("\n")[:3]
    expect(origin == name, "another log")
    return int(size), base64.b64decode(root)


def root_of(hashes: list[bytes]) -> bytes:
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"")
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\1" + root_of(hashes[:half]) + root_of(hashes[half:]))


def check_proof(text: str, key: str) -> None:
    head, note = text.split("\n\n", 1)
    extra, number, *lines = head.splitlines()[1:]
    data = base64.b64decode(extra.removeprefix("extra "))
    index, proof = int(number.removeprefix("index ")), [base64.b64decode(line) for line in lines]
    (size, root), node = checkpoint(note, key), sha256(b"\0" + data)
    position, last = index, size - 1
    expect(0 <= index < size, "the log is shorter")
    while last:
        if position & 1:
            node = sha256(b"\1" + proof.pop(0) + node)
        elif position < last:
            node = sha256(b"\1" + node + proof.pop(0))
        position, last = position >> 1, last >> 1
    expect(not proof and node == root, "the entry is not in the log")
    print(f"TRUE: entry {index} of {size}\n{data.decode()}")


def fetch(address: str, name: str) -> bytes:
    if "://" not in address:
        return (Path(address) / name).read_bytes()
    address = f"{address.rstrip('/')}/{name}"
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310  (whoever runs it chose)
        return answer.read()


def bundle(address: str, number: int, width: int) -> Iterator[bytes]:
    """Yield the entries of one bundle: each after its length in two bytes."""
    *upper, last = parts(number)
    path = "/".join([*(f"x{part:03}" for part in upper), f"{last:03}"])
    data = fetch(address, f"tile/entries/{path}" + (f".p/{width}" if width < 256 else ""))
    while data:
        length = int.from_bytes(data[:2], "big")
        yield data[2 : 2 + length]
        data = data[2 + length :]


def parts(number: int) -> list[int]:
    return [*(parts(number // 1000) if number > 999 else []), number % 1000]


def check_log(address: str, key: str, old: str) -> None:
    size, root = checkpoint(fetch(address, "checkpoint").decode(), key)
    entries: list[bytes] = []
    for number in range(-(-size // 256)):
        entries += bundle(address, number, min(256, size - number * 256))
    hashes = [sha256(b"\0" + data) for data in entries]
    expect(len(hashes) == size and root_of(hashes) == root, "the entries do not fit the checkpoint")
    if old:
        size, root = checkpoint(Path(old).read_text(encoding="utf-8"), key)
        expect(
            len(hashes) >= size and root_of(hashes[:size]) == root,
            f"the first {size} entries are not what they were",
        )
    print(f"TRUE: {len(hashes)} entries" + (f", the first {size} as they were" if old else ""))


def main(key: str, what: str, old: str = "") -> None:
    try:
        if "://" not in what and Path(what).is_file():
            check_proof(Path(what).read_text(encoding="utf-8"), key)
        else:
            check_log(what, key, old)
    except (ValueError, IndexError, StopIteration, OSError) as error:
        sys.exit(f"FALSE: {error}")


if __name__ == "__main__":
    main(*sys.argv[1:])
