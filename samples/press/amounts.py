"""Capital as licences print it, in every notation of formats.md 7, beside its exact value."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from models.papers import Money

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def capital_numerals(yuan: int) -> str:
    """A whole number above zero in capital numerals: 10,010,000 is 壹仟零壹万."""
    groups = [(yuan // 10_000**power) % 10_000 for power in range(3)]
    written, pending = "", False
    for power in (2, 1, 0):
        group = groups[power]
        if not group:
            pending = pending or bool(written)
            continue
        zero = "零" if written and (pending or group < 1000) else ""
        written, pending = f"{written}{zero}{_group(group)}{_GROUPS[power]}", False
    return written


def _group(number: int) -> str:
    """A number below 10,000; zeros inside are said once, zeros behind are not."""
    written, pending = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            written += ("零" if pending and written else "") + _DIGITS[digit] + _PLACES[place]
        pending = digit == 0
    return written


@dataclass(frozen=True)
class Capital:
    """An amount as printed, and what it is worth."""

    text: str
    value: Money


def _capital(text: str, yuan: int, currency: str = "CNY") -> Capital:
    return Capital(text, Money(cents=yuan * 100, currency=currency))


def _ten_thousands(dice: random.Random) -> int:
    """A usual capital in units of 万."""
    return dice.choice((3, 10, 50, 88, 100, 300, 500, 1000, 1001, 2000, 3000, 5018, 10_000, 12_345, 60_000, 100_500))


def _numerals(dice: random.Random) -> Capital:
    amount = _ten_thousands(dice) * 10_000
    return _capital(f"{dice.choice(('', '人民币'))}{capital_numerals(amount)}{dice.choice('元圆')}整", amount)


def _numerals_small(dice: random.Random) -> Capital:
    amount = dice.randrange(100_000, 99_999_999)
    return _capital(f"人民币{capital_numerals(amount)}元整", amount)


def _bare_ten(dice: random.Random) -> Capital:
    """拾万元整: the one before the ten left out."""
    return _capital(f"{dice.choice(('', '人民币'))}拾万元整", 100_000)


def _numerals_with_cents(dice: random.Random) -> Capital:
    yuan, jiao = dice.randrange(100_000, 999_999) * 10 + dice.randint(1, 9), dice.randint(1, 9)
    value = Money(cents=yuan * 100 + jiao * 10, currency="CNY")
    return Capital(f"人民币{capital_numerals(yuan)}元{_DIGITS[jiao]}角整", value)


def _figures(dice: random.Random) -> Capital:
    number = _ten_thousands(dice)
    shapes = ("{}万元", "{}万元整", "人民币{}万元整", "{}万元人民币", "人民币{}.000000万元", "{}.000000万人民币")
    return _capital(dice.choice(shapes).format(number), number * 10_000)


def _figures_with_part(dice: random.Random) -> Capital:
    units = dice.randrange(1, 9_999_999)  # hundreds of yuan
    return _capital(f"人民币{units // 100}.{units % 100:02d}万元", units * 100)


def _figures_of_yuan(dice: random.Random) -> Capital:
    number = dice.randrange(30_000, 9_000_000)
    cents = dice.randrange(100)
    text = dice.choice((f"{number}.{cents:02d}元", f"人民币{number:,}.{cents:02d}元"))
    return Capital(text, Money(cents=number * 100 + cents, currency="CNY"))


def _hundred_millions(dice: random.Random) -> Capital:
    number = dice.randint(1, 60)
    return _capital(f"人民币{number}亿元整", number * 100_000_000)


def _foreign(dice: random.Random) -> Capital:
    word, currency = dice.choice(
        (
            ("美元", "USD"),
            ("港元", "HKD"),
            ("欧元", "EUR"),
            ("日元", "JPY"),
            ("英镑", "GBP"),
            ("美金", "USD"),
            ("港币", "HKD"),
        )
    )
    number = dice.choice((14, 50, 100, 250, 1200))
    shapes = (f"{number}万{word}", f"{word}{number}.00万", f"{capital_numerals(number * 10_000)}{word}整")
    return _capital(dice.choice((*shapes, f"{word} {number * 10_000:,}")), number * 10_000, currency)


NOTATIONS: tuple[Callable[[random.Random], Capital], ...] = (
    *(_numerals, _numerals, _numerals, _figures, _figures, _figures),
    *(_numerals_small, _bare_ten, _numerals_with_cents, _figures_with_part, _figures_of_yuan, _hundred_millions),
    *(_foreign, _foreign),
)
"""One card each; the common notations lie in the deck more than once."""
