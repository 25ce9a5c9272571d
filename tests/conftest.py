"""What every test run needs, whatever it tests."""

import sys
import time

import pytest
from hypothesis import settings

settings.register_profile("no deadlines", deadline=None)  # speed is measured in benchmarks, never asserted in a test
settings.load_profile("no deadlines")

SETTLE_SECONDS = 0.3
"""How long the threads of Temporal's native core need to leave the interpreter after the last worker closed."""


LONGEST_FIRST = ("e2e", "workflow", "activities", "unit")
"""Folders by how long their files take, minutes to a second: what begins last is short, so no process waits long for
another. xdist's own order, most tests first, would begin the two longest last, for they have one test each.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest folder's files first; within a folder everything stays as it is."""
    items.sort(key=lambda item: _place(item.path.parent.name))


def _place(folder: str) -> int:
    return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else 0


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Wait before the interpreter goes, so that a run with workers keeps its exit code (sdk-python issue 300).

    A native thread that asks for the interpreter's lock while that is torn down aborts the process after the summary,
    with 134 or 139 instead of pytest's code: 3 of 20 plain scripts did; pytest has not (0 of 70), and this keeps it so.
    Only a run that loaded a worker pays.
    """
    if "temporalio.worker" in sys.modules:
        time.sleep(SETTLE_SECONDS)
