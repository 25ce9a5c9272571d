"""Faults that can be switched on per system while the world runs: the ways in which real systems fail."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from enum import StrEnum
from threading import Lock
from time import time as clock_of_this_machine
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

from sandbox.systems.wire import ACCEPTED, ENVELOPE, REJECTED, sliced

SHANGHAI = timezone(timedelta(hours=8))
Clock = Callable[[], float]
Handler = Callable[[Request], Awaitable[Response]]


class SystemName(StrEnum):
    """The simulated systems, as `/faults/{system}` names them."""

    REGISTRATION = "registration"
    PHONE = "phone"
    TAX = "tax"
    FEEDBACK = "feedback"
    CITIZEN = "citizen"
    LISTS = "lists"
    OWNERS = "owners"
    OWNER_FILING = "owner_filing"
    CORE = "core_bank"
    FILING = "filing"
    SIGNING = "signing"
    MESSAGES = "messages"
    MAPS = "maps"
    ADDRESS_COUNT = "address_count"


class Group(StrEnum):
    """Systems that fail together under one name: all of the check system."""

    CHECK = "check"

    @property
    def systems(self) -> tuple[SystemName, ...]:
        return (SystemName.REGISTRATION, SystemName.PHONE, SystemName.TAX, SystemName.FEEDBACK)


class Mode(StrEnum):
    """How a system fails.

    `down`, `error500` and `closed` fail before anything happened. The others do the work and spoil the answer, so a
    caller that asks again meets what its first call left behind. From `late` on they are ways of the check system
    alone: an answer that is not there yet, a question that is rejected, slices in disorder, twice, twice and
    different, missing, and an answer under another's serial. A receipt is never spoilt, only an answer.
    """

    OK = "ok"
    DOWN = "down"
    SLOW = "slow"
    ERROR500 = "error500"
    GARBAGE = "garbage"
    CLOSED = "closed"
    HALF = "half"
    UNKNOWN_CODE = "unknown_code"
    OTHER_FIRM = "other_firm"
    LATE = "late"
    REJECTED = "rejected"
    SHUFFLED = "shuffled"
    DOUBLED = "doubled"
    TORN = "torn"
    MISSING_SLICE = "missing_slice"
    WRONG_SERIAL = "wrong_serial"


AT_ONCE = frozenset({Mode.DOWN, Mode.ERROR500, Mode.CLOSED})
SPOIL_ANY = frozenset({Mode.SLOW, Mode.GARBAGE})
OF_MESSAGES = frozenset(
    {Mode.LATE, Mode.REJECTED, Mode.SHUFFLED, Mode.DOUBLED, Mode.TORN, Mode.MISSING_SLICE, Mode.WRONG_SERIAL}
)
SOURCES = frozenset({SystemName.REGISTRATION, SystemName.PHONE, SystemName.TAX})


class Fault(BaseModel):
    """One fault: `seconds` for slow, `calls` limits it to the next calls, `about` to requests, or answers, that
    hold this text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Mode
    seconds: float = Field(default=30.0, ge=0, le=600)
    calls: int | None = Field(default=None, ge=1)
    about: str | None = Field(default=None, min_length=1)


@dataclass(frozen=True)
class Shape:
    """Where a system's answer keeps its code, whom it is about, and what half an answer lacks (dotted names)."""

    code: str
    about: str
    halves: tuple[str, ...]


SHAPES = {
    SystemName.REGISTRATION: Shape("result", "credit_code", ("firm",)),
    SystemName.PHONE: Shape("result", "phone", ("user_kind", "status", "carrier", "region")),
    SystemName.TAX: Shape("result", "credit_code", ("offices",)),
    SystemName.FEEDBACK: Shape("processed", "application", ("processed",)),
    SystemName.CITIZEN: Shape("code", "number", ("code",)),
    SystemName.LISTS: Shape("status", "request", ("version",)),
    SystemName.OWNERS: Shape("result", "number", ("extract",)),
    SystemName.OWNER_FILING: Shape("result", "number", ("owners",)),
    SystemName.CORE: Shape("state", "application", ("number",)),
    SystemName.FILING: Shape("result", "application", ("basic_account",)),
    SystemName.SIGNING: Shape("results.0.state", "application", ("results.0",)),
    SystemName.MESSAGES: Shape("state", "message_id", ("state",)),
    SystemName.MAPS: Shape("datum", "address", ("datum",)),
    SystemName.ADDRESS_COUNT: Shape("result", "address", ("firms",)),
}


@dataclass(frozen=True)
class Hours:
    """When the check system is open, by the clock in Shanghai."""

    opens: time
    closes: time

    @classmethod
    def read(cls, text: str) -> "Hours":
        """`08:00-20:00`; ValueError for anything else."""
        opens, _, closes = text.partition("-")
        return cls(time.fromisoformat(opens), time.fromisoformat(closes))

    def open_at(self, seconds: float) -> bool:
        now = datetime.fromtimestamp(seconds, SHANGHAI).time()
        return self.opens <= now < self.closes


UNKNOWN = "ZZZZ"
OTHER = "SOMEBODY-ELSE"
CLOSED = "DSBL"


class Faults:
    """The faults that are on; kept in memory, so a restart heals the world. Outside its `hours` a source is closed."""

    def __init__(self, hours: Hours | None = None, clock: Clock = clock_of_this_machine) -> None:
        self._on: dict[SystemName, Fault] = {}
        self._lock = Lock()
        self._hours = hours
        self._clock = clock

    def set(self, target: SystemName | Group, fault: Fault) -> None:
        """Replace the fault of a system, or of each system of a group; mode ok takes it away.

        ValueError for a fault of messages in a system that answers at once.
        """
        systems = target.systems if isinstance(target, Group) else (target,)
        if fault.mode in OF_MESSAGES:
            systems = tuple(system for system in systems if system in SOURCES)
        if not systems:
            raise ValueError(f"{target} has no messages: {fault.mode} is for {', '.join(sorted(SOURCES))}")
        with self._lock:
            for system in systems:
                self._on.pop(system, None)
                if fault.mode is not Mode.OK:
                    self._on[system] = fault

    def clear(self) -> None:
        with self._lock:
            self._on.clear()

    def on(self) -> dict[SystemName, Fault]:
        with self._lock:
            return dict(self._on)

    def closed(self, system: SystemName) -> bool:
        """Whether the whole system says that its service is closed (not only about one firm)."""
        if system in SOURCES and self._hours and not self._hours.open_at(self._clock()):
            return True
        fault = self.on().get(system)
        return fault is not None and fault.mode is Mode.CLOSED and fault.about is None

    def met(self, system: SystemName, body: bytes) -> Fault:
        """The fault that this request meets."""
        fault = self.on().get(system)
        if fault is not None and _meets(fault, body):
            return fault
        return Fault(mode=Mode.CLOSED if self.closed(system) else Mode.OK)

    def met_by_answer(self, system: SystemName, body: bytes) -> Fault:
        """The fault that this answer meets: fetching one names only a serial, not whom it is about."""
        fault = self.met(system, body)
        return Fault(mode=Mode.OK) if fault.mode in AT_ONCE else fault

    def used(self, system: SystemName, fault: Fault) -> None:
        """A limited fault is used up by the requests that it spoils."""
        with self._lock:
            if fault.calls is None or self._on.get(system) is not fault:
                return
            if fault.calls > 1:
                self._on[system] = fault.model_copy(update={"calls": fault.calls - 1})
            else:
                del self._on[system]

    def route(self, system: SystemName) -> type[APIRoute]:
        """A route class whose POST requests meet the faults of this system; looking (GET) never does."""
        faults = self

        class FaultyRoute(APIRoute):
            def get_route_handler(self) -> Callable[[Request], Any]:  # FastAPI's own declaration says Coroutine of Any
                handler = super().get_route_handler()

                async def play(request: Request) -> Response:
                    if request.method != "POST":
                        return await handler(request)
                    fault = faults.met(system, await request.body())
                    response = None if fault.mode in AT_ONCE else await handler(request)
                    if response and fault.mode not in SPOIL_ANY and _is_receipt(response):
                        return response
                    if response and fault.mode is Mode.OK:
                        fault = faults.met_by_answer(system, bytes(response.body))
                    faults.used(system, fault)
                    return await _played(fault, SHAPES[system], response)

                return play

        return FaultyRoute


def _meets(fault: Fault, body: bytes) -> bool:
    """Compared as parsed text, since JSON may write Chinese in escapes."""
    if fault.about is None:
        return True
    try:
        return fault.about in json.dumps(json.loads(body), ensure_ascii=False)
    except ValueError:
        return False


async def _played(fault: Fault, shape: Shape, response: Response | None) -> Response:
    if response is None:
        return _failed(fault.mode)
    if fault.mode is Mode.SLOW:
        await asyncio.sleep(fault.seconds)
        return response
    if fault.mode is Mode.GARBAGE:
        return Response(b'{"result": "MCHD", <html>' + bytes(range(128, 160)), media_type="application/json")
    return response if fault.mode is Mode.OK else _spoilt(fault.mode, shape, response)


def _failed(mode: Mode) -> Response:
    if mode is Mode.DOWN:
        return Response(status_code=503)
    if mode is Mode.ERROR500:
        return JSONResponse({"error": "internal error"}, status_code=500)
    return JSONResponse({"service": CLOSED, "processed": REJECTED})


def _is_receipt(response: Response) -> bool:
    return b'"processed":"PR00"' in bytes(response.body)


def _spoilt(mode: Mode, shape: Shape, response: Response) -> Response:
    answer = json.loads(bytes(response.body))
    if mode in OF_MESSAGES:
        return JSONResponse(_misdelivered(mode, answer), status_code=response.status_code)
    for told in [answer, *(each["part"] for each in answer.get("slices", ()))]:
        if mode is Mode.HALF:
            for name in shape.halves:
                _without(told, name)
        elif mode is Mode.UNKNOWN_CODE:
            _with(told, shape.code, UNKNOWN)
        else:
            _with(told, shape.about, OTHER)
    return JSONResponse(answer, status_code=response.status_code)


def _misdelivered(mode: Mode, answer: Any) -> Any:
    """The check system's own ways to fail; what has no slices is sliced for them."""
    if mode in (Mode.LATE, Mode.REJECTED):
        head = {name: answer[name] for name in ENVELOPE if name in answer}
        return {**head, "processed": ACCEPTED if mode is Mode.LATE else REJECTED}
    told = answer if "slices" in answer else sliced(answer, size=1)
    slices = told["slices"]
    if mode is Mode.WRONG_SERIAL:
        return {**told, "serial": OTHER, "slices": [{**each, "serial": OTHER} for each in slices]}
    changed = {
        Mode.SHUFFLED: slices[::-1],
        Mode.DOUBLED: [*slices, *slices[::-1]],
        Mode.TORN: [*slices, {**slices[-1], "part": {}}],
        Mode.MISSING_SLICE: slices[:-1],
    }
    return {**told, "slices": changed[mode]}


def _holder(answer: Any, name: str) -> tuple[Any, Any]:
    *path, last = [int(part) if part.isdigit() else part for part in name.split(".")]
    for part in path:
        answer = answer[part]
    return answer, last


def _with(answer: Any, name: str, value: str) -> None:
    """Only what is there is changed: a slice holds a part of the fields."""
    if name.partition(".")[0] in answer:
        holder, last = _holder(answer, name)
        holder[last] = value


def _without(answer: Any, name: str) -> None:
    if name.partition(".")[0] not in answer:
        return
    holder, last = _holder(answer, name)
    if isinstance(holder, list) or last in holder:
        del holder[last]
