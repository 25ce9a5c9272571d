"""What every test run needs, whatever it tests."""

import sys
import time

import pytest
from hypothesis import settings

settings.register_profile("no deadlines", deadline=None)  # speed is measured in benchmarks, never asserted in a test
settings.load_profile("no deadlines")

SETTLE_SECONDS = 0.3
"""How long the threads of Temporal's native core need to leave the interpreter after the last worker closed."""


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Wait before the interpreter goes, so that a run with workers keeps its exit code (sdk-python issue 300).

    A native thread that asks for the interpreter's lock while that is torn down aborts the process after the summary,
    with 134 or 139 instead of pytest's code: 3 of 20 plain scripts did; pytest has not (0 of 70), and this keeps it so.
    Only a run that loaded a worker pays.
    """
    if "temporalio.worker" in sys.modules:
        time.sleep(SETTLE_SECONDS)
