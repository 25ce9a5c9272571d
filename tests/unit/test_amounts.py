"""Amounts by the vectors of formats.md 7."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.papers import Money
from models.rules.amounts import UnclearAmountError, parse_amount, printed_amount

VECTORS = [
    ("壹佰万元整", 100000000, "CNY"),
    ("陆佰万圆整", 600000000, "CNY"),
    ("人民币叁仟万元整", 3000000000, "CNY"),
    ("壹亿贰仟叁佰肆拾伍万陆仟柒佰元整", 12345670000, "CNY"),
    ("人民币壹仟零壹万元整", 1001000000, "CNY"),
    ("壹拾万零伍佰元伍角整", 10050050, "CNY"),
    ("拾万元整", 10000000, "CNY"),
    ("100万元人民币", 100000000, "CNY"),
    ("人民币100.000000万元", 100000000, "CNY"),
    ("人民币600000万元整", 600000000000, "CNY"),
    ("人民币 0.5 万元", 500000, "CNY"),
    ("12345.67元", 1234567, "CNY"),
    ("伍拾万美元", 50000000, "USD"),
    ("美元50.00万", 50000000, "USD"),
    ("50万美元", 50000000, "USD"),
    ("港元 1,000,000", 100000000, "HKD"),
    ("壹佰万欧元整", 100000000, "EUR"),
    ("1000万元", 1000000000, "CNY"),
    ("人民币壹佰万圆正", 100000000, "CNY"),
    ("１００万元", 100000000, "CNY"),
]


@pytest.mark.parametrize(("text", "cents", "currency"), VECTORS)
def test_printed_amounts_are_exact_to_the_cent(text: str, cents: int, currency: str) -> None:
    assert parse_amount(text) == Money(cents=cents, currency=currency)


@pytest.mark.parametrize(
    "text", ["", "面议", "0.001元", "100万美元人民币", "壹佰万元某", "详见章程", "1.2.3元", "-5元"]
)
def test_what_is_not_one_exact_amount_is_refused(text: str) -> None:
    with pytest.raises(UnclearAmountError):
        parse_amount(text)


def in_capitals(number: int) -> str:
    """The capital numeral of 1 … 99,999,999, written by the book."""
    digits, units = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟")

    def section(value: int) -> str:
        signs = [(int(sign), units[3 - place]) for place, sign in enumerate(f"{value:04d}")]
        return "".join(digits[sign] + (unit if sign else "") for sign, unit in signs)

    large, small = divmod(number, 10_000)
    return (section(large) + "万" if large else "") + section(small)


@given(st.integers(1, 99_999_999))
def test_a_capital_numeral_reads_back_as_its_number(yuan: int) -> None:
    assert parse_amount(f"{in_capitals(yuan)}元整").cents == yuan * 100


@given(st.integers(0, 10**15))
def test_figures_read_back_to_the_cent(cents: int) -> None:
    assert parse_amount(f"{cents // 100}.{cents % 100:02d}元").cents == cents


@pytest.mark.parametrize("text", ["人民币捌佰陆拾陆万零玖佰壹拾壹", "人民币伍佰", "1000.0000"])
def test_a_printed_amount_that_breaks_off_before_its_unit_is_unclear(text: str) -> None:
    with pytest.raises(UnclearAmountError):
        printed_amount(text)


@pytest.mark.parametrize(
    "text", ["壹佰万元整", "100万元人民币", "人民币100.000000万元", "伍拾万美元", "港元 1,000,000", "拾万圆"]
)
def test_a_printed_amount_with_its_unit_is_the_amount(text: str) -> None:
    assert printed_amount(text) == parse_amount(text)
