"""A queue that empties itself: things go out in order, batch after batch, and nothing is lost while the far side is
away.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Generic, TypeVar

from workflows.waiting import insisted, until

T = TypeVar("T")
_PAUSE = timedelta(minutes=10)  # activities retry by themselves; this is for an outside that says it is closed


class Pump(Generic[T]):
    """`send` delivers one batch (an empty one after a bare nudge) and returns when it is safe; repeating it is
    harmless.
    """

    def __init__(self, send: Callable[[list[T]], Awaitable[None]]) -> None:
        self._send = send
        self._waiting: list[T] = []
        self._due = False
        self._sending = False

    def put(self, item: T) -> None:
        self._waiting.append(item)
        self._due = True

    def nudge(self) -> None:
        """Something beside the queue changed: send, even if the batch is empty."""
        self._due = True

    def start(self) -> asyncio.Task[None]:
        """Run beside the story until cancelled; cancel only after `drained`."""
        return asyncio.create_task(self._run())

    async def drained(self) -> None:
        """Return when everything put so far has been delivered."""
        await until(lambda: not self._due and not self._sending)

    async def _run(self) -> None:
        while True:
            await until(lambda: self._due)
            batch, self._waiting = self._waiting, []
            self._due, self._sending = False, True
            await insisted(lambda: self._send(batch), _PAUSE)  # noqa: B023 - awaited before the next turn
            self._sending = False
