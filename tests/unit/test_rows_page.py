"""docs/rows.md is true: what it names exists, and no row of the code tables is left out."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from models.checks import CitizenCode, ListKind, PhoneCode, RegistrationCode, TaxCode, TaxpayerState
from models.rules.factors import GRADES
from models.rules.judgement import NAMES
from models.rules.review import ReasonCode
from models.rules.score import FLOORS

ROOT = Path(__file__).parents[2]


def _tables() -> dict[str, list[list[str]]]:
    """The cells of every table row, by the heading above."""
    found: dict[str, list[list[str]]] = {}
    heading = ""
    for line in (ROOT / "docs" / "rows.md").read_text("utf-8").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif line.startswith("| ") and not line.startswith("| row "):
            found.setdefault(heading, []).append([cell.strip() for cell in line.strip("|").split("|")])
    return found


TABLES = _tables()
ROWS = [row for rows in TABLES.values() for row in rows]
HELD = sorted({name for row in ROWS if len(row) == 3 for name in re.findall(r"`([^`]+)`", row[1])})
TESTS = sorted({name for row in ROWS if len(row) == 3 for name in re.findall(r"`([^`]+)`", row[2])})


@cache
def _defined(path: Path) -> frozenset[str]:
    """What stands at the top of a module: functions, classes and names that are given a value."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        found.update(name.id for target in _targets(node) for name in ast.walk(target) if isinstance(name, ast.Name))
    return frozenset(found)


def _targets(node: ast.stmt) -> list[ast.expr]:
    if isinstance(node, ast.AnnAssign):
        return [node.target]
    return node.targets if isinstance(node, ast.Assign) else []


def _exists(folder: str, named: str) -> bool:
    module, _, name = named.partition("::")
    path = ROOT / folder / f"{module}.py"
    return path.is_file() and (not name or name in _defined(path))


@pytest.mark.parametrize("named", HELD)
def test_every_function_that_the_page_names_exists(named: str) -> None:
    module, _, name = named.partition("::")
    assert _exists("" if "." in module else "models/rules", "::".join([module.replace(".", "/"), name]))


@pytest.mark.parametrize("named", TESTS)
def test_every_test_that_the_page_names_exists(named: str) -> None:
    assert _exists("tests" if "/" in named else "tests/unit", named)


def test_every_row_says_where_it_is_held_and_by_which_test() -> None:
    *held, differing = TABLES.values()
    assert all(len(row) == 3 and "`" in row[1] and "`" in row[2] for rows in held for row in rows)
    assert all(len(row) == 2 and row[1] for row in differing)


EVERY = {
    "4": [*PhoneCode, *TaxCode, *TaxpayerState, *RegistrationCode],
    "5": [*CitizenCode, *ListKind],
    "8": list(ReasonCode),
    "11": list(NAMES),
    "2 and 3": [*GRADES, *(floor.value for floor in FLOORS)],
    "accounts": [f"R-ACC-{number:02}" for number in range(1, 16)],
    "flags": [f"F{number:02}" for number in range(1, 21)],
}


@pytest.mark.parametrize("rows", list(EVERY.values()), ids=list(EVERY))
def test_no_row_of_a_code_table_is_left_out(rows: list[str]) -> None:
    listed = {word for row in ROWS for word in re.findall(r"[\w-]+", row[0])}
    assert [row for row in rows if row not in listed] == []


def test_every_file_of_row_tests_is_on_the_page() -> None:
    files = {path.stem for path in Path(__file__).parent.glob("test_rows_*.py")} - {Path(__file__).stem}
    assert files <= {named.partition("::")[0] for named in TESTS}
