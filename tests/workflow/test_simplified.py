"""A simplified opening in the story: its limits, its upgrade, and the way back to an ordinary one (risk.md 4, 5)."""

import pytest

from models import acts as a
from models.findings import Tier
from models.interview import InterviewVerdict
from models.papers import EvidenceKind
from models.proofs import Proof
from models.states import State
from models.tasks import TaskKind
from models.visit import RemoteAnswer
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage
from tests.workflow.play import Play, ordinary
from tests.workflow.test_limits import another_day, unreachable
from tests.workflow.test_tiers import everybody_is
from workflows.client import Refusal

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


# ── the premises by video in the place of a visit on site ───────────────────────────────────────────────────────────

LOW = ordinary(scoring=ordinary().scoring.model_copy(update={"r3": 97, "r2": 98, "r1": 99}))
WAIVER = {"reason": "a flat that the registry knows, seen by video"}


async def scheduling(stage: Stage, **over: object) -> Play:
    play = await stage(**{"policy": LOW, "simplified": True, **over})
    await play.review()
    await play.until_task(TaskKind.SCHEDULE_VISIT)
    return play


async def by_video(play: Play, **over: object) -> None:
    """The teller is shown door plate and premises, asks, and confirms the owners."""
    await play.until_task(TaskKind.VISIT_REMOTE)
    await play.people.do(a.JoinVisit, who.TELLER)
    heard = tuple(RemoteAnswer(question=f"Q{number}", ok=True) for number in range(1, 5))
    said = {"answers_heard": heard, "video": builders.ref(EvidenceKind.VISIT_VIDEO, "4"), "owners_confirmed": True}
    plate = {"door_plate_seen": True, "door_plate_reason": "诚明路100号"}
    await play.people.do(a.RecordRemote, who.TELLER, **{**said, **plate, **over})
    await play.on_file(lambda visit: visit.exam is not None)


async def waived(stage: Stage) -> Play:
    """The visit on site was waived, the premises shown by video, and signed for by the teller."""
    play = await scheduling(stage)
    await waive(play)
    return play


async def waive(play: Play) -> None:
    await play.people.do(a.WaiveVisit, who.SUPERVISOR, **WAIVER)
    await by_video(play)
    await play.people.do(a.SignVisit, who.TELLER)


async def test_h06_a_waived_visit_is_shown_by_video_signed_by_the_teller_and_opens_the_account(stage: Stage) -> None:
    play = await waived(stage)
    await play.people.interview()
    await play.until_task(TaskKind.DECISION)
    with pytest.raises(Refusal):  # who waived does not decide
        await play.people.decide_opening(by=who.SUPERVISOR)
    await play.people.decide_opening(by=who.SECOND_SUPERVISOR)
    await play.until(State.PRE_OPENED)
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    assert play.world.seen("VISIT_WAIVED").total() == 1
    assert "visit_by_video" in play.world.texts()
    assert "visit_booked" not in play.world.texts()


async def test_h06_nobody_but_a_supervisor_waives_a_visit_and_nobody_without_a_reason(stage: Stage) -> None:
    play = await scheduling(stage)
    for by in (who.MANAGER, who.TELLER, who.REVIEWER, who.RISK, who.RISK_HEAD):
        with pytest.raises(Refusal):
            await play.people.do(a.WaiveVisit, by, **WAIVER)
    with pytest.raises(Refusal):
        await play.people.do(a.WaiveVisit, who.SUPERVISOR, reason=" ")


@pytest.mark.parametrize(
    "over", [{"simplified": False}, {"policy": everybody_is(Tier.R3)}], ids=["ordinary", "of a higher tier"]
)
async def test_h06_another_opening_does_not_go_without_a_visit_on_site(stage: Stage, over: dict[str, object]) -> None:
    play = await scheduling(stage, **over)
    with pytest.raises(Refusal):
        await play.people.do(a.WaiveVisit, who.SUPERVISOR, **WAIVER)


async def test_h06_a_video_without_the_door_plate_is_not_signed(stage: Stage) -> None:
    play = await scheduling(stage)
    await play.people.do(a.WaiveVisit, who.SUPERVISOR, **WAIVER)
    await by_video(play, door_plate_seen=False)
    with pytest.raises(Refusal):
        await play.people.do(a.SignVisit, who.TELLER)


async def test_h10_owners_whom_the_teller_could_not_confirm_by_video_are_risks(stage: Stage) -> None:
    play = await scheduling(stage)
    await play.people.do(a.WaiveVisit, who.SUPERVISOR, **WAIVER)
    await by_video(play, owners_confirmed=False)
    await play.people.do(a.SignVisit, who.TELLER)
    await play.until_task(TaskKind.RISK_REVIEW)


async def test_h06_a_tier_that_rises_after_the_waiver_has_somebody_go_there(stage: Stage) -> None:
    play = await waived(stage)
    await play.people.do(a.RaiseTier, who.SUPERVISOR, tier=Tier.R3, reason="the neighbours know nobody")
    await play.people.interview(InterviewVerdict.PASS)
    await play.book_visit()
    await play.visit()
    await play.until_task(TaskKind.DECISION)
    assert not (await play.people.file()).visit.waived


async def test_h06_a_tier_that_rises_on_the_activation_day_has_somebody_go_to_the_waived_premises(stage: Stage) -> None:
    play = await waived(stage)
    await play.people.interview()
    await play.until_task(TaskKind.DECISION)
    await play.people.decide_opening(by=who.SECOND_SUPERVISOR)
    await play.until(State.PRE_OPENED)
    play.world.answers["check_registration"] = unreachable
    await another_day(play)
    await play.prepare_activation()
    await play.people.activate()
    await play.until_task(TaskKind.SECOND_REVIEW)
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.people.prove(Proof.PURPOSE)
    await play.book_visit()
    await play.visit()
    await play.interview_again()
    await play.until_task(TaskKind.DECISION, "RISK")
    await play.people.decide_opening(by=who.RISK)
    await play.until(State.PRE_OPENED)
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    found = await play.people.file()
    assert (found.tier, found.visit.waived) == (Tier.R2, False)
