"""The hard rules in the story: held at the moments that rules.md names, and passed by nobody (rules.md 6, 9, 11)."""

from typing import Any

import pytest

from cli.explain import explanation
from models import acts as a
from models.account import FilingAnswer, FilingCode
from models.application import AccountKind
from models.audit import SHANGHAI
from models.checks import ListHit, ListKind, ListsAsked, RegistrationAsked, RegistrationCode
from models.clusters import InHouse
from models.interview import InterviewVerdict
from models.papers import PaperKind, Term
from models.requests import AskLists, AskRegistration
from models.rules import mending
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage
from tests.workflow.play import Play
from tests.workflow.world import World, readings, server_time
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")


def listed(ask: AskLists) -> ListsAsked:
    return builders.lists(
        ListHit(kind=ListKind.MANDATORY, entry="1", by_number=True), query=ask.query, at=server_time()
    )


def revoked(ask: AskRegistration) -> RegistrationAsked:
    return builders.registration(query=ask.query, at=server_time(), state="吊销")


def another_firm(ask: AskRegistration) -> RegistrationAsked:
    return builders.registration(RegistrationCode.NOT_FOUND, query=ask.query, at=server_time())


async def nobody_passes(play: Play) -> None:
    """RISK may not let it go on, whoever of RISK; no decision is open, and no account was ordered."""
    await play.until_task(TaskKind.RISK_REVIEW)
    for by in (who.RISK, who.SECOND_RISK, who.RISK_HEAD):
        with pytest.raises(Refusal):
            await play.people.do(a.DecideRisk, by, decision="continue", reason="it will be all right")
    with pytest.raises(Refusal):
        await play.people.decide_opening(by=who.SUPERVISOR)
    assert "reserve_account" not in play.world.orders()


# ── before the decision ─────────────────────────────────────────────────────────────────────────────────────────────


async def test_h02_the_lists_are_asked_again_before_a_decision_on_another_day(stage: Stage) -> None:
    play = await stage()
    await play.to(State.ATTEST_PENDING)
    assert play.world.count("screen_lists") == 1
    await play.later(days=1)
    await play.people.interview()
    await play.until_task(TaskKind.DECISION)
    assert play.world.count("screen_lists") == 2
    assert play.world.count("check_registration") == 1


async def test_h02_the_lists_are_not_asked_twice_on_one_day(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DECISION)
    await play.until_task(TaskKind.DECISION)
    assert play.world.count("screen_lists") == 1


async def test_h02_a_mandatory_hit_that_turns_up_before_the_decision_is_passed_by_nobody(stage: Stage) -> None:
    play = await stage()
    await play.to(State.ATTEST_PENDING)
    play.world.answers["screen_lists"] = listed
    await play.later(days=1)
    await play.people.interview()
    await nobody_passes(play)
    await play.refuse(code="RF02")
    await play.ends(State.REFUSED, "RF02")


async def test_h02_a_match_by_name_that_risk_resolved_days_later_goes_on_with_the_lists_of_that_day(
    stage: Stage,
) -> None:
    def namesake(ask: AskLists) -> ListsAsked:
        hit = ListHit(kind=ListKind.MANDATORY, entry="1", by_number=False)
        return builders.lists(hit, query=ask.query, at=server_time())

    play = await stage()
    await play.to(State.ATTEST_PENDING)
    play.world.answers["screen_lists"] = namesake
    await play.later(days=1)
    await play.people.interview()
    await play.until_task(TaskKind.RISK_REVIEW)
    await play.later(days=1)
    await play.go_on()
    await play.until_task(TaskKind.DECISION)
    assert play.world.count("screen_lists") == 3


async def test_h02_lists_that_do_not_answer_hold_the_decision(stage: Stage) -> None:
    play = await stage()
    await play.to(State.ATTEST_PENDING)
    play.world.down("screen_lists")
    await play.later(days=1)
    await play.people.interview()
    await play.wait(lambda view: "lists" in view.waiting_for)
    assert TaskKind.DECISION not in [task.kind for task in (await play.people.show()).tasks]
    play.world.heal("screen_lists")
    await play.later(minutes=11)
    await play.until_task(TaskKind.DECISION)


async def test_h10_owners_whom_nobody_confirmed_stop_before_the_decision_though_risk_went_on(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    await play.work_the_visit()
    report = builders.report(owners_confirmed=False)
    face = builders.ref(digit="3")
    await play.people.do(a.ReportVisit, who.MANAGER, report=report, representative_face=face)
    await play.sign()
    await play.go_on()
    await play.people.interview()
    await play.until_task(TaskKind.SECOND_REVIEW)  # unknown owners are a floor: R2 at least
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.interview_again()
    for _ in range(2):
        view = await play.until_task(TaskKind.RISK_REVIEW)
        assert "DECISION" not in [task.kind for task in view.tasks]
        await play.go_on()
    view = await play.until_task(TaskKind.RISK_REVIEW)
    told = f"硬控规则H10未通过：受益所有人识别未完成；任何人不得放行，{mending.remedy('H10')[0]}。"
    assert [task.note for task in view.tasks] == [told]
    assert told in [zh for zh, _ in explanation(view)]
    assert [fact.detail["codes"] for fact in play.world.trail if fact.action == "HARD_RULES_BROKEN"][:2] == ["H10"] * 2
    await play.refuse(code="RF13")  # and can end it from there
    await play.ends(State.REFUSED, "RF13")


# ── at the interview ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_h09_a_card_that_ran_out_before_the_interview_stops_it(stage: Stage) -> None:
    world = World()
    play = await stage(world=world, submit=False)
    today = (await play.now()).astimezone(SHANGHAI).date()
    back = readings()[PaperKind.ID_BACK]
    term = Term(start=today.replace(year=today.year - 20), end=today)
    validity = back.fields["validity"].model_copy(update={"value": term})
    world.readings["c" * 64] = back.model_copy(update={"fields": {**back.fields, "validity": validity}})
    await play.submit()
    await play.to(State.DD_IN_PROGRESS)
    await play.later(days=1)
    await play.people.interview(InterviewVerdict.TECHNICAL)
    await play.until_task(TaskKind.RISK_REVIEW)
    assert TaskKind.INTERVIEW not in [task.kind for task in (await play.people.show()).tasks]
    assert [fact.detail for fact in play.world.trail if fact.action == "HARD_RULES_BROKEN"] == [{"codes": "H09"}]


# ── on the day of activation ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("activity", "answer"),
    [("screen_lists", listed), ("check_registration", revoked), ("check_registration", another_firm)],
    ids=["H02 a hit", "H03 revoked", "H03 not in the registry"],
)
async def test_what_turns_up_on_the_day_of_activation_is_passed_by_nobody(
    stage: Stage, activity: str, answer: Any
) -> None:
    play = await stage()
    await play.to(State.COUNTER_BOOKED)
    play.world.answers[activity] = answer
    await play.later(days=1)
    await play.until(State.PRE_OPENED)
    await play.book_counter()
    await play.people.check_in_counter()
    await play.serve()
    for by in (who.RISK, who.SECOND_RISK):
        await play.until_task(TaskKind.RISK_REVIEW)
        try:
            await play.people.do(a.DecideRisk, by, decision="continue", reason="it will be all right")
        except Refusal:
            continue
        await play.until_task(TaskKind.COUNTER)
        await play.people.activate()
    await play.until_task(TaskKind.RISK_REVIEW)
    assert "activate_account" not in play.world.orders()


GENERAL_HERE = InHouse(kinds_here=(AccountKind.GENERAL,))


async def test_r_acc_05_a_basic_account_beside_the_firms_general_one_at_this_outlet_passes_no_review(
    stage: Stage,
) -> None:
    world = World()
    world.answers["count_in_house"] = lambda ask: GENERAL_HERE
    play = await stage(world=world)
    await play.until_task(TaskKind.REVIEW)
    with pytest.raises(Refusal, match="R-ACC-05"):
        await play.people.review()


async def test_r_acc_05_what_the_firm_opened_at_this_outlet_meanwhile_holds_the_activation(stage: Stage) -> None:
    """It is asked again at each order: when the other application has ended without an account, this one opens."""
    play = await stage()
    await play.to(State.AT_COUNTER)
    assert play.world.count("count_in_house") == 1
    before = (await play.people.file()).in_house
    play.world.answers["count_in_house"] = lambda ask: GENERAL_HERE.model_copy(update={"same_phone": 9})
    await play.serve()
    view = await play.until_task(TaskKind.RISK_REVIEW)
    assert "R-ACC-05" in {stop.code for stop in view.held}
    assert play.world.orders() == ["reserve_account"]
    assert before is not None
    after = (await play.people.file()).in_house
    assert after == before.model_copy(update={"kinds_here": (AccountKind.GENERAL,)}), "the score stays as it was judged"
    await play.go_on()
    await play.until_task(TaskKind.COUNTER)
    play.world.heal("count_in_house")
    await play.people.activate()
    await play.ends(State.ACTIVE)


async def test_r_acc_05_of_a_special_account_the_outlet_is_not_asked_on_the_day(stage: Stage) -> None:
    statements = builders.statements(account_kind=AccountKind.SPECIAL, basic_account_number="J2900123456789")
    play = await stage(papers=(*who.papers(), *who.more_papers(PaperKind.PURPOSE_PROOF)), statements=statements)
    await play.until_task(TaskKind.REVIEW)
    await play.people.review("pass", seen=(PaperKind.PURPOSE_PROOF,))
    await play.to(State.ACTIVE)
    assert play.world.count("count_in_house") == 1


async def test_h01_another_basic_account_reverses_what_was_opened(stage: Stage) -> None:
    play = await stage()
    play.world.answers["file_account"] = lambda filing: FilingAnswer(code=FilingCode.ALREADY_HAS_BASIC)
    await play.order_activation()
    await play.ends(State.REFUSED, "RF12")
    assert play.world.orders()[-1] == "reverse_account"


async def test_h12_nothing_is_signed_before_the_filing_is_accepted(stage: Stage) -> None:
    play = await stage()
    play.world.fail("file_account", retry=False)
    await play.order_activation()
    await play.until_task(TaskKind.FILING)
    assert play.world.count("sign_contracts") == 0
    await play.later(hours=15)
    assert play.world.count("sign_contracts") == 0
