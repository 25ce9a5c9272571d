"""A reviewer doubts an answer of the check system: the source hears of it once, whatever happens on the way."""

from typing import Any

import pytest

from models import acts as a
from models.checks import PhoneCode
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage, soon
from tests.workflow.play import Play
from tests.workflow.world import World
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")

SAID: dict[str, Any] = {"content": "本人当面出示了实名凭证", "contact": "王例审", "phone": "021-55550000"}


async def in_review(stage: Stage, world: World) -> Play:
    play = await stage(world=world)
    await play.until_task(TaskKind.REVIEW)
    return play


@pytest.mark.parametrize("system", ["registration", "phone"])
async def test_a_reviewers_doubt_reaches_the_source_and_the_trail_without_its_words(stage: Stage, system: str) -> None:
    world = World()
    play = await in_review(stage, world)
    await play.people.do(a.DoubtAnswer, who.REVIEWER, system=system, **SAID)
    await soon(lambda: world.seen("DOUBT_REPORTED")[system] == 1)
    [doubt] = world.calls["report_doubt"]
    assert (doubt.system, doubt.content, doubt.contact) == (system, SAID["content"], SAID["contact"])
    told = "".join(fact.model_dump_json() for fact in world.trail)
    assert not [word for word in SAID.values() if word in told]


async def test_a_doubt_names_the_serial_of_the_answer_that_it_is_about(stage: Stage) -> None:
    world = World()
    world.answers["check_phone"] = lambda ask: builders.phone(query=ask.query).model_copy(update={"serial": "S7"})
    play = await in_review(stage, world)
    await play.people.do(a.DoubtAnswer, who.REVIEWER, system="phone", **SAID)
    await soon(lambda: world.count("report_doubt") == 1)
    assert world.calls["report_doubt"][0].serial == "S7"


async def test_the_same_doubt_twice_is_one_doubt(stage: Stage) -> None:
    world = World()
    play = await in_review(stage, world)
    act = play.people.act(a.DoubtAnswer, who.REVIEWER, system="phone", **SAID)
    for _ in range(2):
        await play.people.front.act(play.people.application, act)
    await soon(lambda: world.seen("DOUBT_REPORTED").total() == 1)
    assert world.count("report_doubt") == 1


async def test_a_doubt_is_kept_while_the_check_system_is_down_and_leaves_before_the_case_ends(stage: Stage) -> None:
    world = World()
    world.fail("report_doubt", 3)
    play = await in_review(stage, world)
    await play.people.do(a.DoubtAnswer, who.REVIEWER, system="registration", **SAID)
    await play.people.do(a.Withdraw)
    await play.later(minutes=5)
    await play.ends(State.WITHDRAWN, "WD01")
    assert world.seen("DOUBT_REPORTED")["registration"] == 1
    assert len({doubt.doubt_id for doubt in world.calls["report_doubt"]}) == 1


async def test_a_doubt_changes_no_finding_and_passes_nothing(stage: Stage) -> None:
    world = World()
    world.answers["check_phone"] = lambda ask: builders.phone(PhoneCode.ID_NUMBER_DIFFERS, query=ask.query)
    play = await stage(world=world)
    before = await play.until(State.RISK_REVIEW)
    await play.people.do(a.DoubtAnswer, who.REVIEWER, system="phone", **SAID)
    await soon(lambda: world.count("report_doubt") == 1)
    after = await play.people.show()
    assert (after.state, after.findings) == (before.state, before.findings)


async def test_an_answer_that_is_not_there_cannot_be_doubted(stage: Stage) -> None:
    world = World()
    world.down("check_phone", "SERVICE_CLOSED", retry=False)
    play = await stage(world=world)
    await play.until(State.CHECK_PENDING)
    with pytest.raises(Refusal, match="nothing to doubt"):
        await play.people.do(a.DoubtAnswer, who.REVIEWER, system="phone", **SAID)


async def test_only_a_reviewer_doubts(stage: Stage) -> None:
    play = await in_review(stage, World())
    with pytest.raises(Refusal, match="role"):
        await play.people.do(a.DoubtAnswer, who.MANAGER, system="phone", **SAID)
