"""Opens customers' pictures safely: known formats, limits before decoding, one frame, upright, not too large."""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.policy import Reading as ReadingPolicy

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("JPEG", "PNG", "WEBP")
LONG_SIDE = 2000
"""Pixels; text of a licence that fills the picture is some 35 pixels high then, and reading needs below 1 GB."""

_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


REFUSALS = {
    "EMPTY": "the picture is empty; send it again",
    "TOO_MANY_BYTES": "the picture is too large; send a smaller file",
    "TOO_MANY_PIXELS": "the picture has too many pixels; send a smaller one",
    "TOO_SMALL": "the picture is only a few pixels large; send the photo itself",
    "NOT_A_PICTURE": "this is no JPEG, PNG or WebP picture; send a photo or a scan",
    "ANIMATED": "the picture has several frames; send a photo with one",
    "BROKEN": "the picture is damaged or cut off; send it again",
}
"""Why a picture cannot be opened: the code for programs, the sentence for the caller."""


class UnreadablePicture(ValueError):
    """The picture cannot be opened; `code` is a key of REFUSALS, the message its sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(REFUSALS[code])
        self.code = code


@dataclass(frozen=True)
class Picture:
    """A decoded RGB picture as people see it; `scale` given pixels make one of its own, `size` is the given one."""

    image: "Image"
    scale: float
    size: tuple[int, int]


def open_picture(content: bytes, policy: ReadingPolicy, long_side: int = LONG_SIDE) -> Picture:
    """The one frame of a JPEG, PNG or WebP, turned by its EXIF orientation and shrunk to `long_side`.

    UnreadablePicture for an empty, foreign, oversized, animated or broken picture.
    """
    _check_bytes(content, policy)
    image = _header(content)
    _check_header(image, policy)
    upright = _decoded(image)
    size = upright.size
    scale = max(1.0, max(size) / long_side)
    if scale > 1:
        upright = upright.resize((round(size[0] / scale), round(size[1] / scale)), reducing_gap=2.0)
    return Picture(upright, scale, size)


def _check_bytes(content: bytes, policy: ReadingPolicy) -> None:
    if not content:
        raise UnreadablePicture("EMPTY")
    if len(content) > policy.max_bytes:
        raise UnreadablePicture("TOO_MANY_BYTES")
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    if not is_webp and not content.startswith(_MAGIC):
        raise UnreadablePicture("NOT_A_PICTURE")


def _header(content: bytes) -> "Image":
    from PIL import Image

    try:
        return Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise UnreadablePicture("TOO_MANY_PIXELS") from error
    except Exception as error:  # Pillow's plugins raise what they like on hostile bytes; all of it means the same
        raise UnreadablePicture("BROKEN") from error


def _check_header(image: "Image", policy: ReadingPolicy) -> None:
    if image.width * image.height > policy.max_pixels:
        raise UnreadablePicture("TOO_MANY_PIXELS")
    if min(image.size) < 32:
        raise UnreadablePicture("TOO_SMALL")
    # Phones write MPO: a JPEG with a preview behind it. Its first frame is the photo.
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise UnreadablePicture("ANIMATED")


def _decoded(image: "Image") -> "Image":
    from PIL import ImageOps

    try:
        image.load()
        return _on_white(ImageOps.exif_transpose(image))
    except Exception as error:  # as above
        raise UnreadablePicture("BROKEN") from error


def _on_white(image: "Image") -> "Image":
    """RGB; what is transparent becomes paper."""
    from PIL import Image

    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGB", layer.size, (255, 255, 255))
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper
