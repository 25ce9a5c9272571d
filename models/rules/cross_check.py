"""Cross-checks: do licence, identity card, statements and registry agree, and are they in force (rules.md 2, 4.3, 9)?

`about` of a finding is `<paper>`, `<paper>.<field>` or `statements.<field>`. That a system gave no answer is found by
`screening`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from models.application import AccountKind, Statements
from models.checks import Dossier, RegisteredFirm
from models.findings import Finding, Severity
from models.papers import EntityKind, IdCard, Licence, PaperKind, Term
from models.policy import Policy
from models.rules.calendar import business_day
from models.rules.codes import birth_date_of, is_identity_number, sex_of
from models.rules.dates import add_years, age_at
from models.rules.names import normal_text, same_address, same_firm, same_person
from models.rules.paper_notes import UNUSABLE, in_chinese, in_english
from models.rules.picture_warnings import CODES as PICTURE_CODES
from models.rules.picture_warnings import SPOILING, finding_of

WARNINGS = Mapping[PaperKind, Sequence[str]]

_ROUTE = frozenset(EntityKind) - {EntityKind.FOREIGN_BRANCH, EntityKind.OTHER}
"""Legal forms of the filing route: depositor kinds 01, 02, 13 and 14 (rules.md 2)."""

_PREFIX_OF = {EntityKind.INDIVIDUAL: "92", EntityKind.COOP: "93"}
_WITH_CAPITAL = frozenset({EntityKind.LLC, EntityKind.JSC})
_FIELD_WARNINGS = frozenset({"FIELD_MISSING", "VALUE_UNCLEAR"})
_OF_THE_TEXT = _FIELD_WARNINGS | {"LOW_CONFIDENCE", "DISAGREES", "CODE_REPAIRED", "VALIDITY_LENGTH"}
"""Warnings about what was read; all others are about the picture itself."""


def findings(
    licence: Licence,
    id_card: IdCard,
    statements: Statements,
    dossier: Dossier,
    warnings: WARNINGS,
    policy: Policy,
    now: datetime,
    asked: Collection[str] = (),
) -> list[Finding]:
    """All that does not fit, in the order of the papers; `warnings` are the reading's doubts for each paper.

    `asked` are the finding codes that the customer was already asked to mend: what is "FIX, then STOP" stops the second
    time.
    """
    firm = dossier.registration.answer.firm if dossier.registration else None
    today = business_day(now)
    found = [
        *_of_licence(licence, policy, today),
        *_of_term(licence, firm, policy, today),
        *_of_id_card(id_card, policy, today),
        *_of_validity(id_card, warnings.get(PaperKind.ID_BACK, ()), policy, today),
        *_of_representative(licence, id_card, asked),
        *_of_registry(licence, firm),
        *_of_statements(licence, statements),
    ]
    unread = {finding.about.partition(".")[0] for finding in found if finding.code == "UNREAD"}
    return list(dict.fromkeys([*_of_reading(warnings, unread), *found]))


# ── what the reader said ────────────────────────────────────────────────────────────────────────────────────────────


def _of_reading(warnings: WARNINGS, unread: Collection[str]) -> Iterator[Finding]:
    """`unread` are the papers of which something needed is missing; what cannot be used at all counts among them."""
    for paper, codes in warnings.items():
        lost = paper in unread or any(code.partition(":")[0] in UNUSABLE for code in codes)
        for code in codes:
            yield from _of_warning(paper, *code.partition(":")[::2], lost)


def _of_warning(paper: PaperKind, code: str, field: str, lost: bool) -> Iterator[Finding]:
    about = f"{paper}.{field}" if code in _OF_THE_TEXT and field else paper.value
    if code in PICTURE_CODES:
        yield finding_of(code, paper, lost)
    elif code in UNUSABLE:
        zh, en = in_chinese(code, field, paper), in_english(code, field) or "the picture cannot be used"
        yield _fix(code, about, zh, en, "process.md step 2")
    elif code in _FIELD_WARNINGS:
        return  # a field that matters is found missing by its own rule
    else:
        yield _flag(
            f"READING_{code}",
            about,
            "识别结果需要人工核对",
            "a person must compare picture and text",
            "process.md step 2",
        )


# ── the licence ─────────────────────────────────────────────────────────────────────────────────────────────────────


_LICENCE_FIELDS = {
    "credit_code": "统一社会信用代码",
    "name": "名称",
    "entity": "类型",
    "representative": "法定代表人",
    "established": "成立日期",
    "address": "住所",
}


def _of_licence(licence: Licence, policy: Policy, today: date) -> Iterator[Finding]:
    for field, label in _LICENCE_FIELDS.items():
        if getattr(licence, field) is None:
            yield _unread(PaperKind.LICENCE, field, label)
    if licence.entity in _WITH_CAPITAL and licence.capital is None:
        yield _unread(PaperKind.LICENCE, "capital", "注册资本")
    if licence.scope is None:
        yield _flag(
            "SCOPE_UNREAD", "licence.scope", "无法识别经营范围", "the scope could not be read", "formats.md 6.2"
        )
    yield from _gate(licence)
    if licence.established and licence.established > today:
        yield _fix(
            "ESTABLISHED_IN_FUTURE",
            "licence.established",
            "成立日期晚于今天",
            "established after today",
            "formats.md 8",
        )
    if licence.issued and licence.established and licence.issued < licence.established:
        yield _fix(
            "ISSUED_TOO_EARLY", "licence.issued", "发证日期早于成立日期", "issued before established", "formats.md 6.2"
        )


def _gate(licence: Licence) -> Iterator[Finding]:
    """Only the filing route: everybody else needs the central bank's approval (R-ACC-15)."""
    code, entity = licence.credit_code, licence.entity
    outside = (code and code[:2] not in ("91", "92", "93")) or (entity and entity not in _ROUTE)
    if outside:
        zh, en = "该类主体不适用备案制开户", "this kind of entity needs the approval route"
        yield _stop("R-ACC-15", "licence.entity", zh, en, "rules.md R-ACC-15")
    elif code and entity and code[:2] != _PREFIX_OF.get(entity, "91"):
        zh, en = "统一社会信用代码与主体类型不一致", "credit code and legal form do not agree"
        yield _fix("CODE_ENTITY_DIFFER", "licence.entity", zh, en, "formats.md 1")


def _of_term(licence: Licence, firm: RegisteredFirm | None, policy: Policy, today: date) -> Iterator[Finding]:
    """A term that is not printed is taken from the registry (formats.md 6.1)."""
    term = licence.term or Term(start=None, end=firm.term_end if firm else None)
    if term.start and term.start > today:
        yield _fix("LICENCE_NOT_YET_VALID", "licence.term", "营业期限尚未开始", "the term has not begun", "rules.md 9")
    if term.end and term.end < today:
        yield _fix("LICENCE_EXPIRED", "licence.term", "营业执照已过期", "the licence has expired", "rules.md 9")
    elif _soon(term.end, policy, today):
        yield _info(
            "LICENCE_EXPIRES_SOON", "licence.term", "营业期限即将届满", "the licence expires soon", "rules.md 9"
        )


# ── the identity card ───────────────────────────────────────────────────────────────────────────────────────────────


def _of_id_card(id_card: IdCard, policy: Policy, today: date) -> Iterator[Finding]:
    for field, label in (("name", "姓名"), ("number", "公民身份号码")):
        if getattr(id_card, field) is None:
            yield _unread(PaperKind.ID_FRONT, field, label)
    if id_card.number and not is_identity_number(id_card.number):
        yield _fix(
            "ID_NUMBER_INVALID",
            "id_front.number",
            "公民身份号码无效",
            "the identity number is not valid",
            "formats.md 4",
        )
        return
    yield from _number_against_print(id_card)
    if (birth := born(id_card)) is not None:
        yield from _of_age(age_at(birth, today), policy)


def born(id_card: IdCard) -> date | None:
    """The birth date by the number, which a check digit proves, or else as printed."""
    return (birth_date_of(id_card.number) if id_card.number else None) or id_card.birth_date


def _number_against_print(id_card: IdCard) -> Iterator[Finding]:
    if id_card.number is None:
        return
    if id_card.birth_date and birth_date_of(id_card.number) != id_card.birth_date:
        yield _fix(
            "ID_BIRTH_DIFFERS",
            "id_front.birth_date",
            "出生日期与号码不一致",
            "birth date and number disagree",
            "formats.md 4",
        )
    if id_card.sex and sex_of(id_card.number) != id_card.sex:
        yield _fix("ID_SEX_DIFFERS", "id_front.sex", "性别与号码不一致", "sex and number disagree", "formats.md 4")


def _of_age(age: int, policy: Policy) -> Iterator[Finding]:
    if age < 0:
        yield _fix(
            "BORN_IN_FUTURE",
            "id_front.birth_date",
            "出生日期晚于今天",
            "born after today",
            "formats.md 4",
        )
    elif age < policy.ages.representative_min:
        yield _stop(
            "REPRESENTATIVE_MINOR",
            "id_front.birth_date",
            "法定代表人未成年",
            "the representative is a minor",
            "rules.md 10",
        )
    elif age > policy.ages.representative_max:
        yield _fix(
            "REPRESENTATIVE_AGE",
            "id_front.birth_date",
            "出生日期不合理",
            "the birth date cannot be right",
            "formats.md 4",
        )


def _of_validity(id_card: IdCard, warnings: Sequence[str], policy: Policy, today: date) -> Iterator[Finding]:
    validity = id_card.validity
    if validity is None or validity.start is None:
        yield _unread(PaperKind.ID_BACK, "validity", "有效期限")
        return
    if validity.start > today:
        yield _fix("ID_NOT_YET_VALID", "id_back.validity", "身份证尚未生效", "the card is not yet valid", "rules.md 9")
    if validity.end and validity.end < today:
        yield _fix("ID_EXPIRED", "id_back.validity", "身份证已过期", "the card has expired", "rules.md 9")
    elif _soon(validity.end, policy, today):
        yield _info("ID_EXPIRES_SOON", "id_back.validity", "身份证即将到期", "the card expires soon", "rules.md 9")
    birth = born(id_card)
    if birth and not fitting_validity(birth, validity.start, validity.end):
        say = _length_severity(warnings)
        yield say(
            "ID_VALIDITY_LENGTH",
            "id_back.validity",
            "有效期长度与年龄不符",
            "validity does not fit the age",
            "rules.md 9",
        )


def _length_severity(warnings: Sequence[str]) -> Callable[[str, str, str, str, str], Finding]:
    """A weak reading and a poor picture are photographed again, a doubtful picture stops, else a person looks."""
    about_picture = {code for warning in warnings if (code := warning.partition(":")[0]) not in _OF_THE_TEXT}
    if about_picture - SPOILING:
        return _stop
    return _fix if about_picture or "LOW_CONFIDENCE:validity" in warnings else _flag


def fitting_validity(birth: date, start: date, end: date | None) -> bool:
    """Whether a card's validity fits the age at issue (formats.md 5).

    Under 16 it is five years, to 25 ten, to 45 twenty, then open-ended.
    """
    years = _validity_years(age_at(birth, start))
    return end is None if years is None else end in add_years(start, years)


def _validity_years(age: int) -> int | None:
    return next((years for below, years in ((16, 5), (26, 10), (46, 20)) if age < below), None)


# ── one against the other ───────────────────────────────────────────────────────────────────────────────────────────


def _of_representative(licence: Licence, id_card: IdCard, asked: Collection[str]) -> Iterator[Finding]:
    if licence.representative and id_card.name and not same_person(licence.representative, id_card.name):
        say = _stop if "REPRESENTATIVE_DIFFERS" in asked else _fix
        zh, en = "身份证姓名与营业执照法定代表人不一致", "identity card and licence name different people"
        yield say("REPRESENTATIVE_DIFFERS", "id_front.name", zh, en, "process.md step 2")


def _of_registry(licence: Licence, firm: RegisteredFirm | None) -> Iterator[Finding]:
    """Only what both sides tell is compared: what the licence lacks has its own finding."""
    if firm is None:
        return
    differing = {
        "name": bool(licence.name) and not same_firm(licence.name, firm.name),
        "representative": bool(licence.representative) and not same_person(licence.representative, firm.representative),
        "address": bool(licence.address) and not same_address(licence.address, firm.address),
        "capital": bool(licence.capital and firm.capital) and licence.capital != firm.capital,
        "established": bool(licence.established) and licence.established != firm.established,
    }
    for field in (field for field, differs in differing.items() if differs):
        label = {**_LICENCE_FIELDS, "capital": "注册资本"}[field]
        zh, en = f"营业执照{label}与工商登记不一致", f"the licence's {field} differs from the registry"
        yield _fix(f"REGISTRY_{field.upper()}_DIFFERS", f"licence.{field}", zh, en, "rules.md 4.3")


def _of_statements(licence: Licence, statements: Statements) -> Iterator[Finding]:
    if statements.account_kind is not AccountKind.BASIC and statements.basic_account_number is None:
        zh, en = "非基本户须提供基本存款账户编号", "this kind of account needs the basic-account number"
        yield _fix("R-ACC-02", "statements.basic_account_number", zh, en, "rules.md R-ACC-02")
    if not normal_text(statements.purpose):
        yield _fix("PURPOSE_EMPTY", "statements.purpose", "未说明开户用途", "no purpose is stated", "process.md step 1")
    elsewhere = statements.operating_address
    if elsewhere and licence.address and not same_address(elsewhere, licence.address):
        zh, en = "经营地址与注册地址不同", "operating address differs from the registered one"
        yield _info("OPERATES_ELSEWHERE", "statements.operating_address", zh, en, "rules.md 8")


# ── wording ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _soon(end: date | None, policy: Policy, today: date) -> bool:
    return end is not None and 0 <= (end - today).days < policy.renewal_soon_days


def _unread(paper: PaperKind, field: str, label: str) -> Finding:
    return _fix("UNREAD", f"{paper}.{field}", f"无法识别{label}", f"{field} could not be read", "process.md step 2")


def _stop(code: str, about: str, zh: str, en: str, rule: str) -> Finding:
    return Finding(code=code, severity=Severity.STOP, about=about, zh=zh, en=en, rule=rule)


def _fix(code: str, about: str, zh: str, en: str, rule: str) -> Finding:
    return Finding(code=code, severity=Severity.FIX, about=about, zh=zh, en=en, rule=rule)


def _flag(code: str, about: str, zh: str, en: str, rule: str) -> Finding:
    return Finding(code=code, severity=Severity.FLAG, about=about, zh=zh, en=en, rule=rule)


def _info(code: str, about: str, zh: str, en: str, rule: str) -> Finding:
    return Finding(code=code, severity=Severity.INFO, about=about, zh=zh, en=en, rule=rule)
