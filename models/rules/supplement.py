"""Which papers and statements to ask the customer for: the fewest that can mend everything, asked once (process.md 4).

A finding may be mended by one of several things: where licence and card name different people, either may be the wrong
one. Of the sets that reach every finding the smallest is asked for, of equally small ones the one that costs the
customer least.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from models.acts import Supplement
from models.findings import Finding, SupplementItem
from models.papers import PaperKind

EITHER: Mapping[str, tuple[str, ...]] = {
    "REPRESENTATIVE_DIFFERS": ("id_front", "licence"),
    "ID_VALIDITY_LENGTH": ("id_back", "id_front"),
    "WNAM": ("phone", "id_front"),
    "WIDT": ("phone", "id_front"),
}
"""Findings that more than one thing can mend, the likelier first; every other finding is mended by what it is about."""

MENDED_BY = {"OWNER_INCOMPLETE": PaperKind.OWNERSHIP_PROOF.value, "OWNER_NONE": PaperKind.OWNERSHIP_PROOF.value}
"""The paper that mends what is about no paper of the application: who stands behind the firm (rules.md 7.2)."""

_CARD_COST, _PAPER_COST, _STATEMENT_COST = 2, 3, 1
"""What it costs the customer: a word typed, a card from the pocket photographed, a paper fetched from the safe."""
_OF_THE_AGENT = frozenset({PaperKind.AGENT_ID_FRONT, PaperKind.AGENT_ID_BACK})
"""The agent's card is mended by no card of the representative's, whatever its findings share with that one's."""
_CARDS = frozenset({PaperKind.ID_FRONT, PaperKind.ID_BACK})


def targets(finding: Finding) -> tuple[str, ...]:
    """What can mend this finding: papers by kind, statements by field; empty when the customer can mend nothing."""
    head, _, field = finding.about.partition(".")
    own = field if head == "statements" else head if head in set(PaperKind) else MENDED_BY.get(finding.code, "")
    if own in _OF_THE_AGENT:
        return (own,)
    return EITHER.get(finding.code, (own,)) if own else ()


def demanded(asked: Iterable[SupplementItem], *, counter_later: bool) -> tuple[SupplementItem, ...]:
    """What the customer has to send now: not the paper that may wait for the counter, where the case lets it
    (process.md 4).
    """
    return tuple(item for item in asked if not (counter_later and item.at_counter and item.paper))


def left(
    before: Iterable[SupplementItem], asked: Iterable[SupplementItem], sent: Supplement
) -> tuple[SupplementItem, ...]:
    """What waits for the counter after this supplement: what did before, or may now, and was not sent."""
    kinds = {paper.kind for paper in sent.papers}
    waiting = {item.paper: item for item in (*before, *asked) if item.at_counter and item.paper}
    return tuple(item for kind, item in waiting.items() if kind not in kinds)


def smallest(needs: Sequence[tuple[str, ...]]) -> frozenset[str]:
    """The smallest, then cheapest set that holds one target of every need; of equals the one with the likelier targets.

    A need without any target cannot be reached by anybody and is left out.
    """
    reachable = [need for need in needs if need]
    universe = sorted({target for need in reachable for target in need})
    for size in range(len(universe) + 1):
        covering = [chosen for chosen in _of_size(universe, size) if covers(chosen, reachable)]
        if covering:
            return min(covering, key=lambda chosen: (cost(chosen), _unlikely(chosen, reachable), sorted(chosen)))
    raise AssertionError("all targets together reach every need")


def covers(chosen: Collection[str], needs: Sequence[tuple[str, ...]]) -> bool:
    return all(any(target in chosen for target in need) for need in needs)


def cost(chosen: Collection[str]) -> int:
    """The customer's effort for these papers and statements."""
    return sum(_cost(target) for target in chosen)


def _cost(target: str) -> int:
    if target not in set(PaperKind):
        return _STATEMENT_COST
    return _CARD_COST if target in _CARDS else _PAPER_COST


def _of_size(universe: Sequence[str], size: int) -> Iterator[frozenset[str]]:
    return (frozenset(chosen) for chosen in combinations(universe, size))


def _unlikely(chosen: Collection[str], needs: Sequence[tuple[str, ...]]) -> int:
    """How far down their lists the chosen targets stand."""
    return sum(next(place for place, target in enumerate(need) if target in chosen) for need in needs)
