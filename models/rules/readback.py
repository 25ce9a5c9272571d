"""Reading back (识别结果核对): what is known of the papers, what is doubted, and the pre-filled form.

The reader's word stays as it was said; what staff entered is put in its place here, whenever the papers are looked at.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from models.acts import ConfirmReadBack
from models.application import AccountKind, AgentRelation, OldPermit, Statements
from models.case import Case
from models.findings import Finding, Severity
from models.papers import (
    OF_THE_AGENT,
    Authorisation,
    EntityKind,
    IdCard,
    Licence,
    Money,
    PaperKind,
    ReadField,
    Reading,
    Source,
    Term,
)
from models.policy import Policy
from models.policy import Reading as ReadingPolicy
from models.products import Wishes
from models.readback import EnteredField, FieldState, FormField, ReadBackForm, TypedField
from models.rules import wishes
from models.rules.fields import FIELDS, Care, FieldRule, rule_of
from models.rules.licence_text import entity_kind, of_foreign_company
from models.rules.names import mask_identity
from models.rules.paper_notes import ENOUGH, spoilt
from models.rules.paper_text import CHECK_DIGIT, LOW_CONFIDENCE, MISSING, REPAIRED, UNCLEAR
from models.rules.reading import as_claimed, authorisation_of, id_card_of, licence_of
from models.rules.review import STATEMENTS

MOST_TYPED = 8
"""No customer types more fields than this (metrics.md K10): everything else is on the papers."""

FROM_QR = "CODE_FROM_QR"
FIELD_UNREADABLE = "FIELD_UNREADABLE"
UNCONFIRMED = "READ_BACK_UNCONFIRMED"
FLAGGED = "FIELD_FLAGGED"
OF_THE_CUSTOMER = frozenset({UNCONFIRMED, FLAGGED})

_WITH_CAPITAL = frozenset({EntityKind.LLC, EntityKind.JSC})
_INDIRECT = {Source.RULE: REPAIRED, Source.QR: FROM_QR}
_NOWHERE = (0, 0, 0, 0)


# ── what is known ───────────────────────────────────────────────────────────────────────────────────────────────────


def known_of(case: Case, kind: PaperKind) -> Reading | None:
    """The reading of one paper with what staff entered in its place; None when there is none yet."""
    paper = case.papers.get(kind)
    read = case.readings.get(paper.ref.sha256) if paper else None
    found = as_claimed(read, kind) if read else None
    if found is None or found.kind is not kind:
        return found
    given_up = {about.partition(".")[2] for about in case.unreadable if about.startswith(f"{kind}.")}
    entered = {one.field: _as_read(one, found) for one in case.entries.values() if one.paper is kind}
    fields = {name: field for name, field in found.fields.items() if name not in given_up}
    touched = given_up | set(entered)
    warnings = tuple(code for code in found.warnings if not (_subjects(code, kind) & touched))
    return found.model_copy(update={"fields": {**fields, **entered}, "warnings": warnings})


def _as_read(entered: EnteredField, found: Reading) -> ReadField:
    old = found.fields.get(entered.field)
    box = old.box if old else _NOWHERE
    return ReadField(text=entered.text, value=entered.value, confidence=1.0, box=box, source=Source.STAFF)


def _subjects(warning: str, kind: PaperKind) -> set[str]:
    """The field that a warning is about: named behind the colon, or the code; empty for one about the picture."""
    code, _, field = warning.partition(":")
    if field or code not in (CHECK_DIGIT, REPAIRED):
        return {field} & set(FIELDS.get(kind, {}))
    return {name for name, rule in FIELDS.get(kind, {}).items() if rule.twice}


def typed_papers(case: Case) -> tuple[Licence, IdCard]:
    """Licence and identity card as the rules judge them."""
    front, back = known_of(case, PaperKind.ID_FRONT), known_of(case, PaperKind.ID_BACK)
    return licence_of(known_of(case, PaperKind.LICENCE)), id_card_of(front, back)


def agent_papers(case: Case) -> tuple[Authorisation | None, IdCard | None]:
    """The letter of authorisation and the agent's card as the rules judge them; None where no agent acts."""
    if not OF_THE_AGENT & set(case.papers):
        return None, None
    front, back = known_of(case, PaperKind.AGENT_ID_FRONT), known_of(case, PaperKind.AGENT_ID_BACK)
    return authorisation_of(known_of(case, PaperKind.AUTHORISATION)), id_card_of(front, back)


def retype(case: Case, policy: Policy) -> None:
    """Put what is known of the papers now where the rules look for it; agents are taken by a policy that knows them."""
    case.licence, case.id_card = typed_papers(case)
    if policy.accounts is not None:
        case.letter, case.agent_card = agent_papers(case)
        case.licence = _branch_from_abroad(case.licence) if policy.accounts.foreign_branches else case.licence


def _branch_from_abroad(licence: Licence) -> Licence:
    """A foreign company's branch, which its printed type calls a branch first (formats.md 6.3); older cases took it
    for a domestic one.
    """
    foreign = licence.entity is EntityKind.BRANCH and of_foreign_company(licence.type_text or "")
    return licence.model_copy(update={"entity": EntityKind.FOREIGN_BRANCH}) if foreign else licence


def presented_copy(case: Case) -> str | None:
    """Which copy of the licence was sent in, in the registry's words; only the mark 副本 tells (COPY), else None."""
    found = known_of(case, PaperKind.LICENCE)
    return "COPY" if found and "COPY" in found.marks else None


def is_read(case: Case) -> bool:
    """Whether every present picture of a submitted application has its reading."""
    return case.submitted is not None and all(paper.ref.sha256 in case.readings for paper in case.papers.values())


def is_confirmed(case: Case) -> bool:
    """Whether the customer has looked at the read-back of every present picture."""
    return all(case.confirmed.get(kind) == paper.ref.sha256 for kind, paper in case.papers.items())


def usable(found: Reading | None, kind: PaperKind, policy: ReadingPolicy) -> bool:
    """Whether a person can work with this picture: the right paper, and something on it was read."""
    if found is None or found.kind is not kind or spoilt(found.warnings, policy, ENOUGH):
        return False
    return any(field.value is not None for field in found.fields.values())


# ── what is doubted ─────────────────────────────────────────────────────────────────────────────────────────────────


def doubts_of(known: Reading, name: str, rule: FieldRule, policy: ReadingPolicy) -> tuple[str, ...]:
    """Why a person has to look at this field; nothing for one that was entered, or that this paper does not print."""
    field = known.fields.get(name)
    if field is None:
        return (MISSING,) if _is_needed(known, name, rule) else ()
    if field.source is Source.STAFF:
        return ()
    told = [code.partition(":")[0] for code in known.warnings if name in _subjects(code, known.kind)]
    weak = [LOW_CONFIDENCE] if field.confidence < policy.confidence else []
    unclear = [UNCLEAR] if field.value is None else []
    indirect = [_INDIRECT[field.source]] if rule.twice and field.source in _INDIRECT else []
    return tuple(dict.fromkeys([*field.doubts, *told, *unclear, *weak, *indirect]))


def _is_needed(known: Reading, name: str, rule: FieldRule) -> bool:
    """Not every licence prints a capital (formats.md 7)."""
    if known.kind is PaperKind.LICENCE and name == "capital":
        kind = known.fields.get("type")
        return kind is not None and entity_kind(kind.text) in _WITH_CAPITAL
    return rule.care is Care.ALWAYS


def doubted(case: Case, policy: ReadingPolicy) -> tuple[str, ...]:
    """The fields that staff enter because they matter and the reader is not sure, on pictures that can be used."""
    return tuple(
        f"{kind}.{name}"
        for kind, known in _usable_papers(case, policy)
        for name, rule in FIELDS.get(kind, {}).items()
        if rule.care is not Care.FLAGGED
        and f"{kind}.{name}" not in case.unreadable
        and doubts_of(known, name, rule, policy)
    )


def flagged(case: Case) -> tuple[str, ...]:
    """The fields that staff enter because the customer says they were read wrongly, in the order of the form."""
    order = [f"{kind}.{name}" for kind, fields in FIELDS.items() for name in fields]
    return tuple(about for about in order if about in case.flags)


def _usable_papers(case: Case, policy: ReadingPolicy) -> Iterator[tuple[PaperKind, Reading]]:
    for kind in FIELDS:
        known = known_of(case, kind)
        if known is not None and usable(known, kind, policy):
            yield kind, known


# ── the customer's word ─────────────────────────────────────────────────────────────────────────────────────────────


def refuses(case: Case, act: ConfirmReadBack, policy: ReadingPolicy) -> str | None:
    """Why these flags are not taken, in one sentence, or None."""
    on_form = {f"{kind}.{name}" for kind, _ in _usable_papers(case, policy) for name in FIELDS[kind]}
    unknown = sorted({flag.about for flag in act.flags} - on_form)
    if not unknown:
        return None
    return f"not on your form: {', '.join(unknown)}; see `ekaihu customer readback {case.application}`"


def findings(case: Case) -> list[Finding]:
    """What the reviewer has to know of the read-back; staff who cannot read a picture either send it back."""
    rule = "process.md step 1"
    found = []
    if is_read(case) and not is_confirmed(case):
        zh, en = "客户尚未核对识别结果", "the customer has not confirmed what was read"
        found.append(Finding(code=UNCONFIRMED, severity=Severity.INFO, about="read_back", zh=zh, en=en, rule=rule))
    for about in flagged(case):
        zh, en = f"客户指出{label(about)}识别有误，将重新录入并重新审核", "the customer says it was read wrongly"
        found.append(Finding(code=FLAGGED, severity=Severity.INFO, about=about, zh=zh, en=en, rule=rule))
    for about in sorted(case.unreadable):
        zh, en = f"无法识别{label(about)}", "staff cannot read it on the picture either"
        found.append(Finding(code=FIELD_UNREADABLE, severity=Severity.FIX, about=about, zh=zh, en=en, rule=rule))
    return found


def label(about: str) -> str:
    """The Chinese name of `licence.name`."""
    rule = rule_of(about)
    return rule.zh if rule else about


# ── the form ────────────────────────────────────────────────────────────────────────────────────────────────────────


def form(case: Case, policy: ReadingPolicy) -> ReadBackForm:
    """The pre-filled form of all papers that were read; nothing on it is empty to be typed."""
    usables = dict(_usable_papers(case, policy))
    return ReadBackForm(
        application=case.application,
        fields=tuple(field for kind, known in usables.items() for field in _form_fields(case, kind, known, policy)),
        typed=tuple(typed_fields(case.statements)),
        again=tuple(kind for kind, paper in case.papers.items() if _is_lost(case, kind, paper.ref.sha256, usables)),
        confirmed=is_read(case) and is_confirmed(case),
    )


def _is_lost(case: Case, kind: PaperKind, sha256: str, usables: Iterable[PaperKind]) -> bool:
    return kind in FIELDS and sha256 in case.readings and kind not in usables


def _form_fields(case: Case, kind: PaperKind, known: Reading, policy: ReadingPolicy) -> Iterator[FormField]:
    for name, rule in FIELDS[kind].items():
        about, field = f"{kind}.{name}", known.fields.get(name)
        why = (FIELD_UNREADABLE,) if about in case.unreadable else doubts_of(known, name, rule, policy)
        if field is None and not why and about not in case.flags:
            continue
        yield FormField(
            paper=kind,
            field=name,
            label=rule.zh,
            value=in_words(field.value) if field else None,
            text=field.text if field else None,
            confidence=field.confidence if field else None,
            box=field.box if field and field.box != _NOWHERE else None,
            page=known.page,
            sha256=case.papers[kind].ref.sha256,
            state=_state(case, about, why),
            why=why,
        )


def _state(case: Case, about: str, why: tuple[str, ...]) -> FieldState:
    if about in case.flags:
        return FieldState.FLAGGED
    if about in case.entries:
        return FieldState.ENTERED
    return FieldState.DOUBTED if why else FieldState.SURE


def typed_fields(statements: Statements) -> Iterator[TypedField]:
    """What the customer typed: nothing of it does a paper hold. An identity number is shown masked."""
    for name in Statements.model_fields:
        value = getattr(statements, name)
        if value is not None:
            yield TypedField(name=name, label=STATEMENTS[name], value=_typed(name, value))


def _typed(name: str, value: AccountKind | AgentRelation | OldPermit | Wishes | str | date | Money) -> str:
    if isinstance(value, AccountKind | AgentRelation | OldPermit):
        return value.chinese
    words = wishes.in_words(value) if isinstance(value, Wishes) else in_words(value) or ""
    return mask_identity(words) if name == "finance_id" else words


_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CURRENCIES = {"CNY": "人民币", "USD": "美元", "HKD": "港元", "EUR": "欧元", "JPY": "日元", "GBP": "英镑"}


def in_words(value: str | date | Money | Term | None) -> str | None:
    """A value as people read it: 人民币1,000,000.00元, 2018年03月05日至长期, a day or the text itself."""
    if isinstance(value, Money):
        return f"{_CURRENCIES.get(value.currency, value.currency)}{value.cents / 100:,.2f}元"
    if isinstance(value, Term):
        start = f"{_day(value.start)}至" if value.start else ""
        return f"{start}{_day(value.end) if value.end else '长期'}"
    return _day_or_text(value)


def _day_or_text(value: str | date | None) -> str | None:
    if isinstance(value, date):
        return _day(value)
    is_day = value is not None and _ISO_DAY.fullmatch(value)
    return _day(date.fromisoformat(value)) if value and is_day else value


def _day(day: date) -> str:
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"
