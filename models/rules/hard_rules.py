"""The twelve hard rules (系统硬控): what no role, act or number of the policy can pass, and when each is held against
the case (rules.md 11).

The policy may be stricter than the limits written here, never looser.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from models.account import AccountState, FilingAnswer, FilingCode, Visitor
from models.application import AccountKind
from models.case import Case
from models.checks import CitizenCode, ListKind, RegistrationCode, System
from models.durations import Span
from models.findings import Finding, Severity, Tier
from models.interview import InterviewAttempt, InterviewVerdict
from models.papers import EntityKind, PaperKind, Term
from models.policy import Policy
from models.rules import (
    account_kinds,
    authorisation,
    limits,
    list_matches,
    owners,
    separation,
    temporary_card,
    visit,
    visited,
)
from models.rules.calendar import business_day, due
from models.rules.plan import of_case, stale, unanswered
from models.rules.screening import in_business, match_code
from models.rules.visited import Change
from models.visit import FaceVerdict

LONGEST_VALID = timedelta(days=30)
"""No report and no attestation is older than this at activation (rules.md 9)."""

FEWEST_REVIEWERS = {Tier.R4: 1, Tier.R3: 1, Tier.R2: 2, Tier.R1: 2}
WAIVABLE = frozenset({Tier.R4})
"""Only the low tier may go without a visit on site (risk.md 4)."""

_MANDATORY = frozenset({ListKind.MANDATORY, ListKind.PUNISHED, ListKind.SERIOUS_VIOLATION})
_MATCHED = frozenset({CitizenCode.MATCH_PHOTO, CitizenCode.MATCH_NO_PHOTO})


class Moment(StrEnum):
    """When a hard rule is held against the case."""

    EXAMINATION = "examination"
    EVERY_ACT = "every_act"
    VISIT = "visit"
    ATTESTATION = "attestation"
    DECISION = "decision"
    ACTIVATION = "activation"
    FILING = "filing"
    UPGRADE = "upgrade"


_EXAMINATION, _VISIT, _ATTESTATION = Moment.EXAMINATION, Moment.VISIT, Moment.ATTESTATION
_DECISION, _ACTIVATION, _FILING, _UPGRADE = Moment.DECISION, Moment.ACTIVATION, Moment.FILING, Moment.UPGRADE

MOMENTS: Mapping[str, frozenset[Moment]] = {
    "H01": frozenset({_ACTIVATION, _FILING}),
    "H02": frozenset({_EXAMINATION, _DECISION, _ACTIVATION, _UPGRADE}),
    "H03": frozenset({_ACTIVATION, _UPGRADE}),
    "H04": frozenset({_ACTIVATION}),
    "H05": frozenset({_ACTIVATION}),
    "H06": frozenset({_DECISION, _ACTIVATION}),
    "H07": frozenset({Moment.EVERY_ACT, _ACTIVATION}),
    "H08": frozenset({_VISIT, _DECISION, _ACTIVATION, _UPGRADE}),
    "H09": frozenset({_EXAMINATION, _ATTESTATION, _DECISION, _ACTIVATION}),
    "H10": frozenset({_DECISION, _ACTIVATION}),
    "H11": frozenset({_ACTIVATION, _UPGRADE}),
    "H12": frozenset({_ACTIVATION, _FILING}),
}
"""When each rule is held (rules.md 6, 9, 11; process.md 4-5).

`broken` holds them at attestation, decision, activation and upgrade. At the other moments a narrower gate stands in the
way: the findings of the examination (`review`), separation at every act (`acts.unentitled`), the check-in of the visit
(`visit.stopped`), and the filing desk's answer (`basic_account_exists`).
"""

Said = tuple[str, str]
"""What is wrong, in Chinese and English."""


def broken(case: Case, policy: Policy, now: datetime, moment: Moment = Moment.ACTIVATION) -> tuple[Finding, ...]:
    """What stands against this case now, by the rules of the moment, each reason as a HARD finding; empty means
    nothing.
    """
    told = [
        (rule, *said)
        for rule, judge in _RULES.items()
        if moment in MOMENTS[rule]
        for said in dict.fromkeys(judge(case, policy, now))
    ]
    of_the_kind = account_kinds.broken(case, policy, now) if moment is Moment.ACTIVATION else ()
    return tuple(_finding(rule, zh, en, moment) for rule, zh, en in (*told, *of_the_kind))


def basic_account_exists(answer: FilingAnswer) -> Finding | None:
    """H01: the central bank knows another basic account of this firm, which only its filing desk can tell."""
    if answer.code is not FilingCode.ALREADY_HAS_BASIC:
        return None
    return _finding("H01", "人民银行已有该企业的基本存款账户", "the central bank knows another basic account", _FILING)


# ── one rule after the other ────────────────────────────────────────────────────────────────────────────────────────


def _h01(case: Case, policy: Policy, now: datetime) -> Iterator[Said]:
    """The rest of H01 comes with the filing (`basic_account_exists`); here the number that R-ACC-02 asks for."""
    if case.statements.account_kind is not AccountKind.BASIC and case.statements.basic_account_number is None:
        yield "非基本户缺少基本存款账户编号", "the basic-account number is missing (R-ACC-02)"


def _h02(case: Case, policy: Policy, now: datetime) -> Iterator[Said]:
    lists = case.dossier.lists
    if lists is None or not lists.answer.version.strip() or not _asked_today(case, System.LISTS, now):
        yield "当日名单筛查未完成", "the lists did not answer today for these subjects"
        return
    hits = [hit for hit in lists.answer.hits if hit.kind in _MANDATORY]
    if any(hit.by_number for hit in hits):
        yield "命中禁止性名单", "a hit on a mandatory list"
    near = [hit for hit in hits if not hit.by_number and match_code(hit) not in case.cleared]
    if not all(list_matches.resolved(hit, case.cleared_matches) for hit in near):
        yield "禁止性名单同名命中未核实", "a match by name on a mandatory list is not resolved"


def _h03(case: Case, policy: Policy, now: datetime) -> Iterator[Said]:
    asked = case.dossier.registration
    if asked is None or not _asked_today(case, System.REGISTRATION, now):
        yield "当日工商登记核查未完成", "the registry did not answer today about this firm"
        return
    firm = asked.answer.firm
    if asked.answer.code is not RegistrationCode.MATCHED or firm is None or firm.credit_code != asked.query.credit_code:
        yield "工商登记核查不一致", "the registry does not match"
    elif not in_business(firm) or firm.serious_violation:
        yield "企业登记状态不是在营", "the firm is not in good business state"


def _h04(case: Case, policy: Policy, now: datetime) -> Iterator[Said]:
    """Number and name match, and face or chip proof by a person on duty; without match or photo only the chip. A
    temporary card does where a supervisor allowed it at the counter.
    """
    citizen = case.dossier.citizen
    if citizen is None or System.CITIZEN in _unanswered(case):
        yield "公民身份核查未完成", "the citizen check did not answer about this person"
        return
    chip = _chip(case)
    seen = _face_at_interview(case) or _face_at_visit(case, policy)
    face = citizen.answer.code is CitizenCode.MATCH_PHOTO and seen
    if not (chip or face):
        yield "法定代表人身份未经人脸或芯片核实", "no person on duty proved the identity by face or chip"
    if temporary_card.on_file(case, policy.reading) and not temporary_card.allowed(case):
        yield "临时身份证未在柜面经主管批准", "no supervisor allowed the temporary identity card at the counter"
    if case.by_agent:
        yield from _agent_identity(case)


def _agent_identity(case: Case) -> Iterator[Said]:
    """The agent is whom the letter names, known to the citizen system, and shows the card's chip who comes alone."""
    letter, card = case.letter, case.agent_card
    if letter is None or card is None or not authorisation.names_agent(letter, card):
        yield "经办人与授权委托书不符", "the letter does not name this agent"
    answered = case.dossier.agent_citizen
    if answered is None or System.AGENT_CITIZEN in _unanswered(case):
        yield "经办人公民身份核查未完成", "the citizen check did not answer about the agent"
    elif case.counter.visitor is Visitor.AGENT and not case.counter.chip_identity:
        yield "经办人身份未经芯片核实", "the agent at the counter showed no chip"


def _h05(case: Case, policy: Policy, now: datetime) -> Iterator[Said]:
    if case.statements.account_kind is not AccountKind.BASIC and case.counter.visitor is not Visitor.AGENT:
        return
    record = case.interview
    attempt = _passed(case)
    if record.passed is None or attempt is None:
        yield "开户意愿未核实通过", "no passed willingness interview"
        return
    if record.face_to_face and case.counter.visitor is Visitor.AGENT:
        yield "须当面核实意愿而法定代表人未到场", "the representative has to be met in person, and only the agent came"
    if visited.interviewed_another(case):
        yield "意愿核实的对象不是现任法定代表人", "the interview was with another representative"
    if not _still_valid(record.passed, policy.waits.attestation_valid, policy, now):
        yield "意愿核实已超过有效期", "the willingness record is out of date"
    recorded = attempt.video is not None and attempt.video.sha256 == record.recording_sha256
    in_person = record.face_to_face and attempt.video is None and _chip(case)
    if not (recorded or in_person):
        yield "意愿核实录像缺失或摘要不符", "the recording is missing or is not the one made then"


def _h06(case: Case, policy: Policy, now: datetime) -> Iterator[Said]:
    record = case.visit
    if record.waived and (case.tier not in WAIVABLE or policy.measures[case.tier].visit != "waivable"):
        yield "该等级不得免除上门尽调", "this tier does not allow the visit to be waived"
    if visit.complete(record, policy) or record.done is None:
        yield "尽调报告不完整", "the due-diligence report is not complete"
    elif not _still_valid(record.done, policy.waits.report_valid, policy, now):
        yield "尽调报告已超过有效期", "the due-diligence report is out of date"
    if not visit.signed(record):
        yield "尽调报告缺少两人签署", "the report lacks two valid signatures of different people"
    if visited.changed(case, policy) & {Change.REPRESENTATIVE, Change.ADDRESS}:
        yield "上门尽调后法定代表人或地址已变更", "representative or address is another than at the visit"


def _h07(case: Case, policy: Policy, now: datetime) -> Iterator[Said]:
    if separation.violations(case.actors):
        yield "存在岗位不相容", "one person united duties that must be separate"
    if case.tier is None or case.tier is Tier.P:
        return
    measures = policy.measures[case.tier]
    wanted = max(measures.reviewers, FEWEST_REVIEWERS[case.tier])
    if len({actor.person for actor in case.passes}) < wanted:
        yield "集中审核人数不足", "too few different reviewers for this tier"
    if not set(measures.decides) <= {actor.role for actor in case.approvals}:
        yield "准入决定人不符合等级要求", "the tier's deciders did not all act"


def _h08(case: Case, policy: Policy, now: datetime) -> Iterator[Said]:
    """Nobody waves a stopped check-in through: what `released_by` says is no excuse."""
    record = case.visit
    if record.waived:
        if record.stopped_before:
            yield "曾因定位或人脸中止的尽调不得免除上门", "a visit that was stopped is not waived afterwards"
        return
    if record.check_in is None or visit.stopped(record.check_in):
        yield "客户经理签到未通过定位与人脸核验", "the manager's check-in is missing or was stopped"
    elif visit.unsure(record.check_in) and not (record.door_plate_seen and record.door_plate_reason.strip()):
        yield "定位存疑且未核对门牌", "the place was unsure and no door plate was confirmed"


def _h09(case: Case, policy: Policy, now: datetime) -> Iterator[Said]:
    today = business_day(now)
    if case.id_card.validity is None or not _covers(case.id_card.validity, today):
        yield "法定代表人身份证不在有效期内", "the identity card is not valid today"
    firm = case.dossier.registration.answer.firm if case.dossier.registration else None
    terms = [term for term in (case.licence.term, Term(start=None, end=firm.term_end) if firm else None) if term]
    if case.licence.established is None or case.licence.established > today:
        yield "营业执照成立日期无效", "the licence's date of establishment is missing or in the future"
    if not terms or not all(_covers(term, today) for term in terms):
        yield "营业执照不在有效期内", "the licence's term does not cover today"
    if case.by_agent:
        yield from _agent_papers_valid(case, policy, today)


def _agent_papers_valid(case: Case, policy: Policy, today: date) -> Iterator[Said]:
    validity = case.agent_card.validity if case.agent_card else None
    if validity is None or not _covers(validity, today):
        yield "经办人身份证不在有效期内", "the agent's identity card is not valid today"
    silent = policy.accounts.silent_letter if policy.accounts else 0
    term = authorisation.term_of(case.letter, silent) if case.letter else None
    if not authorisation.period_covers(term, today):
        yield "授权委托书不在有效期内", "the letter of authorisation does not cover today"
    if case.letter is None or not authorisation.covers_opening(case.letter.powers):
        yield "授权事项未包括开立账户", "the letter does not give the power to open an account"


def _h10(case: Case, policy: Policy, now: datetime) -> Iterator[Said]:
    if case.licence.entity in visit.OWNER_EXEMPT:
        return
    untraced = owners.unanswered(case.licence, case.dossier, policy.owners)
    if case.traces_owners and (untraced or case.dossier.owners is None):
        yield "受益所有人穿透核查未完成", "who stands behind the firm was not traced"
    if not visit.owners_said(case.visit) or not visit.signed(case.visit):
        yield "受益所有人识别未完成", "the beneficial owners were not confirmed by a person's signature"
    elif Change.OWNERS in visited.changed(case, policy):
        yield "受益所有人在签署确认后已变更", "an owner of now was not among those whom people confirmed"
    if case.licence.entity is EntityKind.FOREIGN_BRANCH:
        yield from _foreign_branch(case, policy)


def _foreign_branch(case: Case, policy: Policy) -> Iterator[Said]:
    """The head office's owners, and at least one senior manager who lives here, as a person met or knows them
    (rules.md 7.2).
    """
    computed = owners.seen(case.licence, case.dossier, case.tier, policy.owners)
    if PaperKind.OWNERSHIP_PROOF not in case.papers and (computed is None or not owners.of_the_firm(computed)):
        yield "境外总公司的受益所有人未识别", "nobody knows the owners of the head office abroad"
    report = case.visit.report
    if report is None or not report.local_senior.strip():
        yield "未记录境内高级管理人员", "no senior manager who lives here is on record"


def _h11(case: Case, policy: Policy, now: datetime) -> Iterator[Said]:
    if case.tier is None or case.tier is Tier.P or not policy.measures[case.tier].approvable:
        yield "客户等级缺失或禁止开户", "the tier is missing or prohibits opening"
    elif case.account is None:
        yield "尚未预开户", "no account is reserved"
    elif limits.exceeds(case.account.limits, limits.allowed(case, policy, business_day(now))):
        yield "限额高于等级上限且无完整审批链", "limits are above the tier and no complete chain approved them"


def _h12(case: Case, policy: Policy, now: datetime) -> Iterator[Said]:
    account = case.account
    if account is None or account.filed:
        return
    if account.contracts or account.state not in (AccountState.PRE_OPEN, AccountState.ACTIVE):
        yield "备案完成前不得签约或动账", "before the filing is accepted nothing may be signed or moved"


# ── evidence ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _chip(case: Case) -> bool:
    """Whether a teller read the representative's own chip; an agent's chip proves the agent alone."""
    counter = case.counter
    return counter.chip_identity and counter.teller is not None and counter.visitor is Visitor.REPRESENTATIVE


def _unanswered(case: Case) -> set[System]:
    asking = of_case(case)
    return unanswered(asking, case.dossier) | asking.impossible


def _asked_today(case: Case, system: System, now: datetime) -> bool:
    return system not in stale(case.dossier, now) and system not in _unanswered(case)


def _passed(case: Case) -> InterviewAttempt | None:
    """The attempt that passed; a later one that did not takes it back."""
    last = case.interview.attempts[-1] if case.interview.attempts else None
    return last if last and last.verdict is InterviewVerdict.PASS else None


def _face_at_interview(case: Case) -> bool:
    attempt = _passed(case)
    if attempt is None or visited.interviewed_another(case):
        return False
    seen = {part.verdict for part in (attempt.face, attempt.exam) if part is not None}
    return seen == {FaceVerdict.SAME}


def _face_at_visit(case: Case, policy: Policy) -> bool:
    face = case.visit.representative_face
    same = face is not None and face.verdict is FaceVerdict.SAME and visit.signed(case.visit)
    return same and Change.REPRESENTATIVE not in visited.changed(case, policy)


def _still_valid(since: datetime, span: Span, policy: Policy, now: datetime) -> bool:
    return since <= now <= min(due(since, span, policy.calendar), since + LONGEST_VALID)


def _covers(term: Term, today: date) -> bool:
    return (term.start is None or term.start <= today) and (term.end is None or today <= term.end)


_RULES: dict[str, Callable[[Case, Policy, datetime], Iterator[Said]]] = {
    "H01": _h01,
    "H02": _h02,
    "H03": _h03,
    "H04": _h04,
    "H05": _h05,
    "H06": _h06,
    "H07": _h07,
    "H08": _h08,
    "H09": _h09,
    "H10": _h10,
    "H11": _h11,
    "H12": _h12,
}


def _finding(rule: str, zh: str, en: str, moment: Moment) -> Finding:
    home = "rules.md 11" if rule in _RULES else "rules.md 2"
    return Finding(code=rule, severity=Severity.HARD, about=moment.value, zh=zh, en=en, rule=f"{home} {rule}")
