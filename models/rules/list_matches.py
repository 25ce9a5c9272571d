"""List matches that RISK resolved: which stay resolved, and which are new (rules.md 6; risk.md 2, near match: hold).

Until somebody has looked, a match weighs as if it were the person.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from models.checks import ClearedMatch, Dossier, ListHit, System
from models.findings import Finding, Severity
from models.rules.screening import match_code, match_severity

_SAME = ("kind", "source", "entry", "digest", "subject", "by_number")
"""What must be as it was: a changed text, another subject or an agreeing number makes it a new match."""


def resolved(hit: ListHit, cleared: Iterable[ClearedMatch]) -> bool:
    """Whether RISK looked at this very match; a hit that nobody may clear is never resolved."""
    return resolution(hit, cleared) is not None


def resolution(hit: ListHit, cleared: Iterable[ClearedMatch]) -> ClearedMatch | None:
    """Who resolved this match, with the note."""
    if not clearable(hit):
        return None
    return next((one for one in cleared if same(hit, one)), None)


def same(hit: ListHit, other: ListHit | ClearedMatch) -> bool:
    """Whether both are one match: the same entry with the same text, found for the same subject in the same way."""
    return all(getattr(hit, name) == getattr(other, name) for name in _SAME)


def clearable(hit: ListHit) -> bool:
    """What stops is cleared, and a FLAG by name alone, which may be another person; HARD is cleared by nobody, and a
    number that agrees is the person: that weighs on.
    """
    severity = match_severity(hit)
    return severity is Severity.STOP or (severity is Severity.FLAG and not hit.by_number)


def standing(dossier: Dossier, cleared: Collection[ClearedMatch]) -> Dossier:
    """The dossier as it is judged: without the matches that are resolved."""
    asked = dossier.lists
    if asked is None or not cleared:
        return dossier
    hits = tuple(hit for hit in asked.answer.hits if not resolved(hit, cleared))
    answer = asked.answer.model_copy(update={"hits": hits})
    return dossier.model_copy(update={"lists": asked.model_copy(update={"answer": answer})})


def to_clear(dossier: Dossier, code: str, cleared: Collection[ClearedMatch]) -> tuple[ListHit, ...]:
    """The open matches behind a finding of this code."""
    hits = dossier.lists.answer.hits if dossier.lists else ()
    return tuple(hit for hit in hits if match_code(hit) == code and clearable(hit) and not resolved(hit, cleared))


def of_entry(dossier: Dossier, source: str, entry: str) -> tuple[ListHit, ...]:
    """The matches of one entry of one list, whichever subjects it was found for."""
    hits = dossier.lists.answer.hits if dossier.lists else ()
    return tuple(hit for hit in hits if (hit.source, hit.entry) == (source, entry))


def clearing(hit: ListHit, by: str, note: str, at: datetime) -> ClearedMatch:
    """The record that this person resolved this match."""
    return ClearedMatch(**{name: getattr(hit, name) for name in _SAME}, by=by, note=note, at=at)


def findings(dossier: Dossier, cleared: Collection[ClearedMatch]) -> list[Finding]:
    """An information for those who review after RISK: matches of this answer were resolved."""
    hits = dossier.lists.answer.hits if dossier.lists else ()
    if not any(resolved(hit, cleared) for hit in hits):
        return []
    zh, en = "名单命中已由风险岗逐条核实排除", "list matches were resolved by RISK, entry by entry"
    about, rule = str(System.LISTS), "rules.md 6"
    return [Finding(code="LIST_MATCHES_CLEARED", severity=Severity.INFO, about=about, zh=zh, en=en, rule=rule)]
