"""How long we wait for each world, and how often we try again.

Our own tables and the reader may be away for as long as they like: the case waits. The outside world gets the
policy's few tries, then the
case itself waits (CHECK_PENDING) or a person mends it. Orders about accounts are never abandoned half-way: a
cancelled case first waits for
the answer of the order that is on its way.
"""

from datetime import timedelta
from typing import TypedDict

from temporalio.common import RetryPolicy
from temporalio.workflow import ActivityCancellationType

from models.policy import Outside
from workflows import ids


class Options(TypedDict):
    task_queue: str
    heartbeat_timeout: timedelta | None
    start_to_close_timeout: timedelta
    retry_policy: RetryPolicy
    cancellation_type: ActivityCancellationType


_STEADY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), backoff_coefficient=2, maximum_interval=timedelta(seconds=30)
)

_BEAT = timedelta(seconds=20)  # the long activities beat every five seconds: a dead worker is noticed in this time

OWN_TABLES: Options = {
    "task_queue": ids.QUEUE,
    "start_to_close_timeout": timedelta(seconds=20),
    "heartbeat_timeout": None,
    "retry_policy": _STEADY,
    "cancellation_type": ActivityCancellationType.TRY_CANCEL,
}
"""Not local activities, though they would cost a sixth of the events: beside updates their results reach the story in
other batches at replay than they did in life, and a case that was evicted from a worker's cache could not go on.
"""

READING: Options = {
    "task_queue": ids.OCR_QUEUE,
    "start_to_close_timeout": timedelta(minutes=3),
    "heartbeat_timeout": _BEAT,
    "retry_policy": _STEADY,
    "cancellation_type": ActivityCancellationType.TRY_CANCEL,
}

VISION: Options = {
    "task_queue": ids.VISION_QUEUE,
    "start_to_close_timeout": timedelta(minutes=10),
    "heartbeat_timeout": _BEAT,
    "retry_policy": _STEADY,
    "cancellation_type": ActivityCancellationType.TRY_CANCEL,
}


def asking(outside: Outside) -> Options:
    """A question: a few tries, then the failure reaches the story."""
    return _outside(outside, outside.attempts, ActivityCancellationType.TRY_CANCEL)


def tracing(outside: Outside, layers: int) -> Options:
    """Many questions in one, layer after layer: each may take a call's time."""
    call = outside.call.plain or timedelta(seconds=10)
    return {**asking(outside), "start_to_close_timeout": call * (layers + 1) + timedelta(seconds=5)}


def ordering(outside: Outside) -> Options:
    """An order that changes something outside, tried while a person waits for it."""
    return _outside(outside, outside.activation_attempts, ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)


def insisting(outside: Outside) -> Options:
    """An order that must reach its goal, however long it takes: compensation, reservation, messages."""
    return _outside(outside, 0, ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)


def pause(outside: Outside) -> timedelta:
    """Between two orders to an outside that said it is closed."""
    return outside.longest_pause.plain or timedelta(minutes=10)


def _outside(outside: Outside, attempts: int, cancellation: ActivityCancellationType) -> Options:
    call = outside.call.plain or timedelta(seconds=10)
    return {
        "task_queue": ids.QUEUE,
        "heartbeat_timeout": None,
        "start_to_close_timeout": call + timedelta(seconds=5),
        "retry_policy": RetryPolicy(
            initial_interval=outside.first_pause.plain or timedelta(seconds=1),
            backoff_coefficient=2,
            maximum_interval=outside.longest_pause.plain or timedelta(minutes=10),
            maximum_attempts=attempts,
        ),
        "cancellation_type": cancellation,
    }
