"""The code of a licence: what is accepted, what is shown to a person, and what is refused (formats.md 1-3)."""

from dataclasses import replace

import pytest

from models.papers import Source
from models.rules import codes
from models.rules.confidence import DOUBTED, PROVEN
from models.rules.layout import Line
from models.rules.licence_code import INNER_CHECK, OLD_LICENCE, credit_code
from tests.unit.test_licence_text import CODE, HEIGHT, line

LABEL = line("统一社会信用代码", 116, 200)


def read(*lines: Line) -> tuple[object, float, list[str]]:
    field, warnings = credit_code(lines, HEIGHT)
    return (field and field.value, field.confidence if field else 0.0, warnings)


def test_a_code_with_both_check_signs_right_is_proven() -> None:
    assert read(LABEL, line(CODE, 116, 245)) == (CODE, PROVEN, [])


@pytest.mark.parametrize("text", [f"统一社会信用代码{CODE}", f"统一社会信用代码：{CODE}(副本号1-1)", f"（{CODE}）"])
def test_a_code_is_found_beside_its_label_and_among_other_print(text: str) -> None:
    assert read(line(text, 116, 200))[0] == CODE


def test_letters_that_no_code_has_are_read_as_their_look_alikes() -> None:
    assert read(line(CODE.replace("0", "O").replace("1", "I"), 116, 245))[0] == CODE


def test_a_wrong_check_sign_gives_no_value_and_says_so() -> None:
    value, _, warnings = read(LABEL, line("91310199MA1K0A0X3W", 116, 245))
    assert (value, warnings) == (None, ["CODE_CHECK_DIGIT"])


def test_a_code_whose_inner_check_sign_is_wrong_is_seen_by_a_person() -> None:
    body = "91310199MA1K0A0T2"
    code = body + codes.credit_check_sign(body)
    assert read(line(code, 116, 245)) == (code, DOUBTED, [INNER_CHECK])


def test_a_repaired_code_is_seen_by_a_person() -> None:
    field, warnings = credit_code([LABEL, line(CODE.replace("K0A0", "KDA0"), 116, 245)], HEIGHT)
    assert field is not None
    assert (field.value, field.source, field.confidence, warnings) == (CODE, Source.RULE, DOUBTED, ["CODE_REPAIRED"])


def test_an_old_registration_number_is_read_and_said_to_be_old() -> None:
    number = replace(line("310199000000012", 300, 200), seconds=(True,) * 15)
    value, confidence, warnings = read(line("注册号", 116, 200), number)
    assert (value, warnings) == ("310199000000012", [OLD_LICENCE])
    assert confidence > DOUBTED


def test_an_old_number_that_only_one_network_has_read_is_in_doubt() -> None:
    assert read(line("注册号310199000000012", 116, 200)) == ("310199000000012", DOUBTED, [OLD_LICENCE])


def test_fifteen_digits_without_the_label_are_no_code() -> None:
    assert read(line("310199000000012", 300, 200)) == (None, 0.0, [])


def test_nothing_like_a_code_is_nothing() -> None:
    assert read(LABEL) == (None, 0.0, [])
