"""``python -I __main__.py <json>``: parse stdin, print facts, write the file to fd ``out``."""

import errno
import importlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from kimportal.uploads.sandbox.errors import RejectedUpload
from kimportal.uploads.sandbox.limits import set_limits

READERS = {
    "picture": "images",
    "pdf": "pdf",
    "first_page": "first_page",
    "mp3": "mp3",
    "ogg": "ogg",
    "mp4": "mp4",
    "m4a": "m4a",
    "sheet": "spreadsheet",
}


def answer(make: Callable[..., Any], order: dict[str, Any]) -> Any:
    """Run a reader; return its facts, or why the file is rejected."""
    try:
        # Closing flushes, so it may raise ENOSPC as well.
        with os.fdopen(0, "rb", closefd=False) as source, os.fdopen(order["out"], "wb") as out:
            return make(source, out, **order["options"])
    except RejectedUpload as rejected:
        return {"rejected": rejected.code}
    except MemoryError:
        return {"rejected": "heavy"}
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return {"rejected": "storage" if full else "damaged"}
    except Exception:
        # Decoders raise all kinds of errors on hostile bytes; to the sender they mean the same.
        return {"rejected": "damaged"}


def main() -> None:
    order = json.loads(sys.argv[1])
    make = importlib.import_module(f"kimportal.uploads.sandbox.{READERS[order['reader']]}").make
    set_limits(**order["limits"])
    print(json.dumps(answer(make, order)))


if __name__ == "__main__":
    main()
