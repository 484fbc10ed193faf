"""Image sources for parts/_picture.html: a file in the smallest format a browser supports."""

STEPS = (360, 720, 1080)


def picture(file, *, alt, steps=STEPS, sizes="100vw"):
    """Return the context of parts/_picture.html, or None if there is no picture to show."""
    drawn = file.by_name
    jpegs = [drawn[name] for name in (f"jpeg-{step}" for step in steps) if name in drawn]
    if not jpegs:
        return _original(file, alt) if file.kind == "picture" else None
    middle = jpegs[min(1, len(jpegs) - 1)]
    return {
        "src": middle.url,
        "large": file.url if file.kind == "picture" else jpegs[-1].url,
        "width": middle.width,
        "height": middle.height,
        "alt": alt,
        "avif": _srcset(drawn, "avif", steps),
        "webp": _srcset(drawn, "webp", steps),
        "sizes": sizes,
    }


def _original(file, alt):
    """Use the original until renditions exist."""
    size = {"width": file.width, "height": file.height}
    return {"src": file.url, "large": file.url, "alt": alt, **size}


def _srcset(drawn, format, steps):
    sources = [drawn[name] for name in (f"{format}-{step}" for step in steps) if name in drawn]
    return ", ".join(f"{source.url} {source.width}w" for source in sources)
