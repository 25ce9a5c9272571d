"""The registry's count of firms at an address: unknown is never zero, and the answer is kept as it came."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.addresses import AddressActivities
from activities.failures import OutsideFailed
from activities.providers.addresses import AddressesOverHttp
from models.checks import AddressCountAnswer, AddressCountAsked, AddressCountCode, AddressCountQuery
from models.requests import AskAddressCount
from tests.activities.outside import BASE, OutsideWorld
from tests.activities.questions import APPLICATION, AT_ADDRESS
from tests.activities.test_check_activities import RememberedEvidence

NOWHERE = AddressCountQuery(address="上海市示范区无名路1号")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[OutsideWorld]:
    async with OutsideWorld(tmp_path) as there:
        yield there


async def counted(world: OutsideWorld, query: AddressCountQuery = AT_ADDRESS) -> AddressCountAnswer:
    return (await AddressesOverHttp(world.client, BASE).ask(query)).answer


async def test_the_count_of_firms_at_an_address_arrives(world: OutsideWorld) -> None:
    assert await counted(world) == AddressCountAnswer(code=AddressCountCode.COUNTED, firms=1)
    await world.override("address_count", AT_ADDRESS.address, firms=87)
    assert (await counted(world)).firms == 87


async def test_an_address_that_the_registry_does_not_know_has_no_count_and_not_zero(world: OutsideWorld) -> None:
    assert await counted(world, NOWHERE) == AddressCountAnswer(code=AddressCountCode.NOT_FOUND, firms=None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("firms", None),
        ("firms", -1),
        ("firms", "3"),
        ("firms", 1.5),
        ("firms", True),
        ("result", "NTFD"),
        ("result", "NO_SOURCE"),
        ("processed", "PR00"),
        ("processed", "PR09"),
        ("request", "an old one"),
        ("address", "上海市示范区别处路1号"),
    ],
)
async def test_a_count_that_is_missing_senseless_or_about_another_address_is_no_answer(
    world: OutsideWorld, name: str, value: Any
) -> None:
    with pytest.raises(OutsideFailed) as failed:
        await AddressesOverHttp(world.twisted(name, value), BASE).ask(AT_ADDRESS)
    assert AT_ADDRESS.address not in str(failed.value)


async def ask(activities: AddressActivities) -> AddressCountAsked:
    request = AskAddressCount(application=APPLICATION, query=AT_ADDRESS)
    asked: AddressCountAsked = await ActivityEnvironment().run(activities.count_at_address, request)
    return asked


async def test_the_answer_is_kept_as_evidence_byte_for_byte(world: OutsideWorld) -> None:
    evidence, before = RememberedEvidence(), datetime.now(UTC)
    asked = await ask(AddressActivities(AddressesOverHttp(world.client, BASE), evidence))
    [(application, _, media_type, raw)] = evidence.stored
    assert (application, media_type, asked.query) == (APPLICATION, "application/json", AT_ADDRESS)
    assert b'"firms":1' in raw
    assert asked.raw is not None
    assert before <= asked.at <= datetime.now(UTC)


async def test_without_a_source_the_count_is_unknown_and_no_evidence_is_made_up() -> None:
    evidence = RememberedEvidence()
    asked = await ask(AddressActivities(None, evidence))
    assert asked.answer == AddressCountAnswer(code=AddressCountCode.NO_SOURCE, firms=None)
    assert asked.raw is None
    assert evidence.stored == []


@pytest.mark.parametrize(("mode", "kind"), [("closed", "SERVICE_CLOSED"), ("half", "OUTSIDE_FAILED")])
async def test_a_source_that_fails_is_told_to_the_story_and_is_no_count(
    world: OutsideWorld, mode: str, kind: str
) -> None:
    evidence = RememberedEvidence()
    await world.fault("address_count", mode)
    with pytest.raises(ApplicationError) as error:
        await ask(AddressActivities(AddressesOverHttp(world.client, BASE), evidence))
    assert error.value.type == kind
    assert evidence.stored == []
