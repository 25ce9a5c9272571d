"""Extracts and filings over HTTP, and the trace that follows shareholders: nothing half, foreign or doubled counts."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.check import Answered
from activities.failures import OutsideFailed
from activities.owners import OwnerActivities
from activities.providers.owners import ExtractsOverHttp, OwnerFilingOverHttp
from models.checks import OwnerFilingAsked, OwnerFilingQuery, OwnersAsked, OwnersQuery
from models.owners import Extract, FiledOwner, OwnerFilingCode
from models.papers import EvidenceKind, EvidenceRef
from models.requests import AskOwnerFiling, TraceOwners
from tests.activities.outside import BASE, FAULTS, OutsideWorld
from tests.activities.questions import APPLICATION, CHENGMING, OWNER_FILING, PERSONAL
from tests.ownership import F, P, firm

ROOT = CHENGMING.credit_code
CIRCLE, ABROAD = "91110199MA01TTT189", "91440399MA5ABCD19A"
PERSON = {"kind": "PERSON", "name": "范例安", "number": "310199199001010018", "equity": "60"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[OutsideWorld]:
    async with OutsideWorld(tmp_path) as there:
        yield there


async def extract(world: OutsideWorld, number: str = ROOT) -> Extract | None:
    return (await ExtractsOverHttp(world.client, BASE).ask(number)).answer


# ── extracts ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_extract_arrives_with_holders_controllers_and_officers(world: OutsideWorld) -> None:
    await world.override("owners", ROOT, name="x", holdings=[PERSON, {**PERSON, "kind": "STATE", "equity": "40"}])
    told = await extract(world)
    assert told is not None
    assert [(held.holder.name, held.equity) for held in told.holdings] == [
        ("范例安", Decimal(60)),
        ("范例安", Decimal(40)),
    ]


async def test_a_firm_that_the_registry_does_not_know_is_unknown_and_no_failure(world: OutsideWorld) -> None:
    assert await extract(world, "91310199MA1K9Z9Z9Z") is None


@pytest.mark.parametrize(
    "missing", ["holdings", "controllers", "officers", "head_office", "name", "holdings.0.number", "holdings.0.equity"]
)
async def test_what_an_extract_leaves_out_is_not_read_as_nothing(world: OutsideWorld, missing: str) -> None:
    path = f"extract.{missing}"
    if ".0." in missing:
        await world.override("owners", ROOT, name="x", holdings=[PERSON])
        spoilt = {name: value for name, value in _wire(PERSON).items() if name != missing.rpartition(".")[2]}
        client = world.twisted("extract.holdings", [spoilt])
    else:
        client = world.twisted(path)
    with pytest.raises(OutsideFailed):
        await ExtractsOverHttp(client, BASE).ask(ROOT)


def _wire(holding: dict[str, Any]) -> dict[str, Any]:
    return {"country": "CN", "votes": None, "income": None, "nominee": False, **holding}


@pytest.mark.parametrize(
    ("holdings", "why"),
    [
        ([PERSON, {**PERSON, "number": "P2", "equity": "40.02"}], "more than the whole"),
        ([{**PERSON, "number": None}], "a person without a number"),
        ([{**PERSON, "votes": "50"}, {**PERSON, "equity": "40"}], "some holders only"),
        ([{**PERSON, "equity": "100.5"}], "equity"),
        ([{**PERSON, "equity": "NaN"}], "equity"),
        ([{**PERSON, "kind": "GHOST"}], "kind"),
        ([{**PERSON, "country": "China"}], "country"),
    ],
)
async def test_a_senseless_holding_is_a_failure(world: OutsideWorld, holdings: list[dict[str, Any]], why: str) -> None:
    client = world.twisted("extract.holdings", [_wire(holding) for holding in holdings])
    with pytest.raises(OutsideFailed, match=why) as failure:
        await ExtractsOverHttp(client, BASE).ask(ROOT)
    assert not any(word in str(failure.value) for word in PERSONAL)


async def test_percents_that_were_rounded_up_are_no_contradiction(world: OutsideWorld) -> None:
    thirds = [_wire({**PERSON, "number": name, "equity": "33.335"}) for name in "abc"]
    told = (await ExtractsOverHttp(world.twisted("extract.holdings", thirds), BASE).ask(ROOT)).answer
    assert told is not None
    assert len(told.holdings) == 3


async def test_an_extract_of_another_firm_is_a_failure_even_in_a_matching_envelope(world: OutsideWorld) -> None:
    with pytest.raises(OutsideFailed, match="another firm"):
        await ExtractsOverHttp(world.twisted("extract.number", CIRCLE), BASE).ask(ROOT)


async def test_accepted_without_an_answer_is_no_answer(world: OutsideWorld) -> None:
    with pytest.raises(OutsideFailed, match="processed"):
        await ExtractsOverHttp(world.twisted("processed", "PR00"), BASE).ask(ROOT)


# ── the filing ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def filing(world: OutsideWorld, number: str = ROOT) -> Any:
    return (await OwnerFilingOverHttp(world.client, BASE).ask(OwnerFilingQuery(number=number))).answer


async def test_each_code_of_the_owner_system_arrives_as_itself(world: OutsideWorld) -> None:
    told = await filing(world)
    assert told.code is OwnerFilingCode.FILED
    assert told.owners == (FiledOwner(name="范例安", number="310199199001010018", equity=Decimal("100.0000")),)
    assert (await filing(world, "91330199MA7X9Y8Q54")).code is OwnerFilingCode.NOT_FILED
    assert (await filing(world, "9131019978901234XB")).code is OwnerFilingCode.EXEMPT_PROMISE


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("owners", [], "contradict"),
        ("result", "NOT_FILED", "contradict"),
        ("result", "EXEMPT_PROMISE", "contradict"),
        ("owners", [{"name": "a", "number": "1", "equity": "50"}] * 2, "one person twice"),
        ("owners", [{"name": "a", "equity": "50"}], "number"),
        ("owners", [{"name": "a", "number": "1", "equity": "150"}], "equity"),
    ],
)
async def test_a_senseless_filing_is_a_failure(world: OutsideWorld, name: str, value: Any, why: str) -> None:
    with pytest.raises(OutsideFailed, match=why):
        await OwnerFilingOverHttp(world.twisted(name, value), BASE).ask(OWNER_FILING)


# ── the trace ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Registry:
    """Extracts from memory, each call noted."""

    def __init__(self, *firms: Extract) -> None:
        self._firms = {firm.number: firm for firm in firms}
        self.asked: list[str] = []

    async def ask(self, number: str) -> Answered[Extract | None]:
        self.asked.append(number)
        return Answered(self._firms.get(number), b'{"number": "%s"}' % number.encode())


class Kept:
    def __init__(self) -> None:
        self.stored: list[bytes] = []

    async def store(self, application: str, kind: EvidenceKind, media_type: str, data: bytes) -> EvidenceRef:
        assert (application, kind, media_type) == (APPLICATION, EvidenceKind.OUTSIDE_ANSWER, "application/json")
        self.stored.append(data)
        return EvidenceRef(sha256=f"{len(self.stored):064x}", kind=kind, media_type=media_type, size=len(data))


async def traced(registry: Any, number: str = "A", layers: int = 8, firms: int = 60) -> tuple[OwnersAsked, Kept]:
    kept = Kept()
    query = OwnersQuery(number=number, holders=(), max_layers=layers, max_firms=firms)
    activities = OwnerActivities(registry, registry, kept)
    asked: OwnersAsked = await ActivityEnvironment().run(
        activities.trace_owners, TraceOwners(application=APPLICATION, query=query)
    )
    return asked, kept


async def test_a_trace_asks_every_firm_once_layer_by_layer_and_keeps_every_answer_byte_for_byte() -> None:
    registry = Registry(
        firm("A", F("B", 50), F("C", 50)), firm("B", F("D", 100)), firm("C", F("D", 100)), firm("D", P("甲", 100))
    )
    asked, kept = await traced(registry)
    assert registry.asked == ["A", "B", "C", "D"]
    assert [extract.number for extract in asked.answer.extracts] == ["A", "B", "C", "D"]
    assert kept.stored == [b'{"number": "%s"}' % number.encode() for number in registry.asked]
    assert len(asked.raws) == 4
    assert asked.at <= datetime.now(UTC)


async def test_a_trace_ends_in_a_circle() -> None:
    registry = Registry(firm("A", F("B", 100)), firm("B", F("A", 50), P("甲", 50)))
    asked, _ = await traced(registry)
    assert registry.asked == ["A", "B"]
    assert asked.answer.cut == ()


async def test_what_lies_beyond_the_layers_is_cut_and_named() -> None:
    chain = [firm(f"F{n}", F(f"F{n + 1}", 100)) for n in range(20)]
    asked, _ = await traced(Registry(*chain), "F0", layers=5)
    assert [extract.number for extract in asked.answer.extracts] == ["F0", "F1", "F2", "F3", "F4"]
    assert asked.answer.cut == ("F5",)


async def test_what_lies_beyond_the_number_of_firms_is_cut_and_named() -> None:
    wide = firm("A", *(F(f"B{n}", 2) for n in range(50)))
    registry = Registry(wide, *(firm(f"B{n}", P("甲", 100)) for n in range(50)))
    asked, _ = await traced(registry, firms=11)
    assert len(registry.asked) == 11
    assert len(asked.answer.cut) == 40


async def test_a_firm_that_nobody_knows_is_unknown_and_not_asked_again() -> None:
    registry = Registry(firm("A", F("B", 50), F("C", 50)), firm("C", F("B", 100)))
    asked, _ = await traced(registry)
    assert registry.asked == ["A", "B", "C"]
    assert asked.answer.unknown == ("B",)


async def test_a_branch_leads_to_its_head_office() -> None:
    registry = Registry(firm("B1", head_office=F("A", 100).holder), firm("A", P("甲", 100)))
    asked, _ = await traced(registry, "B1")
    assert (asked.answer.root, [extract.number for extract in asked.answer.extracts]) == ("A", ["A"])
    assert asked.answer.branch is not None


async def test_a_branch_whose_head_office_has_no_number_leads_to_nobody() -> None:
    nameless = F("A", 100).holder.model_copy(update={"number": None})
    asked, _ = await traced(Registry(firm("B1", head_office=nameless)), "B1")
    assert (asked.answer.root, asked.answer.extracts) == ("B1", ())


async def test_the_sandboxes_circle_and_its_holding_abroad_are_traced(world: OutsideWorld) -> None:
    asked, kept = await traced(ExtractsOverHttp(world.client, BASE), CIRCLE)
    assert [extract.number for extract in asked.answer.extracts] == [CIRCLE, "91110199MA01UUU273"]
    assert all(raw.startswith(b"{") for raw in kept.stored)
    abroad, _ = await traced(ExtractsOverHttp(world.client, BASE), ABROAD)
    assert [held.holder.country for held in abroad.answer.extracts[0].holdings] == ["VG"]


@pytest.mark.parametrize("mode", [*FAULTS, "closed"])
async def test_one_failing_extract_fails_the_whole_trace_and_keeps_nothing(world: OutsideWorld, mode: str) -> None:
    await world.fault("owners", mode, about="91110199MA01UUU273")
    with pytest.raises(ApplicationError) as error:
        await traced(ExtractsOverHttp(world.client, BASE), CIRCLE)
    assert error.value.type == ("SERVICE_CLOSED" if mode == "closed" else "OUTSIDE_FAILED")
    assert not any(word in str(error.value) for word in PERSONAL)


async def test_a_filing_is_kept_with_its_raw_bytes(world: OutsideWorld) -> None:
    kept = Kept()
    activities = OwnerActivities(ExtractsOverHttp(world.client, BASE), OwnerFilingOverHttp(world.client, BASE), kept)
    asked: OwnerFilingAsked = await ActivityEnvironment().run(
        activities.query_owner_filing, AskOwnerFiling(application=APPLICATION, query=OWNER_FILING)
    )
    assert asked.query == OWNER_FILING
    assert asked.raw is not None
    assert len(kept.stored) == 1
