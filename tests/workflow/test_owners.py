"""Owners and clusters in the story: traced before any review, waited for, shown, and owed for past the opening."""

from decimal import Decimal
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from models.checks import ListHit, ListKind
from models.clusters import InHouse
from models.duties import DutyKind
from models.findings import Severity
from models.owners import FiledOwner, OwnerFilingAnswer, OwnerFilingCode
from models.states import State
from tests import builders
from tests.ownership import F, P, firm, officer, owned
from tests.workflow.conftest import Stage
from tests.workflow.world import World, server_time

pytestmark = pytest.mark.asyncio(loop_scope="session")


def filed(ask: Any, name: str) -> Any:
    owner = FiledOwner(name=name, number=f"P-{name}", equity=Decimal(100))
    answer = OwnerFilingAnswer(code=OwnerFilingCode.FILED, owners=(owner,))
    return builders.owner_filing(at=server_time(), query=ask.query).model_copy(update={"answer": answer})


def hidden(ask: Any) -> Any:
    """All shares lie with a firm that nobody knows."""
    told = owned(firm(ask.query.number, F("B", 100), officers=(officer("经理"),)))
    return builders.traced(at=server_time(), query=ask.query).model_copy(update={"answer": told})


async def test_owners_are_traced_after_the_registry_answered_and_shown_to_the_reviewer(stage: Stage) -> None:
    play = await stage()
    await play.until(State.PRE_REVIEW)
    case = await play.people.file()
    assert case.owners is not None
    assert [owner.name for owner in case.owners.owners] == [builders.REPRESENTATIVE]
    assert case.owners.complete
    assert [*play.world.calls].index("trace_owners") < [*play.world.calls].index("query_owner_filing")
    assert play.world.count("trace_owners") == play.world.count("query_owner_filing") == 1
    assert play.world.count("owe_duty") == 0


@pytest.mark.parametrize("what", ["trace_owners", "query_owner_filing"])
@pytest.mark.parametrize("why", ["OUTSIDE_FAILED", "SERVICE_CLOSED"])
async def test_owners_that_are_not_answered_keep_the_case_pending_until_they_are(
    stage: Stage, what: str, why: str
) -> None:
    world = World()
    world.down(what, why, retry=False)
    play = await stage(world=world)
    await play.until(State.CHECK_PENDING)
    await play.later(minutes=35)
    assert "PRE_REVIEW" not in world.states()
    world.heal(what)
    await play.later(minutes=11)
    await play.until(State.PRE_REVIEW)


async def test_an_individual_business_is_not_traced(stage: Stage) -> None:
    world = World()
    readings = builders_of_individual(world)
    world.answers["read_paper"] = lambda ask: readings[ask.paper.kind]
    play = await stage(world=world)
    await play.until(State.PRE_REVIEW)
    assert world.count("trace_owners") == 0


def builders_of_individual(world: World) -> Any:
    from models.papers import PaperKind
    from tests.workflow.world import readings

    papers = readings()
    licence = papers[PaperKind.LICENCE]
    kind = licence.fields["type"].model_copy(update={"text": "个体工商户", "value": "个体工商户"})
    world.answers["check_registration"] = lambda ask: builders.registration(
        at=server_time(), query=ask.query, type_text="个体工商户"
    )
    papers[PaperKind.LICENCE] = licence.model_copy(update={"fields": {**licence.fields, "type": kind}})
    return papers


async def test_an_unknown_layer_goes_to_the_reviewer_as_something_to_mend(stage: Stage) -> None:
    world = World()
    world.answers["trace_owners"] = hidden
    play = await stage(world=world)
    await play.until(State.PRE_REVIEW)
    found = {finding.code: finding.severity for finding in (await play.people.show()).findings}
    assert found["OWNER_INCOMPLETE"] is Severity.FIX


async def test_a_difference_from_the_filing_is_owed_for_once_and_does_not_block_the_opening(stage: Stage) -> None:
    world = World()
    world.answers["query_owner_filing"] = lambda ask: filed(ask, "别人")
    play = await stage(world=world)
    await play.until(State.PRE_REVIEW)
    (duty,) = world.calls["owe_duty"]
    assert duty.kind is DutyKind.OWNER_REPORT
    assert (await play.people.file()).report_due == duty.due
    assert (duty.due - await play.now()).days in range(40, 43)  # thirty working days
    await play.order_activation()
    await play.ends(State.ACTIVE)
    assert [owed.kind for owed in world.calls["owe_duty"]].count(DutyKind.OWNER_REPORT) == 1
    assert world.seen("DUTY_OPENED")[DutyKind.OWNER_REPORT] == 1


async def test_clusters_are_counted_before_the_outside_world_is_asked_and_raise_the_flag(stage: Stage) -> None:
    world = World()
    world.answers["count_in_house"] = lambda ask: InHouse(same_device=None, same_phone=4)
    play = await stage(world=world)
    await play.until(State.PRE_REVIEW)
    (ask,) = world.calls["count_in_house"]
    assert {thing.text for thing in ask.things} >= {builders.CREDIT_CODE, builders.PHONE, builders.ID_NUMBER}
    case = await play.people.file()
    assert case.in_house is not None
    assert case.score is not None
    assert {factor.factor for factor in case.score.factors if factor.missing} >= {"X2"}
    assert "PHONE_SHARED" in {finding.code for finding in case.findings}


def another_owner(ask: Any) -> Any:
    told = owned(firm(ask.query.number, P("甲", 100)))
    return builders.traced(at=server_time(), query=ask.query).model_copy(update={"answer": told})


async def test_an_owner_who_is_on_a_mandatory_list_stops_the_application_though_nobody_else_is(stage: Stage) -> None:
    def answer(ask: Any) -> Any:
        listed = [one for one in ask.query.subjects if one.number == "P-甲"]
        hits = [ListHit(kind=ListKind.MANDATORY, entry="1", by_number=True, subject=one) for one in listed]
        return builders.lists(*hits, query=ask.query, at=server_time())

    world = World()
    world.answers["trace_owners"] = another_owner
    world.answers["screen_lists"] = answer
    play = await stage(world=world)
    view = await play.until(State.RISK_REVIEW)
    assert "LIST_MANDATORY" in {finding.code for finding in view.findings}
    assert world.count("screen_lists") == 2  # the papers' people first, then who turned out to be behind them


async def test_lists_that_do_not_answer_about_the_owner_keep_the_case_pending(stage: Stage) -> None:
    def answer(ask: Any) -> Any:
        if len(ask.query.subjects) > 2:
            raise ApplicationError("down", type="SERVICE_CLOSED", non_retryable=True)
        return builders.lists(query=ask.query, at=server_time())

    world = World()
    world.answers["trace_owners"] = another_owner
    world.answers["screen_lists"] = answer
    play = await stage(world=world)
    await play.until(State.CHECK_PENDING)
    world.heal("screen_lists")
    await play.later(minutes=11)
    await play.until(State.PRE_REVIEW)
