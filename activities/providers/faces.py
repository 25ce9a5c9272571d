"""Faces by face_recognition (dlib), in child processes of their own.

dlib holds the interpreter's lock while it works (another thread stood still for 1.2 s), so nothing here runs on an
event loop or beside one: `PooledVision` gives the work to children, with a time limit, and replaces a child that dies.
dlib's 68-point model was trained on iBUG 300-W (non-commercial terms): a bank that needs other terms swaps `_Library`.
"""

import asyncio
import io
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Self, TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps

from activities.providers.video import Pixels, Sample, VideoLimits, watch
from activities.vision import UnreadableMedia, VisionFailed
from models.policy import Faces
from models.rules.faces import face_match, video_exam
from models.visit import FaceMatch, VideoExam, VideoSecond

Box = tuple[int, int, int, int]
Encoding = NDArray[np.float64]
T = TypeVar("T")

PICTURE_FORMATS = ("JPEG", "PNG", "WEBP", "BMP")
SHORTEST_LONG_SIDE, LONGEST_LONG_SIDE = 640, 1280
"""Pixels that pictures are brought to: the detector's smallest face is about 80 px wide.

Measured on a 176 × 144 talking head: at 640 all sampled frames but the profile are found.
"""
RIVAL = 0.5
"""A second face counts when it is at least this wide against the widest; smaller ones are posters and passers-by."""
EYES_APART = (0.2, 0.7)
"""Distance of the eyes against the width of the face that a real face has, half turned heads included."""
COMPARE_SECONDS, EXAM_SECONDS = 60.0, 900.0
"""Time limits of one look: a child starts in 2 s, a comparison takes 0.3 s, an hour of recording over 10 minutes."""


@dataclass(frozen=True)
class PictureLimits:
    """What one picture may cost before it is decoded."""

    bytes: int = 20_000_000
    pixels: int = 50_000_000


@dataclass(frozen=True)
class Seen:
    """How many large faces a picture shows, and the numbers of the face when it is one, with plausible landmarks."""

    faces: int
    encoding: Encoding | None


class FaceEngine:
    """Finds and compares faces in this process; slow and blocking, so servers use it through `PooledVision`."""

    def __init__(self, pictures: PictureLimits | None = None, videos: VideoLimits | None = None) -> None:
        self._pictures = pictures or PictureLimits()
        self._videos = videos or VideoLimits()
        self._library = _Library()
        Image.init()  # Pillow knows the rarer formats by name only then

    def compare(self, a: bytes, b: bytes, policy: Faces) -> FaceMatch:
        """The distance between two pictures' faces, None unless each shows one; UnreadableMedia without pictures."""
        return face_match(_distance(self._picture(a, policy), self._picture(b, policy)), policy)

    def exam(self, video: bytes | Path, reference: bytes, policy: Faces) -> VideoExam:
        """Compare a recording with a picture: who is seen `sample_fps` times a second, and how much stands still.

        UnreadableMedia when one of them is broken or beyond the limits.
        """
        known = self._picture(reference, policy)
        watched = watch(video, policy.sample_fps, lambda rgb: self._look(Image.fromarray(rgb), policy), self._videos)
        seconds = [_video_second(sample, known) for sample in watched.samples]
        return video_exam(seconds, watched.duration, watched.frozen, policy)

    def _picture(self, data: bytes, policy: Faces) -> Seen:
        return self._look(_decoded(data, self._pictures), policy)

    def _look(self, picture: Image.Image, policy: Faces) -> Seen:
        pixels = np.ascontiguousarray(np.asarray(_worked(picture)))
        boxes = _large(self._library.boxes(pixels, policy.detector_score))
        one = len(boxes) == 1 and _plausible(boxes[0], self._library.landmarks(pixels, boxes[0]))
        return Seen(len(boxes), self._library.encoding(pixels, boxes[0]) if one else None)


class _Library:
    """The few calls of face_recognition that are used, typed; importing it takes a second."""

    def __init__(self) -> None:
        from face_recognition import api

        ImageFile.LOAD_TRUNCATED_IMAGES = False  # the library switches it on: half a picture would pass as a whole one
        self._api = api

    def boxes(self, pixels: Pixels, score: float) -> list[Box]:
        """Faces that the HOG detector scores at least `score`, as (left, top, right, bottom)."""
        found, _, _ = self._api.face_detector.run(pixels, 0, score)
        return [(box.left(), box.top(), box.right(), box.bottom()) for box in found]

    def landmarks(self, pixels: Pixels, box: Box) -> dict[str, list[tuple[int, int]]]:
        return cast("dict[str, list[tuple[int, int]]]", self._api.face_landmarks(pixels, [_css(box)])[0])

    def encoding(self, pixels: Pixels, box: Box) -> Encoding:
        return cast(Encoding, self._api.face_encodings(pixels, [_css(box)])[0])


def _css(box: Box) -> Box:
    """The library's order: top, right, bottom, left."""
    left, top, right, bottom = box
    return top, right, bottom, left


def _distance(a: Seen, b: Seen) -> float | None:
    if a.encoding is None or b.encoding is None:
        return None
    return float(np.linalg.norm(a.encoding - b.encoding))


def _video_second(sample: Sample[Seen], known: Seen) -> VideoSecond:
    if sample.seen is None:
        return VideoSecond(t=sample.t, faces=0, distance=None)
    return VideoSecond(t=sample.t, faces=sample.seen.faces, distance=_distance(sample.seen, known))


def _large(boxes: Sequence[Box]) -> list[Box]:
    widest = max((right - left for left, _, right, _ in boxes), default=0)
    return [box for box in boxes if box[2] - box[0] >= RIVAL * widest]


def _plausible(box: Box, landmarks: dict[str, list[tuple[int, int]]]) -> bool:
    """Two eyes side by side, as far apart as a face has them, above the mouth: a badge taken for a face has not."""
    left, right, mouth = (np.mean(landmarks[name], axis=0) for name in ("left_eye", "right_eye", "top_lip"))
    across, down = abs(right - left)
    nearest, farthest = (share * (box[2] - box[0]) for share in EYES_APART)
    return bool(nearest <= across <= farthest and down < across and mouth[1] > max(left[1], right[1]))


def _decoded(data: bytes, limits: PictureLimits) -> Image.Image:
    """An upright RGB picture; size is checked before anything is decoded."""
    if len(data) > limits.bytes:
        raise UnreadableMedia(f"The picture has {len(data)} bytes, over {limits.bytes}; send a smaller one.")
    try:
        with Image.open(io.BytesIO(data), formats=PICTURE_FORMATS) as picture:
            if picture.width * picture.height > limits.pixels:
                raise UnreadableMedia(f"The picture has over {limits.pixels} pixels; send a smaller one.")
            return ImageOps.exif_transpose(picture).convert("RGB")
    except UnreadableMedia:
        raise
    except Exception as error:  # damaged pictures raise OSError, SyntaxError, ValueError and more, by their kind
        raise UnreadableMedia("The picture is damaged or of an unknown kind; send it as JPEG or PNG.") from error


def _worked(picture: Image.Image) -> Image.Image:
    """The picture in the size the detector works best in."""
    longest = max(picture.size)
    scale = min(max(longest, SHORTEST_LONG_SIDE), LONGEST_LONG_SIDE) / longest
    if scale == 1:
        return picture
    width, height = (max(1, round(side * scale)) for side in picture.size)
    return picture.resize((width, height), Image.Resampling.LANCZOS)


class PooledVision:
    """`FaceEngine` in `processes` children, one look each at a time; one that dies or hangs is replaced.

    Close it (or use `async with`): afterwards no child is left, and every look raises VisionFailed.
    """

    def __init__(
        self,
        processes: int = 1,
        *,
        compare_seconds: float = COMPARE_SECONDS,
        exam_seconds: float = EXAM_SECONDS,
        engine: Callable[[], Any] = FaceEngine,
    ) -> None:
        self._limits = {"compare": compare_seconds, "exam": exam_seconds}
        self._engine = engine
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="vision")
        self._children = {_Child(engine) for _ in range(processes)}
        self._idle: asyncio.Queue[_Child] = asyncio.Queue()
        for child in self._children:
            self._idle.put_nowait(child)
        self._closed = False

    async def compare(self, a: bytes, b: bytes, policy: Faces) -> FaceMatch:
        """As FaceEngine.compare; VisionFailed when the child died or took too long."""
        return cast(FaceMatch, await self._look("compare", a, b, policy))

    async def exam(self, video: bytes | Path, reference: bytes, policy: Faces) -> VideoExam:
        """As FaceEngine.exam; VisionFailed when the child died or took too long."""
        return cast(VideoExam, await self._look("exam", video, reference, policy))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Kill the children, looks in progress included."""
        self._closed = True
        for child in self._children:
            child.kill()
        await asyncio.to_thread(self._threads.shutdown)

    async def _look(self, name: str, *arguments: object) -> object:
        child = await self._idle.get()
        answered = False
        try:
            answer = await self._answer(child, name, arguments)
            answered = True
        finally:
            self._idle.put_nowait(child if answered else self._replaced(child))
        if isinstance(answer, UnreadableMedia):
            raise answer
        return answer

    async def _answer(self, child: "_Child", name: str, arguments: tuple[object, ...]) -> object:
        if self._closed:
            raise VisionFailed("Looking at faces has been shut down; ask again when the worker is back.")
        try:
            async with asyncio.timeout(self._limits[name]):
                return await asyncio.get_running_loop().run_in_executor(self._threads, child.ask, name, arguments)
        except TimeoutError:
            raise VisionFailed(f"The look took over {self._limits[name]:g} s and was stopped; ask again.") from None
        except (EOFError, OSError) as error:
            raise VisionFailed("The process that looks at faces died in the middle; ask again.") from error

    def _replaced(self, child: "_Child") -> "_Child":
        child.kill()
        self._children.discard(child)
        fresh = _Child(self._engine)
        self._children.add(fresh)
        return fresh


class _Child:
    """One process with its engine, started by the first question; asked from one thread, killed from any."""

    def __init__(self, engine: Callable[[], Any]) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._killed = False
        self._running: tuple[Any, Connection] | None = None

    def ask(self, name: str, arguments: tuple[object, ...]) -> object:
        """Send one question and wait for its answer; EOFError or OSError when the process ends meanwhile."""
        line = self._line()
        line.send((name, arguments))
        return line.recv()

    def kill(self) -> None:
        with self._lock:
            self._killed = True
            if self._running:
                self._running[0].kill()
                self._running[0].join()

    def _line(self) -> Connection:
        with self._lock:
            if self._killed:
                raise EOFError
            if not self._running:
                self._running = self._started()
            return self._running[1]

    def _started(self) -> tuple[Any, Connection]:
        spawn = multiprocessing.get_context("spawn")  # a fork would copy the worker's locks and threads half-way
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=_serve, args=(theirs, self._engine), daemon=True, name="vision")
        process.start()
        theirs.close()
        return process, ours


def _serve(line: Connection, make: Callable[[], Any]) -> None:
    """The child's life: answer questions until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides when this ends
    threading.Thread(target=_die_with_parent, daemon=True).start()
    engine = make()
    while True:
        try:
            name, arguments = line.recv()
        except EOFError:
            return
        line.send(_answered(getattr(engine, name), arguments))


def _answered(look: Callable[..., T], arguments: tuple[object, ...]) -> T | UnreadableMedia:
    try:
        return look(*arguments)
    except UnreadableMedia as refused:
        return UnreadableMedia(str(refused))  # without its cause, which may not survive the way back


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)
