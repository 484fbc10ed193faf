"""The drills themselves run by `make drills`; here, that each one named is there."""

from importlib import import_module

import pytest

from tests.drills.__main__ import DRILLS
from tests.drills.sizes import SIZES, size
from tests.drills.table import Line, markdown


@pytest.mark.parametrize("name", [name for _row, name, _seconds in DRILLS])
def test_every_drill_named_is_there(name):
    module, function = name.split(".")

    assert callable(getattr(import_module(f"tests.drills.{module}"), function))


def test_what_was_not_run_is_not_shown_rather_than_passed():
    table = markdown([Line("R14", "files full", "mounting is refused here", "0 lost", None)])

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
