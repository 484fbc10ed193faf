"""Results of drills and benchmarks, which the commands keep in RESULTS.md."""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")
TITLE = """# Results

Written by `make drills` and `make bench`, never by hand. A row that is run again replaces the one
of its name; each states its date and the cores of the machine.
"""
DRILLS = "## Drills"
DRILL_COLUMNS = "| Row | Drill | Figure | Bar | Verdict | Date | Cores |"
BENCHMARKS = "## Benchmarks"


@dataclass(frozen=True)
class Result:
    row: str  # "R12"
    what: str  # with the size really run
    figure: str
    bar: str
    holds: bool | None  # None: not shown

    @property
    def verdict(self):
        return {True: "holds", False: "falls short", None: "not shown"}[self.holds]

    @property
    def cells(self):
        return (self.row, self.what, self.figure, self.bar, self.verdict)


def markdown(results):
    """Return the table of these results alone, as it is printed."""
    lines = [table_row(result.cells) for result in results]
    return "\n".join(
        ["| Row | Drill | Figure | Bar | |", "| --- | --- | --- | --- | --- |", *lines]
    )


def table_row(cells):
    return f"| {' | '.join(str(cell).replace('|', '/').replace(chr(10), ' ') for cell in cells)} |"


def write_drills(results, path=RESULTS):
    """Put the results into the file's table; each replaces the row of the same name."""
    rows = {row_key(line): line for line in section(path, DRILLS) if row_key(line)}
    for result in results:
        line = table_row((*result.cells, *today()))
        rows[row_key(line)] = line
    lines = sorted(rows.values(), key=lambda line: (row_number(line), line))
    head = [DRILL_COLUMNS, "| --- " * 7 + "|"]
    write_section(path, DRILLS, [*head, *lines])


def write_benchmark(name, text, path=RESULTS):
    """Put what a part of `make bench` printed under a heading of its own, dated."""
    day, cores = today()
    lines = ["", f"{day}, {cores} cores:", "", "```", *text.strip("\n").splitlines(), "```", ""]
    parts = split_parts(section(path, BENCHMARKS))
    parts[f"### {name}"] = lines
    write_section(path, BENCHMARKS, [line for key in sorted(parts) for line in (key, *parts[key])])


def today():
    return datetime.now(UTC).date().isoformat(), os.cpu_count()


def row_key(line):
    """Return (row, drill without its figures), by which a later run finds its row again."""
    cells = [cell.strip() for cell in line.strip("|").split(" | ")]
    if len(cells) != 7 or cells[0] in ("Row", "---"):
        return None
    return cells[0], re.sub(r"\d[\d.,]*", "#", cells[1])


def row_number(line):
    return int(re.search(r"\d+", line)[0])


def section(path, heading):
    """Return the lines below this heading of the file, without blank ones at the end."""
    text = path.read_text() if path.exists() else ""
    _before, found, after = f"\n{text}".partition(f"\n{heading}\n")
    return re.split(r"\n## ", after)[0].strip("\n").splitlines() if found else []


def split_parts(lines):
    """Return {"### name": lines} of a section."""
    parts, name = {}, None
    for line in lines:
        if line.startswith("### "):
            name = line
            parts[name] = []
        elif name:
            parts[name].append(line)
    return parts


def write_section(path, heading, lines):
    """Write the file anew with these lines below the heading, all other sections as they are."""
    sections = {name: section(path, name) for name in (DRILLS, BENCHMARKS)}
    sections[heading] = lines
    blocks = [TITLE]
    blocks += [
        f"{name}\n\n" + "\n".join(body).strip("\n") + "\n"
        for name, body in sections.items()
        if body
    ]
    path.write_text("\n".join(blocks))
