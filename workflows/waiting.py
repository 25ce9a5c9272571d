"""Waiting with a ladder: until something is met, remind, escalate and at last end, at the times that a pure rule
gives.

A withdrawal cancels the story once, and an answer that comes in the same step wins over it: the story would wait on. So
every wait of the story is one of these, and none of them lets a story rest that has been cancelled. Orders about the
account (`opening`) wait by themselves: they are finished first, and what they did is undone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from models.base import Fact
    from models.rules.ladder import Rung

T = TypeVar("T")


async def answered(activity: str, request: Fact, **how: Any) -> Any:
    """An activity's answer; neither an answer nor a failure outlives a cancellation that came in the same step."""
    _heed_cancellation()
    try:
        told = await workflow.execute_activity(activity, request, **how)
    except ActivityError:
        _heed_cancellation()
        raise
    _heed_cancellation()
    return told


async def until(met: Callable[[], bool]) -> None:
    """Wait until `met`, however long."""
    _heed_cancellation()
    await workflow.wait_condition(met)


async def rested(length: timedelta, summary: str | None = None) -> None:
    """Let time pass."""
    _heed_cancellation()
    await workflow.sleep(length, summary=summary)


async def met_within(met: Callable[[], bool], length: timedelta, what: str) -> bool:
    """Wait until `met`, at most `length`; False when the time is up. What is met in the same step as a cancellation
    does not outlive it either.
    """
    _heed_cancellation()
    try:
        await workflow.wait_condition(met, timeout=max(length, timedelta(0)), timeout_summary=what)
    except TimeoutError:
        return met()
    _heed_cancellation()
    return True


def _heed_cancellation() -> None:
    """As `stop_if_cancelled`, but for cases that missed one before this was done: those stay as they are."""
    if _cancelled() and workflow.patched("cancellation-heeded"):
        raise asyncio.CancelledError


def _cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def insisted(order: Callable[[], Awaitable[T]], pause: timedelta) -> T:
    """Repeat an order until it is done: an outside that says it is closed opens again, however late."""
    while True:
        try:
            return await order()
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
        await rested(pause)


def stop_if_cancelled() -> None:
    """An order that succeeds although cancelled swallows the cancellation: call this when its answer is noted."""
    if _cancelled():
        raise asyncio.CancelledError


async def climb(
    rungs: Callable[[], Iterable[Rung]],
    met: Callable[[], bool],
    step: Callable[[Rung], None],
    *,
    start: datetime,
    what: str,
    changes: Callable[[], Hashable] = lambda: None,
) -> None:
    """Wait until `met`, doing each rung's deed once when its time comes; whenever `changes` gives another value the
    rungs are asked for anew.
    """
    passed = start
    while not met():
        rung = min((rung for rung in rungs() if rung.at > passed), key=_when)
        seen = changes()
        await met_within(lambda: met() or changes() != seen, rung.at - workflow.now(), f"{what}: {rung.deed}")  # noqa: B023 - awaited before the next turn
        for due in sorted((rung for rung in rungs() if passed < rung.at <= workflow.now()), key=_when):
            if met():
                return
            passed = due.at
            step(due)


@contextmanager
def afterwards(do: Callable[[], object]) -> Iterator[None]:
    """`finally` for coroutines that a worker may evict: a case that is merely forgotten does nothing more."""
    try:
        yield
    except GeneratorExit:
        raise
    except BaseException:
        do()
        raise
    do()


async def stopped(*tasks: "asyncio.Task[None]") -> None:
    """Stop tasks of this case and wait until they have stopped."""
    for task in tasks:
        task.cancel()
    await workflow.wait_condition(lambda: all(task.done() for task in tasks))
    for task in tasks:
        if not task.cancelled():
            task.exception()  # looked at: a stopped task may fail with its cancelled activity


def _when(rung: Rung) -> datetime:
    return rung.at


async def side_by_side(*legs: Coroutine[Any, Any, None]) -> None:
    """Run the legs beside each other; the first that fails stops the others and speaks for all."""
    tasks = [asyncio.create_task(leg) for leg in legs]
    try:
        await until(lambda: all(task.done() for task in tasks) or any(_failed(task) for task in tasks))
    except asyncio.CancelledError:
        await stopped(*tasks)
        raise
    # Before they are stopped: a stopped leg may fail too, with a cancelled activity, and must not speak for all.
    failed = [task for task in tasks if _failed(task)]
    await stopped(*tasks)
    for task in failed:
        task.result()


def _failed(task: "asyncio.Task[None]") -> bool:
    return task.done() and not task.cancelled() and task.exception() is not None
