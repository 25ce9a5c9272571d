"""What each tier demands before an account is opened (risk.md 4)."""

from datetime import timedelta

import pytest

from models import acts as a
from models.checks import AbnormalEntry, CitizenCode, ListHit, ListKind, RegistrationAsked
from models.findings import Tier
from models.papers import EvidenceKind
from models.policy import Policy
from models.proofs import Proof
from models.requests import AskRegistration
from models.rules.interview import BLOCK_C
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage
from tests.workflow.play import Play, ordinary
from tests.workflow.world import server_time
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")


HIGH = (Proof.PURPOSE, Proof.NEIGHBOURS, Proof.FUNDS, Proof.OWNER_CHAIN)
"""What the high tier wants proven of a firm that works where it is registered."""


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
    await play.people.prove(Proof.PURPOSE)
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
    await play.people.prove(*HIGH)
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
    assert set(account.contracts) == {"e_statement", "sms_notice"}


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
    await play.interview_again()
    await play.until_task(TaskKind.DECISION, "RISK")


async def test_4_attestation_is_held_again_in_full_where_the_tier_rises_after_it(stage: Stage) -> None:
    """Three of block C were asked of a standard firm; as an elevated one it is asked all of it, before RISK decides."""
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.DECISION)
    await play.until_task(TaskKind.DECISION)
    await play.people.do(a.RaiseTier, who.SECOND_REVIEWER, tier=Tier.R2, reason="two firms at one desk")
    await play.people.decide_opening("extend", until=await play.now(), reason="one more look")
    await play.until_task(TaskKind.SECOND_REVIEW)
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.until_task(TaskKind.INTERVIEW)
    record = (await play.people.file()).interview
    assert (record.passed, len(record.attempts)) == (None, 1)
    assert set(BLOCK_C) <= set(record.prompts)
    await play.people.interview()
    await play.until_task(TaskKind.DECISION, "RISK")
    assert len((await play.people.file()).interview.attempts) == 2


async def test_a_tier_that_rises_to_the_highest_wants_risk_and_the_representative_in_person(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.DECISION)
    hit = ListHit(kind=ListKind.PEP, entry="X1", by_number=True)
    play.world.answers["screen_lists"] = lambda ask: builders.lists(hit, query=ask.query, at=server_time())
    await play.until_task(TaskKind.DECISION)
    await play.people.decide_opening("extend", until=await play.now(), reason="one more look")
    await play.until_task(TaskKind.SECOND_REVIEW)
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.go_on()
    await play.people.prove(*HIGH)
    await play.until_task(TaskKind.DECISION, "RISK_HEAD")
    await play.people.decide_opening(by=who.RISK_HEAD)
    await play.until_task(TaskKind.SECOND_DECISION)
    await play.people.decide_opening(by=who.BRANCH_MANAGER)
    await play.until(State.PRE_OPENED)
    record = (await play.people.file()).interview
    assert (record.face_to_face, record.passed) == (True, None)


async def test_an_elevated_firm_hears_once_which_proofs_are_wanted_and_waits_for_them(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R2))
    await two_reviews(play)
    await play.to(State.DECISION)
    view = await play.until_task(TaskKind.DECISION)
    assert view.proofs == ("purpose",)
    with pytest.raises(Refusal, match="purpose"):
        await play.people.decide_opening(by=who.RISK)
    await play.people.prove(Proof.PURPOSE)
    await play.people.decide_opening(by=who.RISK)
    view = await play.until(State.PRE_OPENED)
    assert view.proofs == ()
    assert play.world.texts().count("proofs") == 1
    assert play.world.seen("PROOF_SEEN") == {"purpose": 1}


async def test_who_visits_confirms_proofs_and_who_decides_does_not(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R2))
    await play.until_task(TaskKind.REVIEW)
    seen = builders.ref(EvidenceKind.PROOF)
    for nobody in (who.RISK, who.SUPERVISOR, who.COUNTER_TELLER):
        with pytest.raises(Refusal, match="role"):
            await play.people.do(a.ConfirmProof, nobody, proof=Proof.PURPOSE, seen=seen, note="合同")


async def test_the_tier_caps_an_extended_review(stage: Stage) -> None:
    """Five working days at R2, whatever date was asked for."""
    play = await stage(policy=everybody_is(Tier.R2))
    await two_reviews(play)
    await play.people.prove(Proof.PURPOSE)
    await play.to(State.DECISION)
    await play.until_task(TaskKind.DECISION)
    asked = await play.now()
    await play.people.decide_opening("extend", by=who.RISK, until=asked + timedelta(days=60), reason="one more look")
    view = await play.until(State.EXTENDED_REVIEW)
    assert view.due is not None
    assert timedelta(days=5) <= view.due - asked <= timedelta(days=9)


async def test_an_opened_account_has_its_reviews_planned_and_quality_draws_its_sample(stage: Stage) -> None:
    """The sample is drawn when all is done, by what no member of staff can compute."""
    play = await stage(policy=everybody_is(Tier.R3))
    play.world.answers["draw_for_quality"] = lambda ask: True
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    assert play.world.seen("REVIEW_PLANNED") == {"T+30": 1, "T+90": 1, "每12个月": 1}
    assert [duty.name for duty in (await play.people.file()).duties] == ["T+30", "T+90", "每12个月"]
    (draw,) = [fact for fact in play.world.trail if fact.action == "QUALITY_DRAWN"]
    assert draw.detail == {"percent": 10, "drawn": True, "by": "keyed digest"}
    (asked,) = play.world.calls["draw_for_quality"]
    assert (asked.application, asked.percent) == (play.people.application, 10)


async def test_a_raise_during_the_decision_brings_other_people_to_it(stage: Stage) -> None:
    """Any officer raises; what the supervisor approves meanwhile does not count for the higher tier."""
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.DECISION)
    await play.until_task(TaskKind.DECISION, "SUP")
    await play.people.do(a.RaiseTier, who.COUNTER_TELLER, tier=Tier.R2, reason="saw the firm's name elsewhere")
    await play.people.prove(Proof.PURPOSE)
    await play.people.decide_opening()
    await play.until_task(TaskKind.SECOND_REVIEW)
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.interview_again()
    await play.until_task(TaskKind.DECISION, "RISK")
    await play.people.decide_opening(by=who.RISK)
    await play.until(State.PRE_OPENED)
    found = await play.people.file()
    assert found.score is not None
    assert (found.score.tier, found.score.ruled) == (Tier.R2, Tier.R3)
    assert [actor.role for actor in found.approvals] == ["RISK"]
    assert play.world.actions().count("TIER_RAISED") == 1


async def test_who_lowered_the_tier_does_not_decide_by_it(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R1))
    await play.until_task(TaskKind.REVIEW)
    until = await play.now() + timedelta(days=60)
    await play.people.do(a.LowerTier, who.RISK, tier=Tier.R2, until=until, reason="known to us for years")
    await two_reviews(play)
    await play.people.prove(Proof.PURPOSE)
    await play.to(State.DECISION)
    await play.until_task(TaskKind.DECISION, "RISK")
    with pytest.raises(Refusal, match="separation"):
        await play.people.decide_opening(by=who.RISK)
    await play.people.decide_opening(by=who.SECOND_RISK)
    await play.until(State.PRE_OPENED)


async def test_a_lowering_in_the_past_is_refused(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R3))
    await play.until_task(TaskKind.REVIEW)
    with pytest.raises(Refusal, match="end"):
        await play.people.do(a.LowerTier, who.RISK, tier=Tier.R4, until=await play.now(), reason="known to us")
    assert "TIER_LOWERED" not in play.world.actions()


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
