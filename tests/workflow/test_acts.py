"""The one door: who may do what, when; twice, too early, too late, or by the wrong person (process.md 2)."""

import asyncio
from datetime import timedelta

import pytest

from models import acts as a
from models.account import CounterItem
from models.policy import Policy
from models.rules import acts as rules
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage, soon
from tests.workflow.play import Play, ordinary
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def refused(play: Play, code: str, kind: type[a.Act], by: str | None = None, **said: object) -> str:
    """The act is refused with this code and a sentence; the trail keeps the refusal of an act that reached it."""
    with pytest.raises(Refusal) as told:
        await play.people.do(kind, by, **said)
    assert told.value.code == code, told.value
    assert len(str(told.value)) > 20
    return str(told.value)


# ── every act ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_every_act_names_its_roles_and_every_answer_has_a_judge() -> None:
    for act in a.ACTS:
        assert act.name
        assert act.roles
    assert len({act.name for act in a.ACTS}) == len(a.ACTS)
    subclasses = {kind for kind in vars(a).values() if isinstance(kind, type) and issubclass(kind, a.Act)}
    assert {kind for kind in subclasses if "name" in vars(kind)} == set(a.ACTS)


async def test_every_act_is_refused_from_outside_the_bank_as_update_and_on_the_trail_as_signal(stage: Stage) -> None:
    play = await stage()
    await play.until(State.PRE_REVIEW)
    said = _samples()
    assert set(said) == set(a.ACTS)
    for kind, values in said.items():
        act = play.people.act(kind, "E99999", **values)
        with pytest.raises(Refusal) as told:
            await play.people.front.act(play.people.application, act)
        assert told.value.code in set(rules.Why), kind
        await play.people.front.signal(play.people.application, act)
    await soon(lambda: set(_refused_or_kept(play)) >= {act.name for act in a.ACTS})
    assert (await play.people.show()).state == State.PRE_REVIEW


def _refused_or_kept(play: Play) -> list[str]:
    return [str(fact.object) for fact in play.world.trail if fact.action in ("ACT_REFUSED", "ACT_KEPT")]


def _samples() -> dict[type[a.Act], dict[str, object]]:
    ref, at = builders.ref(), builders.NOW
    photo = builders.unsigned_visit().photos[0]
    return {
        a.Submit: {},
        a.Supplement: {},
        a.ConfirmReadBack: {},
        a.EnterFields: {},
        a.Withdraw: {},
        a.BookCounter: {"slot": at},
        a.Claim: {"task": TaskKind.REVIEW},
        a.Release: {"task": TaskKind.REVIEW},
        a.Reassign: {"task": TaskKind.REVIEW, "to": who.REVIEWER},
        a.DecideReview: {"decision": "pass", "reason": "fine"},
        a.AskPolice: {"reference": "2026-1008"},
        a.RecordPoliceAnswer: {"answer": "confirmed", "seen": ref},
        a.DoubtAnswer: {"system": "phone", "content": "?", "contact": "?", "phone": "021-55550000"},
        a.DecideRounds: {"decision": "another"},
        a.DecideOutage: {"decision": "wait"},
        a.DecideRisk: {"decision": "continue"},
        a.RaiseTier: {"tier": "R1", "reason": "odd"},
        a.LowerTier: {"tier": "R4", "until": at, "reason": "known"},
        a.ClearMatch: {"source": "sample", "entry": "S-1", "reason": "another person"},
        a.RaiseLimits: {"limits": builders.limits(), "starts": builders.TODAY, "paper": ref, "reason": "more"},
        a.ConfirmLimits: {"decision": "agree"},
        a.ConfirmRefusal: {"decision": "agree"},
        a.ConfirmProof: {"proof": "funds", "seen": ref, "note": "合同"},
        a.BookVisit: {"at": at},
        a.WaiveVisit: {"reason": "seen by video"},
        a.CheckInVisit: {"fix": builders.check_in().fix, "live_face": ref},
        a.AddSitePhoto: {"photo": photo},
        a.ReportVisit: {"report": builders.report(), "representative_face": ref},
        a.JoinVisit: {},
        a.RecordRemote: {"answers_heard": (), "video": ref},
        a.SignVisit: {},
        a.NoShow: {},
        a.DecideVisit: {"decision": "revisit"},
        a.RecordInterview: {"script": (), "conclusion": "pass"},
        a.DecideOpening: {"decision": "approve"},
        a.CheckInCounter: {"chip_identity": True},
        a.Tick: {"item": CounterItem.SEALS},
        a.ConfirmSeal: {},
        a.AllowCard: {"decision": "allow", "reason": "moved last month"},
        a.Activate: {},
        a.Mismatch: {"reason": "another seal"},
        a.CorrectFiling: {},
    }


async def test_every_act_is_both_an_update_and_a_signal_of_the_same_name(stage: Stage) -> None:
    play = await stage(submit=False)
    metadata = await play.handle.query("__temporal_workflow_metadata")
    names = {act.name for act in a.ACTS}
    assert {entry.name for entry in metadata.definition.update_definitions} == names
    assert {entry.name for entry in metadata.definition.signal_definitions} == names


# ── early, twice, late ──────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_signal_that_comes_early_is_kept_and_taken_when_its_time_comes(stage: Stage) -> None:
    play = await stage()
    await play.until(State.PRE_REVIEW)
    early = play.people.act(a.BookVisit, who.MANAGER, at=await play.now() + timedelta(hours=3))
    await play.people.front.signal(play.people.application, early)
    await soon(lambda: "ACT_KEPT" in play.world.actions())
    await play.people.review()
    await play.until(State.DD_IN_PROGRESS)
    assert (await play.people.file()).visit.manager == who.MANAGER


async def test_an_early_update_is_told_to_come_later(stage: Stage) -> None:
    play = await stage()
    await play.until(State.PRE_REVIEW)
    await refused(play, "EARLY", a.BookVisit, who.MANAGER, at=await play.now())


async def test_a_judgement_of_what_is_not_there_yet_is_never_kept(stage: Stage) -> None:
    play = await stage()
    await play.until(State.PRE_REVIEW)
    act = play.people.act(a.DecideRisk, who.RISK, decision="continue", reason="whatever comes")
    await play.people.front.signal(play.people.application, act)
    await soon(lambda: "ACT_REFUSED" in play.world.actions())
    await play.people.review("escalate", reason="odd purpose")
    await play.until_task(TaskKind.RISK_REVIEW)
    assert (await play.people.show()).state == State.RISK_REVIEW


async def test_what_was_kept_in_vain_is_refused_on_the_trail_at_the_end(stage: Stage) -> None:
    play = await stage()
    await play.until(State.PRE_REVIEW)
    await play.people.front.signal(play.people.application, play.people.act(a.Activate, who.COUNTER_TELLER))
    await soon(lambda: "ACT_KEPT" in play.world.actions())
    await play.people.do(a.Withdraw)
    await play.ends(State.WITHDRAWN, "WD01")
    assert play.world.seen("ACT_REFUSED") == {"activate": 1}


async def test_an_act_done_twice_is_done_once_whichever_way_it_comes(stage: Stage) -> None:
    play = await stage()
    await play.to(State.PRE_OPENED)
    act = play.people.act(a.BookCounter, slot=await play.now() + timedelta(hours=1))
    front, number = play.people.front, play.people.application
    await asyncio.gather(front.act(number, act), front.signal(number, act), front.act(number, act))
    receipt = await front.act(number, act)
    assert receipt.act_id == act.act_id
    await play.until(State.COUNTER_BOOKED)
    assert play.world.count("book_slot") == 1
    assert (await play.people.file()).counter.bookings == 1


async def test_a_task_is_decided_once_and_the_second_comer_is_told(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    act = {"decision": "pass", "reason": "compared"}
    done = await asyncio.gather(
        play.people.do(a.DecideReview, who.REVIEWER, **act),
        play.people.do(a.DecideReview, who.SECOND_REVIEWER, **act),
        return_exceptions=True,
    )
    late = [answer for answer in done if isinstance(answer, Refusal)]
    assert [refusal.code for refusal in late] == ["LATE"]


async def test_after_the_end_every_act_is_late_and_says_so(stage: Stage) -> None:
    play = await stage(submit=False)
    await play.people.do(a.Withdraw)
    await play.ends(State.WITHDRAWN, "WD01")
    said = await refused(play, "LATE", a.Submit)
    assert "ended" in said
    with pytest.raises(Refusal, match="ended"):
        await play.people.front.signal(play.people.application, play.people.act(a.Withdraw))


async def test_an_unknown_application_is_told_apart_from_an_ended_one(stage: Stage) -> None:
    play = await stage(submit=False)
    play.people.application = "EK2026100899999999"
    await refused(play, "UNKNOWN", a.Withdraw)


async def test_an_application_without_its_papers_is_refused_and_starts_nothing(stage: Stage) -> None:
    play = await stage(submit=False)
    new = who.new_application("EK2026100899999998", papers=who.papers()[:2])
    with pytest.raises(Refusal, match="id_back"):
        await play.people.front.apply(new)
    with pytest.raises(Refusal, match="no application"):
        await play.people.front.show(new.application)


# ── by whom ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("by", [who.MANAGER, who.SUPERVISOR, "E20431", "E99999"])
async def test_only_a_reviewer_reviews(stage: Stage, by: str) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await refused(play, "NOT_ENTITLED", a.DecideReview, by, decision="pass", reason="fine")
    await soon(lambda: play.world.seen("ACT_REFUSED") == {"decide_review": 1})


async def test_staff_cannot_act_in_the_customers_name(stage: Stage) -> None:
    play = await stage(submit=False)
    await refused(play, "NOT_ENTITLED", a.Submit, who.SUPERVISOR)
    await refused(play, "NOT_ENTITLED", a.Withdraw, who.MANAGER)


async def test_the_customer_cannot_do_the_banks_work(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await refused(play, "NOT_ENTITLED", a.DecideReview, "customer", decision="pass", reason="fine")


async def test_a_claimed_task_is_not_decided_by_another(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await play.people.claim(TaskKind.REVIEW, who.REVIEWER)
    await refused(play, "NOT_ENTITLED", a.DecideReview, who.SECOND_REVIEWER, decision="pass", reason="fine")
    await refused(play, "WRONG", a.Claim, who.SECOND_REVIEWER, task=TaskKind.REVIEW)
    await refused(play, "WRONG", a.Release, who.SECOND_REVIEWER, task=TaskKind.REVIEW)
    await play.people.do(a.Release, who.REVIEWER, task=TaskKind.REVIEW)
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.until(State.DD_SCHEDULING)


async def test_a_supervisor_gives_an_unclaimed_task_to_somebody(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await play.people.do(a.Reassign, who.SUPERVISOR, task=TaskKind.REVIEW, to=who.SECOND_REVIEWER)
    assert (await play.people.show()).tasks[0].assignee == who.SECOND_REVIEWER
    await refused(play, "NOT_ENTITLED", a.DecideReview, who.REVIEWER, decision="pass", reason="fine")
    await play.people.review(by=who.SECOND_REVIEWER)


@pytest.mark.parametrize("to", [who.MANAGER, "E99999"])
async def test_a_task_is_given_only_to_somebody_of_its_role(stage: Stage, to: str) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await refused(play, "NOT_ENTITLED", a.Reassign, who.SUPERVISOR, task=TaskKind.REVIEW, to=to)


async def test_the_reviewer_cannot_be_the_counter_teller_under_a_second_id(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await play.people.review(by=who.TWO_IDS[1])
    await play.to(State.COUNTER_BOOKED)
    await refused(play, "NOT_ENTITLED", a.CheckInCounter, who.TWO_IDS[0], chip_identity=True)
    await play.people.check_in_counter()
    await play.until_task(TaskKind.COUNTER)
    said = await refused(play, "NOT_ENTITLED", a.Reassign, who.SUPERVISOR, task=TaskKind.COUNTER, to=who.TWO_IDS[0])
    assert "separation of duties" in said


async def test_the_excluded_reviewer_gets_the_second_review_by_no_route(stage: Stage) -> None:
    play = await stage(policy=_two_reviewers())
    await play.until_task(TaskKind.REVIEW)
    await play.people.review()
    await play.until_task(TaskKind.SECOND_REVIEW)
    await refused(play, "NOT_ENTITLED", a.DecideReview, who.REVIEWER, decision="pass", reason="again")
    await refused(play, "NOT_ENTITLED", a.Claim, who.REVIEWER, task=TaskKind.SECOND_REVIEW)
    await refused(play, "NOT_ENTITLED", a.Reassign, who.SUPERVISOR, task=TaskKind.SECOND_REVIEW, to=who.REVIEWER)
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.until(State.DD_SCHEDULING)


def _two_reviewers() -> Policy:
    measures = {tier: row.model_copy(update={"reviewers": 2}) for tier, row in builders.policy().measures.items()}
    return ordinary(measures=measures)
