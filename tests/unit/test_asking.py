"""Asking the check system: what a question is called, and how long its answer is waited for."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from models.checks import PhoneQuery, System, Ticket
from models.durations import span
from models.policy import Outside
from models.rules.asking import collectable, pause, request_id, waited_for
from tests.builders import APPLICATION, NOW, policy

OUTSIDE = policy().outside
QUERY = PhoneQuery(phone="19900000001", name="范例安", id_number="310199199001010018", credit_code="91310199MA1K0A0T1Y")
TICKET = Ticket(request="r-1", serial="MIIT2026100800000001", since=NOW)


def test_the_same_question_of_an_application_always_has_the_same_id() -> None:
    assert request_id(APPLICATION, System.PHONE, QUERY, 0) == request_id(APPLICATION, System.PHONE, QUERY, 0)


def test_another_application_system_question_or_a_settled_one_has_another_id() -> None:
    other = QUERY.model_copy(update={"id_type": "IC05"})
    ids = {
        request_id(APPLICATION, System.PHONE, QUERY, 0),
        request_id("EK2026100800000009", System.PHONE, QUERY, 0),
        request_id(APPLICATION, System.TAX, QUERY, 0),
        request_id(APPLICATION, System.PHONE, other, 0),
        request_id(APPLICATION, System.PHONE, QUERY, 1),
    }
    assert len(ids) == 5


def test_the_id_of_a_question_tells_nothing_of_what_is_asked() -> None:
    told = request_id(APPLICATION, System.PHONE, QUERY, 0)
    assert not [word for word in (QUERY.phone, QUERY.name, QUERY.id_number, APPLICATION) if word in told]


def test_an_accepted_question_is_collected_by_its_own_id_until_it_counts_as_lost() -> None:
    lost = NOW + timedelta(hours=2)
    assert collectable(TICKET, "r-1", lost - timedelta(seconds=1), OUTSIDE)
    assert not collectable(TICKET, "r-1", lost, OUTSIDE)
    assert not collectable(TICKET, "r-2", NOW, OUTSIDE)
    assert not collectable(None, "r-1", NOW, OUTSIDE)


def test_a_late_answer_is_looked_for_ever_slower_and_then_is_an_outage() -> None:
    now, pauses = NOW, list[float]()
    while (wait := pause(TICKET, len(pauses), now, OUTSIDE)) is not None:
        pauses.append(wait.total_seconds())
        now += wait
    assert pauses[:6] == [1, 2, 4, 8, 16, 30]
    assert sum(pauses) == timedelta(minutes=5).total_seconds()
    assert len(pauses) < 20  # at eight events a look, three systems stay far below a long case's two thousand


def test_what_was_found_late_once_is_looked_at_once_in_each_later_try() -> None:
    assert pause(TICKET, 0, NOW + timedelta(minutes=20), OUTSIDE) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer_pause": "0 s"},
        {"answer_pause": "1 min"},
        {"answer_longest": "10 min"},
        {"answer_wait": "1 wd"},
        {"answer_lost": "1 min"},
    ],
)
def test_a_policy_whose_waits_for_an_answer_do_not_rise_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="answer_pause"):
        Outside.model_validate({**OUTSIDE.model_dump(), **wrong})


def test_the_policy_of_a_case_from_before_answers_came_later_has_these_waits_too() -> None:
    names = ("answer_pause", "answer_longest", "answer_wait", "answer_lost")
    older = {name: value for name, value in OUTSIDE.model_dump().items() if name not in names}
    assert Outside.model_validate(older).answer_wait == span("5 min")


def test_who_is_waited_for_is_told_with_the_reason() -> None:
    failing = {System.TAX: "OUTSIDE_FAILED", System.REGISTRATION: "SERVICE_CLOSED"}
    assert waited_for(failing) == "registration (SERVICE_CLOSED)+tax (OUTSIDE_FAILED)"
