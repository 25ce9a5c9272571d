"""The people of a letter of authorisation: who gives it, who is sent, and which number and phone are whose.

A name stands behind its role's word or is introduced by a verb (兹授权…); a number belongs to the person named last
before it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from models.papers import ReadField
from models.rules import codes, names
from models.rules.confidence import DOUBTED
from models.rules.id_number_text import OLD_NUMBER, fault_of, is_old_number, normal_number
from models.rules.paper_text import CHECK_DIGIT, DISAGREES, Fields, read_field, with_confidence
from models.rules.prose import Flow, Stretch

REPRESENTATIVE, AGENT = "representative", "agent"

_REPRESENTATIVES = r"(?:法定代表人|负责人|经营者|投资人|执行事务合伙人)"
_AGENTS = r"(?:被授权人|被委托人|受委托人|受托人|受权人|授权代理人|代理人|经办人)"
_NAME = r"([\u3400-\u9fff·•・]{2,20}?)"
_ROLE = r"(?:姓名)?(?:（[^）\n]{1,8}）)?(?:姓名)?"
_KIN = (
    r"(?:本单位|本公司|我公司|我单位|我司|本企业)?的?(?:[\u3400-\u9fff]{2,4}[部科])?"
    r"(?:员工|职工|职员|工作人员|财务人员|财务经理|会计|出纳|经理)?"
)
_END = r"(?=[\n，；。、（：]|身份证|居民|公民|证件|性别|职务|联系|手机|电话|同志|先生|女士|$)"
_PAPER = r"(?=（?(?:身份证|居民身份证|公民身份|证件))"
_FORMS: Mapping[str, tuple[str, ...]] = {
    REPRESENTATIVE: (
        rf"{_REPRESENTATIVES}{_ROLE}：{_NAME}{_END}",
        rf"{_REPRESENTATIVES}{_ROLE}{_NAME}(?=（|性别|职务|联系|{_PAPER[3:-1]})",
        rf"(?:本人，?|我，){_NAME}(?=[（，系])",
    ),
    AGENT: (
        rf"{_AGENTS}{_ROLE}：{_NAME}{_END}",
        rf"{_AGENTS}{_ROLE}{_NAME}(?=性别|职务|联系|{_PAPER[3:-1]})",
        rf"[兹现特](?:授权委托|授权|委托|委派|指派){_KIN}{_NAME}(?:同志|先生|女士)?(?=[（，\n]|身份证|居民|证件|代表|为|前往)",
        rf"(?<!被)(?:授权委托|授权|委托|委派|指派)(?!人|委托){_KIN}{_NAME}(?:同志|先生|女士)?{_PAPER}",
    ),
}
_MARKS: Mapping[str, str] = {
    REPRESENTATIVE: rf"{_REPRESENTATIVES}|本人",
    AGENT: rf"{_AGENTS}|[兹现特](?:授权|委托|委派|指派)",
}
_NO_NAME = re.compile(r"[在无须应可]|办理|上述|以下|单位|公司|签|盖|日期|身份|代表|代理|委托|授权|受托|权限|姓名|号码")
_NUMBER = re.compile(r"[0-9X]{14,}")
_PHONE = re.compile(r"(?<![0-9X])1[3-9][0-9]{9}(?![0-9X])")


def people_fields(flow: Flow, text: str, code: Stretch | None) -> tuple[Fields, list[str]]:
    """Names, identity numbers and the agent's phone, with warnings CODE_CHECK_DIGIT:…, OLD_NUMBER:… or DISAGREES:….

    `text` is the flow's with its labels put right, `code` where the firm's credit code stands: no person's number.
    """
    named = {role: list(_names(text, forms)) for role, forms in _FORMS.items()}
    fields = {role: _person(flow, text, found) for role, found in named.items() if found}
    calls = sorted(_calls(text, named))
    numbers, warnings = _numbers(flow, text, calls, code)
    fields |= numbers | _phone(flow, text, calls)
    return _told_apart(fields, warnings)


def _names(text: str, forms: Sequence[str]) -> Iterator[Stretch]:
    for form in forms:
        for found in re.finditer(form, text):
            name = names.normal_person(found[1])
            if names.is_person_name(name) and not _NO_NAME.search(name) and (len(name) <= 4 or "·" in name):
                yield found.span(1)


def _person(flow: Flow, text: str, places: Sequence[Stretch]) -> ReadField:
    """The person as named first; doubted when the letter names two in the same role."""
    found = flow.found(places[0])
    assert found is not None  # a name has signs
    several = len({names.normal_person(text[start:end]) for start, end in places}) > 1
    field = read_field(found, names.normal_person)
    return _doubted(field, "several") if several else field


def _doubted(field: ReadField, doubt: str) -> ReadField:
    return with_confidence(field, min(field.confidence, DOUBTED)).model_copy(update={"doubts": (doubt,)})


def _calls(text: str, named: Mapping[str, Sequence[Stretch]]) -> Iterator[tuple[int, str]]:
    """Where the text speaks of whom: their names, wherever they stand, and the words for their roles; a name in both
    roles tells nothing.
    """
    called = {role: {text[start:end] for start, end in places} for role, places in named.items()}
    for role, mark in _MARKS.items():
        yield from ((found.start(), role) for found in re.finditer(mark, text))
        for name in called[role] - (called[REPRESENTATIVE] & called[AGENT]):
            yield from ((found.start(), role) for found in re.finditer(re.escape(name), text))


def _whose(place: int, calls: Sequence[tuple[int, str]]) -> str | None:
    return next((role for start, role in reversed(calls) if start < place), None)


# ── numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _as_numbers(text: str) -> str:
    """The text with each sign as in a number, one for one; a sign that has no such form is kept."""
    return "".join(plain if len(plain := normal_number(sign)) == 1 else sign for sign in text)


def _numbers(flow: Flow, text: str, calls: Sequence[tuple[int, str]], code: Stretch | None) -> tuple[Fields, list[str]]:
    """Each person's first identity number; a wrong one has no value.

    The check sign is the only proof in a letter, so the engine's word stands; the person's card is the other proof.
    """
    fields: Fields = {}
    warnings: list[str] = []
    for run in _NUMBER.finditer(_as_numbers(text)):
        name = f"{_whose(run.start(), calls)}_number"
        if name in fields or name.startswith("None") or (code and run.start() < code[1] and code[0] < run.end()):
            continue
        fields[name], warning = _number(flow, run)
        warnings += [f"{warning}:{name}"] if warning else []
    return fields, warnings


def _number(flow: Flow, run: re.Match[str]) -> tuple[ReadField, str | None]:
    found = flow.found(run.span())
    assert found is not None  # a run has signs
    number, fault = run.group(), fault_of(run.group())
    if fault is None:
        return read_field(found, lambda _: number), None
    old = is_old_number(number)
    field = _doubted(read_field(found, lambda _: None), "old_number" if old else fault)
    return field, OLD_NUMBER if old else CHECK_DIGIT


def _phone(flow: Flow, text: str, calls: Sequence[tuple[int, str]]) -> Fields:
    """The mobile number behind the agent's name."""
    runs = [run for run in _PHONE.finditer(_as_numbers(text)) if _whose(run.start(), calls) == AGENT]
    found = flow.found(runs[0].span()) if runs else None
    return {"agent_phone": read_field(found, lambda _: runs[0].group())} if found else {}


def _told_apart(fields: Fields, warnings: list[str]) -> tuple[Fields, list[str]]:
    """Two people cannot have one number: then it is nobody's."""
    people, numbers = ([fields.get(f"{role}{of}") for role in _FORMS] for of in ("", "_number"))
    if None in people or None in numbers or _value(people[0]) == _value(people[1]):
        return fields, warnings
    if _value(numbers[0]) is None or _value(numbers[0]) != _value(numbers[1]):
        return fields, warnings
    agent = f"{AGENT}_number"
    doubted = _doubted(fields[agent], "disagrees:agent").model_copy(update={"value": None})
    return {**fields, agent: doubted}, [*warnings, f"{DISAGREES}:{agent}"]


def _value(field: ReadField | None) -> object:
    return field.value if field else None


def credit_code_in(flow: Flow, text: str) -> tuple[ReadField | None, Stretch | None, list[str]]:
    """The firm's code beside its label, or anywhere if its check sign is right; where it stands, and warnings."""
    plain = text.upper()
    labelled = re.search(r"社会信用代码号?(?:（[^）\n]*）)?[：:]?\n?([0-9A-Z]{12,22})", plain)
    runs = [labelled.span(1)] if labelled else []
    runs += [run.span() for run in re.finditer(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])", plain)]
    for run in runs:
        code = codes.normal_credit_code(plain[slice(*run)])
        is_firm = codes.is_credit_code(code) and code.startswith(codes.BUSINESS_PREFIXES) and fault_of(code)
        if is_firm and (found := flow.found(run)):
            return read_field(found, codes.normal_credit_code), run, []
    if not labelled or not (found := flow.found(labelled.span(1))):
        return None, None, []
    refused = _doubted(read_field(found, lambda _: None), "check_digit")
    return refused, labelled.span(1), [f"{CHECK_DIGIT}:credit_code"]
