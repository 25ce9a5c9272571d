"""Codes that nobody owns, right in every check sign (formats.md 1-4)."""

import random
from datetime import date

from models.papers import EntityKind
from models.rules import codes

PREFIXES = {EntityKind.INDIVIDUAL: "92", EntityKind.COOP: "93"}
"""91 for all other kinds that the bank serves (formats.md 1)."""

_FIRST_SEQUENCE_DIGITS = {EntityKind.INDIVIDUAL: "6789", EntityKind.COOP: "3"}


def credit_code(dice: random.Random, kind: EntityKind, district: str) -> str:
    """A credit code with a right inner organisation code: of a new firm (MA…) or of one older than 2015 (digits)."""
    if dice.random() < 0.7:
        body = "MA" + "".join(dice.choices(codes.CREDIT_ALPHABET, k=6))
    else:
        body = f"{dice.randrange(10**8):08d}"
    start = PREFIXES.get(kind, "91") + district + body + codes.organisation_check_sign(body)
    return start + codes.credit_check_sign(start)


def registration_number(dice: random.Random, kind: EntityKind, district: str) -> str:
    """A registration number (注册号) of 15 digits, as licences printed it until October 2015."""
    first = dice.choice(_FIRST_SEQUENCE_DIGITS.get(kind, "012"))
    body = f"{district}{first}{dice.randrange(10**7):07d}"
    return body + codes.mod11_10(body)


def identity_number(dice: random.Random, district: str, born: date, sex: str, *, ending_in_x: bool = False) -> str:
    """An identity number of that district, birth date and sex; on demand one whose check sign is X."""
    start = dice.randrange(1000)
    for step in range(1000):
        body = f"{district}{born:%Y%m%d}{(start + step) % 1000:03d}"
        number = body + codes.identity_check_sign(body)
        if codes.sex_of(number) == sex and (number.endswith("X") or not ending_in_x):
            return number
    raise AssertionError("a thousand sequence numbers hold every check sign")  # eleven signs, 500 numbers a sex


def serial(dice: random.Random, issued: date, *, old: bool) -> str:
    """A licence's serial: office, day of issue and sequence, 15 or 20 digits."""
    office, sequence = dice.randrange(10, 65), dice.randrange(10**4)
    return f"{office:02d}{issued:%Y%m%d}{sequence:05d}" if old else f"{office:02d}000000{issued:%Y%m%d}{sequence:04d}"
