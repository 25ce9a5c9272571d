"""Answers that come later: the case waits durably with its serial, and no answer, late or lost, is ever a pass."""

from collections.abc import Callable
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from models import acts as a
from models.checks import Accepted, PhoneCode, RegistrationCode, System
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests.workflow.conftest import Stage, soon
from tests.workflow.world import World, server_time

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHECKS: dict[str, Callable[..., Any]] = {
    "check_registration": builders.registration,
    "check_phone": builders.phone,
    "check_tax": builders.tax,
}


class Correspondence:
    """A source that accepts each question with a serial of its own, and answers once it is `ready`."""

    def __init__(self, check: str, *, ready: bool = False) -> None:
        self.ready = ready
        self.known = True
        self.questions: list[str] = []
        self.collected: list[str] = []
        self._answer = CHECKS[check]

    def __call__(self, ask: Any) -> Any:
        if ask.serial is None:
            if ask.request not in self.questions:
                self.questions.append(ask.request)
            return Accepted(request=ask.request, serial=f"S{self.questions.index(ask.request)}")
        self.collected.append(ask.serial)
        if not self.ready:
            return Accepted(request=ask.request, serial=ask.serial)
        return self._answer(at=server_time(), query=ask.query)


def late(world: World, check: str, **more: Any) -> Correspondence:
    source = Correspondence(check, **more)
    world.answers[check] = source
    return source


@pytest.mark.parametrize("check", CHECKS)
async def test_an_answer_that_comes_later_is_waited_for_and_asked_once(stage: Stage, check: str) -> None:
    world = World()
    source = late(world, check)
    play = await stage(world=world)
    await soon(lambda: len(source.collected) >= 2)
    assert (await play.people.show()).state == State.MACHINE_CHECK
    source.ready = True
    await play.later(minutes=1)
    await play.until(State.PRE_REVIEW)
    assert len(source.questions) == 1
    assert set(source.collected) == {"S0"}
    assert world.seen("CHECK_ACCEPTED").total() == 1
    assert "CHECK_PENDING" not in world.states()


async def test_an_answer_that_is_late_is_an_outage_and_its_serial_is_collected_again(stage: Stage) -> None:
    world = World()
    source = late(world, "check_registration")
    play = await stage(world=world)
    await soon(lambda: len(source.collected) >= 1)
    await play.later(minutes=6)
    view = await play.until(State.CHECK_PENDING)
    assert view.waiting_for == "registration (NOT_ANSWERED_YET)"
    await play.later(minutes=30)
    assert (await play.people.show()).state == State.CHECK_PENDING
    source.ready = True
    await play.later(minutes=11)
    await play.until(State.PRE_REVIEW)
    assert len(source.questions) == 1
    assert world.seen("CHECK_FAILED").total() == 1


async def test_a_question_whose_answer_never_comes_counts_as_lost_and_is_asked_anew(stage: Stage) -> None:
    world = World()
    source = late(world, "check_tax")
    play = await stage(world=world)
    await soon(lambda: len(source.collected) >= 1)
    await play.later(minutes=6)
    await play.until(State.CHECK_PENDING)
    await play.later(hours=3)
    await soon(lambda: len(source.questions) == 2)
    source.ready = True
    await play.later(minutes=11)
    await play.until(State.PRE_REVIEW)
    assert source.collected[-1] == "S1"


async def test_a_serial_that_the_system_refuses_is_asked_anew(stage: Stage) -> None:
    world = World()
    source = late(world, "check_phone", ready=True)
    world.answers["check_phone"] = lambda ask: _fails("QUESTION_REFUSED") if ask.serial == "S0" else source(ask)
    play = await stage(world=world)
    await play.until(State.CHECK_PENDING)
    assert world.seen("CHECK_FAILED")[System.PHONE] == 1
    await play.later(minutes=11)
    await play.until(State.PRE_REVIEW)
    assert len(source.questions) == 2


def _fails(kind: str) -> Any:
    raise ApplicationError("down", type=kind, non_retryable=True)


@pytest.mark.parametrize("check", CHECKS)
async def test_a_source_that_answers_at_once_is_asked_once_and_never_waited_for(stage: Stage, check: str) -> None:
    world = World()
    play = await stage(world=world)
    await play.until(State.PRE_REVIEW)
    assert world.count(check) == 1
    assert world.seen("CHECK_ACCEPTED").total() == 0


async def test_a_repeated_activity_never_makes_a_second_question(stage: Stage) -> None:
    world = World()
    source = late(world, "check_registration", ready=True)
    world.fail("check_registration", 2)
    play = await stage(world=world)
    await play.later(seconds=30)
    await play.until(State.PRE_REVIEW)
    assert len(source.questions) == 1
    assert len({ask.request for ask in world.calls["check_registration"]}) == 1


async def test_the_same_question_on_the_activation_day_is_another_question(stage: Stage) -> None:
    world = World()
    source = late(world, "check_registration", ready=True)
    play = await stage(world=world)
    await play.later(seconds=5)
    await play.to(State.COUNTER_BOOKED)
    await play.later(days=1)
    await play.until(State.PRE_OPENED)
    await play.order_activation()
    await soon(lambda: len(source.questions) == 2)
    await play.later(seconds=5)
    await play.until(State.ACTIVE)
    assert source.collected == ["S0", "S1"]


async def test_a_source_that_was_closed_is_asked_for_its_state_first(stage: Stage) -> None:
    world = World()
    world.down("check_registration", "SERVICE_CLOSED", retry=False)
    play = await stage(world=world)
    view = await play.until(State.CHECK_PENDING)
    assert view.waiting_for == "registration (SERVICE_CLOSED)"
    world.heal("check_registration")
    await play.later(minutes=11)
    await play.until(State.PRE_REVIEW)
    first, *later = [ask.was_closed for ask in world.calls["check_registration"]]
    assert (first, set(later)) == (False, {True})


async def test_a_withdrawal_ends_the_wait_for_an_answer(stage: Stage) -> None:
    world = World()
    source = late(world, "check_registration")
    play = await stage(world=world)
    await soon(lambda: len(source.collected) >= 1)
    await play.people.do(a.Withdraw)
    await play.ends(State.WITHDRAWN, "WD01")


async def test_a_late_answer_that_is_bad_stops_the_case_as_a_prompt_one_does(stage: Stage) -> None:
    world = World()
    source = late(world, "check_registration", ready=True)
    source._answer = lambda **said: builders.registration(RegistrationCode.REPRESENTATIVE_ID_DIFFERS, **said)
    play = await stage(world=world)
    await play.later(seconds=5)
    await play.until(State.RISK_REVIEW)


# ── the phone with another kind of ID (rules.md 4.1, WIDT) ──────────────────────────────────────────────────────────


def known_with(id_type: str) -> Callable[[Any], Any]:
    """A phone company that knows the phone with this kind of ID."""

    def answer(ask: Any) -> Any:
        code = PhoneCode.MATCHED if ask.query.id_type == id_type else PhoneCode.ID_TYPE_DIFFERS
        return builders.phone(code, at=server_time(), query=ask.query)

    return answer


@pytest.mark.parametrize(("id_type", "asked"), [("IC00", 1), ("IC05", 2), ("IC06", 3)])
async def test_a_phone_known_with_another_kind_of_id_is_asked_with_that_and_passes(
    stage: Stage, id_type: str, asked: int
) -> None:
    world = World()
    world.answers["check_phone"] = known_with(id_type)
    play = await stage(world=world)
    view = await play.until(State.PRE_REVIEW)
    assert world.count("check_phone") == asked
    assert "WIDT" not in {finding.code for finding in view.findings}
    phone = (await play.people.file()).dossier.phone
    assert phone is not None
    assert (phone.id_type, phone.query.id_type) == (id_type, "IC00")


async def test_a_phone_known_with_no_kind_of_id_that_we_can_ask_for_stops_the_case(stage: Stage) -> None:
    world = World()
    world.answers["check_phone"] = known_with("IC21")
    play = await stage(world=world)
    view = await play.until(State.RISK_REVIEW)
    assert {finding.code: finding.severity for finding in view.findings}["WIDT"] == "STOP"
    assert world.count("check_phone") == 3
    assert any(task.kind == TaskKind.RISK_REVIEW for task in view.tasks)


async def test_an_outage_between_two_kinds_of_id_leaves_the_phone_unanswered(stage: Stage) -> None:
    world = World()
    answer = known_with("IC06")
    world.answers["check_phone"] = lambda ask: answer(ask) if ask.query.id_type == "IC00" else _fails("OUTSIDE_FAILED")
    play = await stage(world=world)
    await play.later(seconds=30)
    await play.until(State.CHECK_PENDING)
    assert (await play.people.file()).dossier.phone is None
    world.answers["check_phone"] = answer
    await play.later(minutes=11)
    await play.until(State.PRE_REVIEW)


class LateWith(Correspondence):
    """A phone company that answers at once that the kind of ID differs, and late about the kind that it knows."""

    def __init__(self, id_type: str) -> None:
        super().__init__("check_phone")
        self._id_type = id_type
        self.asked_with: list[str] = []

    def __call__(self, ask: Any) -> Any:
        self.asked_with.append(ask.query.id_type)
        if ask.query.id_type != self._id_type:
            return builders.phone(PhoneCode.ID_TYPE_DIFFERS, at=server_time(), query=ask.query)
        return super().__call__(ask)


@pytest.mark.parametrize("id_type", ["IC05", "IC06"])
async def test_an_answer_that_is_late_for_another_kind_of_id_is_collected_and_nothing_is_asked_again(
    stage: Stage, id_type: str
) -> None:
    world, source = World(), LateWith(id_type)
    world.answers["check_phone"] = source
    play = await stage(world=world)
    await soon(lambda: len(source.collected) >= 1)
    await play.later(minutes=6)
    await play.until(State.CHECK_PENDING)
    await play.later(minutes=30)
    source.ready = True
    await play.later(minutes=11)
    await play.until(State.PRE_REVIEW)
    assert source.asked_with.count("IC00") == 1
    assert len(source.questions) == 1
    phone = (await play.people.file()).dossier.phone
    assert phone is not None
    assert (phone.id_type, phone.query.id_type, phone.answer.code) == (id_type, "IC00", PhoneCode.MATCHED)


async def test_a_long_wait_for_three_answers_keeps_the_history_small(stage: Stage) -> None:
    world = World()
    for check in CHECKS:
        late(world, check)
    play = await stage(world=world)
    await soon(lambda: world.count("check_tax") >= 2)
    await play.later(minutes=6)
    await play.until(State.CHECK_PENDING)
    described = await play.handle.describe()
    assert described.history_length < 600
