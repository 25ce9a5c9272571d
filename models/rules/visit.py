"""The on-site visit: what must be there before anybody signs, what is signed, and how it ends (process.md step 4)."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Literal

from models.audit import canonical
from models.findings import Finding, Severity
from models.papers import EntityKind
from models.policy import Policy
from models.visit import CheckIn, FaceMatch, FaceVerdict, PositionCheck, Verdict, VisitRecord

OWNER_EXEMPT = frozenset({EntityKind.INDIVIDUAL})
"""Individual businesses have no beneficial-owner step (rules.md 7.2)."""

_NOT_SIGNED = {"signatures", "done"}
_OF_A_WAIVER = {"waived_by", "waiver_reason", "owners_confirmed"}
"""Signed where a visit was waived, and unknown to the signatures of older visits."""


def check_in_verdict(position: PositionCheck, face: FaceMatch) -> Verdict:
    """A wrong place or another face stops the check-in, an unsure one is the teller's, two good ones pass (H08)."""
    if position.verdict is Verdict.STOP or face.verdict is FaceVerdict.DIFFERENT:
        return Verdict.STOP
    good = position.verdict is Verdict.PASS and face.verdict is FaceVerdict.SAME
    return Verdict.PASS if good else Verdict.UNSURE


def with_photos(check_in: CheckIn, doubts: Sequence[str]) -> CheckIn:
    """After photos were added: their doubts turn a pass into UNSURE, so the teller must confirm the place."""
    known = check_in.position.reasons
    reasons = (*known, *(doubt for doubt in doubts if doubt not in known))
    if reasons == known:
        return check_in
    unsure = Verdict.UNSURE if check_in.position.verdict is Verdict.PASS else check_in.position.verdict
    position = check_in.position.model_copy(update={"verdict": unsure, "reasons": reasons})
    return check_in.model_copy(
        update={"position": position, "verdict": check_in_verdict(position, check_in.manager_face)}
    )


def stopped(check_in: CheckIn) -> bool:
    """Whether this check-in blocks the visit: wrong place, a device not to be believed, another face, a noted stop."""
    found = check_in_verdict(check_in.position, check_in.manager_face)
    return check_in.fix.mock or check_in.fix.device.suspect or Verdict.STOP in (found, check_in.verdict)


def unsure(check_in: CheckIn) -> bool:
    """Whether the teller must confirm the place by the door plate, with a reason."""
    return not (check_in.verdict is Verdict.PASS is check_in_verdict(check_in.position, check_in.manager_face))


def complete(visit: VisitRecord, policy: Policy) -> list[str]:
    """What is missing before anybody may sign, one phrase each; empty when nothing is."""
    of_manager = _missing_of_waiver(visit) if visit.waived else _missing_of_manager(visit)
    return [*of_manager, *_missing_of_teller(visit, policy)]


def _missing_of_waiver(visit: VisitRecord) -> Iterator[str]:
    """Without a manager on site somebody answers for that, and the teller sees where the premises are."""
    if visit.waived_by is None or not visit.waiver_reason.strip():
        yield "the supervisor's waiver with its reason"
    if not (visit.door_plate_seen and visit.door_plate_reason.strip()):
        yield "the door plate shown to the teller, with what it says"


def _missing_of_manager(visit: VisitRecord) -> Iterator[str]:
    if visit.manager is None:
        yield "a manager"
    if visit.check_in is None:
        yield "the manager's check-in"
    elif stopped(visit.check_in):
        yield "a check-in at the premises that was not stopped"
    if not visit.photos:
        yield "a photo of the premises"
    if visit.report is None:
        yield "the manager's report"
    if visit.representative_face is None:
        yield "the legal representative's live picture"


def _missing_of_teller(visit: VisitRecord, policy: Policy) -> Iterator[str]:
    if visit.teller is None:
        yield "a cloud-branch teller"
    if visit.video is None:
        yield "the teller's recording"
    elif visit.exam is None:
        yield "the look at the recording"
    if len({answer.question for answer in visit.answers}) < policy.visit_questions:
        yield f"at least {policy.visit_questions} answered questions"
    seen = visit.door_plate_seen and visit.door_plate_reason.strip()
    if visit.check_in and unsure(visit.check_in) and not seen:
        yield "the door plate seen by the teller, with a reason"


def digest(visit: VisitRecord) -> str:
    """SHA-256 of the record's canonical JSON without signatures and closing time: what each of the two signs. What
    nobody recorded in older visits is left out, so that those keep their digest.
    """
    left_out = _NOT_SIGNED if visit.waived else _NOT_SIGNED | _OF_A_WAIVER
    signed_for = visit.model_dump(mode="json", exclude=left_out)
    if signed_for["report"] and not signed_for["report"]["local_senior"]:
        del signed_for["report"]["local_senior"]
    for name in ("about", "stopped_before"):
        if not signed_for[name]:
            del signed_for[name]
    return hashlib.sha256(canonical(signed_for)).hexdigest()


def signed(visit: VisitRecord) -> bool:
    """Whether manager and teller, two different people, both signed the record as it stands now; where the visit on
    site was waived, the teller signed what was waived by somebody else.
    """
    current = digest(visit)
    by = {signature.by: signature.person for signature in visit.signatures if signature.digest == current}
    if visit.waived:
        return visit.teller in by and visit.teller != visit.waived_by
    if visit.manager is None or visit.teller is None:
        return False
    manager, teller = by.get(visit.manager), by.get(visit.teller)
    return manager is not None and teller is not None and manager != teller


def outcome(visit: VisitRecord, policy: Policy, entity: EntityKind | None = None) -> Literal["done", "concern"]:
    """How a signed visit ends: a concern goes to RISK; soft traits alone (plain office, few staff …) never are one."""
    return "concern" if concerns(visit, policy, entity) else "done"


def concerns(visit: VisitRecord, policy: Policy, entity: EntityKind | None = None) -> tuple[Finding, ...]:
    """The findings that make a visit a concern, for RISK to decide."""
    return tuple(
        Finding(code=code, severity=Severity.STOP, about="visit", zh=zh, en=en, rule="process.md step 4")
        for code, zh, en in _concerns(visit, policy, entity)
    )


def _concerns(visit: VisitRecord, policy: Policy, entity: EntityKind | None) -> Iterator[tuple[str, str, str]]:
    if visit.check_in and stopped(visit.check_in):
        yield "VISIT_STOPPED", "尽调签到未通过定位或人脸核验", "the check-in was stopped by position or face"
    if visit.check_in and visit.check_in.fix.device.suspect:
        yield (
            "VISIT_DEVICE",
            "签到设备为模拟器或被远程控制",
            "the check-in came from an emulator or a steered device",
        )
    if (visit.representative_face or _NO_FACE).verdict is FaceVerdict.DIFFERENT:
        yield "VISIT_FACE", "现场法定代表人与身份证照片不符", "the person met is not the one on the identity card"
    if visit.exam and visit.exam.verdict is FaceVerdict.DIFFERENT:
        yield "VISIT_VIDEO", "尽调录像中的人员与法定代表人不符", "the recording shows another person"
    if sum(not answer.ok for answer in visit.answers) >= policy.interview.c_wrong_to_risk:
        yield "VISIT_ANSWERS", "远程提问多项回答不符", "several answers to the teller's questions were not right"
    yield from _concerns_of_report(visit, entity)


def owners_said(visit: VisitRecord) -> bool | None:
    """Whether a person confirmed the owners, the manager on site or without one the teller; None before anybody did."""
    if visit.waived:
        return visit.owners_confirmed if visit.video else None
    return visit.report.owners_confirmed if visit.report else None


def _concerns_of_report(visit: VisitRecord, entity: EntityKind | None) -> Iterator[tuple[str, str, str]]:
    report = visit.report
    if visit.waived and not visit.owners_confirmed and entity not in OWNER_EXEMPT:
        yield "VISIT_OWNERS", "受益所有人未能确认", "the beneficial owners could not be confirmed"
    if report is None:
        return
    if report.conclusion == "concern":
        yield "VISIT_CONCERN", "客户经理尽调结论为存疑", "the manager's conclusion is a concern"
    if not report.address_really_used:
        yield "VISIT_ADDRESS", "经营地址未实际使用", "the address is not really used"
    if not report.consistent_with_business:
        yield "VISIT_BUSINESS", "现场情况与申报业务不符", "what was seen does not fit the stated business"
    if not report.owners_confirmed and entity not in OWNER_EXEMPT:
        yield "VISIT_OWNERS", "受益所有人未能确认", "the beneficial owners could not be confirmed"


_NO_FACE = FaceMatch(distance=None, verdict=FaceVerdict.UNSURE)
