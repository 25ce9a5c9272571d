"""The check system's messages: accepted with a serial, answered later, long answers in slices, whole or not at all."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.check import Answered, Source
from activities.failures import OutsideFailed, QuestionRefused, ServiceClosed
from activities.providers.check_system import PhoneOverHttp, RegistrationOverHttp, TaxOverHttp
from models.checks import Accepted, Post, RegistrationAsked, RegistrationCode, RegistrationQuery
from models.requests import AskRegistration
from sandbox.faults import Hours
from tests.activities.outside import BASE, FAULTS, OutsideWorld
from tests.activities.questions import APPLICATION, CHENGMING, PERSONAL, PHONE, REQUEST, TAX
from tests.activities.test_check_activities import RememberedEvidence, activities

DELAY = 0.3
LONG = RegistrationQuery(
    credit_code="91110199MA01TTT189",
    name="北京朔原样例商贸有限公司",
    representative="方试原",
    representative_id="310199198102020034",
)
"""A firm with seven entries in its lists: three slices and more."""

SOURCES: dict[str, tuple[Callable[[OutsideWorld], Source[Any, Any]], Any]] = {
    "registration": (lambda world: RegistrationOverHttp(world.client, BASE), CHENGMING),
    "phone": (lambda world: PhoneOverHttp(world.client, BASE), PHONE),
    "tax": (lambda world: TaxOverHttp(world.client, BASE), TAX),
}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[OutsideWorld]:
    """A world whose check system takes its time."""
    async with OutsideWorld(tmp_path, delay=DELAY) as there:
        yield there


async def accepted(world: OutsideWorld, system: str = "registration", query: Any = None) -> Accepted:
    make, usual = SOURCES[system]
    told = await make(world).ask(query or usual, REQUEST)
    assert isinstance(told, Accepted)
    return told


async def collected(world: OutsideWorld, ticket: Accepted, system: str = "registration", query: Any = None) -> Any:
    make, usual = SOURCES[system]
    return await make(world).collect(query or usual, ticket)


# ── asked now, answered later ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("system", "source"), [("registration", "SAMR"), ("phone", "MIIT"), ("tax", "CSAT")])
async def test_a_question_is_accepted_with_a_serial_and_answered_later(
    world: OutsideWorld, system: str, source: str
) -> None:
    ticket = await accepted(world, system)
    assert ticket.serial.startswith(f"{source}20261008")
    assert await collected(world, ticket, system) == ticket
    world.clock += DELAY
    answered = await collected(world, ticket, system)
    assert (answered.answer.code, answered.serial) == ("MCHD", ticket.serial)


async def test_the_same_request_twice_is_one_question_with_one_serial(world: OutsideWorld) -> None:
    assert await accepted(world) == await accepted(world)


async def test_a_request_id_belongs_to_one_question_alone(world: OutsideWorld) -> None:
    await accepted(world)
    with pytest.raises(OutsideFailed, match="409"):
        await accepted(world, query=LONG)


async def test_a_serial_and_its_question_survive_a_restart_of_the_other_side(
    world: OutsideWorld, tmp_path: Path
) -> None:
    ticket = await accepted(world)
    again = world.restart(tmp_path)
    again.clock = world.clock + DELAY
    assert (await collected(again, ticket)).answer.code is RegistrationCode.MATCHED
    await again.close()


async def test_each_source_has_its_own_pace_and_may_answer_at_once(world: OutsideWorld) -> None:
    await world.call("PUT", "/pace/phone", {"seconds": 0})
    make, query = SOURCES["phone"]
    assert isinstance(await make(world).ask(query, REQUEST), Answered)
    assert (await world.call("GET", "/pace"))["tax"] == DELAY


@pytest.mark.parametrize("system", SOURCES)
async def test_a_serial_that_the_system_does_not_know_is_refused_and_never_an_answer(
    world: OutsideWorld, system: str
) -> None:
    ticket = await accepted(world, system)
    await world.call("DELETE", "/state")
    with pytest.raises(QuestionRefused):
        await collected(world, ticket, system)


async def test_another_questions_serial_does_not_bring_this_ones_answer(world: OutsideWorld) -> None:
    mine = await accepted(world)
    make, _ = SOURCES["registration"]
    other = await make(world).ask(LONG, "r-2")
    assert isinstance(other, Accepted)
    world.clock += DELAY
    with pytest.raises(QuestionRefused):
        await collected(world, Accepted(request=mine.request, serial=other.serial))


# ── faults on the way ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mode", [mode for mode in FAULTS if mode != "slow"])
@pytest.mark.parametrize("system", SOURCES)
async def test_a_failing_answer_is_a_failure_and_is_collected_once_it_is_healed(
    world: OutsideWorld, system: str, mode: str
) -> None:
    ticket = await accepted(world, system)
    world.clock += DELAY
    await world.fault(system, mode)
    with pytest.raises(OutsideFailed) as failure:
        await collected(world, ticket, system)
    assert not any(word in str(failure.value) for word in PERSONAL)
    await world.fault(system, "ok")
    assert (await collected(world, ticket, system)).answer.code == "MCHD"


@pytest.mark.parametrize("mode", ["half", "unknown_code", "other_firm"])
async def test_a_spoilt_slice_is_a_failure_as_a_spoilt_answer_is(world: OutsideWorld, mode: str) -> None:
    ticket = await accepted(world, query=LONG)
    world.clock += DELAY
    await world.fault("registration", mode)
    with pytest.raises(OutsideFailed):
        await collected(world, ticket, query=LONG)


@pytest.mark.parametrize("system", SOURCES)
async def test_a_late_answer_is_no_answer_yet(world: OutsideWorld, system: str) -> None:
    ticket = await accepted(world, system)
    world.clock += 3600
    await world.fault(system, "late")
    assert await collected(world, ticket, system) == ticket


@pytest.mark.parametrize("system", SOURCES)
async def test_a_rejected_question_is_refused(world: OutsideWorld, system: str) -> None:
    ticket = await accepted(world, system)
    world.clock += DELAY
    await world.fault(system, "rejected")
    with pytest.raises(QuestionRefused, match="rejected"):
        await collected(world, ticket, system)


@pytest.mark.parametrize("system", SOURCES)
@pytest.mark.parametrize(("mode", "why"), [("wrong_serial", "another serial"), ("torn", "contradict")])
async def test_an_answer_under_anothers_serial_or_twice_and_different_is_a_failure(
    world: OutsideWorld, system: str, mode: str, why: str
) -> None:
    ticket = await accepted(world, system)
    world.clock += DELAY
    await world.fault(system, mode)
    with pytest.raises(OutsideFailed, match=why):
        await collected(world, ticket, system)


@pytest.mark.parametrize("mode", ["late", "rejected", "shuffled", "doubled", "torn", "missing_slice", "wrong_serial"])
async def test_a_fault_of_messages_is_refused_for_systems_that_have_none(world: OutsideWorld, mode: str) -> None:
    assert (await world.request("PUT", "/faults/citizen", {"mode": mode})).status_code == 422
    assert set(await world.call("PUT", "/faults/check", {"mode": mode})) == {"registration", "phone", "tax"}


async def test_a_receipt_uses_no_fault_up_that_is_for_the_next_answer(world: OutsideWorld) -> None:
    await world.fault("registration", "half", calls=1)
    ticket = await accepted(world)
    world.clock += DELAY
    with pytest.raises(OutsideFailed):
        await collected(world, ticket)
    assert (await collected(world, ticket)).answer.code is RegistrationCode.MATCHED


async def test_a_fault_about_one_firm_meets_its_later_answer_and_no_other(world: OutsideWorld) -> None:
    await world.fault("registration", "rejected", about=CHENGMING.credit_code)
    mine = await accepted(world)
    other = await SOURCES["registration"][0](world).ask(LONG, "r-2")
    assert isinstance(other, Accepted)
    world.clock += DELAY
    with pytest.raises(QuestionRefused):
        await collected(world, mine)
    assert (await collected(world, other, query=LONG)).answer.code is RegistrationCode.MATCHED


# ── slices ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_long_answer_comes_in_slices_and_is_the_same_as_in_one_piece(
    world: OutsideWorld, tmp_path: Path
) -> None:
    ticket = await accepted(world, query=LONG)
    world.clock += DELAY
    sliced = await collected(world, ticket, query=LONG)
    assert len(json.loads(sliced.raw)["slices"]) > 2
    await world.call("PUT", "/pace/registration", {"seconds": 0})
    whole = await SOURCES["registration"][0](world).ask(LONG, REQUEST)
    assert isinstance(whole, Answered)
    assert sliced.answer == whole.answer
    assert len(sliced.answer.firm.changes) == 3


@pytest.mark.parametrize("query", [CHENGMING, LONG], ids=["short", "long"])
@pytest.mark.parametrize("mode", ["shuffled", "doubled"])
async def test_slices_out_of_order_or_twice_make_the_same_answer(
    world: OutsideWorld, mode: str, query: RegistrationQuery
) -> None:
    ticket = await accepted(world, query=query)
    world.clock += DELAY
    straight = await collected(world, ticket, query=query)
    await world.fault("registration", mode)
    assert (await collected(world, ticket, query=query)).answer == straight.answer


@pytest.mark.parametrize("query", [CHENGMING, LONG], ids=["short", "long"])
async def test_an_answer_that_lacks_a_slice_is_no_answer_yet_and_never_a_shorter_one(
    world: OutsideWorld, query: RegistrationQuery
) -> None:
    ticket = await accepted(world, query=query)
    world.clock += DELAY
    await world.fault("registration", "missing_slice")
    assert await collected(world, ticket, query=query) == ticket


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("slices.1.number", 1),
        ("slices.1.number", 9),
        ("slices.1.number", 0),
        ("slices.1.total", 2),
        ("slices.1.serial", "SAMR2026100800000099"),
        ("slices.1.part", {"result": "NTFD"}),
        ("slices.1.part", {"firm": None}),
        ("slices.1.part", {"firm": {"serious_violation": False}}),
        ("slices.1.part", {"firm": {"changes": {}}}),
        ("slices.1.part", None),
    ],
)
async def test_slices_that_contradict_each_other_are_a_failure(world: OutsideWorld, name: str, value: Any) -> None:
    ticket = await accepted(world, query=LONG)
    world.clock += DELAY
    with pytest.raises(OutsideFailed):
        await RegistrationOverHttp(world.twisted(name, value), BASE).collect(LONG, ticket)


async def test_an_answer_without_any_slice_is_no_answer_yet(world: OutsideWorld) -> None:
    ticket = await accepted(world, query=LONG)
    world.clock += DELAY
    assert await RegistrationOverHttp(world.twisted("slices", []), BASE).collect(LONG, ticket) == ticket


async def test_the_registry_tells_officers_and_what_shareholders_have_paid(world: OutsideWorld) -> None:
    ticket = await accepted(world)
    world.clock += DELAY
    firm = (await collected(world, ticket)).answer.firm
    assert {officer.post for officer in firm.officers} == {Post.DIRECTOR, Post.MANAGER}
    owner = firm.shareholders[0]
    assert (owner.subscribed, owner.paid, owner.form) == (firm.capital, firm.capital, "货币")
    assert owner.on == firm.established


# ── hours and service state ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("system", SOURCES)
async def test_a_source_that_is_closed_says_so_when_its_state_is_asked(world: OutsideWorld, system: str) -> None:
    make, _ = SOURCES[system]
    await make(world).require_open()
    await world.fault(system, "closed")
    with pytest.raises(ServiceClosed):
        await make(world).require_open()


@pytest.mark.parametrize(("name", "value"), [("states", {}), ("states.SAMR", "OPEN"), ("states", None), ("request", 1)])
async def test_a_service_state_that_does_not_tell_about_the_source_is_a_failure(
    world: OutsideWorld, name: str, value: Any
) -> None:
    with pytest.raises(OutsideFailed):
        await RegistrationOverHttp(world.twisted(name, value), BASE).require_open()


async def test_outside_its_hours_the_check_system_is_closed_and_other_systems_are_not(tmp_path: Path) -> None:
    async with OutsideWorld(tmp_path, delay=DELAY, hours=Hours.read("08:00-20:00")) as world:
        await accepted(world)
        world.clock += 8 * 3600  # eight in the evening
        for system, (make, query) in SOURCES.items():
            with pytest.raises(ServiceClosed):
                await make(world).ask(query, f"late-{system}")
            with pytest.raises(ServiceClosed):
                await make(world).require_open()
        assert (await world.request("POST", "/citizen/check", {"request": "r", "number": "1", "name": "x"})).is_success


@pytest.mark.parametrize("text", ["", "8-20", "08:00", "25:00-26:00"])
def test_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Hours.read(text)


# ── the activity ────────────────────────────────────────────────────────────────────────────────────────────────────


def asking(**more: Any) -> AskRegistration:
    return AskRegistration(application=APPLICATION, query=CHENGMING, **more)


async def test_the_activity_ends_with_the_receipt_and_keeps_only_the_answer(world: OutsideWorld) -> None:
    evidence, run = RememberedEvidence(), ActivityEnvironment().run
    check = activities(world, evidence).check_registration
    ticket = await run(check, asking(request=REQUEST))
    assert isinstance(ticket, Accepted)
    assert evidence.stored == []
    world.clock += DELAY
    asked = await run(check, asking(request=REQUEST, serial=ticket.serial))
    assert isinstance(asked, RegistrationAsked)
    assert asked.serial == ticket.serial
    assert len(evidence.stored) == 1


async def test_all_slices_are_kept_as_evidence_byte_for_byte(world: OutsideWorld) -> None:
    evidence, run = RememberedEvidence(), ActivityEnvironment().run
    check = activities(world, evidence).check_registration
    ticket = await accepted(world, query=LONG)
    world.clock += DELAY
    await world.fault("registration", "doubled")
    body = {"request": ticket.request, "serial": ticket.serial}
    sent = await world.request("POST", "/check/registration/answers", body)
    await run(check, AskRegistration(application=APPLICATION, query=LONG, request=REQUEST, serial=ticket.serial))
    assert evidence.stored[0][3] == sent.content


async def test_a_source_that_was_closed_is_asked_for_its_state_before_it_is_asked(world: OutsideWorld) -> None:
    run, check = ActivityEnvironment().run, activities(world, RememberedEvidence()).check_registration
    await world.fault("registration", "closed", about="no such request")
    assert isinstance(await run(check, asking(request=REQUEST, was_closed=True)), Accepted)
    await world.fault("registration", "closed")
    with pytest.raises(ApplicationError) as closed:
        await run(check, asking(request="r-2", was_closed=True))
    assert closed.value.type == "SERVICE_CLOSED"


async def test_a_refused_question_is_not_retried_by_temporal(world: OutsideWorld) -> None:
    run, check = ActivityEnvironment().run, activities(world, RememberedEvidence()).check_registration
    with pytest.raises(ApplicationError) as refused:
        await run(check, asking(request=REQUEST, serial="SAMR2026100800000099"))
    assert (refused.value.type, refused.value.non_retryable) == ("QUESTION_REFUSED", True)
