"""HEIC photos: our own reading of the container, FFmpeg's HEVC decoder for the tiles and nothing else of the format.

The general library for this format (libheif) had a row of critical holes in 2026, and its one build without GPL
encoders is no longer maintained. FFmpeg's decoder is on board for recordings anyway.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from activities.providers.heif_boxes import HeifPhoto
from models.refusals import UnreadablePicture

if TYPE_CHECKING:
    import av
    from PIL.Image import Image


def decoded_heic(photo: HeifPhoto, reduction: int) -> "Image":
    """The photo upright in RGB, each side divided by `reduction` where the tiles allow it; its own EXIF is not asked.

    UnreadablePicture BROKEN when a tile cannot be decoded or has another size than it claims.
    """
    from PIL import Image

    step = reduction if all(side % reduction == 0 for side in photo.tile) or len(photo.tiles) == 1 else 1
    whole = Image.new("RGB", _divided(photo.size, step))
    wide, high = _divided(photo.tile, step)
    for place, frame in enumerate(_frames(photo)):
        row, column = divmod(place, photo.columns)
        tile = frame.reformat(width=wide, height=high, format="rgb24", interpolation="AREA")
        whole.paste(Image.fromarray(tile.to_ndarray()), (column * wide, row * high))
    for name, body in photo.turns:
        whole = _TURNS[name](whole, body, step)
    return whole


def upright_size(photo: HeifPhoto) -> tuple[int, int]:
    """Width and height of the whole photo as people see it."""
    size = photo.size
    for name, body in photo.turns:
        if name == b"clap":
            left, top, right, bottom = _edges(size, body, 1)
            size = (right - left, bottom - top)
        elif name == b"irot" and body[0] & 1:
            size = (size[1], size[0])
    return size


def _divided(size: tuple[int, int], step: int) -> tuple[int, int]:
    return max(1, round(size[0] / step)), max(1, round(size[1] / step))


def _frames(photo: HeifPhoto) -> "Iterator[av.VideoFrame]":
    import av

    width, height = photo.tile
    codec = av.CodecContext.create("hevc", "r")
    assert isinstance(codec, av.VideoCodecContext)
    codec.extradata = photo.set_up
    codec.thread_count = 1
    # What the stream itself claims may be more than the index; damage is an error here and no grey patch.
    codec.options = {"max_pixels": str((width + 64) * (height + 64)), "err_detect": "explode"}
    for tile in photo.tiles:
        try:
            frames = [*codec.decode(av.Packet(tile)), *codec.decode(None)]
            codec.flush_buffers()
        except (av.FFmpegError, ValueError) as error:
            raise UnreadablePicture("BROKEN") from error
        if len(frames) != 1 or frames[0].is_corrupt or (frames[0].width, frames[0].height) != photo.tile:
            raise UnreadablePicture("BROKEN")
        yield frames[0]


# ── turning ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _cut(image: "Image", body: bytes, step: int) -> "Image":
    return image.crop(_edges(image.size, body, step))


def _edges(size: tuple[int, int], body: bytes, step: int) -> tuple[int, int, int, int]:
    """`clap`: width, height and the middle's distance from the picture's middle, each a fraction."""
    numbers = [int.from_bytes(body[at : at + 4], "big", signed=True) for at in range(0, 32, 4)]
    if len(body) != 32 or min(numbers[1::2]) < 1:
        raise UnreadablePicture("BROKEN")
    width, height, right, down = (a / b / step for a, b in zip(numbers[::2], numbers[1::2], strict=True))
    left, top = (size[0] - width) / 2 + right, (size[1] - height) / 2 + down
    if left < -1 or top < -1 or left + width > size[0] + 1 or top + height > size[1] + 1 or min(width, height) < 1:
        raise UnreadablePicture("BROKEN")
    return max(0, round(left)), max(0, round(top)), min(size[0], round(left + width)), min(size[1], round(top + height))


def _rotated(image: "Image", body: bytes, step: int) -> "Image":
    """`irot`: quarters counter-clockwise."""
    from PIL.Image import Transpose

    turns = {1: Transpose.ROTATE_90, 2: Transpose.ROTATE_180, 3: Transpose.ROTATE_270}
    quarter = body[0] & 3
    return image.transpose(turns[quarter]) if quarter else image


def _mirrored(image: "Image", body: bytes, step: int) -> "Image":
    """`imir`: 0 upside down, 1 left to right."""
    from PIL.Image import Transpose

    return image.transpose(Transpose.FLIP_LEFT_RIGHT if body[0] & 1 else Transpose.FLIP_TOP_BOTTOM)


_TURNS = {b"clap": _cut, b"irot": _rotated, b"imir": _mirrored}
