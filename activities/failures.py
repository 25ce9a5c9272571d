"""How the outside world fails: it says that it is closed, or gives no usable answer; neither is ever a pass."""

from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.exceptions import ApplicationError

SERVICE_CLOSED = "SERVICE_CLOSED"
OUTSIDE_FAILED = "OUTSIDE_FAILED"
QUESTION_REFUSED = "QUESTION_REFUSED"


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


class QuestionRefused(OutsideFailed):
    """The system does not take this question, or knows it no more: sending or collecting it again is of no use."""


@contextmanager
def told_to_the_story() -> Iterator[None]:
    """Turn these failures into Temporal's words; the detail is the system.

    Temporal retries type `OUTSIDE_FAILED`. It does not retry `SERVICE_CLOSED` (the case waits for the service) nor
    `QUESTION_REFUSED` (the case asks anew).
    """
    try:
        yield
    except ServiceClosed as closed:
        raise ApplicationError(str(closed), str(closed.system), type=SERVICE_CLOSED, non_retryable=True) from closed
    except QuestionRefused as refused:
        raise ApplicationError(
            str(refused), str(refused.system), type=QUESTION_REFUSED, non_retryable=True
        ) from refused
    except OutsideFailed as failed:
        raise ApplicationError(str(failed), str(failed.system), type=OUTSIDE_FAILED) from failed
