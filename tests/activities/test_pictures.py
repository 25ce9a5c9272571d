"""Which pictures are opened, and how; hostile ones cost next to nothing."""

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from activities.providers.pictures import REFUSALS, UnreadablePicture, open_picture
from tests.builders import policy

LIMITS = policy().reading
ORIENTATION = 0x0112


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def plain(size: tuple[int, int] = (120, 80), colour: tuple[int, int, int] = (200, 30, 30)) -> Image.Image:
    return Image.new("RGB", size, colour)


def refused(content: bytes) -> str:
    with pytest.raises(UnreadablePicture) as caught:
        open_picture(content, LIMITS)
    return caught.value.code


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds hardly any pixels."""
    chunks = (b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0), b"IDAT" + zlib.compress(bytes(99)))
    framed = (struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)) for body in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photos_and_scans_are_opened(kind: str) -> None:
    picture = open_picture(encoded(plain(), kind), LIMITS)
    assert (picture.image.mode, picture.size, picture.scale) == ("RGB", (120, 80), 1.0)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_formats_are_refused_by_their_first_bytes(kind: str) -> None:
    assert refused(encoded(plain(), kind)) == "NOT_A_PICTURE"


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"RIFF0000WAVE"])
def test_documents_and_drawings_are_refused(content: bytes) -> None:
    assert refused(content) == "NOT_A_PICTURE"


def test_an_empty_file_is_refused() -> None:
    assert refused(b"") == "EMPTY"


def test_too_many_bytes_are_refused_before_anything_is_decoded() -> None:
    small = LIMITS.model_copy(update={"max_bytes": 100})
    with pytest.raises(UnreadablePicture, match="too large"):
        open_picture(encoded(plain()), small)


@pytest.mark.parametrize("side", [7_100, 20_000, 60_000])
def test_a_bomb_of_pixels_is_refused_by_its_header(side: int) -> None:
    assert refused(png_header(side, side)) == "TOO_MANY_PIXELS"


def test_a_cut_off_picture_is_broken_and_not_half_read() -> None:
    content = encoded(plain((400, 300)), "JPEG")
    assert refused(content[: len(content) // 2]) == "BROKEN"


def test_bytes_that_only_begin_like_a_picture_are_broken() -> None:
    assert refused(b"\x89PNG\r\n\x1a\n" + b"\x00" * 200) == "BROKEN"
    assert refused(b"\xff\xd8\xff" + b"\x00" * 200) == "BROKEN"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_is_refused(kind: str) -> None:
    frames = [plain(colour=(n * 60, 0, 0)) for n in range(3)]
    assert refused(encoded(frames[0], kind, save_all=True, append_images=frames[1:])) == "ANIMATED"


def test_of_a_phone_photo_with_a_preview_behind_it_the_photo_is_taken() -> None:
    content = encoded(plain((300, 200)), "MPO", save_all=True, append_images=[plain((60, 40))])
    assert open_picture(content, LIMITS).size == (300, 200)


def test_a_picture_of_a_few_pixels_is_refused() -> None:
    assert refused(encoded(plain((20, 20)))) == "TOO_SMALL"


def test_the_camera_s_orientation_is_applied() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    assert open_picture(encoded(plain(), "JPEG", exif=exif), LIMITS).size == (80, 120)


def test_a_large_photo_is_shrunk_and_remembers_its_scale() -> None:
    picture = open_picture(encoded(plain((4000, 3000)), "JPEG"), LIMITS)
    assert (picture.image.size, picture.scale, picture.size) == ((2000, 1500), 2.0, (4000, 3000))


def test_transparent_paper_is_white() -> None:
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    assert open_picture(encoded(clear), LIMITS).image.getpixel((3, 3)) == (255, 255, 255)


def test_every_refusal_is_one_sentence_that_says_what_to_do() -> None:
    assert all("; send " in sentence for sentence in REFUSALS.values())
