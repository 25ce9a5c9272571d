"""Files as customers and attackers send them, made when a test needs them: photos, PDFs, HEIC, and look-alikes."""

import io
import os
import struct
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from PIL import Image

ORIENTATION = 0x0112


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def plain(size: tuple[int, int] = (120, 80), colour: tuple[int, int, int] = (200, 30, 30)) -> Image.Image:
    return Image.new("RGB", size, colour)


def corners(size: tuple[int, int] = (120, 80)) -> Image.Image:
    """White with a red, a green and a blue corner: shows how a picture is turned, also after JPEG."""
    image = Image.new("RGB", size, "white")
    width, height = size[0] // 3, size[1] // 3
    image.paste((255, 0, 0), (0, 0, width, height))
    image.paste((0, 255, 0), (size[0] - width, 0, size[0], height))
    image.paste((0, 0, 255), (0, size[1] - height, width, size[1]))
    return image


def colours(image: Image.Image) -> list[str]:
    """The names of the four corners' colours: top left, top right, bottom left, bottom right."""
    places = [(x, y) for y in (4, image.height - 5) for x in (4, image.width - 5)]
    return [_name(image.getpixel(place)) for place in places]


def _name(pixel: Any) -> str:
    strong = [name for name, value in zip("RGB", pixel, strict=True) if value > 128]
    return "".join(strong)


def oriented(image: Image.Image, value: int, kind: str = "JPEG") -> bytes:
    """The picture with this EXIF orientation."""
    exif = Image.Exif()
    exif[ORIENTATION] = value
    return encoded(image, kind, exif=exif)


def patience(seconds: float) -> float:
    """A time limit; five times as long while tests run beside this one or work waits for a processor."""
    busy = "PYTEST_XDIST_WORKER" in os.environ or os.getloadavg()[0] > (os.cpu_count() or 1)
    return seconds * (5 if busy else 1)


# ── PNG by hand ─────────────────────────────────────────────────────────────────────────────────────────────────────


def chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, *chunks: bytes, depth: int = 8, colour: int = 2) -> bytes:
    """A PNG of this size as its header says, with these chunks and an end."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND")


def png_bomb(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds hardly any pixels."""
    return png(width, height, chunk(b"IDAT", zlib.compress(bytes(99))))


def jpeg_of_size(width: int, height: int) -> bytes:
    """A small JPEG whose header claims this size."""
    content = bytearray(encoded(plain(), "JPEG"))
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(content)


# ── PDF ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these numbered objects, the first of them the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + end


def pdf_page(box: bytes = b"0 0 595 842", catalogue: bytes = b"", content: bytes = b"", page: bytes = b"") -> bytes:
    """A PDF with one page of this media box, drawn by `content`."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R%s>>" % (box, page),
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
    )


# ── HEIC ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def heic(*images: Image.Image, **options: Any) -> bytes:
    """A HEIC photo, or a collection; the encoder is in the development environment only."""
    import pillow_heif

    out = io.BytesIO()
    first, *others = (pillow_heif.from_pillow(image) for image in images)
    first.save(out, append_images=[image for other in others for image in other], quality=90, **options)
    return out.getvalue()


def box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + name + body


def full(name: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(name, struct.pack(">I", version << 24 | flags), *parts)


def heic_grid(
    size: tuple[int, int],
    columns: int,
    tile: tuple[int, int],
    tiles: Sequence[bytes],
    set_up: bytes,
    turns: Iterable[bytes] = (),
) -> bytes:
    """A photo cut into tiles as phones write it: item 1 is the grid, the others are its tiles."""
    count, turns = len(tiles), list(turns)
    grid = struct.pack(">BBBBHH", 0, 0, count // columns - 1, columns - 1, *size)
    numbers = range(2, count + 2)
    infos = [
        full(
            b"infe",
            struct.pack(">HH4sB", number, 0, b"hvc1" if number > 1 else b"grid", 0),
            version=2,
            flags=number > 1,
        )
        for number in range(1, count + 2)
    ]
    shared = [
        full(b"ispe", struct.pack(">II", *tile)),
        box(b"hvcC", set_up),
        full(b"ispe", struct.pack(">II", *size)),
        *turns,
    ]
    uses = [struct.pack(">HBB", 1, 1 + len(turns), 3) + bytes(range(4, 4 + len(turns)))]
    uses += [struct.pack(">HBBB", number, 2, 1, 2) for number in numbers]

    def index(start: int) -> bytes:
        places, at = [struct.pack(">HHHHII", 1, 1, 0, 1, 0, len(grid))], start
        for number, data in zip(numbers, tiles, strict=True):
            places.append(struct.pack(">HHHHII", number, 0, 0, 1, at, len(data)))
            at += len(data)
        return full(
            b"meta",
            full(b"hdlr", struct.pack(">I4s12s", 0, b"pict", b""), b"\0"),
            full(b"pitm", struct.pack(">H", 1)),
            full(b"iinf", struct.pack(">H", count + 1), *infos),
            full(b"iref", box(b"dimg", struct.pack(f">HH{count}H", 1, count, *numbers))),
            box(b"iprp", box(b"ipco", *shared), full(b"ipma", struct.pack(">I", count + 1), *uses)),
            full(b"iloc", struct.pack(">HH", 0x4400, count + 1), *places, version=1),
            box(b"idat", grid),
        )

    head = box(b"ftyp", b"heic", struct.pack(">I", 0), b"mif1heic")
    return head + index(len(head) + len(index(0)) + 8) + box(b"mdat", *tiles)
