"""The check system's messages over HTTP: a question is accepted with a serial (PR00) and answered later, long answers
in slices; some banks' gateways answer at once (rules.md 4).
"""

import json
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar
from uuid import uuid4

from pydantic import Field

from activities.failures import OutsideFailed, QuestionRefused, ServiceClosed
from activities.providers.http import CLOSED, PROCESSED, OutsideClient, Wire, required, same, understood
from models.checks import Accepted, System

ACCEPTED, REJECTED = "PR00", "PR09"
SOURCES = {System.PHONE: "MIIT", System.TAX: "CSAT", System.REGISTRATION: "SAMR"}

M = TypeVar("M", bound=Wire)


@dataclass(frozen=True)
class Told(Generic[M]):
    """A whole answer and the bytes of the message that brought it, every slice as it came."""

    answer: M
    raw: bytes
    serial: str | None


class Question(Wire):
    """What 320, 322 and 324 have in common; the same `request` twice is one question."""

    request: str = Field(min_length=1)


class _Collection(Question):
    serial: str


class _Slice(Wire):
    serial: str
    number: int = Field(ge=1, le=999)
    total: int = Field(ge=1, le=999)
    part: dict[str, Any]


class _Head(Wire):
    """The envelope of 321, 323 and 325."""

    request: str
    processed: Literal["PR00", "PR07", "PR09"]
    serial: str | None = Field(default=None, min_length=1, max_length=64)
    slices: tuple[_Slice, ...] | None = None


class _ServiceQuestion(Question):
    source: str


class _ServiceStates(Wire):
    request: str
    states: dict[str, Literal["ENBL", "DSBL"]]


class CheckMessages(Generic[M]):
    """The messages of one source (MIIT phone, CSAT tax, SAMR registration), whose answers have the form `M`."""

    def __init__(self, client: OutsideClient, base_url: str, system: System, form: type[M]) -> None:
        self._client = client
        self._system = system
        self._form = form
        self._url = f"{base_url}/check/{system}"
        self._service = f"{base_url}/check/service"

    async def ask(self, question: Question) -> Told[M] | Accepted:
        """Send the question: its answer, or the receipt for it; QuestionRefused when it is rejected."""
        raw = await self._client.post(self._system, self._url, question)
        return self._told(raw, question.request, None)

    async def collect(self, accepted: Accepted) -> Told[M] | Accepted:
        """The answer to an accepted question, once every slice of it is there; QuestionRefused for a lost serial."""
        body = _Collection(request=accepted.request, serial=accepted.serial)
        raw = await self._client.post(self._system, f"{self._url}/answers", body)
        return self._told(raw, accepted.request, accepted.serial)

    async def require_open(self) -> None:
        """Messages 345/346: ServiceClosed while this source is closed, so that it is not asked in vain."""
        question = _ServiceQuestion(request=uuid4().hex, source=SOURCES[self._system])
        raw = await self._client.post(self._system, self._service, question)
        told = understood(self._system, raw, _ServiceStates)
        same(self._system, question.request, told.request, "question")
        state = told.states.get(SOURCES[self._system])
        required(self._system, state is not None, "the service states do not name this source")
        if state == CLOSED:
            raise ServiceClosed(self._system)

    def _told(self, raw: bytes, request: str, serial: str | None) -> Told[M] | Accepted:
        head = understood(self._system, raw, _Head)
        same(self._system, request, head.request, "question")
        if head.processed == REJECTED:
            raise QuestionRefused(self._system, "it rejected the question, or does not know it any more")
        if serial is not None:
            same(self._system, serial, head.serial, "serial")
        whole = raw if head.slices is None else self._whole(head.slices, head.serial)
        if head.processed == PROCESSED and whole is not None:
            return Told(understood(self._system, whole, self._form), raw, head.serial)
        if head.serial is None:
            raise OutsideFailed(self._system, "it accepted the question without a serial")
        return Accepted(request=request, serial=head.serial)

    def _whole(self, slices: tuple[_Slice, ...], serial: str | None) -> bytes | None:
        """The slices as one message; None while one is missing."""
        found: dict[int, _Slice] = {}
        for each in slices:
            same(self._system, serial, each.serial, "serial")
            agree = each.total == slices[0].total and found.setdefault(each.number, each) == each
            required(self._system, agree and each.number <= each.total, "its slices contradict each other")
        if not slices or len(found) < slices[0].total:
            return None
        whole: dict[str, Any] = {}
        for number in sorted(found):
            self._join(whole, found[number].part)
        return json.dumps(whole).encode()

    def _join(self, whole: dict[str, Any], part: dict[str, Any]) -> None:
        """Lists go on from slice to slice; any other fact stands in one slice alone."""
        for name, value in part.items():
            held = whole.get(name)
            if name not in whole:
                whole[name] = value
            elif isinstance(held, list) and isinstance(value, list):
                whole[name] = [*held, *value]
            elif isinstance(held, dict) and isinstance(value, dict):
                self._join(held, value)
            else:
                raise OutsideFailed(self._system, "two of its slices tell the same fact")
