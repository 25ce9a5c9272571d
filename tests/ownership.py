"""Small words for ownership graphs: `firm("A", P("张", 60), F("B", 40))` is one extract."""

from decimal import Decimal
from typing import Any

from models.owners import Duty, Extract, Holder, HolderKind, Holding, Officer, Ownership


def person(name: str) -> Holder:
    return Holder(kind=HolderKind.PERSON, name=f"样例{name}", number=f"P-{name}")


def P(name: str, percent: float | str, **over: Any) -> Holding:  # noqa: N802 - reads like the drawing
    return Holding(holder=person(name), equity=Decimal(str(percent)), **over)


def F(number: str, percent: float | str, *, country: str = "CN", **over: Any) -> Holding:  # noqa: N802 - as above
    holder = Holder(kind=HolderKind.FIRM, name=f"样例{number}公司", number=number, country=country)
    return Holding(holder=holder, equity=Decimal(str(percent)), **over)


def body(kind: HolderKind, percent: float) -> Holding:
    return Holding(holder=Holder(kind=kind, name=f"样例{kind}"), equity=Decimal(str(percent)))


def officer(name: str, duty: Duty = Duty.GENERAL_MANAGER, *, resident: bool = True) -> Officer:
    return Officer(name=f"样例{name}", number=f"P-{name}", duty=duty, resident=resident)


def firm(number: str, *holdings: Holding, **over: Any) -> Extract:
    return Extract(number=number, name=f"样例{number}公司", holdings=holdings, **over)


def owned(*extracts: Extract, **over: Any) -> Ownership:
    """The ownership whose root is the first extract's firm."""
    return Ownership(root=extracts[0].number, extracts=extracts, **over)
