"""The drills themselves run by `make drills`; here, that each one named is there."""

from importlib import import_module

import pytest

from tests.drills.__main__ import DRILLS
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
