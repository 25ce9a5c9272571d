"""How the checks of a policy look at its numbers by their names."""

from collections.abc import Iterator
from datetime import timedelta

from models.base import Fact
from models.durations import Span
from models.policy import Policy


def part(policy: Policy, path: str) -> object:
    """What stands at this path, None where a part on the way is missing."""
    found: object = policy
    for name in path.split("."):
        found = getattr(found, name, None)
    return found


def number(policy: Policy, path: str) -> float | None:
    """The number at this path; None where it is missing or no number."""
    found = part(policy, path)
    return found if isinstance(found, int | float) else None


def span(policy: Policy, path: str) -> Span | None:
    """The length of time at this path; None where it is missing or none."""
    found = part(policy, path)
    return found if isinstance(found, Span) else None


def longer(length: Span, unit: str, most: int) -> bool:
    """Whether it is longer than so many of the unit, or written in another."""
    return length.unit != unit or length.amount > most


def shorter(length: Span, unit: str, least: int) -> bool:
    """Whether it is shorter than so many of the unit, or written in another."""
    return length.unit != unit or length.amount < least


def roughly(length: Span) -> timedelta:
    """The length as it would run through, a working hour as an hour and a working day as a day."""
    if length.plain is not None:
        return length.plain
    return {"wh": timedelta(hours=1), "wd": timedelta(days=1)}[length.unit] * length.amount


def spans(found: object, path: str = "") -> Iterator[tuple[str, Span]]:
    """Every length of time in this part, with its name."""
    if isinstance(found, Span):
        yield path, found
    elif isinstance(found, Fact):
        for name in type(found).model_fields:
            yield from spans(getattr(found, name), f"{path}.{name}".strip("."))
    elif isinstance(found, dict):
        for name, value in found.items():
            yield from spans(value, f"{path}.{name}")
    elif isinstance(found, tuple):
        for value in found:
            yield from spans(value, path)


def texts(found: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a list of this document, with the name of the list."""
    if isinstance(found, dict):
        for name, value in found.items():
            yield from texts(value, f"{path}.{name}".strip("."))
    elif isinstance(found, list):
        yield from ((path, value) for value in found if isinstance(value, str))
