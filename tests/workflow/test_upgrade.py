"""A simplified account is upgraded after better due diligence: asked, agreed, held against today, ordered and told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowHandle

from models import acts as a
from models.account import AccountOrder, Limits
from models.audit import SHANGHAI
from models.case import Case
from models.checks import ListHit, ListKind
from models.findings import Tier
from models.papers import EvidenceKind
from models.policy import Policy
from models.rules.limits import farthest, limits
from models.start import Outcome
from models.states import State
from models.tasks import TaskKind
from models.visit import FaceMatch, FaceVerdict, Point, PositionFix
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage, soon
from tests.workflow.play import Play, ordinary
from tests.workflow.test_limits import _Directory, pre_opened_at_elevated_risk
from tests.workflow.test_simplified import waived
from tests.workflow.test_visit import FIVE_KM_OFF
from tests.workflow.world import server_time
from workflows import ids
from workflows.client import Refusal, new_act_id

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROW = limits(Tier.R4, ordinary())


def low() -> Policy:
    return ordinary(scoring=ordinary().scoring.model_copy(update={"r3": 97, "r2": 98, "r1": 99}))


async def opened(stage: Stage, days: int = 120) -> Play:
    """A simplified account that was opened so many days ago; a later run has a clock of its own, which is today's."""
    play = await stage(policy=low(), simplified=True)
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    await aged(play, days)
    return play


async def aged(play: Play, days: int) -> None:
    """The account was opened so many days ago."""
    then = datetime.now(UTC) - timedelta(days=days)
    found = await play.people.file()
    assert found.account is not None
    old = found.model_copy(update={"account": found.account.model_copy(update={"opened": then, "filed": then})})

    async def file(application: str) -> Case:
        return old

    vars(play.people.front)["file"] = file


async def ask(play: Play, given: Limits = ROW, by: str = who.MANAGER, **over: Any) -> None:
    paper = builders.ref(EvidenceKind.PROOF, "9")
    starts = datetime.now(SHANGHAI).date()
    said = {"limits": given, "starts": starts, "paper": paper, "reason": "上门复查经营属实"}
    act = a.RaiseLimits(act_id=new_act_id(), by=by, **{**said, **over})
    assert play.world.last is not None
    await play.people.front.upgrade(play.people.application, act, play.world.last.tasks)


async def agree(play: Play, by: str = who.SUPERVISOR, **over: Any) -> None:
    await play.people.do(a.ConfirmLimits, by, **{"decision": "agree", "seal_seen": True, **over})


def following(play: Play) -> WorkflowHandle[Any, Outcome]:
    client = play.environment.client
    return client.get_workflow_handle(ids.upgrade_of(play.people.application), result_type=Outcome)


async def asked(play: Play) -> None:
    """The task is in the inbox."""
    await soon(lambda: bool(play.world.last and any(task.live for task in play.world.last.tasks)))


async def test_manager_asks_supervisor_agrees_and_the_core_bank_gives_the_tiers_own_row(stage: Stage) -> None:
    play = await opened(stage)
    await ask(play)
    await asked(play)
    await play.people.claim(TaskKind.LIMITS, who.SUPERVISOR)
    await agree(play)
    outcome = await following(play).result()
    assert (outcome.state, outcome.reason) == (State.ACTIVE, None)
    (order,) = play.world.calls["change_limits"]
    account = (await play.people.file()).account
    assert account is not None
    assert order == AccountOrder(application=play.people.application, number=account.number, limits=ROW)
    assert play.world.texts()[-1] == "upgraded"
    assert len({message.message_id for message in play.world.messages}) == len(play.world.messages)
    told = [fact.action for fact in play.world.trail if fact.action.startswith(("LIMITS_R", "ACCOUNT_UPG"))]
    assert told == ["LIMITS_RAISE_ASKED", "LIMITS_RAISE_AGREED", "LIMITS_RAISED", "ACCOUNT_UPGRADED"]
    (wish,) = [fact for fact in play.world.trail if fact.action == "LIMITS_RAISE_ASKED"]
    assert wish.evidence == ("9" * 64,)
    assert play.world.last is not None
    assert not [task for task in play.world.last.tasks if task.live]


async def test_not_before_the_policys_days(stage: Stage) -> None:
    play = await opened(stage, days=89)
    with pytest.raises(Refusal, match="not before"):
        await ask(play)
    await following(play).terminate()
    assert play.world.count("change_limits") == 0


async def test_h11_no_role_order_of_acts_or_second_id_gets_around_the_chain(stage: Stage) -> None:
    play = await opened(stage)
    with pytest.raises(Refusal):
        await agree(play)
    with pytest.raises(Refusal, match="further than"):
        await ask(play, ROW.model_copy(update={"per_month": ROW.per_month + 1}))
    for nobody in (who.SUPERVISOR, who.RISK, who.COUNTER_TELLER, who.REVIEWER):
        with pytest.raises(Refusal, match="role"):
            await ask(play, by=nobody)
    await ask(play)
    await asked(play)
    for nobody in (who.MANAGER, who.RISK, who.COUNTER_TELLER):
        with pytest.raises(Refusal, match="role"):
            await agree(play, nobody)
    staff = play.world.staff
    twin, manager = staff.find(who.SECOND_SUPERVISOR), staff.find(who.MANAGER)
    assert twin is not None
    assert manager is not None
    play.world.staff = _Directory(staff, twin.model_copy(update={"person": manager.person}))  # type: ignore[assignment]  # answers like the real one
    with pytest.raises(Refusal, match="separation"):
        await agree(play, who.SECOND_SUPERVISOR)
    with pytest.raises(Refusal, match="already"):
        await ask(play)
    await play.people.do(a.ConfirmLimits, who.SUPERVISOR, decision="disagree", reason="证据不足")
    assert (await following(play).result()).reason == "NOT_AGREED"
    assert play.world.count("change_limits") == 0


async def test_what_was_disagreed_with_may_be_asked_again(stage: Stage) -> None:
    play = await opened(stage)
    await ask(play)
    await asked(play)
    await play.people.do(a.ConfirmLimits, who.SUPERVISOR, decision="disagree", reason="证据不足")
    await following(play).result()
    await ask(play)
    await asked(play)
    await agree(play)
    assert (await following(play).result()).reason is None
    assert play.world.last is not None
    kinds = [task.id for task in play.world.last.tasks if task.kind is TaskKind.LIMITS]
    assert len(kinds) == len(set(kinds)) == 2


async def test_h02_a_hit_of_today_stands_against_more_limits(stage: Stage) -> None:
    play = await opened(stage)
    hit = ListHit(kind=ListKind.MANDATORY, entry="X1", by_number=True)
    play.world.answers["screen_lists"] = lambda ask: builders.lists(hit, query=ask.query, at=server_time())
    await ask(play)
    await asked(play)
    await agree(play)
    assert (await following(play).result()).reason in ("TIER_CHANGED", "H02")
    assert play.world.count("change_limits") == 0


async def test_a_core_bank_that_is_away_gives_the_limits_when_it_is_back(stage: Stage) -> None:
    play = await opened(stage)
    play.world.fail("change_limits", times=2)
    await ask(play)
    await asked(play)
    await agree(play)
    await soon(lambda: play.world.count("change_limits") >= 1)
    await play.environment.fast_forward(following(play), timedelta(minutes=5))
    assert (await following(play).result()).reason is None
    assert play.world.texts()[-1] == "upgraded"


async def test_a_wish_that_nobody_answers_ends_without_more_limits(stage: Stage) -> None:
    play = await opened(stage)
    await ask(play)
    await asked(play)
    await play.environment.fast_forward(following(play), timedelta(days=60))
    assert (await following(play).result()).reason == "NOT_AGREED"
    assert play.world.count("change_limits") == 0


async def test_a_further_upgrade_begins_where_the_last_one_ended(stage: Stage) -> None:
    play = await opened(stage)
    some = ROW.model_copy(update={"single": ROW.single - 1})
    await granted(play, some)
    with pytest.raises(Refusal, match="lowers nothing"):
        await ask(play, ROW.model_copy(update={"single": ROW.single - 2}))
    await granted(play, ROW)
    with pytest.raises(Refusal, match="already"):
        await ask(play, ROW)
    await following(play).terminate()  # else another test's worker is handed what waits for a wish
    assert [order.limits for order in play.world.calls["change_limits"]] == [some, ROW]


async def test_what_was_judged_shows_the_limits_that_the_upgrade_gave(stage: Stage) -> None:
    play = await opened(stage)
    before = (await play.people.front.judgement(play.people.application, builders.NOW)).limits
    assert before is not None
    assert before.account == play.policy.simplified_limits
    await granted(play, ROW)
    after = (await play.people.front.judgement(play.people.application, builders.NOW)).limits
    assert after is not None
    assert (after.account, after.tier, after.raised and after.raised.limits) == (ROW, ROW, ROW)


async def granted(play: Play, given: Limits) -> None:
    await ask(play, given)
    await asked(play)
    await play.people.claim(TaskKind.LIMITS, who.SUPERVISOR)
    await agree(play)
    assert (await following(play).result()).reason is None


async def test_an_upgrade_that_operations_cancel_says_so_on_the_trail_and_lifts_nothing(stage: Stage) -> None:
    play = await opened(stage)
    await ask(play)
    await asked(play)
    await following(play).cancel()
    assert (await following(play).result()).reason == "CANCELLED"
    assert play.world.seen("UPGRADE_ENDED").total() == 1
    assert play.world.last is not None
    assert not [task for task in play.world.last.tasks if task.live]
    assert play.world.count("change_limits") == 0


# ── a visit that was waived ─────────────────────────────────────────────────────────────────────────────────────────


async def shown_by_video(stage: Stage) -> Play:
    play = await waived(stage)
    await agreed_to(play)
    return play


async def agreed_to(play: Play) -> None:
    """Opened four months ago without anybody having been to the premises, the upgrade agreed to."""
    await play.people.interview()
    await play.until_task(TaskKind.DECISION)
    await play.people.decide_opening(by=who.SECOND_SUPERVISOR)
    await play.until(State.PRE_OPENED)
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    await aged(play, 120)
    await ask(play)
    await asked(play)
    await agree(play)
    await soon(lambda: bool(play.world.last and any(task.live for task in play.world.last.tasks)))


async def arrive(play: Play, point: Point | None = None, **over: Any) -> None:
    await play.people.check_in_visit(datetime.now(UTC), point=point, **over)


async def test_h08_an_account_shown_by_video_is_upgraded_when_the_manager_has_been_there(stage: Stage) -> None:
    play = await shown_by_video(stage)
    assert play.world.count("change_limits") == 0
    await arrive(play)
    assert (await following(play).result()).reason is None
    (order,) = play.world.calls["change_limits"]
    assert order.limits == ROW
    assert play.world.seen("VISIT_CHECK_IN").total() == 1


async def test_h08_who_checks_in_elsewhere_upgrades_nothing(stage: Stage) -> None:
    play = await shown_by_video(stage)
    await arrive(play, FIVE_KM_OFF)
    assert (await following(play).result()).reason == "H08"
    assert play.world.count("change_limits") == 0


async def test_h08_an_arrival_that_leaves_doubts_counts_for_nothing_and_the_next_one_may_pass(stage: Stage) -> None:
    play = await shown_by_video(stage)
    seen, play.world.face = play.world.face, FaceMatch(distance=None, verdict=FaceVerdict.UNSURE)
    await arrive(play)
    await soon(lambda: play.world.seen("VISIT_CHECK_IN").total() == 1)
    play.world.face = seen
    await arrive(play)
    assert (await following(play).result()).reason is None
    assert play.world.count("change_limits") == 1


async def test_only_the_manager_who_asked_goes_there(stage: Stage) -> None:
    play = await shown_by_video(stage)
    staff = play.world.staff.find(who.MANAGER)
    assert staff is not None
    play.world.staff = _Directory(play.world.staff, staff.model_copy(update={"id": "E20499", "person": "P99"}))  # type: ignore[assignment]  # answers like the real one
    fix = PositionFix(point=play.people.premises, accuracy=20, mock=False, taken=datetime.now(UTC))
    with pytest.raises(Refusal, match="belongs to"):
        await play.people.do(a.CheckInVisit, "E20499", fix=fix, live_face=builders.ref(EvidenceKind.LIVE_FACE, "1"))
    await following(play).cancel()
    await following(play).result()


async def test_nobody_goes_to_premises_that_were_visited(stage: Stage) -> None:
    play = await opened(stage)
    await ask(play)
    await asked(play)
    with pytest.raises(Refusal, match="nobody has to go"):
        await arrive(play)
    await play.people.do(a.ConfirmLimits, who.SUPERVISOR, decision="disagree", reason="证据不足")
    await following(play).result()


# ── elevated risk ───────────────────────────────────────────────────────────────────────────────────────────────────


async def elevated(stage: Stage, days: int) -> Play:
    """An account of elevated risk that was opened so many days ago."""
    play = await pre_opened_at_elevated_risk(stage)
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    await aged(play, days)
    return play


async def test_an_account_of_elevated_risk_is_raised_after_its_review_by_three_people(stage: Stage) -> None:
    play, most = await elevated(stage, 120), farthest(Tier.R2, ordinary())
    await ask(play, most, reason="T+90复查交易与用途相符")
    await asked(play)
    await agree(play)
    await soon(lambda: bool(play.world.last and any(task.live for task in play.world.last.tasks)))
    with pytest.raises(Refusal, match="RISK"):
        await agree(play, who.SECOND_SUPERVISOR)
    await agree(play, who.RISK)
    assert (await following(play).result()).reason is None
    (order,) = play.world.calls["change_limits"]
    assert order.limits == most
    assert play.world.texts()[-1] == "limits_raised"
    assert "ACCOUNT_UPGRADED" not in {fact.action for fact in play.world.trail}


async def test_an_account_of_elevated_risk_is_not_raised_before_its_review(stage: Stage) -> None:
    play = await elevated(stage, 89)
    with pytest.raises(Refusal, match="not before"):
        await ask(play, farthest(Tier.R2, ordinary()))
    await following(play).terminate()
    assert play.world.count("change_limits") == 0
