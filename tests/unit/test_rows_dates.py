"""Each row of rules.md 9: what has to be valid, on which day, and what happens otherwise."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from models.account import CardAllowed, CounterItem, CounterRecord
from models.acts import DecideReview
from models.audit import SHANGHAI
from models.case import Case
from models.findings import Severity
from models.papers import Authorisation, IdCard, Paper, PaperKind, Reading, Term
from models.rules import agent, authorisation, cross_check, hard_rules, judging
from models.rules.counter_items import needed
from models.rules.dates import parse_term
from models.rules.hard_rules import LONGEST_VALID, Moment
from models.rules.id_card_checks import fitting_validity
from models.rules.plan import stale
from models.rules.policy_sense import problems
from models.rules.review import refuses, supplement_items
from tests import builders
from tests.builders import NOW, TODAY, by_agent_case, case, dossier, licence, policy, registration, statements
from tests.wording import well_said

STOP, FIX, FLAG, INFO = Severity.STOP, Severity.FIX, Severity.FLAG, Severity.INFO
YESTERDAY = TODAY - timedelta(days=1)


def on_file(over: dict[str, Any], warnings: tuple[str, ...] = ()) -> dict[str, Severity]:
    """Findings on this licence and card; the registry knows the licence's term."""
    paper = licence(**over.get("licence", {}))
    answers = dossier(registration=registration(term_end=paper.term.end if paper.term else None))
    card = builders.id_card(**over.get("id_card", {}))
    doubts = {PaperKind.ID_BACK: warnings}
    found = cross_check.findings(paper, card, statements(), answers, doubts, policy(), NOW)
    return {finding.code: well_said(finding).severity for finding in found}


def broken(of_case: Case, moment: Moment = Moment.ACTIVATION, now: datetime = NOW) -> set[str]:
    return {finding.code for finding in hard_rules.broken(of_case, policy(), now, moment)}


def until(end: date | None) -> dict[str, Any]:
    return {"licence": {"term": Term(start=date(2018, 3, 5), end=end)}}


def card_until(end: date) -> Term:
    return Term(start=end.replace(year=end.year - 20), end=end)


# ── licence and identity cards ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("end", "covers"), [(None, True), (TODAY, True), (YESTERDAY, False)])
def test_9_licence_term_must_cover_the_activation_date(end: date | None, covers: bool) -> None:
    paper = licence(**until(end)["licence"])
    held = case(licence=paper, dossier=dossier(registration=registration(term_end=None)))
    assert ("H09" not in broken(held)) is covers
    assert (on_file(until(end)).get("LICENCE_EXPIRED") is FIX) is not covers


@pytest.mark.parametrize("words", ["长期", "永久", "不约定期限"])
def test_9_licence_term_in_words_for_ever_has_no_end(words: str) -> None:
    assert parse_term(words).end is None


@pytest.mark.parametrize("moment", [Moment.ATTESTATION, Moment.DECISION, Moment.ACTIVATION])
def test_9_id_of_the_representative_is_valid_at_attestation_decision_and_activation(moment: Moment) -> None:
    expired = case(id_card=builders.id_card(validity=card_until(YESTERDAY)))
    assert "H09" in broken(expired, moment)


def test_9_id_of_the_representative_is_valid_at_submit() -> None:
    assert on_file({"id_card": {"validity": card_until(YESTERDAY), "birth_date": None}})["ID_EXPIRED"] is FIX


def test_9_id_of_the_agent_is_valid_at_submit_and_activation() -> None:
    card = builders.agent_card(validity=card_until(YESTERDAY))
    expired = by_agent_case(agent_card=card)
    found = {one.code: one.severity for one in agent.findings(expired, {}, True, policy(), NOW)}
    assert found["ID_EXPIRED"] is FIX
    assert "H09" in broken(expired)


@pytest.mark.parametrize(("days", "told"), [(89, True), (90, False)])
def test_9_remaining_validity_below_90_days_is_a_reminder(days: int, told: bool) -> None:
    found = on_file(until(TODAY + timedelta(days=days)))
    assert found == ({"LICENCE_EXPIRES_SOON": INFO} if told else {})


# ── temporary identity card ─────────────────────────────────────────────────────────────────────────────────────────

FOR_THREE_MONTHS = Term(start=date(2026, 9, 1), end=date(2026, 12, 1))
TEMPORARY = {"id_card": {"validity": FOR_THREE_MONTHS}}
SOON = {"ID_EXPIRES_SOON": INFO}


def with_a_temporary_card(kind: PaperKind = PaperKind.ID_BACK, **over: Any) -> Case:
    """A case at the counter whose card (the agent's: `agent_id_back`) is temporary and valid today."""
    read = Reading(kind=PaperKind.ID_BACK, fields={}, warnings=("TEMPORARY_CARD",))
    paper = Paper(kind=kind, ref=builders.ref(digit="c"))
    clean = {
        "id_card": builders.id_card(validity=FOR_THREE_MONTHS),
        "papers": {kind: paper},
        "readings": {paper.ref.sha256: read},
    }
    return case(**{**clean, **over})


def at_the_counter(word: CardAllowed | None, *, ticked: bool = True) -> CounterRecord:
    items = {CounterItem.TEMPORARY_CARD: "E20406"} if ticked else {}
    return CounterRecord(checked_in=NOW, teller="E20406", ticked=items, card_allowed=word)


def allowance(**over: Any) -> CardAllowed:
    return CardAllowed.model_validate({"by": "E20405", "person": "P05", "reason": "新证办理中", "at": NOW, **over})


def test_9_temporary_id_is_fix_at_the_remote_steps() -> None:
    assert on_file(TEMPORARY, ("TEMPORARY_CARD",)) == {"TEMPORARY_CARD_AT_COUNTER": FIX, **SOON}


def test_9_temporary_id_holds_for_three_months_whatever_the_age() -> None:
    longer = {"id_card": {"validity": Term(start=date(2026, 9, 1), end=date(2027, 9, 1))}}
    assert on_file(longer, ("TEMPORARY_CARD",))["ID_VALIDITY_LENGTH"] is FLAG
    assert on_file(longer, ("TEMPORARY_CARD", "SCREEN"))["ID_VALIDITY_LENGTH"] is STOP
    assert "ID_VALIDITY_LENGTH" in on_file(TEMPORARY)  # no temporary card says so


def test_9_temporary_id_is_left_open_by_the_review_which_neither_overrides_it_nor_asks_for_another() -> None:
    (found,) = [
        one
        for one in judging.judged(with_a_temporary_card(), policy(), NOW).findings
        if one.code == "TEMPORARY_CARD_AT_COUNTER"
    ]
    passing = DecideReview(act_id="act-00000001", by="E20417", decision="pass")
    assert refuses([found], {}, passing) is None
    assert supplement_items([found]) == ()
    doubt = builders.finding("SOMETHING", FLAG)
    assert refuses([found, doubt], {}, passing) == "say in --reason why these findings may be overridden (SOMETHING)"


@pytest.mark.parametrize("kind", [PaperKind.ID_BACK, PaperKind.AGENT_ID_BACK])
def test_9_temporary_id_is_seen_at_the_counter_and_allowed_by_a_supervisor(kind: PaperKind) -> None:
    assert CounterItem.TEMPORARY_CARD in needed(with_a_temporary_card(kind), policy())
    for counter in (
        at_the_counter(None),
        at_the_counter(allowance(), ticked=False),
        at_the_counter(allowance(person="P06")),  # the teller's own word
        at_the_counter(allowance(reason=" ")),
    ):
        assert broken(with_a_temporary_card(kind, counter=counter)) == {"H04"}
    assert broken(with_a_temporary_card(kind, counter=at_the_counter(allowance()))) == set()


def test_9_temporary_id_is_valid_on_the_activation_day_whoever_allowed_it() -> None:
    ran_out = builders.id_card(validity=Term(start=TODAY - timedelta(days=91), end=YESTERDAY))
    assert broken(with_a_temporary_card(id_card=ran_out, counter=at_the_counter(allowance()))) == {"H09"}


def test_9_temporary_id_of_an_older_case_is_photographed_again_as_before() -> None:
    older = policy().model_copy(update={"reading": policy().reading.model_copy(update={"temporary_card": False})})
    codes = {one.code for one in judging.judged(with_a_temporary_card(), older, NOW).findings}
    assert "TEMPORARY_CARD" in codes
    assert "TEMPORARY_CARD_AT_COUNTER" not in codes
    assert CounterItem.TEMPORARY_CARD not in needed(with_a_temporary_card(), older)
    assert problems(older) != ()


# ── authorisation ───────────────────────────────────────────────────────────────────────────────────────────────────

SILENT = {"period": None, "issued": TODAY - timedelta(days=90)}

LETTERS: list[tuple[str, dict[str, Any], dict[str, Severity]]] = [
    ("9-letter-within-its-period", {}, {}),
    (
        "9-letter-after-its-period",
        {"period": Term(start=date(2026, 9, 1), end=YESTERDAY)},
        {authorisation.EXPIRED: FIX},
    ),
    ("9-letter-silent-90-days-old", SILENT, {"AUTHORISATION_SILENT": FLAG}),
    (
        "9-letter-silent-91-days-old",
        {**SILENT, "issued": TODAY - timedelta(days=91)},
        {authorisation.EXPIRED: FIX},
    ),
    ("9-letter-without-any-day", {"period": None, "issued": None}, {authorisation.PERIOD_UNKNOWN: FIX}),
]


@pytest.mark.parametrize(("over", "expected"), [row[1:] for row in LETTERS], ids=[row[0] for row in LETTERS])
def test_a_letter_holds_for_its_period_and_90_days_where_it_is_silent(
    over: dict[str, Any], expected: dict[str, Severity]
) -> None:
    letter: Authorisation = builders.letter(**over)
    held = by_agent_case(letter=letter)
    found = {one.code: one.severity for one in agent.findings(held, {}, True, policy(), NOW)}
    assert found == expected
    assert ("H09" in broken(held)) is (FIX in expected.values())


# ── length of an identity card's validity ───────────────────────────────────────────────────────────────────────────

LENGTHS: list[tuple[str, int, int | None]] = [
    ("9-age-below-16", 15, 5),
    ("9-age-16", 16, 10),
    ("9-age-25", 25, 10),
    ("9-age-26", 26, 20),
    ("9-age-45", 45, 20),
    ("9-age-46", 46, None),
]


@pytest.mark.parametrize(("age", "years"), [row[1:] for row in LENGTHS], ids=[row[0] for row in LENGTHS])
def test_the_length_of_validity_fits_the_age_at_issue(age: int, years: int | None) -> None:
    issued = date(1990 + age, 6, 1)
    for offered in (5, 10, 20, None):
        end = issued.replace(year=issued.year + offered) if offered else None
        assert fitting_validity(date(1990, 1, 1), issued, end) is (offered == years)


@pytest.mark.parametrize(("doubt", "severity"), [((), FLAG), (("SCREEN",), STOP)], ids=["9-length", "9-length-picture"])
def test_a_length_that_does_not_fit_is_flag_and_stop_with_a_doubtful_picture(
    doubt: tuple[str, ...], severity: Severity
) -> None:
    card: IdCard = builders.id_card(validity=Term(start=date(2017, 3, 8), end=date(2047, 3, 8)))
    assert on_file({"id_card": {"validity": card.validity}}, doubt)["ID_VALIDITY_LENGTH"] is severity


# ── age of what was found ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("age", "valid"), [(LONGEST_VALID, True), (LONGEST_VALID + timedelta(seconds=1), False)])
def test_9_dd_report_is_at_most_30_days_old(age: timedelta, valid: bool) -> None:
    assert ("H06" not in broken(case(visit=builders.visit(done=NOW - age)))) is valid


@pytest.mark.parametrize(("age", "valid"), [(LONGEST_VALID, True), (LONGEST_VALID + timedelta(seconds=1), False)])
def test_9_attestation_is_at_most_30_days_old(age: timedelta, valid: bool) -> None:
    assert ("H05" not in broken(case(interview=builders.interview(passed=NOW - age)))) is valid


def test_9_checks_are_of_the_same_day_at_activation() -> None:
    next_day = datetime(2026, 10, 9, 9, 0, tzinfo=SHANGHAI)
    assert stale(dossier(), next_day) == {"registration", "lists"}
    assert {"H02", "H03"} <= broken(case(), now=next_day)
