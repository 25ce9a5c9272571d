"""Applications that an agent brings, and accounts that need a proof: from the first picture to the account."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from models import acts as a
from models.account import CounterItem, Visitor
from models.application import AccountKind, AgentRelation
from models.checks import PhoneCode
from models.papers import Paper, PaperKind
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage
from tests.workflow.play import Play
from tests.workflow.world import World, readings
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")


def papers(*more: PaperKind) -> tuple[Paper, ...]:
    return (*who.papers(), *who.more_papers(*more))


AGENTS = (*who.papers(), *who.papers_of_the_agent())
BY_EMPLOYEE = builders.statements(agent_relation=AgentRelation.EMPLOYEE)
GENERAL = builders.statements(
    account_kind=AccountKind.GENERAL, basic_account_number="J2900123456789", basic_account_outlet="另一家银行上海支行"
)


async def by_agent(stage: Stage, **over: Any) -> Play:
    return await stage(**{"papers": AGENTS, "statements": BY_EMPLOYEE, **over})


async def codes(play: Play) -> set[str]:
    return {finding.code for finding in (await play.people.show()).findings}


async def test_an_agents_application_ends_in_an_account_with_the_agent_at_the_counter(stage: Stage) -> None:
    play = await by_agent(stage)
    await play.to(State.COUNTER_BOOKED)
    await play.people.do(a.CheckInCounter, who.COUNTER_TELLER, chip_identity=True, visitor=Visitor.AGENT)
    assert CounterItem.AUTHORISATION_ORIGINAL in (await play.people.show()).to_tick
    await play.to(State.ACTIVE)
    asked = [ask.query.number for ask in play.world.calls["check_citizen"]]
    assert sorted(asked) == [builders.ID_NUMBER, builders.AGENT_NUMBER]
    assert sorted(ask.query.phone for ask in play.world.calls["check_phone"]) == [builders.PHONE, builders.AGENT_PHONE]
    for ask in play.world.calls["screen_lists"]:
        assert builders.AGENT_NUMBER in {subject.number for subject in ask.query.subjects}


async def test_who_applies_in_person_is_asked_about_once(stage: Stage) -> None:
    play = await stage()
    await play.to(State.PRE_REVIEW)
    assert (play.world.count("check_citizen"), play.world.count("check_phone")) == (1, 1)


async def test_4_1_finance_officers_phone_is_asked_about_where_the_firm_gives_name_phone_and_number(
    stage: Stage,
) -> None:
    play = await stage(statements=builders.statements(**builders.FINANCE_OFFICER))
    await play.to(State.ACTIVE)
    asked = [ask.query for ask in play.world.calls["check_phone"]]
    assert [query.phone for query in asked] == [builders.FINANCE_OFFICER["finance_phone"], builders.PHONE]
    assert play.world.seen("CHECK_ANSWERED")["finance_phone"] == 1


async def test_4_1_finance_officers_phone_of_another_person_stops_the_case(stage: Stage) -> None:
    world = World()
    mine = builders.FINANCE_OFFICER["finance_phone"]
    world.answers["check_phone"] = lambda ask: builders.phone(
        PhoneCode.ID_NUMBER_DIFFERS if ask.query.phone == mine else PhoneCode.MATCHED, query=ask.query
    )
    play = await stage(world=world, statements=builders.statements(**builders.FINANCE_OFFICER))
    await play.until_task(TaskKind.RISK_REVIEW)
    assert "FINANCE_WIDN" in await codes(play)


async def test_no_agent_is_checked_in_where_the_application_names_none(stage: Stage) -> None:
    play = await stage()
    await play.to(State.COUNTER_BOOKED)
    with pytest.raises(Refusal):
        await play.people.do(a.CheckInCounter, who.COUNTER_TELLER, chip_identity=True, visitor=Visitor.AGENT)


async def test_while_the_agents_citizen_answer_is_missing_nobody_reviews(stage: Stage) -> None:
    def answer(ask: Any) -> Any:
        if ask.query.number == builders.AGENT_NUMBER:
            raise ApplicationError("down", type="SERVICE_CLOSED", non_retryable=True)
        return builders.citizen(query=ask.query)

    world = World()
    world.answers["check_citizen"] = answer
    play = await by_agent(stage, world=world)
    await play.until(State.CHECK_PENDING)
    world.heal("check_citizen")
    await play.later(minutes=11)
    await play.until(State.PRE_REVIEW)


async def test_a_letter_without_the_agents_card_is_completed_by_supplement(stage: Stage) -> None:
    play = await by_agent(stage, papers=papers(PaperKind.AUTHORISATION))
    await play.until_task(TaskKind.REVIEW)
    with pytest.raises(Refusal):
        await play.people.review("pass")
    await play.people.review("supplement")
    view = await play.until(State.SUPPLEMENT)
    assert {item.paper for item in view.asked} == {PaperKind.AGENT_ID_FRONT, PaperKind.AGENT_ID_BACK}
    cards = tuple(paper for paper in AGENTS if paper.kind in (PaperKind.AGENT_ID_FRONT, PaperKind.AGENT_ID_BACK))
    await play.people.do(a.Supplement, papers=cards)
    await play.to(State.DD_SCHEDULING)
    assert not await codes(play) & {"MISSING_PAPER", "NOT_ASKED"}


async def test_a_letter_for_other_powers_is_not_passed_by_any_reason(stage: Stage) -> None:
    world = World()
    letter = readings()[PaperKind.AUTHORISATION]
    powers = letter.fields["powers"].model_copy(update={"text": "办理工商变更", "value": "办理工商变更"})
    world.readings["7" * 64] = letter.model_copy(update={"fields": {**letter.fields, "powers": powers}})
    play = await by_agent(stage, world=world)
    await play.until_task(TaskKind.REVIEW)
    assert "AUTHORISATION_POWERS" in await codes(play)
    with pytest.raises(Refusal):
        await play.people.review("pass")


async def test_a_doubted_number_of_the_agent_is_typed_by_two_before_anybody_is_asked(stage: Stage) -> None:
    world = World()
    front = readings()[PaperKind.AGENT_ID_FRONT]
    number = front.fields["number"].model_copy(update={"doubts": ("CODE_REPAIRED",)})
    world.readings["8" * 64] = front.model_copy(update={"fields": {**front.fields, "number": number}})
    play = await by_agent(stage, world=world)
    await play.until_task(TaskKind.DATA_ENTRY)
    assert world.count("check_citizen") == 0
    for kind, by in ((TaskKind.DATA_ENTRY, who.REVIEWER), (TaskKind.SECOND_ENTRY, who.SECOND_REVIEWER)):
        await play.until_task(kind)
        entry = {"paper": PaperKind.AGENT_ID_FRONT, "field": "number", "text": builders.AGENT_NUMBER}
        await play.people.do(a.EnterFields, by, entries=(entry,))
    await play.until_task(TaskKind.REVIEW)
    assert (await play.people.file()).agent_card == builders.agent_card(ethnicity=None, address=None)


async def test_a_proof_is_passed_only_by_a_reviewer_who_saw_it(stage: Stage) -> None:
    play = await stage(papers=papers(PaperKind.PURPOSE_PROOF), statements=GENERAL)
    await play.until_task(TaskKind.REVIEW)
    assert "PROOF_TO_SEE" in await codes(play)
    with pytest.raises(Refusal):
        await play.people.review("pass")
    await play.people.review("pass", seen=(PaperKind.PURPOSE_PROOF,))
    await play.until(State.DD_SCHEDULING)


async def test_a_temporary_account_carries_its_days_to_core_bank_and_filing(stage: Stage) -> None:
    temporary = builders.statements(
        account_kind=AccountKind.TEMPORARY, basic_account_number="J2900123456789", account_until=_in_a_year()
    )
    play = await stage(papers=papers(PaperKind.PURPOSE_PROOF), statements=temporary)
    await play.until_task(TaskKind.REVIEW)
    await play.people.review("pass", seen=(PaperKind.PURPOSE_PROOF,))
    await play.to(State.ACTIVE)
    [reserved], [order], [filed] = (
        play.world.calls[name] for name in ("reserve_account", "activate_account", "file_account")
    )
    assert reserved.cash_out
    assert (order.payments_from, order.valid_until) == (filed.opened_on, _in_a_year())
    assert (filed.file_by, filed.valid_until) == (filed.opened_on, _in_a_year())
    assert filed.copies_by > filed.opened_on


def _in_a_year() -> date:
    """Within two years of every day that these tests may run on, and after each."""
    return datetime.now(UTC).date() + timedelta(days=365)


async def test_a_general_account_pays_no_cash(stage: Stage) -> None:
    play = await stage(papers=papers(PaperKind.PURPOSE_PROOF), statements=GENERAL)
    await play.until_task(TaskKind.REVIEW)
    await play.people.review("pass", seen=(PaperKind.PURPOSE_PROOF,))
    await play.to(State.PRE_OPENED)
    assert [order.cash_out for order in play.world.calls["reserve_account"]] == [False]


async def test_a_general_account_without_its_proof_is_asked_for_it(stage: Stage) -> None:
    play = await stage(statements=GENERAL)
    await play.until_task(TaskKind.REVIEW)
    await play.people.review("supplement")
    view = await play.until(State.SUPPLEMENT)
    assert [item.paper for item in view.asked] == [PaperKind.PURPOSE_PROOF]


async def test_a_firm_registered_elsewhere_waits_for_risk_before_any_review(stage: Stage) -> None:
    world = World()
    licence = readings()[PaperKind.LICENCE]
    code = licence.fields["credit_code"].model_copy(update={"text": "9" * 18, "value": "91110199MA01TTT189"})
    world.readings["a" * 64] = licence.model_copy(update={"fields": {**licence.fields, "credit_code": code}})
    world.answers["check_registration"] = lambda ask: builders.registration(
        query=ask.query, credit_code="91110199MA01TTT189"
    )
    play = await stage(world=world)
    await play.until_task(TaskKind.RISK_REVIEW)
    assert "R-ACC-13" in await codes(play)
    await play.go_on()
    await play.until(State.PRE_REVIEW)
