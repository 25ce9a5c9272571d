"""The twelve hard rules: a clean case passes, a broken one does not, and no role, act or policy value helps."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.account import AccountState, CounterRecord, FilingAnswer, FilingCode
from models.application import AccountKind
from models.case import Actor
from models.checks import CitizenCode, ListHit, ListKind, RegistrationCode
from models.durations import Span
from models.findings import Severity, Tier
from models.interview import InterviewRecord, InterviewVerdict
from models.papers import EntityKind, Paper, PaperKind, Reading, Term
from models.people import Role
from models.policy import Policy, Raises
from models.rules.hard_rules import MOMENTS, Moment, basic_account_exists, broken
from models.rules.list_matches import clearing
from models.visit import FaceVerdict, PositionCheck, Verdict
from tests import builders
from tests.builders import (
    NOW,
    TODAY,
    account,
    actors,
    attempt,
    case,
    check_in,
    citizen,
    dossier,
    exam,
    face,
    firm,
    id_card,
    interview,
    licence,
    limits,
    lists,
    policy,
    policy_with,
    registration,
    report,
    score,
    statements,
    visit,
)
from tests.wording import well_said

YESTERDAY = NOW - timedelta(days=1)
FAR_AWAY = PositionCheck(distance=5000.0, verdict=Verdict.STOP)
FOR_EVER = Span(amount=3650, unit="cd")


def lax() -> Policy:
    """A policy as loose as its model allows: one reviewer, waivable visits, endless validity, everything approvable."""
    easy = {"reviewers": 0, "visit": "waivable", "approvable": True, "limits": policy().measures[Tier.R4].limits}
    return policy_with(
        measures={tier: measures.model_copy(update=easy) for tier, measures in policy().measures.items()},
        waits=policy().waits.model_copy(update={"report_valid": FOR_EVER, "attestation_valid": FOR_EVER}),
        visit_questions=0,
        raises=Raises(times=1_000_000),
    )


def with_everybody(over: dict[str, Any]) -> dict[str, Any]:
    """As if every authoriser had agreed and RISK had cleared every finding."""
    above = [
        Actor(role=role, id=f"E2049{n}", person=f"P9{n}")
        for n, role in enumerate((Role.SUPERVISOR, Role.RISK, Role.RISK_HEAD, Role.BRANCH_MANAGER))
    ]
    cleared = {"H02": "E20491", "LIST_MANDATORY": "E20491", "NOT_IN_BUSINESS": "E20491", "VISIT_STOPPED": "E20491"}
    return {"actors": [*actors(), *above], "cleared": cleared, **over}


def rules_broken(over: dict[str, Any], numbers: Policy | None = None) -> list[str]:
    return [well_said(finding).code for finding in broken(case(**over), numbers or policy(), NOW)]


def test_a_clean_case_breaks_no_hard_rule() -> None:
    assert broken(case(), policy(), NOW) == ()


HUGE = limits(**{name: 10 * value for name, value in policy().measures[Tier.R4].limits.model_dump().items()})
"""More than any row of the table, and than any chain gives."""
ABOVE = limits(**{name: value + 1 for name, value in policy().measures[Tier.R4].limits.model_dump().items()})
"""A little more than any row of the table."""
SUPERVISOR_WHO_IS_THE_MANAGER = Actor(role=Role.SUPERVISOR, id="E20499", person="P01")


def above_with(**over: Any) -> dict[str, Any]:
    """An account above every tier, with a raise to just that."""
    found = {name: over.pop(name) for name in ("score",) if name in over}
    raised = builders.limit_raise(**{"limits": ABOVE, **over})
    return {"account": account(limits=ABOVE), "limit_raise": raised, **found}


TEMPORARY_CARD = {
    "papers": {PaperKind.ID_BACK: Paper(kind=PaperKind.ID_BACK, ref=builders.ref(digit="c"))},
    "readings": {"c" * 64: Reading(kind=PaperKind.ID_BACK, fields={}, warnings=("TEMPORARY_CARD",))},
}


CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("H01", "no basic-account number", {"statements": statements(account_kind=AccountKind.GENERAL)}),
    ("H02", "lists not asked", {"dossier": dossier(lists=None)}),
    ("H02", "lists of yesterday", {"dossier": dossier(lists=lists(at=YESTERDAY))}),
    ("H02", "no list version", {"dossier": dossier(lists=lists(version=""))}),
    (
        "H02",
        "lists asked about another person",
        {"dossier": dossier(lists=lists(query={"subjects": ({"name": "甲", "number": "1"},)}))},
    ),
    *(
        ("H02", f"hit on {kind}", {"dossier": dossier(lists=lists(ListHit(kind=kind, entry="1", by_number=True)))})
        for kind in (ListKind.MANDATORY, ListKind.PUNISHED, ListKind.SERIOUS_VIOLATION)
    ),
    (
        "H02",
        "a match by name that nobody resolved",
        {"dossier": dossier(lists=lists(ListHit(kind=ListKind.MANDATORY, entry="1", by_number=False)))},
    ),
    ("H03", "registry not asked", {"dossier": dossier(registration=None)}),
    ("H03", "registry of yesterday", {"dossier": dossier(registration=registration(at=YESTERDAY))}),
    *(
        ("H03", f"registry answers {code}", {"dossier": dossier(registration=registration(code))})
        for code in RegistrationCode
        if code is not RegistrationCode.MATCHED
    ),
    ("H03", "revoked", {"dossier": dossier(registration=registration(state="吊销"))}),
    ("H03", "serious violation", {"dossier": dossier(registration=registration(serious_violation=True))}),
    ("H03", "another firm's record", {"dossier": dossier(registration=registration(credit_code="91310199MA1K0B1U9M"))}),
    (
        "H04",
        "no photo and no chip",
        {"dossier": dossier(citizen=citizen(CitizenCode.MATCH_NO_PHOTO)), "counter": CounterRecord(teller="E20406")},
    ),
    (
        "H04",
        "no match and no chip",
        {"dossier": dossier(citizen=citizen(CitizenCode.NAME_MISMATCH)), "counter": CounterRecord(teller="E20406")},
    ),
    ("H04", "never asked", {"dossier": dossier(citizen=None)}),
    (
        "H04",
        "faces unsure and no chip",
        {
            "counter": CounterRecord(teller="E20406"),
            "visit": visit(representative_face=face(FaceVerdict.UNSURE)),
            "interview": interview(attempts=[attempt(face=None, exam=exam(FaceVerdict.UNSURE))]),
        },
    ),
    (
        "H04",
        "a chip that no teller read",
        {
            "counter": CounterRecord(chip_identity=True),
            "dossier": dossier(citizen=citizen(CitizenCode.NOT_FOUND)),
        },
    ),
    ("H04", "a temporary card that no supervisor allowed", TEMPORARY_CARD),
    ("H05", "no interview", {"interview": InterviewRecord()}),
    ("H05", "failed interview", {"interview": interview(attempts=[attempt(InterviewVerdict.FAIL)])}),
    ("H05", "taken back", {"interview": interview(attempts=[attempt(), attempt(InterviewVerdict.RISK)])}),
    ("H05", "31 days old", {"interview": interview(passed=NOW - timedelta(days=31))}),
    ("H05", "from the future", {"interview": interview(passed=NOW + timedelta(hours=1))}),
    ("H05", "another recording", {"interview": interview(recording_sha256="e" * 64)}),
    ("H05", "no recording", {"interview": interview(attempts=[attempt(video=None)], recording_sha256=None)}),
    ("H06", "no report", {"visit": visit(report=None)}),
    ("H06", "31 days old", {"visit": visit(done=NOW - timedelta(days=31))}),
    ("H06", "one signature", {"visit": visit(signatures=visit().signatures[:1])}),
    ("H06", "changed after signing", {"visit": visit().model_copy(update={"report": report(staff_seen=99)})}),
    ("H06", "waived for a standard tier", {"visit": visit(waived=True)}),
    ("H07", "one person visits and reviews", {"actors": actors(reviewer="P01")}),
    ("H07", "who did the counter work authorises it", {"actors": actors(supervisor="P06")}),
    ("H07", "nobody reviewed", {"actors": [actor for actor in actors() if actor.role is not Role.REVIEWER]}),
    ("H08", "no check-in", {"visit": visit(check_in=None)}),
    (
        "H08",
        "too far away",
        {"visit": visit(check_in=check_in(position=FAR_AWAY, verdict=Verdict.STOP))},
    ),
    ("H08", "another manager's face", {"visit": visit(check_in=check_in(manager_face=face(FaceVerdict.DIFFERENT)))}),
    (
        "H08",
        "mock position",
        {"visit": visit(check_in=check_in(fix=check_in().fix.model_copy(update={"mock": True})))},
    ),
    ("H08", "released by somebody", {"visit": visit(check_in=check_in(verdict=Verdict.STOP), released_by="E20405")}),
    ("H08", "unsure without door plate", {"visit": visit(check_in=check_in(verdict=Verdict.UNSURE))}),
    ("H09", "card expired", {"id_card": id_card(validity=Term(start=date(2006, 10, 7), end=date(2026, 10, 7)))}),
    ("H09", "card not yet valid", {"id_card": id_card(validity=Term(start=date(2026, 10, 9), end=date(2046, 10, 9)))}),
    ("H09", "card's validity never read", {"id_card": id_card(validity=None)}),
    ("H09", "licence expired", {"licence": licence(term=Term(start=date(2018, 3, 5), end=date(2026, 10, 7)))}),
    ("H09", "expired by the registry", {"dossier": dossier(registration=registration(term_end=date(2026, 10, 7)))}),
    ("H09", "not established yet", {"licence": licence(established=date(2026, 10, 9))}),
    ("H10", "owners not confirmed", {"visit": visit(report=report(owners_confirmed=False))}),
    ("H10", "nobody signed for the owners", {"visit": visit(signatures=[])}),
    ("H11", "no tier", {"score": None}),
    ("H11", "prohibited", {"score": score(Tier.P)}),
    ("H11", "no account", {"account": None}),
    ("H11", "above every tier", {"account": account(limits=HUGE)}),
    ("H11", "above, nobody agreed", above_with(agreed=())),
    ("H11", "above, the manager agreed himself", above_with(agreed=(builders.limit_raise().maker,))),
    ("H11", "above, another id of the manager agreed", above_with(agreed=(SUPERVISOR_WHO_IS_THE_MANAGER,))),
    ("H11", "above, not from today on", above_with(starts=TODAY + timedelta(days=1))),
    ("H11", "above, for another tier", above_with(tier=Tier.R4)),
    ("H11", "above, without a reason", above_with(reason=" ")),
    ("H11", "above what the chain agreed to", {**above_with(), "account": account(limits=HUGE)}),
    ("H11", "further than a chain goes", {**above_with(limits=HUGE), "account": account(limits=HUGE)}),
    ("H11", "raised at R2 without RISK", above_with(score=score(Tier.R2), tier=Tier.R2)),
    ("H11", "raised at R1", above_with(score=score(Tier.R1), tier=Tier.R1)),
    ("H11", "raised at P", above_with(score=score(Tier.P), tier=Tier.P)),
    ("H12", "contracts before filing", {"account": account(contracts={"internet_bank": "signed"})}),
    ("H12", "a retired number", {"account": account(state=AccountState.RETIRED)}),
    ("H12", "a reversed account", {"account": account(state=AccountState.CLOSED_BEFORE_USE)}),
]  # fmt: skip
NAMES = [f"{rule} {what}" for rule, what, _ in CASES]


@pytest.mark.parametrize(("rule", "over"), [(rule, over) for rule, _, over in CASES], ids=NAMES)
def test_a_broken_hard_rule_is_found(rule: str, over: dict[str, Any]) -> None:
    assert rule in rules_broken(over)


@pytest.mark.parametrize(("rule", "over"), [(rule, over) for rule, _, over in CASES], ids=NAMES)
def test_no_policy_value_passes_a_hard_rule(rule: str, over: dict[str, Any]) -> None:
    assert rule in rules_broken(over, lax())


@pytest.mark.parametrize(("rule", "over"), [(rule, over) for rule, _, over in CASES], ids=NAMES)
def test_no_role_and_no_clearing_passes_a_hard_rule(rule: str, over: dict[str, Any]) -> None:
    assert rule in rules_broken(with_everybody(over))


# ── nobody, in no order, with no number ─────────────────────────────────────────────────────────────────────────────

PEOPLE = st.lists(
    st.builds(
        Actor,
        role=st.sampled_from(sorted(set(Role) - {Role.CUSTOMER, Role.SYSTEM})),
        id=st.sampled_from(("E20491", "E20492", "E20493")),
        person=st.sampled_from(("P91", "P92", "P93")),
    ),
    max_size=8,
)
CLEARED = st.dictionaries(
    st.sampled_from(sorted({*(f"H{n:02}" for n in range(1, 13)), "LIST_MANDATORY", "NOT_IN_BUSINESS", "VISIT_OWNERS"})),
    st.just("E20491"),
)


@st.composite
def loose(draw: st.DrawFn) -> Policy:
    """Any policy between the shipped one and the laxest that the model can hold."""
    limits_of = st.sampled_from([policy().measures[tier].limits for tier in Tier])
    measures = {
        tier: own.model_copy(
            update={
                "reviewers": draw(st.integers(0, 2)),
                "visit": draw(st.sampled_from(("always", "waivable"))),
                "decides": draw(st.sampled_from(((Role.SUPERVISOR,), (Role.RISK,), (Role.COUNTER_TELLER,)))),
                "approvable": draw(st.booleans()),
                "limits": draw(limits_of),
            }
        )
        for tier, own in policy().measures.items()
    }
    valid = Span(amount=draw(st.integers(1, 5000)), unit="cd")
    waits = policy().waits.model_copy(update={"report_valid": valid, "attestation_valid": valid})
    raises = draw(st.none() | st.builds(Raises, times=st.integers(1, 1_000_000)))
    return policy_with(measures=measures, waits=waits, visit_questions=draw(st.integers(0, 4)), raises=raises)


@given(row=st.sampled_from(CASES), numbers=loose(), extra=PEOPLE, order=st.randoms(), cleared=CLEARED)
def test_no_role_no_order_of_acts_and_no_policy_value_passes_a_broken_rule(
    row: tuple[str, str, dict[str, Any]], numbers: Policy, extra: list[Actor], order: Any, cleared: dict[str, str]
) -> None:
    """Whoever else acted, in whatever order, and whatever they cleared or the numbers say: what is broken stays so."""
    rule, what, over = row
    people = [*over.get("actors", actors()), *extra]
    order.shuffle(people)
    if what == "nobody reviewed":
        people = [actor for actor in people if actor.role is not Role.REVIEWER]
    found = broken(case(**{**over, "actors": people, "cleared": cleared}), numbers, NOW)
    assert rule in {each.code for each in found}
    assert all(each.severity is Severity.HARD for each in found)


def test_who_typed_or_escalated_is_no_reviewer_and_who_once_stopped_it_no_decider() -> None:
    """H07 counts passes and approvals, not whoever acted in the role."""
    assert rules_broken({"passes": []}) == ["H07"]
    assert rules_broken({"approvals": []}) == ["H07"]


# ── when each rule is held ──────────────────────────────────────────────────────────────────────────────────────────


def test_every_rule_is_held_at_activation_and_has_its_moments() -> None:
    assert list(MOMENTS) == [f"H{number:02}" for number in range(1, 13)]
    assert all(Moment.ACTIVATION in moments for moments in MOMENTS.values())
    assert {moment for moments in MOMENTS.values() for moment in moments} == set(Moment)


@pytest.mark.parametrize("moment", [Moment.ATTESTATION, Moment.DECISION, Moment.ACTIVATION, Moment.UPGRADE])
@pytest.mark.parametrize(("rule", "over"), [(rule, over) for rule, _, over in CASES], ids=NAMES)
def test_a_broken_rule_is_found_at_its_moments_alone(rule: str, over: dict[str, Any], moment: Moment) -> None:
    found = broken(case(**over), policy(), NOW, moment)
    assert (rule in {each.code for each in found}) is (moment in MOMENTS[rule])
    assert {each.about for each in found} <= {moment.value}


def test_every_hard_rule_has_its_case() -> None:
    assert {rule for rule, _, _ in CASES} == {f"H{number:02}" for number in range(1, 13)}


def test_a_broken_rule_is_one_hard_finding_that_names_its_source() -> None:
    (found,) = broken(case(score=None), policy(), NOW)
    assert (found.code, found.severity, found.rule) == ("H11", Severity.HARD, "rules.md 11 H11")


# ── what is still allowed ───────────────────────────────────────────────────────────────────────────────────────────


def test_h01_the_filing_desk_tells_of_another_basic_account() -> None:
    found = basic_account_exists(FilingAnswer(code=FilingCode.ALREADY_HAS_BASIC))
    assert found is not None
    assert (well_said(found).code, found.severity) == ("H01", Severity.HARD)
    others = set(FilingCode) - {FilingCode.ALREADY_HAS_BASIC}
    assert {basic_account_exists(FilingAnswer(code=code)) for code in others} == {None}


def test_h02_a_match_by_name_that_risk_resolved_goes_on_and_another_entry_does_not() -> None:
    near = ListHit(kind=ListKind.MANDATORY, entry="1", by_number=False, digest="d" * 64)
    cleared = (clearing(near, "E20407", "另有其人", NOW),)
    assert rules_broken({"dossier": dossier(lists=lists(near)), "cleared_matches": cleared}) == []
    for new in ({"entry": "2"}, {"digest": "e" * 64}):
        both = dossier(lists=lists(near, near.model_copy(update=new)))
        assert rules_broken({"dossier": both, "cleared_matches": cleared}) == ["H02"]


def test_h02_a_hit_by_number_is_not_cleared_by_any_record() -> None:
    hit = ListHit(kind=ListKind.PUNISHED, entry="1", by_number=True)
    cleared = (clearing(hit, "E20407", "另有其人", NOW),)
    assert rules_broken({"dossier": dossier(lists=lists(hit)), "cleared_matches": cleared}) == ["H02"]


def test_h02_a_case_whose_match_was_cleared_by_code_before_entries_were_named_keeps_that() -> None:
    near = dossier(lists=lists(ListHit(kind=ListKind.MANDATORY, entry="1", by_number=False)))
    assert rules_broken({"dossier": near, "cleared": {"LIST_MANDATORY_NEAR": "E20407"}}) == []


def test_h04_the_chip_proves_without_a_match_and_the_face_without_a_chip() -> None:
    assert rules_broken({"dossier": dossier(citizen=citizen(CitizenCode.NOT_FOUND))}) == []
    assert rules_broken({"counter": CounterRecord(teller="E20406")}) == []


NOBODY_AT_THE_VISIT = {
    "counter": CounterRecord(teller="E20406"),
    "visit": visit(representative_face=face(FaceVerdict.UNSURE)),
}


def test_h04_the_face_of_the_interview_that_passed_proves_alone() -> None:
    assert rules_broken(NOBODY_AT_THE_VISIT) == []
    for seen in ({"face": None, "exam": None}, {"face": face(FaceVerdict.UNSURE)}, {"exam": exam(FaceVerdict.UNSURE)}):
        assert rules_broken({**NOBODY_AT_THE_VISIT, "interview": interview(attempts=[attempt(**seen)])}) == ["H04"]


def test_h04_the_face_of_no_interview_or_of_one_that_did_not_pass_proves_nothing() -> None:
    for held in (InterviewRecord(), interview(attempts=[attempt(InterviewVerdict.FAIL)])):
        assert rules_broken({**NOBODY_AT_THE_VISIT, "interview": held}) == ["H04", "H05"]


def test_h05_the_thirtieth_day_is_still_valid() -> None:
    assert rules_broken({"interview": interview(passed=NOW - timedelta(days=30))}) == []


def test_h05_an_interview_at_the_counter_needs_the_chip_in_place_of_a_recording() -> None:
    in_person = interview(attempts=[attempt(video=None)], recording_sha256=None, face_to_face=True)
    assert rules_broken({"interview": in_person}) == []
    assert rules_broken({"interview": in_person, "counter": CounterRecord(teller="E20406")}) == ["H05"]


def test_h05_is_about_basic_accounts() -> None:
    general = statements(
        account_kind=AccountKind.GENERAL, basic_account_number="J2900123456789", basic_account_outlet="另一家银行"
    )
    assert rules_broken({"statements": general, "interview": InterviewRecord()}) == []


def test_a_stricter_policy_shortens_the_validity() -> None:
    day = Span(amount=1, unit="cd")
    strict = policy_with(waits=policy().waits.model_copy(update={"report_valid": day, "attestation_valid": day}))
    assert rules_broken({}, strict) == ["H06"]


def test_h06_only_the_low_tier_may_go_without_a_visit() -> None:
    shown = {"waived": True, "waived_by": "E20405", "waiver_reason": "seen by video", "owners_confirmed": True}
    plate = {"door_plate_seen": True, "door_plate_reason": "诚明路100号"}
    waived = {"visit": visit(**shown, **plate), "score": score(Tier.R4)}
    assert rules_broken(waived) == []
    for lacks in ({"waived_by": None}, {"waiver_reason": " "}, {"door_plate_seen": False}, {"waived_by": "E20402"}):
        assert "H06" in rules_broken({**waived, "visit": visit(**{**shown, **plate, **lacks})})
    assert "H10" in rules_broken({**waived, "visit": visit(**{**shown, **plate, "owners_confirmed": False})})
    never = {tier: measures.model_copy(update={"visit": "always"}) for tier, measures in policy().measures.items()}
    assert "H06" in rules_broken(waived, policy_with(measures=never))


def test_h07_elevated_risk_needs_two_reviewers_and_a_risk_officer() -> None:
    elevated = {"score": score(Tier.R2), "account": account(limits=policy().measures[Tier.R2].limits)}
    risk = Actor(role=Role.RISK, id="E20407", person="P07")
    second = Actor(role=Role.REVIEWER, id="E20408", person="P08")
    same_again = Actor(role=Role.REVIEWER, id="E20499", person="P03")
    assert rules_broken({**elevated, "actors": [*actors(), risk, second]}) == []
    assert rules_broken({**elevated, "actors": [*actors(), second]}) == ["H07"]
    assert rules_broken({**elevated, "actors": [*actors(), risk, same_again]}) == ["H07"]


def test_h08_an_unsure_place_with_its_door_plate_goes_on() -> None:
    unsure = visit(check_in=check_in(verdict=Verdict.UNSURE), door_plate_seen=True, door_plate_reason="门牌一致")
    assert rules_broken({"visit": unsure}) == []
    for lacks in ({"door_plate_seen": False}, {"door_plate_reason": " "}):
        assert "H08" in rules_broken({"visit": unsure.model_copy(update=lacks)})


def test_h09_a_firm_established_today_has_a_valid_licence() -> None:
    assert rules_broken({"licence": licence(established=TODAY)}) == []
    assert "H09" in rules_broken({"licence": licence(established=TODAY + timedelta(days=1))})


def test_h09_the_first_day_is_valid() -> None:
    assert rules_broken({"id_card": id_card(validity=Term(start=TODAY, end=None))}) == []


def test_h11_what_is_not_approvable_is_not_opened_at_any_tier() -> None:
    none = {tier: row.model_copy(update={"approvable": False}) for tier, row in policy().measures.items()}
    assert "H11" in rules_broken({}, policy_with(measures=none))


def test_h09_a_term_that_is_not_printed_comes_from_the_registry() -> None:
    open_ended = dossier(registration=registration(term_end=None))
    assert rules_broken({"licence": licence(term=None), "dossier": open_ended}) == []


def test_h09_the_last_day_is_valid() -> None:
    assert rules_broken({"id_card": id_card(validity=Term(start=date(2006, 10, 8), end=TODAY))}) == []


def test_h10_individual_businesses_are_exempt() -> None:
    single = {"licence": licence(entity=EntityKind.INDIVIDUAL), "visit": visit(report=report(owners_confirmed=False))}
    assert "H10" not in rules_broken(single)


@pytest.mark.parametrize("column", ["single", "per_day", "count_per_day", "per_month", "to_persons_per_day", "tokens"])
def test_h11_no_limit_is_above_the_tier(column: str) -> None:
    more = limits(**{column: getattr(limits(), column) + 1})
    assert rules_broken({"account": account(limits=more)}) == ["H11"]
    less = limits(**{column: getattr(limits(), column) - 1})
    assert rules_broken({"account": account(limits=less)}) == []


def test_h12_after_the_filing_contracts_are_fine() -> None:
    filed = account(state=AccountState.ACTIVE, filed=NOW, contracts={"internet_bank": "signed"})
    assert rules_broken({"account": filed}) == []


def test_findings_carry_no_personal_data() -> None:
    told = "".join(finding.model_dump_json() for _, _, over in CASES for finding in broken(case(**over), policy(), NOW))
    assert not [secret for secret in (firm().name, "范例安", "310199199001010018", "19900000001") if secret in told]


def test_h10_owners_that_were_not_traced_are_not_confirmed_by_any_signature() -> None:
    traced = {"owners": builders.traced(), "owner_filing": builders.owner_filing()}
    whole = builders.dossier(**traced)
    assert "H10" not in {finding.code for finding in broken(case(dossier=whole, traces_owners=True), policy(), NOW)}
    for missing in ({}, {"owners": builders.traced()}):
        dossier = builders.dossier(**missing)
        found = broken(case(dossier=dossier, traces_owners=True), policy(), NOW)
        assert "H10" in {finding.code for finding in found}
    changed = builders.registration(shareholders=())
    other = builders.dossier(**traced, registration=changed)
    assert "H10" in {finding.code for finding in broken(case(dossier=other, traces_owners=True), policy(), NOW)}
