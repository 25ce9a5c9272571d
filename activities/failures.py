"""How the outside world fails: it says that it is closed, or gives no usable answer; neither is ever a pass."""

from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.exceptions import ApplicationError

SERVICE_CLOSED = "SERVICE_CLOSED"
OUTSIDE_FAILED = "OUTSIDE_FAILED"


class ServiceClosed(Exception):
    """The system itself said that its service is closed now (rules.md 4, DSBL): ask again when it opens."""

    def __init__(self, system: str) -> None:
        super().__init__(f"{system} is closed at this time: ask again later")
        self.system = system


class OutsideFailed(Exception):
    """The system is down, late, broken, or its answer cannot be used; `why` says so without personal data."""

    def __init__(self, system: str, why: str) -> None:
        super().__init__(f"{system} gave no usable answer: {why}")
        self.system = system
        self.why = why


@contextmanager
def told_to_the_story() -> Iterator[None]:
    """Turn both failures into Temporal's words; the detail is the system.

    Type `SERVICE_CLOSED` is not retried by Temporal (the case waits for the service), type `OUTSIDE_FAILED` is.
    """
    try:
        yield
    except ServiceClosed as closed:
        raise ApplicationError(str(closed), str(closed.system), type=SERVICE_CLOSED, non_retryable=True) from closed
    except OutsideFailed as failed:
        raise ApplicationError(str(failed), str(failed.system), type=OUTSIDE_FAILED) from failed
