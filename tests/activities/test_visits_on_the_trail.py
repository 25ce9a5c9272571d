"""Account managers' visits as `ops patterns` reads them: from trails that the ledger keeps, on both databases."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from activities.providers.ledger import Ledger
from cli.patterns import judged, visits_since
from models.audit import AuditFact, stamp
from models.visit_patterns import PatternKind, Visited
from tests.activities.publications import ALICE, BOB, MORNING, fact, publication


async def visit(ledger: Ledger, application: str, after: int, stayed: int, lat: float, **case: Any) -> None:
    """A check-in so many minutes after the morning, a photo, and the manager's signature."""

    def told(action: str, minutes: int, **detail: Any) -> AuditFact:
        at = stamp(MORNING + timedelta(minutes=minutes))
        return fact(f"{application} {action}", action=action, at=at, detail={"by": "E20401", **detail})

    facts = (
        told("VISIT_CHECK_IN", after, lat=lat, lon=121.474, metres=20),
        told("SITE_PHOTO", after, look="7" * 64),
        told("VISIT_SIGNED", after + stayed, digest="d"),
    )
    await ledger.publish(publication(1, *facts, application=application, **case))


async def seen(ledger: Ledger, after: timedelta = timedelta(0), branch: str | None = None) -> list[Visited]:
    kept: Any = SimpleNamespace(ledger=ledger)
    return await visits_since(kept, branch, MORNING + after)


async def test_f20_patterns_are_found_in_the_trails_that_are_kept(ledger: Ledger) -> None:
    await visit(ledger, ALICE, 0, 3, 31.23)
    await visit(ledger, BOB, 30, 20, 32.23)
    assert [(one.kind, one.manager, one.applications) for one in judged(await seen(ledger))] == [
        (PatternKind.SHORT_VISIT, "E20401", (ALICE,)),
        (PatternKind.IMPOSSIBLE_TRAVEL, "E20401", (ALICE, BOB)),
        (PatternKind.SAME_PHOTOS, "E20401", (ALICE, BOB)),
    ]
    assert await ledger.verify(ALICE) is None


async def test_f20_only_the_branchsvisits_since_since_the_day_are_looked_at(ledger: Ledger) -> None:
    late = MORNING + timedelta(days=2)
    await visit(ledger, ALICE, 0, 3, 31.23, updated=late)
    await visit(ledger, BOB, 24 * 60, 3, 31.23, updated=late, branch="0301")
    assert [one.application for one in await seen(ledger)] == [ALICE, BOB]
    assert [one.application for one in await seen(ledger, timedelta(hours=12))] == [BOB]
    assert [one.application for one in await seen(ledger, branch="0300")] == [ALICE]
    assert await seen(ledger, timedelta(days=3)) == []
