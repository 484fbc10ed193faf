"""A .kim file as the phone makes it (js/offline/queue.js)."""

import hashlib
import json
import time
from uuid import uuid4

from kimportal.offline.kim_file import MAGIC, seal_of
from kimportal.offline.person import phone_of


def head_of(person, fields, files=(), **changes):
    """The head of a form that this person's phone seals; `files` are (field, name, content)."""
    key = changes.pop("key", None) or str(uuid4())
    return {
        "key": key,
        "form": f"quick:{key}",
        "mark": phone_of(person).mark,
        "title": "Arisan RW 05",
        "at": time.time() * 1000,
        "fields": fields,
        "files": [
            {
                "field": field,
                "name": name,
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            for field, name, content in files
        ],
        **changes,
    }


def packed(head, files=(), seal=None):
    """The bytes of the file; sealed with the author's own key unless another seal is given."""
    line = json.dumps(head).encode()
    seal = seal or seal_of(line, head["mark"])
    return b"".join([MAGIC, seal.encode(), b"\n", line, b"\n", *(file[2] for file in files)])


def kim_file(person, fields, files=(), **changes):
    return packed(head_of(person, fields, files, **changes), files)
