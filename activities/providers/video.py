"""Recordings, decoded frame by frame with PyAV under fixed limits.

Only MP4/MOV and WebM/Matroska are opened, recognised by their first bytes: FFmpeg's other readers include playlists
that name further files and addresses.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

import av
import numpy as np
from numpy.typing import NDArray

from activities.vision import UnreadableMedia

Pixels = NDArray[np.uint8]
T = TypeVar("T")

STILL_SIDE = 64
"""Frames are compared as grey thumbnails of this side: sensor noise averages out, movement stays."""
STILL_LEVEL = 0.1
"""Mean difference (0-255) below which two thumbnails are one picture.

Measured: a still as H.264 0.00-0.02 (up to 0.6 at a key frame), a live face 0.56 and more even at strong compression.
"""
HOLD_SECONDS = 0.25
"""A picture that stands longer counts as repeated once for each further hold, so that a slide show is seen as one."""


@dataclass(frozen=True)
class VideoLimits:
    """What one recording may cost: bytes, pixels of a frame, seconds (a visit lasts 60 minutes at most) and frames."""

    bytes: int = 600_000_000
    pixels: int = 9_000_000
    seconds: float = 3700.0
    frames: int = 250_000


@dataclass(frozen=True)
class Sample(Generic[T]):
    """What was seen `t` seconds after the first frame; None where the recording has no frame in that slot."""

    t: float
    seen: T | None


@dataclass(frozen=True)
class Watched(Generic[T]):
    """One sample for each 1/fps seconds, the length in seconds, and the share of frames like the one before (0-1)."""

    samples: list[Sample[T]]
    duration: float
    frozen: float


def is_video(head: bytes) -> bool:
    """Whether a file that begins like this (12 bytes) is a recording of a kind that is opened here."""
    return _container(head) is not None


def watch(video: bytes | Path, fps: float, look: Callable[[Pixels], T], limits: VideoLimits) -> Watched[T]:
    """Show every frame to the frozen-picture test and the first of each 1/fps seconds, upright RGB, to `look`.

    UnreadableMedia when the recording is broken, empty or beyond the limits.
    """
    samples: dict[int, Sample[T]] = {}
    stillness = _Stillness()
    for t, frame in _frames(video, limits):
        stillness.feed(t, _thumbnail(frame))
        slot = int(t * fps)
        if slot not in samples:
            samples[slot] = Sample(t, look(_upright(frame)))
    slots = range(max(samples, default=-1) + 1)
    return Watched([samples.get(slot, Sample(slot / fps, None)) for slot in slots], stillness.duration, stillness.share)


class _Stillness:
    """Counts the frames that repeat the one before."""

    def __init__(self) -> None:
        self._last: tuple[float, Pixels] | None = None
        self._step = 0.0
        self._shown = 0
        self._repeated = 0

    def feed(self, t: float, thumbnail: Pixels) -> None:
        if self._last:
            self._step = t - self._last[0]
            held = max(0, round(self._step / HOLD_SECONDS) - 1)
            same = float(np.abs(thumbnail.astype(np.int16) - self._last[1]).mean()) < STILL_LEVEL
            self._shown += held + 1
            self._repeated += held + same
        self._last = (t, thumbnail)

    @property
    def duration(self) -> float:
        """Seconds, the last frame shown as long as the one before, but no longer than a hold."""
        return self._last[0] + min(self._step, HOLD_SECONDS) if self._last else 0.0

    @property
    def share(self) -> float:
        """A single frame is a still picture."""
        return self._repeated / self._shown if self._shown else 1.0


def _frames(video: bytes | Path, limits: VideoLimits) -> Iterator[tuple[float, av.VideoFrame]]:
    """Frames with seconds since the first, strictly rising; a frame without a time of its own is passed over."""
    with _opened(video, limits) as file:
        start: float | None = None
        last = -1.0
        for count, frame in enumerate(_decoded(file, limits)):
            if count >= limits.frames:
                raise UnreadableMedia(f"The recording has more than {limits.frames} frames; send a shorter one.")
            if frame.pts is None:
                continue
            start = frame.time if start is None else start
            t = frame.time - start
            if t > limits.seconds:
                raise UnreadableMedia(f"The recording is longer than {limits.seconds:.0f} s; send a shorter one.")
            if t > last:
                last = t
                yield t, frame
        if start is None:
            raise UnreadableMedia("The recording shows no picture; record it again.")


def _decoded(file: BinaryIO, limits: VideoLimits) -> Iterator[av.VideoFrame]:
    head = file.read(12)
    file.seek(0)
    container_format = _container(head)
    if container_format is None:
        raise UnreadableMedia("The file is neither MP4 nor WebM; send the recording in one of these forms.")
    with _readable(), av.open(file, "r", format=container_format) as container:
        if not container.streams.video:
            raise UnreadableMedia("The recording has no picture track; record it again with the camera on.")
        stream = container.streams.video[0]
        _check_size(stream.codec_context.width, stream.codec_context.height, limits)
        for frame in container.decode(stream):
            _check_size(frame.width, frame.height, limits)
            yield frame


@contextmanager
def _readable() -> Iterator[None]:
    """Everything that goes wrong inside the decoder is the fault of the recording, whatever is raised."""
    try:
        yield
    except UnreadableMedia:
        raise
    except Exception as error:
        raise UnreadableMedia(f"The recording is damaged ({type(error).__name__}); record or send it again.") from error


def _container(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return "mp4"
    return "matroska" if head.startswith(b"\x1aE\xdf\xa3") else None


def _check_size(width: int, height: int, limits: VideoLimits) -> None:
    if width * height > limits.pixels:
        raise UnreadableMedia(f"A frame of {width} × {height} has over {limits.pixels} pixels; record it smaller.")


@contextmanager
def _opened(video: bytes | Path, limits: VideoLimits) -> Iterator[BinaryIO]:
    size = len(video) if isinstance(video, bytes) else video.stat().st_size
    if size > limits.bytes:
        raise UnreadableMedia(f"The recording has {size} bytes, over {limits.bytes}; send a shorter one.")
    with io.BytesIO(video) if isinstance(video, bytes) else video.open("rb") as file:
        yield file


def _thumbnail(frame: av.VideoFrame) -> Pixels:
    with _readable():
        grey = frame.reformat(width=STILL_SIDE, height=STILL_SIDE, format="gray", interpolation="AREA")
        return np.asarray(grey.to_ndarray(), dtype=np.uint8)


def _upright(frame: av.VideoFrame) -> Pixels:
    """RGB rows without padding, turned as the recording says: phones store portrait recordings lying on their side."""
    with _readable():
        pixels = np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)
        return np.ascontiguousarray(np.rot90(pixels, round(frame.rotation / 90)))
