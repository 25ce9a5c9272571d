"""Which lines are read again by a better network, and which of several readings to believe.

A small network reads the whole page: it is five times as fast, and enough to know the paper and where its values stand.
The lines that carry values are then read by the main network; what the two disagree on, or what cannot be, is read once
more with some paper around it and by a third, independent network, and the majority counts.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from models.papers import PaperKind
from models.rules import codes
from models.rules.dates import parse_date
from models.rules.layout import Box, Line, lost_its_last, text_width, unit_of
from models.rules.licence_text import HINTS, LABELS
from models.rules.names import normal_text

SURE = 0.97
"""Odds of a line's weakest sign from which the small network's reading of a long ordinary text is left as it is."""

ORNAMENT = 0.4
"""Mean odds below which the small network has not seen text: borders and seals have 0.1 to 0.35."""

CRITICAL = frozenset(
    {
        *("name", "representative", "address", "type", "capital", "authority"),
        *("established", "term", "issued", "serial", "credit_code"),
    }
)
"""Fields of a licence that two networks have to agree on; codes prove themselves, and a scope is long and harmless."""

_FORM = frozenset({*LABELS, "统一社会信用代码", "注册号", "营业执照", "（副本）"})

_CODE_LIKE = re.compile(r"[0-9A-Z]{12,22}")
_DATE_LIKE = re.compile(r"\d{3,}[年月日]|\d年.*日|^\d+[年月.][\d年月.-]{3,}日?$|\d{4}\.\d{2}\.")

Boxes = Sequence[tuple[str, Box]]


def is_ornament(line: Line) -> bool:
    """Whether the small network has seen no text there: beads of a border, pieces of seals and of pictures."""
    return line.confidence < ORNAMENT and (len(line.text) < 3 or line.right - line.left > 35 * line.height)


def for_main_reader(lines: Sequence[Line], kind: PaperKind, values: Boxes) -> list[int]:
    """The lines that the main network reads: of a licence those below a critical value and the unsure ones, of
    anything else all of them.

    `values` are field names with their boxes as the first reading has them; ornaments are never read again.
    """
    unit = unit_of(lines)
    texts = [n for n, line in enumerate(lines) if is_text(line, unit)]
    if kind is not PaperKind.LICENCE:
        return texts
    critical = [box for name, box in values if name in CRITICAL]
    wanted = [n for n in texts if _is_doubtful(lines[n]) or any(_overlaps(lines[n].box, box) for box in critical)]
    return [n for n in wanted if not is_form(lines[n].text)]


def is_form(text: str) -> bool:
    """Whether the line is printed on the form itself: a label alone, a hint; it only has to be known."""
    return normal_text(text) in _FORM or HINTS.search(text) is not None


def for_all_readers(lines: Sequence[Line], wanted: Iterable[int]) -> list[int]:
    """Of the lines that two networks have read, those without agreement or that cannot be true, the worst first."""
    unsettled = [n for n in wanted if not lines[n].seconded or lost_its_last(lines[n]) or _is_impossible(lines[n])]
    return sorted(unsettled, key=lambda n: lines[n].least)


def is_text(line: Line, unit: float) -> bool:
    """Whether the line is as high and as long as text is here; pieces of seals are not."""
    width = line.right - line.left
    return 0.6 * unit <= line.height <= 1.8 * unit and 1.2 * line.height <= width <= 40 * line.height


def _overlaps(one: Box, other: Box) -> bool:
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return across > 0 and down > 0.4 * min(one[3], other[3])


def _is_doubtful(line: Line) -> bool:
    return line.least < SURE or _is_impossible(line)


def _is_impossible(line: Line) -> bool:
    return is_collapsed(line) or not is_plausible(line.text)


def is_collapsed(line: Line) -> bool:
    """Whether far fewer characters were read than the line's length has room for."""
    room = (line.right - line.left) / (0.5 * line.height)
    return text_width(line.text) < 0.45 * room


def is_plausible(text: str) -> bool:
    """False for a code without a right check sign and for a date that does not exist; other texts cannot be judged."""
    if _DATE_LIKE.search(text):
        return _has_date(text)
    found = _CODE_LIKE.search(codes.normal_code(text))
    return not found or any(passes(found.group()) for passes in _CODES)


def _is_serial(code: str) -> bool:
    """A licence's serial is up to 21 digits with no check sign; 18 digits would have to be an identity number."""
    return code.isdecimal() and len(code) != 18


_CODES = (codes.is_credit_code, codes.is_identity_number, _is_serial)


def _has_date(text: str) -> bool:
    dates = re.findall(r"\d+年\d+月\d+日|\d+\.\d+\.\d+", text)
    return bool(dates) and all(_is_understood(parse_date, day) for day in dates)


def _is_understood(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


# ── several readings of one line ────────────────────────────────────────────────────────────────────────────────────


TRUST = {"main": 1.0, "second": 0.5, "fast": 0.4}
"""How much a network's word counts: the small ones do not know rare signs and read both the same common one instead, so
that together they outvote the main one only where that is unsure itself.
"""


def best_of(readings: Mapping[str, Sequence[Line]]) -> Line:
    """The reading to believe, of those by network (the keys of TRUST): one that can be true, then one that lost no
    sign, then the text for which the networks together are surest; the first one wins a tie.

    A sign counts as seconded when another network has read it there; a network's second try is no second opinion.
    """
    every = [(network, line) for network, lines in readings.items() for line in lines]
    weight: defaultdict[str, float] = defaultdict(float)
    for network, lines in readings.items():
        for text in {_plain(line) for line in lines}:
            weight[text] += TRUST[network] * max(line.least for line in lines if _plain(line) == text)
    network, best = max(every, key=lambda one: (*_worth(one[1]), weight[_plain(one[1])], one[1].least))
    others = [line.text for name, line in every if name != network]
    return replace(best, seconds=_seconds(best.text, others))


def _worth(line: Line) -> tuple[bool, bool, bool]:
    return (is_plausible(line.text), not is_collapsed(line), not lost_its_last(line))


def _seconds(text: str, others: Iterable[str]) -> tuple[bool, ...]:
    """Which signs of the text stand in another reading too, the readings laid side by side.

    Where another reading has a sign more, its neighbours are not agreed on: one of the networks has lost it.
    """
    found = [False] * len(text)
    for other in others:
        for place, agreed in enumerate(_agreed(text, other)):
            found[place] |= agreed
    return tuple(found)


def _agreed(text: str, other: str) -> list[bool]:
    agreed, behind, behind_other = [False] * len(text), 0, 0
    for start, place, length in SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks():
        agreed[start : start + length] = [True] * length
        if _words(other, behind_other, place) > _words(text, behind, start):
            around = slice(max(behind - 1, 0), start + 1)
            agreed[around] = [False] * len(agreed[around])
        behind, behind_other = start + length, place + length
    return agreed


def _words(text: str, start: int, end: int) -> int:
    """How many signs of this stretch say something: letters, figures, and a point between figures."""
    return sum(text[n].isalnum() or _is_point(text, n) for n in range(start, end))


def _is_point(text: str, place: int) -> bool:
    return text[place] == "." and text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit()


def _plain(line: Line) -> str:
    """The text without what networks write differently and nobody reads differently."""
    return re.sub(r"[:：;；,，。.·]", "", normal_text(line.text))
