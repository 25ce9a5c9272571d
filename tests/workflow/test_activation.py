"""The activation: one account, each step mended or undone, and the hard rules before it."""

import asyncio
from datetime import datetime, time, timedelta

import pytest

from models import acts as a
from models.account import FilingAnswer, FilingCode
from models.audit import SHANGHAI
from models.checks import RegistrationCode
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage, soon
from tests.workflow.play import Play
from tests.workflow.test_limits import another_day
from tests.workflow.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("step", "mender"),
    [
        ("activate_account", who.COUNTER_TELLER),
        ("enable_seal", who.COUNTER_TELLER),
        ("file_account", who.COUNTER_TELLER),
        ("file_account", who.SUPERVISOR),
    ],
)
async def test_a_step_that_fails_is_mended_by_a_person_and_done_again(stage: Stage, step: str, mender: str) -> None:
    world = World()
    world.fail(step, times=1, retry=False)
    play = await stage(world=world)
    await play.order_activation()
    await play.until(State.FILING_ERROR)
    await play.people.do(a.CorrectFiling, mender, note="core bank answered again")
    await play.ends(State.ACTIVE)
    assert world.count("reserve_account") == 1
    assert world.count("reverse_account") == 0


async def test_a_hiccup_of_the_core_bank_is_retried_without_a_person(stage: Stage) -> None:
    world = World()
    world.fail("activate_account", times=2)
    play = await stage(world=world)
    await play.order_activation()
    await play.later(seconds=30)
    await play.ends(State.ACTIVE)
    assert "FILING_ERROR" not in world.states()


async def test_another_basic_account_reverses_the_account_and_refuses(stage: Stage) -> None:
    world = World()
    world.answers["file_account"] = lambda filing: FilingAnswer(code=FilingCode.ALREADY_HAS_BASIC)
    play = await stage(world=world)
    await play.order_activation()
    await play.ends(State.REFUSED, "RF12")
    assert world.orders() == ["reserve_account", "activate_account", "enable_seal", "file_account", "reverse_account"]
    assert [feedback.status for feedback in world.calls["report_status"]] == ["CLOS"]
    assert "opened" not in world.texts()


async def test_an_inquiry_at_another_place_is_waited_for(stage: Stage) -> None:
    world = World()
    answers = iter([FilingCode.INQUIRY, FilingCode.ACCEPTED])
    world.answers["file_account"] = lambda filing: FilingAnswer(code=next(answers))
    play = await stage(world=world)
    await play.order_activation()
    await soon(lambda: world.count("file_account") == 1)
    await play.later(minutes=11)
    await play.ends(State.ACTIVE)


async def test_contracts_that_fail_never_block_the_account_and_are_not_signed_again_blindly(stage: Stage) -> None:
    world = World()
    world.fail("sign_contracts", times=9, retry=False)
    play = await stage(world=world)
    await play.order_activation()
    await play.ends(State.ACTIVE)
    assert world.count("sign_contracts") == 1
    assert "PRODUCT_FAILED" in world.actions()


async def test_a_message_gateway_that_is_down_delays_messages_and_not_the_case(stage: Stage) -> None:
    world = World()
    world.down("send_message")
    play = await stage(world=world)
    await play.to(State.DECISION)
    assert world.texts() == []
    world.heal("send_message")
    await play.later(minutes=11)
    await soon(lambda: world.texts()[:1] == ["submitted"])


async def test_a_firm_struck_off_before_the_activation_day_is_not_opened(stage: Stage) -> None:
    play = await stage()
    await play.to(State.COUNTER_BOOKED)
    await play.people.book_counter(await play.now() + timedelta(days=1))
    await play.later(hours=23)
    await play.people.check_in_counter()
    play.world.answers["check_registration"] = lambda ask: builders.registration(
        at=builders.NOW, state="吊销，未注销", query=ask.query
    )
    await play.until(State.AT_COUNTER)
    await play.serve()
    await play.until(State.RISK_REVIEW)
    assert play.world.count("activate_account") == 0
    await soon(lambda: "HARD_RULES_BROKEN" in play.world.actions())


async def test_without_an_answer_on_the_day_nothing_is_activated(stage: Stage) -> None:
    play = await stage()
    await play.to(State.COUNTER_BOOKED)
    await play.people.book_counter(await play.now() + timedelta(days=1))
    await play.later(hours=23)
    await play.people.check_in_counter()
    play.world.down("screen_lists", "SERVICE_CLOSED", retry=False)
    await play.until(State.AT_COUNTER)
    await play.serve()
    await play.until_task(TaskKind.COUNTER)
    assert play.world.count("activate_account") == 0
    play.world.heal("screen_lists")
    await play.people.activate()
    await play.ends(State.ACTIVE)


async def test_the_registry_is_asked_again_on_another_day_and_not_on_the_same(stage: Stage) -> None:
    play = await stage()
    await play.order_activation()
    await play.ends(State.ACTIVE)
    assert play.world.count("check_registration") == 1


async def test_another_persons_number_on_the_activation_day_stops_the_opening(stage: Stage) -> None:
    play = await stage()
    await play.to(State.COUNTER_BOOKED)
    await play.people.book_counter(await play.now() + timedelta(days=1))
    await play.later(hours=23)
    await play.people.check_in_counter()
    play.world.answers["check_registration"] = lambda ask: builders.registration(
        RegistrationCode.REPRESENTATIVE_ID_DIFFERS, query=ask.query
    )
    await play.until(State.AT_COUNTER)
    await play.serve()
    await play.until(State.RISK_REVIEW)
    await play.refuse()
    await play.ends(State.REFUSED, "RF01")
    assert play.world.orders() == ["reserve_account", "retire_account"]


# ── the night ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def before_midnight(play: Play) -> None:
    """Everything is ready a few seconds before the day ends."""
    await play.to(State.AT_COUNTER)
    await play.prepare_activation()
    now = (await play.now()).astimezone(SHANGHAI)
    edge = datetime.combine(now.date(), time(23, 59, 56), SHANGHAI)
    await play.later(seconds=(edge - now).total_seconds())


async def after_midnight(play: Play) -> None:
    """Takes seconds: no time is skipped while something is under way."""
    while (await play.now()).astimezone(SHANGHAI).hour == 23:  # noqa: ASYNC110 - the server's clock has no event
        await asyncio.sleep(0.2)


async def test_9_an_order_that_waited_for_the_trail_past_midnight_is_held_to_the_answers_of_the_new_day(
    stage: Stage,
) -> None:
    play = await stage()
    await before_midnight(play)
    gate = play.world.hold("publish")
    await play.people.activate()
    await after_midnight(play)
    assert play.world.count("activate_account") == 0
    gate.set()
    await play.ends(State.ACTIVE)
    found = await play.people.file()
    registry, lists, account = found.dossier.registration, found.dossier.lists, found.account
    assert registry is not None
    assert lists is not None
    assert account is not None
    assert account.opened is not None
    days = {at.astimezone(SHANGHAI).date() for at in (registry.at, lists.at, account.opened)}
    assert len(days) == 1, days


async def before_the_next_midnight(play: Play) -> None:
    """On the day after the examination: registry and lists have to be asked again."""
    await play.to(State.PRE_OPENED)
    await another_day(play)
    await before_midnight(play)


@pytest.mark.parametrize(
    ("late", "prompt"), [("screen_lists", "check_registration"), ("check_registration", "screen_lists")]
)
async def test_9_what_was_answered_before_midnight_is_asked_again_where_another_answer_came_after_it(
    stage: Stage, late: str, prompt: str
) -> None:
    play = await stage()
    await before_the_next_midnight(play)
    gate = play.world.hold(late)
    await play.people.activate()
    await soon(lambda: play.world.count(late) == 2)
    await after_midnight(play)
    gate.set()
    await play.ends(State.ACTIVE)
    found = await play.people.file()
    registry, lists = found.dossier.registration, found.dossier.lists
    assert registry is not None
    assert lists is not None
    today = (await play.now()).astimezone(SHANGHAI).date()
    assert {at.astimezone(SHANGHAI).date() for at in (registry.at, lists.at)} == {today}
    assert play.world.count(prompt) == 3
    assert "HARD_RULES_BROKEN" not in play.world.actions()


async def test_9_a_source_that_is_closed_after_midnight_activates_nothing(stage: Stage) -> None:
    play = await stage()
    await before_the_next_midnight(play)
    gate = play.world.hold("screen_lists")
    await play.people.activate()
    await soon(lambda: play.world.count("screen_lists") == 2)
    await after_midnight(play)
    play.world.down("check_registration", "SERVICE_CLOSED", retry=False)
    gate.set()
    await play.until(State.AT_COUNTER)
    assert play.world.count("activate_account") == 0
    play.world.heal("check_registration")
    await play.until_task(TaskKind.COUNTER)
    await play.people.activate()
    await play.ends(State.ACTIVE)


async def test_9_an_order_that_no_worker_takes_before_midnight_is_undone_and_not_begun_the_next_day(
    stage: Stage,
) -> None:
    play = await stage()
    await before_midnight(play)
    gate = play.world.hold("activate_account")
    await play.people.activate()
    await after_midnight(play)
    await play.ends(State.EXPIRED, "RF13")
    gate.set()
    assert play.world.orders()[-1] == "reverse_account"
    assert "unfinished" in play.world.texts()
