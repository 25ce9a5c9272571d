"""Contracts, status feedback, messages and maps."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from activities.failures import OutsideFailed, ServiceClosed
from activities.providers.check_system import DoubtOverHttp, FeedbackOverHttp
from activities.providers.maps import MapsOverHttp
from activities.providers.messages import MessagesOverHttp
from activities.providers.signing import SigningOverHttp
from models.account import ContractResult, DoubtFeedback
from models.products import Terms
from models.visit import Datum, Point
from tests.activities.orders import ADDRESS, CONTRACTS, MESSAGE, ONE, OPENED, ORDERS
from tests.activities.outside import BASE, OutsideWorld


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[OutsideWorld]:
    async with OutsideWorld(tmp_path) as there:
        yield there


# ── contracts, feedback, messages ───────────────────────────────────────────────────────────────────────────────────


async def test_each_product_is_signed_or_failed_for_itself(world: OutsideWorld) -> None:
    await world.override("signing", "sms", fails=True)
    assert await ORDERS["signing"](world) == [
        ContractResult(product="internet_bank", state="signed"),
        ContractResult(product="sms", state="failed"),
    ]


async def test_one_product_is_ordered_with_its_terms_and_may_be_opened_at_once(world: OutsideWorld) -> None:
    await world.override("signing", "internet_bank", opens=True)
    terms = Terms(tokens=1, single=100_000, per_day=500_000)
    order = CONTRACTS.model_copy(update={"products": ("internet_bank",), "terms": terms})
    assert await SigningOverHttp(world.client, BASE).sign(order) == [
        ContractResult(product="internet_bank", state="opened")
    ]
    assert (await world.call("GET", "/signing/packages"))[ONE]["internet_bank"]["terms"] == terms.model_dump()


async def test_products_ordered_one_by_one_are_signed_beside_each_other(world: OutsideWorld) -> None:
    for product in ("internet_bank", "sms", "sms"):
        order = CONTRACTS.model_copy(update={"products": (product,)})
        [result] = await SigningOverHttp(world.client, BASE).sign(order)
        assert result.state == "signed"
    signed = (await world.call("GET", "/signing/packages"))[ONE]
    assert len({contract["contract"] for contract in signed.values()}) == len(signed) == 2


async def test_signing_again_signs_what_failed_and_nothing_twice(world: OutsideWorld) -> None:
    await world.override("signing", "sms", fails=True)
    await ORDERS["signing"](world)
    first = (await world.call("GET", "/signing/packages"))[ONE]
    await world.override("signing", "sms", fails=False)
    assert [result.state for result in await ORDERS["signing"](world)] == ["signed", "signed"]
    signed = (await world.call("GET", "/signing/packages"))[ONE]
    assert set(signed) == {"internet_bank", "sms"}
    assert signed["internet_bank"] == first["internet_bank"]


async def test_results_about_other_products_are_a_failure(world: OutsideWorld) -> None:
    twisted = world.twisted("results", [{"product": "sms", "state": "signed"}] * 2)
    with pytest.raises(OutsideFailed, match="ordered products"):
        await SigningOverHttp(twisted, BASE).sign(CONTRACTS)


async def test_the_status_of_an_account_is_reported_once_however_often_it_is_sent(world: OutsideWorld) -> None:
    await ORDERS["feedback"](world)
    await ORDERS["feedback"](world)
    await FeedbackOverHttp(world.client, BASE).report(OPENED.model_copy(update={"status": "CLOS"}))
    assert [each["status"] for each in await world.call("GET", "/check/feedback")] == ["CLOS", "OPEN"]


@pytest.mark.parametrize(("system", "message"), [("phone", "347"), ("registration", "349")])
async def test_a_doubt_reaches_its_source_once_however_often_it_is_sent(
    world: OutsideWorld, system: str, message: str
) -> None:
    doubt = DoubtFeedback(
        application=ONE, doubt_id="d-1", system=system, serial="S1", content="?", contact="?", phone="021-55550000"
    )
    for _ in range(2):
        await DoubtOverHttp(world.client, BASE).report(doubt)
    [kept] = await world.call("GET", "/check/doubts")
    assert (kept["message"], kept["serial"]) == (message, "S1")


@pytest.mark.parametrize("mode", ["closed", "half", "unknown_code", "other_firm", "garbage"])
async def test_a_doubt_that_was_not_taken_is_a_failure(world: OutsideWorld, mode: str) -> None:
    doubt = DoubtFeedback(
        application=ONE, doubt_id="d-1", system="phone", serial=None, content="?", contact="?", phone="021-55550000"
    )
    await world.fault("feedback", mode)
    with pytest.raises((OutsideFailed, ServiceClosed)):
        await DoubtOverHttp(world.client, BASE).report(doubt)


async def test_a_message_is_sent_once_per_id(world: OutsideWorld) -> None:
    await ORDERS["messages"](world)
    await ORDERS["messages"](world)
    await MessagesOverHttp(world.client, BASE).send(MESSAGE.model_copy(update={"message_id": "m-0002"}))
    sent = await world.call("GET", f"/messages?application={ONE}")
    assert [message["message_id"] for message in sent] == ["m-0001", "m-0002"]


@pytest.mark.parametrize("mode", ["garbage", "half", "slow"])
async def test_a_message_whose_confirmation_was_lost_is_not_sent_again(world: OutsideWorld, mode: str) -> None:
    """The slow answer takes a hasty client's 0.3 s."""
    await world.fault("messages", mode, calls=1)
    with pytest.raises(OutsideFailed):
        await ORDERS["messages"](world)
    await world.fault("messages", "ok")
    await ORDERS["messages"](world)
    assert len(await world.call("GET", "/messages")) == 1


# ── maps ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_chinese_map_answers_in_gcj_02_and_the_point_says_so(world: OutsideWorld) -> None:
    point = await ORDERS["maps"](world)
    assert point.datum is Datum.GCJ02
    assert (point.lat, point.lon) == pytest.approx((31.2, 121.44), abs=0.01)


@pytest.mark.parametrize("datum", list(Datum))
async def test_the_maps_own_datum_is_believed_and_never_assumed(world: OutsideWorld, datum: Datum) -> None:
    point = await MapsOverHttp(world.twisted("datum", datum), BASE).locate(ADDRESS)
    assert isinstance(point, Point)
    assert point.datum is datum


async def test_an_address_that_the_map_does_not_know_is_no_point(world: OutsideWorld) -> None:
    assert await MapsOverHttp(world.client, BASE).locate("上海市示范区无名路1号") is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("found", False), ("point", None), ("point", {"lat": 0.0, "lon": 0.0}), ("point", {"lat": 131.0, "lon": 31.0})],
)
async def test_a_point_that_contradicts_itself_or_cannot_be_is_a_failure(
    world: OutsideWorld, name: str, value: Any
) -> None:
    with pytest.raises(OutsideFailed):
        await MapsOverHttp(world.twisted(name, value), BASE).locate(ADDRESS)
