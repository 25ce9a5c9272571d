"""Every adapter, every code of its table, every way to fail: none of them ever ends in an answer (peers' failure 1)."""

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from activities.failures import OutsideFailed
from activities.providers.addresses import AddressesOverHttp
from activities.providers.check_system import (
    DoubtOverHttp,
    FeedbackOverHttp,
    PhoneOverHttp,
    RegistrationOverHttp,
    TaxOverHttp,
)
from activities.providers.citizen import CHANNELS, CitizenOverHttp
from activities.providers.core_bank import CoreBankOverHttp
from activities.providers.filing import FilingOverHttp
from activities.providers.http import OutsideClient
from activities.providers.lists import ListsOverHttp
from activities.providers.maps import MapsOverHttp
from activities.providers.messages import MessagesOverHttp
from activities.providers.owners import ExtractsOverHttp, OwnerFilingOverHttp
from activities.providers.signing import SigningOverHttp
from models.account import DoubtFeedback
from models.checks import (
    Accepted,
    CitizenCode,
    ListKind,
    OwnerFilingQuery,
    PhoneCode,
    RegistrationCode,
    TaxCode,
    TaxpayerState,
)
from models.owners import OwnerFilingCode
from sandbox.faults import SHAPES, SystemName
from tests.activities.orders import ADDRESS, CONTRACTS, LIMITS, MESSAGE, ONE, OPENED, ORDER, filing, reservation
from tests.activities.outside import BASE, OutsideWorld
from tests.activities.questions import AT_ADDRESS, CHENGMING, CITIZEN, LISTS, PERSONAL, PHONE, REQUEST, TAX

MOST_BYTES = 50_000
DELAY = 0.3
DOUBT = DoubtFeedback(
    application=ONE, doubt_id="d-00000001", system="phone", serial=None, content="?", contact="?", phone="021-55550000"
)

Ask = Callable[[OutsideClient], Awaitable[Any]]
Prepare = Callable[[OutsideWorld], Awaitable[Any]]
Fault = Callable[[dict[str, Any], bytes], httpx.Response]


async def _nothing(world: OutsideWorld) -> None:
    """The usual world."""


@dataclass(frozen=True)
class Case:
    """One question or order, in the world that answers it with one code; `code` and `about` are dotted names."""

    name: str
    ask: Ask
    code: str
    about: str
    prepare: Prepare = field(default=_nothing)
    delay: float = 0


def case(system: SystemName, told: str, ask: Ask, prepare: Prepare = _nothing) -> Case:
    shape = SHAPES[system]
    return Case(f"{system}-{told}", ask, shape.code, shape.about, prepare)


def knowing(kind: str, key: str, /, **facts: Any) -> Prepare:
    """A world that knows this."""
    return lambda world: world.override(kind, key, **facts)


# ── what is asked ───────────────────────────────────────────────────────────────────────────────────────────────────


def _registration() -> Iterator[Case]:
    for code in RegistrationCode:
        prepare = knowing("registration", CHENGMING.credit_code, result=code)
        yield case(
            SystemName.REGISTRATION, code, lambda it: RegistrationOverHttp(it, BASE).ask(CHENGMING, REQUEST), prepare
        )


def _phone() -> Iterator[Case]:
    for code in PhoneCode:
        prepare = knowing("phone", PHONE.phone, result=code)
        yield case(SystemName.PHONE, code, lambda it: PhoneOverHttp(it, BASE).ask(PHONE, REQUEST), prepare)


def _tax() -> Iterator[Case]:
    for code in TaxCode:
        prepare = knowing("tax", TAX.credit_code, result=code)
        yield case(SystemName.TAX, code, lambda it: TaxOverHttp(it, BASE).ask(TAX, REQUEST), prepare)
    for state in TaxpayerState:
        prepare = knowing("tax", TAX.credit_code, offices=[{"office": "一", "state": state}])
        yield case(SystemName.TAX, state, lambda it: TaxOverHttp(it, BASE).ask(TAX, REQUEST), prepare)


def _citizen() -> Iterator[Case]:
    for channel, codes in CHANNELS.items():
        for raw, own in codes.items():
            if isinstance(own, CitizenCode):
                prepare = knowing("citizen", CITIZEN.number, result=raw)
                yield case(SystemName.CITIZEN, f"{channel}{raw}", _by(channel), prepare)


def _by(channel: str) -> Ask:
    return lambda it: CitizenOverHttp(it, BASE, channel).ask(CITIZEN)


def _lists() -> Iterator[Case]:
    yield case(SystemName.LISTS, "clean", lambda it: ListsOverHttp(it, BASE).ask(LISTS))
    for kind in ListKind:
        prepare = knowing("lists", "X-1", kind=kind, name="别的名字", number=CHENGMING.credit_code)
        yield case(SystemName.LISTS, kind, lambda it: ListsOverHttp(it, BASE).ask(LISTS), prepare)


def _filing() -> Iterator[Case]:
    yield case(SystemName.FILING, "AC00", lambda it: FilingOverHttp(it, BASE).file(filing()))
    for code in ("RJ01", "DU01", "IQ01"):
        prepare = knowing("filing", CHENGMING.credit_code, result=code)
        yield case(SystemName.FILING, code, lambda it: FilingOverHttp(it, BASE).file(filing()), prepare)


def _core() -> Iterator[Case]:
    async def reserved(world: OutsideWorld) -> None:
        await CoreBankOverHttp(world.client, BASE).reserve(reservation())

    async def active(world: OutsideWorld) -> None:
        await reserved(world)
        await CoreBankOverHttp(world.client, BASE).activate(ORDER)

    async def filed(world: OutsideWorld) -> None:
        await active(world)
        await FilingOverHttp(world.client, BASE).file(filing())

    more = ORDER.model_copy(update={"limits": LIMITS})
    core, bank = SystemName.CORE, CoreBankOverHttp
    yield case(core, "reserve", lambda it: bank(it, BASE).reserve(reservation()))
    yield case(core, "activate", lambda it: bank(it, BASE).activate(ORDER), reserved)
    yield case(core, "retire", lambda it: bank(it, BASE).retire(ORDER), reserved)
    yield case(core, "seal", lambda it: bank(it, BASE).enable_seal(ORDER), active)
    yield case(core, "reverse", lambda it: bank(it, BASE).reverse(ORDER), active)
    yield case(core, "limits", lambda it: bank(it, BASE).change_limits(more), filed)


def _owners() -> Iterator[Case]:
    firm, filing_of = CHENGMING.credit_code, OwnerFilingQuery(number=CHENGMING.credit_code)
    yield case(SystemName.OWNERS, "MCHD", lambda it: ExtractsOverHttp(it, BASE).ask(firm))
    for code in OwnerFilingCode:
        prepare = _nothing if code is OwnerFilingCode.FILED else knowing("owner_filing", firm, result=code)
        yield case(SystemName.OWNER_FILING, code, lambda it: OwnerFilingOverHttp(it, BASE).ask(filing_of), prepare)


def _addresses() -> Iterator[Case]:
    system, at, count = SystemName.ADDRESS_COUNT, AT_ADDRESS.address, AddressesOverHttp
    yield case(system, "CNTD", lambda it: count(it, BASE).ask(AT_ADDRESS), knowing("address_count", at, firms=3))
    yield case(system, "NTFD", lambda it: count(it, BASE).ask(AT_ADDRESS), knowing("address_count", at, result="NTFD"))


def _others() -> Iterator[Case]:
    closed = OPENED.model_copy(update={"status": "CLOS"})
    yield case(SystemName.SIGNING, "signed", lambda it: SigningOverHttp(it, BASE).sign(CONTRACTS))
    yield case(
        SystemName.SIGNING,
        "failed",
        lambda it: SigningOverHttp(it, BASE).sign(CONTRACTS),
        knowing("signing", "sms", fails=True),
    )
    yield case(SystemName.MESSAGES, "sent", lambda it: MessagesOverHttp(it, BASE).send(MESSAGE))
    yield case(SystemName.MAPS, "found", lambda it: MapsOverHttp(it, BASE).locate(ADDRESS))
    yield case(SystemName.MAPS, "unknown", lambda it: MapsOverHttp(it, BASE).locate("上海市示范区无名路1号"))
    yield case(SystemName.FEEDBACK, "open", lambda it: FeedbackOverHttp(it, BASE).report(OPENED))
    yield case(SystemName.FEEDBACK, "closed", lambda it: FeedbackOverHttp(it, BASE).report(closed))
    yield case(SystemName.FEEDBACK, "doubt", lambda it: DoubtOverHttp(it, BASE).report(DOUBT))
    yield Case("service", lambda it: RegistrationOverHttp(it, BASE).require_open(), "states.SAMR", "request")


def _collected() -> Iterator[Case]:
    """The same answers of the check system, when they come later."""
    sources: dict[SystemName, tuple[Callable[[OutsideClient], Any], Any, str]] = {
        SystemName.REGISTRATION: (lambda it: RegistrationOverHttp(it, BASE), CHENGMING, "SAMR"),
        SystemName.PHONE: (lambda it: PhoneOverHttp(it, BASE), PHONE, "MIIT"),
        SystemName.TAX: (lambda it: TaxOverHttp(it, BASE), TAX, "CSAT"),
    }
    for system, (source, query, tag) in sources.items():
        yield _later(system, source, query, Accepted(request=REQUEST, serial=f"{tag}2026100800000001"))


def _later(system: SystemName, source: Callable[[OutsideClient], Any], query: Any, ticket: Accepted) -> Case:
    async def prepare(world: OutsideWorld) -> None:
        assert await source(world.client).ask(query, REQUEST) == ticket
        world.clock += DELAY

    shape = SHAPES[system]
    return Case(
        f"{system}-later", lambda it: source(it).collect(query, ticket), shape.code, shape.about, prepare, DELAY
    )


CASES = [
    *_registration(), *_phone(), *_tax(), *_citizen(), *_lists(), *_owners(), *_filing(), *_core(), *_others(),
    *_addresses(),
    *_collected(),
]  # fmt: skip


# ── how it fails ────────────────────────────────────────────────────────────────────────────────────────────────────


def sent(content: bytes, status: int = 200, kind: str = "application/json", **headers: str) -> httpx.Response:
    more = {"content-encoding" if name == "encoding" else name: value for name, value in headers.items()}
    return httpx.Response(status, headers={"content-type": kind, **more}, stream=httpx.ByteStream(content))


def _status(status: int) -> Fault:
    return lambda _, raw: sent(raw, status, location=f"{BASE}/elsewhere")


def _raises(error: type[httpx.TransportError]) -> Fault:
    def fail(answer: dict[str, Any], raw: bytes) -> httpx.Response:
        raise error("broken")

    return fail


def _with(answer: dict[str, Any], name: str, value: Any) -> bytes:
    changed = json.loads(json.dumps(answer))
    *path, last = [int(part) if part.isdigit() else part for part in name.split(".")]
    holder = changed
    for part in path:
        holder = holder[part]
    holder[last] = value
    return json.dumps(changed).encode()


def faults(code: str, about: str) -> dict[str, Fault]:
    """All faults, those of the status with the good answer as their body."""
    statuses = (201, 204, 301, 302, 307, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504)
    top = code.partition(".")[0]
    return {
        **{f"status {status}": _status(status) for status in statuses},
        "time-out": _raises(httpx.ReadTimeout),
        "connection refused": _raises(httpx.ConnectError),
        "cut off while it was read": _raises(httpx.ReadError),
        "garbage": lambda _, raw: sent(b"\x80<html>" + raw),
        "half an answer": lambda _, raw: sent(raw[: len(raw) // 2]),
        "no body": lambda _, raw: sent(b""),
        "a huge body": lambda _, raw: sent(raw + b" " * MOST_BYTES),
        "not called JSON": lambda _, raw: sent(raw, kind="text/html"),
        "compressed": lambda _, raw: sent(raw, encoding="gzip"),
        "an empty object": lambda _, raw: sent(b"{}"),
        "a list of answers": lambda _, raw: sent(b"[" + raw + b"]"),
        "nothing": lambda _, raw: sent(b"null"),
        "its code twice": lambda _, raw: sent(f'{{"{top}": "MCHD", '.encode() + raw[1:]),
        "an unknown code": lambda answer, _: sent(_with(answer, code, "ZZZZ")),
        "an empty code": lambda answer, _: sent(_with(answer, code, "")),
        "no code": lambda answer, _: sent(_with(answer, code, None)),
        "a number for a code": lambda answer, _: sent(_with(answer, code, 1)),
        "about another": lambda answer, _: sent(_with(answer, about, "SOMEBODY-ELSE")),
        "about nobody": lambda answer, _: sent(_with(answer, about, None)),
    }


class Failing(httpx.AsyncBaseTransport):
    """The world's answer, spoilt on its way."""

    def __init__(self, inner: httpx.AsyncBaseTransport, fault: Fault) -> None:
        self._inner, self._fault = inner, fault

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raw = await (await self._inner.handle_async_request(request)).aread()
        return self._fault(json.loads(raw), raw)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_no_fault_of_any_adapter_ends_in_an_answer_whatever_the_code(case: Case, tmp_path: Path) -> None:
    async with OutsideWorld(tmp_path, delay=case.delay) as world:
        await case.prepare(world)
        passed = [name for name, fault in faults(case.code, case.about).items() if await _passes(world, case, fault)]
        assert passed == []
        await case.ask(world.client)  # the healthy world answers


async def _passes(world: OutsideWorld, case: Case, fault: Fault) -> bool:
    transport = Failing(httpx.ASGITransport(world.app), fault)
    client = OutsideClient({"127.0.0.1"}, seconds=30, max_bytes=MOST_BYTES, transport=transport)
    try:
        await case.ask(client)
    except OutsideFailed as failed:
        return any(word in str(failed) for word in PERSONAL)  # a failure that tells whom it is about is no good one
    return True


def test_every_system_of_the_world_is_among_them() -> None:
    asked = {name.partition("-")[0] for name in (case.name for case in CASES)}
    assert asked == {*SystemName, "service"}
