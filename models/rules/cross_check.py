"""Cross-checks: do licence, identity card, statements and registry agree, and are they in force (rules.md 2, 4.3, 9)?

`about` of a finding is `<paper>`, `<paper>.<field>` or `statements.<field>`. That a system gave no answer is found by
`screening`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from models.application import AccountKind, Statements
from models.checks import Dossier, RegisteredFirm
from models.findings import Finding
from models.papers import EntityKind, IdCard, Licence, PaperKind, Term
from models.policy import Policy
from models.rules.calendar import business_day
from models.rules.id_card_checks import REPRESENTATIVE, card_findings, soon
from models.rules.matrix import FOR_EVER, Cell, Column, Matrix, Sources, Verdict, differs, matrix
from models.rules.names import normal_text
from models.rules.paper_notes import (
    FIELD_WARNINGS,
    OF_THE_TEXT,
    TEMPORARY_AT_COUNTER,
    UNUSABLE,
    in_chinese,
    in_english,
    left_to_counter,
    spoilt,
)
from models.rules.picture_warnings import CODES as PICTURE_CODES
from models.rules.picture_warnings import finding_of
from models.rules.says import fix, flag, info, stop, unread

WARNINGS = Mapping[PaperKind, Sequence[str]]
Say = Callable[[str, str, str, str, str], Finding]

_ROUTE = frozenset(EntityKind) - {EntityKind.OTHER}
"""Legal forms of the filing route: depositor kinds 01, 02, 13 and 14 (rules.md 2)."""

_PREFIX_OF = {EntityKind.INDIVIDUAL: "92", EntityKind.COOP: "93"}
_WITH_CAPITAL = frozenset({EntityKind.LLC, EntityKind.JSC})


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
    table = matrix(Sources(licence=licence, id_card=id_card, statements=statements, dossier=dossier))
    found = [
        *_of_licence(licence, policy, today),
        *_of_term(licence, firm, policy, today),
        *card_findings(id_card, REPRESENTATIVE, warnings.get(PaperKind.ID_BACK, ()), policy, today),
        *_of_representative(table, asked),
        *_of_registry(table, policy),
        *_of_statements(table, statements),
    ]
    unread = {finding.about.partition(".")[0] for finding in found if finding.code == "UNREAD"}
    return list(dict.fromkeys([*_of_reading(warnings, unread, policy), *found]))


# ── what the reader said ────────────────────────────────────────────────────────────────────────────────────────────


def _of_reading(warnings: WARNINGS, unread: Collection[str], policy: Policy) -> Iterator[Finding]:
    """`unread` are the papers of which something needed is missing; what cannot be used at all counts among them."""
    for paper, codes in warnings.items():
        lost = paper in unread or spoilt(codes, policy.reading)
        if left_to_counter(codes, policy.reading):
            zh, en = "临时身份证须到柜面出示原件，经主管批准后使用", "a temporary card is seen at the counter"
            yield fix(TEMPORARY_AT_COUNTER, paper, zh, en, "rules.md 9")
        for code in codes:
            if not left_to_counter([code], policy.reading):
                yield from _of_warning(paper, *code.partition(":")[::2], lost)


def _of_warning(paper: PaperKind, code: str, field: str, lost: bool) -> Iterator[Finding]:
    about = f"{paper}.{field}" if code in OF_THE_TEXT and field else paper.value
    if code in PICTURE_CODES:
        yield finding_of(code, paper, lost)
    elif code in UNUSABLE:
        zh, en = in_chinese(code, field, paper), in_english(code, field) or "the picture cannot be used"
        yield fix(code, about, zh, en, "process.md step 2")
    elif code in FIELD_WARNINGS:
        return  # a field that matters is found missing by its own rule
    else:
        yield flag(
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
            yield unread(f"licence.{field}", label)
    if licence.entity in _WITH_CAPITAL and licence.capital is None:
        yield unread("licence.capital", "注册资本")
    if licence.scope is None:
        yield flag("SCOPE_UNREAD", "licence.scope", "无法识别经营范围", "the scope could not be read", "formats.md 6.2")
    yield from _gate(licence, policy)
    if licence.established and licence.established > today:
        yield fix(
            "ESTABLISHED_IN_FUTURE",
            "licence.established",
            "成立日期晚于今天",
            "established after today",
            "formats.md 8",
        )
    if licence.issued and licence.established and licence.issued < licence.established:
        yield fix(
            "ISSUED_TOO_EARLY", "licence.issued", "发证日期早于成立日期", "issued before established", "formats.md 6.2"
        )


def _gate(licence: Licence, policy: Policy) -> Iterator[Finding]:
    """Only the filing route: everybody else needs the central bank's approval (R-ACC-15)."""
    code, entity = licence.credit_code, licence.entity
    from_abroad = policy.accounts is not None and policy.accounts.foreign_branches
    route = _ROUTE if from_abroad else _ROUTE - {EntityKind.FOREIGN_BRANCH}
    outside = (code and code[:2] not in ("91", "92", "93")) or (entity and entity not in route)
    if outside:
        zh, en = "该类主体不适用备案制开户", "this kind of entity needs the approval route"
        yield stop("R-ACC-15", "licence.entity", zh, en, "rules.md R-ACC-15")
    elif code and entity and code[:2] != _PREFIX_OF.get(entity, "91"):
        zh, en = "统一社会信用代码与主体类型不一致", "credit code and legal form do not agree"
        yield fix("CODE_ENTITY_DIFFER", "licence.entity", zh, en, "formats.md 1")


def _of_term(licence: Licence, firm: RegisteredFirm | None, policy: Policy, today: date) -> Iterator[Finding]:
    """A term that is not printed is taken from the registry (formats.md 6.1)."""
    term = licence.term or Term(start=None, end=firm.term_end if firm else None)
    if term.start and term.start > today:
        yield fix("LICENCE_NOT_YET_VALID", "licence.term", "营业期限尚未开始", "the term has not begun", "rules.md 9")
    if term.end and term.end < today:
        yield fix("LICENCE_EXPIRED", "licence.term", "营业执照已过期", "the licence has expired", "rules.md 9")
    elif soon(term.end, policy, today):
        yield info("LICENCE_EXPIRES_SOON", "licence.term", "营业期限即将届满", "the licence expires soon", "rules.md 9")


# ── one against the other ───────────────────────────────────────────────────────────────────────────────────────────


def _of_representative(table: Matrix, asked: Collection[str]) -> Iterator[Finding]:
    if differs(table, "representative", Column.ID_CARD):
        say = stop if "REPRESENTATIVE_DIFFERS" in asked else fix
        zh, en = "身份证姓名与营业执照法定代表人不一致", "identity card and licence name different people"
        yield say("REPRESENTATIVE_DIFFERS", "id_front.name", zh, en, "process.md step 2")


_REGISTRY_FACTS: Mapping[str, tuple[str, str, Say]] = {
    "name": ("name", "名称", fix),
    "type_text": ("type", "类型", fix),
    "representative": ("representative", "法定代表人", fix),
    "address": ("address", "住所", fix),
    "capital": ("capital", "注册资本", fix),
    "established": ("established", "成立日期", fix),
    "term_end": ("term", "营业期限", flag),
    "scope": ("scope", "经营范围", info),
}
"""What the licence must have as the registry has it. The registry's term counts anyway (H09), so a person looks at a
shorter one, and a licence that claims a longer one is mended; the registry's scope counts too and is often worded anew,
so it is told (formats.md 6).
"""

_SINCE_ACCOUNT_KINDS = frozenset({"type_text", "term_end", "scope"})
"""Facts that no case was held to that began before `accounts` was in the policy."""


def _of_registry(table: Matrix, policy: Policy) -> Iterator[Finding]:
    """Only what both sides tell is compared: what the licence lacks has its own finding, and what the registry's code
    contradicts is found by `screening`.
    """
    for row in table:
        if row.fact in _SINCE_ACCOUNT_KINDS and policy.accounts is None:
            continue
        cell = row.cell(Column.REGISTRY)
        if row.fact in _REGISTRY_FACTS and cell and cell.verdict is Verdict.DIFFERS and cell.value is not None:
            field, label, say = _REGISTRY_FACTS[row.fact]
            say = fix if row.fact == "term_end" and _claims_longer(row.cell(Column.LICENCE), cell) else say
            zh, en = f"营业执照{label}与工商登记不一致", f"the licence's {field} differs from the registry"
            yield say(f"REGISTRY_{field.upper()}_DIFFERS", f"licence.{field}", zh, en, "rules.md 4.3")


def _claims_longer(licence: Cell | None, registry: Cell) -> bool:
    """Whether the licence's last day (ISO, or for ever) lies after the registry's."""
    printed, known = licence.value if licence else None, registry.value
    if printed is None or known is None or known == FOR_EVER:
        return False
    return printed == FOR_EVER or printed > known


def _of_statements(table: Matrix, statements: Statements) -> Iterator[Finding]:
    if statements.account_kind is not AccountKind.BASIC and statements.basic_account_number is None:
        zh, en = "非基本户须提供基本存款账户编号", "this kind of account needs the basic-account number"
        yield fix("R-ACC-02", "statements.basic_account_number", zh, en, "rules.md R-ACC-02")
    if not normal_text(statements.purpose):
        yield fix("PURPOSE_EMPTY", "statements.purpose", "未说明开户用途", "no purpose is stated", "process.md step 1")
    if differs(table, "operating_address", Column.STATEMENTS):
        zh, en = "经营地址与注册地址不同", "operating address differs from the registered one"
        yield info("OPERATES_ELSEWHERE", "statements.operating_address", zh, en, "rules.md 8")
