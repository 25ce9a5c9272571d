"""Where and when a photo was taken, as its EXIF says; what is missing or odd stays None."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.visit import Point

EXIF_IFD, GPS_IFD = 0x8769, 0x8825
TAKEN, OFFSET = 0x9003, 0x9011
LAT_REF, LAT, LON_REF, LON, GPS_TIME, MAP_DATUM, GPS_DATE = 1, 2, 3, 4, 7, 18, 29


def place_and_time(file: Path) -> "tuple[Point | None, datetime | None]":
    """The photo's position and time (EXIF 2.32, tags of the Exif and GPS directories); (None, None) without EXIF."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(file) as image:
            exif = image.getexif()
            original, gps = exif.get_ifd(EXIF_IFD), exif.get_ifd(GPS_IFD)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None, None
    return _point(gps), _taken(original, gps)


def _point(gps: Mapping[int, Any]) -> "Point | None":
    from models.visit import Datum, Point

    datum = _text(gps.get(MAP_DATUM)) or Datum.WGS84
    try:
        lat = _degrees(gps[LAT]) * {"N": 1, "S": -1}[_text(gps[LAT_REF])]
        lon = _degrees(gps[LON]) * {"E": 1, "W": -1}[_text(gps[LON_REF])]
        return Point(lat=round(lat, 7), lon=round(lon, 7), datum=Datum(datum))
    except (KeyError, ValueError, TypeError, ZeroDivisionError):
        return None


def _taken(original: Mapping[int, Any], gps: Mapping[int, Any]) -> datetime | None:
    """The camera's time with its own offset, else the satellites' time; a time without a zone is no time."""
    local, offset = _text(original.get(TAKEN)), _text(original.get(OFFSET))
    try:
        if local and offset:
            return datetime.strptime(f"{local}{offset}", "%Y:%m:%d %H:%M:%S%z")
        hour, minute, second = (int(part) for part in gps[GPS_TIME])
        return datetime.strptime(f"{_text(gps[GPS_DATE])} {hour}:{minute}:{second}+0000", "%Y:%m:%d %H:%M:%S%z")
    except (KeyError, ValueError, TypeError, ZeroDivisionError):
        return None


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def _text(value: Any) -> str:
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else str(value or "")
    return text.strip("\0 ")
