"""Central review (集中审核): what the customer is asked for, and when a pass or a refusal is not taken (rules.md 8)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Literal

from models.acts import DecideReview
from models.base import Fact
from models.checks import CitizenCode
from models.findings import Finding, Severity, SupplementItem
from models.papers import PaperKind
from models.policy import Refusals
from models.rules import supplement
from models.rules.paper_notes import ENOUGH, TEMPORARY_AT_COUNTER
from models.rules.picture_warnings import SPOILING
from models.rules.wishes import F16

REQUIRED_PAPERS = (PaperKind.LICENCE, PaperKind.ID_FRONT, PaperKind.ID_BACK)
"""The papers that every application needs; an agent's letter comes on top (rules.md 3)."""

MUST_BE_MENDED = frozenset(
    {
        "UNREAD", "NOT_ASKED", "REGISTRATION_TOO_NEW", "ID_NUMBER_INVALID", "ID_EXPIRED", "ID_NOT_YET_VALID",
        "LICENCE_EXPIRED", "LICENCE_NOT_YET_VALID", "MISSING_PAPER", "R-ACC-02", "R-ACC-05", "R-ACC-06", "R-ACC-07",
        "R-ACC-09",
        "AGENT_DIFFERS", "AGENT_PHONE_MISSING", "AUTHORISATION_POWERS", "AUTHORISATION_EXPIRED",
        "AUTHORISATION_NOT_YET_VALID", "AUTHORISATION_PERIOD_UNKNOWN",
    }
)  # fmt: skip
"""FIX findings that no reason overrides: without mending them no account may be opened (rules.md 2, 9, 11)."""

LEFT_TO_COUNTER = frozenset({TEMPORARY_AT_COUNTER})
"""FIX findings that the review neither overrides nor asks for: they stay open until the counter has settled them."""

NEVER_CLEARED = frozenset({"NOT_ANSWERED", "R-ACC-15", "POLICE_DENIED", "AGENT_POLICE_DENIED"})
"""STOP findings that not even RISK clears: what was not checked, who must take the approval route, and who is another
by the police's word.
"""

SOFT_TRAITS = frozenset(
    {
        "ADDRESS_CLUSTER", "HOME_ADDRESS", "PLAIN_OFFICE", "FEW_STAFF", "FROM_ELSEWHERE", "OPERATES_ELSEWHERE",
        "NO_BUSINESS_YET", "NEW_FIRM", "PHONE_FROM_ELSEWHERE", "TAX_NOT_FOUND", "R-ACC-09", "R-ACC-13", "R-ACC-14",
        *(f"CITIZEN_{code}" for code in CitizenCode), "CITIZEN_NO_PHOTO", F16,
    }
)  # fmt: skip
"""Traits that are never a reason to refuse by themselves (rules.md 8, negative list).

R-ACC-13 stops until the bank has inquired where the firm is registered; that it is elsewhere is no ground, nor is a
number that has to be brought up to date (R-ACC-09) or a permit from before 2020 (R-ACC-14). What the citizen check does
not confirm leads to other proof or the chip, and is no refusal (rules.md 5). What a firm wishes of products is no
condition of opening, so wishing much is looked at and refuses nobody (negative list 6).
"""

LATER_SOFT_TRAITS = frozenset({*(f"AGENT_CITIZEN_{code}" for code in CitizenCode), "AGENT_CITIZEN_NO_PHOTO"})
"""The agent's citizen check is no refusal either (rules.md 5); cases from before `Policy.refusals` did not know it."""

_NOT_KNOWN = frozenset(
    {
        "NOT_ANSWERED", "NOT_ASKED", "LISTS_INCOMPLETE", "TAX_INCOMPLETE", "REGISTRATION_INCOMPLETE",
        "REGISTRATION_TOO_NEW", "SCOPE_UNREAD", "UNREAD", "INTERVIEW_DEVICE_UNKNOWN",
    }
)  # fmt: skip

_NOT_READ = SPOILING | {"UNREADABLE", "NO_TEXT", "FIELD_UNREADABLE"}
"""A picture that has to be taken again tells as little; cases from before `Refusals.known_risk` judged by it."""

_HARD_RULES = frozenset(f"H{number:02}" for number in range(1, 13))

_OF_ONE_TRAIT = {
    "ABNORMAL_1_ADVICE": "ABNORMAL_1",
    **dict.fromkeys(("REPRESENTATIVE_CHANGED_AGAIN", "MANY_CHANGES", "CHANGED_JUST_BEFORE"), "REPRESENTATIVE_CHANGED"),
}
"""Findings that tell one trait twice: the entry and its advice, the registry's changes counted in several ways."""


def missing_papers(have: Iterable[PaperKind]) -> tuple[PaperKind, ...]:
    """The required papers that an application still lacks."""
    held = set(have)
    return tuple(kind for kind in REQUIRED_PAPERS if kind not in held)


# ── supplement ──────────────────────────────────────────────────────────────────────────────────────────────────────


def supplement_items(findings: Iterable[Finding]) -> tuple[SupplementItem, ...]:
    """What to ask the customer for: the fewest papers and statements that mend every FIX finding, each once with all
    its reasons; what the counter settles is not asked for.
    """
    mended = (one for one in findings if one.severity is Severity.FIX and one.code not in LEFT_TO_COUNTER)
    needs = [(finding, supplement.targets(finding)) for finding in mended]
    chosen = supplement.smallest([targets for _, targets in needs])
    grouped: dict[str, list[Finding]] = {}
    for finding, targets in needs:
        if named := next((target for target in targets if target in chosen), None):
            grouped.setdefault(named, []).append(finding)
    return tuple(_item(target, group) for target, group in grouped.items())


def asked_for(items: Iterable[SupplementItem], findings: Iterable[Finding]) -> frozenset[str]:
    """The codes of everything that the customer is told with these items, to mend it: what comes again after that is
    looked at by RISK (rules.md 4, FIX then STOP).
    """
    fixes = [finding for finding in findings if finding.severity is Severity.FIX]
    told: set[str] = set()
    for item in items:
        group = [finding for finding in fixes if (item.paper or item.statement) in supplement.targets(finding)]
        codes = {finding.code for finding in _telling(group)}
        told |= codes if item.reason_code in codes else set()
    return frozenset(told)


def _item(target: str, group: Sequence[Finding]) -> SupplementItem:
    why = "；".join(dict.fromkeys(finding.zh for finding in _telling(group)))
    paper = PaperKind(target) if target in set(PaperKind) else None
    again = "" if group[0].code in ("MISSING_PAPER", *supplement.MENDED_BY) else "重新拍摄并"
    ask = f"请{again}上传{PAPERS[paper]}" if paper else f"请更正{STATEMENTS.get(target, target)}"
    at_counter = paper is not None and all(finding.code in _AT_COUNTER for finding in group)
    return SupplementItem(
        reason_code=group[0].code,
        paper=paper,
        statement=None if paper else target,
        zh=f"{ask}：{why}。{'也可不上传，临柜时出示原件。' if at_counter else ''}",
        at_counter=at_counter,
    )


def _telling(group: Sequence[Finding]) -> Sequence[Finding]:
    """Of a picture that cannot be used at all it is enough to say that."""
    return [finding for finding in group if finding.code in ENOUGH] or group


PAPERS = {
    PaperKind.LICENCE: "营业执照",
    PaperKind.ID_FRONT: "身份证人像面",
    PaperKind.ID_BACK: "身份证国徽面",
    PaperKind.AUTHORISATION: "授权委托书",
    PaperKind.AGENT_ID_FRONT: "经办人身份证人像面",
    PaperKind.AGENT_ID_BACK: "经办人身份证国徽面",
    PaperKind.HEAD_OFFICE_AUTHORISATION: "总公司授权书",
    PaperKind.OWNERSHIP_PROOF: "公司章程或合伙协议",
    PaperKind.PURPOSE_PROOF: "账户用途证明材料",
    PaperKind.UNKNOWN: "资料照片",
}
STATEMENTS = {
    "account_kind": "账户种类",
    "purpose": "开户用途",
    "monthly_turnover": "预计月交易额",
    "phone": "法定代表人手机号",
    "finance_officer": "财务负责人",
    "finance_phone": "财务负责人手机号",
    "finance_id": "财务负责人证件号码",
    "operating_address": "经营地址",
    "basic_account_number": "基本存款账户编号",
    "basic_account_outlet": "基本存款账户开户网点",
    "account_until": "临时账户使用期限",
    "basic_number_since": "基本存款账户编号核发日期",
    "old_permit": "原开户许可证情况",
    "agent_phone": "经办人手机号",
    "agent_relation": "经办人与单位的关系",
    "wishes": "签约产品与额度意向",
}
_NO_MATCH = ("CITIZEN_NAME_MISMATCH", "CITIZEN_NOT_FOUND", "CITIZEN_NOT_FOUND_OR_MISMATCH")
_AT_COUNTER = frozenset({*_NO_MATCH, *(f"AGENT_{code}" for code in _NO_MATCH)})
"""What the identity card's chip can settle at the counter (rules.md 5)."""


# ── the review's decision ───────────────────────────────────────────────────────────────────────────────────────────


def blocking(findings: Iterable[Finding], cleared: Mapping[str, str]) -> tuple[Finding, ...]:
    """HARD findings, which nobody clears, and STOP findings that no risk officer took responsibility for."""
    return tuple(
        finding
        for finding in findings
        if finding.severity is Severity.HARD or (finding.severity is Severity.STOP and not _cleared(finding, cleared))
    )


def _cleared(finding: Finding, cleared: Mapping[str, str]) -> bool:
    return finding.code in cleared and finding.code not in NEVER_CLEARED


def refuses(findings: Sequence[Finding], cleared: Mapping[str, str], act: DecideReview) -> str | None:
    """Why this review decision is not taken, in one sentence, or None."""
    if act.decision == "supplement":
        named = act.items or supplement_items(findings)
        return None if named else "nothing on file is the customer's to mend: name an item to ask for (`--item`)"
    if act.decision == "escalate":
        return None if act.reason.strip() else "say in --reason what makes you escalate to risk review"
    return _refuses_pass(findings, cleared, act.reason) or _unseen(findings, act)


def _unseen(findings: Iterable[Finding], act: DecideReview) -> str | None:
    """Papers that no machine judges pass only with a person's word for each of them (rules.md 3)."""
    named = ", ".join(f.about for f in findings if f.code == "PROOF_TO_SEE" and f.about not in act.seen)
    return f"look at these papers first, and say so with --seen: {named}" if named else None


def _refuses_pass(findings: Sequence[Finding], cleared: Mapping[str, str], reason: str) -> str | None:
    if stops := _codes(blocking(findings, cleared)):
        return f"these findings stop the application ({stops}): escalate it to risk review instead of passing it"
    if unmended := _codes(f for f in findings if f.severity is Severity.FIX and f.code in MUST_BE_MENDED):
        return f"no reason overrides these findings ({unmended}): ask the customer for a supplement, or escalate"
    open_ones = (f for f in findings if f.code not in LEFT_TO_COUNTER)
    doubts = _codes(f for f in open_ones if f.severity in (Severity.FIX, Severity.FLAG))
    if doubts and not reason.strip():
        return f"say in --reason why these findings may be overridden ({doubts})"
    return None


def _codes(findings: Iterable[Finding]) -> str:
    return ", ".join(dict.fromkeys(finding.code for finding in findings))


# ── refusing the customer ───────────────────────────────────────────────────────────────────────────────────────────


class ReasonCode(StrEnum):
    """The reason codes of rules.md 8."""

    RF01 = "RF01"
    RF02 = "RF02"
    RF03 = "RF03"
    RF04 = "RF04"
    RF05 = "RF05"
    RF06 = "RF06"
    RF07 = "RF07"
    RF08 = "RF08"
    RF09 = "RF09"
    RF10 = "RF10"
    RF11 = "RF11"
    RF12 = "RF12"
    RF13 = "RF13"
    DL01 = "DL01"
    LM01 = "LM01"
    WD01 = "WD01"
    EX01 = "EX01"


class Reason(Fact):
    """One row of rules.md 8.

    `grounds` are finding codes of which one must be on file; "any": whatever is no soft trait; "people": what a person
    found, which needs no machine's finding.
    """

    zh: str
    en: str
    bound: Literal["must", "may", "never"]
    grounds: frozenset[str] | Literal["any", "people"]


def _reason(
    bound: Literal["must", "may"], grounds: Collection[str] | Literal["any", "people"], zh: str, en: str
) -> Reason:
    kept: frozenset[str] | Literal["any", "people"] = "any" if grounds == "any" else "people"
    if not isinstance(grounds, str):
        kept = frozenset(grounds)
    return Reason(zh=zh, en=en, bound=bound, grounds=kept)


def _no_refusal(zh: str, en: str) -> Reason:
    return Reason(zh=zh, en=en, bound="never", grounds="people")


REASONS: dict[ReasonCode, Reason] = {
    ReasonCode.RF01: _reason("must", "people", "虚假或冒用他人身份、证件", "false or another's identity or documents"),
    ReasonCode.RF02: _reason(
        "must", {"LIST_MANDATORY", "LIST_MANDATORY_NEAR"}, "命中须立即停止服务的名单", "on a mandatory list"
    ),
    ReasonCode.RF03: _reason(
        "must",
        {"NOT_IN_BUSINESS", "SERIOUS_VIOLATION", "LIST_SERIOUS_VIOLATION", "TAX_CNCL", "TAX_IMCL"},
        "已吊销、注销或被列入严重违法失信名单",
        "revoked, cancelled, or on the serious-violation list",
    ),
    ReasonCode.RF04: _reason(
        "must", {"LIST_PUNISHED", "LIST_PUNISHED_NEAR"}, "处于五年惩戒期", "in the five-year punishment period"
    ),
    ReasonCode.RF05: _reason(
        "may", "any", "身份存疑且拒绝提供其他证明", "doubt about identity and other proof refused"
    ),
    ReasonCode.RF06: _reason("may", "any", "无合理理由组织他人同时或分批开户", "organises others to open accounts"),
    ReasonCode.RF07: _reason("may", "any", "开户理由不合理、与经营不符", "opening reason unreasonable or unfit"),
    ReasonCode.RF08: _reason(
        "may", "any", "有明显理由怀疑买卖账户或从事违法犯罪", "obvious grounds of account resale or crime"
    ),
    ReasonCode.RF09: _reason(
        "must", "people", "注册地址不存在或虚构经营场所", "registered place does not exist or premises faked"
    ),
    ReasonCode.RF10: _reason("must", "any", "洗钱风险高且无法控制", "high laundering risk that cannot be controlled"),
    ReasonCode.RF11: _reason("must", "people", "开户意愿未能核实", "willingness not confirmed"),
    ReasonCode.RF12: _reason("must", "people", "已开立基本存款账户", "a basic account already exists"),
    ReasonCode.RF13: _reason("must", "any", "尽职调查无法完成", "due diligence cannot be completed"),
    ReasonCode.DL01: _no_refusal("存在异常迹象，延长审查", "abnormal signs: longer review"),
    ReasonCode.LM01: _no_refusal("限额开户", "open with limits"),
    ReasonCode.WD01: _no_refusal("客户撤回", "withdrawn by the customer"),
    ReasonCode.EX01: _no_refusal("逾期失效", "expired"),
}


def may_refuse(
    reason_code: str | None,
    reason: str,
    findings: Sequence[Finding],
    refusals: Refusals | None = None,
    *,
    police_confirmed: bool = False,
) -> str | None:
    """Why a refusal with this code, text and findings is not taken, in one sentence, or None.

    The negative list binds the engine (rules.md 8): a refusal that a machine-known fact must bear needs that finding on
    file, and a refusal by judgement needs at least one finding that is not a soft trait. A reason that may refuse needs
    more (local list: no refusal by a single suspicious trait): one finding that stops, or several different traits;
    `refusals` is None in a case from before that. Where the police have confirmed whom the citizen check doubted, doubt
    about identity refuses nobody any more (rules.md 5).
    """
    if reason_code not in set(ReasonCode):
        return f"a refusal needs a reason code of rules.md 8 ({_refusing_codes()}); give one with --reason-code"
    row = REASONS[ReasonCode(reason_code)]
    if row.bound == "never":
        return f"{reason_code} is no reason to refuse; choose one of {_refusing_codes()}"
    if not reason.strip():
        return "a refusal needs its reason in words (--reason), for the second person who confirms it"
    if police_confirmed and (said := _settled_by_police(reason_code, _grounds(findings, refusals))):
        return said
    return _without_ground(reason_code, row, findings, refusals)


def _settled_by_police(reason_code: str, grounds: Sequence[Finding]) -> str | None:
    """False papers can still be found, but then something on file bears it: a person's word alone does not."""
    if reason_code != ReasonCode.RF05 and (reason_code != ReasonCode.RF01 or grounds):
        return None
    return f"{reason_code} has no ground: the police have confirmed who this is, so identity is no reason to refuse"


def _without_ground(
    reason_code: str, row: Reason, findings: Sequence[Finding], refusals: Refusals | None
) -> str | None:
    if row.grounds == "people":
        return None
    if row.grounds != "any":
        borne = any(finding.code in row.grounds for finding in findings)
        return (
            None if borne else f"{reason_code} needs a finding of its kind on file ({', '.join(sorted(row.grounds))})"
        )
    grounds = _grounds(findings, refusals)
    if refusals is not None and _asks_for_known(reason_code, row, refusals):
        grounds = [finding for finding in grounds if not _says_nothing(finding, refusals)]
    if not grounds:
        return (
            f"{reason_code} has no ground on file but soft traits or what was not read or answered, which never justify"
            " a refusal (negative list): record what was found, or approve, extend or limit"
        )
    return _by_too_few_traits(reason_code, row, grounds, refusals)


def _asks_for_known(reason_code: str, row: Reason, refusals: Refusals) -> bool:
    """A judgement of the firm, and its laundering risk, rest on what is known of it; that its due diligence cannot be
    completed (RF13) rests on what is not.
    """
    return row.bound == "may" or (reason_code == ReasonCode.RF10 and refusals.known_risk)


def _grounds(findings: Sequence[Finding], refusals: Refusals | None) -> list[Finding]:
    """What may bear a refusal by judgement: neither an information nor a soft trait."""
    soft = SOFT_TRAITS if refusals is None else SOFT_TRAITS | LATER_SOFT_TRAITS
    return [finding for finding in findings if finding.severity is not Severity.INFO and finding.code not in soft]


def _says_nothing(finding: Finding, refusals: Refusals) -> bool:
    """What was not answered, asked or read is no trait of the firm, nor is a hard rule that holds the case: what it
    holds against has a finding of its own, and else it is an outage or our own work. Nobody is judged by it.
    """
    later = finding.code in _NOT_READ or finding.code in _HARD_RULES
    return (refusals.known_risk and later) or finding.code in _NOT_KNOWN or finding.code.startswith("READING_")


def _by_too_few_traits(
    reason_code: str, row: Reason, grounds: Sequence[Finding], refusals: Refusals | None
) -> str | None:
    """What stops an application was judged as a whole where it was found; a flag, or a defect that the customer can
    mend, is a single trait, and bears a judgement only beside others.
    """
    if refusals is None or row.bound != "may" or any(one.severity in (Severity.HARD, Severity.STOP) for one in grounds):
        return None
    traits = {_OF_ONE_TRAIT.get(one.code, one.code) for one in grounds}
    if len(traits) >= refusals.traits:
        return None
    return (
        f"a single trait ({_codes(grounds)}) never bears a refusal by {reason_code}: judge the firm as a whole, and"
        " approve, extend or limit"
    )


def _refusing_codes() -> str:
    return ", ".join(code for code, row in REASONS.items() if row.bound != "never")
