"""Beneficial owners (rules.md 7.2): grounds side by side, exemptions, the filing, findings, factors C3 and C6."""

from decimal import Decimal
from typing import Any

import pytest

from models.checks import Dossier, OwnerFilingAsked, OwnerFilingQuery, OwnersAsked, Shareholder
from models.findings import Severity, Tier
from models.owners import (
    Duty,
    Extract,
    FiledOwner,
    Ground,
    Holder,
    HolderKind,
    OwnerFilingAnswer,
    OwnerFilingCode,
    OwnersFound,
    Ownership,
)
from models.papers import EntityKind
from models.policy import OwnerRules
from models.rules import owners
from models.rules.owner_filing import Difference, differences, promise_exempt
from tests import builders
from tests.ownership import F, P, body, firm, officer, owned, person

RULES = builders.policy().owners
LIMIT = builders.policy().scoring.bands.promise_exempt_yuan


def found(
    *extracts: Extract, entity: EntityKind = EntityKind.LLC, percent: int = 25, rules: OwnerRules = RULES, **over: Any
) -> OwnersFound:
    return owners.found(entity, owned(*extracts, **over), percent, rules)


def names(told: OwnersFound) -> dict[str, tuple[Ground, ...]]:
    return {owner.number.removeprefix("P-"): owner.grounds for owner in told.owners}


SHARES = (Ground.EQUITY, Ground.VOTES, Ground.INCOME)


# ── who is looked for on the lists ──────────────────────────────────────────────────────────────────────────────────


def test_owners_by_the_lower_threshold_as_traced_and_as_filed_and_the_firms_between_are_looked_for() -> None:
    told = owned(firm("A", P("甲", 80), P("乙", 11), P("丙", 9)), firm("B", P("丁", 100)))
    filed = FiledOwner(name="样例戊", number="P-戊", equity=Decimal(80))
    filing = builders.owner_filing().model_copy(
        update={"answer": OwnerFilingAnswer(code=OwnerFilingCode.FILED, owners=(filed,))}
    )
    known = builders.dossier(owners=builders.traced().model_copy(update={"answer": told}), owner_filing=filing)
    looked_for = owners.behind(builders.licence(), known, RULES)
    assert [one.number for one in looked_for] == ["P-甲", "P-乙", "P-戊", "B"]


def test_6_every_body_that_holds_or_controls_is_looked_for_known_to_the_registry_or_not() -> None:
    state = Holder(kind=HolderKind.STATE, name="样例国资")
    told = owned(
        firm("A", P("甲", 60), F("B", 31), F("C", 9), controllers=(F("D", 100).holder, state)), firm("B", P("丁", 100))
    )
    known = builders.dossier(owners=builders.traced().model_copy(update={"answer": told}))
    looked_for = owners.behind(builders.licence(), known, RULES)
    assert {one.number for one in looked_for} == {"P-甲", "P-丁", "B", "C", "D", ""}
    assert "样例国资" in {one.name for one in looked_for}
    assert {one.number for one in owners.behind(builders.licence(), known, RULES, bodies=False)} == {
        "P-甲", "P-丁", "B",
    }  # fmt: skip


def test_6_a_branchs_head_office_is_looked_for() -> None:
    head = F("A", 100).holder
    told = owned(firm("A", P("甲", 100)), branch=firm("B1", head_office=head))
    known = builders.dossier(owners=builders.traced().model_copy(update={"answer": told}))
    branch = builders.licence(entity=EntityKind.BRANCH)
    assert (head.name, "A") in {(one.name, one.number) for one in owners.behind(branch, known, RULES)}


def test_7_2_a_controller_whom_nobody_can_look_behind_leaves_the_chain_incomplete() -> None:
    people = tuple(P(name, 20) for name in "甲乙丙丁戊")
    hidden = found(firm("A", *people, controllers=(F("C", 100).holder,)))
    assert not hidden.complete
    assert hidden.unknown == 0
    seen = found(firm("A", *people, controllers=(F("C", 100).holder,)), firm("C", P("己", 100)))
    assert seen.complete
    assert Ground.CONTROL in names(seen)["己"]


def test_nobody_is_behind_a_firm_that_was_not_traced_or_has_no_owner_step() -> None:
    assert owners.behind(builders.licence(), builders.dossier(), RULES) == ()
    shop = builders.licence(entity=EntityKind.INDIVIDUAL)
    assert owners.behind(shop, builders.dossier(owners=builders.traced()), RULES) == ()


# ── who is an owner ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_person_with_exactly_25_percent_of_the_equity_is_an_owner_and_one_with_less_is_not() -> None:
    told = found(firm("A", P("甲", 25), P("乙", "24.99"), P("丙", "50.01")))
    assert names(told) == {"丙": (*SHARES, Ground.CONTROL), "甲": SHARES}


def test_25_percent_through_parallel_chains_makes_an_owner() -> None:
    told = found(
        firm("A", F("B", 30), F("C", 30), P("乙", 40)),
        firm("B", P("甲", 50), P("丙", 50)),
        firm("C", P("甲", 50), P("丁", 50)),
    )
    assert "甲" in names(told)
    assert {path.percent for owner in told.owners if owner.number == "P-甲" for path in owner.paths} == {Decimal(15)}


def test_25_percent_of_the_votes_or_of_the_income_alone_makes_an_owner() -> None:
    told = found(
        firm(
            "A",
            P("甲", 10, votes=Decimal(30), income=Decimal(10)),
            P("乙", 20, votes=Decimal(20), income=Decimal(40)),
            P("丙", 70, votes=Decimal(50), income=Decimal(50)),
        )
    )
    assert names(told) == {"丙": SHARES, "乙": (Ground.INCOME,), "甲": (Ground.VOTES,)}


def test_control_makes_an_owner_of_who_holds_nothing() -> None:
    told = found(firm("A", P("甲", 100), controllers=(person("丁"),)))
    assert names(told)["丁"] == (Ground.CONTROL,)


def test_the_grounds_stand_side_by_side_and_a_list_does_not_stop_at_the_first() -> None:
    told = found(firm("A", P("甲", 40), P("乙", 60), controllers=(person("丙"),)))
    assert set(names(told)) == {"甲", "乙", "丙"}


def test_without_any_owner_the_person_who_runs_the_daily_business_is_one() -> None:
    spread = [P(name, 10) for name in "一二三四五六七八九十"]
    manager, representative = officer("经理"), officer("法人", Duty.REPRESENTATIVE)
    told = found(firm("A", *spread, officers=(representative, manager)))
    assert names(told) == {"经理": (Ground.DAILY_BUSINESS,)}
    assert names(found(firm("A", *spread, officers=(representative,)))) == {"法人": (Ground.DAILY_BUSINESS,)}


def test_a_state_or_listed_holder_is_no_natural_person_so_the_manager_is_the_owner() -> None:
    told = found(firm("A", body(HolderKind.STATE, 60), body(HolderKind.LISTED, 40), officers=(officer("经理"),)))
    assert names(told) == {"经理": (Ground.DAILY_BUSINESS,)}
    assert told.complete


def test_the_threshold_of_the_high_tier_is_ten_percent() -> None:
    rules = OwnerRules()
    assert [owners.threshold(tier, rules) for tier in Tier] == [25, 25, 25, 10, 10]
    assert owners.threshold(None, rules) == 25
    assert "甲" in names(found(firm("A", P("甲", 10), P("乙", 90)), percent=10))


def test_the_policys_own_threshold_counts() -> None:
    assert owners.threshold(Tier.R1, OwnerRules(threshold_high=5)) == 5


def test_the_same_number_is_the_same_person_whatever_the_name_looks_like() -> None:
    other = P("甲", 20).model_copy(update={"holder": person("甲").model_copy(update={"name": "样例 甲"})})
    assert "甲" in names(found(firm("A", P("甲", 20), other, *(P(name, 12) for name in "一二三四五"))))


# ── what is not known ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("unknown", "complete"), [(0, True), (10, True), ("10.01", False), (100, False)])
def test_an_unknown_layer_above_ten_percent_is_incomplete(unknown: float | str, complete: bool) -> None:
    told = found(firm("A", F("B", unknown), P("甲", str(Decimal(100) - Decimal(str(unknown))))))
    assert told.complete is complete


def test_an_unknown_layer_counts_by_its_part_of_the_whole() -> None:
    told = found(firm("A", F("B", 20), P("甲", 80)), firm("B", F("C", 50), P("乙", 50)))
    assert (told.unknown, told.complete) == (Decimal(10), True)


def test_unknown_votes_are_unknown_though_the_equity_is_known() -> None:
    assert not found(firm("A", P("甲", 80, votes=Decimal(20)), P("乙", 20, votes=Decimal(60)))).complete


def test_firms_that_hold_only_each_other_leave_their_owners_unknown() -> None:
    told = found(firm("A", F("B", 100)), firm("B", F("A", 100)))
    assert (told.complete, told.cyclic, told.unknown) == (False, True, Decimal(100))


def test_no_extract_at_all_is_incomplete() -> None:
    assert not owners.found(EntityKind.LLC, Ownership(root="A", extracts=()), 25, RULES).complete


# ── branches and individual businesses ──────────────────────────────────────────────────────────────────────────────


def test_individual_businesses_have_no_owner_step() -> None:
    individual = builders.licence(entity=EntityKind.INDIVIDUAL)
    assert owners.question(individual, builders.dossier(), RULES) is None
    assert not owners.unanswered(individual, builders.dossier(), RULES)


def test_a_domestic_branch_has_its_head_offices_owners_and_filing() -> None:
    branch = firm("B1", head_office=F("A", 100).holder)
    told = owned(firm("A", P("甲", 100)), branch=branch)
    assert names(owners.found(EntityKind.BRANCH, told, 25, RULES)) == {"甲": (*SHARES, Ground.CONTROL)}
    asked = owners.filing_question(builders.licence(entity=EntityKind.BRANCH), traced(told))
    assert asked == OwnerFilingQuery(number="A")


def test_a_foreign_branch_has_its_head_offices_owners_and_at_least_one_local_senior() -> None:
    branch = firm("B1", head_office=F("A", 100).holder, officers=(officer("本地"), officer("外地", resident=False)))
    told = owned(firm("A", P("甲", 100)), branch=branch)
    computed = owners.found(EntityKind.FOREIGN_BRANCH, told, 25, RULES)
    assert names(computed) == {"甲": (*SHARES, Ground.CONTROL), "本地": (Ground.LOCAL_SENIOR,)}
    assert not computed.lacks_local_senior
    abroad = told.model_copy(update={"branch": firm("B1", officers=(officer("外地", resident=False),))})
    assert owners.found(EntityKind.FOREIGN_BRANCH, abroad, 25, RULES).lacks_local_senior


# ── the promise instead of a filing ─────────────────────────────────────────────────────────────────────────────────

SMALL = builders.yuan(10_000_000)


def test_a_promise_may_replace_the_filing_up_to_ten_million_yuan_of_natural_persons() -> None:
    told = owned(firm("A", P("甲", 60), P("乙", 40)))
    assert promise_exempt(told, SMALL, LIMIT)
    assert not promise_exempt(told, builders.yuan(10_000_001), LIMIT)
    assert not promise_exempt(told, None, LIMIT)


@pytest.mark.parametrize(
    "extract",
    [
        firm("A", P("甲", 60), F("B", 40)),
        firm("A", P("甲", 60), P("乙", 40, nominee=True)),
        firm("A", P("甲", 60), P("乙", 40), controllers=(person("丙"),)),
        firm("A", P("甲", 60, votes=Decimal(90)), P("乙", 40, votes=Decimal(10))),
        firm("A", P("甲", 60)),
    ],
    ids=["a firm", "a nominee", "another's control", "other votes", "somebody unknown"],
)
def test_no_promise_with_other_holders_control_or_benefit(extract: Extract) -> None:
    assert not promise_exempt(owned(extract), SMALL, LIMIT)


# ── the filing ──────────────────────────────────────────────────────────────────────────────────────────────────────

TWO = owned(firm("A", P("甲", 60), P("乙", 30), P("丙", 10)))


def filed(*persons: tuple[str, float | None], code: OwnerFilingCode = OwnerFilingCode.FILED) -> OwnerFilingAnswer:
    named = [
        FiledOwner(name=f"样例{name}", number=f"P-{name}", equity=None if equity is None else Decimal(str(equity)))
        for name, equity in persons
    ]
    return OwnerFilingAnswer(code=code, owners=tuple(named))


def differing(answer: OwnerFilingAnswer, told: Ownership = TWO, capital: Any = SMALL) -> set[Difference]:
    computed = owners.found(EntityKind.LLC, told, RULES.threshold, RULES)
    return set(differences(computed, told, answer, capital, LIMIT, RULES))


def test_a_filing_that_names_the_owners_with_their_percents_agrees() -> None:
    assert differing(filed(("甲", 60), ("乙", 29.5))) == set()


def test_an_owner_that_the_filing_leaves_out_is_missing() -> None:
    assert differing(filed(("甲", 60))) == {Difference.MISSING}


def test_a_filed_person_who_is_no_owner_is_extra() -> None:
    assert differing(filed(("甲", 60), ("乙", 30), ("丙", 10))) == {Difference.EXTRA}


def test_a_percentage_beyond_the_tolerance_differs() -> None:
    assert differing(filed(("甲", 58.99), ("乙", 30))) == {Difference.PERCENT}
    assert differing(filed(("甲", None), ("乙", 30))) == {Difference.PERCENT}


def test_who_is_not_filed_is_an_error_unless_exempt_by_promise() -> None:
    nobody = filed(code=OwnerFilingCode.NOT_FILED)
    assert differing(nobody) == set()
    assert differing(nobody, capital=builders.yuan(20_000_000)) == {Difference.NOT_FILED}


def test_a_promise_that_was_filed_without_its_conditions_is_an_error() -> None:
    promise = filed(code=OwnerFilingCode.EXEMPT_PROMISE)
    assert differing(promise) == set()
    assert differing(promise, capital=builders.yuan(20_000_000)) == {Difference.PROMISE_UNFOUNDED}


def test_a_filed_person_behind_an_unknown_layer_is_no_difference() -> None:
    half = owned(firm("A", P("甲", 60), F("B", 40)))
    assert differing(filed(("甲", 60), ("戊", 40)), half) == set()


# ── questions and findings ──────────────────────────────────────────────────────────────────────────────────────────


def traced(told: Ownership, filing: OwnerFilingAnswer | None = None, **firm_over: Any) -> Dossier:
    """A dossier in which the registry's first layer is that of the extracts."""
    root = next((one for one in told.extracts if one.number == told.root), None)
    first = tuple(
        Shareholder(
            name=held.holder.name,
            natural_person=held.holder.kind is HolderKind.PERSON,
            share=float(held.equity) / 100,
        )
        for held in (root.holdings if root and not told.branch else ())
    )
    over = {"shareholders": first, **firm_over}
    dossier = builders.dossier(registration=builders.registration(**over))
    asked = owners.question(builders.licence(), dossier, RULES)
    assert asked is not None
    dossier = dossier.model_copy(update={"owners": OwnersAsked(at=builders.NOW, query=asked, answer=told)})
    if filing is None:
        return dossier
    query = OwnerFilingQuery(number=told.root)
    return dossier.model_copy(update={"owner_filing": OwnerFilingAsked(at=builders.NOW, query=query, answer=filing)})


def judged(dossier: Dossier, tier: Tier | None = Tier.R3, **over: Any) -> dict[str, Severity]:
    told = owners.findings(builders.licence(**over), dossier, tier, RULES, LIMIT)
    return {finding.code: finding.severity for finding in told}


GOOD = filed(("甲", 60), ("乙", 30))


def test_traced_owners_that_agree_with_registry_and_filing_give_no_finding() -> None:
    assert judged(traced(TWO, GOOD)) == {}


def test_owners_that_were_not_traced_stop() -> None:
    assert judged(builders.dossier()) == {"NOT_ANSWERED": Severity.STOP}


def test_a_filing_that_was_not_asked_stops() -> None:
    assert judged(traced(TWO)) == {"NOT_ANSWERED": Severity.STOP}


def test_shareholders_that_changed_since_are_traced_anew() -> None:
    known = traced(TWO, GOOD)
    registration = builders.registration(shareholders=(Shareholder(name="样例戊", natural_person=True, share=1.0),))
    changed = known.model_copy(update={"registration": registration})
    assert "NOT_ANSWERED" in judged(changed)
    assert [*owners.unanswered(builders.licence(), changed, RULES)] == ["owners"]


@pytest.mark.parametrize(
    ("tier", "severity"),
    [
        (Tier.R4, Severity.FIX),
        (Tier.R3, Severity.FIX),
        (Tier.R2, Severity.STOP),
        (Tier.R1, Severity.STOP),
        (Tier.P, Severity.STOP),
        (None, Severity.STOP),
    ],
)
def test_an_incomplete_chain_stops_the_elevated_tiers_and_is_mended_in_the_others(
    tier: Tier | None, severity: Severity
) -> None:
    half = traced(owned(firm("A", P("甲", 60), F("B", 40))), filed(("甲", 60)))
    assert judged(half, tier)["OWNER_INCOMPLETE"] is severity


def test_with_a_proof_of_the_chain_on_file_a_person_reads_it_and_the_elevated_tiers_still_stop() -> None:
    half = traced(owned(firm("A", P("甲", 60), F("B", 40))), filed(("甲", 60)))
    told = {
        tier: owners.findings(builders.licence(), half, tier, RULES, LIMIT, proof=True) for tier in (Tier.R3, Tier.R2)
    }
    found = {tier: {finding.code: finding.severity for finding in each} for tier, each in told.items()}
    assert found[Tier.R3]["OWNER_INCOMPLETE"] is Severity.FLAG
    assert found[Tier.R2]["OWNER_INCOMPLETE"] is Severity.STOP


def test_nobody_found_at_all_is_as_bad_as_an_incomplete_chain() -> None:
    assert (
        judged(traced(owned(firm("A", body(HolderKind.STATE, 100))), filed()), Tier.R2)["OWNER_NONE"] is Severity.STOP
    )


def test_offshore_nominee_and_circle_are_flags() -> None:
    odd = owned(
        firm("A", P("甲", 60, nominee=True), F("B", 35), F("V", 5, country="VG")),
        firm("B", F("A", 10), P("乙", 90)),
    )
    codes = judged(traced(odd, filed(("甲", 60), ("乙", 30))))
    assert {code for code in codes if codes[code] is Severity.FLAG} >= {
        "OWNER_OFFSHORE",
        "OWNER_NOMINEE",
        "OWNER_CYCLE",
    }


def test_f18_a_difference_from_the_filing_is_a_flag_that_names_its_kinds_and_nobody() -> None:
    dossier = traced(TWO, filed(("甲", 40), ("戊", 30)))
    finding = next(
        one
        for one in owners.findings(builders.licence(), dossier, Tier.R3, RULES, LIMIT)
        if one.code == "OWNER_DISCREPANCY"
    )
    assert (finding.severity, finding.rule) == (Severity.FLAG, "risk.md 6 F18")
    assert all(kind in finding.zh for kind in ("漏报受益所有人", "多报受益所有人", "比例不符"))
    assert not any(name in finding.zh + finding.en for name in ("样例", "P-", "甲"))


def test_two_answers_of_the_registry_that_differ_are_a_flag() -> None:
    dossier = traced(TWO, GOOD, shareholders=(Shareholder(name="样例甲", natural_person=True, share=1.0),))
    assert judged(dossier) == {"OWNER_SOURCES_DIFFER": Severity.FLAG}


@pytest.mark.parametrize(
    ("holders", "agree"),
    [
        ((("样例甲", 0.60), ("样例乙", 0.30)), False),
        ((("样例甲", 0.60), ("样例乙", 0.30), ("样例丙", 0.10)), True),
        ((("样例丙", 0.10), ("样例乙", 0.30), ("样例甲", 0.60)), True),
        ((("样例甲", 0.60), ("样例乙", 0.30), ("样例丁", 0.10)), False),
        ((("样例甲", 0.61), ("样例乙", 0.29), ("样例丙", 0.10)), True),
        ((("样例甲", 0.62), ("样例乙", 0.28), ("样例丙", 0.10)), False),
    ],
    ids=["one left out", "all", "other order", "another name", "within the tolerance", "beyond it"],
)
def test_the_first_layer_agrees_holder_by_holder_within_the_tolerance(
    holders: tuple[tuple[str, float], ...], agree: bool
) -> None:
    told = owned(firm("A", P("甲", 60), P("乙", 30), P("丙", 10)))
    first = tuple(Shareholder(name=name, natural_person=True, share=share) for name, share in holders)
    assert ("OWNER_SOURCES_DIFFER" not in judged(traced(told, GOOD, shareholders=first))) is agree


def test_a_foreign_branch_without_a_local_senior_is_told() -> None:
    told = owned(firm("A", P("甲", 100)), branch=firm("B1", head_office=F("A", 100).holder))
    dossier = traced(told).model_copy(
        update={
            "owner_filing": OwnerFilingAsked(
                at=builders.NOW, query=OwnerFilingQuery(number="B1"), answer=filed(("甲", 100))
            )
        }
    )
    assert judged(dossier, entity=EntityKind.FOREIGN_BRANCH)["OWNER_LOCAL_SENIOR"] is Severity.FIX


def test_a_foreign_branch_whose_head_office_has_no_known_owner_has_none_though_a_senior_lives_here() -> None:
    told = owned(firm("A", P("甲", 20)), branch=firm("B1", head_office=F("A", 100).holder, officers=(officer("本地"),)))
    assert "OWNER_NONE" in judged(traced(told), entity=EntityKind.FOREIGN_BRANCH)


# ── factors ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def chain(length: int) -> Ownership:
    numbers = [f"F{place}" for place in range(length)]
    firms = [firm(one, F(numbers[place + 1], 100)) for place, one in enumerate(numbers[:-1])]
    return owned(*firms, firm(numbers[-1], P("甲", 100)))


@pytest.mark.parametrize(("length", "score"), [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (7, 5)])
def test_c3_one_layer_of_persons_is_1_three_are_3_five_are_5(length: int, score: int) -> None:
    assert owners.complexity(chain(length), RULES) == score


@pytest.mark.parametrize(
    "odd",
    [
        owned(firm("A", P("甲", 60, nominee=True), P("乙", 40))),
        owned(firm("A", P("甲", 95), F("V", 5, country="KY"))),
        owned(firm("A", P("甲", 95), F("A", 5))),
        owned(firm("A", P("甲", 100), controllers=(Holder(kind=HolderKind.FIRM, name="x", country="VG"),))),
    ],
    ids=["nominee", "offshore", "circle", "offshore controller"],
)
def test_c3_offshore_nominee_or_circle_is_5(odd: Ownership) -> None:
    assert owners.complexity(odd, RULES) == 5


def test_c3_is_missing_where_no_holder_is_known() -> None:
    assert owners.complexity(owned(firm("A")), RULES) is None


@pytest.mark.parametrize(
    ("dossier", "score"),
    [
        (traced(TWO, GOOD), 1),
        (traced(TWO, filed(code=OwnerFilingCode.EXEMPT_PROMISE)), 3),
        (traced(TWO, filed(code=OwnerFilingCode.NOT_FILED)), 3),
        (traced(TWO, filed(("甲", 60))), 5),
        (traced(owned(firm("A", P("甲", 60), F("B", 40))), filed(("甲", 60))), 5),
        (traced(TWO), None),
        (builders.dossier(), None),
    ],
    ids=["matches", "promise", "promise unfiled", "mismatch", "unknown layer", "filing unknown", "not traced"],
)
def test_c6_is_by_how_well_the_filing_fits(dossier: Dossier, score: int | None) -> None:
    assert owners.transparency(builders.licence(), dossier, SMALL, LIMIT, RULES) == score


# ── what people see ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_drawing_names_every_holder_with_its_share_and_marks_what_is_not_known() -> None:
    told = found(firm("A", F("B", 60), P("甲", 40)), firm("B", F("C", 50), P("乙", 40)))
    assert told.tree == (
        "样例A公司（企业）",
        "   └ 60.00% 样例B公司（企业）",
        "      └ 50.00% 样例C公司（企业，未穿透）",
        "      └ 40.00% 样例乙（自然人）",
        "      └ 10.00% 未知",
        "   └ 40.00% 样例甲（自然人）",
    )


def test_a_circle_is_drawn_once() -> None:
    told = found(firm("A", F("B", 60), P("甲", 40)), firm("B", F("A", 50), P("乙", 50)))
    assert told.tree[2:4] == ("      └ 50.00% 样例A公司（企业）（见上）", "      └ 50.00% 样例乙（自然人）")


def test_a_name_cannot_break_out_of_the_browsers_drawing() -> None:
    evil = Holder(kind=HolderKind.FIRM, name='x"]; click n0 "javascript:1', number="B")
    told = found(firm("A", F("B", 100).model_copy(update={"holder": evil})))
    assert "x#34;]#59; click n0 #34;javascript:1" in told.mermaid
    assert told.mermaid.startswith("flowchart BT\n")
