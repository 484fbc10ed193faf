"""What parts/_picture.html needs to show a file in the smallest good format."""

STEPS = (360, 720, 1080)


def picture(file, *, alt, steps=STEPS, sizes="100vw"):
    """The dict of parts/_picture.html, or None for what cannot be shown."""
    drawn = file.by_name
    plain = [drawn[name] for name in (f"jpeg-{step}" for step in steps) if name in drawn]
    if not plain:
        return _itself(file, alt) if file.kind == "picture" else None
    middle = plain[min(1, len(plain) - 1)]
    return {
        "src": middle.url,
        "width": middle.width,
        "height": middle.height,
        "alt": alt,
        "avif": _srcset(drawn, "avif", steps),
        "webp": _srcset(drawn, "webp", steps),
        "sizes": sizes,
    }


def _itself(file, alt):
    """Before anything is drawn, the original stands in."""
    size = {"width": file.width, "height": file.height}
    return {"src": file.url, "alt": alt, **size}


def _srcset(drawn, format, steps):
    found = [drawn[name] for name in (f"{format}-{step}" for step in steps) if name in drawn]
    return ", ".join(f"{one.url} {one.width}w" for one in found)
