"""What a licence says against itself, or cannot say: such fields keep their value, and a person compares them."""

import re

from models.papers import Money, ReadField
from models.rules import names
from models.rules.confidence import DOUBTED
from models.rules.paper_text import Fields

CUT_OFF = "CUT_OFF"
TOO_LARGE = "TOO_LARGE"
BEFORE_ESTABLISHED = "BEFORE_ESTABLISHED"
NO_NAME = "NO_NAME"

LARGEST_CENTS = 10**13
"""A hundred thousand million yuan. Hardly any firm has more, and a decimal point that was not read makes 100.000000万 a
million times as much.
"""
_OFFICE = re.compile(r"(?:局|委员会|委|中心|厅|院|处|所)$")
"""What a registering authority is called."""


def sensible(fields: Fields) -> Fields:
    """The fields, in doubt: an authority that breaks off, a capital nobody has, a day of issue before the firm was
    established, a representative whose name is none.
    """
    doubts = {
        "authority": CUT_OFF if _breaks_off(fields.get("authority")) else "",
        "capital": TOO_LARGE if _is_too_large(fields.get("capital")) else "",
        "issued": BEFORE_ESTABLISHED if _is_before(fields.get("issued"), fields.get("established")) else "",
        "representative": NO_NAME if _is_no_name(fields.get("representative")) else "",
    }
    return {name: doubted(field, why) if (why := doubts.get(name)) else field for name, field in fields.items()}


def doubted(field: ReadField, why: str) -> ReadField:
    """The field with one doubt more, and no surer than a doubted one."""
    return field.model_copy(
        update={"confidence": min(field.confidence, DOUBTED), "doubts": (*field.doubts, why)},
    )


def _breaks_off(authority: ReadField | None) -> bool:
    return authority is not None and not _OFFICE.search(authority.text)


def _is_too_large(capital: ReadField | None) -> bool:
    return capital is not None and isinstance(capital.value, Money) and capital.value.cents >= LARGEST_CENTS


def _is_before(issued: ReadField | None, established: ReadField | None) -> bool:
    if issued is None or established is None:
        return False
    return str(issued.value or "9") < str(established.value or "0")


def _is_no_name(person: ReadField | None) -> bool:
    return person is not None and not names.is_person_name(str(person.value))
