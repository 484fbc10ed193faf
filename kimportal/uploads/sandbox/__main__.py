"""python -I __main__.py <json>: reads stdin, writes facts to stdout, the file to fd ``out``."""

import errno
import importlib
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from kimportal.uploads.sandbox.errors import RejectedUpload  # noqa: E402
from kimportal.uploads.sandbox.limits import hold  # noqa: E402

VERBS = {
    "picture": "images",
    "pdf": "pdf",
    "first_page": "first_page",
    "mp3": "mp3",
    "ogg": "ogg",
    "mp4": "mp4",
    "sheet": "spreadsheet",
}


def answer(make, order):
    try:
        # Closing writes too, and may be what finds the disk full.
        with os.fdopen(0, "rb", closefd=False) as source, os.fdopen(order["out"], "wb") as out:
            return make(source, out, **order["options"])
    except RejectedUpload as refused:
        return {"refused": refused.code}
    except MemoryError:
        return {"refused": "heavy"}
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return {"refused": "storage" if full else "damaged"}
    except Exception:
        # Decoders fail in a hundred ways on hostile bytes; all of them mean the same to the sender.
        return {"refused": "damaged"}


def main():
    order = json.loads(sys.argv[1])
    make = importlib.import_module(f"kimportal.uploads.sandbox.{VERBS[order['verb']]}").make
    hold(**order["limits"])
    print(json.dumps(answer(make, order)))


if __name__ == "__main__":
    main()
