"""What a visit and an interview were about, and what has changed since (process.md step 4; rules.md 11)."""

from typing import Any

import pytest

from models.account import CounterRecord, Visitor
from models.acts import CheckInCounter, WaiveVisit
from models.case import Case
from models.findings import Tier
from models.interview import InterviewAttempt
from models.papers import EntityKind
from models.rules import visit as visits
from models.rules.acts import untimely
from models.rules.hard_rules import broken
from models.rules.visited import Change, about, changed, interviewed_another
from models.states import Leg, State
from models.visit import FaceVerdict, Visited
from tests import builders as b
from tests.ownership import P, firm, owned

ANOTHER = b.AGENT_NUMBER
ELSEWHERE = "上海市示范区新址路7号1室"


def traced(*extracts: Any) -> Any:
    return b.traced().model_copy(update={"answer": owned(*extracts)})


TWO = b.dossier(owners=traced(firm("A", P("甲", 60), P("乙", 40))))


def visited(**over: Any) -> Case:
    """A clean case whose visit was about just what the case says now; `over` changes it afterwards."""
    before = b.case(dossier=TWO)
    seen = b.visit(about=about(before, b.policy()))
    attempts = [b.attempt(representative=b.ID_NUMBER)]
    return b.case(**{"dossier": TWO, "visit": seen, "interview": b.interview(attempts=attempts), **over})


def standing(case: Case) -> set[str]:
    return {found.code for found in broken(case, b.policy(), b.NOW)}


def test_a_visit_is_about_representative_addresses_and_the_owners_shown() -> None:
    assert about(b.case(dossier=TWO), b.policy()) == Visited(
        representative=b.ID_NUMBER, address=b.ADDRESS, registered=b.ADDRESS, owners=("P-乙", "P-甲")
    )
    elsewhere = b.case(statements=b.statements(operating_address=ELSEWHERE), dossier=b.dossier(registration=None))
    assert about(elsewhere, b.policy()) == Visited(
        representative=b.ID_NUMBER, address=ELSEWHERE, registered=None, owners=()
    )


def test_nothing_has_changed_of_a_case_as_it_was_visited_nor_of_a_visit_from_before_that_was_recorded() -> None:
    assert changed(visited(), b.policy()) == frozenset()
    assert standing(visited()) == standing(b.case(dossier=TWO))
    assert changed(visited(visit=b.visit(), id_card=b.id_card(number=ANOTHER)), b.policy()) == frozenset()


def test_h04_h05_h06_proofs_about_another_representative_prove_nothing() -> None:
    other = visited(id_card=b.id_card(number=ANOTHER), counter=CounterRecord(teller="E20406"))
    assert changed(other, b.policy()) == {Change.REPRESENTATIVE}
    assert {"H04", "H05", "H06"} <= standing(other)


@pytest.mark.parametrize("proof", ["visit", "interview"])
def test_h04_one_face_of_the_present_representative_is_enough(proof: str) -> None:
    unsure: dict[str, Any] = {"face": b.face(FaceVerdict.UNSURE), "exam": b.exam(FaceVerdict.UNSURE)}
    of_then = Visited(representative=ANOTHER, address=b.ADDRESS, registered=b.ADDRESS, owners=("P-乙", "P-甲"))
    held: dict[str, Any] = {"counter": CounterRecord(teller="E20406")}
    if proof == "visit":
        held["interview"] = b.interview(attempts=[b.attempt(representative=b.ID_NUMBER, **unsure)])
    else:
        held["visit"] = b.visit(about=of_then)
    assert "H04" not in standing(visited(**held))


@pytest.mark.parametrize(
    "moved",
    [
        {"licence": b.licence(address=ELSEWHERE)},
        {"statements": b.statements(operating_address=ELSEWHERE)},
        {"dossier": TWO.model_copy(update={"registration": b.registration(address=ELSEWHERE)})},
    ],
    ids=["licence", "statements", "registry"],
)
def test_h06_a_visit_is_repeated_when_the_address_changed(moved: dict[str, Any]) -> None:
    assert changed(visited(**moved), b.policy()) == {Change.ADDRESS}
    assert "H06" in standing(visited(**moved))


def test_an_address_written_otherwise_or_not_told_for_a_while_is_no_other_place() -> None:
    written = visited(licence=b.licence(address=b.ADDRESS.replace("3幢", "三栋")))
    silent = visited(dossier=TWO.model_copy(update={"registration": None}))
    assert Change.ADDRESS not in changed(written, b.policy()) | changed(silent, b.policy())


def test_h10_an_owner_whom_nobody_confirmed_stands_against_the_account_and_one_who_left_does_not() -> None:
    new = visited(dossier=b.dossier(owners=traced(firm("A", P("丙", 60), P("乙", 40)))))
    assert changed(new, b.policy()) == {Change.OWNERS}
    assert "H10" in standing(new)
    assert changed(visited(dossier=b.dossier(owners=traced(firm("A", P("乙", 100))))), b.policy()) == frozenset()


def test_h10_the_owners_of_the_lower_threshold_are_confirmed_before_a_high_tier_opens() -> None:
    three = b.dossier(owners=traced(firm("A", P("甲", 60), P("乙", 25), P("丙", 15))))
    low = b.case(dossier=three)
    seen = b.visit(about=about(low, b.policy()))
    assert changed(b.case(dossier=three, visit=seen), b.policy()) == frozenset()
    assert changed(b.case(dossier=three, visit=seen, score=b.score(Tier.R1)), b.policy()) == {Change.OWNERS}


def test_h10_who_has_no_owner_step_has_no_owners_to_confirm_anew() -> None:
    shop = {"licence": b.licence(entity=EntityKind.INDIVIDUAL), "dossier": b.dossier(owners=None)}
    seen = b.visit(about=about(b.case(**shop), b.policy()))
    assert changed(b.case(**shop, visit=seen), b.policy()) == frozenset()


def test_the_last_interview_tells_whom_it_was_held_with() -> None:
    def after(*attempts: InterviewAttempt) -> bool:
        return interviewed_another(b.case(interview=b.interview(attempts=[*attempts])))

    assert not after()
    assert not after(b.attempt())
    assert not after(b.attempt(representative=ANOTHER), b.attempt(representative=b.ID_NUMBER))
    assert after(b.attempt(representative=b.ID_NUMBER), b.attempt(representative=ANOTHER))


def test_a_visit_from_before_its_subject_was_recorded_stays_signed() -> None:
    told = b.visit().model_dump(mode="json")
    assert visits.digest(b.visit()) == visits.digest(b.visit(about=None, stopped_before=False))
    assert "about" in told
    assert visits.digest(b.visit()) != visits.digest(b.visit(stopped_before=True))
    assert visits.digest(b.visit()) != visits.digest(b.visit(about=about(b.case(), b.policy())))


def test_h08_no_waiver_washes_a_stopped_check_in_away() -> None:
    low = {"simplified": True, "score": b.score(Tier.R4, 21.0), "legs": {Leg.MAIN: State.PRE_REVIEW}}
    act = WaiveVisit(act_id="act-00000001", by="E20405", reason="经营地址视频可核")
    refused = untimely(b.case(**low, visit=b.visit(stopped_before=True)), act, b.policy())
    assert refused is not None
    shown = {"waived": True, "waived_by": "E20405", "waiver_reason": "视频可核", "owners_confirmed": True}
    plate = {"door_plate_seen": True, "door_plate_reason": "诚明路100号"}
    assert "H08" not in standing(b.case(**low, visit=b.visit(**shown, **plate)))
    assert "H08" in standing(b.case(**low, visit=b.visit(**shown, **plate, stopped_before=True)))


def test_4_who_has_to_be_met_in_person_is_not_represented_by_an_agent() -> None:
    in_person = b.interview(face_to_face=True)
    at_door = {"legs": {Leg.MAIN: State.COUNTER_BOOKED}, "interview": in_person}
    come = {"act_id": "act-00000001", "by": "E20406", "chip_identity": True}
    agent = CheckInCounter.model_validate({**come, "visitor": Visitor.AGENT})
    refused = untimely(b.by_agent_case(**at_door), agent, b.policy())
    assert refused is not None
    assert "in person" in refused.said
    assert untimely(b.by_agent_case(**at_door), CheckInCounter.model_validate(come), b.policy()) is None
    assert "H05" in standing(b.by_agent_case(interview=in_person))
