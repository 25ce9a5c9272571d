"""The read-back: what is known of the papers, what is doubted, and the form that the customer confirms."""

from typing import Any

import pytest

from models.acts import ConfirmReadBack, EnterFields
from models.application import AccountKind, AgentRelation, OldPermit, Statements
from models.case import Case
from models.findings import Severity
from models.papers import EntityKind, Money, PaperKind, ReadField, Reading, Source, Term
from models.products import Wishes
from models.readback import EnteredField, FieldFlag, FieldState
from models.rules import account_kinds, readback, review
from models.rules.acts import Why, untimely
from models.rules.reading import doubts
from models.states import Leg, State
from tests import builders
from tests.builders import CREDIT_CODE, FIRM_NAME, policy
from tests.people import papers
from tests.workflow.world import readings

LIMITS = policy().reading
SHEETS = {PaperKind.LICENCE: "a" * 64, PaperKind.ID_FRONT: "b" * 64, PaperKind.ID_BACK: "c" * 64}


def read_case(*, reviewed: bool = False, main: State = State.PRE_REVIEW, **over: Any) -> Case:
    """A case whose three papers were read perfectly; `licence=…` is another reading of the licence."""
    given = {kind: over.pop(kind.value, readings()[kind]) for kind in SHEETS}
    clean = {
        "papers": {paper.kind: paper for paper in papers()},
        "readings": {SHEETS[kind]: reading for kind, reading in given.items()},
        "legs": {Leg.MAIN: main},
        "reviewed": builders.NOW if reviewed else None,
    }
    return builders.case(**{**clean, **over})


def weak(
    kind: PaperKind, *names: str, warnings: tuple[str, ...] = (), without: tuple[str, ...] = (), **change: Any
) -> Reading:
    """A perfect reading whose named fields are changed (by default: low confidence)."""
    perfect = readings()[kind]
    fields = {name: field for name, field in perfect.fields.items() if name not in without}
    fields |= {name: fields[name].model_copy(update=change or {"confidence": 0.4}) for name in names}
    return perfect.model_copy(update={"fields": fields, "warnings": warnings})


def flag(about: str, note: str = "") -> FieldFlag:
    paper, _, field = about.partition(".")
    return FieldFlag(paper=PaperKind(paper), field=field, note=note)


def entry(about: str, value: Any, by: tuple[str, ...] = ("E20417",)) -> EnteredField:
    paper, _, field = about.partition(".")
    return EnteredField(paper=PaperKind(paper), field=field, text=str(value), value=value, by=by)


def field_of(case: Case, about: str) -> Any:
    return next(one for one in readback.form(case, LIMITS).fields if one.about == about)


# ── what goes to staff ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_perfect_reading_leaves_nothing_to_enter() -> None:
    assert readback.doubted(read_case(), LIMITS) == ()


def test_a_weak_field_that_matters_goes_to_staff() -> None:
    case = read_case(licence=weak(PaperKind.LICENCE, "name"))
    assert readback.doubted(case, LIMITS) == ("licence.name",)


@pytest.mark.parametrize("name", ["serial", "scope", "authority"])
def test_a_weak_field_that_no_rule_judges_stays_with_the_reviewer(name: str) -> None:
    reading = weak(PaperKind.LICENCE)
    field = ReadField(text="某", value="某", confidence=0.2, box=(0, 0, 1, 1))
    case = read_case(licence=reading.model_copy(update={"fields": {**reading.fields, name: field}}))
    assert readback.doubted(case, LIMITS) == ()
    assert field_of(case, f"licence.{name}").state is FieldState.DOUBTED


def test_a_missing_field_that_matters_goes_to_staff() -> None:
    case = read_case(id_front=weak(PaperKind.ID_FRONT, without=("name",)))
    assert readback.doubted(case, LIMITS) == ("id_front.name",)


@pytest.mark.parametrize("name", ["term", "issued", "scope", "serial"])
def test_a_field_that_licences_may_lack_is_not_missed(name: str) -> None:
    assert readback.doubted(read_case(licence=weak(PaperKind.LICENCE, without=(name,))), LIMITS) == ()


def test_a_capital_is_missed_only_where_the_type_prints_one() -> None:
    company = weak(PaperKind.LICENCE, without=("capital",))
    single = weak(PaperKind.LICENCE, "type", without=("capital",), text="个体工商户", value="个体工商户")
    assert readback.doubted(read_case(licence=company), LIMITS) == ("licence.capital",)
    assert readback.doubted(read_case(licence=single), LIMITS) == ()


def test_a_value_that_was_not_understood_goes_to_staff() -> None:
    case = read_case(licence=weak(PaperKind.LICENCE, "established", value=None))
    assert field_of(case, "licence.established").why == ("VALUE_UNCLEAR",)


def test_the_readers_own_doubt_sends_a_sure_field_to_staff() -> None:
    case = read_case(licence=weak(PaperKind.LICENCE, "address", doubts=("SECOND_READER_DIFFERS",)))
    assert readback.doubted(case, LIMITS) == ("licence.address",)
    assert field_of(case, "licence.address").why == ("SECOND_READER_DIFFERS",)


@pytest.mark.parametrize(
    ("warning", "about"), [("CODE_CHECK_DIGIT", "id_front.number"), ("DISAGREES:sex", "id_front.sex")]
)
def test_a_warning_about_a_field_sends_it_to_staff(warning: str, about: str) -> None:
    assert readback.doubted(read_case(id_front=weak(PaperKind.ID_FRONT, warnings=(warning,))), LIMITS) == (about,)


@pytest.mark.parametrize(("source", "why"), [(Source.RULE, "CODE_REPAIRED"), (Source.QR, "CODE_FROM_QR")])
def test_a_code_that_was_not_simply_read_is_always_typed_by_people(source: Source, why: str) -> None:
    case = read_case(licence=weak(PaperKind.LICENCE, "credit_code", source=source))
    assert readback.doubted(case, LIMITS) == ("licence.credit_code",)
    assert field_of(case, "licence.credit_code").why == (why,)


# ── pictures that nobody can work with ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "reading",
    [
        Reading(kind=PaperKind.ID_BACK, fields={}, warnings=("BLURRED", "FIELD_MISSING:validity")),
        Reading(kind=PaperKind.UNKNOWN, fields={}, warnings=("UNREADABLE:BROKEN",)),
        readings()[PaperKind.ID_FRONT],
        weak(PaperKind.ID_BACK, "validity", warnings=("TWO_PAPERS:id_front+id_back",)),
    ],
    ids=["nothing read", "no picture", "another paper", "two papers"],
)
def test_a_picture_nobody_can_work_with_goes_back_to_the_customer_not_to_staff(reading: Reading) -> None:
    case = read_case(id_back=reading)
    assert readback.doubted(case, LIMITS) == ()
    assert readback.form(case, LIMITS).again == (PaperKind.ID_BACK,)


def test_a_temporary_card_is_read_as_any_card_and_older_cases_photograph_it_again() -> None:
    case = read_case(id_back=weak(PaperKind.ID_BACK, "validity", warnings=("TEMPORARY_CARD",)))
    assert readback.doubted(case, LIMITS) == ("id_back.validity",)
    assert readback.form(case, LIMITS).again == ()
    older = LIMITS.model_copy(update={"temporary_card": False})
    assert readback.doubted(case, older) == ()
    assert readback.form(case, older).again == (PaperKind.ID_BACK,)


def test_a_blurred_picture_on_which_something_was_read_is_typed() -> None:
    case = read_case(id_back=weak(PaperKind.ID_BACK, "validity", warnings=("BLURRED",)))
    assert readback.doubted(case, LIMITS) == ("id_back.validity",)


# ── what was entered ────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_entered_field_takes_the_place_of_the_readers_word_and_its_doubts_vanish() -> None:
    poor = weak(
        PaperKind.LICENCE, "name", warnings=("LOW_CONFIDENCE:name", "FIELD_MISSING:address"), without=("address",)
    )
    case = read_case(
        licence=poor,
        entries={
            about: entry(about, value) for about, value in (("licence.name", "甲公司"), ("licence.address", "某路1号"))
        },
    )
    known = readback.known_of(case, PaperKind.LICENCE)
    assert known is not None
    assert (known.fields["name"].source, known.fields["name"].confidence) == (Source.STAFF, 1.0)
    assert known.fields["name"].box == poor.fields["name"].box
    assert doubts(known, PaperKind.LICENCE, LIMITS) == []
    assert readback.doubted(case, LIMITS) == ()
    assert readback.typed_papers(case)[0].name == "甲公司"
    assert case.readings["a" * 64] == poor


def test_an_entered_code_takes_the_warning_about_its_check_sign_away() -> None:
    bad = weak(PaperKind.LICENCE, "credit_code", value=None, warnings=("CODE_CHECK_DIGIT", "BLURRED"))
    case = read_case(licence=bad, entries={"licence.credit_code": entry("licence.credit_code", CREDIT_CODE)})
    known = readback.known_of(case, PaperKind.LICENCE)
    assert known is not None
    assert known.warnings == ("BLURRED",)


def test_an_entered_type_decides_the_legal_form() -> None:
    case = read_case(entries={"licence.type": entry("licence.type", "个体工商户")})
    assert readback.typed_papers(case)[0].entity is EntityKind.INDIVIDUAL


def test_what_staff_cannot_read_is_unknown_and_sent_back_once() -> None:
    case = read_case(licence=weak(PaperKind.LICENCE, "name"), unreadable={"licence.name"})
    assert readback.typed_papers(case)[0].name is None
    assert readback.doubted(case, LIMITS) == ()
    found = [finding for finding in readback.findings(case) if finding.severity is Severity.FIX]
    assert [finding.code for finding in found] == ["FIELD_UNREADABLE"]
    (item,) = review.supplement_items(found)
    assert item.paper is PaperKind.LICENCE
    assert field_of(case, "licence.name").why == ("FIELD_UNREADABLE",)


# ── the form ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_field_that_was_read_stands_on_the_form_with_label_value_picture_and_box() -> None:
    form = readback.form(read_case(), LIMITS)
    assert {one.about for one in form.fields} == {
        f"{kind}.{name}" for kind in SHEETS for name in readings()[kind].fields
    }
    name = field_of(read_case(), "licence.name")
    assert (name.label, name.value, name.sha256, name.box) == ("名称", FIRM_NAME, "a" * 64, (0, 0, 10, 10))
    assert {one.state for one in form.fields} == {FieldState.SURE}


def test_each_state_of_a_field_is_told() -> None:
    case = read_case(
        licence=weak(PaperKind.LICENCE, "name"),
        entries={"licence.type": entry("licence.type", "股份有限公司")},
        flags={"licence.address": flag("licence.address")},
    )
    told = {name: field_of(case, f"licence.{name}").state for name in ("name", "type", "address", "capital")}
    assert told == {
        "name": FieldState.DOUBTED,
        "type": FieldState.ENTERED,
        "address": FieldState.FLAGGED,
        "capital": FieldState.SURE,
    }
    assert all(state.chinese for state in FieldState)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Money(cents=100_000_000, currency="CNY"), "人民币1,000,000.00元"),
        (Term(start=None, end=None), "长期"),
        ("2018-03-05", "2018年03月05日"),
        ("20180305", "20180305"),
        ("某路1号", "某路1号"),
        (None, None),
    ],
)
def test_values_are_told_in_words(value: Any, words: str | None) -> None:
    assert readback.in_words(value) == words


def test_a_field_that_the_paper_lacks_stands_empty_on_the_form_only_when_it_is_needed() -> None:
    case = read_case(licence=weak(PaperKind.LICENCE, without=("name", "term")))
    assert field_of(case, "licence.name").value is None
    assert "licence.term" not in {one.about for one in readback.form(case, LIMITS).fields}


# ── what the customer types ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", AccountKind)
@pytest.mark.parametrize("by_agent", [False, True])
def test_a_customer_must_type_at_most_eight_fields(kind: AccountKind, by_agent: bool) -> None:
    must = account_kinds.must_type(kind, by_agent=by_agent)
    assert len(must) <= readback.MOST_TYPED == 8
    assert set(must) <= set(Statements.model_fields)


def test_every_field_that_can_be_typed_has_its_label_and_its_words() -> None:
    everything = builders.statements(
        finance_officer="范例乙",
        finance_phone="19900000002",
        finance_id=builders.AGENT_NUMBER,
        operating_address="某路2号",
        basic_account_number="J2900000000101",
        basic_account_outlet="0301",
        account_until=builders.TODAY,
        basic_number_since=builders.TODAY,
        old_permit=OldPermit.HELD,
        agent_phone="19900000005",
        agent_relation=AgentRelation.EMPLOYEE,
        wishes=Wishes(tokens=2),
    )
    typed = list(readback.typed_fields(everything))
    assert [field.name for field in typed] == list(Statements.model_fields)
    assert all(field.label and field.value for field in typed)


def test_a_typed_identity_number_is_shown_masked() -> None:
    said = builders.statements(finance_id=builders.AGENT_NUMBER)
    shown = {field.name: field.value for field in readback.typed_fields(said)}
    assert shown["finance_id"] == "310199********0026"
    assert shown["phone"] == builders.PHONE


def test_no_act_of_the_customer_takes_a_value_of_a_paper() -> None:
    from models.acts import ACTS, CustomerAct

    typed = {name for act in ACTS if issubclass(act, CustomerAct) for name in act.model_fields}
    assert typed <= {"act_id", "by", "papers", "statements", "flags", "reason", "slot"}
    assert set(FieldFlag.model_fields) == {"paper", "field", "note"}


# ── when it is in time ──────────────────────────────────────────────────────────────────────────────────────────────


def confirm(*abouts: str) -> ConfirmReadBack:
    return ConfirmReadBack(act_id="12345678", flags=tuple(flag(about) for about in abouts))


def why(case: Case, act: Any) -> Why | None:
    refused = untimely(case, act, policy())
    return refused.why if refused else None


@pytest.mark.parametrize(
    "state", [State.MACHINE_CHECK, State.CHECK_PENDING, State.PRE_REVIEW, State.SUPPLEMENT, State.RISK_REVIEW]
)
def test_a_read_back_is_confirmed_from_the_reading_until_the_review_is_decided(state: State) -> None:
    assert why(read_case(main=state), confirm("licence.name")) is None


def test_before_everything_is_read_a_confirmation_is_early_and_after_the_review_late() -> None:
    assert why(read_case(readings={}), confirm()) is Why.EARLY
    assert why(read_case(submitted=None), confirm()) is Why.EARLY
    assert why(read_case(reviewed=True), confirm()) is Why.LATE


@pytest.mark.parametrize("about", ["licence.colour", "authorisation.agent", "id_back.validity"])
def test_only_what_stands_on_the_form_can_be_flagged(about: str) -> None:
    case = read_case(id_back=Reading(kind=PaperKind.ID_BACK, fields={}, warnings=("BLURRED",)))
    assert why(case, confirm(about)) is Why.WRONG


def test_fields_are_entered_only_for_an_open_task() -> None:
    assert why(read_case(), EnterFields(act_id="12345678", by="E20417")) is Why.EARLY
    assert not EnterFields.may_wait


# ── what the reviewer is told ───────────────────────────────────────────────────────────────────────────────────────


def codes(case: Case) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity) for finding in readback.findings(case)]


def test_a_reviewer_learns_that_the_customer_has_not_confirmed() -> None:
    assert codes(read_case()) == [("READ_BACK_UNCONFIRMED", "INFO")]
    assert codes(read_case(confirmed=SHEETS)) == []


def test_a_new_picture_is_not_confirmed_by_the_word_on_the_old_one() -> None:
    assert not readback.is_confirmed(read_case(confirmed={**SHEETS, PaperKind.ID_BACK: "d" * 64}))


def test_a_flag_is_told_by_the_fields_name_alone() -> None:
    case = read_case(confirmed=SHEETS, flags={"licence.name": flag("licence.name", "少一个字")})
    (finding,) = readback.findings(case)
    assert (finding.code, finding.about) == ("FIELD_FLAGGED", "licence.name")
    assert "少一个字" not in finding.zh
    assert FIRM_NAME not in finding.zh


def test_an_unconfirmed_or_flagged_read_back_is_no_ground_to_refuse_the_customer() -> None:
    found = readback.findings(read_case(flags={"licence.name": flag("licence.name")}))
    assert {finding.code for finding in found} == readback.OF_THE_CUSTOMER
    assert review.may_refuse("RF05", "did not confirm", found) is not None


@pytest.mark.parametrize(("marks", "copy"), [(("COPY", "SEAL"), "COPY"), (("SEAL",), None), ((), None)])
def test_the_copy_of_the_licence_is_known_by_its_mark_alone(marks: tuple[str, ...], copy: str | None) -> None:
    read = readings()[PaperKind.LICENCE].model_copy(update={"marks": marks})
    case = builders.case(papers={paper.kind: paper for paper in papers()}, readings={"a" * 64: read})
    assert readback.presented_copy(case) == copy
    assert readback.presented_copy(builders.case(papers={})) is None
