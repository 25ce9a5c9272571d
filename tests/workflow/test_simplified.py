"""A simplified opening in the story: its limits, its upgrade, and the way back to an ordinary one (risk.md 4, 5)."""

import pytest

from models.findings import Tier
from models.states import State
from tests.workflow.conftest import Stage
from tests.workflow.play import ordinary
from tests.workflow.test_tiers import everybody_is

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_low_risk_firm_that_chose_it_opens_with_the_lower_row_and_a_day_for_its_upgrade(stage: Stage) -> None:
    low = ordinary(scoring=ordinary().scoring.model_copy(update={"r3": 97, "r2": 98, "r1": 99}))
    play = await stage(policy=low, simplified=True)
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    (order,) = play.world.calls["activate_account"]
    assert order.limits == low.simplified_limits
    assert play.world.seen("REVIEW_PLANNED")["简易开户升级"] == 1
    assert "ordinary_opening" not in play.world.texts()


async def test_a_firm_of_another_tier_opens_ordinarily_and_hears_so_once(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R3), simplified=True)
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    (order,) = play.world.calls["activate_account"]
    assert order.limits == play.policy.measures[Tier.R3].limits
    assert play.world.texts().count("ordinary_opening") == 1
    assert "简易开户升级" not in play.world.seen("REVIEW_PLANNED")
