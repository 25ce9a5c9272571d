"""The one way out: JSON over HTTP to allow-listed hosts, with limits on time and size; nothing is trusted unread."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any, Self, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from activities.failures import OutsideFailed, ServiceClosed
from models.base import Fact

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
CLOSED = "DSBL"
PROCESSED = "PR07"

W = TypeVar("W", bound="Wire")


class Wire(BaseModel):
    """A message of an outside system: fields that we do not know are ignored, fields that we need must be there."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, hide_input_in_errors=True)


class _Service(Wire):
    service: str | None = None


class OutsideClient:
    """Shared by all adapters: posts JSON, gives the raw bytes of a sound JSON object, or raises OutsideFailed.

    `hosts` is the allow-list; plain http is for this machine alone. `seconds` limits a whole call, from connecting to
    the last byte, so an answer that drips is late too. Redirects are not followed, proxies of the environment not used.
    """

    def __init__(
        self,
        hosts: Iterable[str],
        *,
        seconds: float,
        max_bytes: int = 1_000_000,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._hosts = frozenset(hosts)
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._http = httpx.AsyncClient(
            transport=transport,
            timeout=httpx.Timeout(seconds),
            follow_redirects=False,
            trust_env=False,
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def post(self, system: str, url: str, body: Fact | Wire) -> bytes:
        """The raw answer to one question, a JSON object; OutsideFailed(system) for everything else."""
        self._check_host(system, url)
        try:
            async with asyncio.timeout(self._seconds):
                raw = await self._exchange(system, url, body.model_dump_json().encode())
        except TimeoutError:
            raise OutsideFailed(system, f"no answer within {self._seconds:g} seconds") from None
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, UnicodeError) as error:
            # a redirect to nowhere fails before it is refused; the class alone: an error may repeat what was sent
            raise OutsideFailed(system, f"the connection failed ({type(error).__name__})") from None
        return _json_object(system, raw)

    def _check_host(self, system: str, url: str) -> None:
        address = httpx.URL(url)
        if address.host not in self._hosts:
            raise OutsideFailed(system, "its host is not on the allow-list: add it to the settings")
        if address.scheme != "https" and not (address.scheme == "http" and address.host in LOOPBACK):
            raise OutsideFailed(system, "its address must be https")

    async def _exchange(self, system: str, url: str, body: bytes) -> bytes:
        request = self._http.build_request("POST", url, content=body, headers={"Content-Type": "application/json"})
        response = await self._http.send(request, stream=True)
        try:
            _check_head(system, response)
            return await self._limited(system, response)
        finally:
            await response.aclose()

    async def _limited(self, system: str, response: httpx.Response) -> bytes:
        raw = bytearray()
        async for chunk in response.aiter_raw():
            raw += chunk
            if len(raw) > self._max_bytes:
                raise OutsideFailed(system, f"the answer is larger than {self._max_bytes} bytes")
        return bytes(raw)


def _check_head(system: str, response: httpx.Response) -> None:
    if response.status_code != 200:
        raise OutsideFailed(system, f"it answered with status {response.status_code}")
    if response.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise OutsideFailed(system, "the answer is not JSON")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise OutsideFailed(system, "the answer is compressed, which was not asked for")


def _json_object(system: str, raw: bytes) -> bytes:
    """The same bytes, proven to be one JSON object with no name twice (two readers could choose differently)."""
    try:
        answer = json.loads(raw, object_pairs_hook=_unique, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise OutsideFailed(system, "the answer is not sound JSON") from None
    if not isinstance(answer, dict):
        raise OutsideFailed(system, "the answer is not a JSON object")
    return raw


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refused(constant: str) -> float:
    raise ValueError(constant)


def understood(system: str, raw: bytes, model: type[W]) -> W:
    """The typed message; ServiceClosed when the system says DSBL, OutsideFailed when a field is missing or unknown."""
    try:
        if _Service.model_validate_json(raw).service == CLOSED:
            raise ServiceClosed(system)
        return model.model_validate_json(raw)
    except ValidationError as wrong:
        fields = {
            ".".join(str(part) for part in error["loc"]) or "answer" for error in wrong.errors(include_input=False)
        }
        raise OutsideFailed(system, f"missing or unknown: {', '.join(sorted(fields))}") from None


def same(system: str, asked: object, told: object, what: str) -> None:
    """Refuse an answer about somebody else: `told` must repeat what was `asked`."""
    if asked != told:
        raise OutsideFailed(system, f"the answer is about another {what}")


def required(system: str, holds: bool, why: str) -> None:
    """Refuse an answer that contradicts itself or lacks what its code promises."""
    if not holds:
        raise OutsideFailed(system, why)
