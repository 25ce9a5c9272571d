"""The citizen identity check (联网核查公民身份信息系统) with the raw codes of one channel (rules.md 5)."""

from fastapi import APIRouter

from sandbox.faults import Faults, SystemName
from sandbox.store import Document
from sandbox.systems.wire import ENABLED, Message, plain
from sandbox.world import Person, World


class CitizenRequest(Message):
    request: str
    number: str
    name: str


CHANNEL_B = {"00": "01", "01": "00", "-1": "05"}
"""What channel B calls the codes of channel A that it has others for."""


def router(world: World, faults: Faults, channel: str) -> APIRouter:
    router = APIRouter(prefix="/citizen", tags=["citizen"], route_class=faults.route(SystemName.CITIZEN))

    @router.post("/check", summary="Do number and name agree, and is there a photo?")
    def check(asked: CitizenRequest) -> Document:
        person = world.person(asked.number)
        code = raw_code(person, asked)
        if channel == "B" and not (person and person.result):
            code = CHANNEL_B.get(code, code)
        return {"service": ENABLED, "request": asked.request, "number": asked.number, "code": code}

    return router


def raw_code(person: Person | None, asked: CitizenRequest) -> str:
    """Channel A: 00 agree without photo, 01 with photo, 02 name differs, 03 no such number, -1 not a number at all."""
    if person is not None and person.result:
        return person.result
    if len(asked.number) != 18:
        return "-1"
    if person is None:
        return "03"
    if plain(person.name) != plain(asked.name):
        return "02"
    return "01" if person.photo else "00"
