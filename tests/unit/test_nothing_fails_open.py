"""Random answers of the outside world: silence, nonsense and bad news never make a case better (rules.md 4-6, 11)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.checks import (
    AbnormalEntry,
    Change,
    CitizenCode,
    Dossier,
    ListHit,
    ListKind,
    PhoneCode,
    RegistrationCode,
    Shareholder,
    TaxCode,
    TaxpayerState,
)
from models.findings import Finding, Score, Severity, Tier
from models.rules import hard_rules
from tests import builders as b
from tests.red_team import Firm, judged

ORDER = list(Tier)
STATES = ("存续（在营、开业、在册）", "存续", "在业", "吊销，未注销", "注销", "迁出", "", "存续 吊销", "ACTIVE")
IN_BUSINESS = STATES[:2]

days = st.integers(0, 1500).map(lambda days: b.TODAY - timedelta(days=days))
changes = st.builds(
    Change,
    item=st.sampled_from(("法定代表人", "住所", "经营范围", "名称", "联络员")),
    before=st.just("甲"),
    after=st.just("乙"),
    on=days,
)
entries = st.builds(AbnormalEntry, reason=st.integers(0, 6), on=days, removed=st.none() | days)
holders = st.builds(
    Shareholder,
    name=st.sampled_from(("甲", "乙", "丙")),
    natural_person=st.booleans(),
    share=st.sampled_from((0.1, 0.3, 0.6)),
)
hits = st.builds(
    ListHit,
    kind=st.sampled_from(ListKind),
    entry=st.sampled_from(("L-1", "L-2")),
    by_number=st.booleans(),
)


def told(answer: Callable[..., Any]) -> Callable[[dict[str, Any]], Any]:
    return lambda facts: answer(**facts)


def few(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=4).map(tuple)


matched = st.fixed_dictionaries(
    {
        "state": st.sampled_from(STATES),
        "serious_violation": st.booleans(),
        "lost_licence": st.sampled_from((None, "ORGN", "COPY", "ORCY")),
        "changes": few(changes),
        "abnormal": few(entries),
        "shareholders": few(holders),
        "credit_code": st.sampled_from((b.CREDIT_CODE, "91310199MA1K0A0X23")),
    }
).map(told(b.registration))
registrations = (
    st.none()
    | st.sampled_from([code for code in RegistrationCode if code is not RegistrationCode.MATCHED]).map(b.registration)
    | matched
)
phones = (
    st.none()
    | st.sampled_from([code for code in PhoneCode if code is not PhoneCode.MATCHED]).map(b.phone)
    | st.fixed_dictionaries(
        {
            "user_kind": st.sampled_from((None, "INDV", "ENTY", "?")),
            "status": st.sampled_from((None, "ENBL", "DSBL")),
            "carrier": st.sampled_from((None, "1000", "0001", "9999")),
            "region": st.sampled_from((None, "31", "33")),
        }
    ).map(told(b.phone))
)
taxes = (
    st.none()
    | st.sampled_from((TaxCode.NAME_DIFFERS, TaxCode.NOT_FOUND)).map(b.tax)
    | few(st.sampled_from(TaxpayerState)).map(lambda states: b.tax(states=states))
)
citizens = st.none() | st.sampled_from(CitizenCode).map(b.citizen)
lists = st.none() | st.builds(
    lambda found, version: b.lists(*found, version=version), few(hits), st.sampled_from(("2026-10-08", "", " "))
)
dossiers = st.builds(Dossier, registration=registrations, phone=phones, tax=taxes, citizen=citizens, lists=lists)


def of(dossier: Dossier) -> tuple[list[Finding], Score]:
    return judged(Firm("random", Tier.R4, facts={"dossier": dossier}))


def held(findings: list[Finding]) -> set[str]:
    """The codes of what a review cannot simply pass."""
    return {finding.code for finding in findings if finding.severity in (Severity.HARD, Severity.STOP, Severity.FIX)}


@given(dossier=dossiers)
def test_a_case_passes_only_when_every_system_has_answered_and_nothing_bad(dossier: Dossier) -> None:
    findings, score = of(dossier)
    if held(findings):
        return
    registration, lists, tax, citizen = dossier.registration, dossier.lists, dossier.tax, dossier.citizen
    assert registration
    assert lists
    assert tax
    assert citizen
    assert dossier.phone
    firm = registration.answer.firm
    assert registration.answer.code is RegistrationCode.MATCHED
    assert firm
    assert firm.credit_code == b.CREDIT_CODE
    assert firm.state in IN_BUSINESS
    assert not firm.serious_violation
    assert not firm.lost_licence
    assert citizen.answer.code in (CitizenCode.MATCH_PHOTO, CitizenCode.MATCH_NO_PHOTO)
    assert lists.answer.version.strip()
    assert {hit.kind for hit in lists.answer.hits} <= {ListKind.DEFAULTER, ListKind.PEP, ListKind.GREY}
    assert set(tax.answer.states) <= {TaxpayerState.OPEN, TaxpayerState.ABNORMAL}
    assert dossier.phone.answer.code is PhoneCode.MATCHED
    assert score.tier is not Tier.P


@given(dossier=dossiers, silent=st.sampled_from(tuple(Dossier.model_fields)))
def test_a_system_that_falls_silent_never_opens_what_was_held(dossier: Dossier, silent: str) -> None:
    findings, _ = of(dossier.model_copy(update={silent: None}))
    assert held(findings)


@given(dossier=dossiers, more=hits)
def test_one_more_hit_never_lowers_the_tier_and_never_frees_a_case(dossier: Dossier, more: ListHit) -> None:
    if dossier.lists is None:
        return
    before, was = of(dossier)
    answer = dossier.lists.answer
    worse = dossier.lists.model_copy(update={"answer": answer.model_copy(update={"hits": (*answer.hits, more)})})
    after, became = of(dossier.model_copy(update={"lists": worse}))
    assert held(before) <= held(after)
    assert ORDER.index(became.tier) >= ORDER.index(was.tier)


@given(dossier=dossiers)
def test_what_stops_at_the_review_stops_at_activation(dossier: Dossier) -> None:
    """H02 and H03 hear of every hard finding, whoever signed what meanwhile."""
    findings, _ = of(dossier)
    if any(finding.severity is Severity.HARD for finding in findings):
        case = b.case(dossier=dossier, cleared={finding.code: "P09" for finding in findings})
        assert hard_rules.broken(case, b.policy(), b.NOW)


@given(dossier=dossiers, dice=st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_told_changes_nothing(dossier: Dossier, dice: Any) -> None:
    findings, score = of(dossier)
    turned, again = of(shuffled(dossier, dice))
    assert set(findings) == set(turned)
    assert (score.points, score.tier, score.floors) == (again.points, again.tier, again.floors)


def shuffled(dossier: Dossier, dice: Any) -> Dossier:
    """The same facts, every list of them in another order."""

    def mixed(fact: Any, *names: str) -> Any:
        return fact.model_copy(
            update={
                name: tuple(dice.sample(values, len(values)))
                for name in names
                if (values := getattr(fact, name)) is not None
            }
        )

    update: dict[str, Any] = {}
    for system, names in (("lists", ("hits",)), ("tax", ("states",))):
        if asked := getattr(dossier, system):
            update[system] = asked.model_copy(update={"answer": mixed(asked.answer, *names)})
    if (asked := dossier.registration) and asked.answer.firm:
        firm = mixed(asked.answer.firm, "changes", "abnormal", "shareholders")
        update["registration"] = asked.model_copy(update={"answer": asked.answer.model_copy(update={"firm": firm})})
    return dossier.model_copy(update=update)
