"""Figures of metrics.md 3 from audit events alone, each with its n; times are wall time.

K01 end to end, K03 stage times, K04 counter minutes, K06 supplements, K08 breaches of deadlines, K10 typed fields.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

Event = Mapping[str, Any]
Trail = Sequence[Event]
ENDINGS = ("ACTIVE", "WITHDRAWN", "REFUSED", "EXPIRED")
COUNTER_PROMISE = 30.0
"""Minutes that K04 counts as kept: the definition of the figure, not a limit of the process."""


class Span(NamedTuple):
    """One task's life: minutes until somebody took it, minutes of work, and both together; None = did not happen."""

    kind: str
    queue: float | None
    work: float | None
    whole: float | None


def figures(trails: Iterable[Trail]) -> dict[str, Any]:
    """All figures over these trails, one trail an application."""
    every = [trail for trail in trails if trail]
    submitted = [trail for trail in every if _first(trail, "APPLICATION_SUBMITTED")]
    return {
        "applications": len(every),
        "submitted": len(submitted),
        "outcomes": dict(Counter(_outcome(trail) for trail in every)),
        "K01_end_to_end_minutes": spread(_between(trail, "APPLICATION_SUBMITTED", "ACTIVATED") for trail in submitted),
        "K03_stages_minutes": _stages(every),
        "K04_counter_minutes": _counter(every),
        "K06_supplements": _supplements(submitted),
        "K08_breaches": _breaches(every),
        "K10_typed_fields": spread(len(typed_fields(trail)) for trail in submitted),
    }


def spread(values: Iterable[float | None]) -> dict[str, float | int | None]:
    """n, mean, P50 and P90 (nearest rank) of the values that exist."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return {"n": 0, "mean": None, "p50": None, "p90": None}
    return {
        "n": len(known),
        "mean": _round(sum(known) / len(known)),
        "p50": _rank(known, 0.5),
        "p90": _rank(known, 0.9),
    }


def spans(trail: Trail) -> Iterator[Span]:
    """Queue and work time of every task on the trail (K03); a task decided without a claim has a whole time only."""
    for place, event in enumerate(trail):
        if event["action"] != "TASK_OPENED":
            continue
        name, kind, opened = event.get("object"), event["detail"]["kind"], _at(event)
        closed = next(
            (later for later in trail[place:] if later["action"] == "TASK_CLOSED" and later.get("object") == name), None
        )
        done = _at(closed) if closed and closed["detail"].get("end") == "done" else None
        taken = _taken(trail[place:], kind, _at(closed) if closed else None)
        yield Span(kind, _minutes(opened, taken), _minutes(taken, done), _minutes(opened, done))


def _taken(events: Trail, kind: str, until: datetime | None) -> datetime | None:
    claims = (event for event in events if event["action"] == "ACT" and event.get("object") == "claim")
    times = (_at(event) for event in claims if event.get("detail", {}).get("task") == kind)
    return next((at for at in times if until is None or at <= until), None)


def _stages(trails: Sequence[Trail]) -> dict[str, Any]:
    found: dict[str, list[Span]] = {}
    for trail in trails:
        for span in spans(trail):
            found.setdefault(span.kind, []).append(span)
    return {
        kind: {name: spread(getattr(span, name) for span in of_kind) for name in ("queue", "work", "whole")}
        for kind, of_kind in sorted(found.items())
    }


def _counter(trails: Sequence[Trail]) -> dict[str, Any]:
    minutes = [value for trail in trails if (value := _last_visit(trail)) is not None]
    kept = sum(value <= COUNTER_PROMISE for value in minutes)
    return {**spread(minutes), "share_within_30": _share(kept, len(minutes))}


def _supplements(trails: Sequence[Trail]) -> dict[str, Any]:
    rounds = [sum(event["action"] == "SUPPLEMENT_REQUESTED" for event in trail) for trail in trails]
    asked = [number for number in rounds if number]
    each = _round(sum(asked) / len(asked)) if asked else None
    return {
        "n": len(rounds),
        "with_supplement": len(asked),
        "rate": _share(len(asked), len(rounds)),
        "rounds_each": each,
    }


def _breaches(trails: Sequence[Trail]) -> dict[str, Any]:
    tasks = sum(event["action"] == "TASK_OPENED" for trail in trails for event in trail)
    found = {
        level: len({event.get("object") for trail in trails for event in trail if _breach(event) == level})
        for level in (1, 2)
    }
    return {
        "n": tasks,
        **{f"level_{level}": number for level, number in found.items()},
        **{f"rate_{level}": _share(number, tasks) for level, number in found.items()},
    }


def typed_fields(trail: Trail) -> frozenset[str]:
    """The fields that the customer typed, each once however often it was corrected."""
    return frozenset(str(event.get("object")) for event in trail if event["action"] == "FIELD_TYPED")


def _breach(event: Event) -> int | None:
    return event["detail"]["level"] if event["action"] == "SLA_BREACHED" else None


def _outcome(trail: Trail) -> str:
    """The ending that the trail tells, or RUNNING."""
    last = next((event["after"] for event in reversed(trail) if event.get("after") in ENDINGS), None)
    return last or "RUNNING"


def _between(trail: Trail, start: str, end: str) -> float | None:
    """Minutes from the first `start` to the first `end` after it."""
    first, last = _first(trail, start), _first(trail, end)
    return _minutes(_at(first), _at(last)) if first and last else None


def _last_visit(trail: Trail) -> float | None:
    """Minutes of the visit that opened the account: who was sent home for a new decision checks in again."""
    checked_in, receipt = _first(trail[::-1], "COUNTER_CHECKIN"), _first(trail, "COUNTER_RECEIPT")
    return _minutes(_at(checked_in), _at(receipt)) if checked_in and receipt else None


def _first(trail: Trail, action: str) -> Event | None:
    return next((event for event in trail if event["action"] == action), None)


def _at(event: Event) -> datetime:
    return datetime.fromisoformat(event["at"])


def _minutes(start: datetime | None, end: datetime | None) -> float | None:
    return (end - start).total_seconds() / 60 if start and end else None


def _rank(known: Sequence[float], share: float) -> float:
    return _round(known[max(math.ceil(share * len(known)) - 1, 0)])


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _round(value: float) -> float:
    return round(value, 2)
