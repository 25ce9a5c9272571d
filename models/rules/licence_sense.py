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

_OFFICE = re.compile(r"(?:局|委员会|委|中心|厅|院|处|所)$")
"""What a registering authority is called."""


def sensible(fields: Fields) -> Fields:
    """The fields, in doubt: an authority that breaks off, a day of issue before the firm was established, a
    representative whose name is none.
    """
    doubts = {
        "authority": CUT_OFF if _breaks_off(fields.get("authority")) else "",
        "issued": BEFORE_ESTABLISHED if _is_before(fields.get("issued"), fields.get("established")) else "",
        "representative": NO_NAME if _is_no_name(fields.get("representative")) else "",
    }
    return {name: doubted(field, why) if (why := doubts.get(name)) else field for name, field in fields.items()}


def within(fields: Fields, largest_yuan: int) -> Fields:
    """The fields, the capital in doubt when it is one that nobody has."""
    capital = fields.get("capital")
    if capital is None or not isinstance(capital.value, Money) or capital.value.cents < largest_yuan * 100:
        return fields
    return {**fields, "capital": doubted(capital, TOO_LARGE)}


def doubted(field: ReadField, why: str) -> ReadField:
    """The field with one doubt more, and no surer than a doubted one."""
    return field.model_copy(
        update={"confidence": min(field.confidence, DOUBTED), "doubts": (*field.doubts, why)},
    )


def _breaks_off(authority: ReadField | None) -> bool:
    return authority is not None and not _OFFICE.search(authority.text)


def _is_before(issued: ReadField | None, established: ReadField | None) -> bool:
    if issued is None or established is None:
        return False
    return str(issued.value or "9") < str(established.value or "0")


def _is_no_name(person: ReadField | None) -> bool:
    return person is not None and not names.is_person_name(str(person.value))
