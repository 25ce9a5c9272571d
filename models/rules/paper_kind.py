"""What a picture shows: a paper that we read, another one by its title, two papers at once, or none (formats.md 5, 6).

Titles and labels are looked for with one wrong sign forgiven, because engines misread large seals and faint print.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.papers import PaperKind
from models.rules.layout import Line

NO_TEXT = "NO_TEXT"
NO_PAPER = "NO_PAPER"
OTHER_PAPER = "OTHER_PAPER"
TWO_PAPERS = "TWO_PAPERS"
TEMPORARY_CARD = "TEMPORARY_CARD"

_LETTER_TITLES = ("授权委托书", "授权书", "委托书")
_LETTER_WORDS = (
    *("委托单位", "授权单位", "委托人", "受托人", "被授权人", "代理人", "授权事项", "委托事项", "代理权限", "授权范围"),
    *("授权期限", "委托期限", "代理期限", "特此授权", "特此委托"),
)
_LABELS: Mapping[PaperKind, tuple[str, ...]] = {
    PaperKind.LICENCE: (
        *("营业执照", "统一社会信用代码", "经营范围", "登记机关", "法定代表人", "注册资本", "成立日期", "类型"),
    ),
    PaperKind.ID_FRONT: ("姓名", "性别", "民族", "出生", "住址", "公民身份号码"),
    PaperKind.ID_BACK: ("居民身份证", "签发机关", "有效期限", "中华人民共和国"),
}
_NEEDED = {PaperKind.LICENCE: 2, PaperKind.ID_FRONT: 3, PaperKind.ID_BACK: 2}
_OWN_TITLES = {PaperKind.ID_BACK: "居民身份证", PaperKind.LICENCE: "营业执照"}
_PRINTED_ONCE: Mapping[PaperKind, tuple[str, ...]] = {
    PaperKind.LICENCE: ("统一社会信用代码", "法定代表人", "经营范围", "成立日期", "登记机关"),
    PaperKind.ID_FRONT: ("姓名", "性别", "出生", "住址", "公民身份号码"),
    PaperKind.ID_BACK: ("居民身份证", "签发机关", "有效期限"),
}
"""Labels that one paper has once; two of them twice are two papers."""

OTHER_TITLES: Mapping[str, tuple[str, ...]] = {
    "passport": ("护照",),
    "foreigner_card": ("外国人永久居留身份证", "外国人永久居留证"),
    "residence_permit": ("港澳居民居住证", "台湾居民居住证", "港澳台居民居住证"),
    "travel_permit": ("港澳居民来往内地通行证", "台湾居民来往大陆通行证", "往来港澳通行证", "往来台湾通行证"),
    "household_book": ("居民户口簿", "常住人口登记卡", "户口簿"),
    "driving_licence": ("机动车驾驶证",),
    "vehicle_licence": ("机动车行驶证",),
    "officer_card": ("军官证", "士兵证"),
    "social_security_card": ("社会保障卡",),
    "tax_certificate": ("税务登记证",),
    "organisation_certificate": ("组织机构代码证",),
    "account_licence": ("开户许可证", "基本存款账户信息"),
    "seal_record": ("印章备案证明", "印章刻制备案证明", "公章备案证明", "刻章许可证", "印鉴卡"),
    "institution_certificate": ("事业单位法人证书", "社会团体法人登记证书", "民办非企业单位登记证书"),
    "property_certificate": ("不动产权证书", "房屋所有权证"),
    "lease": ("租赁合同",),
    "articles": ("公司章程",),
    "resolution": ("股东会决议", "股东决定", "董事会决议"),
    "permit": ("经营许可证", "生产许可证", "许可证"),
}
"""Papers that customers send instead, by the titles they print; the more special title stands first."""

_PASSPORT_FOOT = re.compile(r"^P[O0<][A-Z]{3}[A-Z<]{8,}")
_SIDE_BY_SIDE = 7
"""A label may begin this many signs into a row, as 民族 does behind 性别男."""


@dataclass(frozen=True)
class Sight:
    """What was seen: the paper, the lines that are its own, and warnings about what else there is or is not.

    `lines` is empty when no field may be read: there is no paper, another paper, or the same paper twice.
    """

    kind: PaperKind
    lines: tuple[Line, ...] = ()
    warnings: tuple[str, ...] = ()


def kind_of(lines: Sequence[Line]) -> PaperKind:
    """Which paper the lines come from, by its title and its labels; UNKNOWN when they name none or too few."""
    return look(lines).kind


def look(lines: Sequence[Line]) -> Sight:
    """Which paper the lines come from, with NO_TEXT, NO_PAPER, OTHER_PAPER:…, TWO_PAPERS:…+… or TEMPORARY_CARD.

    Of two papers in one picture the larger one is read from its own lines; of the same paper twice, neither.
    """
    if not any(line.confidence >= 0.5 and len(line.text) > 1 for line in lines):
        return Sight(PaperKind.UNKNOWN, warnings=(NO_TEXT,))
    if _is_letter(lines):
        return Sight(PaperKind.AUTHORISATION, tuple(lines))
    if other := other_paper(lines):
        return Sight(PaperKind.UNKNOWN, warnings=(f"{OTHER_PAPER}:{other}",))
    return _by_labels(lines)


def _by_labels(lines: Sequence[Line]) -> Sight:
    kinds = [kind for kind in _LABELS if _is_there(lines, kind)]
    if not kinds:
        return Sight(PaperKind.UNKNOWN, warnings=(NO_PAPER,))
    if len(kinds) > 1:
        return _larger(lines, kinds)
    if _is_twice(lines, kinds[0]):
        return Sight(kinds[0], warnings=(two_papers([kinds[0]] * 2),))
    temporary = kinds[0] is PaperKind.ID_BACK and is_temporary_card(lines)
    return Sight(kinds[0], tuple(lines), (TEMPORARY_CARD,) if temporary else ())


def is_temporary_card(lines: Iterable[Line]) -> bool:
    """Whether it is a temporary identity card (临时居民身份证), which no remote step settles (rules.md 9)."""
    return any("临时居民身份" in line.text for line in lines)


def two_papers(kinds: Iterable[PaperKind]) -> str:
    """The warning for these papers in one picture."""
    return f"{TWO_PAPERS}:{'+'.join(kind.value for kind in kinds)}"


# ── one paper ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _is_there(lines: Sequence[Line], kind: PaperKind) -> bool:
    """Whether enough of its labels are there; the state's name alone is no identity card: passports print it too."""
    if kind is PaperKind.ID_BACK and not any(_begins(line, ("居民身份证", "签发机关")) for line in lines):
        return False
    words = sum(any(_begins(line, (word,)) for line in lines) for word in _LABELS[kind])
    title = _OWN_TITLES.get(kind)
    return words + sum(line.text == title for line in lines) >= _NEEDED[kind]


def _begins(line: Line, words: Iterable[str]) -> bool:
    """Whether one of the labels begins the line or stands in the middle of a row."""
    return any(is_nearly_in(line.text[: len(word) + _SIDE_BY_SIDE], word) for word in words)


def is_nearly_in(text: str, word: str) -> bool:
    """Whether the word is in the text; of four signs and more, one may be wrong."""
    if word in text:
        return True
    starts = range(len(text) - len(word) + 1) if len(word) >= 4 else ()
    return any(_differences(text[at : at + len(word)], word) == 1 for at in starts)


def _differences(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _is_letter(lines: Sequence[Line]) -> bool:
    """A letter of authorisation, by a title of its own line, or by its words where the title cannot be read."""
    if any(_is_title(line, lines, _LETTER_TITLES) for line in lines):
        return True
    text = "".join(line.text for line in lines)
    return sum(word in text for word in _LETTER_WORDS) >= 3 and not any(line.text == "营业执照" for line in lines)


def _is_title(line: Line, lines: Sequence[Line], titles: Iterable[str]) -> bool:
    """Whether the line is a title: short, ending with it, in the upper part of what was read."""
    plain = _han(line.text)
    short = (title for title in titles if len(plain) <= len(title) + 10)
    return _stands_high(line, lines) and any(is_nearly_in(plain[-len(title) :], title) for title in short)


def _han(text: str) -> str:
    """The Han signs without the state's name, which many titles begin with; 护照 often has PASSPORT beside it."""
    return re.sub(r"[^\u3400-\u9fff]", "", text).removeprefix("中华人民共和国")


def _stands_high(line: Line, lines: Sequence[Line]) -> bool:
    top, bottom = min(one.top for one in lines), max(one.bottom for one in lines)
    return line.top <= top + 0.45 * (bottom - top)


def other_paper(lines: Sequence[Line]) -> str | None:
    """Another paper by its title: a key of OTHER_TITLES; a licence's own title speaks against all of them.

    Exact titles come first: one sign tells some papers apart (驾驶证, 行驶证).
    """
    if any(line.text == "营业执照" for line in lines):
        return None
    if any(_PASSPORT_FOOT.match(line.text) for line in lines):
        return "passport"
    heads = [plain for line in lines if _stands_high(line, lines) and (plain := _han(line.text))]
    named = [name for test in (str.endswith, _nearly_ends) for name in OTHER_TITLES if _is_headed(heads, name, test)]
    return named[0] if named else None


def _is_headed(heads: Iterable[str], name: str, test: Callable[[str, str], bool]) -> bool:
    titles = OTHER_TITLES[name]
    return any(len(head) <= len(title) + 10 and test(head, title) for head in heads for title in titles)


def _nearly_ends(text: str, title: str) -> bool:
    return len(title) >= 5 and is_nearly_in(text[-len(title) :], title)


# ── two papers ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _is_twice(lines: Sequence[Line], kind: PaperKind) -> bool:
    """Whether two labels that are printed once begin two lines each."""
    counts = [sum(line.text.startswith(word) for line in lines) for word in _PRINTED_ONCE[kind]]
    return sum(count >= 2 for count in counts) >= 2


def _larger(lines: Sequence[Line], kinds: Sequence[PaperKind]) -> Sight:
    """Each line to the paper whose label is nearest; the paper that covers more of the picture is read."""
    labels = [(line, kind) for line in lines for kind in kinds if _begins(line, _LABELS[kind])]
    shares: dict[PaperKind, list[Line]] = {kind: [] for kind in kinds}
    for line in lines:
        shares[min(labels, key=lambda label: _distance(line, label[0]))[1]].append(line)
    kind = max(kinds, key=lambda kind: _area(shares[kind]))
    return Sight(kind, tuple(shares[kind]), (two_papers(kinds),))


def _distance(one: Line, other: Line) -> float:
    across = max(one.left - other.right, other.left - one.right, 0.0)
    down = max(one.top - other.bottom, other.top - one.bottom, 0.0)
    return float(across**2 + down**2)


def _area(lines: Sequence[Line]) -> float:
    if not lines:
        return 0.0
    across = max(line.right for line in lines) - min(line.left for line in lines)
    return across * (max(line.bottom for line in lines) - min(line.top for line in lines))
