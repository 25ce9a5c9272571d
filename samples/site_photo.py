"""Draws the photo that an account manager takes of a firm's premises, with position and time in its EXIF."""

import hashlib
import io
import math
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw, ImageFilter, ImageOps
from PIL.TiffImagePlugin import IFDRational

from samples.cast import Firm, Point
from samples.ink import SPECIMEN, SPECIMEN_RED, Colour, Fonts, Ink

SIZE = (1280, 960)
SHANGHAI = ZoneInfo("Asia/Shanghai")
FACADES: tuple[Colour, ...] = ((176, 150, 128), (150, 158, 166), (188, 176, 152), (142, 128, 120), (170, 178, 170))
PLATES: tuple[Colour, ...] = ((34, 62, 110), (122, 30, 34), (30, 88, 66), (70, 52, 40), (58, 58, 66))
EXIF_IFD, GPS_IFD = 0x8769, 0x8825


def site_photo(firm: Firm, *, taken_at: datetime, at: Point | None = None, fonts: Fonts | None = None) -> bytes:
    """A JPEG (1280 × 960) of the firm's front door with its name plate.

    taken_at must carry its zone (ValueError otherwise); at is where the camera stood, WGS-84, the firm's own point by
    default. EXIF: DateTimeOriginal in Shanghai time with its offset, GPS position with datum and UTC time.
    """
    if taken_at.tzinfo is None:
        raise ValueError("taken_at needs a time zone; a photo's time is compared with the server's.")
    out = io.BytesIO()
    _street(firm, fonts or Fonts()).save(out, "JPEG", quality=88, exif=_exif(taken_at, at or firm.point))
    return out.getvalue()


def _street(firm: Firm, fonts: Fonts) -> Image.Image:
    image = Image.new("RGB", SIZE, (196, 214, 230))
    ink = Ink(image, fonts)
    look = hashlib.sha256(firm.key.encode()).digest()
    facade, plate = FACADES[look[0] % len(FACADES)], PLATES[look[1] % len(PLATES)]
    _building(ink.draw, facade)
    _plate(ink, firm, plate)
    _windows(ink.draw)
    _pavement(ink.draw)
    ink.text((60, 880), SPECIMEN, 24, colour=SPECIMEN_RED)
    return _as_photographed(image, seed=look[2])


def _building(draw: ImageDraw.ImageDraw, facade: Colour) -> None:
    draw.rectangle((70, 60, 1210, 800), fill=facade)
    for y in range(60, 800, 32):
        draw.line((70, y, 1210, y), fill=_shade(facade, 0.9), width=2)
    draw.rectangle((70, 44, 1210, 66), fill=_shade(facade, 0.7))
    for x in range(110, 1160, 180):
        draw.rectangle((x, 90, x + 120, 190), fill=(120, 146, 166), outline=_shade(facade, 0.6), width=5)


def _plate(ink: Ink, firm: Firm, plate: Colour) -> None:
    ink.draw.rectangle((110, 226, 1170, 350), fill=plate, outline=_shade(plate, 0.6), width=6)
    ink.text((640, 254), firm.name, 50, colour=(246, 236, 206), spacing=8, bold=0.8, anchor="m")
    ink.draw.rectangle((984, 470, 1196, 520), fill=(236, 236, 230), outline=(120, 120, 120), width=2)
    ink.text((1090, 478), _house_number(firm.address), 24, anchor="m")


def _house_number(address: str) -> str:
    """Street and number, as on the plate beside the door; nothing when the address has none."""
    found = re.search(r"[^市区镇]+?\d+[号弄]", address)
    return found.group() if found else ""


def _windows(draw: ImageDraw.ImageDraw) -> None:
    for left, right in ((130, 470), (820, 970)):
        draw.rectangle((left, 400, right, 740), fill=(150, 180, 190), outline=(70, 70, 74), width=8)
        draw.polygon([(left + 30, 730), (left + 110, 410), (left + 140, 410), (left + 60, 730)], fill=(176, 202, 210))
    draw.rectangle((520, 390, 770, 800), fill=(70, 70, 74))
    for left in (532, 651):
        draw.rectangle((left, 404, left + 107, 790), fill=(128, 160, 172))
    for x in (628, 656):
        draw.rectangle((x, 560, x + 6, 660), fill=(210, 210, 210))


def _pavement(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 800, 1280, 960), fill=(150, 148, 144))
    for x in range(-400, 1700, 110):
        draw.line((640 + (x - 640) * 0.7, 800, x, 960), fill=(128, 126, 122), width=3)
    for y in (828, 868, 918):
        draw.line((0, y, 1280, y), fill=(128, 126, 122), width=3)


def _as_photographed(image: Image.Image, seed: int) -> Image.Image:
    """Slightly turned, soft and uneven in light, the turn differing by firm."""
    turned = image.rotate((seed % 21 - 10) / 10, Image.Resampling.BICUBIC)
    filled = ImageOps.fit(turned, SIZE, Image.Resampling.BICUBIC, bleed=0.015)
    light = Image.linear_gradient("L").resize(SIZE).point(_fading)
    dark = Image.new("RGB", SIZE, (20, 20, 30))
    return Image.composite(filled, dark, light).filter(ImageFilter.GaussianBlur(0.7))


def _fading(level: float) -> float:
    return 255 - level // 5


def _exif(taken_at: datetime, at: Point) -> Image.Exif:
    local, utc = taken_at.astimezone(SHANGHAI), taken_at.astimezone(UTC)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "EKAIHU", "SPECIMEN CAMERA"
    exif[0x0132] = f"{local:%Y:%m:%d %H:%M:%S}"
    original = exif.get_ifd(EXIF_IFD)
    original[0x9003], original[0x9011] = f"{local:%Y:%m:%d %H:%M:%S}", "+08:00"
    gps = exif.get_ifd(GPS_IFD)
    gps.update({1: "N" if at.latitude >= 0 else "S", 2: _degrees(at.latitude)})
    gps.update({3: "E" if at.longitude >= 0 else "W", 4: _degrees(at.longitude)})
    gps.update({7: tuple(IFDRational(n) for n in (utc.hour, utc.minute, utc.second)), 29: f"{utc:%Y:%m:%d}"})
    gps[18] = "WGS-84"
    return exif


def _degrees(angle: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes and seconds (to 1/10000 second, 3 mm) as EXIF stores them."""
    minutes, degrees = math.modf(abs(angle))
    seconds, whole_minutes = math.modf(minutes * 60)
    return IFDRational(int(degrees)), IFDRational(int(whole_minutes)), IFDRational(round(seconds * 600000), 10000)


def _shade(colour: Colour, share: float) -> Colour:
    return (int(colour[0] * share), int(colour[1] * share), int(colour[2] * share))
