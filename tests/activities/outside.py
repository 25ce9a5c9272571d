"""The simulated world in this process, and adapters that talk to it as they would over a network."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Self

import httpx
from httpx import ASGITransport, AsyncClient

from activities.providers.http import OutsideClient
from sandbox.app import SCENARIOS, create_app

BASE = "http://127.0.0.1"
PATIENT, HASTY = 30.0, 0.3
"""Seconds that a client waits: long, since machines can be busy, and short for systems that are slow on purpose."""

NOON = datetime(2026, 10, 8, 12, tzinfo=timezone(timedelta(hours=8))).timestamp()

FAULTS = ["down", "error500", "garbage", "half", "unknown_code", "other_firm", "slow"]
"""Every way to fail except saying "closed"."""


class Twist(httpx.AsyncBaseTransport):
    """Changes one field of every answer on its way."""

    def __init__(self, inner: httpx.AsyncBaseTransport, name: str, value: Any) -> None:
        self._inner, self._path, self._value = inner, name.split("."), value

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = json.loads(await (await self._inner.handle_async_request(request)).aread())
        *path, last = [int(part) if part.isdigit() else part for part in self._path]
        holder = answer
        for part in path:
            holder = holder[part]
        if self._value is None:
            del holder[last]
        else:
            holder[last] = self._value
        content = httpx.ByteStream(json.dumps(answer).encode())
        return httpx.Response(200, headers={"content-type": "application/json"}, stream=content)


class OutsideWorld:
    """The sandbox application with its switches; `client` is what adapters share."""

    def __init__(self, state: Path, *, delay: float = 0, **more: Any) -> None:
        """`delay` is the check system's; its time is `clock`, which tests move."""
        self.clock = NOON
        self.app = create_app(SCENARIOS, state, delay=delay, clock=lambda: self.clock, **more)
        self._patient, self._hasty = self._client(PATIENT), self._client(HASTY)
        self.client = self._patient
        self._http = AsyncClient(transport=ASGITransport(self.app), base_url=BASE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _client(self, seconds: float) -> OutsideClient:
        return OutsideClient({"127.0.0.1"}, seconds=seconds, transport=ASGITransport(self.app))

    def twisted(self, name: str, value: Any = None) -> OutsideClient:
        """A client that meets one field (dotted name) of each answer changed; None leaves it out."""
        return OutsideClient({"127.0.0.1"}, seconds=PATIENT, transport=Twist(ASGITransport(self.app), name, value))

    async def fault(self, system: str, mode: str, **more: Any) -> None:
        """Let a system fail; nobody waits long for a slow one."""
        self.client = self._hasty if mode == "slow" else self._patient
        await self.call("PUT", f"/faults/{system}", {"mode": mode, **more})

    async def override(self, kind: str, key: str, /, **changes: Any) -> None:
        await self.call("PUT", f"/scenario/{kind}/{key}", changes)

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON answer of a request that succeeds."""
        response = await self.request(method, path, body)
        assert response.status_code == 200, response.text
        return response.json()

    async def request(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return await self._http.request(method, path, json=body)

    def restart(self, state: Path) -> "OutsideWorld":
        """The same world again, as after a crash."""
        self.app.state.store.close()
        return OutsideWorld(state)

    async def close(self) -> None:
        await self._patient.close()
        await self._hasty.close()
        await self._http.aclose()
        self.app.state.store.close()
