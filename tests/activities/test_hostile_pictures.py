"""Files that mean harm, through the opening child: each ends in the right sentence, in two seconds, without a crash.

Beside those made here, Pillow's own test pictures are opened, a thousand and many of them broken on purpose. They come
inside Pillow's source package (47 MB from the package index, half a minute) and must not lie in this repository.
"""

import gzip
import importlib.metadata
import io
import random
import subprocess
import sys
import tarfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from activities.providers.pictures import Picture
from activities.providers.reader_pool import PooledReader
from models.papers import PaperKind, Reading
from models.policy import Reading as ReadingPolicy
from models.refusals import REFUSALS
from tests import files
from tests.builders import policy
from tests.files import chunk, corners, encoded, patience, png, png_bomb

LIMITS = policy().reading
OPENED = "OPENED"
ACCIDENTS = {"CRASHED", "TOO_SLOW_TO_OPEN"}


class CountingReader:
    """Reads nothing: what gets this far was opened."""

    def warm_up(self) -> None: ...

    def read_pages(self, pages: Sequence[Picture], policy: ReadingPolicy) -> Reading:
        return Reading(kind=PaperKind.UNKNOWN, fields={}, warnings=(f"PAGES:{len(pages)}",))


@pytest.fixture(scope="module")
def pool() -> Iterator[PooledReader]:
    made = PooledReader(CountingReader)
    made.warm_up()
    yield made
    made.close()


async def answer(pool: PooledReader, content: bytes) -> str:
    """OPENED or the code of the refusal; fails after two seconds on an idle machine."""
    await pool.read(b"", LIMITS)  # ready
    started = time.monotonic()
    (warning,) = (await pool.read(content, LIMITS)).warnings
    assert time.monotonic() - started < patience(2)
    return OPENED if warning.startswith("PAGES") else warning.removeprefix("UNREADABLE:")


# ── bombs ───────────────────────────────────────────────────────────────────────────────────────────────────────────

TEXT_BOMB = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000)))
PROFILE_BOMB = chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(50_000_000)))
ROWS = chunk(b"IDAT", zlib.compress(bytes(61 * 20 * 20)))


def scans(many: int) -> bytes:
    """A progressive JPEG whose last pass is there again and again."""
    content = encoded(corners((640, 480)), "JPEG", progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * many + content[-2:]


BOMBS = {
    "PNG of 60,000 by 60,000": (png_bomb(60_000, 60_000), "TOO_MANY_PIXELS"),
    "PNG just above the limit": (png_bomb(7_100, 7_100), "TOO_MANY_PIXELS"),
    "PNG of a width that is negative": (png_bomb(2**31 - 1, 2**31 - 1), "TOO_MANY_PIXELS"),
    "JPEG of 65,500 by 65,500": (files.jpeg_of_size(65_500, 65_500), "TOO_MANY_PIXELS"),
    "WebP of 16,384 by 16,384": (
        b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x3f\0\xff\x3f\0" + bytes(8),
        "TOO_MANY_PIXELS",
    ),
    "PNG with a long text": (png(60, 60, TEXT_BOMB, ROWS), "BROKEN"),
    "PNG with fifty long texts": (png(60, 60, *[TEXT_BOMB] * 50, ROWS), "BROKEN"),
    "PNG with a long profile": (png(60, 60, PROFILE_BOMB, ROWS), None),
    "PNG in a million pieces": (png(60, 60, *[chunk(b"IDAT")] * 1_000_000), "BROKEN"),
    "JPEG in a million pieces": (b"\xff\xd8" + b"\xff\xfe\0\x02" * 1_000_000, "BROKEN"),
    "JPEG of ten thousand passes": (scans(10_000), "BROKEN"),
    "PDF drawing without end": (files.pdf_page(content=b"q 0 0 m 500 700 l S Q\n" * 900_000), None),
    "PDF of a huge empty picture": (
        files.pdf_page(
            content=b"BI /W 60000 /H 60000 /BPC 8 /CS /RGB /F /Fl ID " + zlib.compress(bytes(10**7)) + b" EI"
        ),
        None,
    ),
    "PDF of packed objects that grow": (
        files.pdf(
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
            b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>\nstream\n%s\nendstream" % zlib.compress(bytes(10**8)),
        ),
        "PDF_ACTIVE",
    ),
}


@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_costs_next_to_nothing(pool: PooledReader, name: str) -> None:
    content, code = BOMBS[name]
    got = await answer(pool, content)
    assert got == code if code else got in {OPENED, *REFUSALS}


# ── what is no picture ──────────────────────────────────────────────────────────────────────────────────────────────


def zipped(name: str = "photo.jpg", content: bytes = b"photo") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("photo.jpg"))
    return out.getvalue()


NO_PICTURES = {
    "nothing": (b"", "EMPTY"),
    "ZIP": (zipped(), "ARCHIVE"),
    "RAR": (b"Rar!\x1a\x07\x01\0" + bytes(99), "ARCHIVE"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(99), "ARCHIVE"),
    "gzip": (gzip.compress(b"photo"), "ARCHIVE"),
    "tar": (tarred(), "ARCHIVE"),
    "DOCX": (zipped("[Content_Types].xml"), "OFFICE_FILE"),
    "DOC": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "OFFICE_FILE"),
    "RTF": (rb"{\rtf1 licence}", "OFFICE_FILE"),
    "SVG": (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "DRAWING"),
    "SVG that loads entities": (b"<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg>&a;</svg>", "DRAWING"),
    "page": (b"<!doctype html><script>alert(1)</script>", "TEXT"),
    "text": ("营业执照".encode(), "TEXT"),
    "UTF-16 text": ("营业执照".encode("utf-16"), "TEXT"),
    "Windows program": (b"MZ\x90\0" + bytes(99), "PROGRAM"),
    "Linux program": (b"\x7fELF\x02" + bytes(99), "PROGRAM"),
    "script": (b"#!/bin/sh\nrm -rf ~\n", "PROGRAM"),
    "Java class": (b"\xca\xfe\xba\xbe" + bytes(99), "PROGRAM"),
    "film": (b"\0\0\0\x18ftypmp42" + bytes(99), "RECORDING"),
    "WebM film": (b"\x1aE\xdf\xa3" + bytes(99), "RECORDING"),
    "sound": (b"RIFF\0\0\0\0WAVE" + bytes(99), "RECORDING"),
    "GIF": (encoded(corners(), "GIF"), "OTHER_PICTURE"),
    "BMP": (encoded(corners(), "BMP"), "OTHER_PICTURE"),
    "TIFF": (encoded(corners(), "TIFF"), "OTHER_PICTURE"),
    "icon": (encoded(corners(), "ICO"), "OTHER_PICTURE"),
    "JPEG 2000": (b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(99), "OTHER_PICTURE"),
    "AVIF": (b"\0\0\0\x1cftypavif" + bytes(99), "OTHER_PICTURE"),
    "noise": (random.Random(3).randbytes(9_999), "NOT_A_PICTURE"),
}


@pytest.mark.parametrize("name", NO_PICTURES)
async def test_what_is_no_picture_is_called_what_it_is(pool: PooledReader, name: str) -> None:
    content, code = NO_PICTURES[name]
    assert await answer(pool, content) == code


# ── two files in one ────────────────────────────────────────────────────────────────────────────────────────────────

PHOTOS = {
    "JPEG": encoded(corners(), "JPEG"),
    "PNG": encoded(corners()),
    "WebP": encoded(corners(), "WEBP"),
    "PDF": encoded(corners(), "PDF"),
    "HEIC": files.heic(corners((128, 128))),
}
PASSENGERS = {
    "ZIP": zipped(),
    "JAR": zipped("META-INF/MANIFEST.MF"),
    "ZIP with something behind it": zipped() + b"\0" * 9,
    "PDF": encoded(corners(), "PDF"),
    "page": b"<html><script>alert(1)</script></html>",
    "page behind blanks": b"\n\n  <!doctype html>",
    "PHP": b"<?php system($_GET['c']); ?>",
    "program": b"MZ\x90\0" + bytes(99),
    "RAR": b"Rar!\x1a\x07\x01\0" + bytes(99),
    "PHAR": b"xx __HALT_COMPILER(); ?>" + bytes(9),
    "script late in a note": bytes(500) + b"<ScRiPt>alert(1)",
}


@pytest.mark.parametrize("passenger", PASSENGERS)
@pytest.mark.parametrize("photo", PHOTOS)
async def test_a_file_behind_a_photo_is_found(pool: PooledReader, photo: str, passenger: str) -> None:
    assert await answer(pool, PHOTOS[photo] + PASSENGERS[passenger]) == "FOREIGN_PART"


@pytest.mark.parametrize("photo", PHOTOS)
async def test_a_photo_alone_is_no_two_files(pool: PooledReader, photo: str) -> None:
    assert await answer(pool, PHOTOS[photo]) == OPENED


async def test_a_pdf_or_page_in_a_photo_s_comment_is_found(pool: PooledReader) -> None:
    for hidden in (b"%PDF-1.7", b"<script>alert(1)</script>", b"<?php"):
        assert await answer(pool, encoded(corners(), "JPEG", comment=hidden)) == "FOREIGN_PART"


async def test_a_photo_behind_something_else_is_the_something_else(pool: PooledReader) -> None:
    photo = PHOTOS["JPEG"]
    assert await answer(pool, b"GIF89a" + photo) == "OTHER_PICTURE"
    assert await answer(pool, zipped(content=photo)) == "ARCHIVE"
    assert await answer(pool, b"\n" + PHOTOS["PDF"]) in ("TEXT", "NOT_A_PICTURE")


# ── damaged ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("photo", PHOTOS)
async def test_a_photo_that_is_cut_off_anywhere_is_refused(pool: PooledReader, photo: str) -> None:
    whole = PHOTOS[photo]
    kept = [*range(12, 40, 3), *range(40, len(whole) - 40, max(1, len(whole) // 25))]
    seen = {await answer(pool, whole[:length]) for length in kept}
    assert seen <= {"BROKEN", "PDF_EMPTY", "TOO_SMALL"}


@pytest.mark.parametrize("photo", PHOTOS)
async def test_flipped_bytes_neither_crash_nor_hang_the_opening(pool: PooledReader, photo: str) -> None:
    dice, whole = random.Random(7), PHOTOS[photo]
    for _ in range(60):
        spoilt = bytearray(whole)
        for _ in range(dice.randint(1, 12)):
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        assert await answer(pool, bytes(spoilt)) not in ACCIDENTS


# ── Pillow's own ────────────────────────────────────────────────────────────────────────────────────────────────────

_PATIENCE = 240
"""Seconds for the package index."""


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pillow")
    wanted = f"pillow=={importlib.metadata.version('pillow')}"
    download = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", wanted]
    try:
        subprocess.run([*download, "-d", str(folder)], check=True, capture_output=True, timeout=_PATIENCE)
    except (subprocess.SubprocessError, OSError) as absent:
        why = type(absent).__name__
        pytest.skip(f"0 of about 1,000 pictures looked at: Pillow's source package is out of reach ({why})")
    with tarfile.open(next(folder.glob("*.tar.gz"))) as package:
        members = [member for member in package.getmembers() if "/Tests/images/" in member.name]
        package.extractall(folder, members, filter="data")
    return sorted(path for path in folder.rglob("Tests/images/**/*") if path.is_file())


@pytest.mark.timeout(600)
async def test_no_picture_of_pillows_own_tests_crashes_or_hangs_the_opening(
    pool: PooledReader, pictures: list[Path]
) -> None:
    seen = Counter([await answer(pool, path.read_bytes()) for path in pictures])
    print(f"{seen[OPENED]} opened, {seen.total() - seen[OPENED]} refused: {dict(seen.most_common())}")
    assert len(pictures) > 900
    assert seen[OPENED] > 250
    assert set(seen) <= {OPENED, *REFUSALS} - ACCIDENTS
