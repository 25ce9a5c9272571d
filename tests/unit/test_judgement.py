"""What reviewers and auditors see of a judgement: findings with evidence, answers, hard rules with their state."""

from datetime import timedelta

import pytest

from models.case import Case
from models.checks import Dossier, ListHit, ListKind, System
from models.findings import Severity, Tier
from models.judgement import HardRule, LimitsHeld, RuleState
from models.papers import EvidenceKind, Paper, PaperKind
from models.people import Role
from models.rules import hard_rules, limits
from models.rules.judgement import NAMES, evidence_of, judgement_of
from models.states import Leg, State
from tests import builders as b

RAW = b.ref(EvidenceKind.OUTSIDE_ANSWER, "e", media_type="application/json")


def rules_of(case: Case) -> dict[str, HardRule]:
    return {rule.rule: rule for rule in judgement_of(case, b.policy(), b.NOW).rules}


def with_raw() -> Dossier:
    return b.dossier(registration=b.registration().model_copy(update={"raw": RAW}))


def test_all_twelve_hard_rules_are_told_with_the_moments_they_are_held_at() -> None:
    found = rules_of(b.case())
    assert list(found) == list(NAMES) == sorted(hard_rules.MOMENTS)
    assert found["H03"].moments == ("activation", "upgrade")


def test_a_clean_case_at_the_counter_keeps_every_rule() -> None:
    found = rules_of(b.case(legs={Leg.MAIN: State.AT_COUNTER}))
    assert {rule.state for rule in found.values()} == {RuleState.KEPT}, found


def test_what_is_still_to_come_is_open_and_says_what_lacks() -> None:
    early = b.case(visit=b.unsigned_visit(), legs={Leg.MAIN: State.PRE_REVIEW})
    found = rules_of(early)["H06"]
    assert found.state is RuleState.OPEN
    assert found.reasons
    assert all(zh and en for zh, en in found.reasons)


def test_what_lacks_at_the_counter_is_broken() -> None:
    late = b.case(visit=b.unsigned_visit(), legs={Leg.MAIN: State.AT_COUNTER})
    assert rules_of(late)["H06"].state is RuleState.BROKEN


def test_a_mandatory_hit_is_broken_at_once_however_early_it_is() -> None:
    hit = ListHit(kind=ListKind.MANDATORY, entry="L-1", by_number=True)
    stopped = b.case(
        dossier=b.dossier(lists=b.lists(hit)),
        findings=[b.finding("LIST_MANDATORY", Severity.HARD, "lists")],
        legs={Leg.MAIN: State.PRE_REVIEW},
    )
    assert rules_of(stopped)["H02"].state is RuleState.BROKEN
    assert rules_of(stopped)["H03"].state is RuleState.KEPT


def test_yesterdays_answers_are_open_again_today() -> None:
    found = judgement_of(b.case(), b.policy(), b.NOW + timedelta(days=1)).rules
    assert {rule.rule for rule in found if rule.state is not RuleState.KEPT} >= {"H02", "H03"}


def test_findings_are_grouped_by_severity_the_gravest_first_and_none_is_lost() -> None:
    mixed = [b.finding(f"F-{severity}", severity) for severity in reversed(Severity)]
    found = judgement_of(b.case(findings=mixed), b.policy(), b.NOW).findings
    assert list(found) == [Severity.HARD, Severity.STOP, Severity.FIX, Severity.FLAG, Severity.INFO]
    assert [grounded.finding.code for group in found.values() for grounded in group] == [f"F-{s}" for s in Severity]


def test_a_finding_about_an_answer_rests_on_its_raw_bytes() -> None:
    case = b.case(dossier=with_raw())
    assert evidence_of(case, b.finding("LOST_LICENCE", about="registration")) == (RAW.sha256,)


def test_a_finding_about_a_paper_rests_on_its_picture_and_a_difference_on_both() -> None:
    licence = Paper(kind=PaperKind.LICENCE, ref=b.ref(digit="a"))
    case = b.case(dossier=with_raw(), papers={PaperKind.LICENCE: licence})
    assert evidence_of(case, b.finding("UNREAD", about="licence.name")) == (licence.ref.sha256,)
    both = evidence_of(case, b.finding("REGISTRY_NAME_DIFFERS", about="licence.name"))
    assert both == (licence.ref.sha256, RAW.sha256)


def test_a_system_that_has_not_answered_is_listed_without_a_code() -> None:
    found = {a.system: a for a in judgement_of(b.case(dossier=b.dossier(tax=None)), b.policy(), b.NOW).answers}
    assert (found[System.TAX].at, found[System.TAX].code) == (None, None)
    assert found[System.REGISTRATION].code == "MCHD"
    assert System.AGENT_PHONE not in found


@pytest.mark.parametrize("tier", list(Tier))
def test_the_measures_are_those_of_the_tier_by_the_cases_own_policy(tier: Tier) -> None:
    found = judgement_of(b.case(score=b.score(tier)), b.policy(), b.NOW)
    assert found.measures == b.policy().measures[tier]


def test_a_judgement_holds_no_personal_data() -> None:
    told = judgement_of(b.case(dossier=with_raw()), b.policy(), b.NOW).model_dump_json()
    assert not [secret for secret in (b.REPRESENTATIVE, b.ID_NUMBER, b.PHONE, b.FIRM_NAME, b.ADDRESS) if secret in told]


def test_an_address_cluster_rests_on_the_registrys_count() -> None:
    raw = b.ref(EvidenceKind.OUTSIDE_ANSWER, "9")
    counted = b.address_count(60).model_copy(update={"raw": raw})
    case = b.case(dossier=b.dossier(address_count=counted))
    assert evidence_of(case, b.finding("ADDRESS_CLUSTER", about="in_house")) == (raw.sha256,)
    assert evidence_of(case, b.finding("PHONE_SHARED", about="in_house")) == ()


def test_an_answer_shows_when_it_came_its_code_or_list_version_and_its_raw_bytes() -> None:
    case = b.case(dossier=b.dossier(registration=b.registration().model_copy(update={"raw": RAW}), owners=b.traced()))
    found = {answer.system: answer for answer in judgement_of(case, b.policy(), b.NOW).answers}
    registry = found[System.REGISTRATION]
    assert (registry.at, registry.code, registry.evidence) == (b.NOW, "MCHD", (RAW.sha256,))
    assert found[System.LISTS].code == "2026-10-08"
    assert (found[System.OWNERS].at, found[System.OWNERS].code) == (b.NOW, None)


def test_an_answer_of_many_pages_rests_on_every_page() -> None:
    pages = tuple(b.ref(EvidenceKind.OUTSIDE_ANSWER, digit) for digit in "78")
    traced = b.traced().model_copy(update={"raw": pages[0], "raws": pages})
    (told,) = [
        answer
        for answer in judgement_of(b.case(dossier=b.dossier(owners=traced)), b.policy(), b.NOW).answers
        if answer.system is System.OWNERS
    ]
    assert told.evidence == tuple(page.sha256 for page in pages)


def test_a_finding_is_shown_with_what_it_rests_on() -> None:
    lost = b.finding("LOST_LICENCE", Severity.STOP, "registration")
    (told,) = judgement_of(b.case(dossier=with_raw(), findings=[lost]), b.policy(), b.NOW).findings[Severity.STOP]
    assert (told.finding, told.evidence) == (lost, (RAW.sha256,))


def test_score_and_tier_are_shown_and_without_a_tier_no_measures_and_no_limits() -> None:
    scored = judgement_of(b.case(), b.policy(), b.NOW)
    assert (scored.score, scored.tier) == (b.score(), Tier.R3)
    early = judgement_of(b.case(score=None, account=None), b.policy(), b.NOW)
    assert (early.score, early.tier, early.measures, early.limits) == (None, None, None, None)


# ── limits behind H11 ───────────────────────────────────────────────────────────────────────────────────────────────


def limits_of(case: Case) -> LimitsHeld:
    held = judgement_of(case, b.policy(), b.NOW).limits
    assert held is not None
    return held


def test_h11_shows_the_tiers_row_the_accounts_limits_and_how_far_a_chain_goes() -> None:
    own = b.account(limits=b.limits(tokens=1))
    held = limits_of(b.case(account=own))
    assert (held.tier, held.account, held.raised) == (b.limits(), own.limits, None)
    assert held.farthest == limits.farthest(Tier.R3, b.policy())
    assert limits_of(b.case(account=None)).account is None


def test_h11_a_simplified_opening_goes_no_farther_than_its_own_row() -> None:
    held = limits_of(b.case(simplified=True, score=b.score(Tier.R4)))
    assert held.tier == held.farthest == b.policy().simplified_limits


def test_h11_a_raise_is_shown_with_who_asked_who_agreed_and_who_has_to() -> None:
    asked = b.limit_raise()
    told = limits_of(b.case(limit_raise=asked)).raised
    assert told is not None
    assert (told.limits, told.tier, told.starts, told.reason) == (asked.limits, Tier.R3, b.TODAY, "月末集中付款")
    assert (told.paper, told.maker, told.agreed) == ("9" * 64, "E20401", ("SUP E20405",))
    assert (told.awaited, told.counts) == ((), True)
    open_still = limits_of(b.case(limit_raise=b.limit_raise(agreed=()))).raised
    assert open_still is not None
    assert (open_still.awaited, open_still.counts) == ((Role.SUPERVISOR,), False)
