"""The audit trail (有迹可循): canonical events and their hash chain (risk.md section 7)."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any

from models.base import Fact

GENESIS = "0" * 64
SHANGHAI = timezone(timedelta(hours=8))


def stamp(at: datetime) -> str:
    """Server time as the trail writes it: milliseconds, +08:00."""
    return at.astimezone(SHANGHAI).isoformat(timespec="milliseconds")


class AuditActor(Fact):
    """Who did it: never a shared id."""

    id: str
    role: str
    branch: str | None = None


class AuditFact(Fact):
    """One fact on its way to the trail; `fact` makes appending it twice harmless. Personal data goes in as a keyed
    digest or not at all.
    """

    fact: str
    at: str
    actor: AuditActor
    action: str
    before: str | None = None
    after: str | None = None
    object: str | None = None
    reason_code: str | None = None
    reason_text: str | None = None
    policy_version: str | None = None
    evidence: tuple[str, ...] = ()
    detail: dict[str, str | int | float | bool | None] = {}


def canonical(event: dict[str, Any]) -> bytes:
    """Keys sorted, no spaces, UTF-8: the bytes that are hashed."""
    return json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def link(event: dict[str, Any]) -> str:
    """The SHA-256 of the canonical event without its own hash."""
    return hashlib.sha256(canonical(event)).hexdigest()


def chained(fact: AuditFact, application: str, seq: int, prev: str) -> dict[str, Any]:
    """The event that enters the chain as number `seq`: empty fields are left out, so the digest does not depend on
    this version's field list.
    """
    event = {
        key: value for key, value in fact.model_dump(mode="json", exclude={"fact"}).items() if value not in (None, {})
    }
    event["actor"] = {key: value for key, value in event["actor"].items() if value is not None}
    return {**event, "evidence": list(fact.evidence), "app": application, "seq": seq, "prev": prev}


def first_break(application: str, events: Iterable[tuple[dict[str, Any], str]]) -> str | None:
    """Say in one sentence where the chain of (event, hash) pairs is broken, or None when it is whole."""
    prev = GENESIS
    for expected, (event, digest) in enumerate(events, start=1):
        if event.get("app") != application:
            return f"event {expected} belongs to another application"
        if event.get("seq") != expected:
            return f"event {expected} is missing or out of order (found number {event.get('seq')})"
        if event.get("prev") != prev:
            return f"event {expected} does not follow from the one before it"
        if link(event) != digest:
            return f"event {expected} was altered after it was written"
        prev = digest
    return None
