"""What the simulated systems' messages have in common."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

ENABLED = "ENBL"
ACCEPTED, PROCESSED, REJECTED = "PR00", "PR07", "PR09"
ENVELOPE = ("message", "request", "serial", "service", "processed")


class Message(BaseModel):
    """A request: unknown fields are refused, as a strict system would."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def plain(name: str) -> str:
    """A name for comparing: no spaces, half-width brackets."""
    return "".join(name.split()).replace("（", "(").replace("）", ")")


def sliced(answer: dict[str, Any], size: int) -> dict[str, Any]:
    """A long answer as numbered slices of its serial: first the facts with all lists empty, then the lists' entries,
    `size` at a time; at least two slices.
    """
    facts = {name: value for name, value in answer.items() if name not in ENVELOPE}
    parts = [_without_entries(facts), *_entries(facts, size)]
    if len(parts) == 1:
        (first, value), *rest = parts[0].items()
        parts = [{first: value}, dict(rest)]
    numbered = [
        {"serial": answer.get("serial"), "number": number, "total": len(parts), "part": part}
        for number, part in enumerate(parts, 1)
    ]
    return {**{name: answer[name] for name in ENVELOPE if name in answer}, "slices": numbered}


def _without_entries(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: _emptied(value) for name, value in facts.items()}


def _emptied(value: Any) -> Any:
    if isinstance(value, dict):
        return _without_entries(value)
    return [] if isinstance(value, list) else value


def _entries(facts: dict[str, Any], size: int) -> Iterator[dict[str, Any]]:
    for name, value in facts.items():
        if isinstance(value, dict):
            yield from ({name: part} for part in _entries(value, size))
        elif isinstance(value, list):
            yield from ({name: value[start : start + size]} for start in range(0, len(value), size))
