"""The filing with the central bank and what is owed after it (R-ACC-11, R-ACC-12)."""

from datetime import timedelta

import pytest

from models import acts as a
from models.account import FilingAnswer, FilingCode
from models.audit import SHANGHAI
from models.duties import DutyKind
from models.papers import PaperKind
from models.rules.account_kinds import copies_owed, sheet_owed
from models.states import State
from models.tasks import TaskKind
from tests import people as who
from tests.workflow.conftest import Stage, soon
from tests.workflow.play import Play, ordinary
from tests.workflow.test_agents import GENERAL, papers
from tests.workflow.world import World
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_r_acc_11_the_copies_of_an_opened_basic_account_are_owed_for_past_the_case(stage: Stage) -> None:
    play = await stage()
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    (duty,) = [owed for owed in play.world.calls["owe_duty"] if owed.kind is DutyKind.ACCOUNT_COPIES]
    case = await play.people.file()
    assert case.account is not None
    assert case.account.opened is not None
    assert play.policy.accounts is not None
    owed = copies_owed(case.statements.account_kind, case.account.opened, play.policy.accounts, play.policy.calendar)
    assert owed is not None
    assert (duty.kind, duty.branch, duty.remind, duty.due) == (
        *(DutyKind.ACCOUNT_COPIES, case.branch),
        *(owed.remind, owed.due),
    )
    assert duty.due.astimezone(SHANGHAI).date() - case.account.opened.astimezone(SHANGHAI).date() >= timedelta(days=3)
    assert play.world.seen("DUTY_OPENED")[DutyKind.ACCOUNT_COPIES] == 1


async def test_r_acc_11_copies_are_owed_for_only_once_the_account_is_filed(stage: Stage) -> None:
    world = World()
    world.down("file_account", retry=False)
    play = await stage(world=world)
    await play.order_activation()
    await play.until(State.FILING_ERROR)
    await play.later(hours=15)
    await play.ends(State.EXPIRED, "RF13")
    assert world.count("owe_duty") == 0


async def test_r_acc_11_a_case_stopped_while_the_duty_is_noted_notes_it_all_the_same_and_once(stage: Stage) -> None:
    world = World()
    release = world.hold("owe_duty")
    play = await stage(world=world)
    await play.order_activation()
    await soon(lambda: world.count("owe_duty") == 1)
    await play.handle.cancel()
    await play.later(seconds=1)
    release.set()
    await play.ends(State.ACTIVE)
    assert len({(owed.application, owed.kind) for owed in world.calls["owe_duty"]}) == 2
    assert world.seen("DUTY_OPENED") == {DutyKind.ACCOUNT_COPIES: 1, DutyKind.INFORMATION_SHEET: 1}


async def test_r_acc_09_the_information_sheet_of_an_opened_basic_account_is_owed_to_the_customer(stage: Stage) -> None:
    play = await stage()
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    case = await play.people.file()
    assert case.account is not None
    assert case.account.filed is not None
    owed = sheet_owed(case.statements.account_kind, case.account.filed, play.policy)
    (duty,) = [owed for owed in play.world.calls["owe_duty"] if owed.kind is DutyKind.INFORMATION_SHEET]
    assert owed is not None
    assert (duty.remind, duty.due, case.account.sheet_due) == (owed.remind, owed.due, owed.due)
    assert case.account.basic_account_number == "J2900000000101"


async def test_r_acc_09_a_case_of_an_older_policy_owes_no_sheet(stage: Stage) -> None:
    rules = ordinary().accounts
    assert rules is not None
    older = rules.model_copy(update={"sheet_remind": None, "sheet_within": None})
    play = await stage(policy=ordinary(accounts=older))
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    assert [owed.kind for owed in play.world.calls["owe_duty"]] == [DutyKind.ACCOUNT_COPIES]


# ── in time, or undone ──────────────────────────────────────────────────────────────────────────────────────────────


async def general(stage: Stage, world: World) -> Play:
    """A general account at the counter, its activation ordered."""
    play = await stage(world=world, papers=papers(PaperKind.PURPOSE_PROOF), statements=GENERAL)
    await play.until_task(TaskKind.REVIEW)
    await play.people.review("pass", seen=(PaperKind.PURPOSE_PROOF,))
    await play.order_activation()
    return play


async def test_r_acc_11_a_general_accounts_filing_may_be_mended_on_a_later_day(stage: Stage) -> None:
    world = World()
    world.answers["file_account"] = lambda filing: FilingAnswer(code=FilingCode.REJECTED)
    play = await general(stage, world)
    await play.until(State.FILING_ERROR)
    await play.later(days=3)
    assert (await play.people.show()).state == State.FILING_ERROR
    world.answers["file_account"] = lambda filing: FilingAnswer(code=FilingCode.ACCEPTED)
    await play.people.do(a.CorrectFiling, who.COUNTER_TELLER, note="asked again")
    await play.ends(State.ACTIVE)
    assert len({(filing.opened_on, filing.file_by) for filing in world.calls["file_account"]}) == 1
    assert world.count("owe_duty") == 0


async def test_r_acc_11_a_general_account_that_is_not_filed_in_five_working_days_is_undone(stage: Stage) -> None:
    world = World()
    world.answers["file_account"] = lambda filing: FilingAnswer(code=FilingCode.REJECTED)
    play = await general(stage, world)
    await play.until(State.FILING_ERROR)
    await play.later(days=8, hours=15)
    await play.ends(State.EXPIRED, "RF13")
    assert world.orders()[-1] == "reverse_account"
    assert world.texts()[-2:] == ["unfiled", "expired"]


async def test_r_acc_11_a_person_hears_of_an_inquiry_before_the_filing_lapses(stage: Stage) -> None:
    """Hours for a basic account, days for a general one; then the answer comes and the task is gone."""
    world = World()
    world.answers["file_account"] = lambda filing: FilingAnswer(code=FilingCode.INQUIRY)
    play = await general(stage, world)
    await soon(lambda: world.count("file_account") == 1)
    await play.later(days=1)
    assert (await play.people.show()).tasks == ()
    await play.later(days=4)
    await play.until_task(TaskKind.FILING)
    assert (await play.people.show()).state == State.ACTIVATING
    world.answers["file_account"] = lambda filing: FilingAnswer(code=FilingCode.ACCEPTED)
    await play.people.do(a.CorrectFiling, who.COUNTER_TELLER, note="asked again")
    await play.ends(State.ACTIVE)
    assert world.count("file_account") < 60


async def test_r_acc_11_a_basic_accounts_inquiry_is_followed_by_a_person_on_the_same_day(stage: Stage) -> None:
    world = World()
    world.answers["file_account"] = lambda filing: FilingAnswer(code=FilingCode.INQUIRY)
    play = await stage(world=world)
    await play.order_activation()
    await soon(lambda: world.count("file_account") == 1)
    await play.later(minutes=61)
    await play.until_task(TaskKind.FILING)
    world.answers["file_account"] = lambda filing: FilingAnswer(code=FilingCode.ACCEPTED)
    await play.later(minutes=11)
    await play.ends(State.ACTIVE)


async def test_r_acc_11_an_inquiry_that_nobody_answers_is_undone_with_its_task(stage: Stage) -> None:
    world = World()
    world.answers["file_account"] = lambda filing: FilingAnswer(code=FilingCode.INQUIRY)
    play = await stage(world=world)
    await play.order_activation()
    await soon(lambda: world.count("file_account") == 1)
    await play.later(hours=15)
    await play.ends(State.EXPIRED, "RF13")
    assert world.orders()[-1] == "reverse_account"


# ── what was filed ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_r_acc_12_what_was_filed_wrongly_and_put_right_both_stay_on_the_trail(stage: Stage) -> None:
    world = World()
    answers = iter([FilingCode.REJECTED, FilingCode.ACCEPTED])
    world.answers["file_account"] = lambda filing: FilingAnswer(code=next(answers))
    play = await stage(world=world)
    await play.order_activation()
    await play.until(State.FILING_ERROR)
    with pytest.raises(Refusal, match="--note"):
        await play.people.do(a.CorrectFiling, who.COUNTER_TELLER)
    await play.people.do(a.CorrectFiling, who.COUNTER_TELLER, note="地址已与人民银行核对更正")
    await play.ends(State.ACTIVE)
    told = ("FILING_ANSWERED", "STEP_FAILED", "FILING_CORRECTED", "FILED")
    trail = [fact for fact in world.trail if fact.action in told]
    after = trail[next(place for place, fact in enumerate(trail) if fact.action == "FILING_ANSWERED") :]
    assert [(fact.action, fact.after or fact.reason_code or fact.object) for fact in after] == [
        ("FILING_ANSWERED", "rejected"),
        ("STEP_FAILED", "FILING_REJECTED"),
        ("FILING_CORRECTED", None),
        ("FILING_ANSWERED", "accepted"),
        ("FILED", None),
    ]
    assert (after[2].detail["by"], after[2].reason_text) == (who.COUNTER_TELLER, "地址已与人民银行核对更正")


async def test_r_acc_12_what_is_filed_is_not_filed_again(stage: Stage) -> None:
    """After that only a change, or closing and reopening, puts it right: neither is this application's."""
    play = await stage()
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    with pytest.raises(Refusal):
        await play.people.do(a.CorrectFiling, who.COUNTER_TELLER, note="地址有误")
    assert play.world.count("file_account") == 1
