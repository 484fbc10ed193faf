"""An import inside a function says why; import-linter keeps the layers (pyproject.toml)."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("campaigns", "groups", "kimportal")


def sources():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def test_an_import_inside_a_function_says_why():
    unexplained = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources()
        for line in local_imports(path)
        if not is_explained(path, line)
    ]

    assert unexplained == []


def local_imports(path):
    """Yield the lines of all imports inside functions."""
    for function in ast.walk(ast.parse(path.read_text())):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node.lineno


def is_explained(path, line):
    """Return whether a comment stands beside the import or above its block."""
    lines = path.read_text().splitlines()
    if "#" in lines[line - 1]:
        return True
    while lines[line - 2].strip().startswith(("from ", "import ")):
        line -= 1
    return lines[line - 2].strip().startswith("#")


def test_nothing_internal_of_a_library_is_imported():
    internal = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sources()
        for line in path.read_text().splitlines()
        if re.match(r"\s*(from|import) (?!(kimportal|groups|campaigns))\S*(\.internal\b|\._)", line)
    ]

    assert internal == []
