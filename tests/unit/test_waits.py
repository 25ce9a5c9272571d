"""The story waits in one way only, so that no station can lose a withdrawal (workflows/waiting.py)."""

import ast
from collections.abc import Iterator
from pathlib import Path

WORKFLOWS = Path(__file__).parents[2] / "workflows"

WAITS = frozenset(
    {"wait_condition", "sleep", "execute_activity", "start_activity", "execute_local_activity", "wait", "as_completed"}
)

_WAITING = ("workflow", "asyncio")

BESIDE_THE_STORY = {
    "waiting.answered", "waiting.until", "waiting.rested", "waiting.met_within", "waiting.stopped",  # the home
    "account_opening._shielded", "account_opening._live", "account_opening._close", "upgrade.run",  # around the story
    "counter.book", "door.take", "door.serve_kept", "door._staff",  # acts
    "office._publish", "office._send", "office._report_doubt",  # pumps
    "filing._order_filing", "products._sign", "opening._order", "opening._insist",  # finished, then undone
    "upgrade._order", "account_opening._draw_for_quality",  # of an account that is open
    "opening._owe", "intake._owe_report",  # a duty is noted and told of, whatever becomes of the application
}  # fmt: skip
"""Who may wait without heeding a withdrawal, and why."""


def bare_waits(path: Path) -> Iterator[str]:
    for function in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(function, ast.AsyncFunctionDef | ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Attribute) and node.attr in WAITS and ast.unparse(node.value) in _WAITING:
                    yield f"{path.stem}.{function.name}"


def test_every_wait_of_the_story_heeds_a_withdrawal() -> None:
    found = {where for path in sorted(WORKFLOWS.glob("*.py")) if path.stem != "client" for where in bare_waits(path)}
    assert found - BESIDE_THE_STORY == set(), "use workflows.waiting: answered, until, rested or met_within"
    assert BESIDE_THE_STORY - found == set(), "these wait no more: take them off the list"
