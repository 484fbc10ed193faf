"""What happens to a register: its rows are read, mended, and become KIM.

Every step may run twice.
"""

from django.db import transaction

from groups.kim.models import Group
from groups.register_import.bulk_import import CHUNK, Entry, import_entries
from groups.register_import.models import RegisterRow, RowState, Stage
from groups.register_import.place_matching import name_key
from groups.register_import.row_validation import RowReader, to_group_values
from groups.register_import.spreadsheet import Sheet
from kimportal.audit.models import Action, AuditEvent
from kimportal.web.search import fold

#: Headings of the column that says which row of the portal a row of a returned sheet is.
ROW_KEY_HEADINGS = frozenset({"row key", "kunci baris"})


# -- reading


def check_rows(register):
    """Read every row below the headings; nothing is imported."""
    reader = RowReader(register, register.by)
    lines = register.lines()
    # What staff decided by hand holds, also when the columns are matched anew.
    register.lines_read.filter(mended_by=None).delete()
    mended = list(register.lines_read.order_by("number"))
    decided = {row.number for row in mended}
    origins = find_origins(register, lines)
    seen = {row.key: (row.number, row.texts) for row in mended if row.state == RowState.GOOD}
    for start in range(0, len(lines), CHUNK):
        chunk = lines[start : start + CHUNK]
        rows = [
            row_of(register, reader, line, origins, seen)
            for line in chunk
            if line.number not in decided
        ]
        RegisterRow.objects.bulk_create(rows, batch_size=CHUNK)
        register.report_progress(start + len(chunk))
    register.reach(Stage.CHECKED, total=len(lines), done=len(lines))


def row_of(register, reader, line, origins, seen):
    """Return the unsaved RegisterRow of a line; `seen` are {key: number} of the rows before."""
    row = RegisterRow(register=register, number=line.number)
    if line.reason:
        row.state, row.reason = RowState.LEFT_OUT, line.reason
        row.texts = {"name": " · ".join(cell for cell in line.cells if cell)[:200]}
        row.area = register.region_code
        return row
    apply(reader.read(line), row)
    row.area = row.area or register.region_code
    row.origin_id = origins.get(line.number)
    settle(row, seen)
    return row


def apply(reading, row):
    """Store in a row what was read of it."""
    row.texts, row.values, row.region = reading.texts, reading.values, reading.region
    row.area = reading.area
    row.problems, row.notes, row.suggestions = (
        reading.problems,
        reading.notes,
        reading.suggestions,
    )
    row.place_key, row.existing_id = reading.place_key, reading.existing
    row.flags = " ".join(sorted(reading.flags))


def settle(row, seen):
    """Set the state of a row that was read, also by the rows before it."""
    row.reason, row.key = "", ""
    if not row.problems:
        row.key = row_key(row.region.code, row.values["name"])
        if row.existing_id:
            row.state = RowState.KNOWN
            return
        number, texts = seen.setdefault(row.key, (row.number, row.texts))
        if number != row.number:
            if texts == row.texts:
                row.state, row.reason = RowState.LEFT_OUT, "same"
                row.problems = [["name", "same_in_file", str(number)]]
                return
            row.problems = [["name", "same_in_file", str(number)]]
    row.state = RowState.DOUBTFUL if row.problems else RowState.GOOD


def row_key(code, name):
    return f"{code}|{name_key(name)}"[:160]


def find_origins(register, lines):
    """Return {number of a row: key of the row of an earlier register that it is}."""
    column = next((n for n, head in enumerate(register.head) if fold(head) in ROW_KEY_HEADINGS), -1)
    if column < 0:
        return {}
    keys = {
        line.number: line.cells[column]
        for line in lines
        if column < len(line.cells) and line.cells[column].isdecimal()
    }
    wanted = {int(key) for key in keys.values() if len(key) < 18}
    rows = RegisterRow.objects.visible_to(register.by).filter(pk__in=wanted)
    own = set(rows.exclude(state=RowState.IMPORTED).values_list("pk", flat=True))
    return {number: int(key) for number, key in keys.items() if len(key) < 18 and int(key) in own}


def reread_place(register, place_key, *, by):
    """Read again the rows whose place is written as in this one, after it was chosen."""
    rows = list(register.rows_in(RowState.DOUBTFUL).filter(place_key=place_key).order_by("number"))
    reader = RowReader(register, by)
    seen = seen_before(register, {row.number for row in rows})
    for row in rows:
        carried = [name for name, code, _text in row.notes if code == "carried"]
        apply(reader.read_texts(row.texts, carried), row)
        row.area = row.area or register.region_code
        settle(row, seen)
    RegisterRow.objects.bulk_update(rows, MENDED_FIELDS, batch_size=100)
    if register.imported_at:
        register.add_imported(
            len(take_in([row for row in rows if row.state == RowState.GOOD], by=by))
        )
    return len(rows)


MENDED_FIELDS = (
    *("texts", "values", "region", "area", "problems", "notes", "suggestions", "place_key"),
    *("existing", "flags", "state", "reason", "key"),
)


def seen_before(register, numbers):
    """Return {key: (number, texts)} of the rows of a register that are right, but for these."""
    rows = register.rows_in(RowState.GOOD, RowState.IMPORTED).exclude(number__in=numbers)
    return {
        key: (number, texts)
        for key, number, texts in rows.values_list("key", "number", "texts").iterator()
    }


# -- importing


def import_rows(register):
    """Import every row that is right, some hundred in a transaction."""
    done = register.rows_in(RowState.IMPORTED).count()
    while rows := next_rows(register, done):
        done += rows
    count = register.rows_in(RowState.IMPORTED).count()
    with transaction.atomic():
        if register.close_import(count):
            AuditEvent.objects.record(
                register, Action.IMPORT, by=register.by, changes={"count": count}
            )


@transaction.atomic
def next_rows(register, done):
    """Import the next rows; return how many were dealt with."""
    good = register.rows_in(RowState.GOOD).order_by("number").select_for_update(of=("self",))
    rows = list(good.select_related("region")[:CHUNK])
    if rows:
        take_in(rows, by=register.by)
        register.report_progress(done + len(rows))
    return len(rows)


@transaction.atomic
def take_in(rows, *, by):
    """Make KIM of rows that are right, but for those that became KIM meanwhile."""
    codes = {row.region_id for row in rows}
    existing = {
        row_key(code, name): pk
        for pk, code, name in Group.objects.filter(region__in=codes)
        .exclude(state="draft")
        .values_list("pk", "region_id", "name")
    }
    new = []
    for row in rows:
        row.existing_id = existing.get(row.key)
        row.state = RowState.KNOWN if row.existing_id else RowState.IMPORTED
        if not row.existing_id:
            new.append(row)
    entries = [
        Entry(to_group_values(row.values), row.region, set(row.flags.split())) for row in new
    ]
    for row, group in zip(new, import_entries(entries, by=by), strict=True):
        row.group = group
    RegisterRow.objects.bulk_update(rows, ["state", "existing", "group"], batch_size=200)
    origins = RegisterRow.objects.filter(pk__in=[row.origin_id for row in new if row.origin_id])
    origins.update(state=RowState.LEFT_OUT, reason="returned", problems=[], place_key="")
    return new


# -- mending


def find_existing(values, region):
    """Return the KIM of this name and place that is in the portal already, or None."""
    key = row_key(region.code, values["name"])
    groups = Group.objects.filter(region=region).exclude(state="draft")
    return next((g for g in groups if row_key(region.code, g.name) == key), None)


@transaction.atomic
def mend(row, values, region, *, by):
    """Store what staff typed for a doubtful row; take it in if its register was.

    Return False if the row was dealt with meanwhile.
    """
    locked = RegisterRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not locked.is_open:
        return False
    row.values, row.region, row.area, row.mended_by = values, region, region.code, by
    row.problems, row.notes, row.suggestions, row.place_key = [], [], [], ""
    row.reason, row.existing = "", None
    row.key, row.state = row_key(region.code, values["name"]), RowState.GOOD
    row.save()
    if row.register.imported_at:
        row.register.add_imported(len(take_in([row], by=by)))
    return True


def leave_out(row, *, by):
    """Leave a row out for good, as staff decided."""
    open_rows = RegisterRow.objects.exclude(state=RowState.IMPORTED).filter(pk=row.pk)
    return open_rows.update(
        state=RowState.LEFT_OUT, reason="dropped", mended_by=by, problems=[], place_key=""
    )


def next_sheet(register, name, *, by):
    """Return a new register of another sheet of the same file, which is then no more in the old."""
    sheets = [Sheet(**other) for other in register.others]
    chosen = next((s for s in sheets if s.name == name and s.head), None)
    if chosen is None:
        return None
    others = [sheet for sheet in sheets if sheet is not chosen]
    register.others = [sheet.as_json() for sheet in others]
    register.save(update_fields=["others"])
    return type(register).create_from_sheets(chosen, others, by=by, name=register.name)
