"""The code of a licence (统一社会信用代码, before October 2015 注册号): never accepted on an engine's word alone."""

import re
from collections.abc import Iterator, Sequence

from models.papers import ReadField
from models.rules import codes
from models.rules.confidence import DOUBTED, PROVEN
from models.rules.layout import Found, Line, found_in, label_at
from models.rules.paper_text import CHECK_DIGIT, REPAIRED, Value, read_field, with_confidence

INNER_CHECK = "INNER_CHECK:credit_code"
"""The code's own check sign is right, the one of the organisation code inside is not (formats.md 2): flagged."""

OLD_LICENCE = "OLD_LICENCE:credit_code"
"""The licence carries a registration number of before the unified code; the firm has to bring its present licence."""

CODE_LABELS = {"统一社会信用代码": "credit_code", "注册号": "number"}
_RUN = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
_NUMBER = re.compile(r"(?<!\d)\d{15}(?!\d)")


def credit_code(lines: Sequence[Line], unit: float) -> tuple[ReadField | None, list[str]]:
    """The code and what is wrong with it, in this order: a code whose check signs are right, an old number whose check
    digit is right, a code of which one sign was put right; else the text without a value and CODE_CHECK_DIGIT.
    """
    candidates = [found for line in lines for found in _runs(line)]
    return (
        _sound(candidates)
        or _registration_number(lines, unit)
        or _repaired(candidates)
        or _refused(candidates, lines, unit)
        or (None, [])
    )


Read = tuple[ReadField, list[str]]


def _sound(candidates: Sequence[Found]) -> Read | None:
    """The first code with a right check sign; with the inner one right too it is proven, else it is in doubt."""
    sound = [found for found in candidates if codes.is_credit_code(codes.normal_credit_code(found.text))]
    for found in sound:
        if codes.has_inner_organisation_code(codes.normal_credit_code(found.text)):
            return with_confidence(read_field(found, codes.normal_credit_code), PROVEN), []
    return (_doubted(sound[0], codes.normal_credit_code(sound[0].text)), [INNER_CHECK]) if sound else None


def _registration_number(lines: Sequence[Line], unit: float) -> Read | None:
    """The 15 digits beside or below 注册号 (formats.md 3); one check digit proves little: two networks must agree."""
    for found in _beside_label(lines, unit, "number"):
        number = codes.normal_code(found.text)
        if codes.is_registration_number(number):
            field = read_field(found, codes.normal_code)
            return field if found.seconded else _doubted(found, number), [OLD_LICENCE]
    return None


def _repaired(candidates: Sequence[Found]) -> Read | None:
    """A code of which one sign was put right: a person compares it with the picture, so it never counts as sure."""
    for found in candidates:
        if code := codes.repaired(codes.normal_credit_code(found.text)):
            return _doubted(found, code).model_copy(update={"source": "rule"}), [REPAIRED]
    return None


def _refused(candidates: Sequence[Found], lines: Sequence[Line], unit: float) -> Read | None:
    found = next(
        iter([*candidates, *_beside_label(lines, unit, "credit_code"), *_beside_label(lines, unit, "number")]), None
    )
    return (read_field(found, _no_value), [CHECK_DIGIT]) if found else None


def _doubted(found: Found, code: str) -> ReadField:
    return with_confidence(read_field(found, lambda _: code), DOUBTED)


def _no_value(_: str) -> Value:
    return None


def _runs(line: Line) -> Iterator[Found]:
    """Every run of 18 signs in a line, beside its label or alone; set apart by spaces or hyphens it stands alone."""
    start = (label_at(line.text, CODE_LABELS) or ("", 0))[1]
    if (rest := line.part(start)) is None:
        return
    if _RUN.fullmatch(codes.normal_credit_code(rest.text)):
        yield found_in([rest])
    for run in _RUN.finditer("".join(map(_one_sign, rest.text))):
        yield from [found_in([part]) for part in [rest.part(*run.span())] if part]


def _one_sign(sign: str) -> str:
    """One sign as a code writes it, in its place: what a code drops stays."""
    normal = codes.normal_credit_code(sign)
    return normal if len(normal) == 1 else sign


def _beside_label(lines: Sequence[Line], unit: float, kind: str) -> Iterator[Found]:
    """What stands beside or right below the code's label."""
    for label in lines:
        beginning = label_at(label.text, CODE_LABELS)
        if beginning and beginning[0] == kind:
            beside = [line for line in lines if _is_right_of(label, line, unit) or _is_under(label, line, unit)]
            yield from (found_in([one]) for one in [label.part(beginning[1]), *beside] if one)


def _is_right_of(label: Line, line: Line, unit: float) -> bool:
    same_row = abs(line.top + line.bottom - label.top - label.bottom) <= unit
    return same_row and 0 <= line.left - label.right <= 8 * unit and re.search(r"\d", line.text) is not None


def _is_under(label: Line, line: Line, unit: float) -> bool:
    near = 0 <= line.top - label.top <= 3 * unit and line is not label
    return near and abs(line.left - label.left) <= 3 * unit and re.search(r"\d", line.text) is not None
