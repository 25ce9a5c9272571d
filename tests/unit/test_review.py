"""Central review: what is asked for, when a pass is refused, and when a refusal is."""

from itertools import combinations
from typing import Literal

import pytest

from models.acts import DecideReview
from models.findings import Finding, Severity, SupplementItem
from models.papers import PaperKind
from models.policy import Refusals
from models.rules.review import (
    LATER_SOFT_TRAITS,
    MUST_BE_MENDED,
    NEVER_CLEARED,
    REASONS,
    SOFT_TRAITS,
    ReasonCode,
    asked_for,
    blocking,
    may_refuse,
    refuses,
    supplement_items,
)
from tests.builders import finding, policy
from tests.wording import sentence

HARD, STOP, FIX, FLAG, INFO = Severity.HARD, Severity.STOP, Severity.FIX, Severity.FLAG, Severity.INFO


def fix(code: str, about: str, zh: str = "说明") -> Finding:
    return finding(code, FIX, about, zh=zh)


# ── supplement ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_paper_is_asked_for_once_with_all_its_reasons() -> None:
    items = supplement_items(
        [
            fix("UNREAD", "licence.name", "无法识别名称"),
            fix("ID_EXPIRED", "id_back.validity", "身份证已过期"),
            fix("REGISTRY_ADDRESS_DIFFERS", "licence.address", "营业执照住所与工商登记不一致"),
            fix("UNREAD", "licence.name", "无法识别名称"),
        ]
    )
    assert [(item.paper, item.reason_code, item.zh) for item in items] == [
        (PaperKind.LICENCE, "UNREAD", "请重新拍摄并上传营业执照：无法识别名称；营业执照住所与工商登记不一致。"),
        (PaperKind.ID_BACK, "ID_EXPIRED", "请重新拍摄并上传身份证国徽面：身份证已过期。"),
    ]


def test_a_picture_that_cannot_be_used_needs_no_list_of_fields() -> None:
    items = supplement_items(
        [fix("UNREADABLE", "id_back", "照片无法识别"), fix("UNREAD", "id_back.validity", "无法识别有效期限")]
    )
    assert [item.zh for item in items] == ["请重新拍摄并上传身份证国徽面：照片无法识别。"]


def test_a_statement_is_asked_for_by_its_name() -> None:
    (item,) = supplement_items([fix("PHONE_SUSPENDED", "statements.phone", "手机号已停机")])
    assert (item.paper, item.statement, item.zh) == (None, "phone", "请更正法定代表人手机号：手机号已停机。")


def test_only_fix_findings_about_papers_and_statements_are_the_customers_work() -> None:
    others = [finding("A", severity, "licence") for severity in (HARD, STOP, FLAG, INFO)]
    assert supplement_items([*others, fix("NOT_ASKED", "registration"), fix("ABNORMAL_1_ADVICE", "registration")]) == ()


def test_what_the_chip_can_settle_may_wait_for_the_counter_unless_the_paper_has_another_defect() -> None:
    mismatch = fix("CITIZEN_NAME_MISMATCH", "id_front.number")
    assert [item.at_counter for item in supplement_items([mismatch])] == [True]
    assert [item.at_counter for item in supplement_items([mismatch, fix("UNREAD", "id_front.name")])] == [False]


# ── the decision ────────────────────────────────────────────────────────────────────────────────────────────────────


def decide(
    decision: Literal["pass", "supplement", "escalate"], reason: str = "", items: tuple[SupplementItem, ...] = ()
) -> DecideReview:
    return DecideReview(act_id="act-00000001", by="E20403", decision=decision, reason=reason, items=items)


def passing(*findings: Finding, reason: str = "已逐项核对", cleared: dict[str, str] | None = None) -> str | None:
    return refuses(findings, cleared or {}, decide("pass", reason))


def test_a_clean_case_passes_without_a_word() -> None:
    assert passing(reason="") is None
    assert passing(finding(severity=INFO), reason="") is None


@pytest.mark.parametrize("severity", [HARD, STOP])
def test_a_pass_is_refused_while_hard_or_stop_findings_are_open(severity: Severity) -> None:
    assert "escalate it" in (passing(finding("WLPI", severity)) or "")


def test_a_stop_that_risk_took_responsibility_for_no_longer_blocks() -> None:
    assert passing(finding("WLPI", STOP), cleared={"WLPI": "E20407"}) is None
    assert passing(finding("WLPI", STOP), finding("WIDN", STOP), cleared={"WLPI": "E20407"})


def test_hard_findings_are_never_cleared() -> None:
    assert passing(finding("LIST_MANDATORY", HARD), cleared={"LIST_MANDATORY": "E20407"})


@pytest.mark.parametrize("code", sorted(NEVER_CLEARED))
def test_what_was_not_checked_is_not_cleared_by_anybody(code: str) -> None:
    assert blocking([finding(code, STOP)], {code: "E20407"})


@pytest.mark.parametrize("severity", [FIX, FLAG])
def test_overriding_fix_and_flag_needs_a_reason(severity: Severity) -> None:
    assert "REGISTRY_NAME_DIFFERS" in (passing(finding("REGISTRY_NAME_DIFFERS", severity), reason="  ") or "")
    assert passing(finding("REGISTRY_NAME_DIFFERS", severity)) is None


@pytest.mark.parametrize("code", sorted(MUST_BE_MENDED))
def test_what_no_account_can_be_opened_without_is_not_overridden_by_any_reason(code: str) -> None:
    assert "no reason overrides" in (passing(finding(code, FIX)) or "")


def test_a_supplement_names_its_items_and_an_escalation_its_reason() -> None:
    item = SupplementItem(reason_code="UNREAD", paper=PaperKind.LICENCE, zh="请重拍")
    assert refuses([], {}, decide("supplement"))
    assert refuses([fix("UNREAD", "licence.name")], {}, decide("supplement")) is None
    assert refuses([], {}, decide("supplement", items=(item,))) is None
    assert refuses([], {}, decide("escalate", " "))
    assert refuses([], {}, decide("escalate", "疑似代办")) is None


# ── refusing the customer ───────────────────────────────────────────────────────────────────────────────────────────


def test_every_reason_code_has_its_row() -> None:
    assert set(REASONS) == set(ReasonCode)
    assert [code for code, row in REASONS.items() if row.bound == "may"] == ["RF05", "RF06", "RF07", "RF08"]


@pytest.mark.parametrize("code", [None, "", "RF99", "rf01"])
def test_a_refusal_without_a_known_code_is_refused(code: str | None) -> None:
    refusing = ", ".join(f"RF{number:02}" for number in range(1, 14))
    assert f"({refusing})" in (may_refuse(code, "理由", [finding("WLPI", STOP)]) or "")


@pytest.mark.parametrize("code", ["DL01", "LM01", "WD01", "EX01"])
def test_delays_limits_and_ends_are_no_refusals(code: str) -> None:
    assert "no reason to refuse" in (may_refuse(code, "理由", [finding("WLPI", STOP)]) or "")


def test_a_refusal_needs_words() -> None:
    assert "--reason" in (may_refuse("RF01", " ", [finding("WLPI", STOP)]) or "")


@pytest.mark.parametrize("code", ["RF05", "RF06", "RF07", "RF08", "RF10", "RF13"])
@pytest.mark.parametrize("trait", sorted(SOFT_TRAITS))
def test_a_refusal_whose_only_grounds_are_soft_traits_is_refused_by_the_engine(code: str, trait: str) -> None:
    soft = [finding(trait, FLAG), finding("NEW_FIRM", FLAG), finding("ID_EXPIRES_SOON", INFO)]
    assert "soft traits" in (may_refuse(code, "风险高", soft) or "")
    assert may_refuse(code, "风险高", [*soft, finding("WIDN", STOP)]) is None


@pytest.mark.parametrize("code", ["RF05", "RF06", "RF07", "RF08", "RF10", "RF13"])
def test_a_refusal_by_judgement_without_anything_on_file_is_refused(code: str) -> None:
    assert may_refuse(code, "感觉不对", [])


@pytest.mark.parametrize(
    ("code", "ground"),
    [("RF02", "LIST_MANDATORY"), ("RF03", "NOT_IN_BUSINESS"), ("RF03", "SERIOUS_VIOLATION"), ("RF04", "LIST_PUNISHED")],
)
def test_a_refusal_by_list_or_registry_needs_that_very_finding(code: str, ground: str) -> None:
    assert may_refuse(code, "命中", [finding(ground, HARD)]) is None
    assert "needs a finding of its kind" in (may_refuse(code, "命中", [finding("WIDN", STOP)]) or "")


@pytest.mark.parametrize("code", ["RF01", "RF09", "RF11", "RF12"])
def test_what_people_found_themselves_needs_no_machine_finding(code: str) -> None:
    assert may_refuse(code, "现场核实不符", []) is None


ROWS = [
    ("RF01", "must", "people"),
    ("RF02", "must", {"LIST_MANDATORY", "LIST_MANDATORY_NEAR"}),
    ("RF03", "must", {"NOT_IN_BUSINESS", "SERIOUS_VIOLATION", "LIST_SERIOUS_VIOLATION", "TAX_CNCL", "TAX_IMCL"}),
    ("RF04", "must", {"LIST_PUNISHED", "LIST_PUNISHED_NEAR"}),
    ("RF05", "may", "any"),
    ("RF06", "may", "any"),
    ("RF07", "may", "any"),
    ("RF08", "may", "any"),
    ("RF09", "must", "people"),
    ("RF10", "must", "any"),
    ("RF11", "must", "people"),
    ("RF12", "must", "people"),
    ("RF13", "must", "any"),
    ("DL01", "never", "people"),
    ("LM01", "never", "people"),
    ("WD01", "never", "people"),
    ("EX01", "never", "people"),
]


@pytest.mark.parametrize(("code", "bound", "grounds"), ROWS, ids=[row[0] for row in ROWS])
def test_a_row_of_the_reason_codes_is_as_rules_md_8_says(code: str, bound: str, grounds: object) -> None:
    row = REASONS[ReasonCode(code)]
    assert (row.bound, row.grounds) == (bound, grounds)
    assert row.zh
    assert row.en


@pytest.mark.parametrize("code", [code for code, _, grounds in ROWS if grounds != "people"])
def test_no_set_of_soft_traits_however_large_bears_a_refusal(code: str) -> None:
    """None, each, every two and all together, under every code that the machine's findings must bear (negative list,
    rules.md 8).
    """
    for some in sets(sorted(SOFT_TRAITS | LATER_SOFT_TRAITS)):
        for severity in (FLAG, STOP):
            soft = [finding(trait, severity) for trait in some]
            assert may_refuse(code, "综合判断风险较高", soft, policy().refusals), (some, severity)


def sets(names: list[str]) -> list[tuple[str, ...]]:
    return [some for size in (0, 1, 2, len(names)) for some in combinations(names, size)]


# ── a single trait (local list of rules.md 8) ───────────────────────────────────────────────────────────────────────

MAY, MUST = ["RF05", "RF06", "RF07", "RF08"], ["RF10", "RF13"]
ONE_TRAIT = [
    [("PHONE_SHARED", FLAG)],
    [("WNAM", FIX)],
    [("PHONE_SHARED", FLAG), ("PHONE_SHARED", FLAG)],
    [("ABNORMAL_1", FLAG), ("ABNORMAL_1_ADVICE", FIX)],
    [("REPRESENTATIVE_CHANGED", FLAG), ("REPRESENTATIVE_CHANGED_AGAIN", FLAG), ("MANY_CHANGES", FLAG)],
    [("MANY_CHANGES", FLAG), ("CHANGED_JUST_BEFORE", FLAG)],
    [("PHONE_SHARED", FLAG), ("NEW_FIRM", FLAG), ("ADDRESS_CLUSTER", STOP), ("ID_EXPIRES_SOON", INFO)],
    [("PHONE_SHARED", FLAG), ("AGENT_CITIZEN_NOT_FOUND", FIX)],
]


def told(*rows: tuple[str, Severity]) -> list[Finding]:
    return [finding(code, severity) for code, severity in rows]


@pytest.mark.parametrize("code", MAY)
@pytest.mark.parametrize("rows", ONE_TRAIT, ids=lambda rows: "+".join(code for code, _ in rows))
def test_a_refusal_by_judgement_on_a_single_suspicious_trait_is_refused_by_the_engine(
    code: str, rows: list[tuple[str, Severity]]
) -> None:
    assert "single trait" in sentence(may_refuse(code, "手机号与他企共用", told(*rows), policy().refusals) or "x")


@pytest.mark.parametrize("code", MAY)
def test_two_different_traits_or_one_finding_that_stops_bear_a_refusal_by_judgement(code: str) -> None:
    flags, stops = told(("PHONE_SHARED", FLAG), ("BATCH_OPENING", FLAG)), told(("WIDN", STOP))
    assert may_refuse(code, "同日多户分批", flags, policy().refusals) is None
    assert may_refuse(code, "手机号非本人", stops, policy().refusals) is None
    assert may_refuse(code, "命中名单", told(("LIST_BLACK", HARD)), policy().refusals) is None


@pytest.mark.parametrize("code", MUST)
def test_what_must_be_refused_needs_no_second_trait(code: str) -> None:
    assert may_refuse(code, "无法控制", told(("PHONE_SHARED", FLAG)), policy().refusals) is None


def test_how_many_traits_it_takes_is_the_policys_number_and_never_one() -> None:
    two = told(("PHONE_SHARED", FLAG), ("BATCH_OPENING", FLAG))
    assert may_refuse("RF06", "分批", two, Refusals(traits=3))
    with pytest.raises(ValueError, match="greater than or equal to 2"):
        Refusals(traits=1)


@pytest.mark.parametrize("trait", sorted(LATER_SOFT_TRAITS))
def test_what_the_citizen_check_does_not_confirm_of_the_agent_is_no_ground_either(trait: str) -> None:
    for code in (*MAY, *MUST):
        assert "soft traits" in (may_refuse(code, "经办人核查不符", told((trait, FIX)), policy().refusals) or "")


def test_a_refusal_in_a_case_from_before_is_judged_as_it_was() -> None:
    assert may_refuse("RF07", "理由不合理", told(("PHONE_SHARED", FLAG))) is None
    assert may_refuse("RF05", "经办人核查不符", told(("AGENT_CITIZEN_NOT_FOUND", FIX))) is None


# ── asked for in vain ───────────────────────────────────────────────────────────────────────────────────────────────


def test_4_everything_that_the_customer_was_told_to_mend_counts_as_asked_for_and_not_the_first_reason_alone() -> None:
    merged = [fix("ID_SEX_DIFFERS", "id_front.sex"), fix("REPRESENTATIVE_DIFFERS", "id_front.name")]
    other = fix("LICENCE_EXPIRED", "licence.term")
    items = supplement_items([*merged, other])
    assert asked_for(items, [*merged, other]) == {"ID_SEX_DIFFERS", "REPRESENTATIVE_DIFFERS", "LICENCE_EXPIRED"}
    assert asked_for(items[:1], [*merged, other]) == {"ID_SEX_DIFFERS", "REPRESENTATIVE_DIFFERS"}


def test_4_what_the_customer_was_not_told_was_not_asked_for() -> None:
    unusable, hidden = fix("UNREADABLE", "id_back"), fix("UNREAD", "id_back.validity")
    assert asked_for(supplement_items([unusable, hidden]), [unusable, hidden]) == {"UNREADABLE"}
    by_hand = SupplementItem(reason_code="X", paper=PaperKind.ID_BACK, zh="请补充背面照片。")
    assert asked_for([by_hand], [hidden]) == frozenset()
    assert asked_for(supplement_items([hidden]), [finding("LATE", STOP, "id_back"), hidden]) == {"UNREAD"}


# ── what says nothing of a firm ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", ["RF05", "RF06", "RF07", "RF08"])
@pytest.mark.parametrize("unknown", ["NOT_ANSWERED", "NOT_ASKED", "LISTS_INCOMPLETE", "READING_COVERED"])
def test_8_an_outage_or_a_poor_photo_bears_no_refusal_by_judgement(code: str, unknown: str) -> None:
    refusals = policy().refusals
    beside = [finding(unknown, STOP), finding("READING_GLARE", FLAG), finding("NEW_FIRM", FLAG)]
    assert "no ground on file" in (may_refuse(code, "理由", beside, refusals) or "")
    assert "single trait" in (may_refuse(code, "理由", [*beside, finding("TAX_IMID", FLAG)], refusals) or "")


def test_8_what_cannot_be_finished_for_an_outage_may_be_ended_as_that() -> None:
    assert may_refuse("RF13", "登记核查长期不可用", [finding("NOT_ANSWERED", STOP)], policy().refusals) is None


NOT_KNOWN = (
    *("NOT_ANSWERED", "NOT_ASKED", "LISTS_INCOMPLETE", "TAX_INCOMPLETE", "REGISTRATION_INCOMPLETE"),
    *("REGISTRATION_TOO_NEW", "SCOPE_UNREAD", "UNREAD", "INTERVIEW_DEVICE_UNKNOWN", "READING_COVERED", "READING_GLARE"),
    *("BLURRED", "GLARE", "TOO_DARK", "BORDER_INCOMPLETE", "COVERED", "UNREADABLE", "NO_TEXT", "FIELD_UNREADABLE"),
)


@pytest.mark.parametrize("severity", [STOP, FIX, FLAG])
@pytest.mark.parametrize("unknown", NOT_KNOWN)
def test_8_rf10_rests_on_no_fact_that_was_not_read_or_not_answered(unknown: str, severity: Severity) -> None:
    alone = told((unknown, severity), ("NEW_FIRM", FLAG))
    assert "no ground on file" in (may_refuse("RF10", "风险高", alone, policy().refusals) or "")
    assert may_refuse("RF10", "风险高", [*alone, finding("PHONE_SHARED", FLAG)], policy().refusals) is None


def test_8_rf13_rests_on_what_is_not_known_as_before() -> None:
    for unknown in NOT_KNOWN:
        assert may_refuse("RF13", "尽职调查无法完成", told((unknown, STOP)), policy().refusals) is None


def test_8_a_case_from_before_refuses_by_rf10_as_it_did() -> None:
    for unknown in NOT_KNOWN:
        assert may_refuse("RF10", "风险高", told((unknown, STOP)), Refusals(traits=2)) is None
    assert may_refuse("RF07", "理由不合理", told(("BLURRED", FIX), ("TAX_IMID", FLAG)), Refusals(traits=2)) is None


@pytest.mark.parametrize("rule", [f"H{number:02}" for number in range(1, 13)])
def test_8_a_hard_rule_that_holds_the_case_is_no_trait_of_the_firm(rule: str) -> None:
    """It holds for an outage and for our own people's work too; what the firm did has a finding of its own."""
    for code in (*MAY, "RF10"):
        assert "no ground on file" in (may_refuse(code, "系统硬控", told((rule, HARD)), policy().refusals) or "")
        assert may_refuse(code, "系统硬控", told((rule, HARD)), Refusals(traits=2)) is None
    assert may_refuse("RF13", "系统硬控", told((rule, HARD)), policy().refusals) is None
