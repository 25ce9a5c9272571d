"""Which Earth a position was measured on, and how far two positions lie apart (formats.md 12).

Raw GPS is WGS-84, Chinese maps (AMap, WeChat on request) GCJ-02, Baidu BD-09. In Shanghai the same numbers read in the
wrong datum lie 480 m to 1.1 km off, so nothing here guesses: a point is converted by its own datum or refused.
"""

from collections.abc import Callable

import prcoords
from geopy.distance import geodesic

from models.visit import Datum, Point

_Degrees = tuple[float, float]
_Conversion = Callable[[_Degrees, bool], _Degrees]


class DatumError(ValueError):
    """Two positions cannot be compared as they stand; the message says what to convert first."""


_TO_WGS84: dict[Datum, _Conversion] = {Datum.GCJ02: prcoords.gcj_wgs_bored, Datum.BD09: prcoords.bd_wgs_bored}
_FROM_WGS84: dict[Datum, _Conversion] = {Datum.GCJ02: prcoords.wgs_gcj, Datum.BD09: prcoords.wgs_bd}


def to_wgs84(point: Point) -> Point:
    """The same place in WGS-84, right to centimetres; DatumError for a datum nobody knows.

    Outside the box round China the datums coincide, as the map makers have it.
    """
    return point if point.datum == Datum.WGS84 else _moved(point, _TO_WGS84.get(point.datum), Datum.WGS84)


def from_wgs84(point: Point, datum: Datum) -> Point:
    """A WGS-84 point in another datum, as Chinese maps need it; DatumError unless it is WGS-84 and `datum` known."""
    if point.datum != Datum.WGS84:
        raise DatumError(f"A point in {point.datum} is not WGS-84; convert it with to_wgs84 first.")
    return point if datum == Datum.WGS84 else _moved(point, _FROM_WGS84.get(datum), datum)


def _moved(point: Point, conversion: _Conversion | None, datum: Datum) -> Point:
    if conversion is None:
        raise DatumError(f"No conversion between {point.datum} and {datum} is known; use one of {', '.join(Datum)}.")
    place = (point.lat, point.lon)
    lat, lon = conversion(place, False) if prcoords.sanity_in_china_p(prcoords.Coords(*place)) else place
    return Point(lat=lat, lon=lon, datum=datum)


def distance(a: Point, b: Point) -> float:
    """Metres along the ellipsoid's geodesic; DatumError for unlike datums."""
    if a.datum != b.datum:
        raise DatumError(f"{a.datum} cannot be compared with {b.datum}; convert both points with to_wgs84 first.")
    return float(geodesic((a.lat, a.lon), (b.lat, b.lon)).m)
