"""Central review, supplements, RISK and refusals (process.md 4, rules.md 8)."""

from datetime import date, timedelta
from typing import Any

import pytest

from models import acts as a
from models.account import CounterItem
from models.checks import CitizenCode, ListHit, ListKind, PhoneAsked, PhoneCode, RegistrationCode
from models.findings import Severity, Tier
from models.papers import PaperKind, Reading
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage, soon
from tests.workflow.test_tiers import everybody_is
from tests.workflow.world import World, readings, server_time
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")


def blurred_back() -> World:
    """The card's back "c" is unreadable; any other picture of it reads well."""
    world = World()
    world.readings["c" * 64] = Reading(
        kind=PaperKind.ID_BACK, fields={}, warnings=("BLURRED", "FIELD_MISSING:validity")
    )
    return world


def wlpi() -> World:
    """The registry knows the representative under another number."""
    world = World()
    world.answers["check_registration"] = lambda ask: builders.registration(
        RegistrationCode.REPRESENTATIVE_ID_DIFFERS, query=ask.query
    )
    return world


async def test_a_supplement_reads_only_the_new_picture_and_asks_no_question_twice(stage: Stage) -> None:
    play = await stage(world=blurred_back())
    await play.until(State.PRE_REVIEW)
    await play.people.review("supplement")
    await play.supplement(id_back="d")
    await play.until(State.PRE_REVIEW)
    read = [ask.paper.ref.sha256[0] for ask in play.world.calls["read_paper"]]
    assert (sorted(read[:3]), read[3:]) == (["a", "b", "c"], ["d"])
    assert [play.world.count(f"check_{system}") for system in ("registration", "phone", "tax", "citizen")] == [
        1,
        1,
        1,
        1,
    ]
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)


async def test_4_supplement_later_at_the_counter_is_not_demanded_and_is_ticked_there_before_anything_opens(
    stage: Stage,
) -> None:
    """The citizen check does not confirm the card: its picture is asked for, or the card shown at the counter."""
    play = await stage(policy=everybody_is(Tier.R3), world=blurred_back())
    play.world.answers["check_citizen"] = lambda ask: builders.citizen(CitizenCode.NOT_FOUND, query=ask.query)
    await play.until_task(TaskKind.REVIEW)
    await play.people.review("supplement")
    view = await play.until(State.SUPPLEMENT)
    assert {item.paper: item.at_counter for item in view.asked} == {PaperKind.ID_FRONT: True, PaperKind.ID_BACK: False}
    back = tuple(paper for paper in who.papers(id_back="d") if paper.kind is PaperKind.ID_BACK)
    await play.people.do(a.Supplement, papers=back)
    await play.to(State.DD_IN_PROGRESS)
    await play.visit()
    await play.decide()
    await play.until(State.PRE_OPENED)
    await play.to(State.AT_COUNTER)
    await play.until_task(TaskKind.INTERVIEW)
    await play.people.interview(by=who.COUNTER_TELLER, video=None)
    left = (await play.people.show()).to_tick
    assert CounterItem.LEFT_PAPERS in left
    for item in set(left) - {CounterItem.LEFT_PAPERS}:
        await play.people.do(a.Tick, who.COUNTER_TELLER, item=item)
    await play.people.confirm_seal()
    with pytest.raises(Refusal, match="留待临柜"):
        await play.people.activate()
    await play.people.do(a.Tick, who.COUNTER_TELLER, item=CounterItem.LEFT_PAPERS)
    await play.people.activate()
    await play.ends(State.ACTIVE)
    assert [fact.detail for fact in play.world.trail if fact.action == "LEFT_TO_COUNTER"] == [{"papers": "id_front"}]


async def test_what_was_asked_for_has_to_be_in_the_supplement(stage: Stage) -> None:
    play = await stage(world=blurred_back())
    await play.until(State.PRE_REVIEW)
    await play.people.review("supplement")
    await play.until(State.SUPPLEMENT)
    with pytest.raises(Refusal, match="id_back"):
        await play.people.do(a.Supplement, papers=who.papers()[:1])


async def test_a_review_cannot_pass_what_must_be_mended(stage: Stage) -> None:
    play = await stage(world=blurred_back())
    await play.until(State.PRE_REVIEW)
    with pytest.raises(Refusal):
        await play.people.review("pass")
    assert (await play.people.show()).state == State.PRE_REVIEW


@pytest.mark.parametrize("decision", ["another", "refuse"])
async def test_after_three_rounds_a_supervisor_decides(stage: Stage, decision: str) -> None:
    play = await stage(world=blurred_back())
    for _ in range(3):
        await play.until_task(TaskKind.REVIEW)
        await play.people.review("supplement")
        await play.supplement(id_back="c")
    await play.until_task(TaskKind.REVIEW)
    await play.people.review("supplement")
    await play.until_task(TaskKind.ROUNDS)
    said = {"reason_code": "RF13", "reason": "three blurred pictures"} if decision == "refuse" else {}
    await play.people.do(a.DecideRounds, who.SUPERVISOR, decision=decision, **said)
    if decision == "another":
        assert (await play.until(State.SUPPLEMENT)).rounds == 4
        return
    await play.until_task(TaskKind.REFUSAL)
    await play.people.do(a.ConfirmRefusal, who.RISK, decision="agree")
    await play.ends(State.REFUSED, "RF13")


async def test_another_persons_number_is_refused_by_risk_and_a_second_person(stage: Stage) -> None:
    play = await stage(world=wlpi())
    view = await play.until(State.RISK_REVIEW)
    assert any(finding.severity == "STOP" for finding in view.findings)
    await play.refuse()
    await play.ends(State.REFUSED, "RF01")
    assert "PRE_REVIEW" not in play.world.states()
    assert play.world.orders() == []
    assert play.world.texts()[-1] == "refused"


async def test_a_refusal_needs_a_reason_code(stage: Stage) -> None:
    play = await stage(world=wlpi())
    await play.until_task(TaskKind.RISK_REVIEW)
    with pytest.raises(Refusal):
        await play.people.do(a.DecideRisk, who.RISK, decision="refuse")


async def test_nobody_confirms_the_own_refusal(stage: Stage) -> None:
    play = await stage(world=wlpi())
    await play.until_task(TaskKind.RISK_REVIEW)
    await play.people.do(a.DecideRisk, who.RISK, decision="refuse", reason_code="RF01", reason="another's papers")
    await play.until_task(TaskKind.REFUSAL)
    with pytest.raises(Refusal):
        await play.people.do(a.ConfirmRefusal, who.RISK, decision="agree")


async def test_a_second_person_who_disagrees_sends_the_refusal_back(stage: Stage) -> None:
    play = await stage(world=wlpi())
    await play.until_task(TaskKind.RISK_REVIEW)
    await play.people.do(a.DecideRisk, who.RISK, decision="refuse", reason_code="RF01", reason="another's papers")
    await play.until_task(TaskKind.REFUSAL)
    await play.people.do(a.ConfirmRefusal, who.SUPERVISOR, decision="disagree", reason="the registry was updated today")
    await play.go_on(who.SECOND_RISK)
    await play.until(State.PRE_REVIEW)


async def test_risk_who_continues_takes_the_stop_findings_in_its_name(stage: Stage) -> None:
    play = await stage(world=wlpi())
    await play.go_on()
    await play.until(State.PRE_REVIEW)
    cleared = (await play.people.file()).cleared
    assert cleared
    assert set(cleared.values()) == {who.RISK}
    await soon(lambda: play.world.seen("OVERRIDE").keys() == cleared.keys())


async def test_risk_clears_the_list_entries_it_looked_at_and_a_new_entry_stops_again(stage: Stage) -> None:
    world = World()
    first = ListHit(kind=ListKind.MANDATORY, entry="M-1", by_number=False, digest="d" * 64)
    world.answers["screen_lists"] = lambda ask: builders.lists(first, query=ask.query)
    play = await stage(world=world)
    await play.go_on()
    await play.until_task(TaskKind.REVIEW)
    file = await play.people.file()
    assert [(one.entry, one.by, bool(one.note)) for one in file.cleared_matches] == [("M-1", who.RISK, True)]
    assert "LIST_MANDATORY_NEAR" not in file.cleared
    assert "LIST_MANDATORY_NEAR" not in {finding.code for finding in file.findings}

    second = first.model_copy(update={"entry": "M-2"})
    world.answers["screen_lists"] = lambda ask: builders.lists(first, second, query=ask.query)
    await play.people.review("escalate", reason="odd purpose")
    await play.until_task(TaskKind.RISK_REVIEW)
    await play.people.do(a.DecideRisk, who.RISK, decision="extend", until=await play.now(), reason="ask anew")
    await play.wait(lambda view: view.state == State.RISK_REVIEW and bool(view.tasks))
    assert "LIST_MANDATORY_NEAR" in {finding.code for finding in (await play.people.show()).findings}


def of_another(ask: Any) -> PhoneAsked:
    return builders.phone(PhoneCode.ID_NUMBER_DIFFERS, query=ask.query, at=server_time())


async def test_a_stop_that_risk_cleared_for_one_phone_stops_again_for_another(stage: Stage) -> None:
    world = World()
    world.answers["check_phone"] = of_another
    play = await stage(world=world)
    await play.go_on()
    await play.until_task(TaskKind.REVIEW)
    asked = ({"reason_code": "X", "statement": "phone", "zh": "请提供其他手机号。"},)
    await play.people.review("supplement", items=asked)
    await play.until(State.SUPPLEMENT)
    await play.people.do(a.Supplement, statements=builders.statements(phone="19900000077"))
    await play.until_task(TaskKind.RISK_REVIEW)
    await soon(lambda: world.seen("CLEARANCE_LAPSED") == {"WIDN": 1})
    await play.go_on()
    await play.until_task(TaskKind.REVIEW)
    assert (await play.people.file()).cleared == {"WIDN": who.RISK}


async def test_4_what_was_asked_for_among_other_reasons_and_comes_again_is_risks_to_decide(stage: Stage) -> None:
    world = World()
    licence = readings()[PaperKind.LICENCE]
    early = licence.fields["issued"].model_copy(update={"text": "2018-03-01", "value": date(2018, 3, 1)})
    world.readings["a" * 64] = licence.model_copy(update={"fields": {**licence.fields, "issued": early}})
    world.answers["check_registration"] = lambda ask: builders.registration(
        RegistrationCode.NAME_DIFFERS, query=ask.query, at=server_time()
    )
    play = await stage(world=world)
    view = await play.until(State.PRE_REVIEW)
    found = {finding.code: finding.severity for finding in view.findings}
    assert (found["WCON"], found["ISSUED_TOO_EARLY"]) == (Severity.FIX, Severity.FIX)
    await play.people.review("supplement")
    await play.supplement(licence="e")
    view = await play.until(State.RISK_REVIEW)
    assert {finding.code: finding.severity for finding in view.findings}["WCON"] is Severity.STOP


async def test_risk_clears_what_it_names_and_a_stop_that_it_was_not_shown_still_stops(stage: Stage) -> None:
    play = await stage(world=wlpi())
    await play.until_task(TaskKind.RISK_REVIEW)
    with pytest.raises(Refusal, match="WLPI"):
        await play.people.do(a.DecideRisk, who.RISK, decision="continue", reason="I know them", clears=())
    await play.people.do(a.DecideRisk, who.RISK, decision="continue", reason="I know them", clears=("WLPI",))
    await play.until_task(TaskKind.REVIEW)
    assert set((await play.people.file()).cleared) == {"WLPI"}


async def test_nobody_can_continue_past_a_hard_finding(stage: Stage) -> None:
    world = World()
    world.answers["check_registration"] = lambda ask: builders.registration(state="吊销，未注销", query=ask.query)
    play = await stage(world=world)
    await play.until_task(TaskKind.RISK_REVIEW)
    with pytest.raises(Refusal, match="hard rule"):
        await play.people.do(a.DecideRisk, who.RISK, decision="continue", reason="I know them")
    assert (await play.people.show()).tier == "P"


async def test_a_reviewer_can_hand_the_case_to_risk_and_gets_it_back(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await play.people.review("escalate", reason="odd purpose")
    await play.go_on()
    await play.until_task(TaskKind.REVIEW)


async def test_an_extended_review_asks_registry_and_lists_again_and_goes_back(stage: Stage) -> None:
    play = await stage(world=wlpi())
    await play.until_task(TaskKind.RISK_REVIEW)
    until = await play.now() + timedelta(days=3)
    await play.people.do(a.DecideRisk, who.RISK, decision="extend", until=until, reason="waiting for the registry")
    await play.until(State.EXTENDED_REVIEW)
    play.world.answers.pop("check_registration")
    await play.later(days=3, minutes=1)
    await play.until(State.RISK_REVIEW)
    assert play.world.count("check_registration") == 2
    await play.go_on()
    await play.until(State.PRE_REVIEW)
    assert "DECISION" not in play.world.states()


async def test_an_extension_without_an_end_is_refused(stage: Stage) -> None:
    play = await stage(world=wlpi())
    await play.until_task(TaskKind.RISK_REVIEW)
    with pytest.raises(Refusal, match="end date"):
        await play.people.do(a.DecideRisk, who.RISK, decision="extend", reason="later")


async def test_an_opening_can_be_refused_by_its_decider_and_a_second_person(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DECISION)
    await play.until_task(TaskKind.DECISION)
    await play.people.decide_opening("refuse", reason_code="RF09", reason="the premises are a vacant lot")
    await play.until_task(TaskKind.REFUSAL)
    await play.people.do(a.ConfirmRefusal, who.RISK, decision="agree")
    await play.ends(State.REFUSED, "RF09")
    assert play.world.count("reserve_account") == 0


async def test_an_extended_opening_decision_comes_back_to_the_decider(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DECISION)
    await play.until_task(TaskKind.DECISION)
    await play.people.decide_opening("extend", until=await play.now() + timedelta(days=2), reason="one more look")
    await play.until(State.EXTENDED_REVIEW)
    await play.later(days=2, minutes=1)
    await play.until(State.DECISION)
    await play.decide()
    await play.until(State.PRE_OPENED)


async def test_a_second_live_application_of_the_firm_is_a_stop(stage: Stage) -> None:
    world = World()
    world.firm_holder = "EK2026100700000001"
    play = await stage(world=world)
    view = await play.until(State.RISK_REVIEW)
    assert "SECOND_APPLICATION" in {finding.code for finding in view.findings}


async def test_a_namesake_of_a_pep_weighs_until_risk_clears_the_entry(stage: Stage) -> None:
    world = World()
    pep = ListHit(kind=ListKind.PEP, source="sample", entry="S-1", by_number=False, digest="d" * 64)
    world.answers["screen_lists"] = lambda ask: builders.lists(pep, query=ask.query, at=server_time())
    play = await stage(world=world)
    await play.until_task(TaskKind.REVIEW)
    assert (await play.people.show()).tier == Tier.R1
    said = {"source": "sample", "entry": "S-1", "reason": "born in another year"}
    with pytest.raises(Refusal):
        await play.people.do(a.ClearMatch, who.REVIEWER, **said)
    await play.people.do(a.ClearMatch, who.RISK, **said)
    view = await play.people.show()
    assert view.tier == Tier.R4
    assert "LIST_MATCHES_CLEARED" in {finding.code for finding in view.findings}
    await play.to(State.DECISION)
    await play.until_task(TaskKind.DECISION, role="SUP")
    await soon(lambda: world.seen("MATCH_CLEARED").total() == 1)
