"""What was proven about another representative, place or owner is proven anew before an account is opened (process.md
step 4; rules.md 11 H04-H06, H08, H10).
"""

from typing import Any

import pytest

from models import acts as a
from models.checks import AbnormalEntry, RegistrationAsked, Shareholder
from models.findings import Tier
from models.papers import PaperKind, Reading
from models.proofs import Proof
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage, soon
from tests.workflow.play import Play
from tests.workflow.test_limits import another_day
from tests.workflow.test_simplified import WAIVER, scheduling
from tests.workflow.test_tiers import everybody_is
from tests.workflow.world import readings, server_time
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")

ELSEWHERE = "上海市示范区新址路7号1室"
OTHER_OWNER = (
    Shareholder(name="何例文", natural_person=True, share=0.9),
    Shareholder(name=builders.REPRESENTATIVE, natural_person=True, share=0.1),
)


@pytest.mark.parametrize("told", [{"shareholders": OTHER_OWNER}, {"address": ELSEWHERE}], ids=["owners", "address"])
async def test_h06_h10_who_changed_by_the_activation_day_is_reviewed_visited_and_decided_anew(
    stage: Stage, told: dict[str, Any]
) -> None:
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.PRE_OPENED)
    play.world.answers["check_registration"] = lambda ask: registered(ask, **told)
    await another_day(play)
    await play.serve()
    await play.until_task(TaskKind.REVIEW)
    await play.people.review(reason="变更已向登记机关核实")
    await play.until_task(TaskKind.SCHEDULE_VISIT)
    assert play.world.count("activate_account") == 0
    await play.book_visit()
    await play.visit()
    await play.until_task(TaskKind.DECISION)
    await play.people.decide_opening()
    await play.until(State.PRE_OPENED)
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    assert (await play.people.file()).visit.attempt == 2
    (outdated,) = [fact for fact in play.world.trail if fact.action == "VISIT_OUTDATED"]
    assert outdated.detail == {"changed": "owners" if "shareholders" in told else "address"}
    assert play.world.texts().count("decided_anew") == 1


async def test_h04_h05_h06_another_representative_at_another_place_is_visited_and_interviewed(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R3))
    await play.to(State.DECISION)
    await second_review(play)
    play.world.readings["e" * 64] = reading(PaperKind.LICENCE, representative="何例文", address=ELSEWHERE)
    play.world.readings["f" * 64] = reading(
        PaperKind.ID_FRONT, name="何例文", number=builders.FINANCE_OFFICER["finance_id"]
    )
    asked = tuple({"reason_code": "X", "paper": paper, "zh": "请重新上传。"} for paper in ("licence", "id_front"))
    await play.people.review("supplement", by=who.SECOND_REVIEWER, items=asked)
    await play.supplement(licence="e", id_front="f")
    await play.until_task(TaskKind.REVIEW)
    await play.people.review(reason="已向登记机关核实")
    await play.until_task(TaskKind.SECOND_REVIEW)
    await play.people.review(by=who.SECOND_REVIEWER, reason="已向登记机关核实")
    await play.people.prove(Proof.PURPOSE)
    await play.until_task(TaskKind.SCHEDULE_VISIT)
    await play.book_visit()
    await play.visit()
    await play.until_task(TaskKind.INTERVIEW)
    await play.people.interview()
    await play.until_task(TaskKind.DECISION, "RISK")
    found = await play.people.file()
    assert found.visit.about is not None
    assert (found.visit.attempt, found.visit.about.address) == (2, ELSEWHERE)
    assert found.interview.attempts[-1].representative == builders.FINANCE_OFFICER["finance_id"]
    assert [request.address for request in play.world.calls["locate_address"]] == [builders.ADDRESS, ELSEWHERE]
    faces = [request.b.evidence.sha256 for request in play.world.calls["compare_faces"] if request.b.evidence]
    assert faces[-1] == "f" * 64


async def test_h08_a_visit_that_was_stopped_is_not_waived_afterwards(stage: Stage) -> None:
    play = await scheduling(stage)
    await play.book_visit()
    await play.check_in(mock=True)
    await play.until_task(TaskKind.STOPPED_VISIT)
    await play.people.do(a.DecideVisit, who.SUPERVISOR, decision="revisit", reason="再去一次")
    await play.until_task(TaskKind.SCHEDULE_VISIT)
    with pytest.raises(Refusal, match="stopped"):
        await play.people.do(a.WaiveVisit, who.SUPERVISOR, **WAIVER)
    await play.book_visit()
    await play.people.do(a.NoShow, who.MANAGER)
    await play.until_task(TaskKind.SCHEDULE_VISIT)
    with pytest.raises(Refusal, match="stopped"):
        await play.people.do(a.WaiveVisit, who.SUPERVISOR, **WAIVER)


async def test_h06_nobody_signs_or_approves_beforehand_by_a_signal(stage: Stage) -> None:
    play = await stage(policy=everybody_is(Tier.R3))
    await play.until(State.PRE_REVIEW)
    await signal(play, a.DecideOpening, who.SUPERVISOR, decision="approve")
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    await play.people.do(a.JoinVisit, who.TELLER)
    for by in (who.MANAGER, who.TELLER):
        await signal(play, a.SignVisit, by)
    await soon(lambda: play.world.seen("ACT_REFUSED").total() == 3)
    assert "ACT_KEPT" not in play.world.actions()
    await play.work_the_visit()
    await play.judged()
    assert (await play.people.file()).visit.signatures == []
    await play.people.sign_visit()
    await play.until(State.ATTEST_PENDING)
    await play.people.interview()
    await play.until_task(TaskKind.DECISION)
    assert (await play.people.file()).approvals == []


def registered(ask: Any, **told: Any) -> RegistrationAsked:
    return builders.registration(query=ask.query, at=server_time(), **told)


def reading(kind: PaperKind, **values: str) -> Reading:
    old = readings()[kind]
    fields = {
        name: old.fields[name].model_copy(update={"text": value, "value": value}) for name, value in values.items()
    }
    return old.model_copy(update={"fields": {**old.fields, **fields}})


async def second_review(play: Play) -> None:
    """The registry cannot reach the firm any more, which makes it R2: a second reviewer looks at it."""
    unreachable = (AbnormalEntry(reason=4, on=builders.TODAY),)
    play.world.answers["check_registration"] = lambda ask: registered(
        ask, representative=ask.query.representative, abnormal=unreachable
    )
    await play.until_task(TaskKind.DECISION)
    await play.people.decide_opening("extend", until=await play.now(), reason="one more look")
    await play.until_task(TaskKind.SECOND_REVIEW)


async def signal(play: Play, kind: type[a.Act], by: str, **said: Any) -> None:
    await play.people.front.signal(play.people.application, play.people.act(kind, by, **said))
