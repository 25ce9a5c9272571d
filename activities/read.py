"""Reading the papers: what the stage needs from a reader and from the evidence store, and the one activity.

The work runs on its own queue, because a worker for it carries the models (some 0.6 GB) and keeps a processor busy.
"""

import asyncio
from collections.abc import Awaitable
from typing import Protocol, TypeVar

from temporalio import activity

from models.papers import Reading
from models.policy import Reading as ReadingPolicy
from models.requests import ReadPaper

READING_QUEUE = "ekaihu-reading"
BEAT_SECONDS = 5.0
"""How often a reading tells the server that it goes on; the heartbeat timeout has to be longer."""

T = TypeVar("T")


class ReadingFailed(RuntimeError):
    """The reader itself broke or took too long over this picture; asking again may help."""


class PaperReader(Protocol):
    """Reads one picture; a picture that cannot be opened is a reading, ReadingFailed is all else."""

    async def read(self, picture: bytes, policy: ReadingPolicy) -> Reading: ...


class EvidenceReader(Protocol):
    """Fetches an evidence object's plain bytes by its digest."""

    async def fetch(self, application: str, sha256: str) -> bytes: ...


class ReadActivities:
    """The activities of the queue `ekaihu-reading`."""

    def __init__(self, reader: PaperReader, evidence: EvidenceReader) -> None:
        self._reader = reader
        self._evidence = evidence

    @activity.defn(name="read_paper")
    async def read_paper(self, ask: ReadPaper) -> Reading:
        """Read one stored picture; what it shows and what is doubtful about it are facts, never failures."""
        picture = await self._evidence.fetch(ask.application, ask.paper.ref.sha256)
        return await _beating(self._reader.read(picture, ask.policy))


async def _beating(work: Awaitable[T]) -> T:
    """Await `work` with heartbeats, so that a cancelled case or a dead worker is noticed."""
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait({task}, timeout=BEAT_SECONDS))[0]:
            activity.heartbeat()
        return task.result()
    finally:
        task.cancel()
