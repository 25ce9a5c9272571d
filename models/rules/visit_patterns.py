"""Patterns of account managers over their visits (risk.md 6 F20): visits too short, journeys too fast, one photo of two
places.

The facts come from the trail alone, so whoever looks at a manager needs nobody's leave and leaves no trace with them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations, groupby, pairwise
from typing import Any

from models.policy import VisitPatterns
from models.rules.datum import distance
from models.visit import Datum, Point
from models.visit_patterns import Pattern, PatternKind, Visited

Event = Mapping[str, Any]


# ── visits from the trail ───────────────────────────────────────────────────────────────────────────────────────────


def visits_of(application: str, events: Iterable[Event]) -> tuple[Visited, ...]:
    """The visits of one trail in order, by check-in; events from before check-ins named their manager are no facts.

    A photo belongs to the visit that its manager is on, or to the next one.
    """
    found: list[Visited] = []
    early: list[str] = []
    on_site = False
    for event in events:
        detail = event.get("detail") or {}
        theirs = on_site and detail.get("by") == found[-1].manager
        match event["action"]:
            case "DD_BOOKED":
                on_site, early = False, []
            case "VISIT_CHECK_IN" if detail.get("by"):
                found.append(_arrived(application, event, early))
                on_site, early = True, []
            case "SITE_PHOTO" if detail.get("look") and theirs:
                found[-1] = found[-1].model_copy(update={"looks": (*found[-1].looks, detail["look"])})
            case "SITE_PHOTO" if detail.get("look"):
                early.append(detail["look"])
            case "VISIT_SIGNED" if theirs:
                found[-1] = found[-1].model_copy(update={"left": _at(event)})
    return tuple(found)


def _arrived(application: str, event: Event, looks: Sequence[str]) -> Visited:
    detail = event["detail"]
    lat, lon = detail.get("lat"), detail.get("lon")
    place = None if lat is None or lon is None else Point(lat=lat, lon=lon, datum=Datum.WGS84)
    return Visited(application=application, manager=detail["by"], arrived=_at(event), place=place, looks=tuple(looks))


def _at(event: Event) -> datetime:
    return datetime.fromisoformat(event["at"])


# ── what they look like together ────────────────────────────────────────────────────────────────────────────────────


def patterns(visits: Iterable[Visited], policy: VisitPatterns) -> tuple[Pattern, ...]:
    """Everything to look into, by manager and time."""
    found: list[Pattern] = []
    for _, theirs in groupby(sorted(visits, key=_by_manager), key=lambda one: one.manager):
        own = list(theirs)
        found += sorted((*_short(own, policy), *_fast(own, policy), *_same(own, policy)), key=lambda one: one.at)
    return tuple(found)


def _by_manager(visit: Visited) -> tuple[str, datetime, str]:
    return visit.manager, visit.arrived, visit.application


def _short(visits: Sequence[Visited], policy: VisitPatterns) -> Iterator[Pattern]:
    """A visit that was signed sooner after the check-in than anybody can see premises."""
    for visit in visits:
        stayed = visit.left - visit.arrived if visit.left else None
        if stayed is not None and policy.shortest.plain and stayed < policy.shortest.plain:
            said = _minutes(stayed)
            yield _pattern(PatternKind.SHORT_VISIT, [visit], f"签到后{said}分钟签署", f"signed after {said} minutes")


def _fast(visits: Sequence[Visited], policy: VisitPatterns) -> Iterator[Pattern]:
    """From one premises to the next faster than a car drives; near places and unknown ones say nothing."""
    for one, other in pairwise(visit for visit in visits if visit.place):
        if one.place is None or other.place is None:
            continue
        metres, taken = distance(one.place, other.place), other.arrived - (one.left or one.arrived)
        if metres > policy.near_metres and metres / 1000 > policy.speed * max(taken, timedelta(0)) / timedelta(hours=1):
            km, said = round(metres / 1000), _minutes(taken)
            zh, en = f"{said}分钟内移动约{km}公里", f"about {km} km in {said} minutes"
            yield _pattern(PatternKind.IMPOSSIBLE_TRAVEL, [one, other], zh, en)


def _same(visits: Sequence[Visited], policy: VisitPatterns) -> Iterator[Pattern]:
    """Photos of two applications' premises that show one view."""
    for one, other in combinations(visits, 2):
        if one.application != other.application and _alike(one.looks, other.looks, policy.photo_bits):
            zh, en = "两笔申请的现场照片相同或几乎相同", "photos of two premises are the same or nearly so"
            yield _pattern(PatternKind.SAME_PHOTOS, [one, other], zh, en)


def _alike(ours: Sequence[str], theirs: Sequence[str], bits: int) -> bool:
    return any((int(one, 16) ^ int(other, 16)).bit_count() <= bits for one in ours for other in theirs)


def _minutes(span: timedelta) -> str:
    return f"{max(span, timedelta(0)) / timedelta(minutes=1):.1f}"


def _pattern(kind: PatternKind, visits: Sequence[Visited], zh: str, en: str) -> Pattern:
    numbers = tuple(dict.fromkeys(visit.application for visit in visits))
    return Pattern(kind=kind, manager=visits[0].manager, applications=numbers, at=visits[-1].arrived, zh=zh, en=en)
