"""How the checks of a policy read it: a number by its name, and which of two lengths of time is longer."""

from models.durations import Span
from models.policy import Policy


def part(policy: Policy, path: str) -> object:
    """What stands at this path, None where a part on the way is missing."""
    found: object = policy
    for name in path.split("."):
        found = getattr(found, name, None)
    return found


def number(policy: Policy, name: str, otherwise: float) -> float:
    """The number of this name, `otherwise` where it is missing."""
    found = part(policy, name)
    return found if isinstance(found, int | float) else otherwise


def longer(span: Span, unit: str, most: int) -> bool:
    """Whether the length is more than so much of this unit; in any other unit it counts as longer."""
    return span.unit != unit or span.amount > most
