"""The drills themselves run by `make drills`; here, that each one named is there."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module

import pytest

from tests.ops.__main__ import DRILLS
from tests.ops.results import Result, markdown, write_benchmark, write_drills
from tests.ops.sizes import SIZES, size
from tests.ops.stack import ROOT


@pytest.mark.parametrize("name", [name for _row, name, _seconds in DRILLS])
def test_every_drill_named_is_there(name):
    module, function = name.split(".")

    assert callable(getattr(import_module(f"tests.ops.{module}"), function))


def test_what_was_not_run_is_not_shown_rather_than_passed():
    table = markdown([Result("R14", "files full", "mounting is refused here", "0 lost", None)])

    assert (
        table.splitlines()[2]
        == "| R14 | files full | mounting is refused here | 0 lost | not shown |"
    )


@pytest.mark.parametrize(("full", "column"), [("", 0), ("0", 0), ("1", 1)])
def test_full_drills_are_as_large_as_the_bar_asks(full, column, monkeypatch):
    [monkeypatch.delenv(name, raising=False) for name in SIZES]
    monkeypatch.setenv("FULL", full)

    assert {name: size(name) for name in SIZES} == {n: both[column] for n, both in SIZES.items()}


def test_a_size_may_be_told_by_its_name(monkeypatch):
    monkeypatch.setenv("FULL", "1")
    monkeypatch.setenv("R3_SECONDS", "5")

    assert size("R3_SECONDS") == 5


@pytest.fixture
def results(tmp_path):
    return tmp_path / "RESULTS.md"


def rows(path):
    lines = [line for line in path.read_text().splitlines() if line.startswith("| R")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def test_a_row_that_is_run_again_replaces_the_one_of_its_name(results):
    write_drills([Result("R14", "disk of 64 MB full", "lost 1", "0 lost", False)], results)
    write_drills([Result("R3", "60 reports", "60 of 60", "all", True)], results)
    write_drills([Result("R14", "disk of 128 MB full", "lost 0", "0 lost", True)], results)

    assert [row[:5] for row in rows(results)] == [
        ["R3", "60 reports", "60 of 60", "all", "holds"],
        ["R14", "disk of 128 MB full", "lost 0", "0 lost", "holds"],
    ]
    assert all(
        row[5:] == [datetime.now(UTC).date().isoformat(), str(os.cpu_count())]
        for row in rows(results)
    )


def test_another_drill_of_the_same_row_stays(results):
    write_drills([Result("R14", "files full", "lost 0", "0 lost", True)], results)
    write_drills([Result("R14", "/tmp full", "lost 0", "0 lost", True)], results)

    assert [row[1] for row in rows(results)] == ["/tmp full", "files full"]


def test_a_figure_cannot_break_the_table(results):
    write_drills([Result("R1", "a | b\nc", "1 | 2", "", None)], results)

    assert [row[:5] for row in rows(results)] == [["R1", "a / b c", "1 / 2", "", "not shown"]]


def test_benchmarks_and_drills_share_the_file(results):
    write_benchmark("events", "\nlist  1.0 ms\n", results)
    write_drills([Result("R1", "readers", "300", "300", True)], results)
    write_benchmark("events", "list  2.0 ms", results)
    write_benchmark("staff", "queue  3.0 ms", results)

    text = results.read_text()
    assert rows(results)[0][:2] == ["R1", "readers"]
    assert "list  1.0 ms" not in text
    assert text.index("## Drills") < text.index("## Benchmarks") < text.index("### events")
    assert text.index("list  2.0 ms") < text.index("### staff") < text.index("queue  3.0 ms")
    write_drills([], results)
    assert results.read_text() == text


@pytest.mark.parametrize(("outcome", "recorded"), [("assert True", True), ("assert False", False)])
def test_what_a_benchmark_prints_is_recorded_when_it_passed(outcome, recorded, tmp_path, results):
    part = tmp_path / "test_part.py"
    part.write_text(f"def test_one():\n    print('list  2.0 ms')\n    {outcome}\n")
    code = (
        "import sys, pytest; from pathlib import Path; from tests.benchmarks.__main__ import Printed;"
        "printed = Printed();"
        "pytest.main(['--capture=tee-sys', '-p', 'no:django', '-c', '/dev/null', sys.argv[1]],"
        " plugins=[printed]);"
        "printed.write(Path(sys.argv[2]))"
    )

    subprocess.run([sys.executable, "-c", code, part, results], cwd=ROOT, capture_output=True)

    assert results.exists() is recorded
    assert not recorded or ("### part" in results.read_text() and "2.0 ms" in results.read_text())
