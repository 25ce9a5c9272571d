"""Who stands behind a firm: registry extracts, and the central owner system (受益所有人信息查询管理系统).

rules.md 7.2.
"""

from fastapi import APIRouter

from sandbox.faults import Faults, SystemName
from sandbox.store import Document
from sandbox.systems.wire import ENABLED, PROCESSED, Message
from sandbox.world import World


class ExtractRequest(Message):
    request: str
    number: str


class FilingRequest(Message):
    request: str
    number: str


def routers(world: World, faults: Faults) -> list[APIRouter]:
    """One router a system, since each fails for itself."""
    return [_extracts(world, faults), _filings(world, faults)]


def _extracts(world: World, faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/owners", tags=["owners"], route_class=faults.route(SystemName.OWNERS))

    @router.post("/extract", summary="Holders, controllers and officers of a firm, by its number")
    def extract(asked: ExtractRequest) -> Document:
        firm = world.extract(asked.number)
        result = "NTFD" if firm is None else firm.result or "MCHD"
        answer = {**_head(asked.request, asked.number), "result": result}
        if firm is None or result != "MCHD":
            return answer
        facts = firm.model_dump(mode="json", exclude={"result"})
        return {**answer, "extract": {"number": asked.number, **facts}}

    return router


def _filings(world: World, faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/owners", tags=["owners"], route_class=faults.route(SystemName.OWNER_FILING))

    @router.post("/filing", summary="The beneficial owners that a firm has filed with the central bank")
    def filing(asked: FilingRequest) -> Document:
        known = world.owner_filing(asked.number)
        answer = {**_head(asked.request, asked.number), "result": known.result}
        if known.result != "FILED":
            return answer
        return {**answer, "owners": [owner.model_dump(mode="json") for owner in known.owners]}

    return router


def _head(request: str, number: str) -> Document:
    return {"request": request, "number": number, "service": ENABLED, "processed": PROCESSED}
