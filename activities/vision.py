"""Faces and recordings: what the visit and the interview need to know, and the activities that find it out.

The work runs on its own queue, because a worker for it carries the face models and keeps a processor busy for seconds.
"""

import asyncio
from collections.abc import Awaitable
from typing import Protocol, TypeVar

from temporalio import activity
from temporalio.exceptions import ApplicationError

from models.policy import Faces
from models.requests import CompareFaces, ExamVideo, FaceSource
from models.rules.faces import face_match, video_exam
from models.visit import FaceMatch, VideoExam

VISION_QUEUE = "ekaihu-vision"
BEAT_SECONDS = 5.0
"""How often a long look tells the server that it goes on; the heartbeat timeout has to be longer."""

T = TypeVar("T")


class UnreadableMedia(ValueError):
    """Nothing that can be looked at within the limits; the message says why, and asking again will not help."""


class VisionFailed(RuntimeError):
    """The look itself broke or took too long; asking again may help."""


class Vision(Protocol):
    """Looks at pictures and recordings; raises UnreadableMedia or VisionFailed."""

    async def compare(self, a: bytes, b: bytes, policy: Faces) -> FaceMatch: ...

    async def exam(self, video: bytes, reference: bytes, policy: Faces) -> VideoExam: ...


class EvidenceReader(Protocol):
    """Fetches an evidence object's plain bytes by its digest."""

    async def fetch(self, application: str, sha256: str) -> bytes: ...


class StaffPhotos(Protocol):
    """The photo folder of the staff directory."""

    async def photo(self, staff_id: str) -> bytes: ...


class VisionActivities:
    """The activities of the queue `ekaihu-vision`."""

    def __init__(self, engine: Vision, evidence: EvidenceReader, staff: StaffPhotos) -> None:
        self._engine = engine
        self._evidence = evidence
        self._staff = staff

    @activity.defn(name="compare_faces")
    async def compare_faces(self, ask: CompareFaces) -> FaceMatch:
        """Compare the one face of each picture; an unreadable picture leaves the question to a person (UNSURE)."""
        a = await self._bytes(ask.application, ask.a)
        b = await self._bytes(ask.application, ask.b)
        try:
            return await _beating(self._engine.compare(a, b, ask.policy))
        except UnreadableMedia as refused:
            _note(refused)
            return face_match(None, ask.policy)

    @activity.defn(name="exam_video")
    async def exam_video(self, ask: ExamVideo) -> VideoExam:
        """Look at a recording frame by frame; an unreadable one is left to a person (UNSURE, no seconds)."""
        video = await self._evidence.fetch(ask.application, ask.video.sha256)
        reference = await self._bytes(ask.application, ask.reference)
        try:
            return await _beating(self._engine.exam(video, reference, ask.policy))
        except UnreadableMedia as refused:
            _note(refused)
            return video_exam((), 0.0, 0.0, ask.policy)

    async def _bytes(self, application: str, source: FaceSource) -> bytes:
        match source:
            case FaceSource(evidence=None, staff=str(staff_id)):
                return await self._staff.photo(staff_id)
            case FaceSource(evidence=ref, staff=None) if ref is not None:
                return await self._evidence.fetch(application, ref.sha256)
        raise ApplicationError(
            "A face comes either from the evidence store or from the staff directory; name exactly one.",
            type="FaceSource",
            non_retryable=True,
        )


def _note(refused: UnreadableMedia) -> None:
    activity.logger.warning("media refused, a person has to look: %s", refused)


async def _beating(work: Awaitable[T]) -> T:
    """Await `work` with heartbeats, so that a cancelled case or a dead worker is noticed in mid-recording."""
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait({task}, timeout=BEAT_SECONDS))[0]:
            activity.heartbeat()
        return task.result()
    finally:
        task.cancel()
