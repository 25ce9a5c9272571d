"""Screening: what the outside world's answers mean, row by row of the code tables (rules.md 4.1-4.3, 5, 6).

A system that was not asked, did not answer, or answered another question is a finding too: silence is never a pass.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from models.checks import (
    OTHER_ID_TYPES,
    AbnormalEntry,
    CitizenCode,
    Dossier,
    ListHit,
    ListKind,
    ListsAsked,
    PhoneAnswer,
    PhoneAsked,
    PhoneCode,
    RegisteredFirm,
    RegistrationAsked,
    RegistrationCode,
    System,
    TaxAnswer,
    TaxCode,
    TaxpayerState,
    UnknownFirm,
)
from models.findings import Finding, Severity
from models.policy import BeforeOpening, Policy, RegistryDays
from models.rules.calendar import business_day, working
from models.rules.plan import Questions, unanswered

HARD, STOP, FIX, FLAG, INFO = Severity.HARD, Severity.STOP, Severity.FIX, Severity.FLAG, Severity.INFO

TOO_NEW = "REGISTRATION_TOO_NEW"
"""The finding on a firm of a few days that the registry does not know yet: ask again daily."""

IN_BUSINESS = frozenset({"存续", "在营", "开业", "在册"})
"""Registration states of a firm in business (rules.md 4.3)."""

CARRIERS = frozenset({"1000", "2000", "3000"})
"""Carriers with own networks; 0000-0042 are virtual ones (rules.md 4.1)."""

_NAME, _INVESTOR = "名称", "投资人"
_OWN_NAME = re.compile("(?:企业|公司|字号|市场主体)?名称")
"""The investor is who stands for a sole proprietorship, and a shareholder of every other firm."""

_CORE_ITEMS = (
    "法定代表人",
    "负责人",
    "经营者",
    _INVESTOR,
    "执行事务合伙人",
    "首席代表",
    "住所",
    "地址",
    "营业场所",
    "经营场所",
    "经营范围",
)
_REPRESENTATIVE_ITEMS, _PLACE_AND_SCOPE = _CORE_ITEMS[:6], _CORE_ITEMS[6:]


def findings(
    questions: Questions,
    dossier: Dossier,
    established: date | None,
    policy: Policy,
    now: datetime,
    asked: Collection[str] = (),
    presented: str | None = None,
    unknown: UnknownFirm | None = None,
) -> list[Finding]:
    """What each system's answer means, and which answers are missing; `established` is the licence's date.

    `asked` are the finding codes that the customer was already asked to mend: what is "FIX, then STOP" stops the second
    time. `presented` is the copy of the licence that was sent in (ORGN, COPY), None when nobody can tell; `unknown` on
    which days the registry did not know the firm.
    """
    firm = dossier.registration.answer.firm if dossier.registration else None
    founded = firm.established if firm else established
    missing = unanswered(questions, dossier)
    return [
        *(_not_asked(system) for system in System if system in questions.impossible),
        *(_not_answered(system) for system in System if system in missing),
        *_of_registration(
            dossier.registration, policy, ask_daily(established, unknown, policy, now), now, asked, presented
        ),
        *(_just_before(firm, policy.before_opening, now) if firm else ()),
        *(_of_phone(dossier.phone, asked, _REPRESENTATIVE) if dossier.phone else ()),
        *(_of_tax(dossier.tax.answer, firm, founded, policy.registry, now) if dossier.tax else ()),
        *(_of_citizen(dossier.citizen.answer.code, _REPRESENTATIVE) if dossier.citizen else ()),
        *_of_agent(dossier, asked),
        *(_of_phone(dossier.finance_phone, asked, _FINANCE_OFFICER) if dossier.finance_phone else ()),
        *_of_lists(dossier.lists),
    ]


def in_business(firm: RegisteredFirm) -> bool:
    """Whether every word of the registry's state means in business; 吊销, 注销 and what is unknown do not."""
    words = [word for word in re.split(r"[\s()（）、,，/;；]+", firm.state) if word]
    return bool(words) and set(words) <= IN_BUSINESS


def _not_asked(system: System) -> Finding:
    zh, en = f"资料不全，尚未进行{system.chinese}", "not asked yet: something it needs was not read"
    return _say("NOT_ASKED", FIX, system, zh, en, "process.md step 2")


def _not_answered(system: System) -> Finding:
    zh, en = f"{system.chinese}未返回结果", "no answer to the present question"
    return _say("NOT_ANSWERED", STOP, system, zh, en, "process.md step 2")


# ── registration (4.3) ──────────────────────────────────────────────────────────────────────────────────────────────


def _of_registration(
    asked: RegistrationAsked | None,
    policy: Policy,
    daily: bool,
    now: datetime,
    before: Collection[str],
    presented: str | None,
) -> Iterator[Finding]:
    if asked is None:
        return
    code, firm, rule = asked.answer.code, asked.answer.firm, "rules.md 4.3"
    if code is RegistrationCode.NAME_DIFFERS:
        yield _fix_then_stop(
            "WCON", before, "licence.name", "企业名称与登记不一致", "the registry knows another name", rule
        )
    elif code is RegistrationCode.REPRESENTATIVE_NAME_DIFFERS:
        zh, en = "法定代表人姓名与登记不一致", "the registry knows another representative"
        yield _fix_then_stop("WLPN", before, "licence.representative", zh, en, rule)
    elif code is RegistrationCode.REPRESENTATIVE_ID_DIFFERS:
        zh, en = "法定代表人证件号码与登记不符", "another person of the same name is registered"
        yield _say("WLPI", STOP, System.REGISTRATION, zh, en, rule)
    elif code is RegistrationCode.NOT_FOUND and daily:
        zh, en = "新设企业登记信息尚未同步，须逐日重新核查", "too new for the registry: ask again daily"
        yield _say(TOO_NEW, FIX, System.REGISTRATION, zh, en, rule)
    elif code is RegistrationCode.NOT_FOUND:
        yield _say("NTFD", STOP, System.REGISTRATION, "工商登记查无此企业", "the registry does not know the code", rule)
    elif firm is None or firm.credit_code != asked.query.credit_code:
        zh, en = "登记核查结果不完整", "matched, but without this firm's record"
        yield _say("REGISTRATION_INCOMPLETE", STOP, System.REGISTRATION, zh, en, rule)
    else:
        yield from _of_firm(firm, policy.registry, now)
        yield from _of_lost_licence(firm, presented)


def still_unknown(before: UnknownFirm | None, asked: RegistrationAsked | None, now: datetime) -> UnknownFirm | None:
    """The days on which the registry did not know the firm, after this answer: a day counts once however often it was
    asked, and any other answer, or another firm, begins anew.
    """
    if asked is None:
        return before
    if asked.answer.code is not RegistrationCode.NOT_FOUND:
        return None
    code, today = asked.query.credit_code, business_day(now)
    days = before.days if before and before.credit_code == code else ()
    return UnknownFirm(credit_code=code, days=tuple(dict.fromkeys((*days, today))))


def ask_daily(established: date | None, unknown: UnknownFirm | None, policy: Policy, now: datetime) -> bool:
    """Whether the registry is asked again tomorrow about a firm that it does not know (rules.md 4.3, NTFD).

    A firm that was new on the first day is, until it was asked about on so many days more as the policy says. Without
    that number (a case from before tries were counted) it is as long as the firm is new.
    """
    retries = policy.outside.registry_retries
    if retries is None or unknown is None:
        return too_new(established, policy, business_day(now))
    return too_new(established, policy, unknown.days[0]) and len(unknown.days) <= retries


def too_new(established: date | None, policy: Policy, today: date) -> bool:
    """Whether a firm is so new, by the policy's working days, that the registry may not know it yet."""
    if established is None or established > today:
        return False
    days = (established + timedelta(days=n) for n in range(1, (today - established).days + 1))
    return sum(working(day, policy.calendar) for day in days) <= policy.registry.too_new


def _of_firm(firm: RegisteredFirm, rules: RegistryDays, now: datetime) -> Iterator[Finding]:
    """The content rules on MCHD; that the domicile equals the licence's is a cross-check."""
    about, today = System.REGISTRATION, business_day(now)
    if not in_business(firm):
        yield _say(
            "NOT_IN_BUSINESS", HARD, about, "企业登记状态不是在营", "the firm is not in business", "rules.md 4.3"
        )
    if firm.serious_violation:
        yield _say(
            "SERIOUS_VIOLATION", HARD, about, "列入严重违法失信名单", "on the serious-violation list", "rules.md 6"
        )
    if representative_changed(firm, rules, now):
        days = rules.representative_changed
        zh, en = f"法定代表人近{days}日内变更", f"the representative changed within {days} days"
        yield _say("REPRESENTATIVE_CHANGED", FLAG, about, zh, en, "rules.md 4.3")
    if many_changes(firm, rules, now):
        times, days = rules.core_changes, rules.core_window
        zh, en = f"近{days}日内关键登记事项变更{times}次以上", f"{times} core changes or more within {days} days"
        yield _say("MANY_CHANGES", FLAG, about, zh, en, "rules.md 4.3")
    for entry in firm.abnormal:
        if standing(entry, today):
            yield from _of_abnormal(entry, rules, today)


def _of_lost_licence(firm: RegisteredFirm, presented: str | None) -> Iterator[Finding]:
    """A statement about the presented copy is STOP, issued again or not: which of the two was sent in nobody can tell
    from a picture. A copy that is not known counts as the presented one.
    """
    if firm.lost_licence is None:
        return
    about, rule = System.REGISTRATION, "rules.md 4.3"
    again = "（已补领，须核对是否为补领的执照）" if firm.reissued else ""
    if presented in (None, firm.lost_licence) or firm.lost_licence not in ("ORGN", "COPY"):
        zh = f"营业执照已声明遗失{again}"
        yield _say("LOST_LICENCE", STOP, about, zh, "this licence was declared lost", rule)
    else:
        zh = f"营业执照的另一正副本已声明遗失{again}"
        yield _say("OTHER_LICENCE_LOST", INFO, about, zh, "the other copy of the licence was declared lost", rule)


def standing(entry: AbnormalEntry, today: date) -> bool:
    """Whether the firm is on the abnormal list: no removal counts on a day to come or from before the entry."""
    return entry.removed is None or not entry.on <= entry.removed <= today


def representative_changed(firm: RegisteredFirm, rules: RegistryDays, now: datetime) -> bool:
    """Another legal representative since a short time."""
    return _changed(firm, _REPRESENTATIVE_ITEMS, rules.representative_changed, now) > 0


def many_changes(firm: RegisteredFirm, rules: RegistryDays, now: datetime) -> bool:
    """Many changes of representative, address or scope in half a year."""
    return _changed(firm, _CORE_ITEMS, rules.core_window, now) >= rules.core_changes


def _changed(firm: RegisteredFirm, items: Collection[str], days: int, now: datetime) -> int:
    today = business_day(now)
    return changes(firm, items, today - timedelta(days=days), today)


def changes(firm: RegisteredFirm, items: Collection[str], since: date, until: date) -> int:
    """How many changes of such items the registry lists after `since`, up to `until`."""
    wanted = [item for item in items if item != _INVESTOR or "个人独资" in firm.type_text]
    return sum(since < change.on <= until and _about(change.item, wanted) for change in firm.changes)


def _about(item: str, wanted: Collection[str]) -> bool:
    """Whether a change is of one of these: what stands in brackets only explains it, and a financial officer, a branch
    or a shareholder's name is something else.
    """
    head = re.split("[（(]", item)[0].removesuffix("变更").strip()
    if _NAME in wanted and _OWN_NAME.fullmatch(head):
        return True
    return not head.startswith("财务") and any(word in head for word in wanted if word != _NAME)


def _just_before(firm: RegisteredFirm, rules: BeforeOpening | None, now: datetime) -> Iterator[Finding]:
    """F09: what a firm changed just before it asks for an account; nothing for a case from before this rule."""
    if rules is None:
        return
    about, rule, today = System.REGISTRATION, "risk.md 6 F09", business_day(now)
    if changes(firm, _PLACE_AND_SCOPE, today - timedelta(days=rules.recent + 1), today):
        zh, en = f"住所或经营范围近{rules.recent}日内变更", f"address or scope changed within {rules.recent} days"
        yield _say("CHANGED_JUST_BEFORE", FLAG, about, zh, en, rule)
    times = changes(firm, _REPRESENTATIVE_ITEMS, today - timedelta(days=rules.window + 1), today)
    if times >= rules.representatives:
        zh, en = (
            f"近{rules.window}日内法定代表人变更{times}次",
            f"{times} new representatives within {rules.window} days",
        )
        yield _say("REPRESENTATIVE_CHANGED_AGAIN", FLAG, about, zh, en, rule)


_ABNORMAL = {
    1: (FLAG, "未按期公示年度报告", "no annual report"),
    2: (FLAG, "未按期公示有关信息", "public data not given in the ordered time"),
    3: (STOP, "公示信息隐瞒真实情况", "false public data"),
    4: (FLAG, "通过登记住所无法联系", "not reachable at the registered place"),
}


def _of_abnormal(entry: AbnormalEntry, rules: RegistryDays, today: date) -> Iterator[Finding]:
    unknown = (STOP, "列入经营异常名录", "on the abnormal list for a reason we do not know")
    severity, zh, en = _ABNORMAL.get(entry.reason, unknown)
    yield _say(f"ABNORMAL_{entry.reason}", severity, System.REGISTRATION, f"经营异常：{zh}", en, "rules.md 6")
    if entry.reason == 1:
        zh, en = "请企业补报年度报告并申请移出经营异常名录", "advise to file the annual report and be removed"
        yield _say("ABNORMAL_1_ADVICE", FIX, System.REGISTRATION, zh, en, "rules.md 6")
    if today - entry.on > timedelta(days=rules.abnormal_long):
        days = rules.abnormal_long
        zh, en = f"列入经营异常名录超过{days}日未移出", f"on the abnormal list for more than {days} days"
        yield _say("ABNORMAL_TOO_LONG", STOP, System.REGISTRATION, zh, en, "rules.md 6")


# ── phone (4.1) ─────────────────────────────────────────────────────────────────────────────────────────────────────


class _Person(NamedTuple):
    """Whose answers these are: prefix of the codes, the Chinese word, and what the findings are about."""

    prefix: str
    zh: str
    phone: System
    stated: str
    number: str


_REPRESENTATIVE = _Person("", "法定代表人", System.PHONE, "statements.phone", "id_front.number")
_AGENT = _Person("AGENT_", "经办人", System.AGENT_PHONE, "statements.agent_phone", "agent_id_front.number")

_FINANCE_OFFICER = _Person(
    "FINANCE_", "财务负责人", System.FINANCE_PHONE, "statements.finance_phone", "statements.finance_id"
)
"""Asked about their phone alone, where the firm gives it: what is wrong with it says nothing of the representative."""


def _of_agent(dossier: Dossier, before: Collection[str]) -> Iterator[Finding]:
    """The agent's answers mean what the representative's mean (rules.md 7.1)."""
    if dossier.agent_citizen:
        yield from _of_citizen(dossier.agent_citizen.answer.code, _AGENT)
    if dossier.agent_phone:
        yield from _of_phone(dossier.agent_phone, before, _AGENT)


def _of_phone(asked: PhoneAsked, before: Collection[str], of: _Person) -> Iterator[Finding]:
    """WIDT is FIX as long as other kinds of ID can be asked for, then STOP."""
    answer, about, rule = asked.answer, of.stated, "rules.md 4.1"
    if answer.code is PhoneCode.ID_TYPE_DIFFERS:
        code = f"{of.prefix}WIDT"
        tried = (code,) if asked.id_type == OTHER_ID_TYPES[-1] else ()
        zh, en = "手机号登记的证件类型不同", "registered with another kind of ID"
        yield _fix_then_stop(code, (*before, *tried), about, zh, en, rule)
    elif answer.code is PhoneCode.ID_NUMBER_DIFFERS:
        zh, en = f"手机号不属于{of.zh}", "the phone is not the person's"
        yield _say(f"{of.prefix}WIDN", STOP, of.phone, zh, en, rule)
    elif answer.code is PhoneCode.NAME_DIFFERS:
        zh, en = "手机号登记的姓名不同", "registered under another name"
        yield _fix_then_stop(f"{of.prefix}WNAM", before, about, zh, en, rule)
    elif answer.code is PhoneCode.NOT_FOUND:
        code, zh, en = f"{of.prefix}PHONE_NOT_FOUND", "手机号查无登记，请提供其他号码", "the phone was not matched"
        yield _say(code, FLAG if code in before else FIX, about, zh, en, rule)
    else:
        yield from _of_matched_phone(answer, of)


def _of_matched_phone(answer: PhoneAnswer, of: _Person) -> Iterator[Finding]:
    """The details that come with a match; a detail that is missing or unknown is not a good one."""
    rule = "rules.md 4.1"
    if answer.user_kind != "INDV":
        zh, en = "手机号不是个人实名用户", "not a person's phone"
        yield _say(f"{of.prefix}PHONE_OF_UNIT", FLAG, of.phone, zh, en, rule)
    if answer.status != "ENBL":
        yield _say(f"{of.prefix}PHONE_SUSPENDED", FIX, of.stated, "手机号已停机", "the phone is suspended", rule)
    if answer.carrier not in CARRIERS:
        zh, en = "手机号属于虚拟运营商", "a virtual carrier's phone"
        yield _say(f"{of.prefix}PHONE_VIRTUAL", FLAG, of.phone, zh, en, rule)


# ── tax (4.2) ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_tax(
    answer: TaxAnswer, firm: RegisteredFirm | None, founded: date | None, rules: RegistryDays, now: datetime
) -> Iterator[Finding]:
    rule = "rules.md 4.2"
    if answer.code is TaxCode.NAME_DIFFERS:
        severity = FIX if firm and _changed(firm, (_NAME,), rules.name_changed, now) else STOP
        yield _say("NMCH", severity, "licence.name", "税务登记名称不一致", "the tax office knows another name", rule)
    elif answer.code is TaxCode.NOT_FOUND:
        severity = INFO if founded and new_firm(founded, rules, now) else FLAG
        yield _say("TAX_NOT_FOUND", severity, System.TAX, "税务登记查无此企业", "the tax office does not know it", rule)
    elif not answer.states:
        zh, en = "纳税信息核查结果不完整", "matched, but without a taxpayer state"
        yield _say("TAX_INCOMPLETE", STOP, System.TAX, zh, en, rule)
    for state in dict.fromkeys(answer.states):
        if row := _TAXPAYER.get(state):
            severity, zh, en = row
            yield _say(f"TAX_{state}", severity, System.TAX, zh, en, rule)


_TAXPAYER = {
    TaxpayerState.CANCELLED: (STOP, "纳税人已注销", "the taxpayer is cancelled"),
    TaxpayerState.ABNORMAL: (FLAG, "纳税人被认定为非正常户，须由风险岗决定", "declared abnormal: RISK decides"),
    TaxpayerState.ABNORMAL_CANCELLED: (STOP, "纳税人非正常注销", "the taxpayer is abnormally cancelled"),
}


def new_firm(founded: date, rules: RegistryDays, now: datetime) -> bool:
    """Established a short time ago."""
    return timedelta(0) <= business_day(now) - founded < timedelta(days=rules.new_firm)


# ── citizen (5) and lists (6) ───────────────────────────────────────────────────────────────────────────────────────


def _of_citizen(code: CitizenCode, of: _Person) -> Iterator[Finding]:
    """Never a refusal by itself: other proof, or the card's chip at the counter, where the person is then seen too
    (`interview.at_counter_only`; rules.md 5).
    """
    if code is CitizenCode.MATCH_NO_PHOTO:
        zh, en = "公民身份核查无照片，须在柜面读取身份证芯片", "no photo: the chip must be read at the counter"
        system = System.CITIZEN if of is _REPRESENTATIVE else System.AGENT_CITIZEN
        yield _say(f"{of.prefix}CITIZEN_NO_PHOTO", FLAG, system, zh, en, "rules.md 5")
    elif code is not CitizenCode.MATCH_PHOTO:
        zh = "公民身份核查不一致，可补充户口簿、护照或驾驶证等其他证明，或到柜面读取身份证芯片核验"
        en = "no match: other proof (household book, passport, driving licence), or the chip at the counter"
        yield _say(f"{of.prefix}CITIZEN_{code}", FIX, of.number, zh, en, "rules.md 5")


_LISTS: dict[ListKind, tuple[Severity, Severity, str, str]] = {
    ListKind.MANDATORY: (HARD, STOP, "命中须立即停止服务的名单", "on a mandatory list"),
    ListKind.PUNISHED: (HARD, STOP, "命中账户惩戒名单", "punished for account misuse"),
    ListKind.CASE_RELATED: (STOP, STOP, "命中涉案账户名单", "related to a case account"),
    ListKind.SERIOUS_VIOLATION: (HARD, STOP, "命中严重违法失信名单", "on the serious-violation list"),
    ListKind.DEFAULTER: (FLAG, FLAG, "命中失信被执行人名单", "a court defaulter"),
    ListKind.PEP: (FLAG, FLAG, "命中特定自然人名单", "a politically exposed person"),
    ListKind.BLACK: (STOP, STOP, "命中本行黑名单", "on the bank's blacklist"),
    ListKind.GREY: (FLAG, FLAG, "命中本行灰名单", "on the bank's grey list"),
    ListKind.WHITE: (INFO, INFO, "列入本行白名单", "on the bank's white list"),
}
"""For each list: the outcome of a hit by number, and of one by name alone, which a person must resolve first. The white
list tells and does nothing more: no other list's match, score or tier is less for it.
"""


def _of_lists(asked: ListsAsked | None) -> Iterator[Finding]:
    if asked is None:
        return
    if not asked.answer.version.strip():
        zh, en = "名单筛查未返回名单版本", "the answer names no list version"
        yield _say("LISTS_INCOMPLETE", STOP, System.LISTS, zh, en, "rules.md 6")
    yield from dict.fromkeys(_of_hit(hit) for hit in asked.answer.hits)


def match_severity(hit: ListHit) -> Severity:
    """What a hit means by its list's row: a STOP can be resolved by RISK, a HARD one by nobody."""
    by_number, by_name, _, _ = _LISTS[hit.kind]
    return by_number if hit.by_number else by_name


def match_code(hit: ListHit) -> str:
    """The code of the finding on a hit."""
    return f"LIST_{hit.kind.upper()}" if hit.by_number else f"LIST_{hit.kind.upper()}_NEAR"


MATCH_CODES = frozenset(f"LIST_{kind.upper()}{how}" for kind in ListKind for how in ("", "_NEAR"))
"""The findings that RISK clears entry by entry, never by their code (models/rules/list_matches.py)."""


def _of_hit(hit: ListHit) -> Finding:
    _, _, zh, en = _LISTS[hit.kind]
    if not hit.by_number:
        zh, en = f"{zh}（仅姓名相同或相近，待核实）", f"{en} (by name only)"
    return _say(match_code(hit), match_severity(hit), System.LISTS, zh, en, "rules.md 6")


# ── wording ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _fix_then_stop(code: str, before: Collection[str], about: str, zh: str, en: str, rule: str) -> Finding:
    return _say(code, STOP if code in before else FIX, about, zh, en, rule)


def _say(code: str, severity: Severity, about: str, zh: str, en: str, rule: str) -> Finding:
    return Finding(code=code, severity=severity, about=str(about), zh=zh, en=en, rule=rule)
