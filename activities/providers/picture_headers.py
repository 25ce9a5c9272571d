"""JPEG, PNG and WebP read as far as their headers and segments go: size, frames and end, before anything is decoded."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from activities.providers.file_kinds import FileKind
from models.refusals import UnreadablePicture

MOST_PARTS = 50_000
"""Chunks of a PNG or WebP, segments of a JPEG: 20 MB in libpng's usual 8 KB pieces are 2,500; more is a bomb."""
MOST_SCANS = 100
"""Passes of a progressive JPEG: encoders write about ten, each costs a walk over the whole picture."""


@dataclass(frozen=True)
class Header:
    """Width and height as coded (before orientation), frames, and the offset behind the picture's own data."""

    size: tuple[int, int]
    frames: int
    end: int


def header_of(content: bytes, kind: FileKind) -> Header:
    """The header of a JPEG, PNG or WebP; UnreadablePicture BROKEN when it has none or is cut off before its size."""
    read = _READERS[kind](content)
    if min(read.size) < 1:
        raise UnreadablePicture("BROKEN")
    return read


# ── JPEG (ITU-T T.81, annex B) ──────────────────────────────────────────────────────────────────────────────────────

_MARKER = re.compile(rb"\xff+([^\x00\xff])", re.DOTALL)
_BEHIND_DATA = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]", re.DOTALL)
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_BARE = frozenset({0x01, _START, *range(0xD0, 0xD8)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _jpeg(content: bytes) -> Header:
    size, scans, end = (0, 0), 0, len(content)
    for marker, at in islice(_segments(content), MOST_PARTS):
        if marker == _END:
            end = at
        elif marker in _FRAMES and not scans:
            size = (_big(content, at + 5, 2), _big(content, at + 3, 2))
        elif marker == _SCAN:
            scans += 1
    if scans > MOST_SCANS:
        raise UnreadablePicture("BROKEN")
    return Header(size, 1, end)


def _segments(content: bytes) -> Iterator[tuple[int, int]]:
    """Each marker with the offset behind it, up to the end of the picture; decoders skip stray bytes, so does this."""
    at = 0
    while found := _MARKER.search(content, at):
        marker, at = found[1][0], found.end()
        yield marker, at
        if marker == _END:
            return
        if marker not in _BARE:
            at += max(2, _big(content, at, 2))
        if marker == _SCAN:
            behind = _BEHIND_DATA.search(content, at)
            at = behind.start() if behind else len(content)


# ── PNG (W3C PNG, 5) ────────────────────────────────────────────────────────────────────────────────────────────────


def _png(content: bytes) -> Header:
    size, frames, end = (0, 0), 1, len(content)
    for number, (name, body, after) in enumerate(_png_chunks(content)):
        if number > MOST_PARTS:
            raise UnreadablePicture("BROKEN")
        if name == b"IHDR":
            size = (_big(content, body, 4), _big(content, body + 4, 4))
        elif name == b"acTL":
            frames = _big(content, body, 4)
        elif name == b"IEND":
            end = after
    return Header(size, frames, end)


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each chunk's name, where its body begins, and where it ends with its check sum; none behind IEND."""
    at, name = 8, b""
    while at + 12 <= len(content) and name != b"IEND":
        name, after = content[at + 4 : at + 8], at + 12 + _big(content, at, 4)
        yield name, at + 8, after
        at = after


# ── WebP (RFC 9649) ─────────────────────────────────────────────────────────────────────────────────────────────────


def _webp(content: bytes) -> Header:
    size, frames = (0, 0), 0
    end = 8 + _little(content, 4, 4)
    for name, body in islice(_webp_chunks(content, end), MOST_PARTS):
        if size == (0, 0) and name in _WEBP_SIZES:
            size = _WEBP_SIZES[name](content, body)
        frames += name == b"ANMF"
    return Header(size, max(1, frames), end)


def _webp_chunks(content: bytes, end: int) -> Iterator[tuple[bytes, int]]:
    at = 12
    while at + 8 <= min(end, len(content)):
        yield content[at : at + 4], at + 8
        length = _little(content, at + 4, 4)
        at += 8 + length + length % 2


def _extended(content: bytes, at: int) -> tuple[int, int]:
    return _little(content, at + 4, 3) + 1, _little(content, at + 7, 3) + 1


def _lossy(content: bytes, at: int) -> tuple[int, int]:
    return _little(content, at + 6, 2) & 0x3FFF, _little(content, at + 8, 2) & 0x3FFF


def _lossless(content: bytes, at: int) -> tuple[int, int]:
    bits = _little(content, at + 1, 4)
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


_WEBP_SIZES: dict[bytes, Callable[[bytes, int], tuple[int, int]]] = {
    b"VP8X": _extended,
    b"VP8 ": _lossy,
    b"VP8L": _lossless,
}
_READERS: dict[FileKind, Callable[[bytes], Header]] = {
    FileKind.JPEG: _jpeg,
    FileKind.PNG: _png,
    FileKind.WEBP: _webp,
}


def _big(content: bytes, at: int, length: int) -> int:
    return int.from_bytes(content[at : at + length], "big")


def _little(content: bytes, at: int, length: int) -> int:
    return int.from_bytes(content[at : at + length], "little")
