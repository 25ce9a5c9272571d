"""PDF: the first pages drawn by PDFium as pictures, forms and notes left off; what is more than a scan is refused."""

import math
import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from models.refusals import UnreadablePicture

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_PAGE = 14_400.0
"""Points, five metres: the largest page that the format's usual limits allow (ISO 32000-1, annex C)."""
THINNEST_PAGE = 1 / 20
"""Short side to long side: a till receipt is thicker; a thread would be drawn as noise."""
MOST_INFLATED = 32_000_000
"""Bytes of object streams looked through for programs; a scan has some thousand."""


def drawn_pages(content: bytes, most: int, long_side: int) -> "list[Image]":
    """The first `most` pages in RGB, each with this long side, on white.

    UnreadablePicture for a locked, active or empty document, a page with the size of no paper, and a broken file.
    """
    import pypdfium2

    document = _document(content)
    try:
        _check(document, content)
        return [_drawn(document[number], long_side) for number in range(min(most, len(document)))]
    except pypdfium2.PdfiumError as error:
        raise UnreadablePicture("BROKEN") from error
    finally:
        document.close()


def end_of_pdf(content: bytes) -> int:
    """The offset behind the last end mark; without one, the end of the file."""
    place = content.rfind(b"%%EOF")
    return place + 5 if place >= 0 else len(content)


def _document(content: bytes) -> Any:
    import pypdfium2
    from pypdfium2 import raw

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        codes = {
            raw.FPDF_ERR_PASSWORD: "PDF_LOCKED",
            raw.FPDF_ERR_SECURITY: "PDF_LOCKED",
            raw.FPDF_ERR_SUCCESS: "PDF_EMPTY",
        }
        raise UnreadablePicture(codes.get(error.err_code, "BROKEN")) from error


def _check(document: Any, content: bytes) -> None:
    from pypdfium2 import raw

    if raw.FPDF_GetSecurityHandlerRevision(document) != -1:  # opens without a password, but cannot be looked through
        raise UnreadablePicture("PDF_LOCKED")
    active = (
        _is_active(content),
        raw.FPDFDoc_GetJavaScriptActionCount(document) > 0,
        raw.FPDFDoc_GetAttachmentCount(document) > 0,
        raw.FPDF_GetFormType(document) in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND),
    )
    if any(active):
        raise UnreadablePicture("PDF_ACTIVE")


def _drawn(page: Any, long_side: int) -> "Image":
    sides = page.get_size()
    if not all(math.isfinite(side) for side in sides) or not 1 <= max(sides) <= LARGEST_PAGE:
        raise UnreadablePicture("PDF_PAGE_SIZE")
    if min(sides) < THINNEST_PAGE * max(sides):
        raise UnreadablePicture("PDF_PAGE_SIZE")
    bitmap = page.render(
        scale=long_side / max(sides),
        may_draw_forms=False,
        draw_annots=False,
        rev_byteorder=True,
        limit_image_cache=True,
    )
    image: Image = bitmap.to_pil().convert("RGB")
    return image


# ── programs inside ─────────────────────────────────────────────────────────────────────────────────────────────────


def _spelt(name: bytes) -> bytes:
    """A pattern for a name in which any sign may be written as # and two digits."""
    signs = (b"(?:%c|#%02x|#%02X)" % (sign, sign, sign) for sign in name)
    return b"/" + b"".join(signs) + rb"(?![A-Za-z])"


_PROGRAM = re.compile(b"|".join(map(_spelt, (b"JavaScript", b"Launch", b"EmbeddedFile", b"RichMedia"))))
_PACKED = re.compile(rb"/ObjStm\b[^\x00]{0,2000}?stream\r?\n")


def _is_active(content: bytes) -> bool:
    """Whether the document names a program, a command or an attachment, in its own bytes or in its packed objects.

    PDFium runs none of them, but colleagues may open the paper elsewhere. Packed objects that do not unpack count as
    active: nothing hides behind an unusual packing.
    """
    if _PROGRAM.search(content):
        return True
    left = MOST_INFLATED
    for start in _packed(content):
        objects = _inflated(content, start, left)
        if objects is None or _PROGRAM.search(objects):
            return True
        left -= len(objects)
    return False


def _packed(content: bytes) -> Iterator[int]:
    return (found.end() for found in _PACKED.finditer(content))


def _inflated(content: bytes, start: int, most: int) -> bytes | None:
    """The packed objects, None when they do not unpack or are more than `most` bytes."""
    unpacker = zlib.decompressobj()
    try:
        objects = unpacker.decompress(content[start : content.find(b"endstream", start)], most + 1)
    except zlib.error:
        return None
    return objects if unpacker.eof and len(objects) <= most else None
