"""The hard rules about people: who it is, what they want, what two saw, who did what, and where (H04-H08).

Each test tries to get around one of them, with a policy as loose as the policy check lets load; nobody passes it.
"""

from contextlib import suppress
from typing import Any

import pytest

from activities.providers.directory import StaffDirectory
from models import acts as a
from models.account import CounterItem
from models.checks import CitizenCode
from models.findings import Tier
from models.interview import InterviewVerdict
from models.papers import EvidenceKind
from models.people import Role, Staff
from models.policy import Policy
from models.proofs import Proof
from models.rules.policy_sense import problems
from models.states import State
from models.tasks import TaskKind
from models.visit import DeviceReport, FaceMatch, FaceVerdict
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage
from tests.workflow.play import Play, ordinary
from tests.workflow.test_limits import another_day, unreachable
from tests.workflow.test_tiers import everybody_is, two_reviews
from tests.workflow.test_visit import FIVE_KM_OFF
from tests.workflow.world import World
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVERYBODY = (who.MANAGER, who.TELLER, who.VIDEO_TELLER, who.REVIEWER, who.SUPERVISOR, who.RISK, who.COUNTER_TELLER)
DIFFERENT = FaceMatch(distance=0.8, verdict=FaceVerdict.DIFFERENT)


def loose() -> Policy:
    """As loose as the policy check lets load, in everything that these rules look at."""
    ours = ordinary()
    measures = {tier: row.model_copy(update=_LOOSEST.get(tier, {})) for tier, row in ours.measures.items()}
    faces = ours.faces.model_copy(update={"accept": 0.5, "reject": 0.6, "video_same_share": 0.51})
    waits = ours.waits.model_copy(update={"pre_opened": "400 cd", "visit_session": "400 cd", "interview_attempts": 99})
    policy = ours.model_copy(update={"measures": measures, "faces": faces, "waits": waits})
    policy = Policy.model_validate(policy.model_dump(mode="json"))
    assert problems(policy) == ()
    return policy


_LOOSEST: dict[Tier, dict[str, Any]] = {Tier.R4: {"visit": "waivable"}}


async def refused(play: Play, act: type[a.Act], *people: str, **said: Any) -> None:
    """None of these people may do it now."""
    for by in people:
        with pytest.raises(Refusal):
            await play.people.do(act, by, **said)


async def nobody_activates(play: Play, rule: str) -> None:
    """The teller orders it again and again, RISK lets it go on each time it may: the rule stands, no account opens."""
    await play.serve()
    for by in (who.RISK, who.SECOND_RISK):
        await play.until_task(TaskKind.RISK_REVIEW)
        await refused(play, a.Activate, who.COUNTER_TELLER, who.SUPERVISOR, who.RISK_HEAD)
        await play.go_on(by)
        await play.until_task(TaskKind.COUNTER)
        await play.people.activate()
    view = await play.until_task(TaskKind.RISK_REVIEW)
    assert f"硬控规则{rule}未通过" in "".join(task.note for task in view.tasks)
    assert rule in {finding.code for finding in view.held}
    found = [str(fact.detail["codes"]) for fact in play.world.trail if fact.action == "HARD_RULES_BROKEN"]
    assert found, "no rule was held"
    assert all(rule in codes.split(",") for codes in found)
    assert play.world.orders() == ["reserve_account"]


# ── H04: who it is ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("policy", [ordinary(), loose()], ids=["ours", "loose"])
async def test_h04_whom_the_citizen_system_has_no_photo_of_opens_nothing_without_the_chip(
    stage: Stage, policy: Policy
) -> None:
    """Interview and visit saw the face of the card, which here proves nothing: only the chip would (rules.md 5)."""
    play = await stage(policy=policy)
    play.world.answers["check_citizen"] = lambda ask: builders.citizen(CitizenCode.MATCH_NO_PHOTO, query=ask.query)
    await play.to(State.COUNTER_BOOKED)
    await play.people.do(a.CheckInCounter, who.COUNTER_TELLER, chip_identity=False)
    await play.until_task(TaskKind.COUNTER)
    await refused(play, a.CheckInCounter, *EVERYBODY, chip_identity=True)  # a chip that nobody read is not added
    await nobody_activates(play, "H04")
    await play.refuse(code="RF13")
    await play.ends(State.REFUSED, "RF13")
    assert play.world.orders() == ["reserve_account", "retire_account"]


# ── H05: what they want ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("days", [29, 31])
async def test_h05_a_willingness_of_more_than_thirty_days_opens_nothing_however_long_the_number_waits(
    stage: Stage, days: int
) -> None:
    play = await stage(policy=loose())
    await play.to(State.PRE_OPENED)
    await play.later(days=days)
    await play.to(State.AT_COUNTER)
    if days == 29:
        await play.serve()
        await play.ends(State.ACTIVE)
    else:
        await nobody_activates(play, "H05")


async def test_h05_the_recording_that_passed_is_replaced_by_nobody(stage: Stage) -> None:
    play = await stage(policy=loose())
    await play.to(State.DD_IN_PROGRESS)
    await play.people.interview()
    await play.wait(lambda view: all(task.kind != TaskKind.INTERVIEW for task in view.tasks))
    await play.visit()
    for state in (State.DECISION, State.AT_COUNTER):
        await play.to(state)
        kept = (await play.people.file()).interview.recording_sha256
        with suppress(Refusal):
            await play.people.interview(video=builders.ref(digit="9"))
        await refused(
            play, a.RecordInterview, *EVERYBODY, script=(), conclusion=InterviewVerdict.PASS, video=builders.ref()
        )
        assert (await play.people.file()).interview.recording_sha256 == kept == "5" * 64


async def test_h05_without_recording_and_without_chip_a_will_is_not_proven_at_the_counter(stage: Stage) -> None:
    """Three attempts by video failed for technique, so the counter asks; its word alone is not enough."""
    play = await stage()
    await play.to(State.ATTEST_PENDING)
    for _ in range(play.policy.waits.interview_attempts):
        await play.until_task(TaskKind.INTERVIEW)
        await play.people.interview(InterviewVerdict.TECHNICAL)
    await play.decide()
    await play.until(State.PRE_OPENED)
    await play.to(State.COUNTER_BOOKED)
    await play.people.do(a.CheckInCounter, who.COUNTER_TELLER, chip_identity=False)
    await play.until_task(TaskKind.INTERVIEW)
    await play.people.interview(by=who.COUNTER_TELLER, video=None)
    await play.wait(lambda view: all(task.kind != TaskKind.INTERVIEW for task in view.tasks))
    await nobody_activates(play, "H05")


# ── H06: what two saw ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_h06_one_persons_signature_never_becomes_two(stage: Stage) -> None:
    play = await stage(policy=loose())
    await play.to(State.DD_IN_PROGRESS)
    await play.people.interview()
    await play.check_in()
    await refused(play, a.SignVisit, *EVERYBODY)  # nothing is there to sign
    await play.work_the_visit()
    await play.judged()
    for _ in range(3):
        await play.people.do(a.SignVisit, who.MANAGER)
    others = (who.SUPERVISOR, who.SECOND_SUPERVISOR, who.RISK, who.RISK_HEAD, who.BRANCH_MANAGER, who.VIDEO_TELLER)
    await refused(play, a.SignVisit, "E20402", *others)
    report = builders.report(staff_seen=9)  # what the manager signed is changed: the signature is gone
    await play.people.do(a.ReportVisit, who.MANAGER, report=report, representative_face=builders.ref(digit="3"))
    await play.judged()
    await play.people.do(a.SignVisit, who.TELLER)
    assert (await play.people.show()).state == State.DD_IN_PROGRESS
    await refused(play, a.DecideOpening, who.SUPERVISOR, who.RISK_HEAD, decision="approve")
    assert play.world.orders() == []
    await play.people.do(a.SignVisit, who.MANAGER)
    await play.until_task(TaskKind.DECISION)


async def test_h06_a_tier_that_may_go_without_a_visit_is_visited_all_the_same_when_nobody_waived_it(
    stage: Stage,
) -> None:
    policy = loose()
    assert policy.measures[Tier.R4].visit == "waivable"
    play = await stage(policy=policy)
    await play.until_task(TaskKind.REVIEW)
    await play.review()
    await play.until_task(TaskKind.SCHEDULE_VISIT)
    await play.people.interview()
    await play.wait(lambda view: all(task.kind != TaskKind.INTERVIEW for task in view.tasks))
    await refused(play, a.DecideOpening, who.SUPERVISOR, who.BRANCH_MANAGER, decision="approve")


# ── H07: who did what ───────────────────────────────────────────────────────────────────────────────────────────────

ONE_HUMAN = {role: f"E209{place:02}" for place, role in enumerate(sorted(set(Role) - {Role.CUSTOMER, Role.SYSTEM}), 1)}
"""One human with a staff id for every role there is."""


def with_the_one_human(world: World) -> World:
    many = [
        Staff(id=staff_id, person="P5999", roles=frozenset({role}), branch="0300")
        for role, staff_id in ONE_HUMAN.items()
    ]
    world.staff = StaffDirectory([*world.staff.everybody(), *many])
    return world


async def test_h07_who_reviewed_does_nothing_else_under_any_id(stage: Stage) -> None:
    play = await stage(policy=loose(), world=with_the_one_human(World()))
    await play.until_task(TaskKind.REVIEW)
    await play.people.review(by=ONE_HUMAN[Role.REVIEWER])
    await play.until_task(TaskKind.SCHEDULE_VISIT)
    at = await play.now()
    await refused(play, a.BookVisit, ONE_HUMAN[Role.ACCOUNT_MANAGER], at=at)
    await play.to(State.DD_IN_PROGRESS)
    await refused(play, a.JoinVisit, ONE_HUMAN[Role.CLOUD_TELLER])
    await play.to(State.DECISION)
    await play.until_task(TaskKind.DECISION)
    for role in (Role.SUPERVISOR, Role.RISK_HEAD, Role.BRANCH_MANAGER):
        await refused(play, a.DecideOpening, ONE_HUMAN[role], decision="approve")
        await refused(play, a.Reassign, who.SUPERVISOR, task=TaskKind.DECISION, to=ONE_HUMAN[role])
    await play.to(State.COUNTER_BOOKED)
    await refused(play, a.CheckInCounter, ONE_HUMAN[Role.COUNTER_TELLER], chip_identity=True)
    await play.to(State.AT_COUNTER)
    await play.people.tick_everything()
    await refused(play, a.ConfirmSeal, ONE_HUMAN[Role.SUPERVISOR])


async def test_h07_who_visited_neither_joins_nor_reviews_anew_nor_decides_after_the_tier_was_raised(
    stage: Stage,
) -> None:
    play = await stage(policy=everybody_is(Tier.R3), world=with_the_one_human(World()))
    manager = ONE_HUMAN[Role.ACCOUNT_MANAGER]
    await play.review()
    await play.until_task(TaskKind.SCHEDULE_VISIT)
    await play.people.do(a.BookVisit, manager, at=await play.now())
    await play.until_task(TaskKind.VISIT_REMOTE)
    await refused(play, a.JoinVisit, ONE_HUMAN[Role.CLOUD_TELLER])
    await play.people.do(a.Reassign, who.SUPERVISOR, task=TaskKind.VISIT, to=who.MANAGER)
    await play.visit()
    await play.people.interview()
    await play.until_task(TaskKind.DECISION)
    assert manager in {actor.id for actor in (await play.people.file()).actors}
    await refused(play, a.DecideOpening, ONE_HUMAN[Role.SUPERVISOR], decision="approve")
    await play.people.do(a.RaiseTier, who.SECOND_REVIEWER, tier=Tier.R2, reason="two firms at one desk")
    await play.people.prove(Proof.PURPOSE)
    await play.decide()
    await play.until_task(TaskKind.SECOND_REVIEW)
    await refused(play, a.DecideReview, ONE_HUMAN[Role.REVIEWER], who.REVIEWER, decision="pass", reason="again")
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.interview_again()
    await play.until_task(TaskKind.DECISION, Role.RISK)
    await refused(play, a.DecideOpening, ONE_HUMAN[Role.RISK], decision="approve")


async def test_h07_whoever_ticks_at_the_counter_is_not_the_second_person_under_another_id(stage: Stage) -> None:
    """Another teller checks the customer in and activates: the one tick of the seal card counts by itself."""
    play = await stage(policy=loose(), world=with_the_one_human(World()))
    await play.to(State.AT_COUNTER)
    await play.until_task(TaskKind.COUNTER)
    await play.people.do(a.Tick, ONE_HUMAN[Role.COUNTER_TELLER], item=CounterItem.SEAL_CARD)
    await play.until_task(TaskKind.SEAL_CARD)
    second = ONE_HUMAN[Role.SUPERVISOR]
    with pytest.raises(Refusal, match="already acted as CT"):
        await play.people.confirm_seal(second)
    await refused(play, a.Claim, second, task=TaskKind.SEAL_CARD)
    await refused(play, a.Reassign, who.SUPERVISOR, task=TaskKind.SEAL_CARD, to=second)
    await play.serve()
    await play.ends(State.ACTIVE)


async def test_h07_the_second_person_at_the_seal_card_ticks_nothing_afterwards(stage: Stage) -> None:
    play = await stage(policy=loose(), world=with_the_one_human(World()))
    await play.to(State.AT_COUNTER)
    await play.until_task(TaskKind.COUNTER)
    await play.people.do(a.Tick, who.COUNTER_TELLER, item=CounterItem.SEAL_CARD)
    await play.people.confirm_seal(ONE_HUMAN[Role.SUPERVISOR])
    with pytest.raises(Refusal, match="already acted as SUP"):
        await play.people.do(a.Tick, ONE_HUMAN[Role.COUNTER_TELLER], item=CounterItem.SEAL_CARD)
    await play.people.tick_everything()
    await play.people.activate()
    await play.ends(State.ACTIVE)


async def test_h07_who_ticked_does_not_review_when_the_tier_rises_on_the_day(stage: Stage) -> None:
    """The shipped directory has one who moved from the counter to central review and kept the old id."""
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.PRE_OPENED)
    play.world.answers["check_registration"] = unreachable
    await another_day(play)
    await play.until_task(TaskKind.COUNTER)
    await play.people.do(a.Tick, who.TWO_IDS[0], item=CounterItem.LICENCE_ORIGINAL)
    await play.serve()
    await play.until_task(TaskKind.SECOND_REVIEW)
    with pytest.raises(Refusal, match="already acted as CT"):
        await play.people.review(by=who.TWO_IDS[1])
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.interview_again()


async def test_h07_who_confirmed_a_proof_decides_nothing_under_another_id(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R2), world=with_the_one_human(World()))
    await two_reviews(play)
    said = {"proof": Proof.PURPOSE, "seen": builders.ref(EvidenceKind.PROOF), "note": "购销合同"}
    await play.people.do(a.ConfirmProof, ONE_HUMAN[Role.ACCOUNT_MANAGER], **said)
    await play.to(State.DECISION)
    await play.until_task(TaskKind.DECISION)
    with pytest.raises(Refusal, match="already acted as AM"):
        await play.people.decide_opening(by=ONE_HUMAN[Role.RISK])
    await play.people.decide_opening(by=who.RISK)
    await play.until(State.PRE_OPENED)


async def test_h07_who_doubted_an_answer_as_reviewer_does_not_visit(stage: Stage) -> None:
    play = await stage(policy=loose(), world=with_the_one_human(World()))
    await play.until_task(TaskKind.REVIEW)
    said = {"system": "phone", "content": "?", "contact": "?", "phone": "021-55550000"}
    await play.people.do(a.DoubtAnswer, ONE_HUMAN[Role.REVIEWER], **said)
    await play.review()
    await play.until_task(TaskKind.SCHEDULE_VISIT)
    await refused(play, a.BookVisit, ONE_HUMAN[Role.ACCOUNT_MANAGER], at=await play.now())


async def test_h07_who_said_that_nobody_was_there_does_not_join_the_next_visit(stage: Stage) -> None:
    play = await stage(policy=loose(), world=with_the_one_human(World()))
    await play.to(State.DD_IN_PROGRESS)
    manager = ONE_HUMAN[Role.ACCOUNT_MANAGER]
    await play.people.do(a.Reassign, who.SUPERVISOR, task=TaskKind.VISIT, to=manager)
    await play.people.do(a.NoShow, manager, reason="closed")
    await play.until(State.DD_SCHEDULING)
    await play.book_visit()
    await refused(play, a.JoinVisit, ONE_HUMAN[Role.CLOUD_TELLER])


async def test_h07_every_act_of_the_staff_counts_but_handing_tasks_on_and_raising_the_tier(stage: Stage) -> None:
    """By the trail of a case on which each station was worked on by as many people as may share it."""
    play = await stage(policy=everybody_is(Tier.R2), world=with_the_one_human(World()))
    await play.until_task(TaskKind.REVIEW)
    said = {"system": "phone", "content": "?", "contact": "?", "phone": "021-55550000"}
    await play.people.do(a.DoubtAnswer, ONE_HUMAN[Role.REVIEWER], **said)
    await two_reviews(play)
    seen = builders.ref(EvidenceKind.PROOF)
    await play.people.do(a.ConfirmProof, "E20402", proof=Proof.PURPOSE, seen=seen, note="购销合同")
    await play.to(State.DECISION)
    await play.until_task(TaskKind.DECISION)
    await play.people.decide_opening(by=who.RISK)
    await play.until(State.PRE_OPENED)
    await play.to(State.AT_COUNTER)
    await play.until_task(TaskKind.COUNTER)
    await play.people.do(a.Tick, who.TWO_IDS[0], item=CounterItem.SEAL_CARD)
    await play.serve()
    await play.ends(State.ACTIVE)
    handed = {act.name for act in (a.Claim, a.Release, a.Reassign, a.RaiseTier)}
    did = {(fact.actor.role, fact.actor.id) for fact in play.world.trail if fact.action == "ACT"} - {
        (fact.actor.role, fact.actor.id) for fact in play.world.trail if fact.object in handed
    }
    counted = {(actor.role, actor.id) for actor in (await play.people.file()).actors}
    assert did - {(Role.CUSTOMER, "customer")} == counted


# ── H08: where the manager was ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("stop", ["mock", "emulator", "far", "face"])
async def test_h08_a_visit_whose_check_in_was_stopped_is_signed_and_opened_by_nobody(stage: Stage, stop: str) -> None:
    play = await stage(policy=loose())
    await play.to(State.DD_IN_PROGRESS)
    await play.people.interview()
    if stop == "face":
        play.world.face = DIFFERENT
    for _ in range(2):
        device = DeviceReport(emulator=stop == "emulator", remote_control=False)
        await play.check_in(mock=stop == "mock", device=device, **({"point": FIVE_KM_OFF} if stop == "far" else {}))
        await play.until_task(TaskKind.STOPPED_VISIT)
        await refused(play, a.SignVisit, *EVERYBODY)
        await refused(play, a.DecideOpening, who.SUPERVISOR, who.BRANCH_MANAGER, decision="approve")
        await play.people.do(a.DecideVisit, who.SUPERVISOR, decision="risk")
        await play.go_on()  # RISK may let the case go on, but not this visit
        await play.book_visit(hours=1)
    assert (await play.people.file()).visit.done is None
    assert play.world.orders() == []
