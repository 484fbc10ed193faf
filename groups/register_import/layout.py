"""Find the list in a sheet as offices keep it: headings of up to three rows, and which of the rows
below hold a KIM. Every other row is left out with a reason that is shown."""

import itertools
import re
from collections import Counter
from dataclasses import dataclass, field

from groups.register_import.column_matching import PLACES, guess, is_heading
from kimportal.readers.empty import is_empty
from kimportal.web.search import fold

#: Titles stand above the list; the headings are within the first rows that are not empty.
HEAD_WITHIN = 30
MAX_HEIGHT = 3
#: Cells without any known heading among which the row with most text is taken.
FALLBACK_WITHIN = 12
NUMBERING = re.compile(r"\(?\s*([0-9]{1,2}|[a-z])\s*[).]?", re.IGNORECASE)
#: "I. Kecamatan Sukun", "KEC : SUKUN", "Wilayah Kecamatan Sukun"
REGION_ROW = re.compile(
    r"(?:(?:[ivxlc]{1,6}|[a-z]|[0-9]{1,3})[.)]?\s+)?(?:wilayah\s+)?"
    r"(?P<kind>kecamatan|kec|kapanewon|kemantren|distrik|kabupaten|kab|kota|kelurahan|kalurahan|kel"
    r"|desa|gampong|nagari)\b[.\s]*[:=]?\s*(?P<name>[^\W\d_][\w' .()/-]{1,60})",
    re.IGNORECASE,
)
REGION_FIELDS = {
    **dict.fromkeys("kecamatan kec kapanewon kemantren distrik".split(), "district"),
    **dict.fromkeys("kabupaten kab kota".split(), "regency"),
    **dict.fromkeys("kelurahan kalurahan kel desa gampong nagari".split(), "village"),
}
TOTAL = re.compile(r"\W*(?:sub\s*|grand\s*)?(?:jumlah|total|jml|rekapitulasi)\b", re.IGNORECASE)
#: What stands around a signature, and below a list.
SIGNATURE = re.compile(
    r"\W*(?:mengetahui|menyetujui|kepala\s+(?:dinas|bidang|seksi|bagian)|plt|plh|a\.?\s?n\.?\s|nip\b"
    r"|nrp\b|ttd|tertanda|dibuat oleh|disusun oleh|yang membuat|petugas|pembina|penata|sekretaris"
    r" (?:daerah|dinas)|[^\W\d_][\w .]{2,30},\s*(?:tgl\.?|tanggal)?\s*[0-9.\s]{0,3}\s*[a-z]{3,10}"
    r"\.?\s+20[0-9]{2}\s*$)",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"\W*(?:catatan|keterangan|ket|sumber|note|nb|dicetak|update|per tanggal|data per)\b\s*[:=]?",
    re.IGNORECASE,
)
#: Fields of places that a merged cell or a row above may tell.
CARRIED = ("regency", "district")


@dataclass
class Line:
    """A row below the headings. `reason` tells why it is left out, or is empty."""

    number: int
    cells: list
    reason: str = ""
    #: {field: text} of the places that rows above or merged cells tell.
    context: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """Where the headings are: the index of their first row among the rows, and how many."""

    start: int
    height: int


def find_head(rows, merges):
    """Return the Head of the list, or None in a sheet without a row below any text."""
    first = rows[:HEAD_WITHIN]
    spread = spread_over(first, merges)
    known = [len(known_fields(cells)) for cells in spread]
    best = max(range(len(first)), key=lambda n: (known[n], -n), default=None)
    if best is None:
        return None
    if known[best] < 2:
        return fallback(rows)
    start = end = best
    while start > 0 and end - start + 1 < MAX_HEIGHT and belongs(first, merges, start - 1, start):
        start -= 1
    while (
        end + 1 < len(first)
        and end - start + 1 < MAX_HEIGHT
        and is_head_row(first[end + 1][1])
        and belongs(first, merges, end, end + 1)
    ):
        end += 1
    return Head(start, end - start + 1) if end + 1 < len(rows) else None


def fallback(rows):
    """Take the row with the most text among the first as headings, which may be of any words."""
    first = rows[:FALLBACK_WITHIN]
    at = max(range(len(first)), key=lambda n: (text_cells(first[n][1]), -n), default=None)
    return None if at is None or at + 1 >= len(rows) else Head(at, 1)


def text_cells(cells):
    """Count the different cells that hold text other than a number."""
    return len({cell for cell in cells if cell and not cell.replace(".", "").isdigit()})


def known_fields(cells):
    """Return the fields that a row names, if it is one of headings."""
    texts = [cell if is_heading(cell) else "" for cell in cells]
    return guess(texts, {})


def is_head_row(cells):
    """Whether most of a row's cells, and two of them, are headings."""
    texts = {cell for cell in cells if cell}
    heads = sum(is_heading(text) for text in texts)
    return len(texts) >= 2 and 5 * heads >= 3 * len(texts)


def belongs(rows, merges, upper, lower):
    """Whether two rows, one below the other, are headings of the same columns."""
    (top, above), (bottom, below) = rows[upper], rows[lower]
    if bottom - top != 1 or not is_head_row(above) or not is_head_row(below):
        return False
    if any(first <= top and last >= bottom for first, _left, last, _right in merges):
        return True  # a heading stands over both rows
    if any(first == last == top and right > left for first, left, last, right in merges):
        return True  # a heading stands over several columns
    # Without merged cells, as in a CSV: the lower row fills what the upper one leaves open.
    filled = {n for n, cell in enumerate(above) if cell}
    return any(cell and n not in filled for n, cell in enumerate(below)) or any(
        (cell and n >= len(below)) or (cell and not below[n]) for n, cell in enumerate(above)
    )


def spread_over(rows, merges):
    """Return the cells of each row, with the text of a cell merged sideways in all its columns."""
    by_row = {}
    for top, left, bottom, right in merges:
        for number in range(top, min(bottom, top + MAX_HEIGHT) + 1):
            by_row.setdefault(number, []).append((top, left, right))
    texts = dict(rows)
    spread = []
    for number, cells in rows:
        cells = list(cells)
        for top, left, right in by_row.get(number, ()):
            origin = texts.get(top, [])
            text = origin[left] if left < len(origin) else ""
            cells += [""] * (right + 1 - len(cells))
            for column in range(left, right + 1):
                cells[column] = cells[column] or text
        spread.append(cells)
    return spread


def headings(rows, merges, head):
    """Return the heading of every column, from the upper row to the lower: "Ketua / Nama".

    Columns without a heading have "".
    """
    lines = rows[head.start : head.start + head.height]
    has_merges = any(
        first <= number <= last for number, _ in lines for first, _l, last, _r in merges
    )
    spread = spread_over(lines, merges)
    if head.height > 1 and not has_merges:
        pairs = itertools.pairwise(spread)
        spread = [*(fill_right(upper, lower) for upper, lower in pairs), spread[-1]]
    width = max(map(len, spread), default=0)
    columns = ([row[n] if n < len(row) else "" for row in spread] for n in range(width))
    return [" / ".join(dict.fromkeys(text for text in column if text)) for column in columns]


def fill_right(upper, lower):
    """Return an upper row whose headings reach over the columns that only the lower row names."""
    filled, reach = [], ""
    for column in range(max(len(upper), len(lower))):
        text = upper[column] if column < len(upper) else ""
        below = lower[column] if column < len(lower) else ""
        if text:
            reach = text if below else ""
        filled.append(text or (reach if below else ""))
        if not below:
            reach = ""
    return filled


def width_of(rows):
    """Return the number of columns that hold anything."""
    return max((n for _number, cells in rows for n, c in enumerate(cells, 1) if c), default=0)


def body(rows, merges, head, heads, matching):
    """Return a Line for every row below the headings, and for none twice."""
    below = [(number, list(cells)) for number, cells in rows[head.start + head.height :]]
    copy_down(below, merges)
    return Classifier(heads, matching, title_regions(rows, head)).lines(below)


def copy_down(rows, merges):
    """Write the text of a cell merged downwards into all its rows."""
    texts = dict(rows)
    for top, left, bottom, _right in merges:
        text = texts[top][left] if top in texts and left < len(texts[top]) else ""
        if not text or bottom == top:
            continue
        for number in range(top + 1, bottom + 1):
            cells = texts.get(number)
            if cells is not None:
                cells += [""] * (left + 1 - len(cells))
                cells[left] = cells[left] or text


def title_regions(rows, head):
    """Return {field: text} of the regions that the title names: "KECAMATAN SUKUN"."""
    regions = {}
    for _number, cells in rows[: head.start]:
        for cell in cells:
            if match := REGION_ROW.fullmatch(cell.strip(" .:")):
                regions[REGION_FIELDS[match["kind"].lower()]] = cell
    regions.pop("village", None)
    return regions


class Classifier:
    """Tells the rows of a list from those around them. Looks at each row once, from above."""

    def __init__(self, heads, matching, context):
        self.heads, self.matching = [fold(text) for text in heads], matching
        self.context = dict(context)
        self.carried = {}
        self.signed = False

    def lines(self, rows):
        lines = [self.line(number, cells) for number, cells in rows]
        self.trim_signature(lines)
        return lines

    def line(self, number, cells):
        filled = {n: cell for n, cell in enumerate(cells) if cell and not is_empty(cell)}
        line = Line(number, cells)
        if region := self.region_of(filled):
            field, text = region
            line.reason = "region"
            # A wider region ends the narrower ones named before.
            for narrower in PLACES[PLACES.index(field) :]:
                self.context.pop(narrower, None)
                self.carried.pop(narrower, None)
            self.context[field] = text
        else:
            line.reason = self.reason(cells, filled)
        if not line.reason:
            line.context = {**self.context, **self.carry(cells)}
        return line

    def text(self, cells, field):
        column = self.matching.get(field)
        return cells[column] if column is not None and column < len(cells) else ""

    def carry(self, cells):
        """Return the regions of the rows above where this row's cells are empty.

        Only of columns that leave cells empty: a list without merged cells (ODS, CSV) writes a
        district once, above its villages.
        """
        above = {}
        for name in CARRIED:
            text = self.text(cells, name)
            if text and not is_empty(text):
                if self.carried.get(name) != text and name == "regency":
                    self.carried.pop("district", None)
                self.carried[name] = text
            elif not text and name in self.carried:
                above[name] = self.carried[name]
        return above

    def region_of(self, filled):
        """Return (field, text) of a row that only names a region, for the rows below it."""
        texts = [text for text in filled.values() if not NUMBERING.fullmatch(text)]
        texts = [t for t in dict.fromkeys(texts) if not re.fullmatch(r"[IVXLC]{1,6}\.?", t)]
        if len(texts) == 1 and (match := REGION_ROW.fullmatch(texts[0].strip(" .:"))):
            field = REGION_FIELDS[match["kind"].lower()]
            return field, f"{match['kind']} {match['name']}"
        if len(texts) == 2 and (name := REGION_FIELDS.get(fold(texts[0]))):
            return name, f"{fold(texts[0])} {texts[1]}"
        return None

    def reason(self, cells, filled):
        """Return why a row is no KIM, or ""."""
        if not filled:
            return "empty"
        if self.is_numbering(filled):
            return "numbering"
        repeated = sum(
            n < len(self.heads) and bool(self.heads[n]) and fold(text) in self.heads[n]
            and is_heading(text)
            for n, text in filled.items()
        )  # fmt: skip
        if repeated >= 2 and repeated * 2 > len(filled):
            return "heading"
        first = list(filled.values())[:2]
        if any(TOTAL.match(text) for text in first) and not self.has_place(cells):
            return "total"
        if len(filled) <= 3 and any(SIGNATURE.match(text) for text in filled.values()):
            self.signed = True
            return "signature"
        if len(filled) <= 2 and any(NOTE.match(text) for text in filled.values()):
            return "note"
        name = self.text(cells, "name")
        if name and not is_empty(name):
            return "signature" if self.signed and len(filled) <= 2 else ""
        told = [n for n in self.matching.values() if n in filled]
        if len(told) >= 2:
            return ""  # a KIM whose name is missing: asked about
        if all(NUMBERING.fullmatch(text) or text.isdigit() for text in filled.values()):
            return "number_only"
        return "signature" if self.signed else "note"

    def has_place(self, cells):
        return any(
            (text := self.text(cells, field))
            and not (is_empty(text) or text.isdigit() or TOTAL.match(text))
            for field in ("village", "code")
        )

    @staticmethod
    def is_numbering(filled):
        """Whether the row numbers the columns: 1 2 3 4 or (1) (2) (3)."""
        matches = [NUMBERING.fullmatch(text) for text in filled.values()]
        if len(matches) < 3 or not all(matches):
            return False
        values = [match[1].lower() for match in matches]
        numbers = [int(v) if v.isdigit() else ord(v) - 96 for v in values]
        steps = Counter(b - a for a, b in itertools.pairwise(numbers))
        return steps[1] == len(numbers) - 1

    @staticmethod
    def trim_signature(lines):
        """Leave out short rows between two rows of a signature, such as the name signed."""
        at = next((n for n, line in enumerate(lines) if line.reason == "signature"), None)
        if at is None:
            return
        # Rows with three cells or more go on: the signature of one page of several.
        later = [n for n in range(at, len(lines)) if not lines[n].reason]
        for n in later:
            if sum(bool(cell) for cell in lines[n].cells) <= 1:
                lines[n].reason = "signature"


def head_of(rows, merges, head, previous):
    """Return (headings, matching as guessed) of the columns below a Head."""
    heads = headings(rows, merges, head)
    heads += [""] * (width_of(rows[head.start :]) - len(heads))
    return heads, guess(heads, previous)
