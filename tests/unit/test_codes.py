"""Codes with check digits, by the vectors of formats.md 1-4 and 11 and against python-stdnum where that is right."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from id_validator import validator as id_validator
from stdnum import luhn as stdnum_luhn
from stdnum.cn import uscc as stdnum_uscc
from stdnum.iso7064 import mod_11_10 as stdnum_mod_11_10

from models.rules import codes

CHENGMING = "91310199MA1K0A0T1Y"
RIGHT_CREDIT_CODES = [
    CHENGMING,
    "91310199MA1K0B1U9M",
    "91310199MA1K0C2W44",
    "91310199MA1K0D3X1Q",
    "91310199MA1K0G6B9M",
    "9131019978901234XB",
    "91310199D2143569X7",
    "92310199MA1K0E4Y9C",
    "93310199MA1K0F5A1Q",
    "91110199MA01TTT189",
    "91440399MA5ABCD19A",
    "91330199MA7X9Y8Q54",
    "51310199500000015U",
    "11310199000000123P",
    "91350100M000100Y43",
]
RIGHT_IDENTITY_NUMBERS = [
    "11010519491231002X",
    "440524188001010014",
    "310199199001010018",
    "310199199001010026",
    "310199198512310026",
    "310199197506150121",
    "310199196002298806",
    "310199200802290035",
    "310199199001010069",
    "310199199001010050",
]


@pytest.mark.parametrize("code", RIGHT_CREDIT_CODES)
def test_a_credit_code_with_the_right_check_sign_passes(code: str) -> None:
    assert codes.is_credit_code(code)


def test_a_code_seen_on_a_web_page_fails_because_its_check_sign_is_wrong() -> None:
    assert not codes.is_credit_code("91310115MA1G4L1WXK")
    assert codes.credit_check_sign("91310115MA1G4L1WX") == "7"


def test_the_letter_s_cannot_occur_in_a_credit_code() -> None:
    assert not codes.is_credit_code("91310199MA1TEST02A")


def test_every_single_wrong_sign_of_a_credit_code_is_caught() -> None:
    wrong = [
        CHENGMING[:place] + sign + CHENGMING[place + 1 :]
        for place in range(18)
        for sign in codes.CREDIT_ALPHABET
        if sign != CHENGMING[place]
    ]
    assert not any(codes.is_credit_code(code) for code in wrong)


def test_every_swap_of_neighbours_in_a_credit_code_is_caught() -> None:
    swapped = {CHENGMING[:n] + CHENGMING[n + 1] + CHENGMING[n] + CHENGMING[n + 2 :] for n in range(17)} - {CHENGMING}
    assert not any(codes.is_credit_code(code) for code in swapped)


@given(st.text(codes.CREDIT_ALPHABET, min_size=9, max_size=9))
def test_our_credit_check_sign_agrees_with_stdnum(subject: str) -> None:
    body = f"91310115{subject}"[:17]
    assert codes.credit_check_sign(body) == stdnum_uscc.calc_check_digit(body)


def test_a_credit_code_from_a_picture_loses_spaces_and_width_and_impossible_letters() -> None:
    assert codes.normal_credit_code("９１３１ o199-ma1k OaoT 1y") == CHENGMING.replace("3101", "31 01").replace(" ", "")


@pytest.mark.parametrize(("body", "sign"), [("D2143569", "X"), ("12345678", "8"), ("00000000", "0"), ("MA1K0A0T", "1")])
def test_organisation_codes_have_their_check_sign(body: str, sign: str) -> None:
    assert codes.organisation_check_sign(body) == sign
    assert codes.is_organisation_code(body + sign)


def test_the_public_sample_has_a_right_organisation_code_inside() -> None:
    assert codes.has_inner_organisation_code("91350100M000100Y43")


@pytest.mark.parametrize(
    "number", ["310199000000012", "110108000000016", "310199400000011", "310199600000013", "310100000000008"]
)
def test_legacy_registration_numbers_pass(number: str) -> None:
    assert codes.is_registration_number(number)
    assert not codes.is_registration_number(number[:-1] + str((int(number[-1]) + 1) % 10))


@given(st.text(string.digits, min_size=1, max_size=20))
def test_our_mod_11_10_agrees_with_stdnum(body: str) -> None:
    assert codes.mod11_10(body) == stdnum_mod_11_10.calc_check_digit(body)


@given(st.text(string.digits, min_size=1, max_size=20))
def test_our_luhn_agrees_with_stdnum(body: str) -> None:
    assert codes.luhn(body) == stdnum_luhn.calc_check_digit(body)


@pytest.mark.parametrize("number", RIGHT_IDENTITY_NUMBERS)
def test_an_identity_number_with_the_right_check_sign_passes(number: str) -> None:
    assert codes.is_identity_number(number)


def test_an_identity_number_with_one_wrong_digit_fails() -> None:
    assert not codes.is_identity_number("310199199001010019")


def test_an_identity_number_of_no_province_fails_although_its_sign_is_right() -> None:
    body = "99019919900101001"
    assert not codes.is_identity_number(body + codes.identity_check_sign(body))


def test_an_identity_number_with_a_day_that_does_not_exist_fails_although_its_sign_is_right() -> None:
    body = "31019919900230001"
    assert not codes.is_identity_number(body + codes.identity_check_sign(body))


def test_birth_date_and_sex_are_inside_the_identity_number() -> None:
    assert codes.birth_date_of("310199196002298806") == date(1960, 2, 29)
    assert [codes.sex_of(number) for number in ("310199199001010018", "310199199001010026")] == ["男", "女"]


def test_a_small_x_at_the_end_is_normalised() -> None:
    assert codes.is_identity_number(codes.normal_code("11010519491231002x"))


def test_an_old_number_of_fifteen_digits_gets_century_and_check_sign() -> None:
    assert codes.from_fifteen("310199900101001") == "310199199001010018"


@pytest.mark.parametrize(
    "number",
    [
        "102100099996",
        "103100000026",
        "104100000004",
        "105100000017",
        "301290000007",
        "308584000013",
        "310290000013",
        "325290000012",
        "302100011000",
        "303100000006",
        "304100040000",
        "306581000003",
        "307584007998",
        "309391000011",
        "403100000004",
    ],
)
def test_head_office_bank_numbers_pass(number: str) -> None:
    assert codes.is_bank_number(number)


def test_account_numbers_are_branch_kind_sequence_and_luhn_digit() -> None:
    assert codes.account_number("0300", "01", 1) == "03000100000000010"
    assert codes.account_number("0300", "02", 1) == "03000200000000018"
    assert codes.is_account_number("03000100000000010")
    assert not codes.is_account_number("03000100000000011")


def test_an_account_number_refuses_a_branch_that_is_no_four_digits() -> None:
    with pytest.raises(ValueError, match="4-digit branch"):
        codes.account_number("30", "01", 1)


@pytest.mark.parametrize("number", ["79927398713", "622029000000000016"])
def test_card_numbers_follow_luhn(number: str) -> None:
    assert codes.is_luhn(number)


def test_a_basic_account_number_is_j_and_thirteen_digits() -> None:
    assert codes.is_basic_account_number("J2900123456789")
    assert not codes.is_basic_account_number("L2900123456789")


def test_one_look_alike_sign_is_repaired_when_only_one_repair_passes_both_checks() -> None:
    assert codes.repaired("9131D199MA1K0A0T1Y") == CHENGMING


def test_a_code_with_two_wrong_signs_is_not_repaired() -> None:
    assert codes.repaired("9131D199MA1KDA0T1Y") is None


@given(
    district=st.sampled_from(("110101", "310101", "440103", "510104")),
    born=st.dates(date(1900, 1, 1), date(2020, 12, 31)),
    order=st.integers(0, 999),
    sign=st.sampled_from("0123456789X"),
)
def test_our_identity_numbers_agree_with_id_validator(district: str, born: date, order: int, sign: str) -> None:
    """Districts that both know: the package's table of districts is no rule of ours (formats.md 4)."""
    number = f"{district}{born:%Y%m%d}{order:03d}{sign}"
    assert codes.is_identity_number(number) == id_validator.is_valid(number)


@pytest.mark.parametrize("written", ["310199199001010018\u200b", "310199–19900101–0018", "310199 19900101 0018"])
def test_a_number_is_the_same_with_dashes_of_any_width_and_signs_that_nobody_sees(written: str) -> None:
    assert codes.normal_code(written) == "310199199001010018"
