"""The orders when the outside world fails, and the activities that give them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.account import AccountActivities
from activities.failures import OutsideFailed, ServiceClosed
from activities.locate import LocateActivities
from activities.notify import NotifyActivities
from activities.providers.check_system import FeedbackOverHttp
from activities.providers.core_bank import CoreBankOverHttp
from activities.providers.filing import FilingOverHttp
from activities.providers.maps import MapsOverHttp
from activities.providers.messages import MessagesOverHttp
from activities.providers.signing import SigningOverHttp
from models.account import (
    AccountOrder,
    FilingCode,
)
from models.requests import LocateAddress
from tests.activities.orders import (
    ADDRESS,
    CONTRACTS,
    MESSAGE,
    ONE,
    OPENED,
    ORDER,
    ORDERS,
    PERSONAL,
    TWO,
    filing,
    reservation,
)
from tests.activities.outside import BASE, FAULTS, OutsideWorld


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[OutsideWorld]:
    async with OutsideWorld(tmp_path) as there:
        yield there


# ── failures ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mode", FAULTS)
@pytest.mark.parametrize("system", ORDERS)
async def test_a_failing_system_is_a_failure_and_never_a_confirmation(
    world: OutsideWorld, system: str, mode: str
) -> None:
    """Slow systems take a hasty client's 0.3 s."""
    await world.fault(system, mode)
    with pytest.raises(OutsideFailed) as failure:
        await ORDERS[system](world)
    assert not any(word in str(failure.value) for word in PERSONAL)


@pytest.mark.parametrize("system", ORDERS)
async def test_a_system_that_says_it_is_closed_is_closed_and_not_broken(world: OutsideWorld, system: str) -> None:
    await world.fault(system, "closed")
    with pytest.raises(ServiceClosed):
        await ORDERS[system](world)


# ── the activities ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_activities_take_an_account_from_reservation_to_contracts(world: OutsideWorld) -> None:
    run, account = ActivityEnvironment().run, _activities(world)
    number = await run(account.reserve_account, reservation())
    await run(account.activate_account, ORDER)
    await run(account.enable_seal, ORDER)
    assert (await run(account.file_account, filing(number=number))).code is FilingCode.ACCEPTED
    await run(account.report_status, OPENED)
    assert [result.state for result in await run(account.sign_contracts, CONTRACTS)] == ["signed", "signed"]


async def test_the_activities_undo_an_account(world: OutsideWorld) -> None:
    run, account = ActivityEnvironment().run, _activities(world)
    await run(account.reserve_account, reservation())
    await run(account.retire_account, ORDER)
    second = AccountOrder(application=TWO, number=await run(account.reserve_account, reservation(application=TWO)))
    await run(account.activate_account, second)
    await run(account.reverse_account, second)
    states = [each["state"] for each in await world.call("GET", "/core/accounts")]
    assert states == ["RETIRED", "CLOSED_BEFORE_USE"]


async def test_messages_and_addresses_go_through_their_activities(world: OutsideWorld) -> None:
    run = ActivityEnvironment().run
    await run(NotifyActivities(MessagesOverHttp(world.client, BASE)).send_message, MESSAGE)
    locate = LocateActivities(MapsOverHttp(world.client, BASE)).locate_address
    assert await run(locate, LocateAddress(application=ONE, address=ADDRESS)) is not None


@pytest.mark.parametrize(
    ("mode", "kind", "final"), [("closed", "SERVICE_CLOSED", True), ("down", "OUTSIDE_FAILED", False)]
)
async def test_a_closed_service_is_not_retried_by_temporal_and_a_failing_one_is(
    world: OutsideWorld, mode: str, kind: str, final: bool
) -> None:
    await world.fault("core_bank", mode)
    with pytest.raises(ApplicationError) as error:
        await ActivityEnvironment().run(_activities(world).reserve_account, reservation())
    assert (error.value.type, error.value.non_retryable, error.value.details) == (kind, final, ("core_bank",))


def _activities(world: OutsideWorld) -> AccountActivities:
    client = world.client
    return AccountActivities(
        CoreBankOverHttp(client, BASE),
        FilingOverHttp(client, BASE),
        SigningOverHttp(client, BASE),
        FeedbackOverHttp(client, BASE),
    )
