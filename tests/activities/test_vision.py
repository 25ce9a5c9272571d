"""Faces and recordings: the activities, the pool of children, and the real engine on the demo's pictures.

The real engine takes about ten seconds in all: a second for loading its models, the rest for the recordings.
"""

import asyncio
import io
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment
from typer import Typer
from typer.testing import CliRunner

from activities import vision
from activities.providers.faces import FaceEngine, PictureLimits, PooledVision
from activities.providers.video import VideoLimits, watch
from activities.vision import UnreadableMedia, VisionActivities, VisionFailed
from cli.faces import compare_faces_command
from models.papers import EvidenceKind, EvidenceRef
from models.policy import Faces
from models.requests import CompareFaces, ExamVideo, FaceSource
from models.visit import FaceMatch, FaceVerdict, VideoExam
from samples.faces import DEFAULT_FACES, make_faces
from samples.papers import paste_portrait
from tests.builders import APPLICATION, policy

SAME, UNSURE, DIFFERENT = FaceVerdict.SAME, FaceVerdict.UNSURE, FaceVerdict.DIFFERENT
MATCH = FaceMatch(distance=0.3, verdict=SAME)
EXAM = VideoExam(seconds=(), duration=4, frozen=0, verdict=SAME)
RULE = policy().faces
ID_FRONT = Path(__file__).parents[2] / "samples" / "papers" / "chengming" / "id_front.png"


def ref(digit: str, kind: EvidenceKind = EvidenceKind.LIVE_FACE) -> EvidenceRef:
    return EvidenceRef(sha256=digit * 64, kind=kind, media_type="image/jpeg", size=1)


# The activities


class FakeEvidence:
    async def fetch(self, application: str, sha256: str) -> bytes:
        return f"{application} {sha256[0]}".encode()


class FakeStaffPhotos:
    async def photo(self, staff_id: str) -> bytes:
        return f"photo of {staff_id}".encode()


class RecordingVision:
    """Remembers what it was shown, and answers or refuses as told."""

    def __init__(self, refuses: Exception | None = None) -> None:
        self.shown: list[tuple[bytes, bytes]] = []
        self._refuses = refuses

    async def compare(self, a: bytes, b: bytes, policy: Faces) -> FaceMatch:
        self._show(a, b)
        return MATCH

    async def exam(self, video: bytes, reference: bytes, policy: Faces) -> VideoExam:
        self._show(video, reference)
        return EXAM

    def _show(self, a: bytes, b: bytes) -> None:
        self.shown.append((a, b))
        if self._refuses:
            raise self._refuses


def activities(engine: vision.Vision) -> VisionActivities:
    return VisionActivities(engine, FakeEvidence(), FakeStaffPhotos())


COMPARE = CompareFaces(application=APPLICATION, a=FaceSource(staff="S01"), b=FaceSource(evidence=ref("b")), policy=RULE)
LOOK = ExamVideo(
    application=APPLICATION,
    video=ref("c", EvidenceKind.VISIT_VIDEO),
    reference=FaceSource(evidence=ref("d")),
    policy=RULE,
)


async def test_a_live_picture_is_compared_with_the_staff_photo() -> None:
    engine = RecordingVision()
    assert await ActivityEnvironment().run(activities(engine).compare_faces, COMPARE) == MATCH
    assert engine.shown == [(b"photo of S01", f"{APPLICATION} b".encode())]


async def test_a_recording_is_looked_at_against_its_reference() -> None:
    engine = RecordingVision()
    assert await ActivityEnvironment().run(activities(engine).exam_video, LOOK) == EXAM
    assert engine.shown == [(f"{APPLICATION} c".encode(), f"{APPLICATION} d".encode())]


async def test_unreadable_media_are_left_to_a_person() -> None:
    broken = activities(RecordingVision(UnreadableMedia("The picture is damaged.")))
    match = await ActivityEnvironment().run(broken.compare_faces, COMPARE)
    exam = await ActivityEnvironment().run(broken.exam_video, LOOK)
    assert match == FaceMatch(distance=None, verdict=UNSURE)
    assert (exam.seconds, exam.verdict) == ((), UNSURE)


async def test_a_look_that_failed_is_no_answer_so_that_it_is_asked_again() -> None:
    failing = activities(RecordingVision(VisionFailed("died")))
    with pytest.raises(VisionFailed):
        await ActivityEnvironment().run(failing.compare_faces, COMPARE)


@pytest.mark.parametrize("source", [FaceSource(), FaceSource(evidence=ref("b"), staff="S01")])
async def test_a_face_source_names_exactly_one_place(source: FaceSource) -> None:
    with pytest.raises(ApplicationError, match="exactly one") as refused:
        await ActivityEnvironment().run(
            activities(RecordingVision()).compare_faces, COMPARE.model_copy(update={"a": source})
        )
    assert refused.value.non_retryable


async def test_a_long_look_sends_heartbeats(monkeypatch: pytest.MonkeyPatch) -> None:
    beaten = asyncio.Event()

    class Slow(RecordingVision):
        async def compare(self, a: bytes, b: bytes, policy: Faces) -> FaceMatch:
            await beaten.wait()
            return MATCH

    monkeypatch.setattr(vision, "BEAT_SECONDS", 0.001)
    environment = ActivityEnvironment()
    environment.on_heartbeat = lambda *_: beaten.set()
    assert await environment.run(activities(Slow()).compare_faces, COMPARE) == MATCH


# The pool; each test starts a child, which takes about a second


class Scripted:
    """Stands in for the engine inside a child: answers with the child's process id, dies, hangs or refuses."""

    def compare(self, a: bytes, b: bytes, policy: Faces) -> FaceMatch:
        if a == b"die":
            os._exit(3)
        if a == b"hang":
            time.sleep(3600)
        if a == b"refuse":
            raise UnreadableMedia("The picture is damaged.") from OSError()
        return FaceMatch(distance=os.getpid(), verdict=SAME)


@pytest.fixture
async def pool() -> AsyncIterator[PooledVision]:
    async with PooledVision(engine=Scripted) as opened:
        yield opened
    assert multiprocessing.active_children() == []


async def child_of(pool: PooledVision) -> float | None:
    return (await pool.compare(b"", b"", RULE)).distance


async def test_a_refused_picture_reaches_the_asker_and_the_child_goes_on(pool: PooledVision) -> None:
    child = await child_of(pool)
    with pytest.raises(UnreadableMedia, match="damaged"):
        await pool.compare(b"refuse", b"", RULE)
    assert child == await child_of(pool) != os.getpid()


async def test_a_child_that_dies_fails_its_look_and_is_replaced(pool: PooledVision) -> None:
    child = await child_of(pool)
    with pytest.raises(VisionFailed, match="ask again"):
        await pool.compare(b"die", b"", RULE)
    assert await child_of(pool) not in (child, None)


async def test_a_look_that_nobody_waits_for_any_more_is_ended(pool: PooledVision) -> None:
    child = await child_of(pool)
    look = asyncio.create_task(pool.compare(b"hang", b"", RULE))
    await asyncio.sleep(0)
    look.cancel()
    with pytest.raises(asyncio.CancelledError):
        await look
    assert await child_of(pool) != child


async def test_a_look_that_takes_too_long_is_stopped() -> None:
    async with PooledVision(engine=Scripted, compare_seconds=0.2) as pool:
        with pytest.raises(VisionFailed, match=r"over 0\.2 s"):
            await pool.compare(b"hang", b"", RULE)
        assert multiprocessing.active_children() == []


async def test_the_loop_stays_free_and_two_children_look_at_once() -> None:
    async with PooledVision(2, engine=Scripted) as pool:
        looks = {asyncio.create_task(child_of(pool)) for _ in range(2)}
        assert len({await look for look in looks}) == 2


async def test_closing_ends_a_look_in_progress_and_refuses_the_next() -> None:
    pool = PooledVision(engine=Scripted)
    await child_of(pool)
    look = asyncio.create_task(pool.compare(b"hang", b"", RULE))
    await asyncio.sleep(0)
    await pool.close()
    for refused in (look, child_of(pool)):
        with pytest.raises(VisionFailed):
            await refused
    assert multiprocessing.active_children() == []


def test_a_child_does_not_outlive_a_parent_that_aborts() -> None:
    """The child holds the parent's standard output, so its end is the end of the output."""
    abort = (
        "import asyncio, os\n"
        "from tests.activities.test_vision import PooledVision, RULE, Scripted\n"
        "async def main():\n"
        "    pool = PooledVision(engine=Scripted)\n"
        "    await pool.compare(b'', b'', RULE)\n"
        "    asyncio.create_task(pool.compare(b'hang', b'', RULE))\n"
        "    await asyncio.sleep(0)\n"
        "    os._exit(7)\n"
        "asyncio.run(main())\n"
    )
    root = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", abort], cwd=root, capture_output=True, timeout=60, check=False)
    assert ended.returncode == 7


# The real engine


@pytest.fixture(scope="module")
def engine() -> FaceEngine:
    return FaceEngine()


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (DEFAULT_FACES / "carphone_pristine.mp4").exists():
        pytest.skip("the test pictures are not here; `python3 tasks.py setup` fetches them")
    folder = tmp_path_factory.mktemp("faces")
    make_faces(folder)
    return folder


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("lr_portrait.jpg", "lr_live.jpg", SAME),
        ("lr_portrait.jpg", "impostor.jpg", DIFFERENT),
        ("staff_photo.jpg", "staff_live.jpg", SAME),
        ("staff_photo.jpg", "impostor.jpg", DIFFERENT),
    ],
)
def test_people_are_told_apart(engine: FaceEngine, media: Path, a: str, b: str, verdict: FaceVerdict) -> None:
    assert engine.compare((media / a).read_bytes(), (media / b).read_bytes(), RULE).verdict is verdict


def test_the_portrait_on_the_id_card_is_found(engine: FaceEngine, media: Path) -> None:
    card = paste_portrait(ID_FRONT.read_bytes(), (media / "lr_portrait.jpg").read_bytes())
    assert engine.compare(card, (media / "lr_live.jpg").read_bytes(), RULE).verdict is SAME


def test_a_picture_without_a_face_is_unsure(engine: FaceEngine, media: Path) -> None:
    found = engine.compare(ID_FRONT.read_bytes(), (media / "lr_live.jpg").read_bytes(), RULE)
    assert found == FaceMatch(distance=None, verdict=UNSURE)


def test_a_picture_with_two_large_faces_is_unsure(engine: FaceEngine, media: Path) -> None:
    with Image.open(media / "staff_photo.jpg") as one, Image.open(media / "impostor.jpg") as other:
        both = Image.fromarray(np.hstack([np.asarray(one), np.asarray(other)]))
    found = engine.compare(as_bytes(both), (media / "staff_live.jpg").read_bytes(), RULE)
    assert found == FaceMatch(distance=None, verdict=UNSURE)


@pytest.mark.parametrize("turn", [3, 6, 8])
def test_a_photo_that_lies_on_its_side_is_turned_as_it_says(engine: FaceEngine, media: Path, turn: int) -> None:
    """EXIF orientation 3, 6 and 8 ask for half a turn, a quarter clockwise and a quarter the other way."""
    with Image.open(media / "staff_live.jpg") as upright:
        lying = upright.rotate({3: 180, 6: 90, 8: 270}[turn], expand=True)
    exif = Image.Exif()
    exif[0x0112] = turn
    found = engine.compare(as_bytes(lying, exif), (media / "staff_photo.jpg").read_bytes(), RULE)
    assert found.verdict is SAME


@pytest.mark.parametrize(
    ("video", "verdict"),
    [("lr_video.mp4", SAME), ("impostor_video.mp4", DIFFERENT), ("lr_still_video.mp4", UNSURE)],
)
def test_recordings_are_told_apart_and_a_still_picture_is_never_the_same(
    engine: FaceEngine, media: Path, video: str, verdict: FaceVerdict
) -> None:
    exam = engine.exam(media / video, (media / "lr_portrait.jpg").read_bytes(), RULE)
    assert exam.verdict is verdict
    assert [second.faces for second in exam.seconds] == [1] * len(exam.seconds)
    assert (exam.frozen > 0.9) == (video == "lr_still_video.mp4")


def test_a_small_recording_is_enlarged_until_the_face_is_found(engine: FaceEngine, media: Path) -> None:
    exam = engine.exam(DEFAULT_FACES / "carphone_pristine.mp4", (media / "lr_portrait.jpg").read_bytes(), RULE)
    assert [second.faces for second in exam.seconds] == [1, 1, 1, 1]
    assert exam.verdict is SAME


def test_without_a_face_in_the_reference_a_recording_is_unsure(engine: FaceEngine, media: Path) -> None:
    exam = engine.exam(media / "lr_video.mp4", ID_FRONT.read_bytes(), RULE)
    assert exam.verdict is UNSURE
    assert {second.distance for second in exam.seconds} == {None}


def test_half_a_picture_is_refused(engine: FaceEngine, media: Path) -> None:
    whole = (media / "staff_photo.jpg").read_bytes()
    with pytest.raises(UnreadableMedia, match="damaged"):
        engine.compare(whole[: len(whole) // 2], whole, RULE)


def test_pictures_beyond_the_limits_are_refused_before_they_are_decoded(media: Path) -> None:
    photo = (media / "staff_photo.jpg").read_bytes()
    for limits in (PictureLimits(bytes=1000), PictureLimits(pixels=1000)):
        with pytest.raises(UnreadableMedia, match="over 1000"):
            FaceEngine(limits).compare(photo, photo, RULE)


async def test_the_real_engine_works_in_a_child(media: Path) -> None:
    photo, live = ((media / name).read_bytes() for name in ("staff_photo.jpg", "staff_live.jpg"))
    async with PooledVision() as pool:
        assert (await pool.compare(photo, live, RULE)).verdict is SAME


def run(*arguments: str) -> tuple[int, str]:
    app = Typer()
    app.command()(compare_faces_command)
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


def test_the_command_compares_two_pictures(media: Path) -> None:
    code, output = run(str(media / "lr_portrait.jpg"), str(media / "impostor.jpg"), "--json")
    assert code == 0
    assert json.loads(output)["verdict"] == "different"


def test_the_command_tells_a_recording_second_by_second(media: Path) -> None:
    code, output = run(str(media / "lr_portrait.jpg"), str(media / "lr_video.mp4"), "--json")
    found = json.loads(output)
    assert (code, found["verdict"]) == (0, "same")
    assert [second["faces"] for second in found["seconds"]] == [1, 1, 1, 1, 1]


def test_the_command_refuses_what_it_cannot_read_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("no picture")
    code, output = run(str(tmp_path / "a.txt"), str(tmp_path / "a.txt"))
    assert (code, output.count("\n")) == (1, 1)


# Recordings, without faces


def as_bytes(picture: Image.Image, exif: Image.Exif | None = None) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, exif=exif or Image.Exif())
    return out.getvalue()


def noise(count: int, size: tuple[int, int] = (64, 48)) -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    return [rng.integers(0, 255, (size[1], size[0], 3), dtype=np.uint8) for _ in range(count)]


def recording(frames: list[np.ndarray], fps: int = 10, form: str = "mp4") -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format=form) as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for pixels in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
    return out.getvalue()


def test_one_frame_a_slot_is_looked_at_and_the_rest_only_tested_for_repetition() -> None:
    looked: list[tuple[int, ...]] = []
    seen = watch(recording(noise(25)), 2, lambda pixels: looked.append(pixels.shape), VideoLimits())
    assert looked == [(48, 64, 3)] * 5
    assert [sample.t for sample in seen.samples] == [0, 0.5, 1, 1.5, 2]
    assert seen.duration == pytest.approx(2.5)
    assert seen.frozen == 0


def test_webm_and_matroska_are_read_too() -> None:
    assert watch(recording(noise(5), form="matroska"), 1, len, VideoLimits()).duration == pytest.approx(0.5, abs=0.01)


def test_a_repeated_frame_is_frozen() -> None:
    twice = [pixels for pixels in noise(20) for _ in range(4)]
    assert watch(recording(twice), 1, len, VideoLimits()).frozen == pytest.approx(60 / 79, abs=0.05)


def test_a_slide_show_of_different_pictures_is_frozen() -> None:
    assert watch(recording(noise(6), fps=1), 1, len, VideoLimits()).frozen == pytest.approx(0.75)


def test_a_single_picture_is_frozen() -> None:
    assert watch(recording(noise(1)), 1, len, VideoLimits()).frozen == 1


def test_seconds_without_a_frame_are_told_as_empty() -> None:
    slow = watch(recording(noise(3), fps=1), 2, len, VideoLimits())
    assert [sample.seen for sample in slow.samples] == [48, None, 48, None, 48]


def test_a_recording_that_lies_on_its_side_is_turned_as_it_says() -> None:
    """A phone's matrix (0 1 / -1 0) asks for a quarter turn clockwise: the dark left edge becomes the top."""
    lying = np.full((48, 64, 3), 255, np.uint8)
    lying[:, :20] = 0
    data = bytearray(recording([lying] * 3))
    matrix = data.index(b"tkhd") + 44
    data[matrix : matrix + 20] = np.array([0, 1 << 16, 0, -(1 << 16), 0], ">i4").tobytes()
    looks: list[np.ndarray] = []
    watch(bytes(data), 1, looks.append, VideoLimits())
    assert looks[0].shape == (64, 48, 3)
    assert looks[0][:16].mean() < 20 < 235 < looks[0][24:].mean()


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (VideoLimits(bytes=100), "bytes"),
        (VideoLimits(pixels=100), "pixels"),
        (VideoLimits(seconds=1), "longer than 1 s"),
        (VideoLimits(frames=5), "more than 5 frames"),
    ],
)
def test_recordings_beyond_the_limits_are_refused(limits: VideoLimits, says: str) -> None:
    with pytest.raises(UnreadableMedia, match=says):
        watch(recording(noise(20)), 1, len, limits)


@pytest.mark.parametrize("data", [b"", b"#EXTM3U\nhttp://127.0.0.1/x.ts\n", recording(noise(20))[:9000]])
def test_playlists_and_broken_recordings_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableMedia):
        watch(data, 1, len, VideoLimits())
