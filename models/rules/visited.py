"""About whom and what a visit and an interview were, and what has changed since: a proof about another person, place or
owner proves nothing (process.md step 4; rules.md 11 H04-H06, H10).
"""

from enum import StrEnum

from models.case import Case
from models.policy import Policy
from models.rules import owners
from models.rules.addresses import same_address
from models.visit import Visited


class Change(StrEnum):
    """What a visit has to be repeated for."""

    REPRESENTATIVE = "representative"
    ADDRESS = "address"
    OWNERS = "owners"


def about(case: Case, policy: Policy) -> Visited:
    """Whom and what somebody who goes there now goes to see."""
    registration = case.dossier.registration
    firm = registration.answer.firm if registration else None
    shown = owners.seen(case.licence, case.dossier, case.tier, policy.owners)
    return Visited(
        representative=case.id_card.number,
        address=address_of(case),
        registered=firm.address if firm else None,
        owners=tuple(sorted({owner.number for owner in shown.owners})) if shown else (),
    )


def address_of(case: Case) -> str | None:
    """Where the firm is visited: at the address it works at, else at the licence's."""
    return case.statements.operating_address or case.licence.address


def changed(case: Case, policy: Policy) -> frozenset[Change]:
    """What is another than at the visit; nothing for a visit from before that was recorded.

    An owner who left changes nothing for those whom a person has confirmed.
    """
    then = case.visit.about
    if then is None:
        return frozenset()
    now = about(case, policy)
    moved = _another(then.address, now.address) or _another(then.registered, now.registered)
    differs = {
        Change.REPRESENTATIVE: then.representative != now.representative,
        Change.ADDRESS: moved,
        Change.OWNERS: not set(now.owners) <= set(then.owners),
    }
    return frozenset(change for change, holds in differs.items() if holds)


def _another(then: str | None, now: str | None) -> bool:
    """A registry that names no address for a while moves nobody."""
    return now is not None and now != then and not same_address(then, now)


def interviewed_another(case: Case) -> bool:
    """Whether the last interview was with somebody who is not the representative any more."""
    last = case.interview.attempts[-1] if case.interview.attempts else None
    return last is not None and last.representative not in (None, case.id_card.number)
