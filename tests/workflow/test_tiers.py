"""What each tier demands before an account is opened (risk.md 4)."""

import pytest

from models.checks import AbnormalEntry, CitizenCode, ListHit, ListKind, RegistrationAsked
from models.findings import Tier
from models.policy import Policy
from models.requests import AskRegistration
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage
from tests.workflow.play import Play, ordinary
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")


def everybody_is(tier: Tier) -> Policy:
    """A policy whose points make every clean firm this tier."""
    order = (Tier.R3, Tier.R2, Tier.R1)
    reached = order.index(tier)
    limits = {of.lower(): place + 1 + (20 if place <= reached else 90) for place, of in enumerate(order)}
    return ordinary(scoring=ordinary().scoring.model_copy(update=limits))


def unreachable(ask: AskRegistration) -> RegistrationAsked:
    """The registry could not reach the firm at its place: R2 at least."""
    entry = AbnormalEntry(reason=4, on=builders.TODAY)
    return builders.registration(query=ask.query, abnormal=(entry,))


async def two_reviews(play: Play) -> None:
    await play.until_task(TaskKind.REVIEW)
    await play.people.review()
    await play.until_task(TaskKind.SECOND_REVIEW)
    await play.people.review(by=who.SECOND_REVIEWER)


async def test_an_elevated_tier_takes_two_reviewers_and_risk_decides(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R2))
    await two_reviews(play)
    await play.to(State.DECISION)
    await play.until_task(TaskKind.DECISION)
    with pytest.raises(Refusal, match="RISK"):
        await play.people.decide_opening(by=who.SUPERVISOR)
    await play.people.decide_opening(by=who.RISK)
    await play.until(State.PRE_OPENED)
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)


async def test_the_high_tier_takes_risk_two_heads_and_an_interview_face_to_face(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R1))
    await two_reviews(play)
    await play.go_on()
    await play.book_visit()
    await play.visit()
    await play.until_task(TaskKind.DECISION)
    await play.people.decide_opening(by=who.RISK_HEAD)
    await play.until_task(TaskKind.SECOND_DECISION)
    with pytest.raises(Refusal):
        await play.people.decide_opening(by=who.RISK_HEAD)
    await play.people.decide_opening(by=who.BRANCH_MANAGER)
    await play.until(State.PRE_OPENED)
    await play.to(State.AT_COUNTER)
    await play.prepare_activation()
    with pytest.raises(Refusal, match="interview"):
        await play.people.activate()
    await play.until_task(TaskKind.INTERVIEW)
    await play.people.interview(by=who.COUNTER_TELLER, video=None)
    await play.wait(lambda view: all(task.kind != TaskKind.INTERVIEW for task in view.tasks))
    await play.people.activate()
    await play.ends(State.ACTIVE)
    account = (await play.people.file()).account
    assert account is not None
    assert account.limits.single == 0


async def test_a_standard_firm_has_exactly_one_review_and_one_decision(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.PRE_OPENED)
    opened = [fact.detail["kind"] for fact in play.world.trail if fact.action == "TASK_OPENED"]
    assert opened.count("review") == opened.count("decision") == 1
    assert not {"second_review", "second_decision", "risk_review"} & set(opened)


async def test_a_supplement_after_the_first_of_two_reviews_starts_the_reviews_anew(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R2))
    await play.until_task(TaskKind.REVIEW)
    await play.people.review()
    await play.until_task(TaskKind.SECOND_REVIEW)
    item = {"reason_code": "LICENCE_UNCLEAR", "paper": "licence", "zh": "请重新拍摄营业执照。"}
    await play.people.review("supplement", by=who.SECOND_REVIEWER, items=(item,))
    await play.supplement(licence="e")
    await two_reviews(play)
    await play.until(State.DD_SCHEDULING)


async def test_a_tier_that_rises_after_the_review_brings_its_second_reviewer_and_its_decider(stage: Stage) -> None:
    """What the registry says while the decision is extended raises the firm to R2."""
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.DECISION)
    play.world.answers["check_registration"] = unreachable
    await play.until_task(TaskKind.DECISION)
    await play.people.decide_opening("extend", until=await play.now(), reason="one more look")
    await play.until_task(TaskKind.SECOND_REVIEW)
    item = {"reason_code": "LICENCE_UNCLEAR", "paper": "licence", "zh": "请重新拍摄营业执照。"}
    await play.people.review("supplement", by=who.SECOND_REVIEWER, items=(item,))
    await play.supplement(licence="e")
    await two_reviews(play)
    await play.until_task(TaskKind.DECISION, "RISK")


async def test_a_tier_that_rises_to_the_highest_wants_risk_and_the_representative_in_person(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.DECISION)
    hit = ListHit(kind=ListKind.PEP, entry="X1", by_number=True)
    play.world.answers["screen_lists"] = lambda ask: builders.lists(hit, query=ask.query)
    await play.until_task(TaskKind.DECISION)
    await play.people.decide_opening("extend", until=await play.now(), reason="one more look")
    await play.until_task(TaskKind.SECOND_REVIEW)
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.go_on()
    await play.until_task(TaskKind.DECISION, "RISK_HEAD")
    await play.people.decide_opening(by=who.RISK_HEAD)
    await play.until_task(TaskKind.SECOND_DECISION)
    await play.people.decide_opening(by=who.BRANCH_MANAGER)
    await play.until(State.PRE_OPENED)
    record = (await play.people.file()).interview
    assert (record.face_to_face, record.passed) == (True, None)


async def test_a_representative_whom_the_citizen_check_does_not_confirm_is_interviewed_at_the_counter(
    stage: Stage,
) -> None:
    """No refusal, and no interview by video: the person is moved to the counter path (rules.md 5)."""
    play = await stage(policy=everybody_is(Tier.R3))
    play.world.answers["check_citizen"] = lambda ask: builders.citizen(CitizenCode.NOT_FOUND, query=ask.query)
    await play.to(State.DD_IN_PROGRESS)
    await play.visit()
    await play.decide()
    await play.until(State.PRE_OPENED)
    assert (await play.people.file()).interview.face_to_face
    await play.to(State.AT_COUNTER)
    await play.prepare_activation()
    with pytest.raises(Refusal, match="interview"):
        await play.people.activate()
