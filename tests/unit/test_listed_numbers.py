"""The numbers that a text of a list holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.codes import normal_code
from models.rules.listed_numbers import numbers_in

CODE, ID = "91310199MA1K0Y0N81", "310199199001010018"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (CODE, (CODE,)),
        ("AB 123456", ("AB 123456",)),
        ("A123456(7)", ("A123456(7)",)),
        ("12", ("12",)),
        (f"Reg. No. {CODE} ; 440301123456789", (CODE, "440301123456789")),
        ("Reg No 440301123456789", ("440301123456789",)),
        (f"USCC{CODE}", (CODE,)),
        ("PASSPORT7654321", ("7654321",)),
        (f"{ID}{CODE}", (ID, "101001891310199MA1", CODE)),  # the middle one fits its check sign by chance
        ("HKID A123456(7)", ("A123456(7)",)),
        ("Passport A 1234567 (expired)", ("1234567", "A1234567")),
        ("ID 12345 67890", ("1234567890", "12345", "67890")),
        ("No. 12 34", ("1234",)),
        ("身份证\uff11\uff12\uff13\uff14\uff15\uff16、护照P00000077", ("123456", "P00000077")),
        ("1234567, 7654321", ("1234567", "7654321")),
        ("not stated", ()),
        ("", ()),
        ("3.10199E+17", None),
        ("passport 1,23E9", None),
    ],
)
def test_a_number_is_found_among_what_is_written_around_it(text: str, numbers: tuple[str, ...] | None) -> None:
    assert numbers_in(text) == numbers


LABELS = st.sampled_from(["", "Reg. No. ", "USCC: ", "USCC", "统一社会信用代码 "])


@given(LABELS, st.sampled_from([CODE, ID]), st.sampled_from(["", ";", "，", ", ", " (expired)"]))
def test_a_code_is_found_behind_every_label(label: str, code: str, behind: str) -> None:
    assert code in {normal_code(number) for number in numbers_in(label + code + behind) or ()}
