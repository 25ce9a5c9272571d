"""Letters of authorisation (授权委托书), in sentences or as a table: from lines of text to named fields.

There is no prescribed form. Firms name the same things by a few dozen words, so the page is read as one text in which
those words are looked for; what a row prints and where it stands stay known.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from models.papers import ReadField
from models.rules import names
from models.rules.authorisation_people import credit_code_in, people_fields
from models.rules.confidence import DOUBTED
from models.rules.dates import period_in
from models.rules.layout import Line
from models.rules.paper_text import DISAGREES, Fields, gaps, iso_date, read_field, with_confidence
from models.rules.prose import Flow, Stretch, flow_of, plain_sign, with_words

HOLE = "hole"
"""A sign seems to have been dropped: 1月16日 read as 1月6日 with a gap."""

ORDER = (
    *("principal", "credit_code", "representative", "representative_number", "agent", "agent_number", "agent_phone"),
    *("powers", "period", "issued"),
)
WANTED = ("principal", "representative", "agent", "agent_number", "powers", "period", "issued")
"""What every letter has to say; the other fields are not printed on all of them."""

_WORDS = (
    *("委托单位", "授权单位", "被授权人", "被委托人", "受委托人", "法定代表人", "统一社会信用代码", "公民身份号码"),
    *("授权事项", "委托事项", "代理事项", "授权范围", "委托范围", "代理权限", "授权权限", "委托权限", "授权期限"),
    *("委托期限", "代理期限", "有效期限", "有效期内", "权限范围", "授权内容", "委托内容", "身份证号", "签发日期"),
)
_NEW_ROW = re.compile(
    "委托单位|授权单位|委托人|授权人|统一社会信用代码|法定代表人|被授权人|受托人|代理人|联系电话|"
    "授权事项|委托事项|代理权限|授权范围|授权期限|委托期限|代理期限|有效期限|日期|"
    r"[1-9一二三四五六七八九][、.．]|（[1-9一二三四五六七八九]）"
)
_SHORT_WORDS = re.compile(r"(?<=[托理权])入")

_KIND_OF_FIRM = r"(?:公司|合作社|合伙企业（[^）\n]{2,6}）|合伙企业|事务所|工作室|商行|经营部|中心|厂|店|社|部)"
_FIRM = rf"([\u3400-\u9fff（）·A-Za-z0-9]{{2,50}}?{_KIND_OF_FIRM})(?=[（，；。：\n的之]|统一|住所|地址|法定|$)"
_PRINCIPALS = (
    rf"(?:委托单位|授权单位|委托方|授权方|委托人|授权人|单位|企业|公司)(?:名称|全称)?(?:（[^）\n]{{1,8}}）)?：{_FIRM}",
    rf"(?:委托单位|授权单位|委托方|授权方|委托人|授权人|单位|企业)(?:名称|全称)?{_FIRM}(?=统一|住所|地址|法定|\n)",
    rf"(?:我单位|本单位|我公司|本公司|我司)[（：]{_FIRM}",
    rf"(?<=[系为]){_FIRM}",
    rf"(?:^|(?<=[\n，。：；]))[系为是]?{_FIRM}(?=（(?:盖章|公章|签章|加盖公章|统一社会信用代码))",
)
_POWERS = (
    r"(?<![至到将])(?:授权|委托|代理)(?:事项|范围|权限|内容)(?!内|办|完|终)(?:如下|为)?(?:（[^）\n]{1,8}）)?：?\n?",
    r"办理(?:以下|下列|如下)(?:事项|业务|手续|事宜)：?\n?",
)
_POWERS_IN_PASSING = (
    r"(?:全权办理|代为办理|(?:代表|前往|前来|到|赴)[^，。\n]{0,16}办理)([^\n。]{4,120}?)等?(?:相关|有关)?(?:事宜|手续|业务)"
    r"(?=[。\n]|$|，(?:请|由|其|本|我|代理|受托|被授权|授权|委托|期限|有效))"
)
_AFTER_POWERS = re.compile(
    r"\n?(?:(?:授权|委托|代理)(?:书)?(?:的)?(?:有效)?期|有效期|本(?:授权|委托)|特此|自[^\n]{0,10}[年日]起|日期：|"
    r"(?:受托人|被授权人|代理人|被委托人)(?:在|无|不得|所|签)|(?:本单位|本公司|我单位|我公司|我司)(?:对|均|承|予|将)|"
    r"(?:委托|授权)(?:单位|人|方)(?:（|：|盖|签)|法定代表人(?:（|：|签)|以上)"
)
_PERIODS = (
    r"(?:授权|委托|代理)(?:书)?的?(?:有效)?(?:期限|期间|期)(?!内)(?:为|是|限)?：?\n?([^。；\n]{2,60})",
    r"有效(?:期限|期间|期)(?!内)(?:为|是|限)?：?\n?([^。；\n]{2,60})",
    r"((?:自|从)[^。；\n]{2,50}?(?:有效|止|届满))",
)
_AFTER_PERIOD = re.compile(
    r"特此|(?:受托人|被授权人|代理人|被委托人)(?:在|无|不得|（)|(?:委托|授权)(?:单位|人)(?:（|：)|日期："
)
_NUMERAL = "[一二三四五六七八九十]"
_DAY = (
    rf"(?:(?:\d{{4}}|[〇零○O一二三四五六七八九]{{4}})年(?:\d|{_NUMERAL}){{1,3}}月(?:\d|{_NUMERAL}){{1,3}}日?|"
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2})"
)
_DATED = re.compile(rf"(?<!出生)(?:日期|时间)：?\n?({_DAY})")


def authorisation_fields(lines: Sequence[Line]) -> tuple[Fields, list[str]]:
    """The fields of a letter and what is wrong with them.

    Warnings: FIELD_MISSING:… for what every letter has to say, VALUE_UNCLEAR:…, CODE_CHECK_DIGIT:…, OLD_NUMBER:…,
    DISAGREES:…. A period without a last day (至事项办结) has no value.
    """
    flow = flow_of(lines, _NEW_ROW)
    text = _SHORT_WORDS.sub("人", with_words(flow, _WORDS))
    code, code_place, warnings = credit_code_in(flow, text)
    people, about_people = people_fields(flow, text, code_place)
    own = {"credit_code": code, "principal": _principal(flow, text), "powers": _powers(flow, text)}
    fields = people | {name: field for name, field in own.items() if field} | _days(flow, text)
    several = [f"{DISAGREES}:{name}" for name, field in fields.items() if field.doubts == ("several",)]
    ordered = {name: fields[name] for name in ORDER if name in fields}
    return ordered, [*warnings, *about_people, *several, *gaps(ordered, WANTED)]


# ── the firm ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _principal(flow: Flow, text: str) -> ReadField | None:
    """The firm that gives the letter, as named first; doubted when head and foot name different ones."""
    places = [found.span(1) for form in _PRINCIPALS for found in re.finditer(form, text)]
    found = flow.found(places[0]) if places else None
    if found is None:
        return None
    field = read_field(found, names.normal_text)
    several = len({names.normal_firm(text[start:end]) for start, end in places}) > 1
    return _doubted(field, "several") if several else field


def _doubted(field: ReadField, *doubts: str) -> ReadField:
    return with_confidence(field, min(field.confidence, DOUBTED)).model_copy(update={"doubts": doubts})


# ── the powers ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _powers(flow: Flow, text: str) -> ReadField | None:
    """What the agent may do: all up to the next matter, or what a sentence says in passing (办理…等事宜)."""
    places = [found.span() for form in _POWERS for found in re.finditer(form, text)]
    labelled = ([*_rows_beside(flow, text, place), (place[1], _end_of_powers(text, place[1]))] for place in places)
    in_passing = ([found.span(1)] for found in re.finditer(_POWERS_IN_PASSING, text))
    for stretches in (*labelled, *in_passing):
        said = "".join(text[slice(*one)] for one in stretches).strip("\n，。；：、")
        if len(said) >= 4 and (found := flow.found(*stretches)):
            return read_field(replace(found, text=found.text.strip("，,。；;：:、")), _full_width)
    return None


def _full_width(printed: str) -> str:
    return "".join(map(plain_sign, printed))


def _end_of_powers(text: str, start: int) -> int:
    """The next matter's first word, or the end of a sentence behind which no further item follows."""
    stop = _AFTER_POWERS.search(text, start)
    end = stop.start() if stop else len(text)
    for full_stop in re.finditer("。", text[start:end]):
        place = start + full_stop.end()
        if not re.match(r"\n?(?:（?[\d一二三四五六七八九十]{1,2}[）、.．])", text[place:end]):
            return place
    return end


def _rows_beside(flow: Flow, text: str, label: Stretch) -> Iterator[Stretch]:
    """The rows above the label's own that stand in its column of values: in a table the label may stand beside the
    middle of its cell.
    """
    (row, first), (_, last) = flow.row_at(label[0]), flow.row_at(label[1] - 1 - text[: label[1]].endswith("\n"))
    if first:
        return
    edge = flow.rows[row].spans[last][1]
    start = row
    while start and flow.rows[start - 1].left >= edge:
        start -= 1
    block = [flow.row_stretch(number) for number in range(start, row)]
    yield from block


# ── the days ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _days(flow: Flow, text: str) -> Fields:
    """The day of the letter, and the period, which may be counted from that day."""
    stated = _period_place(text)
    issued = _issued(flow, text, stated)
    found = flow.found(stated) if stated else None
    fields = {"issued": issued} if issued else {}
    if not stated or not found:
        return fields
    day = issued.value if issued else None
    signed = date.fromisoformat(day) if isinstance(day, str) else None
    term, doubt = period_in(text[slice(*stated)], signed)
    counted = issued.doubts if issued and term and term.start == signed else ()
    hole = (HOLE,) if flow.has_hole(stated) else ()
    doubts = dict.fromkeys((*([doubt] if doubt else []), *counted, *hole))
    field = read_field(found, lambda _: term)
    return fields | {"period": _doubted(field, *doubts) if doubts else field}


def _period_place(text: str) -> Stretch | None:
    """Where the period is stated: behind its label, or as a clause from … until; one with a length or a day first."""
    places = [_up_to_next(text, found.span(1)) for form in _PERIODS for found in re.finditer(form, text)]
    telling = (place for place in places if re.search(r"[年月日天]|长期|办|完|终", text[slice(*place)]))
    return next(telling, places[0] if places else None)


def _up_to_next(text: str, place: Stretch) -> Stretch:
    stop = _AFTER_PERIOD.search(text, *place)
    return (place[0], stop.start() if stop else place[1])


def _issued(flow: Flow, text: str, period: Stretch | None) -> ReadField | None:
    """The day beside 日期, else the last day of the letter that is not of the period."""
    labelled = [found.span(1) for found in _DATED.finditer(text)]
    others = [found.span() for found in re.finditer(_DAY, text)]
    outside = [one for one in others if period is None or one[1] <= period[0] or one[0] >= period[1]]
    place = next(iter([*labelled[-1:], *outside[-1:]]), None)
    found = flow.found(place) if place else None
    if not place or not found:
        return None
    field = read_field(found, lambda printed: iso_date(printed.replace("O", "〇")))
    return _doubted(field, HOLE) if flow.has_hole(place) else field
