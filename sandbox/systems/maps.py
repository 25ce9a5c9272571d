"""The map service: address → point, in GCJ-02 as Chinese maps answer (formats.md 12)."""

from fastapi import APIRouter

from sandbox.faults import Faults, SystemName
from sandbox.store import Document
from sandbox.systems.wire import ENABLED, Message
from sandbox.world import World


class GeocodeRequest(Message):
    address: str


def router(world: World, faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/maps", tags=["maps"], route_class=faults.route(SystemName.MAPS))

    @router.post("/geocode", summary="Where does this address lie?")
    def geocode(asked: GeocodeRequest) -> Document:
        place = world.place("".join(asked.address.split()))
        point = place.model_dump() if place else None
        return {
            "service": ENABLED,
            "address": asked.address,
            "found": place is not None,
            "point": point,
            "datum": "GCJ-02",
        }

    return router
