"""The cross-check matrix (交叉核对矩阵): every fact that two sources tell, source by source, with a verdict a cell.

One home for what agrees and what does not: `cross_check` and `agent` make their findings of its cells, and the reviewer
sees the same cells with both values. Values are whole here; whoever shows them masks what `Row.secret` names.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import combinations

from models.application import Statements
from models.base import Fact
from models.case import Case
from models.checks import CitizenAsked, CitizenCode, Dossier, PhoneAsked, PhoneCode, RegisteredFirm, RegistrationCode
from models.papers import Authorisation, IdCard, Licence, Money, Term
from models.rules import names
from models.rules.addresses import same_address
from models.rules.licence_text import entity_kind
from models.rules.scope import same_scope


class Column(StrEnum):
    """Where a value comes from."""

    LICENCE = "licence"
    REGISTRY = "registry"
    ID_CARD = "id_card"
    LETTER = "letter"
    AGENT_CARD = "agent_card"
    STATEMENTS = "statements"
    CITIZEN = "citizen"
    PHONE = "phone"
    TAX = "tax"

    @property
    def chinese(self) -> str:
        return _COLUMNS[self]


_COLUMNS = {
    Column.LICENCE: "营业执照",
    Column.REGISTRY: "工商登记",
    Column.ID_CARD: "法定代表人身份证",
    Column.LETTER: "授权委托书",
    Column.AGENT_CARD: "经办人身份证",
    Column.STATEMENTS: "客户填写",
    Column.CITIZEN: "公民身份核查",
    Column.PHONE: "手机号核查",
    Column.TAX: "纳税信息核查",
}


class Verdict(StrEnum):
    """BASE is the value that the others of its row are held against; MISSING was not read or not answered, NOT_ASKED
    is a source that nobody has asked yet or that this application has not.
    """

    BASE = "base"
    SAME = "same"
    NORMALISED = "same_after_normalising"
    DIFFERS = "differs"
    MISSING = "missing"
    NOT_ASKED = "not_asked"

    @property
    def chinese(self) -> str:
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.BASE: "基准",
    Verdict.SAME: "一致",
    Verdict.NORMALISED: "规范后一致",
    Verdict.DIFFERS: "不一致",
    Verdict.MISSING: "缺失",
    Verdict.NOT_ASKED: "未核查",
}


class Secret(StrEnum):
    """What a screen has to mask before it shows a value."""

    NUMBER = "number"
    PHONE = "phone"


class Cell(Fact):
    """One source's word: `value` as it stands there, or None where an outside system tells only a code (`said`);
    `normalised` is what had to be put aside for the values to agree, `rule` where the comparison comes from.
    """

    column: Column
    verdict: Verdict
    value: str | None = None
    said: str | None = None
    normalised: tuple[str, ...] = ()
    rule: str = ""


class Row(Fact):
    """One fact and all who tell it."""

    fact: str
    zh: str
    cells: tuple[Cell, ...]
    secret: Secret | None = None

    def cell(self, column: Column) -> Cell | None:
        return next((cell for cell in self.cells if cell.column is column), None)


class Sources(Fact):
    """All that is compared; letter and agent's card are None where the representative acts in person."""

    licence: Licence
    id_card: IdCard
    statements: Statements
    dossier: Dossier
    letter: Authorisation | None = None
    agent_card: IdCard | None = None

    @property
    def firm(self) -> RegisteredFirm | None:
        asked = self.dossier.registration
        return asked.answer.firm if asked and asked.answer.code is RegistrationCode.MATCHED else None


Matrix = tuple[Row, ...]


def of_case(case: Case) -> Matrix:
    """The matrix of everything that a case knows now."""
    return matrix(
        Sources(
            licence=case.licence,
            id_card=case.id_card,
            statements=case.statements,
            dossier=case.dossier,
            letter=case.letter,
            agent_card=case.agent_card,
        )
    )


def matrix(sources: Sources) -> Matrix:
    """Every row, in the order of the screen; rows about an agent only where one acts."""
    rows = [*_of_the_firm(sources), *_of_the_representative(sources), *_of_the_statements(sources)]
    return tuple([*rows, *_of_the_agent(sources)] if sources.letter or sources.agent_card else rows)


def differs(table: Matrix, fact: str, column: Column) -> bool:
    """Whether this source contradicts the row's base; what is missing or not asked contradicts nothing."""
    cell = next((row.cell(column) for row in table if row.fact == fact), None)
    return cell is not None and cell.verdict is Verdict.DIFFERS


# ── comparing two values ────────────────────────────────────────────────────────────────────────────────────────────

FOR_EVER = "长期"
"""How a term without an end is shown."""

Step = tuple[str, Callable[[str], str]]

_WIDTH: Step = ("全半角", names.half_width)
_SPACES: Step = ("空格", names.without_spaces)
_BRACKETS: Step = ("括号", names.brackets)
_CASE: Step = ("大小写", str.upper)
_DOT: Step = ("间隔号", names.middle_dot)
_TEXT = (_WIDTH, _SPACES, _BRACKETS, _CASE)
_PERSON = (_SPACES, _DOT, _CASE)


def compared(steps: tuple[Step, ...], one: str, other: str) -> tuple[Verdict, tuple[str, ...]]:
    """Whether two texts are one, and which differences of writing had to be put aside for that."""
    if one == other:
        return Verdict.SAME, ()
    if _through(steps, one) != _through(steps, other):
        return Verdict.DIFFERS, ()
    return Verdict.NORMALISED, next(_enough(steps, one, other))


def _through(steps: Sequence[Step], text: str) -> str:
    for _, step in steps:
        text = step(text)
    return text


def _enough(steps: tuple[Step, ...], one: str, other: str) -> Iterator[tuple[str, ...]]:
    """The names of steps that make both texts one, the fewest first, and of as many the more special ones."""
    for size in range(1, len(steps) + 1):
        for backwards in combinations(reversed(steps), size):
            some = backwards[::-1]
            if _through(some, one) == _through(some, other):
                yield tuple(name for name, _ in some)


Compare = Callable[[str, str], tuple[Verdict, tuple[str, ...]]]


def _texts(one: str, other: str) -> tuple[Verdict, tuple[str, ...]]:
    return compared(_TEXT, one, other)


def _persons(one: str, other: str) -> tuple[Verdict, tuple[str, ...]]:
    return compared(_PERSON, one, other)


def _addresses(one: str, other: str) -> tuple[Verdict, tuple[str, ...]]:
    verdict, normalised = compared(_TEXT, one, other)
    if verdict is not Verdict.DIFFERS:
        return verdict, normalised
    if same_address(one, other):
        return Verdict.NORMALISED, ("地址分段",)
    return Verdict.DIFFERS, ()


def _kinds(one: str, other: str) -> tuple[Verdict, tuple[str, ...]]:
    """Two printed types of one legal form are one: registers write more in the brackets than licences."""
    verdict, normalised = compared(_TEXT, one, other)
    if verdict is not Verdict.DIFFERS:
        return verdict, normalised
    return (Verdict.NORMALISED, ("主体类型",)) if entity_kind(one) is entity_kind(other) else (Verdict.DIFFERS, ())


def _scopes(one: str, other: str) -> tuple[Verdict, tuple[str, ...]]:
    """Items in another order, with other punctuation or boilerplate, are the same business."""
    verdict, normalised = compared(_TEXT, one, other)
    if verdict is not Verdict.DIFFERS:
        return verdict, normalised
    return (Verdict.NORMALISED, ("项目顺序与标点",)) if same_scope(one, other) else (Verdict.DIFFERS, ())


# ── cells ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _base(column: Column, value: str | None) -> Cell:
    return Cell(column=column, value=value, verdict=Verdict.MISSING if value is None else Verdict.BASE)


def _against(base: Cell, column: Column, value: str | None, compare: Compare, rule: str, *, asked: bool = True) -> Cell:
    """A second source: without a base or without a value nothing can differ, and nothing is the same either."""
    if not asked:
        return Cell(column=column, verdict=Verdict.NOT_ASKED, rule=rule)
    if value is None:
        return Cell(column=column, verdict=Verdict.MISSING, rule=rule)
    if base.value is None:
        return Cell(column=column, verdict=Verdict.BASE, value=value, rule=rule)
    verdict, normalised = compare(base.value, value)
    return Cell(column=column, verdict=verdict, value=value, normalised=normalised, rule=rule)


def _coded(column: Column, said: str | None, same: bool | None, rule: str) -> Cell:
    """A system that answers with a code: `same` None means that this code says nothing about the fact."""
    if said is None:
        return Cell(column=column, verdict=Verdict.NOT_ASKED, rule=rule)
    verdict = Verdict.MISSING if same is None else Verdict.SAME if same else Verdict.DIFFERS
    return Cell(column=column, verdict=verdict, said=said, rule=rule)


def _row(fact: str, zh: str, *cells: Cell, secret: Secret | None = None) -> Row:
    return Row(fact=fact, zh=zh, cells=cells, secret=secret)


# ── the firm ────────────────────────────────────────────────────────────────────────────────────────────────────────

_REGISTRATION = "rules.md 4.3"


def _of_the_firm(of: Sources) -> Iterator[Row]:
    licence = of.licence
    name, code = _base(Column.LICENCE, licence.name), _base(Column.LICENCE, licence.credit_code)
    on_letter = _letter(of, code, "credit_code", _texts)
    yield _row("credit_code", "统一社会信用代码", code, _registered(of, code, "credit_code"), *on_letter)
    on_letter = _letter(of, name, "principal", _texts)
    yield _row("name", "名称", name, _registered(of, name, "name"), *on_letter, _tax_name(of))
    yield from (_with_registry(of, *one) for one in _FIRM_ROWS)


_FIRM_ROWS: tuple[tuple[str, str, Compare], ...] = (
    ("type_text", "类型", _kinds),
    ("address", "住所", _addresses),
    ("capital", "注册资本", _texts),
    ("established", "成立日期", _texts),
    ("term_end", "营业期限止", _texts),
    ("scope", "经营范围", _scopes),
    ("authority", "登记机关", _texts),
)


def _with_registry(of: Sources, fact: str, zh: str, compare: Compare) -> Row:
    base = _base(Column.LICENCE, _printed(of.licence, fact))
    return _row(fact, zh, base, _registered(of, base, fact, compare))


def _printed(licence: Licence, fact: str) -> str | None:
    if fact == "term_end":
        return _end_of(licence.term)
    return _shown(getattr(licence, fact))


def _end_of(term: Term | None) -> str | None:
    return None if term is None else (term.end.isoformat() if term.end else FOR_EVER)


def _shown(value: object) -> str | None:
    if value is None or value == "":
        return None
    return f"{value.cents / 100:,.2f} {value.currency}" if isinstance(value, Money) else str(value)


def _registered(of: Sources, base: Cell, fact: str, compare: Compare = _texts) -> Cell:
    """The registry's own value on MCHD; without it, its code tells what it tells (WCON: another name)."""
    firm, asked = of.firm, of.dossier.registration
    if firm is not None:
        value = (_shown(firm.term_end) or FOR_EVER) if fact == "term_end" else _shown(getattr(firm, fact))
        return _against(base, Column.REGISTRY, value, compare, _REGISTRATION)
    same = False if asked and _SAYS.get(asked.answer.code) == fact else None
    return _coded(Column.REGISTRY, asked.answer.code if asked else None, same, _REGISTRATION)


_SAYS: Mapping[RegistrationCode, str] = {
    RegistrationCode.NAME_DIFFERS: "name",
    RegistrationCode.REPRESENTATIVE_NAME_DIFFERS: "representative",
    RegistrationCode.REPRESENTATIVE_ID_DIFFERS: "representative_number",
}
"""Which fact each answer of the registry contradicts."""


def _tax_name(of: Sources) -> Cell:
    code = of.dossier.tax.answer.code if of.dossier.tax else None
    return _coded(Column.TAX, code, {"MCHD": True, "NMCH": False}.get(str(code)), "rules.md 4.2")


def _letter(of: Sources, base: Cell, field: str, compare: Compare) -> tuple[Cell, ...]:
    """The letter's word, where there is a letter."""
    if of.letter is None:
        return ()
    return (_against(base, Column.LETTER, getattr(of.letter, field), compare, "rules.md 3"),)


# ── the representative ──────────────────────────────────────────────────────────────────────────────────────────────


def _of_the_representative(of: Sources) -> Iterator[Row]:
    card = of.id_card
    name, number = _base(Column.LICENCE, of.licence.representative), _base(Column.ID_CARD, card.number)
    yield _row(
        "representative",
        "法定代表人（负责人）",
        name,
        _registered(of, name, "representative", _persons),
        _against(name, Column.ID_CARD, card.name, _persons, "process.md step 2"),
        *_letter(of, name, "representative", _persons),
        _citizen(of.dossier.citizen),
        _owner(of.dossier.phone, name=True),
    )
    yield _row(
        "representative_number",
        "法定代表人证件号码",
        number,
        _registered_number(of),
        *_letter(of, number, "representative_number", _texts),
        _citizen(of.dossier.citizen),
        _owner(of.dossier.phone, name=False),
        secret=Secret.NUMBER,
    )


def _registered_number(of: Sources) -> Cell:
    """The registry tells no number: MCHD says that the asked one is right, WLPI that it is not."""
    asked = of.dossier.registration
    code = asked.answer.code if asked else None
    same = {RegistrationCode.MATCHED: True, RegistrationCode.REPRESENTATIVE_ID_DIFFERS: False}
    return _coded(Column.REGISTRY, code, same.get(code) if code else None, _REGISTRATION)


_MATCHED = frozenset({CitizenCode.MATCH_PHOTO, CitizenCode.MATCH_NO_PHOTO})


def _citizen(asked: CitizenAsked | None) -> Cell:
    code = asked.answer.code if asked else None
    return _coded(Column.CITIZEN, code, None if code is None else code in _MATCHED, "rules.md 5")


_OF_THE_NAME = {PhoneCode.MATCHED: True, PhoneCode.NAME_DIFFERS: False}
_OF_THE_NUMBER = {PhoneCode.MATCHED: True, PhoneCode.NAME_DIFFERS: True, PhoneCode.ID_NUMBER_DIFFERS: False}


def _owner(asked: PhoneAsked | None, *, name: bool) -> Cell:
    code = asked.answer.code if asked else None
    same = (_OF_THE_NAME if name else _OF_THE_NUMBER).get(code) if code else None
    return _coded(Column.PHONE, code, same, "rules.md 4.1")


# ── statements ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_the_statements(of: Sources) -> Iterator[Row]:
    registered = _base(Column.LICENCE, of.licence.address)
    operating = of.statements.operating_address
    said = _against(registered, Column.STATEMENTS, operating, _addresses, "rules.md 8")
    yield _row("operating_address", "经营地址", registered, said)
    yield _row("phone", "法定代表人手机号", *_phone(of.statements.phone, of.dossier.phone), secret=Secret.PHONE)
    if finance := of.dossier.finance_phone:
        cells = _phone(of.statements.finance_phone, finance)
        yield _row("finance_phone", "财务负责人手机号", *cells, secret=Secret.PHONE)


def _phone(number: str | None, asked: PhoneAsked | None) -> tuple[Cell, Cell]:
    code = asked.answer.code if asked else None
    same = None if code is None else code is PhoneCode.MATCHED
    return _base(Column.STATEMENTS, number), _coded(Column.PHONE, code, same, "rules.md 4.1")


# ── the agent ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_the_agent(of: Sources) -> Iterator[Row]:
    letter, card = of.letter or Authorisation(), of.agent_card or IdCard()
    dossier, rule = of.dossier, "rules.md 3"
    name, number = _base(Column.LETTER, letter.agent), _base(Column.LETTER, letter.agent_number)
    yield _row(
        "agent",
        "经办人",
        name,
        _against(name, Column.AGENT_CARD, card.name, _persons, rule),
        _citizen(dossier.agent_citizen),
    )
    yield _row(
        "agent_number",
        "经办人证件号码",
        number,
        _against(number, Column.AGENT_CARD, card.number, _texts, rule),
        _citizen(dossier.agent_citizen),
        secret=Secret.NUMBER,
    )
    phone = _base(Column.LETTER, letter.agent_phone)
    said = _against(phone, Column.STATEMENTS, of.statements.agent_phone, _texts, rule)
    checked = _phone(of.statements.agent_phone or letter.agent_phone, dossier.agent_phone)[1]
    yield _row("agent_phone", "经办人手机号", phone, said, checked, secret=Secret.PHONE)
    yield _row("powers", "授权事项", _base(Column.LETTER, letter.powers))
    yield _row("period_end", "授权期限止", _base(Column.LETTER, _end_of(letter.period)))
