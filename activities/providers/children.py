"""Child processes for work that may hang, swallow memory or die: asked from one thread, ended when late, then replaced.

The way to a child is pickled; the way back is plain bytes, so that a child that was taken over cannot run anything in
its parent.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

START_SECONDS = 120.0
"""Until a child has loaded what it needs; the reader's models take 5 s on an idle machine."""
LOOK_SECONDS = 0.05
"""How often it is looked whether a child is late."""
LONGEST_PART = 64_000_000
"""Bytes of one part of an answer; the largest page is 12 MB."""

_SPAWN = multiprocessing.get_context("spawn")  # a fork would copy the worker's locks and threads half-way
_END = b""

Work = Callable[[Any], Iterable[bytes]]
"""Answers one request in parts, none of them empty."""


class ChildDied(Exception):
    """The child ended before it had answered, or never became ready."""


@dataclass(eq=False)
class ChildLate(Exception):
    """The child was ended: it took too long, or only waited too long for a processor because the machine is `busy`."""

    busy: bool


@dataclass(frozen=True)
class Limits:
    """What the kernel keeps a child from: `memory` in bytes of address space; unless it `writes`, growing any file."""

    memory: int
    writes: bool


@dataclass(frozen=True)
class _Allowed:
    """A question's time: `seconds` of the child's own, up to `patience` times as many on the clock."""

    seconds: float
    patience: float
    asked: float
    delayed: float


class Child:
    """One process that does `make()`'s work, started when needed; `make` is picklable and runs inside the child."""

    def __init__(self, name: str, make: Callable[[], Work], limits: Limits) -> None:
        self._arguments = (make, limits)
        self._name = name
        self._process: Any = None
        self._pipe: Connection | None = None
        self._ready = False
        self._ended = threading.Event()
        self.seconds = 0.0
        """How long the last answer took, the child's start not counted."""

    def ask(self, request: Any, seconds: float, patience: float = 1.0) -> list[bytes]:
        """The parts of the answer; ChildDied or ChildLate, after which the next question finds a fresh child.

        `seconds` count from when the child is ready. With `patience` above 1 the time that it waits for a processor
        is not counted, until that many times `seconds` have gone: a busy machine is not taken for a heavy file.
        """
        pipe = self._awaited()
        allowed = _Allowed(seconds, patience, time.monotonic(), self._delayed())
        try:
            pipe.send(request)
            answer = list(iter(lambda: self._part(pipe, allowed), _END))
        except TimeoutError as late:
            busy = self._own_time(allowed) < seconds
            self._drop()
            raise ChildLate(busy) from late
        except (OSError, EOFError) as gone:
            self._drop()
            raise ChildDied from gone
        self.seconds = time.monotonic() - allowed.asked
        return answer

    def start(self) -> None:
        """Start the process if there is none; does not wait until it is ready."""
        if self._ended.is_set() or (self._process is not None and self._process.is_alive()):
            return
        self._drop()
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_live, args=(theirs, *self._arguments), name=self._name, daemon=True)
        self._process.start()
        theirs.close()  # only the child holds it now: its death ends the pipe
        if self._ended.is_set():  # meanwhile, by another thread
            self._process.kill()

    def end(self) -> None:
        """Kill the process, also at work, and never start another."""
        self._ended.set()
        if self._process is not None:
            self._process.kill()

    def _awaited(self) -> Connection:
        """The way to the child once it is ready."""
        self.start()
        if self._ended.is_set() or self._pipe is None:
            raise ChildDied
        try:
            if not self._ready:
                self._part(self._pipe, _Allowed(START_SECONDS, 1.0, time.monotonic(), 0.0))
                self._ready = True
        except (OSError, EOFError) as gone:  # a TimeoutError is an OSError
            self._drop()
            raise ChildDied from gone
        return self._pipe

    def _part(self, pipe: Connection, allowed: _Allowed) -> bytes:
        while not pipe.poll(LOOK_SECONDS):
            gone = time.monotonic() - allowed.asked
            if gone > allowed.seconds * allowed.patience or self._own_time(allowed) > allowed.seconds:
                raise TimeoutError
        return pipe.recv_bytes(LONGEST_PART)

    def _own_time(self, allowed: _Allowed) -> float:
        """Seconds since the question in which the child worked or slept, but did not wait for a processor."""
        return time.monotonic() - allowed.asked - (self._delayed() - allowed.delayed)

    def _delayed(self) -> float:
        """Seconds that the child was ready to run and had no processor; 0 where the system does not tell."""
        try:
            told = Path(f"/proc/{self._process.pid}/schedstat").read_text("ascii").split()
            return int(told[1]) / 1e9
        except (OSError, ValueError, IndexError):
            return 0.0

    def _drop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None
        self._ready = False


def _live(pipe: Connection, make: Callable[[], Work], limits: Limits) -> None:
    """The child: answers questions until the parent goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which closes the pool in order
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _limit("AS", limits.memory)
    _limit("CORE", 0)  # a crash must not leave the customer's paper in a core dump
    work = make()
    if not limits.writes:
        _limit("FSIZE", 0)
    with contextlib.suppress(EOFError, OSError):
        pipe.send_bytes(b"ready")
        while True:
            for part in work(pipe.recv()):
                pipe.send_bytes(part)
            pipe.send_bytes(_END)


def _limit(name: str, value: int) -> None:
    if sys.platform == "linux":  # elsewhere the limits before decoding and the time limit have to do
        import resource

        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def _die_with_parent() -> None:
    """A killed worker leaves no child behind that goes on with a picture nobody waits for."""
    parent = multiprocessing.parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)
