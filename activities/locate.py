"""Where an address lies, for the visit's geofence (process.md step 4)."""

from typing import Protocol

from temporalio import activity

from activities.failures import told_to_the_story
from models.requests import LocateAddress
from models.visit import Point


class MapService(Protocol):
    """Finds the point of an address in the datum that the map itself names; None: the map does not know the address."""

    async def locate(self, address: str) -> Point | None: ...


class LocateActivities:
    def __init__(self, maps: MapService) -> None:
        self._maps = maps

    @activity.defn(name="locate_address")
    async def locate_address(self, asked: LocateAddress) -> Point | None:
        """The address's point in its true datum (GCJ-02 for Chinese maps), or None."""
        with told_to_the_story():
            return await self._maps.locate(asked.address)
