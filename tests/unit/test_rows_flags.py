"""The red flags of risk.md 6 that concern opening, each found as built."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from models.checks import AbnormalEntry, Change, PhoneCode, RegistrationCode, TaxpayerState
from models.clusters import InHouse
from models.findings import Severity
from models.interview import InterviewVerdict
from models.products import Product, Wishes
from models.rules import judging
from models.rules.tiers import ORDER
from models.rules.wishes import F16
from models.visit import NOT_REPORTED, DeviceReport, FaceVerdict, PositionCheck, Verdict
from tests import builders as b
from tests.builders import NOW, TODAY, case, policy
from tests.red_team import answered, pictures, registry
from tests.wording import well_said

HARD, STOP, FIX, FLAG = Severity.HARD, Severity.STOP, Severity.FIX, Severity.FLAG
PASS, FAIL, RISK = InterviewVerdict.PASS, InterviewVerdict.FAIL, InterviewVerdict.RISK
Facts = Mapping[str, Any]


def found(facts: Facts, of_policy: Any = None) -> dict[str, Severity]:
    told = judging.judged(case(**{**pictures(), **facts}), of_policy or policy(), NOW).findings
    return {well_said(one).code: one.severity for one in told if one.severity is not Severity.INFO}


def shared(**over: Any) -> Facts:
    return {"in_house": InHouse(**over)}


def changed(*items: tuple[str, int]) -> Facts:
    changes = tuple(Change(item=item, before="甲", after="乙", on=TODAY - timedelta(days=days)) for item, days in items)
    return registry(changes=changes)


def visited(**over: Any) -> Facts:
    return {"visit": b.visit(report=b.report(**over))}


def interviewed(verdict: InterviewVerdict, **over: Any) -> Facts:
    return {"interview": b.interview(attempts=[b.attempt(verdict, **over)], passed=None)}


def heard(wrong: str) -> Facts:
    """An interview that passed with one wrong answer."""
    return {"interview": b.interview(attempts=[b.attempt(PASS, answers=b.script(wrong=(wrong,)))])}


def checked_in(**over: Any) -> Facts:
    return {"visit": b.visit(check_in=b.check_in(**over))}


TWO_REPRESENTATIVES = changed(("法定代表人变更", 60), ("法定代表人变更", 180))
NO_PLACE = PositionCheck(distance=5000.0, verdict=Verdict.STOP)
OFTEN = "REPRESENTATIVE_CHANGED_AGAIN"
EMULATOR = DeviceReport(emulator=True, remote_control=False)
STEERED = DeviceReport(emulator=False, remote_control=True)
VISIT_DEVICE = {"VISIT_STOPPED": STOP, "VISIT_DEVICE": STOP}
INTERVIEW_DEVICE = {"INTERVIEW_RISK": STOP, "INTERVIEW_DEVICE": FLAG}
EVERYTHING = Wishes(products=tuple(Product), tokens=9, single=b.yuan(1_000_000), per_day=b.yuan(5_000_000))
GOOD_FIX = dict(b.check_in().fix)

FLAGS: list[tuple[str, Facts, dict[str, Severity]]] = [
    ("F01", shared(same_address=9), {"ADDRESS_CLUSTER": FLAG}),
    ("F01-known-park", shared(same_address=9, in_park=True), {}),
    ("F02", shared(same_phone=2), {"PHONE_SHARED": FLAG}),
    ("F02-other-owner", answered(phone=b.phone(PhoneCode.ID_NUMBER_DIFFERS)), {"WIDN": STOP}),
    ("F01-registry-50", {**shared(), **answered(address_count=b.address_count(50))}, {}),
    ("F01-registry-51", {**shared(), **answered(address_count=b.address_count(51))}, {"ADDRESS_CLUSTER": FLAG}),
    ("F03", shared(firms_of_representative=3), {"REPRESENTATIVE_OF_SEVERAL": FLAG}),
    ("F03-cross-posted", shared(cross_posted=1), {"CROSS_POSTED": FLAG}),
    ("F03-circle", shared(circle=3), {"CROSS_POSTED_CIRCLE": FLAG}),
    ("F03-circle-of-two", shared(circle=2, cross_posted=1), {"CROSS_POSTED": FLAG}),
    ("F04", shared(firms_of_agent=3), {"AGENT_OF_SEVERAL": FLAG}),
    ("F05", shared(same_hour_neighbours=2), {"BATCH_OPENING": FLAG}),
    ("F05-network", shared(same_network=9), {"NETWORK_SHARED": FLAG}),
    ("F05-referrer", shared(same_referrer=4), {"REFERRER_SHARED": FLAG}),
    ("F05-sequence", shared(in_sequence=2), {"DOCUMENT_SEQUENCE": FLAG}),
    ("F05-background", shared(same_background=2), {"SAME_BACKGROUND": FLAG}),
    ("F06-purpose", {"statements": b.statements(purpose="走账、代收代付")}, {"PURPOSE_UNFIT": FLAG}),
    ("F06-visit", visited(consistent_with_business=False), {"VISIT_BUSINESS": STOP}),
    ("F07-avoids-questions", interviewed(FAIL), {"INTERVIEW_FAILED": STOP}),
    ("F08-asked-or-paid", interviewed(RISK), {"INTERVIEW_RISK": STOP}),
    ("F08-passed-C1", heard("C1"), {"INTERVIEW_BUSINESS": FLAG}),
    ("F08-passed-C2", heard("C2"), {"INTERVIEW_BUSINESS": FLAG}),
    ("F08-passed-C3", heard("C3"), {"INTERVIEW_BUSINESS": FLAG}),
    ("F08-passed-C4", heard("C4"), {"INTERVIEW_BUSINESS": FLAG}),
    ("F08-passed-C5", heard("C5"), {}),
    ("F08-passed-C6", heard("C6"), {}),
    ("F09-scope-30-days", changed(("经营范围变更", 30)), {"CHANGED_JUST_BEFORE": FLAG}),
    ("F09-address-30-days", changed(("住所变更", 30)), {"CHANGED_JUST_BEFORE": FLAG}),
    ("F09-address-31-days", changed(("住所变更", 31)), {}),
    ("F09-LR-29-days", changed(("法定代表人变更", 29)), {"REPRESENTATIVE_CHANGED": FLAG}),
    ("F09-LR-twice-180-days", TWO_REPRESENTATIVES, {OFTEN: FLAG}),
    ("F09-LR-twice-181-days", changed(("法定代表人变更", 60), ("法定代表人变更", 181)), {}),
    ("F10", registry(abnormal=(AbnormalEntry(reason=4, on=TODAY),)), {"ABNORMAL_4": FLAG}),
    ("F11-IMID", answered(tax=b.tax(states=(TaxpayerState.ABNORMAL,))), {"TAX_IMID": FLAG}),
    ("F11-CNCL", answered(tax=b.tax(states=(TaxpayerState.CANCELLED,))), {"TAX_CNCL": STOP}),
    ("F11-IMCL", answered(tax=b.tax(states=(TaxpayerState.ABNORMAL_CANCELLED,))), {"TAX_IMCL": STOP}),
    ("F12", answered(registration=b.registration(RegistrationCode.REPRESENTATIVE_ID_DIFFERS)), {"WLPI": STOP}),
    ("F13", registry(lost_licence="ORCY"), {"LOST_LICENCE": STOP}),
    ("F14-copy", pictures(licence=("BLACK_AND_WHITE",)), {"READING_BLACK_AND_WHITE": FLAG}),
    ("F14-re-shot", pictures(licence=("SCREEN",)), {"READING_SCREEN": FLAG}),
    ("F14-tampered", pictures(licence=("EDITED",)), {"EDITED": STOP}),
    ("F15-same-as-another-firm", shared(same_phone=2), {"PHONE_SHARED": FLAG}),
    ("F16", {"statements": b.statements(monthly_turnover=b.yuan(50_000_000), wishes=EVERYTHING)}, {F16: FLAG}),
    ("F16-big-money-alone", {"statements": b.statements(monthly_turnover=b.yuan(50_000_000))}, {}),
    ("F16-all-channels-alone", {"statements": b.statements(wishes=EVERYTHING)}, {}),
    ("F17", checked_in(position=NO_PLACE), {"VISIT_STOPPED": STOP}),
    ("F17-not-used", visited(address_really_used=False), {"VISIT_ADDRESS": STOP}),
    ("F19-mock-location", checked_in(fix={**GOOD_FIX, "mock": True}), {"VISIT_STOPPED": STOP}),
    ("F19-emulator", checked_in(fix={**GOOD_FIX, "device": EMULATOR}), VISIT_DEVICE),
    ("F19-remote-control", checked_in(fix={**GOOD_FIX, "device": STEERED}), VISIT_DEVICE),
    ("F19-interview-emulator", interviewed(RISK, device=EMULATOR), INTERVIEW_DEVICE),
    ("F19-interview-remote-control", interviewed(RISK, device=STEERED), INTERVIEW_DEVICE),
    ("F19-interview-silent-device", interviewed(PASS, device=NOT_REPORTED), {"INTERVIEW_DEVICE_UNKNOWN": FLAG}),
    ("F19-other-person", {"visit": b.visit(exam=b.exam(FaceVerdict.DIFFERENT))}, {"VISIT_VIDEO": STOP}),
]


@pytest.mark.parametrize(("facts", "expected"), [row[1:] for row in FLAGS], ids=[row[0] for row in FLAGS])
def test_a_red_flag_is_found(facts: Facts, expected: dict[str, Severity]) -> None:
    assert found(facts) == expected


@pytest.mark.parametrize(
    "batch", [{"same_network": 9999}, {"same_referrer": 9999}, {"in_sequence": 9999}, {"same_background": 9999}]
)
@pytest.mark.parametrize("device", [None, 0])
def test_f05_none_of_a_batchs_signs_alone_stops_a_firm_or_moves_it_more_than_one_tier(
    batch: dict[str, int], device: int | None
) -> None:
    def judged(**over: Any) -> judging.Judged:
        return judging.judged(case(**pictures(), **shared(same_device=device, **over)), policy(), NOW)

    before, after = judged(), judged(**batch)
    assert {one.severity for one in after.findings if one not in before.findings} == {FLAG}
    assert ORDER.index(after.score.tier) - ORDER.index(before.score.tier) in (0, 1)


def test_f09_a_case_from_before_the_rule_goes_on_without_it() -> None:
    before = b.policy_with(before_opening=None)
    assert found(TWO_REPRESENTATIVES, before) == {}
    assert found(changed(("住所变更", 3)), before) == {}
