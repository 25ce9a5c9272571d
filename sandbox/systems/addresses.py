"""The registry's count of firms at an address."""

from fastapi import APIRouter

from sandbox.faults import Faults, SystemName
from sandbox.store import Document
from sandbox.systems.wire import ENABLED, PROCESSED, Message
from sandbox.world import World


class CountRequest(Message):
    request: str
    address: str


def router(world: World, faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/addresses", tags=["addresses"], route_class=faults.route(SystemName.ADDRESS_COUNT))

    @router.post("/count", summary="How many firms are registered at this address?")
    def count(asked: CountRequest) -> Document:
        known = world.count_at("".join(asked.address.split()))
        head = {"request": asked.request, "address": asked.address, "service": ENABLED, "processed": PROCESSED}
        if known is None:
            return {**head, "result": "NTFD"}
        answer = {**head, "result": known.result or "CNTD"}
        return answer if known.result else {**answer, "firms": known.firms}

    return router
