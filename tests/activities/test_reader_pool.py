"""The two children of a place: what each costs when it dies, hangs, swallows memory or breaks, and what is left then.

Starting a child takes a second on a busy machine, because it imports everything anew.
"""

import itertools
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PIL import Image

from activities.providers import reader_pool
from activities.providers.children import Child
from activities.providers.openers import packed, refused_code, unpacked
from activities.providers.pictures import Picture
from activities.providers.reader_pool import OPENER_LIMITS, PooledReader
from activities.read import ReadingFailed
from models.papers import Reading
from models.policy import Reading as ReadingPolicy
from models.refusals import UnreadablePicture
from models.rules.reading import unreadable
from tests.builders import policy
from tests.files import patience

LIMITS = policy().reading
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory and files")


def note(text: bytes) -> Picture:
    """A page that carries a word from the opener to the reader."""
    padded = text.ljust(-len(text) % 3 + len(text))
    return Picture(Image.frombytes("RGB", (len(padded) // 3, 1), padded), 1.0, (1, 1))


def obey(content: bytes, policy: ReadingPolicy) -> list[Picture]:
    """Opens nothing and does what the file says; words that it does not know are for the reader."""
    word, _, path = content.partition(b" ")
    match word:
        case b"refuse":
            raise UnreadablePicture("ARCHIVE")
        case b"die":
            os._exit(9)
        case b"die-once" if not os.path.exists(path):
            os.close(os.open(path, os.O_CREAT))
            os._exit(9)
        case b"spin":
            while True:
                pass
        case b"sleep":
            time.sleep(60)
        case b"eat":
            bytearray(OPENER_LIMITS.memory)
        case b"break":
            raise RuntimeError("the name on the card is 范例安")
        case b"write":
            Path(os.fsdecode(path)).write_bytes(b"x")
    return [note(word), note(b"%d" % os.getpid())]


class ObedientReader:
    """Runs in a child process and does what the first page says; else tells both children's numbers."""

    def warm_up(self) -> None: ...

    def read_pages(self, pages: Sequence[Picture], policy: ReadingPolicy) -> Reading:
        word, opener = (page.image.tobytes().strip() for page in pages)
        match word:
            case b"reader-die":
                os._exit(9)
            case b"reader-sleep":
                time.sleep(60)
            case b"reader-break":
                raise RuntimeError("the name on the card is 范例安")
        return unreadable(f"{opener.decode()} {os.getpid()}")


@pytest.fixture(scope="module")
def pool() -> Iterator[PooledReader]:
    """One place with 3 s for reading; whatever a test does to it, the next one finds it whole."""
    made = PooledReader(ObedientReader, seconds=3, opens=obey)
    yield made
    made.close()


async def numbers(pool: PooledReader) -> tuple[str, str]:
    """The process numbers of the opener and of the reader."""
    (warning,) = (await pool.read(b"who", LIMITS)).warnings
    opener, reader = warning.removeprefix("UNREADABLE:").split()
    return opener, reader


async def refusal(pool: PooledReader, content: bytes) -> tuple[str, float]:
    """The code and the seconds it took."""
    started = time.monotonic()
    (warning,) = (await pool.read(content, LIMITS)).warnings
    return warning.removeprefix("UNREADABLE:"), time.monotonic() - started


# ── the opener: hostile files end here ──────────────────────────────────────────────────────────────────────────────


async def test_one_place_reads_picture_after_picture_and_opens_them_elsewhere(pool: PooledReader) -> None:
    opener, reader = await numbers(pool)
    assert (opener, reader) == await numbers(pool)
    assert len({opener, reader, str(os.getpid())}) == 3


async def test_a_refusal_needs_no_reader(pool: PooledReader) -> None:
    assert (await refusal(pool, b"refuse"))[0] == "ARCHIVE"


async def test_a_file_that_kills_its_opener_twice_is_refused_and_the_models_stay_loaded(pool: PooledReader) -> None:
    opener, reader = await numbers(pool)
    assert (await refusal(pool, b"die"))[0] == "CRASHED"
    fresh, same = await numbers(pool)
    assert fresh != opener
    assert same == reader


async def test_an_opener_that_dies_by_accident_costs_a_good_picture_nothing(pool: PooledReader, tmp_path: Path) -> None:
    once = b"die-once " + os.fsencode(tmp_path / "died")
    assert len((await pool.read(once, LIMITS)).warnings[0].split()) == 2


@pytest.mark.parametrize("how", [b"spin", b"sleep"])
async def test_a_file_that_never_opens_is_refused_within_two_seconds_and_not_retried(
    pool: PooledReader, how: bytes
) -> None:
    await numbers(pool)
    code, seconds = await refusal(pool, how)
    assert code == "TOO_SLOW_TO_OPEN"
    assert seconds < patience(2)


async def test_an_opener_kept_waiting_by_a_busy_machine_is_a_retry_and_no_refusal(
    pool: PooledReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = itertools.count()
    monkeypatch.setattr(Child, "_delayed", lambda _: next(ticks) * 60.0)  # a minute more in the queue at every look
    monkeypatch.setattr(reader_pool, "PATIENCE", 1.1)
    with pytest.raises(ReadingFailed, match="too busy"):
        await pool.read(b"sleep", LIMITS)


@linux
def test_the_time_in_which_a_child_waits_for_a_processor_is_known() -> None:
    assert Path("/proc/self/schedstat").read_text("ascii").split()[1].isdigit()


@linux
async def test_a_file_that_wants_too_much_memory_is_refused_and_the_child_lives_on(pool: PooledReader) -> None:
    before = await numbers(pool)
    assert (await refusal(pool, b"eat"))[0] == "TOO_MANY_PIXELS"
    assert await numbers(pool) == before


@linux
async def test_an_opener_writes_no_file(pool: PooledReader, tmp_path: Path) -> None:
    assert (await refusal(pool, b"write " + os.fsencode(tmp_path / "note")))[0] == "CRASHED"
    assert not (tmp_path / "note").exists() or (tmp_path / "note").stat().st_size == 0


async def test_what_breaks_the_opener_is_told_by_a_code_alone(
    pool: PooledReader, capfd: pytest.CaptureFixture[str]
) -> None:
    assert (await refusal(pool, b"break"))[0] == "CRASHED"
    assert "范例安" not in "".join(capfd.readouterr())


# ── the reader: accidents are asked again ───────────────────────────────────────────────────────────────────────────


async def test_a_reader_that_dies_costs_its_picture_a_retry_and_is_replaced(pool: PooledReader) -> None:
    _, reader = await numbers(pool)
    with pytest.raises(ReadingFailed, match="died"):
        await pool.read(b"reader-die", LIMITS)
    assert (await numbers(pool))[1] != reader


async def test_a_reader_that_takes_too_long_is_replaced(pool: PooledReader) -> None:
    _, reader = await numbers(pool)
    with pytest.raises(ReadingFailed, match="more than 3 s"):  # the whole limit has to pass
        await pool.read(b"reader-sleep", LIMITS)
    assert (await numbers(pool))[1] != reader


async def test_what_breaks_the_engine_is_told_without_what_stands_on_the_paper(pool: PooledReader) -> None:
    with pytest.raises(ReadingFailed) as caught:
        await pool.read(b"reader-break", LIMITS)
    assert "RuntimeError" in str(caught.value)
    assert "范例安" not in str(caught.value)


async def test_a_closed_pool_refuses_at_once() -> None:
    pool = PooledReader(ObedientReader, opens=obey)
    pool.close()
    with pytest.raises((ReadingFailed, RuntimeError)):
        await pool.read(b"who", LIMITS)


# ── between them ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_pages_survive_the_way_between_the_children() -> None:
    page = Picture(Image.new("RGB", (2, 3), "red"), 1.5, (3, 4))
    parts = list(packed([page, page]))
    back = unpacked(parts)
    assert refused_code(parts) is None
    assert [(one.image.tobytes(), one.scale, one.size) for one in back] == [(page.image.tobytes(), 1.5, (3, 4))] * 2


@pytest.mark.parametrize("parts", [[], [b"\x80\x04."], [b"[]"], [b"{}"], [b'{"refused": "NO_SUCH_CODE"}']])
def test_an_answer_that_is_neither_pages_nor_a_refusal_counts_as_a_crash(parts: list[bytes]) -> None:
    assert refused_code(parts) == "CRASHED"


def test_pixels_that_do_not_fit_their_page_are_not_read() -> None:
    head, pixels = packed([Picture(Image.new("RGB", (2, 3)), 1.0, (2, 3))])
    with pytest.raises(ValueError, match="not enough image data"):
        unpacked([head, pixels[:-1]])
