"""Separation of duties (职责分离): which pairs of work on one application need different people (process.md 2, H07).

Judged by `person`, the human behind a staff id: two ids of one human are one pair of eyes.
"""

from collections.abc import Iterable, Sequence

from models.case import Actor
from models.people import Role

_AUTHORISERS = frozenset({Role.SUPERVISOR, Role.RISK_HEAD, Role.BRANCH_MANAGER})
_WORKERS = frozenset(
    {Role.ACCOUNT_MANAGER, Role.CLOUD_TELLER, Role.REVIEWER, Role.VIDEO_TELLER, Role.COUNTER_TELLER, Role.RISK}
)

PAIRS: frozenset[frozenset[Role]] = frozenset(
    {
        frozenset({Role.ACCOUNT_MANAGER, Role.CLOUD_TELLER}),
        frozenset({Role.ACCOUNT_MANAGER, Role.REVIEWER}),
        frozenset({Role.CLOUD_TELLER, Role.REVIEWER}),
        frozenset({Role.COUNTER_TELLER, Role.REVIEWER}),
        frozenset({Role.RISK, Role.ACCOUNT_MANAGER}),
        frozenset({Role.RISK, Role.REVIEWER}),
        *(frozenset({above, below}) for above in _AUTHORISERS for below in _WORKERS),
        *(frozenset({one, other}) for one in _AUTHORISERS for other in _AUTHORISERS - {one}),
    }
)
"""Work that one person may not unite: the pairs of process.md 2, and who authorises never authorises an own step."""


def conflict(role: Role, person: str, actors: Iterable[Actor]) -> str | None:
    """Why `person` may not act as `role` on a case with these actors, in one sentence, or None."""
    done = sorted({actor.role for actor in actors if actor.person == person and frozenset({role, actor.role}) in PAIRS})
    if not done:
        return None
    return (
        f"separation of duties: this person already acted as {' and '.join(done)} on this application and may not act"
        f" as {role}; let a colleague take it"
    )


def excluded(role: Role, actors: Iterable[Actor]) -> frozenset[str]:
    """The persons barred from acting as `role` on a case with these actors."""
    actors = tuple(actors)
    return frozenset(actor.person for actor in actors if conflict(role, actor.person, actors))


def violations(actors: Sequence[Actor]) -> tuple[str, ...]:
    """Every conflict among people who did act, once each: for H07 nothing may be left here."""
    found = (conflict(actor.role, actor.person, actors) for actor in actors)
    return tuple(dict.fromkeys(said for said in found if said))
