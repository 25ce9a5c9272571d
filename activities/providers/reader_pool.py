"""Readers in child processes: the engine is not thread-safe, holds a processor, and customers' files may be hostile.

Each place has two children. The opener is light: only it ever sees the file, and only it decodes. The reader has the
engine and is given plain pixels. So what a hostile file can break starts again in half a second, the models stay
loaded, and the event loop never waits for either.
"""

import asyncio
import queue
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Self

from activities.providers.children import Child, ChildDied, ChildLate, Limits
from activities.providers.openers import MakeReader, OpenPages, opening, reading, refused_code
from activities.providers.pictures import open_pages
from activities.read import ReadingFailed
from models.papers import Reading
from models.policy import Reading as ReadingPolicy
from models.rules.reading import unreadable

LIMIT_SECONDS = 60.0
"""Time for reading one paper; a licence takes up to 3 s of a processor, a document of four pages four times that."""
READER_LIMITS = Limits(memory=3 * 2**30, writes=True)
"""A licence takes 1.4 GiB of address space, most of it the models."""
OPENER_LIMITS = Limits(memory=2 * 2**30, writes=False)
"""A 48-megapixel WebP with transparency, the costliest file within the limits, takes 1.2 GiB of address space."""
PATIENCE = 15.0
"""How many times its own time an opener may wait on a busy machine; then the file is asked again later."""


class PooledReader:
    """A PaperReader over child processes, each reader with its own engine; `seconds` limits the reading of one paper.

    `await read(…)` raises ReadingFailed when the reader died, broke or was too slow: ask again. A file that cannot be
    opened, in time or at all, is a reading with the warning UNREADABLE:<code>. Close it at the end.
    """

    def __init__(
        self, make: MakeReader, processes: int = 1, seconds: float = LIMIT_SECONDS, opens: OpenPages = open_pages
    ) -> None:
        self._places = [_Place(make, opens, seconds) for _ in range(processes)]
        self._free: queue.SimpleQueue[_Place] = queue.SimpleQueue()
        for place in self._places:
            self._free.put(place)
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="reader")

    async def read(self, picture: bytes, policy: ReadingPolicy) -> Reading:
        """Read at the next free place."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._ask, picture, policy)

    def warm_up(self) -> None:
        """Start every child now, so that the models are loaded before the first picture comes."""
        for place in self._places:
            place.start()

    def close(self) -> None:
        """End the children, at once also those at work, and wait for the threads."""
        for place in self._places:
            place.end()
        self._threads.shutdown(cancel_futures=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self.close)

    def _ask(self, picture: bytes, policy: ReadingPolicy) -> Reading:
        place = self._free.get()
        try:
            return place.read(picture, policy)
        finally:
            place.start()  # what was ended is loading again before the next picture comes
            self._free.put(place)


class _Place:
    """An opener and a reader; used by one thread at a time."""

    def __init__(self, make: MakeReader, opens: OpenPages, seconds: float) -> None:
        self._opener = Child("ekaihu-opener", partial(opening, opens), OPENER_LIMITS)
        self._reader = Child("ekaihu-reader", partial(reading, make), READER_LIMITS)
        self._seconds = seconds

    def start(self) -> None:
        self._opener.start()
        self._reader.start()

    def end(self) -> None:
        self._opener.end()
        self._reader.end()

    def read(self, picture: bytes, policy: ReadingPolicy) -> Reading:
        self.start()  # both at once: the models load while the file is opened
        pages = self._opened(picture, policy)
        if isinstance(pages, str):
            return unreadable(pages)
        reading = self._read(pages, policy)
        return reading.model_copy(update={"seconds": round(self._opener.seconds + self._reader.seconds, 3)})

    def _opened(self, picture: bytes, policy: ReadingPolicy) -> list[bytes] | str:
        """The packed pages, or why there are none.

        A death is tried once more in a fresh child: it may have been an accident.
        """
        limit = policy.open_seconds
        for _ in range(2):
            try:
                return _pages_or_code(self._opener.ask((picture, policy), limit, PATIENCE))
            except ChildLate as late:
                if late.busy:
                    raise ReadingFailed("the machine was too busy to open a picture") from None
                return "TOO_SLOW_TO_OPEN"
            except ChildDied:
                continue
        return "CRASHED"

    def _read(self, pages: list[bytes], policy: ReadingPolicy) -> Reading:
        try:
            (answer,) = self._reader.ask((pages, policy), self._seconds)
        except ChildLate:
            raise ReadingFailed(f"the reader needed more than {self._seconds:.0f} s and was replaced") from None
        except ChildDied:
            raise ReadingFailed("the reader's process died over a picture and was replaced") from None
        if not answer.startswith(b"{"):  # no reading but the name of an error
            raise ReadingFailed(f"the reader broke over a picture ({answer.decode('ascii', 'replace')})")
        return Reading.model_validate_json(answer)


def _pages_or_code(parts: list[bytes]) -> list[bytes] | str:
    code = refused_code(parts)
    return parts if code is None else code
