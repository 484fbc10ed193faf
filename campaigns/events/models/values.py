"""An event's values that are kept in rows of their own, read and written as plain JSON."""


def read_pillars(event):
    return sorted(event.pillars.values_list("pk", flat=True))


def write_pillars(event, keys):
    event.pillars.set(keys)


def read_speakers(event):
    """Return [[name, institution], …]."""
    return [list(row) for row in event.speakers.values_list("name", "institution")]


def write_speakers(event, rows):
    event.speakers.all().delete()
    event.speakers.bulk_create(
        event.speakers.model(event=event, name=name, institution=institution, order=order)
        for order, (name, institution) in enumerate(rows)
    )


def read_materials(event):
    """Return [[material's key, copies or None], …]."""
    return [list(row) for row in event.handed_out.values_list("material_id", "copies")]


def write_materials(event, rows):
    event.handed_out.all().delete()
    event.handed_out.bulk_create(
        event.handed_out.model(event=event, material_id=material, copies=copies)
        for material, copies in rows
    )


def read_photos(event):
    """Return [[photo's key, caption], …] of the photos shown, in order."""
    return [list(row) for row in event.photos.shown().values_list("pk", "caption")]


def write_photos(event, rows):
    """Show these photos and no others; a photo no longer shown keeps its row for an undo."""
    event.photos.update(is_shown=False)
    for order, (photo, caption) in enumerate(rows):
        event.photos.filter(pk=photo).update(is_shown=True, caption=caption, order=order)


#: For ChangeableModel.related_values.
RELATED_VALUES = {
    "pillars": (read_pillars, write_pillars),
    "speakers": (read_speakers, write_speakers),
    "materials": (read_materials, write_materials),
    "photos": (read_photos, write_photos),
}
