"""Each own value of the citizen check (rules.md 5) and each list with its outcome (rules.md 6)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from models.account import CounterRecord
from models.audit import SHANGHAI
from models.case import Case
from models.checks import AbnormalEntry, CitizenCode, ListHit, ListKind, System
from models.findings import Severity, Tier
from models.rules import hard_rules, interview, judgement, judging, plan
from models.rules.hard_rules import Moment
from models.rules.review import may_refuse
from models.visit import FaceVerdict
from tests import builders
from tests.builders import NOW, TODAY, case, dossier, policy

HARD, STOP, FIX, FLAG, INFO = Severity.HARD, Severity.STOP, Severity.FIX, Severity.FLAG, Severity.INFO


def of(code: CitizenCode, **over: Any) -> Case:
    return case(dossier=dossier(citizen=builders.citizen(code)), **over)


def codes(of_case: Case, about: str) -> dict[str, Severity]:
    found = judging.judged(of_case, policy(), NOW).findings
    return {finding.code: finding.severity for finding in found if finding.code.startswith(about)}


# ── 5 citizen identity check ────────────────────────────────────────────────────────────────────────────────────────

MISMATCH = [CitizenCode.NAME_MISMATCH, CitizenCode.NOT_FOUND, CitizenCode.NOT_FOUND_OR_MISMATCH]
NO_CHIP = {"counter": CounterRecord(teller="E20406")}
NO_FACE = {
    "visit": builders.visit(representative_face=builders.face(FaceVerdict.UNSURE)),
    "interview": builders.interview(attempts=[builders.attempt(face=None, exam=builders.exam(FaceVerdict.UNSURE))]),
}

CITIZEN = [
    ("5-MATCH_PHOTO", CitizenCode.MATCH_PHOTO, {}),
    ("5-MATCH_NO_PHOTO", CitizenCode.MATCH_NO_PHOTO, {"CITIZEN_NO_PHOTO": FLAG}),
    *((f"5-{code}", code, {f"CITIZEN_{code}": FIX}) for code in MISMATCH),
]


@pytest.mark.parametrize(("code", "expected"), [row[1:] for row in CITIZEN], ids=[row[0] for row in CITIZEN])
def test_an_own_value_has_its_outcome_and_none_refuses(code: CitizenCode, expected: dict[str, Severity]) -> None:
    assert codes(of(code), "CITIZEN") == expected


def test_5_match_photo_the_face_is_compared_and_proves_without_the_chip() -> None:
    assert "H04" not in broken(of(CitizenCode.MATCH_PHOTO, **NO_CHIP))
    assert "H04" in broken(of(CitizenCode.MATCH_PHOTO, **NO_CHIP, **NO_FACE))


@pytest.mark.parametrize("code", [CitizenCode.MATCH_NO_PHOTO, *MISMATCH])
def test_5_without_a_photo_or_a_match_the_chip_at_the_counter_is_mandatory_and_enough(code: CitizenCode) -> None:
    assert "H04" in broken(of(code, **NO_CHIP))
    assert "H04" not in broken(of(code))


@pytest.mark.parametrize("code", list(CitizenCode))
def test_5_whom_the_check_does_not_confirm_is_moved_from_remote_steps_to_the_counter(code: CitizenCode) -> None:
    assert interview.at_counter_only(code) is (code in MISMATCH)


@pytest.mark.parametrize("reason", ["RF02", "RF03", "RF04"])
@pytest.mark.parametrize("code", MISMATCH)
def test_5_a_mismatch_is_no_ground_of_a_reason_that_must_refuse(code: CitizenCode, reason: str) -> None:
    assert may_refuse(reason, "公民身份核查不一致", judging.judged(of(code), policy(), NOW).findings)


def broken(of_case: Case) -> set[str]:
    return {finding.code for finding in hard_rules.broken(of_case, policy(), NOW)}


# ── 6 lists ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def listed(kind: ListKind, *, by_number: bool = True) -> Case:
    hit = ListHit(kind=kind, entry="L-1", by_number=by_number)
    return case(dossier=dossier(lists=builders.lists(hit)))


LISTS = [
    ("6-terrorists-sanctions", ListKind.MANDATORY, HARD, Tier.P),
    ("6-punished-five-years", ListKind.PUNISHED, HARD, Tier.P),
    ("6-case-related", ListKind.CASE_RELATED, STOP, None),
    ("6-serious-violation", ListKind.SERIOUS_VIOLATION, HARD, Tier.P),
    ("6-court-defaulter", ListKind.DEFAULTER, FLAG, None),
    ("6-PEP", ListKind.PEP, FLAG, Tier.R1),
    ("6-own-blacklist", ListKind.BLACK, STOP, None),
    ("6-own-grey-list", ListKind.GREY, FLAG, None),
    ("6-own-white-list", ListKind.WHITE, INFO, None),
]


@pytest.mark.parametrize(("kind", "severity", "tier"), [row[1:] for row in LISTS], ids=[row[0] for row in LISTS])
def test_a_hit_by_number_has_its_lists_outcome(kind: ListKind, severity: Severity, tier: Tier | None) -> None:
    assert codes(listed(kind), "LIST_") == {f"LIST_{kind.upper()}": severity}
    assert judging.judged(listed(kind), policy(), NOW).score.tier is (tier or Tier.R4)


def test_every_list_has_its_row() -> None:
    assert [row[1] for row in LISTS] == list(ListKind)


WHITE = ListHit(kind=ListKind.WHITE, entry="W-1", by_number=True)


@pytest.mark.parametrize("kind", [kind for kind in ListKind if kind is not ListKind.WHITE])
@pytest.mark.parametrize("by_number", [True, False])
def test_6_white_list_is_told_and_makes_no_other_lists_hit_less(kind: ListKind, by_number: bool) -> None:
    other = ListHit(kind=kind, entry="L-1", by_number=by_number)
    alone, both = (case(dossier=dossier(lists=builders.lists(*hits))) for hits in ((other,), (other, WHITE)))
    without, told = (judging.judged(each, policy(), NOW) for each in (alone, both))
    assert codes(both, "LIST_") == {**codes(alone, "LIST_"), "LIST_WHITE": INFO}
    assert told.score == without.score
    assert broken(both) == broken(alone)


@pytest.mark.parametrize("pep", [True, False])
def test_6_white_list_lowers_neither_points_nor_tier(pep: bool) -> None:
    """A tier is lowered by RISK alone, whatever the bank decided about a firm before (risk.md 2)."""
    hits = (ListHit(kind=ListKind.PEP, entry="P-1", by_number=True),) if pep else ()
    plain, white = (builders.lists(*hits), builders.lists(*hits, WHITE))
    scores = [judging.judged(case(dossier=dossier(lists=each)), policy(), NOW).score for each in (plain, white)]
    assert scores[0] == scores[1]


def test_6_white_list_is_shown_in_explain_among_the_information() -> None:
    found = judging.judged(listed(ListKind.WHITE), policy(), NOW).findings
    seen = case(dossier=listed(ListKind.WHITE).dossier, findings=found)
    shown = judgement.judgement_of(seen, policy(), NOW).findings
    assert "LIST_WHITE" in {grounded.finding.code for grounded in shown[INFO]}


@pytest.mark.parametrize("kind", [ListKind.MANDATORY, ListKind.PUNISHED, ListKind.SERIOUS_VIOLATION])
def test_6_matching_the_name_alone_on_a_mandatory_list_holds_for_a_person(kind: ListKind) -> None:
    assert codes(listed(kind, by_number=False), "LIST_") == {f"LIST_{kind.upper()}_NEAR": STOP}


ABNORMAL = [
    ("6-abnormal-1-no-annual-report", 1, {"ABNORMAL_1": FLAG, "ABNORMAL_1_ADVICE": FIX}, Tier.R4),
    ("6-abnormal-2-no-public-data", 2, {"ABNORMAL_2": FLAG}, Tier.R4),
    ("6-abnormal-3-false-data", 3, {"ABNORMAL_3": STOP}, Tier.R4),
    ("6-abnormal-4-unreachable", 4, {"ABNORMAL_4": FLAG}, Tier.R2),
]


def abnormal(reason: int, since: date) -> Case:
    entry = AbnormalEntry(reason=reason, on=since)
    return case(dossier=dossier(registration=builders.registration(abnormal=(entry,))))


@pytest.mark.parametrize(
    ("reason", "expected", "tier"), [row[1:] for row in ABNORMAL], ids=[row[0] for row in ABNORMAL]
)
def test_a_reason_of_the_abnormal_list_has_its_outcome(reason: int, expected: dict[str, Severity], tier: Tier) -> None:
    of_case = abnormal(reason, TODAY - timedelta(days=100))
    assert codes(of_case, "ABNORMAL") == expected
    assert judging.judged(of_case, policy(), NOW).score.tier is tier


def test_6_abnormal_4_makes_the_visit_mandatory() -> None:
    assert policy().measures[Tier.R2].visit == "always"


@pytest.mark.parametrize("reason", [1, 2, 3, 4])
def test_6_abnormal_not_removed_after_three_years_stops(reason: int) -> None:
    assert codes(abnormal(reason, TODAY - timedelta(days=1096)), "ABNORMAL_TOO") == {"ABNORMAL_TOO_LONG": STOP}


def test_6_moments_submit_decision_and_activation_screen_anew() -> None:
    morning = datetime(2026, 10, 9, 9, 0, tzinfo=SHANGHAI)
    assert System.LISTS in plan.FIRST_ROUND
    assert System.LISTS in plan.stale(dossier(), morning)
    for moment in (Moment.DECISION, Moment.ACTIVATION):
        assert "H02" in {finding.code for finding in hard_rules.broken(case(), policy(), morning, moment)}


def test_6_matching_looks_for_firm_representative_and_agent() -> None:
    asked = plan.of_case(builders.by_agent_case()).lists
    assert asked is not None
    assert [one.name for one in asked.subjects] == [builders.FIRM_NAME, builders.REPRESENTATIVE, builders.AGENT]
