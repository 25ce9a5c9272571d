"""A worker whose eyes are fakes: the real story, tables, evidence and adapters, but papers and faces cost nothing.

`python -m tests.e2e.light_worker` serves all queues with the settings of the environment, as `ekaihu worker` does.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from activities.read import ReadActivities
from activities.vision import VisionActivities
from models import policy as numbers
from models.papers import PaperKind, ReadField, Reading
from models.visit import FaceMatch, FaceVerdict, VideoExam, VideoSecond
from samples.cast import Firm, Paper, load_cast
from workers import bootstrap
from workers.bootstrap import Kept
from workers.main import run_workers
from workers.settings import Settings, load_settings
from workflows import ids


class TruthReader:
    """Knows the committed specimens by heart: the cast's truth, and nothing on the blurred one."""

    def __init__(self) -> None:
        firms = load_cast().firms
        self._known = {_digest(firm.picture(paper).read_bytes()): (firm, paper) for firm in firms for paper in Paper}

    async def read(self, picture: bytes, policy: numbers.Reading) -> Reading:
        known = self._known.get(_digest(picture))
        if known is None:
            return Reading(kind=PaperKind.ID_BACK, fields={}, warnings=("FIELD_MISSING:validity", "BLURRED"))
        return _reading(*known)


class SameFaces:
    """Everybody is who they should be."""

    async def compare(self, a: bytes, b: bytes, policy: numbers.Faces) -> FaceMatch:
        return FaceMatch(distance=0.3, verdict=FaceVerdict.SAME)

    async def exam(self, video: bytes, reference: bytes, policy: numbers.Faces) -> VideoExam:
        seconds = tuple(VideoSecond(t=float(t), faces=1, distance=0.3) for t in range(4))
        return VideoExam(seconds=seconds, duration=4, frozen=0, verdict=FaceVerdict.SAME)


class NoPhoto:
    async def photo(self, staff_id: str) -> bytes:
        return b"a photo that nobody looks at"


def _reading(firm: Firm, paper: Paper) -> Reading:
    truth = {name: json.loads(field.model_dump_json()) for name, field in firm.expected(paper).items()}
    fields = {name: ReadField(confidence=0.99, box=(0, 0, 1, 1), **field) for name, field in truth.items()}
    return Reading(kind=PaperKind(paper.value), fields=fields)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


async def _reading_activities(settings: Settings, ours: Kept, stack: AsyncExitStack) -> Sequence[Callable[..., Any]]:
    return [ReadActivities(TruthReader(), ours.evidence).read_paper]


async def _vision_activities(settings: Settings, ours: Kept, stack: AsyncExitStack) -> Sequence[Callable[..., Any]]:
    activities = VisionActivities(SameFaces(), ours.evidence, NoPhoto())
    return [activities.compare_faces, activities.exam_video]


@asynccontextmanager
async def _activities_of(queue: str, settings: Settings, ours: Kept) -> AsyncIterator[Sequence[Callable[..., Any]]]:
    light = {ids.OCR_QUEUE: _reading_activities, ids.VISION_QUEUE: _vision_activities}
    async with AsyncExitStack() as stack:
        if queue in light:
            yield await light[queue](settings, ours, stack)
        else:
            yield await stack.enter_async_context(bootstrap.activities_of(queue, settings, ours))


if __name__ == "__main__":
    asyncio.run(run_workers(load_settings(), serving=_activities_of))
