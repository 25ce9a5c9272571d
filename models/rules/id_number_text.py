"""The number of an identity card: found among the lines, judged by its check sign and by what else the card prints.

A number is proven by two statements: its check sign and the printed birth date. What only one of them supports keeps
its value and is doubted; what the check sign refuses has no value, unless one small repair satisfies both
(formats.md 4).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from models.papers import ReadField, Source
from models.rules import codes
from models.rules.confidence import DOUBTED, PROVEN
from models.rules.layout import Found, Line, found_in
from models.rules.paper_text import CHECK_DIGIT, DISAGREES, REPAIRED, read_field

OLD_NUMBER = "OLD_NUMBER"
UNPROVEN = 0.7
"""Confidence of a number that its check sign alone supports: it misses one in eleven of two wrong signs."""

RESIDENCE_PERMITS = ("81", "82", "83")
"""Numbers of people from Hong Kong, Macao and Taiwan, whose permits have the card's layout without 民族."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_READ_AS = str.maketrans("OQDILZSBG|!〇○×", "0001125861100X")
"""Signs that cannot stand in a number and the ones that engines take for them."""

_RUN = re.compile(r"[0-9X]{14,}")
_ALIKE = ("08", "06", "09", "14", "17", "27", "35", "38", "39", "49", "56", "58", "68", "69", "89")
"""Digits that engines take for each other."""


@dataclass(frozen=True)
class Print:
    """What the card prints beside the number: the birth date (ISO) and 男 or 女; None for what was not read."""

    birth: str | None
    sex: str | None

    def doubts_about(self, number: str) -> tuple[str, ...]:
        """Why the number is not proven: what the card prints differently, or that nothing else supports it."""
        if self.birth is None:
            return ("no_second_proof", *self._differing(number))
        return self._differing(number)

    def _differing(self, number: str) -> tuple[str, ...]:
        """The printed fields that say otherwise than the number."""
        birth, sex = inside(number)
        printed = {"birth_date": (self.birth, birth), "sex": (self.sex, sex)}
        return tuple(f"disagrees:{name}" for name, (one, other) in printed.items() if one and one != other)


def inside(number: str) -> tuple[str, str]:
    """Birth date (ISO, empty when no such day exists) and sex by an identity number of 18 signs."""
    born = codes.birth_date_of(number)
    return born.isoformat() if born else "", codes.sex_of(number)


def normal_number(text: str) -> str:
    """The number in half width and capitals, signs that cannot occur read as what they look like: O is 0, l is 1."""
    return codes.normal_code(text).translate(_READ_AS)


def fault_of(number: str) -> str | None:
    """The first rule that a normalised number breaks: length, check_digit, birth_date, province; None for a right one.

    A birth date lies from 1900 on; that it is not to come is judged where today is known.
    """
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return "length"
    if not codes.has_identity_check_sign(number):
        return "check_digit"
    if codes.birth_date_of(number) is None or not _FIRST_YEAR <= int(number[6:10]) <= _LAST_YEAR:
        return "birth_date"
    return None if number[:2] in codes.PROVINCES else "province"


def is_old_number(number: str) -> bool:
    """An identity number of the first generation: 15 digits, a province and a day of birth in them, no check sign."""
    return re.fullmatch(r"[0-9]{15}", number) is not None and fault_of(codes.from_fifteen(number)) is None


def numbers_in(lines: Iterable[Line]) -> Iterator[Found]:
    """Every run of number-like signs in the lines; a longer run is never cut to fit."""
    for line in lines:
        for run in _RUN.finditer("".join(map(_one_sign, line.text))):
            if (part := line.part(run.start(), run.end())) and sum(map(str.isdigit, part.text)) >= 12:
                yield found_in([part])


def _one_sign(sign: str) -> str:
    """The sign as in a number, one for one, so that places stay places."""
    normal = normal_number(sign)
    return normal if len(normal) == 1 else " "


def number_field(candidates: Sequence[Found], printed: Print) -> tuple[ReadField | None, list[str]]:
    """The card's number from what was found, with its doubts, and the warnings.

    Warnings: CODE_CHECK_DIGIT, CODE_REPAIRED, OLD_NUMBER:number, or DISAGREES:number for two different right numbers.
    """
    right = {number: found for found in reversed(candidates) if fault_of(number := normal_number(found.text)) is None}
    if len(right) > 1:
        return _refused(candidates[0], "several"), [f"{DISAGREES}:number"]
    for number, found in right.items():
        return _judged(found, number, printed), []
    return _unfit(candidates, printed) if candidates else (None, [])


def _judged(found: Found, number: str, printed: Print) -> ReadField:
    doubts = printed.doubts_about(number)
    confidence = PROVEN if not doubts else UNPROVEN if doubts == ("no_second_proof",) else DOUBTED
    return _field(found, number).model_copy(update={"confidence": confidence, "doubts": doubts})


def _unfit(candidates: Sequence[Found], printed: Print) -> tuple[ReadField, list[str]]:
    """No candidate is right: an old number, one that can be repaired, or a text without a value."""
    for found in candidates:
        if _is_old(normal_number(found.text), printed):
            return _refused(found, "old_number"), [f"{OLD_NUMBER}:number"]
    for found in candidates:
        if number := repaired_number(normal_number(found.text), printed):
            changes = {"confidence": DOUBTED, "doubts": ("repaired",), "source": Source.RULE}
            return _field(found, number).model_copy(update=changes), [REPAIRED]
    return _refused(candidates[0], fault_of(normal_number(candidates[0].text)) or "check_digit"), [CHECK_DIGIT]


def _is_old(number: str, printed: Print) -> bool:
    """An old number, and not a new one of which three digits were lost: then the birth date would be another."""
    return is_old_number(number) and printed.birth in (None, inside(codes.from_fifteen(number))[0])


def _field(found: Found, value: str | None) -> ReadField:
    return read_field(found, lambda _: value)


def _refused(found: Found, doubt: str) -> ReadField:
    field = _field(found, None)
    return field.model_copy(update={"confidence": min(field.confidence, DOUBTED), "doubts": (doubt,)})


def repaired_number(number: str, printed: Print) -> str | None:
    """The one right number that is one slip of an engine away and says what the card prints; None for none or several.

    Both birth date and sex have to be printed: they are the second proof. A person compares the result.
    """
    if printed.birth is None or printed.sex is None:
        return None
    fitting = {other for other in _slips(number) if fault_of(other) is None and not printed.doubts_about(other)}
    return fitting.pop() if len(fitting) == 1 else None


def _slips(number: str) -> Iterator[str]:
    """One digit taken for a similar one (any other inside the birth date, which the card prints again), or one of two
    equal neighbours lost or doubled.
    """
    for place, sign in enumerate(number):
        if len(number) == 18:
            for other in "0123456789" if 6 <= place < 14 else _alike(sign):
                yield f"{number[:place]}{other}{number[place + 1 :]}"
        elif len(number) == 17:
            yield f"{number[:place]}{sign}{number[place:]}"
        elif len(number) == 19 and number[place - 1 : place] == sign:
            yield number[:place] + number[place + 1 :]


def _alike(sign: str) -> str:
    return "".join(pair.replace(sign, "") for pair in _ALIKE if sign in pair)
