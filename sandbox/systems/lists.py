"""The list service (rules.md 6): it always names the version of the lists and how many subjects it looked for."""

from fastapi import APIRouter

from sandbox.faults import Faults, SystemName
from sandbox.store import Document
from sandbox.systems.wire import ENABLED, Message, plain
from sandbox.world import ListEntry, World


class Subject(Message):
    name: str
    number: str


class ListRequest(Message):
    request: str
    subjects: tuple[Subject, ...]


def router(world: World, version: str, faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/lists", tags=["lists"], route_class=faults.route(SystemName.LISTS))

    @router.post("/screen", summary="Search all lists for these firms and persons, by number and by name")
    def screen(asked: ListRequest) -> Document:
        entries = world.entries().items()
        found = [hit(key, entry, subject) for key, entry in entries for subject in enumerate(asked.subjects)]
        hits = [each for each in found if each]
        head = {"service": ENABLED, "status": "DONE", "request": asked.request, "version": version}
        return {**head, "searched": len(asked.subjects), "hits": hits}

    return router


def hit(key: str, entry: ListEntry, asked: tuple[int, Subject]) -> Document | None:
    """A number agrees exactly; a name agrees after normalising width and spaces, and says less."""
    place, subject = asked
    by_number = entry.number is not None and entry.number == subject.number
    if not by_number and plain(entry.name) != plain(subject.name):
        return None
    text = " ".join(part for part in (entry.name, entry.number) if part)
    by = "number" if by_number else "name"
    return {"list": entry.kind, "entry": key, "by": by, "subject": place, "text": text}
