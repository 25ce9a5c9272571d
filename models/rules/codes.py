"""Codes with check digits: of firms, of citizens, and the bank's own numbers (formats.md 1-4, 11).

Every `is_…` judges a normalised text (see `normal_code`); nothing here raises for a wrong code.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from models.rules.names import as_seen

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 signs of a credit code: digits and capitals without I O S V Z (GB 32100-2015)."""

CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

PROVINCE_NAMES = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁", "22": "吉林", "23": "黑龙江",
    "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西", "37": "山东", "41": "河南",
    "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南", "50": "重庆", "51": "四川", "52": "贵州",
    "53": "云南", "54": "西藏", "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏", "65": "新疆", "71": "台湾",
    "81": "香港", "82": "澳门",
}  # fmt: skip
"""Provinces by the first two digits of a district (GB/T 2260)."""
PROVINCES = frozenset({*PROVINCE_NAMES, "83", "91"})
"""First two digits of a district in identity numbers; 83 marks residence permits of people from Taiwan."""

BUSINESS_PREFIXES = ("91", "92", "93")
"""Enterprise, individual business, farmers' cooperative: the bodies this bank's workflow serves (formats.md 1)."""

_CREDIT = re.compile(rf"[1-9ANY][{CREDIT_ALPHABET}]\d{{6}}[{CREDIT_ALPHABET}]{{10}}")
_CONFUSED = {
    "0": "DQCU",
    "D": "0",
    "Q": "0",
    "C": "0G",
    "G": "C6",
    "1": "TL7",
    "T": "17",
    "L": "1",
    "7": "1T",
    "2": "7",
}
_CONFUSED |= {
    "5": "6",
    "6": "G5",
    "8": "B3",
    "B": "8",
    "3": "8",
    "4": "A",
    "A": "4",
    "U": "0",
    "W": "M",
    "M": "WN",
    "N": "M",
}


def normal_code(text: str) -> str:
    """The code without spaces, dashes and signs that nobody sees, half-width, in capitals (formats.md 1)."""
    return re.sub(r"[\s\-‐-―−·.]", "", unicodedata.normalize("NFKC", as_seen(text))).upper()


def normal_credit_code(text: str) -> str:
    """`normal_code`, and the signs that cannot occur read as their look-alikes: O is 0, I is 1, S is 5, Z is 2."""
    return normal_code(text).translate(str.maketrans("OISZ", "0152"))


def credit_check_sign(body: str) -> str:
    """The 18th sign of a credit code from its first 17 (weights 3^i mod 31, GB 32100-2015)."""
    total = sum(CREDIT_ALPHABET.index(sign) * weight for sign, weight in zip(body, CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[-total % 31]


def is_credit_code(code: str) -> bool:
    """Eighteen allowed signs, the last one right; the district is not judged: abolished ones live on (formats.md 0)."""
    return _CREDIT.fullmatch(code) is not None and credit_check_sign(code[:17]) == code[17]


def has_inner_organisation_code(code: str) -> bool:
    """Whether signs 9-17 of a credit code are a right organisation code; old codes may fail: a flag, no error."""
    return is_organisation_code(code[8:17])


def organisation_check_sign(body: str) -> str:
    """The ninth sign of an organisation code (组织机构代码, GB 11714) from its first eight."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, ORGANISATION_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def is_organisation_code(code: str) -> bool:
    """Eight digits or capitals and their check sign, without the printed hyphen."""
    return re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code) is not None and organisation_check_sign(code[:8]) == code[8]


def mod11_10(body: str) -> str:
    """The recursive check digit of ISO 7064 MOD 11,10, used by registration and bank numbers."""
    product = 10
    for digit in body:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def is_registration_number(number: str) -> bool:
    """A legacy registration number (注册号): 15 digits, the last one right (formats.md 3)."""
    return _digits(number, 15) and mod11_10(number[:-1]) == number[-1]


def is_bank_number(number: str) -> bool:
    """A bank number (联行号, CNAPS): 12 digits, the last one right (formats.md 11)."""
    return _digits(number, 12) and mod11_10(number[:-1]) == number[-1]


def identity_check_sign(body: str) -> str:
    """The 18th sign of a citizen identity number from its first 17 digits (GB 11643-1999)."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, IDENTITY_WEIGHTS, strict=True)) % 11]


def is_identity_number(number: str) -> bool:
    """A citizen identity number (公民身份号码): right sign, known province, a birth date that exists."""
    return has_identity_check_sign(number) and number[:2] in PROVINCES and birth_date_of(number) is not None


def has_identity_check_sign(number: str) -> bool:
    """Seventeen digits and the check sign they call for."""
    shaped = re.fullmatch(r"[0-9]{17}[0-9X]", number) is not None
    return shaped and identity_check_sign(number[:17]) == number[17]


def birth_date_of(number: str) -> date | None:
    """The birth date inside an 18-sign identity number; None when no such day exists."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """男 or 女 by the 17th digit of an identity number: odd is male."""
    return "男" if int(number[16]) % 2 else "女"


def from_fifteen(number: str) -> str:
    """The 18-sign form of an old 15-digit identity number: 19 before the year, check sign behind (formats.md 4)."""
    body = f"{number[:6]}19{number[6:]}"
    return body + identity_check_sign(body)


def luhn(body: str) -> str:
    """The Luhn check digit (ISO/IEC 7812) of cards and of our account numbers."""
    doubled = [int(d) * 2 if place % 2 == 0 else int(d) for place, d in enumerate(reversed(body))]
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


def is_luhn(number: str) -> bool:
    """Digits of which the last is the Luhn digit of the others."""
    return re.fullmatch(r"[0-9]{2,}", number) is not None and luhn(number[:-1]) == number[-1]


def account_number(branch: str, kind: str, sequence: int) -> str:
    """Our corporate account number: branch (4) + kind (2) + sequence (10) + Luhn digit (formats.md 11)."""
    body = f"{branch}{kind}{sequence:010d}"
    if not _digits(body, 16):
        raise ValueError("an account number needs a 4-digit branch, a 2-digit kind and a sequence of at most 10 digits")
    return body + luhn(body)


def is_account_number(number: str) -> bool:
    """Seventeen digits of which the last is the Luhn digit."""
    return _digits(number, 17) and is_luhn(number)


def is_basic_account_number(number: str) -> bool:
    """A basic-account number (基本存款账户编号): J and 13 digits (formats.md 11)."""
    return re.fullmatch(r"J[0-9]{13}", number) is not None


def repaired(code: str) -> str | None:
    """The one credit code that differs in one look-alike sign and passes both checks; None for none or several.

    For texts from a picture only; whoever uses the result shows it to a person (formats.md 1).
    """
    found = {other for other in _look_alikes(code) if is_credit_code(other) and has_inner_organisation_code(other)}
    return found.pop() if len(found) == 1 else None


def _look_alikes(code: str) -> list[str]:
    return [
        f"{code[:place]}{other}{code[place + 1 :]}"
        for place, sign in enumerate(code)
        for other in _CONFUSED.get(sign, "")
    ]


def first_that(passes: Callable[[str], bool], texts: list[str]) -> str | None:
    """The first text that passes; None when none does."""
    return next((text for text in texts if passes(text)), None)


def _digits(number: str, length: int) -> bool:
    return re.fullmatch(rf"[0-9]{{{length}}}", number) is not None
