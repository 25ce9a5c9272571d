"""What a customer's file is, by its own bytes and never by its name: the four readable kinds, or the right refusal."""

import codecs
import re
from enum import StrEnum

from models.refusals import UnreadablePicture


class FileKind(StrEnum):
    """What can be opened."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"


def _starts(*alternatives: bytes) -> re.Pattern[bytes]:
    return re.compile(b"|".join(alternatives), re.DOTALL)


_READABLE = (
    (_starts(rb"\xff\xd8\xff"), FileKind.JPEG),
    (_starts(rb"\x89PNG\r\n\x1a\n"), FileKind.PNG),
    (_starts(rb"RIFF....WEBP"), FileKind.WEBP),
    (_starts(rb"....ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)"), FileKind.HEIC),
    (_starts(rb"%PDF-\d"), FileKind.PDF),
)
_OFFICE = (
    rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|docProps/|word/|xl/|ppt/|mimetypeapp)",
    rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|\{\\rtf",
)
_ARCHIVES = (
    rb"PK\x03\x04|PK\x05\x06|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x1f\x8b\x08|BZh[1-9]1AY",
    rb"\xfd7zXZ\0|\x28\xb5\x2f\xfd|MSCF|LZIP|!<arch>|.{257}ustar",
)
_PROGRAMS = (rb"MZ|\x7fELF|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe|#!(?!AMR)|\0asm|dex\n",)
_OTHER_PICTURES = (
    rb"GIF8[79]a|II[*+]\0|MM\0[*+]|BM.{4}\0{4}|\0\0\x01\0|8BPS|\xff\x0a|\xff\x4f\xff\x51|qoif|DDS |icns",
    rb"\0\0\0\x0c(?:jP  |JXL )\r\n\x87\n|....ftyp(?:avi[fs]|crx )",
)
_RECORDINGS = (
    rb"....(?:ftyp|moov|mdat|wide|skip)|\x1aE\xdf\xa3|RIFF....(?:AVI |WAVE)|FLV\x01|OggS|fLaC|ID3",
    rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11|\0\0\x01[\xba\xb3]|#!AMR|\xff[\xfb\xf3\xf2]",
)
_REFUSED = (
    (_starts(*_OFFICE), "OFFICE_FILE"),  # before the archives: the newer Office files are ZIP archives
    (_starts(*_ARCHIVES), "ARCHIVE"),
    (_starts(*_PROGRAMS), "PROGRAM"),
    (_starts(*_OTHER_PICTURES), "OTHER_PICTURE"),
    (_starts(*_RECORDINGS), "RECORDING"),
)
_DRAWING = re.compile(rb"<(?:\w+:)?svg[\s>]", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 2048
"""Bytes from the start in which a drawing names itself and a text shows that it is one."""


def kind_of_file(content: bytes) -> FileKind:
    """Which of the readable kinds the file begins as; UnreadablePicture names what else it is."""
    for pattern, kind in _READABLE:
        if pattern.match(content):
            return kind
    raise UnreadablePicture(_refusal(content))


def _refusal(content: bytes) -> str:
    if not content:
        return "EMPTY"
    begins = (code for pattern, code in _REFUSED if pattern.match(content))
    return next(begins, None) or _of_text(content[:_LOOKED_AT])


def _of_text(head: bytes) -> str:
    if _DRAWING.search(head):
        return "DRAWING"
    return "TEXT" if _is_text(head) else "NOT_A_PICTURE"


def _is_text(head: bytes) -> bool:
    """UTF-16 by its mark; else no control characters, and UTF-8 or the Chinese national code."""
    if head.startswith(_MARKS):
        return True
    return not _CONTROL.search(head) and any(_decodes(head, code) for code in ("utf-8", "gb18030"))


def _decodes(head: bytes, code: str) -> bool:
    try:
        codecs.getincrementaldecoder(code)().decode(head)  # incremental: the last character may be cut
    except UnicodeDecodeError:
        return False
    return True


# ── files inside files ──────────────────────────────────────────────────────────────────────────────────────────────

_ZIP_END = b"PK\x05\x06"
_ZIP_END_REACH = 22 + 65_535
"""A ZIP archive is found from its end: its last record and a comment of up to 65,535 bytes."""
_PDF_REACH = 1024
"""PDF viewers accept %PDF- anywhere in the first kilobyte."""
_HIDDEN = re.compile(
    rb"[\s\0]*+(?:" + b"|".join((*_OFFICE, *_ARCHIVES, *_PROGRAMS, rb"%PDF-", rb"GIF8[79]a", rb"<[!?a-zA-Z]")) + rb")",
    re.DOTALL,
)
_ACTIVE = re.compile(rb"<script|<\?php|<html|<!doctype html|<svg|__HALT_COMPILER", re.IGNORECASE)


def check_nothing_hidden(content: bytes, kind: FileKind, end: int) -> None:
    """Refuse a picture that is something else to another program; `end` is where the picture's own format ends.

    Found are: a ZIP archive (and so JAR, APK, Office) by its end record, a PDF in the first kilobyte or a second one, a
    program, archive, page or script that begins right behind the picture, active content anywhere behind it, and a
    page or script in the first kilobytes. Phones append previews (MPO), a film (motion photo) and notes of their own:
    these pass, since nothing here reads them and no viewer takes them for another document. Not found is what is
    hidden in the pixels or in segments of the picture's own format, or appended under encryption.
    """
    trailer = content[end:]
    parts = (
        _is_zip(content),
        b"%PDF-" in (content[1:] if kind is FileKind.PDF else content[:_PDF_REACH]),
        _HIDDEN.match(trailer),
        _ACTIVE.search(trailer),
        _ACTIVE.search(content[:_LOOKED_AT]),
    )
    if any(parts):
        raise UnreadablePicture("FOREIGN_PART")


def _is_zip(content: bytes) -> bool:
    """Whether an unpacker finds an archive: an end record that points at a directory, or at none."""
    start = max(0, len(content) - _ZIP_END_REACH)
    place = content.rfind(_ZIP_END, start)
    while place >= 0:
        entries, size = (int.from_bytes(content[place + at : place + at + n], "little") for at, n in ((10, 2), (12, 4)))
        if not entries or content.startswith(b"PK\x01\x02", max(0, place - size)):
            return True
        place = content.rfind(_ZIP_END, start, place)
    return False
