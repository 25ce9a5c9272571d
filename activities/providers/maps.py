"""The map service over HTTP: address → point."""

from pydantic import Field

from activities.failures import OutsideFailed
from activities.providers.http import OutsideClient, Wire, required, same, understood
from models.visit import Datum, Point

MAPS = "maps"


class _Request(Wire):
    address: str


class _Place(Wire):
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class _Answer(Wire):
    address: str
    found: bool
    point: _Place | None
    datum: Datum


class MapsOverHttp:
    def __init__(self, client: OutsideClient, base_url: str) -> None:
        self._client = client
        self._url = f"{base_url}/maps/geocode"

    async def locate(self, address: str) -> Point | None:
        """The point in the datum that the answer names; assuming one could be 500 m off (formats.md 12)."""
        told = understood(MAPS, await self._client.post(MAPS, self._url, _Request(address=address)), _Answer)
        same(MAPS, address, told.address, "address")
        required(MAPS, told.found == (told.point is not None), "it contradicts itself about having found the address")
        if told.point is None:
            return None
        return _point(told.point, told.datum)


def _point(place: _Place, datum: Datum) -> Point:
    if place.lat == 0 and place.lon == 0:
        raise OutsideFailed(MAPS, "the point is 0, 0, which maps give for addresses that they could not place")
    return Point(lat=place.lat, lon=place.lon, datum=datum)
