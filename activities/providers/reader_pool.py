"""Readers in child processes: the engine is not thread-safe, holds a processor, and may die on a hostile picture.

A child that dies or takes too long costs its one picture a retry and is replaced; the event loop never waits for it.
"""

import asyncio
import contextlib
import multiprocessing
import queue
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Protocol, Self

from activities.read import ReadingFailed
from models.papers import Reading
from models.policy import Reading as ReadingPolicy
from models.rules.reading import unreadable

LIMIT_SECONDS = 60.0
"""Time for one picture, the child's start (5 s) included; a licence takes up to 3 s of a processor."""

LIMIT_BYTES = 3 * 2**30
"""Address space of one child: a 48-megapixel photo takes 2.2 GiB, a licence 1.4; a picture that wants more than this
ends its own reading and nobody else's.
"""

_SPAWN = multiprocessing.get_context("spawn")


class BlockingReader(Protocol):
    """What runs in a child."""

    def warm_up(self) -> None: ...

    def read(self, picture: bytes, policy: ReadingPolicy) -> Reading: ...


MakeReader = Callable[[], BlockingReader]
"""Makes the reader inside the child; has to be picklable, such as `functools.partial(PaddleReader, assets, home)`."""


class PooledReader:
    """A PaperReader over child processes, each with its own engine; `seconds` limits one picture.

    `await read(…)` raises ReadingFailed when the child died, broke or was too slow: ask again. Close it at the end.
    """

    def __init__(self, make: MakeReader, processes: int = 1, seconds: float = LIMIT_SECONDS) -> None:
        self._children = [_Child(make) for _ in range(processes)]
        self._seconds = seconds
        self._free: queue.SimpleQueue[_Child] = queue.SimpleQueue()
        for child in self._children:
            self._free.put(child)
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="reader")

    async def read(self, picture: bytes, policy: ReadingPolicy) -> Reading:
        """Read in the next free child."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._ask, picture, policy)

    def warm_up(self) -> None:
        """Start every child now, so that the models are loaded before the first picture comes."""
        for child in self._children:
            child.start()

    def close(self) -> None:
        """End the children, at once also those at work, and wait for the threads."""
        for child in self._children:
            child.end()
        self._threads.shutdown(cancel_futures=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self.close)

    def _ask(self, picture: bytes, policy: ReadingPolicy) -> Reading:
        child = self._free.get()
        try:
            return child.read(picture, policy, self._seconds)
        finally:
            self._free.put(child)


class _Child:
    """One child process; started when needed, used by one thread at a time."""

    def __init__(self, make: MakeReader) -> None:
        self._make = make
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._ended = False

    def read(self, picture: bytes, policy: ReadingPolicy, seconds: float) -> Reading:
        pipe = self.start()
        try:
            pipe.send((picture, policy))
            if not pipe.poll(seconds):
                raise ReadingFailed(f"the reader needed more than {seconds:.0f} s for a picture and was replaced")
            answer = pipe.recv()
        except (OSError, EOFError) as gone:
            self._drop()
            raise ReadingFailed("the reader's process died over a picture and was replaced") from gone
        except ReadingFailed:
            self._drop()
            raise
        if not isinstance(answer, Reading):
            raise ReadingFailed(f"the reader broke over a picture ({answer})")
        return answer

    def start(self) -> Connection:
        """The pipe to the running process, which is started if there is none."""
        if self._ended:
            raise ReadingFailed("the reader is shutting down")
        if self._pipe is None or self._process is None or not self._process.is_alive():
            self._drop()
            self._pipe, theirs = _SPAWN.Pipe()
            self._process = _SPAWN.Process(target=_serve, args=(theirs, self._make), name="ekaihu-reader", daemon=True)
            self._process.start()
            theirs.close()  # only the child holds it now: its death ends the pipe
        return self._pipe

    def end(self) -> None:
        self._ended = True
        if self._process is not None:
            self._process.kill()

    def _drop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


def _serve(pipe: Connection, make: MakeReader) -> None:
    """The child: reads pictures until the parent goes away."""
    _limit_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which closes the pool in order
    reader = make()
    reader.warm_up()
    with contextlib.suppress(EOFError, OSError):
        while True:
            picture, policy = pipe.recv()
            pipe.send(_answer(reader, picture, policy))


def _answer(reader: BlockingReader, picture: bytes, policy: ReadingPolicy) -> Reading | str:
    """The reading, or the name of what went wrong; the error's own text may hold what stands on the paper."""
    try:
        return reader.read(picture, policy)
    except MemoryError:  # it would want as much at every try: the customer sends a smaller one
        return unreadable("TOO_MANY_PIXELS")
    except Exception as error:  # whatever the engine raises: the parent turns it into a retry
        return type(error).__name__


def _limit_memory() -> None:
    if sys.platform == "linux":  # elsewhere the limits before decoding have to do
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))
