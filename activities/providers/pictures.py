"""Opens customers' files safely: known kinds, limits before decoding, one frame a page, upright, not too large.

Nothing here is safe by itself against a hole in a decoder: `reader_pool` runs it in a process of its own.
"""

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from activities.providers.file_kinds import FileKind, check_nothing_hidden, kind_of_file
from activities.providers.picture_headers import Header, header_of
from activities.providers.quality.software import editor_of
from models.policy import Reading as ReadingPolicy
from models.refusals import UnreadablePicture

if TYPE_CHECKING:
    from PIL.Image import Image

LONG_SIDE = 2000
"""Pixels; text of a licence that fills the picture is some 35 pixels high then, and reading needs below 1 GB."""
SMALLEST_SIDE = 32
MOST_CODED = 1.25
"""Pixels to decode against pixels allowed: the tiles at the edges of a HEIC photo stick out."""
_ORIENTATION = 0x0112


@dataclass(frozen=True)
class Picture:
    """A decoded RGB page as people see it; `scale` given pixels make one of its own, `size` is the given one.

    A PDF's page has no pixels of its own: there the drawn ones are the given ones. `editor` is the picture editor that
    signed the file, if one did.
    """

    image: "Image"
    scale: float
    size: tuple[int, int]
    editor: str | None = None


def open_pages(content: bytes, policy: ReadingPolicy, long_side: int = LONG_SIDE) -> list[Picture]:
    """The pages of a JPEG, PNG, WebP or HEIC (one) or of a PDF (the first `max_pages`), upright, up to `long_side`.

    UnreadablePicture for everything else, and for what is empty, oversized, animated, broken, locked, active, or
    hides another file.
    """
    if len(content) > policy.max_bytes:
        raise UnreadablePicture("TOO_MANY_BYTES")
    kind = kind_of_file(content)
    if kind is FileKind.PDF:
        return _pdf(content, policy, long_side)
    if kind is FileKind.HEIC:
        return [_heic(content, policy, long_side)]
    return [_photo(content, kind, policy, long_side)]


def open_picture(content: bytes, policy: ReadingPolicy, long_side: int = LONG_SIDE) -> Picture:
    """The first page of `open_pages`."""
    return open_pages(content, policy, long_side)[0]


def _pdf(content: bytes, policy: ReadingPolicy, long_side: int) -> list[Picture]:
    from activities.providers.pdf_pages import drawn_pages, end_of_pdf

    check_nothing_hidden(content, FileKind.PDF, end_of_pdf(content))
    pages = drawn_pages(content, policy.max_pages, min(long_side, LONG_SIDE))  # a page has no pixels of its own
    return [Picture(page, 1.0, page.size) for page in pages]


def _heic(content: bytes, policy: ReadingPolicy, long_side: int) -> Picture:
    from activities.providers.heic import decoded_heic, upright_size
    from activities.providers.heif_boxes import heif_photo

    photo = heif_photo(content)
    _check(Header(photo.size, 1, photo.end), policy)
    if photo.coded_pixels > MOST_CODED * policy.max_pixels:
        raise UnreadablePicture("TOO_MANY_PIXELS")
    check_nothing_hidden(content, FileKind.HEIC, photo.end)
    image = decoded_heic(photo, max(1, max(photo.size) // long_side))
    return _shrunk(image, upright_size(photo), long_side)


def _photo(content: bytes, kind: FileKind, policy: ReadingPolicy, long_side: int) -> Picture:
    header = header_of(content, kind)
    _check(header, policy)
    check_nothing_hidden(content, kind, header.end)
    image = _opened(content, kind)
    if image.size != header.size:  # two headers, two opinions
        raise UnreadablePicture("BROKEN")
    return replace(_decoded(image, long_side), editor=editor_of(content))


def _check(header: Header, policy: ReadingPolicy) -> None:
    width, height = header.size
    if width * height > policy.max_pixels:
        raise UnreadablePicture("TOO_MANY_PIXELS")
    if min(width, height) < SMALLEST_SIDE:
        raise UnreadablePicture("TOO_SMALL")
    if header.frames > 1:
        raise UnreadablePicture("ANIMATED")


def _opened(content: bytes, kind: FileKind) -> "Image":
    from PIL import Image

    try:
        return Image.open(io.BytesIO(content), formats=(kind.name,))
    except Exception as error:  # Pillow's plugins raise what they like on hostile bytes; all of it means the same
        raise UnreadablePicture("BROKEN") from error


def _decoded(image: "Image", long_side: int) -> Picture:
    """The picture shrunk first, then turned and laid on white: each step costs by the pixels it touches."""
    width, height = image.size
    scale = max(1.0, max(width, height) / long_side)
    try:
        # JPEG decodes at a half, quarter or eighth by itself; this asks for the smallest that is still large enough.
        image.draft(None, (round(width / scale), round(height / scale)))
        image.load()
        orientation = _orientation(image)
        small = _resized(_plain(image), (round(width / scale), round(height / scale)))
        upright = _turned(_on_white(small), orientation)
    except MemoryError as error:
        raise UnreadablePicture("TOO_MANY_PIXELS") from error
    except Exception as error:  # as above
        raise UnreadablePicture("BROKEN") from error
    return Picture(upright, scale, (height, width) if orientation > 4 else (width, height))


def _shrunk(image: "Image", given: tuple[int, int], long_side: int) -> Picture:
    scale = max(1.0, max(given) / long_side)
    return Picture(_resized(image, (round(given[0] / scale), round(given[1] / scale))), scale, given)


def _resized(image: "Image", size: tuple[int, int]) -> "Image":
    return image if image.size == size else image.resize((max(1, size[0]), max(1, size[1])), reducing_gap=2.0)


def _plain(image: "Image") -> "Image":
    """A mode that can be shrunk without loss: 16-bit grey as 8-bit, palettes and bits as the colours they stand for."""
    if image.mode.startswith("I"):
        return image.point(lambda grey: grey / 256).convert("L")
    if image.mode in ("1", "P", "PA") or "transparency" in image.info:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image


def _on_white(image: "Image") -> "Image":
    """RGB; what is transparent becomes paper."""
    from PIL import Image

    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGB", layer.size, (255, 255, 255))
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


def _orientation(image: "Image") -> int:
    """The EXIF orientation, 1 to 8; upright when it says nothing or nonsense, for the photo itself may be good."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # damaged notes of a camera raise as many kinds of error as damaged pictures
        return 1
    return value if value in range(1, 9) else 1


def _turned(image: "Image", orientation: int) -> "Image":
    """The picture as people see it (EXIF 2.32, 4.6.4 A)."""
    from PIL.Image import Transpose

    steps = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return image.transpose(steps[orientation]) if orientation in steps else image
