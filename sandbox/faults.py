"""Faults that can be switched on per system while the world runs: the ways in which real systems fail."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field

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


class Group(StrEnum):
    """Systems that fail together under one name: all of the check system."""

    CHECK = "check"

    @property
    def systems(self) -> tuple[SystemName, ...]:
        return (SystemName.REGISTRATION, SystemName.PHONE, SystemName.TAX, SystemName.FEEDBACK)


class Mode(StrEnum):
    """How a system fails.

    `down`, `error500` and `closed` fail before anything happened. `slow`, `garbage`, `half`, `unknown_code` and
    `other_firm` do the work and spoil the answer, so a caller that asks again meets what its first call left behind.
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


class Fault(BaseModel):
    """One fault: `seconds` for slow, `calls` limits it to the next calls, `about` to requests that hold this text."""

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
}

UNKNOWN = "ZZZZ"
OTHER = "SOMEBODY-ELSE"
CLOSED = "DSBL"


class Faults:
    """The faults that are on; kept in memory, so a restart heals the world."""

    def __init__(self) -> None:
        self._on: dict[SystemName, Fault] = {}
        self._lock = Lock()

    def set(self, target: SystemName | Group, fault: Fault) -> None:
        """Replace the fault of a system, or of each system of a group; mode ok takes it away."""
        with self._lock:
            for system in target.systems if isinstance(target, Group) else (target,):
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
        fault = self.on().get(system)
        return fault is not None and fault.mode is Mode.CLOSED and fault.about is None

    def take(self, system: SystemName, body: bytes) -> Fault:
        """The fault that this request meets; a limited one is used up by it."""
        with self._lock:
            fault = self._on.get(system)
            if fault is None or not _meets(fault, body):
                return Fault(mode=Mode.OK)
            if fault.calls is not None:
                self._use(system, fault, fault.calls - 1)
            return fault

    def _use(self, system: SystemName, fault: Fault, left: int) -> None:
        if left:
            self._on[system] = fault.model_copy(update={"calls": left})
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
                    fault = faults.take(system, await request.body())
                    return await _played(fault, SHAPES[system], request, handler)

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


async def _played(fault: Fault, shape: Shape, request: Request, handler: Handler) -> Response:
    if fault.mode is Mode.DOWN:
        return Response(status_code=503)
    if fault.mode is Mode.ERROR500:
        return JSONResponse({"error": "internal error"}, status_code=500)
    if fault.mode is Mode.CLOSED:
        return JSONResponse({"service": CLOSED, "processed": "PR09"})
    response = await handler(request)
    if fault.mode is Mode.SLOW:
        await asyncio.sleep(fault.seconds)
        return response
    if fault.mode is Mode.GARBAGE:
        return Response(b'{"result": "MCHD", <html>' + bytes(range(128, 160)), media_type="application/json")
    return response if fault.mode is Mode.OK else _spoilt(fault.mode, shape, response)


def _spoilt(mode: Mode, shape: Shape, response: Response) -> Response:
    answer = json.loads(bytes(response.body))
    if mode is Mode.HALF:
        for name in shape.halves:
            _without(answer, name)
    elif mode is Mode.UNKNOWN_CODE:
        _with(answer, shape.code, UNKNOWN)
    else:
        _with(answer, shape.about, OTHER)
    return JSONResponse(answer, status_code=response.status_code)


def _holder(answer: Any, name: str) -> tuple[Any, Any]:
    *path, last = [int(part) if part.isdigit() else part for part in name.split(".")]
    for part in path:
        answer = answer[part]
    return answer, last


def _with(answer: Any, name: str, value: str) -> None:
    holder, last = _holder(answer, name)
    holder[last] = value


def _without(answer: Any, name: str) -> None:
    holder, last = _holder(answer, name)
    if isinstance(holder, list) or last in holder:
        del holder[last]
