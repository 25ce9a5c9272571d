"""The whole way, as the bank wants it."""

import pytest

from models.judgement import RuleState
from models.rules import living
from models.states import State
from tests.workflow.conftest import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

STATIONS = [
    *("SUBMITTED", "MACHINE_CHECK", "PRE_REVIEW", "DD_SCHEDULING", "ATTEST_PENDING", "DD_IN_PROGRESS", "DD_DONE"),
    *("ATTEST_DONE", "DECISION", "PRE_OPENED", "COUNTER_BOOKED", "AT_COUNTER", "ACTIVATING", "ACTIVE"),
]


async def test_a_clean_firm_is_opened_once_and_every_station_is_on_a_trail_without_gaps(stage: Stage) -> None:
    play = await stage()
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    assert play.world.states() == STATIONS
    assert play.world.orders() == ["reserve_account", "activate_account", "enable_seal", "file_account"]
    assert play.world.texts() == [
        "submitted",
        "interview_ready",
        "visit_booked",
        "pre_opened",
        "counter_booked",
        "opened",
    ]


async def test_what_was_judged_can_be_asked_for_while_it_waits_and_after_the_end(stage: Stage) -> None:
    play = await stage()
    await play.to(State.AT_COUNTER)
    waiting = await play.people.front.judgement(play.people.application, await play.now())
    assert waiting.tier
    assert waiting.score
    assert {answer.code for answer in waiting.answers} >= {"MCHD", "MATCH_PHOTO"}
    assert len(waiting.rules) == 12
    await play.to(State.ACTIVE)
    ended = await play.people.front.judgement(play.people.application, await play.now())
    assert {rule.state for rule in ended.rules} == {RuleState.KEPT}


async def test_whom_to_look_for_on_lists_is_remembered_when_the_account_is_open(stage: Stage) -> None:
    play = await stage()
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    file = await play.people.front.file(play.people.application)
    account = living.account_of(file, await play.now())
    assert account is not None
    assert [subject.number for subject in account.subjects][:2] == [file.licence.credit_code, file.id_card.number]
    assert account.version.strip()
    assert account.known == ()
