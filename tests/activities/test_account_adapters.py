"""The core bank and the filing: whatever is lost on the way, there is one account and one filing."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from activities.failures import OutsideFailed
from activities.providers.core_bank import CoreBankOverHttp
from activities.providers.filing import FilingOverHttp
from activities.providers.http import OutsideClient
from models.account import (
    AccountOrder,
    FilingAnswer,
    FilingCode,
    Limits,
)
from tests.activities.orders import NUMBER, ONE, ORDER, ORDERS, TWO, filing, reservation
from tests.activities.outside import BASE, OutsideWorld


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[OutsideWorld]:
    async with OutsideWorld(tmp_path) as there:
        yield there


@pytest.fixture
def core(world: OutsideWorld) -> CoreBankOverHttp:
    return CoreBankOverHttp(world.client, BASE)


@pytest.fixture
def pboc(world: OutsideWorld) -> FilingOverHttp:
    return FilingOverHttp(world.client, BASE)


# ── core bank ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("kind", "number"), [("basic", "03000100000000010"), ("general", "03000200000000018")])
async def test_the_first_numbers_of_a_branch_are_those_of_the_published_examples(
    core: CoreBankOverHttp, kind: str, number: str
) -> None:
    assert await core.reserve(reservation(account_kind=kind)) == number


async def test_reserving_twice_gives_the_same_number(world: OutsideWorld, core: CoreBankOverHttp) -> None:
    assert await core.reserve(reservation()) == await core.reserve(reservation())
    assert len(await world.call("GET", "/core/accounts")) == 1


async def test_ten_reservations_at_once_give_one_number_per_application(core: CoreBankOverHttp) -> None:
    orders = [reservation(application=application) for application in (ONE, TWO) * 5]
    numbers = await asyncio.gather(*(core.reserve(order) for order in orders))
    assert len(set(numbers)) == len(set(numbers[::2])) + len(set(numbers[1::2])) == 2


async def test_two_applications_never_share_a_number(core: CoreBankOverHttp) -> None:
    assert await core.reserve(reservation()) != await core.reserve(reservation(application=TWO))


@pytest.mark.parametrize("mode", ["garbage", "half", "slow", "unknown_code", "other_firm"])
async def test_a_reservation_whose_answer_was_lost_is_found_again(
    world: OutsideWorld, core: CoreBankOverHttp, mode: str
) -> None:
    """The slow answer takes a hasty client's 0.3 s."""
    await world.fault("core_bank", mode, calls=1)
    with pytest.raises(OutsideFailed):
        await ORDERS["core_bank"](world)
    assert await core.reserve(reservation()) == NUMBER
    assert len(await world.call("GET", "/core/accounts")) == 1


async def test_an_application_cannot_reserve_for_a_second_firm(core: CoreBankOverHttp) -> None:
    await core.reserve(reservation())
    with pytest.raises(OutsideFailed, match="409"):
        await core.reserve(reservation(credit_code="91310199MA1K0B1U9M"))


@pytest.mark.parametrize("number", ["03000100000000011", "03000200000000018", "99000100000000010", "0300010000000001"])
async def test_a_number_with_a_wrong_check_digit_kind_branch_or_length_is_a_failure(
    world: OutsideWorld, number: str
) -> None:
    with pytest.raises(OutsideFailed, match="branch and kind"):
        await CoreBankOverHttp(world.twisted("number", number), BASE).reserve(reservation())


async def test_a_reservation_that_comes_back_in_another_state_is_a_failure(core: CoreBankOverHttp) -> None:
    await core.reserve(reservation())
    await core.retire(ORDER)
    with pytest.raises(OutsideFailed, match="RETIRED"):
        await core.reserve(reservation())


async def test_activating_twice_is_activating_once(world: OutsideWorld, core: CoreBankOverHttp) -> None:
    await core.reserve(reservation())
    await core.activate(ORDER)
    await core.activate(ORDER)
    assert (await world.call("GET", f"/core/accounts/{NUMBER}"))["state"] == "ACTIVE"


async def test_the_core_bank_takes_the_limits_of_the_opening_day_and_what_they_are_raised_to(
    world: OutsideWorld, core: CoreBankOverHttp
) -> None:
    await core.reserve(reservation())
    less, more = (Limits(**dict.fromkeys(Limits.model_fields, value)) for value in (1, 2))
    order = ORDER.model_copy(update={"limits": less, "raised_limits": more, "raised_from": date(2026, 10, 9)})
    await core.activate(order)
    told = await world.call("GET", f"/core/accounts/{NUMBER}")
    assert (told["limits"], told["raised_limits"]) == (less.model_dump(), more.model_dump())
    assert told["raised_from"] == "2026-10-09"


async def test_an_activation_that_names_no_limits_leaves_the_reserved_ones(
    world: OutsideWorld, core: CoreBankOverHttp
) -> None:
    await core.reserve(reservation())
    await core.activate(ORDER)
    assert (await world.call("GET", f"/core/accounts/{NUMBER}"))["limits"] == reservation().limits.model_dump()


async def test_an_open_account_gets_the_limits_of_its_upgrade(
    world: OutsideWorld, core: CoreBankOverHttp, pboc: FilingOverHttp
) -> None:
    await core.reserve(reservation())
    await core.activate(ORDER)
    await pboc.file(filing())
    more = Limits(**dict.fromkeys(Limits.model_fields, 9))
    for _ in range(2):
        await core.change_limits(ORDER.model_copy(update={"limits": more}))
    assert (await world.call("GET", f"/core/accounts/{NUMBER}"))["limits"] == more.model_dump()


async def test_limits_are_changed_by_an_order_that_names_them_and_on_a_filed_account_alone(
    core: CoreBankOverHttp, pboc: FilingOverHttp
) -> None:
    more = ORDER.model_copy(update={"limits": Limits(**dict.fromkeys(Limits.model_fields, 9))})
    await core.reserve(reservation())
    with pytest.raises(OutsideFailed, match="409"):
        await core.change_limits(more)
    await core.activate(ORDER)
    with pytest.raises(OutsideFailed, match="409"):
        await core.change_limits(more)
    await pboc.file(filing())
    with pytest.raises(OutsideFailed, match="no limits"):
        await core.change_limits(ORDER)
    await core.change_limits(more)


async def test_an_account_of_another_application_is_not_touched(core: CoreBankOverHttp) -> None:
    await core.reserve(reservation())
    with pytest.raises(OutsideFailed, match="409"):
        await core.activate(AccountOrder(application=TWO, number=NUMBER))


@pytest.mark.parametrize("number", ["03000100000000028", "../faults", ""])
async def test_an_order_about_no_account_is_a_failure(core: CoreBankOverHttp, number: str) -> None:
    with pytest.raises(OutsideFailed):
        await core.activate(AccountOrder(application=ONE, number=number))


async def test_a_retired_number_is_never_activated_nor_given_out_again(core: CoreBankOverHttp) -> None:
    await core.reserve(reservation())
    await core.retire(ORDER)
    with pytest.raises(OutsideFailed, match="409"):
        await core.activate(ORDER)
    assert await core.reserve(reservation(application=TWO)) != NUMBER


async def test_an_active_account_can_be_reversed_but_not_retired(world: OutsideWorld, core: CoreBankOverHttp) -> None:
    await core.reserve(reservation())
    await core.activate(ORDER)
    with pytest.raises(OutsideFailed, match="409"):
        await core.retire(ORDER)
    await core.reverse(ORDER)
    await core.reverse(ORDER)
    assert (await world.call("GET", f"/core/accounts/{NUMBER}"))["state"] == "CLOSED_BEFORE_USE"


async def test_a_seal_is_enabled_on_an_active_account_only(world: OutsideWorld, core: CoreBankOverHttp) -> None:
    await core.reserve(reservation())
    with pytest.raises(OutsideFailed, match="409"):
        await core.enable_seal(ORDER)
    await core.activate(ORDER)
    await core.enable_seal(ORDER)
    assert (await world.call("GET", f"/core/accounts/{NUMBER}"))["seal_enabled"]


async def test_an_order_is_done_only_when_the_bank_shows_the_ordered_state(
    world: OutsideWorld, core: CoreBankOverHttp
) -> None:
    await core.reserve(reservation())
    with pytest.raises(OutsideFailed, match="not ACTIVE"):
        await CoreBankOverHttp(world.twisted("state", "PRE_OPEN"), BASE).activate(ORDER)


async def test_no_money_comes_in_before_the_account_is_active_and_filed(
    world: OutsideWorld, core: CoreBankOverHttp, pboc: FilingOverHttp
) -> None:
    await core.reserve(reservation())
    assert await _credit(world) == 409
    await core.activate(ORDER)
    assert await _credit(world) == 409
    await pboc.file(filing())
    assert await _credit(world) == 200
    with pytest.raises(OutsideFailed, match="409"):
        await core.reverse(ORDER)


async def test_r_acc_04_cash_is_paid_only_by_an_account_that_may(world: OutsideWorld) -> None:
    general = await _opened(world, account_kind="general", cash_out=False)
    assert await _debit(world, general, cash=True) == 409
    assert await _debit(world, general, cash=False) == 200
    basic = await _opened(world, application=TWO)
    assert await _debit(world, basic, cash=True) == 200


async def test_r_acc_10_no_payment_goes_out_before_its_first_day(world: OutsideWorld) -> None:
    number = await _opened(world, first=date(2026, 10, 12))
    assert await _debit(world, number, on=date(2026, 10, 9)) == 409
    assert await _debit(world, number, on=date(2026, 10, 12)) == 200


async def test_r_acc_07_no_payment_goes_out_after_a_temporary_accounts_last_day(world: OutsideWorld) -> None:
    number = await _opened(world, account_kind="temporary", last=date(2026, 12, 31))
    assert await _debit(world, number, on=date(2026, 12, 31)) == 200
    assert await _debit(world, number, on=date(2027, 1, 1)) == 409


async def test_nothing_goes_out_before_the_filing_is_accepted(world: OutsideWorld, core: CoreBankOverHttp) -> None:
    await core.reserve(reservation())
    await core.activate(ORDER)
    assert await _debit(world, NUMBER) == 409


# ── filing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_accepted_basic_account_gets_its_number(pboc: FilingOverHttp) -> None:
    assert await pboc.file(filing()) == FilingAnswer(code=FilingCode.ACCEPTED, basic_account_number="J2900000000101")


async def test_filing_twice_is_one_filing_with_one_number(world: OutsideWorld, pboc: FilingOverHttp) -> None:
    assert await pboc.file(filing()) == await pboc.file(filing())
    assert len(await world.call("GET", "/filing/filings")) == 1


@pytest.mark.parametrize("mode", ["garbage", "half", "slow", "unknown_code", "other_firm"])
async def test_a_filing_whose_answer_was_lost_is_found_again(
    world: OutsideWorld, pboc: FilingOverHttp, mode: str
) -> None:
    """The slow answer takes a hasty client's 0.3 s."""
    await world.fault("filing", mode, calls=1)
    with pytest.raises(OutsideFailed):
        await ORDERS["filing"](world)
    assert (await pboc.file(filing())).basic_account_number == "J2900000000101"
    assert len(await world.call("GET", "/filing/filings")) == 1


@pytest.mark.parametrize("kind", ["general", "special", "temporary"])
async def test_r_acc_08_an_account_that_is_not_basic_gets_no_number(pboc: FilingOverHttp, kind: str) -> None:
    assert await pboc.file(filing(account_kind=kind)) == FilingAnswer(code=FilingCode.ACCEPTED)


@pytest.mark.parametrize(
    ("wrong", "detail"),
    [
        ({"name": "上海诚暗样例精密仪器有限公司"}, "name"),
        ({"representative": "范例平"}, "representative"),
        ({"credit_code": "91310199D2143569X7"}, "credit_code"),
        ({"representative": "范𬍛安"}, "a character outside GBK"),
    ],
)
async def test_wrong_data_is_rejected_and_the_corrected_filing_accepted(
    pboc: FilingOverHttp, wrong: dict[str, str], detail: str
) -> None:
    assert await pboc.file(filing(**wrong)) == FilingAnswer(code=FilingCode.REJECTED, detail=detail)
    assert (await pboc.file(filing())).code is FilingCode.ACCEPTED


async def test_a_second_basic_account_of_a_firm_is_refused_wherever_the_first_one_is(
    world: OutsideWorld, pboc: FilingOverHttp
) -> None:
    await pboc.file(filing())
    second = filing(application=TWO, number="03000100000000028")
    assert (await pboc.file(second)).code is FilingCode.ALREADY_HAS_BASIC
    elsewhere = filing(application=TWO, credit_code="91330199MA7X9Y8Q54", name="杭州栖霁样例信息技术有限公司")
    assert (await pboc.file(elsewhere)).code is FilingCode.ALREADY_HAS_BASIC


async def test_an_inquiry_is_an_answer_and_later_ends_in_acceptance(pboc: FilingOverHttp) -> None:
    firm = {"credit_code": "9131019978901234XB", "name": "上海霁川样例建材有限公司", "representative": "韩样川"}
    assert (await pboc.file(filing(**firm))).code is FilingCode.INQUIRY
    assert (await pboc.file(filing(**firm))).code is FilingCode.ACCEPTED


@pytest.mark.parametrize("number", ["J29000000001", "K2900000000101", None])
async def test_acceptance_without_a_sound_basic_account_number_is_a_failure(
    world: OutsideWorld, number: str | None
) -> None:
    with pytest.raises(OutsideFailed):
        await FilingOverHttp(world.twisted("basic_account", number), BASE).file(filing())


async def _opened(
    world: OutsideWorld, *, first: date | None = None, last: date | None = None, application: str = ONE, **over: Any
) -> str:
    """An active, filed account with these days; its number."""
    core, kind = CoreBankOverHttp(world.client, BASE), over.get("account_kind", "basic")
    number = await core.reserve(reservation(application=application, **over))
    order = AccountOrder(application=application, number=number, payments_from=first, valid_until=last)
    await core.activate(order)
    filed = filing(application=application, number=number, account_kind=kind, valid_until=last)
    await FilingOverHttp(world.client, BASE).file(filed)
    return number


async def _debit(world: OutsideWorld, number: str, *, cash: bool = False, on: date = date(2026, 10, 8)) -> int:
    body = {"reference": f"r-{cash}-{on}", "cents": 100, "cash": cash, "on": on.isoformat()}
    return (await world.request("POST", f"/core/accounts/{number}/debits", body)).status_code


async def _credit(world: OutsideWorld) -> int:
    body = {"reference": "r1", "cents": 100}
    return (await world.request("POST", f"/core/accounts/{NUMBER}/credits", body)).status_code


@pytest.mark.parametrize("said", ["limits", "nothing"])
async def test_h11_a_core_bank_that_reserves_or_activates_with_other_limits_has_not_done_it(said: str) -> None:
    more = dict.fromkeys(Limits.model_fields, 999_999_999)
    told = {
        "application": ONE,
        "number": NUMBER,
        "account_kind": "basic",
        "seal_enabled": False,
        "limits": more if said == "limits" else None,
    }

    def answering(state: str) -> CoreBankOverHttp:
        raw, kind = json.dumps({**told, "state": state}).encode(), {"content-type": "application/json"}
        transport = httpx.MockTransport(
            lambda _: httpx.Response(200, headers=kind, stream=httpx.ByteStream(raw))  # a stream, as from the network
        )
        return CoreBankOverHttp(OutsideClient({"127.0.0.1"}, seconds=30, transport=transport), "http://127.0.0.1")

    with pytest.raises(OutsideFailed, match="limits"):
        await answering("PRE_OPEN").reserve(reservation())
    with pytest.raises(OutsideFailed, match="limits"):
        await answering("ACTIVE").activate(ORDER.model_copy(update={"limits": reservation().limits}))
