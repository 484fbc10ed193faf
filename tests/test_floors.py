"""The floors of the house: imports go down only, across the apps and inside each of them."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("campaigns", "groups", "kimportal")
# Inside an app, from the top down; what is not named here may use models and what lies below.
FLOORS = (
    {"urls"},
    {"views", "feeds", "sitemaps", "api", "admin"},
    {"forms"},
    {"rules"},
    {"models"},
    {"emails"},
    {"querysets"},
    {"states"},
)
LEVEL = {name: level for level, floor in enumerate(FLOORS) for name in floor}
FORMS = LEVEL["forms"]


def sources():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def module(path):
    """('groups', 'models') for groups/kim/models.py."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0], parts[1] if len(parts) > 1 else ""


def imports(path):
    """(line, 'groups.models.group') for every import of our own, however it is written."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from groups import rules` names the module as the imported word.
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from ((node.lineno, name) for name in names)


def own_imports():
    for path in sources():
        for line, name in imports(path):
            app, _, rest = name.partition(".")
            if app in APPS:
                yield f"{path.relative_to(ROOT)}:{line}", module(path), (app, rest.split(".")[0])


def test_apps_import_only_the_apps_below_them():
    upward = [
        f"{place} imports {app}"
        for place, (own, _module), (app, _name) in own_imports()
        if APPS.index(app) < APPS.index(own)
    ]

    assert upward == []


def test_modules_import_only_the_floors_below_them():
    upward = [
        f"{place} imports {app}.{name}"
        for place, (own_app, own), (app, name) in own_imports()
        if not (may_import(own, name) if app == own_app else may_import_below(own, name))
    ]

    assert upward == []


def may_import(own, name):
    """Inside an app: its own floor's module and every floor below; unnamed ones are for all."""
    if name not in LEVEL:
        return True
    if own not in LEVEL:
        return LEVEL[name] >= FORMS
    return own == name or LEVEL[own] < LEVEL[name]


def may_import_below(own, name):
    """From an app below: everything but its pages, which only pages build upon."""
    return LEVEL.get(name, FORMS) >= FORMS or LEVEL.get(own, FORMS) <= LEVEL[name]


def test_imports_are_absolute():
    relative = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in [*sources(), *sorted((ROOT / "tests").rglob("*.py"))]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert relative == []


def test_an_import_inside_a_function_says_why():
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and not explained(path, node)
    ]

    assert silent == []


def explained(path, node):
    lines = path.read_text().splitlines()
    above = lines[node.lineno - 2].strip()
    return above.startswith("#") or "#" in lines[node.lineno - 1]


def test_the_house_imports_nothing_from_its_tests():
    assert [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources()
        for line, name in imports(path)
        if name.split(".")[0] == "tests"
    ] == []
