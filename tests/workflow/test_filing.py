"""The filing with the central bank and what is owed after it (R-ACC-11, R-ACC-12)."""

from datetime import timedelta

import pytest

from models.audit import SHANGHAI
from models.duties import DutyKind
from models.rules.account_kinds import copies_owed
from models.states import State
from tests.workflow.conftest import Stage, soon
from tests.workflow.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_r_acc_11_the_copies_of_an_opened_basic_account_are_owed_for_past_the_case(stage: Stage) -> None:
    play = await stage()
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    (duty,) = play.world.calls["owe_duty"]
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
    await play.to(State.AT_COUNTER)
    await play.serve()
    await play.until(State.FILING_ERROR)
    await play.later(hours=15)
    await play.ends(State.EXPIRED, "RF13")
    assert world.count("owe_duty") == 0


async def test_r_acc_11_a_case_stopped_while_the_duty_is_noted_notes_it_all_the_same_and_once(stage: Stage) -> None:
    world = World()
    release = world.hold("owe_duty")
    play = await stage(world=world)
    await play.to(State.AT_COUNTER)
    await play.serve()
    await soon(lambda: world.count("owe_duty") == 1)
    await play.handle.cancel()
    await play.later(seconds=1)
    release.set()
    await play.ends(State.ACTIVE)
    assert len({(owed.application, owed.kind) for owed in world.calls["owe_duty"]}) == 1
    assert world.seen("DUTY_OPENED")[DutyKind.ACCOUNT_COPIES] == 1
