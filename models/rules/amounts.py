"""Amounts as papers print them: figures or capital numerals, seven currencies, exact to the cent (formats.md 7)."""

import re
import unicodedata

from models.papers import Money

CURRENCIES = {
    "人民币": "CNY",
    "美元": "USD",
    "美金": "USD",
    "港元": "HKD",
    "港币": "HKD",
    "欧元": "EUR",
    "日元": "JPY",
    "英镑": "GBP",
}
"""Printed word → ISO 4217; none printed means 人民币."""

_DIGITS = {
    sign: value
    for value, signs in enumerate(("零〇○", "壹一", "贰二两", "叁三", "肆四", "伍五", "陆六", "柒七", "捌八", "玖九"))
    for sign in signs
}
_UNITS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_LARGE = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_VARIANTS = str.maketrans({"圆": "元", "圓": "元", "貳": "贰", "參": "叁", "陸": "陆", "萬": "万", "億": "亿"})

_UNIT = re.compile(r"[元角分万亿](?:人民币)?[整正]?$")

_FIGURES = re.compile(r"(?P<whole>\d+)(?:\.(?P<part>\d+))?(?P<large>万|亿)?元?")
_NUMERALS = re.compile(r"(?P<whole>[^元角分]+)元?(?:零?(?P<jiao>[^元角分])角)?(?:零?(?P<fen>[^元角分])分)?")


class UnclearAmountError(ValueError):
    """The text is not one exact amount; the message says what is wrong with it."""


def parse_amount(text: str) -> Money:
    """The amount and its currency; UnclearAmountError for unknown signs, two currencies or fractions of a cent."""
    plain = re.sub(r"[\s,，()（）]", "", unicodedata.normalize("NFKC", text)).translate(_VARIANTS)
    currency, rest = _currency(plain)
    return Money(cents=_cents(re.sub(r"[整正]$", "", rest)), currency=currency)


def printed_amount(text: str) -> Money:
    """As `parse_amount`, for what stands on a paper: UnclearAmountError also for yuan without 元 or 万 at the end.

    Such an amount goes on in the next line, or counts what its label says (formats.md 7: ask).
    """
    amount = parse_amount(text)
    if amount.currency == "CNY" and not _UNIT.search(unicodedata.normalize("NFKC", text).translate(_VARIANTS)):
        raise UnclearAmountError("the amount says neither 元 nor 万; look whether a part of it is missing")
    return amount


def _currency(text: str) -> tuple[str, str]:
    named = [word for word in CURRENCIES if word in text]
    codes = {CURRENCIES[word] for word in named}
    if len(codes) > 1:
        raise UnclearAmountError("the amount names two currencies; ask which one is meant")
    for word in named:
        text = text.replace(word, "", 1)
    return (codes.pop() if codes else "CNY"), text


def _cents(text: str) -> int:
    if figures := _FIGURES.fullmatch(text):
        return _from_figures(figures)
    if numerals := _NUMERALS.fullmatch(text):
        yuan = _numeral(numerals["whole"]) * 100
        return yuan + 10 * _digit(numerals["jiao"]) + _digit(numerals["fen"])
    raise UnclearAmountError("the amount is neither figures nor numerals; ask the customer")


def _from_figures(found: re.Match[str]) -> int:
    part = found["part"] or ""
    scaled: int = int(found["whole"] + part) * _LARGE.get(found["large"] or "", 1) * 100
    scale: int = 10 ** len(part)
    cents, rest = divmod(scaled, scale)
    if rest:
        raise UnclearAmountError("the amount has fractions of a cent; ask the customer")
    return cents


def _digit(sign: str | None) -> int:
    if sign is None:
        return 0
    if sign not in _DIGITS:
        raise UnclearAmountError("the amount holds a sign that is no numeral; ask the customer")
    return _DIGITS[sign]


def _numeral(text: str) -> int:
    """The value of capital or small Chinese numerals; a unit without a digit counts once (拾万 is 100,000)."""
    total = section = digit = 0
    for sign in text:
        if sign in _UNITS:
            section, digit = section + (digit or 1) * _UNITS[sign], 0
        elif sign == "亿":
            total, section, digit = (total + section + digit) * _LARGE[sign], 0, 0
        elif sign in _LARGE:
            total, section, digit = total + (section + digit) * _LARGE[sign], 0, 0
        else:
            digit = _digit(sign)
    return total + section + digit
