"""Waiting with a ladder: until something is met, remind, escalate and at last end, at the times that a pure rule
gives.
"""

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Iterable
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.rules.ladder import Rung


async def met_within(met: Callable[[], bool], length: timedelta, what: str) -> bool:
    """Wait until `met`, at most `length`; False when the time is up."""
    try:
        await workflow.wait_condition(met, timeout=max(length, timedelta(0)), timeout_summary=what)
    except TimeoutError:
        return met()
    return True


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
        rung = next(rung for rung in rungs() if rung.at > passed)
        seen = changes()
        await met_within(lambda: met() or changes() != seen, rung.at - workflow.now(), f"{what}: {rung.deed}")  # noqa: B023 - awaited before the next turn
        for due in [rung for rung in rungs() if passed < rung.at <= workflow.now()]:
            if met():
                return
            passed = due.at
            step(due)


async def side_by_side(*legs: Coroutine[Any, Any, None]) -> None:
    """Run the legs beside each other; the first that fails stops the others and speaks for all."""
    tasks = [asyncio.create_task(leg) for leg in legs]
    try:
        await workflow.wait_condition(
            lambda: all(task.done() for task in tasks) or any(_failed(task) for task in tasks)
        )
    finally:
        for task in tasks:
            task.cancel()
        await workflow.wait_condition(lambda: all(task.done() for task in tasks))
    for task in tasks:
        if _failed(task):
            task.result()


def _failed(task: "asyncio.Task[None]") -> bool:
    return task.done() and not task.cancelled() and task.exception() is not None
