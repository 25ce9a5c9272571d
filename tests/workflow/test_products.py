"""What the customer wishes of products: ordered one by one, told where it is less, never in the account's way."""

from typing import Any

import pytest

from models import acts as a
from models.account import ContractResult, SignContracts
from models.products import Product, Terms, Wishes
from models.states import State
from tests import builders
from tests.workflow.conftest import Stage, soon
from tests.workflow.play import Play
from tests.workflow.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

TICKED = (Product.INTERNET_BANK, Product.PAYROLL, Product.TAX_PAYMENT)


def wishing(**over: Any) -> dict[str, Any]:
    return {"statements": builders.statements(wishes=Wishes.model_validate({"products": TICKED, **over}))}


async def served(stage: Stage, world: World, **over: Any) -> Play:
    """An application with wishes whose activation the teller has ordered."""
    play = await stage(world=world, **wishing(**over))
    await play.to(State.AT_COUNTER)
    await play.serve()
    return play


def ordered(world: World) -> list[tuple[str, ...]]:
    return [order.products for order in world.calls.get("sign_contracts", [])]


async def contracts(play: Play) -> dict[str, str]:
    return (await play.people.show()).products


def told(world: World, template: str) -> list[str]:
    return [message.text for message in world.messages if message.template == template]


async def test_each_wished_product_is_ordered_once_for_itself_with_its_own_state(stage: Stage) -> None:
    world = World()
    states = {Product.PAYROLL: "failed", Product.TAX_PAYMENT: "opened"}
    world.answers["sign_contracts"] = lambda order: [
        ContractResult(product=name, state=states.get(name, "signed")) for name in order.products
    ]
    play = await served(stage, world, tokens=1, single=builders.yuan(1_000))
    await play.ends(State.ACTIVE)
    assert ordered(world) == [(product,) for product in TICKED]
    assert [order.terms for order in world.calls["sign_contracts"]] == [Terms(tokens=1, single=100_000), None, None]
    assert await contracts(play) == {"internet_bank": "signed", "payroll": "failed", "tax_payment": "opened"}
    assert world.seen("PRODUCT_OPENED") == {"internet_bank": 1, "tax_payment": 1}
    assert world.seen("PRODUCT_FAILED") == {"payroll": 1}
    [failed] = told(world, "products")
    assert "代发工资暂未开通" in failed
    assert told(world, "wishes") == []


async def test_a_product_that_the_platform_does_not_answer_for_stays_requested_and_blocks_nothing(
    stage: Stage,
) -> None:
    world = World()
    world.fail("sign_contracts", times=1, retry=False)
    play = await served(stage, world)
    await play.ends(State.ACTIVE)
    assert await contracts(play) == {"internet_bank": "requested", "payroll": "signed", "tax_payment": "signed"}
    assert ordered(world) == [(product,) for product in TICKED]
    assert world.texts().count("opened") == 1
    assert "企业网上银行暂未开通" in told(world, "products")[0]


async def test_a_cancellation_between_two_products_orders_the_rest_and_none_twice(stage: Stage) -> None:
    world = World()
    release = world.hold("sign_contracts")
    play = await served(stage, world)
    await soon(lambda: world.count("sign_contracts") == 1)
    await play.handle.cancel()
    await play.later(seconds=1)
    release.set()
    await play.ends(State.ACTIVE)
    assert ordered(world) == [(product,) for product in TICKED]
    assert set((await contracts(play)).values()) == {"signed"}
    assert world.actions().count("ACTIVATED") == 1


async def test_who_wishes_more_than_the_tier_gives_gets_the_tiers_and_reads_so_once(stage: Stage) -> None:
    world = World()
    play = await served(stage, world, tokens=9, per_day=builders.yuan(10**9))
    await play.ends(State.ACTIVE)
    limits = (await play.people.file()).account.limits  # type: ignore[union-attr]  # an opened case has its account
    assert world.calls["sign_contracts"][0].terms == Terms(tokens=limits.tokens, per_day=limits.per_day)
    [less] = told(world, "wishes")
    assert f"U盾申请9个，本次可领取{limits.tokens}个" in less
    assert world.texts().index("pre_opened") < world.texts().index("wishes") < world.texts().index("opened")
    assert (await play.people.show()).withheld


async def test_who_wishes_no_product_gets_the_account_and_none(stage: Stage) -> None:
    world = World()
    play = await served(stage, world, products=())
    await play.ends(State.ACTIVE)
    assert (ordered(world), await contracts(play)) == ([], {})
    assert not {"wishes", "products"} & set(world.texts())


async def test_who_says_nothing_gets_the_basic_package_in_one_order(stage: Stage) -> None:
    play = await stage()
    await play.to(State.AT_COUNTER)
    await play.serve()
    await play.ends(State.ACTIVE)
    [order] = play.world.calls["sign_contracts"]
    assert order == SignContracts(application=order.application, number=order.number, products=play.policy.products)
    assert not {"wishes", "products"} & set(play.world.texts())


async def test_wishes_of_a_withdrawn_application_are_never_ordered(stage: Stage) -> None:
    play = await stage(**wishing(tokens=9))
    await play.to(State.PRE_OPENED)
    await play.people.do(a.Withdraw)
    await play.ends(State.WITHDRAWN, "WD01")
    assert play.world.count("sign_contracts") == 0
