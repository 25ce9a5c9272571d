"""The ownership graph: whose money, votes and will stand behind a firm, computed exactly (rules.md 7.2).

A chain counts as the product of its shares, parallel chains add up, and circles are solved to their fixed point. What
nobody can be named for is counted too, as unknown: persons, listed companies, the state and the unknown always add up
to the whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

from models.owners import Extract, Holder, HolderKind, Ownership

WHOLE = Fraction(1)
HALF = Fraction(1, 2)
UNKNOWN = "?"
"""The key of whatever is held by nobody who can be named."""

MOST_PATHS = 12
_MOST_STEPS = 2_000
"""Limits of what is drawn: in a net of many firms there are more chains than anybody reads."""

Right = Literal["equity", "votes", "income"]
Shares = Mapping[str, Mapping[str, Fraction]]
"""For each firm what part of it each holder has; the parts of one firm add up to one."""


class Path(NamedTuple):
    """One chain from the root to a holder, no firm twice, and the product of its shares."""

    keys: tuple[str, ...]
    part: Fraction


class Graph(NamedTuple):
    """The firms whose extracts are known and everybody who holds or controls something, by key."""

    root: str
    firms: Mapping[str, Extract]
    holders: Mapping[str, Holder]

    def shares(self, right: Right) -> Shares:
        return {name: _parts(firm, right) for name, firm in self.firms.items()}

    def name(self, which: str) -> str:
        return self.holders[which].name if which in self.holders else "未知"


def key(holder: Holder) -> str:
    """Who is the same: equal numbers; without a number, a name alone."""
    return f"{holder.kind[0]}:{holder.number or holder.name}"


def graph(told: Ownership) -> Graph:
    """The graph of these extracts, a firm known by its own extract or by those of others."""
    firms = {f"F:{extract.number}": extract for extract in told.extracts}
    own = {
        name: Holder(kind=HolderKind.FIRM, name=firm.name, number=firm.number, country=firm.country)
        for name, firm in firms.items()
    }
    named = [holder for firm in firms.values() for holder in (*_holding(firm), *firm.controllers)]
    return Graph(f"F:{told.root}", firms, {**{key(holder): holder for holder in named}, **own})


def _holding(firm: Extract) -> Iterator[Holder]:
    return (held.holder for held in firm.holdings)


def _parts(firm: Extract, right: Right) -> dict[str, Fraction]:
    """The holders' parts; what is missing to the whole is unknown, what rounding has added above it is scaled away.

    Where one holder's votes or income are told, whoever is not told of has none.
    """
    told = right == "equity" or any(getattr(held, right) is not None for held in firm.holdings)
    parts: dict[str, Fraction] = {}
    for held in firm.holdings:
        percent = getattr(held, right) if told else held.equity
        who = key(held.holder)
        parts[who] = parts.get(who, Fraction(0)) + Fraction(percent or 0) / 100
    total = sum(parts.values(), Fraction(0))
    if total > WHOLE:
        return {who: part / total for who, part in parts.items() if part}
    return {who: part for who, part in {**parts, UNKNOWN: WHOLE - total}.items() if part}


# ── parts of the whole ──────────────────────────────────────────────────────────────────────────────────────────────


def final_parts(shares: Shares, root: str) -> dict[str, Fraction]:
    """What each one who is no traced firm finally has of `root`; together exactly one.

    The fixed point of w = e + w·S, found by taking one firm after the other out of the graph and giving its holders
    what it had: one step a firm, so it ends. The division is by one less the part that a firm finally has of itself,
    which is below one for every firm that somebody outside its circle has a part of; firms that belong to nobody but
    each other have no fixed point, and whoever stands behind them is unknown.
    """
    left = _opened(shares)
    if root not in left:
        return {UNKNOWN: WHOLE}
    for firm in [name for name in left if name != root]:
        holders = _without_itself(firm, left.pop(firm))
        for parts in left.values():
            _hand_over(parts, firm, holders)
    return _without_itself(root, left[root])


def _opened(shares: Shares) -> dict[str, dict[str, Fraction]]:
    """Every firm with somebody outside behind it; the others are left out, so that they end a chain, as unknown."""
    outside = {holder for parts in shares.values() for holder in parts if holder not in shares}
    reached = _against(shares, outside)
    opened: dict[str, dict[str, Fraction]] = {}
    for firm in shares:
        if firm in reached:
            parts = opened.setdefault(firm, {})
            for holder, part in shares[firm].items():
                who = UNKNOWN if holder in shares and holder not in reached else holder
                parts[who] = parts.get(who, Fraction(0)) + part
    return opened


def _against(shares: Shares, goals: Iterable[str]) -> set[str]:
    """The goals, and every firm from which a chain of holders leads to one of them."""
    found, size = set(goals), -1
    while len(found) != size:
        size = len(found)
        found |= {firm for firm, parts in shares.items() if not found.isdisjoint(parts)}
    return found


def _without_itself(firm: str, parts: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """A firm's own part in itself belongs to its holders, each by what they have."""
    rest = WHOLE - parts.get(firm, Fraction(0))
    return {who: part / rest for who, part in parts.items() if who != firm}


def _hand_over(parts: dict[str, Fraction], firm: str, holders: Mapping[str, Fraction]) -> None:
    had = parts.pop(firm, None)
    for who, part in holders.items() if had else ():
        parts[who] = parts.get(who, Fraction(0)) + part * (had or 0)


# ── control ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def controls(found: Graph, who: str, votes: Shares, more_than: Fraction = HALF) -> bool:
    """Whether this holder controls the root: as its registered controller, or with a majority of the votes, counting
    those of every firm that is controlled in the same way.

    Firms are only ever added, so it ends after at most one round a firm.
    """
    mine, size = {who}, 0
    while len(mine) != size:
        size = len(mine)
        mine |= {name for name in votes if _falls(found.firms[name], mine, votes[name], more_than)}
    return found.root in mine


def _falls(firm: Extract, mine: set[str], parts: Mapping[str, Fraction], more_than: Fraction) -> bool:
    registered = any(key(controller) in mine for controller in firm.controllers)
    return registered or sum((parts.get(who, Fraction(0)) for who in mine), Fraction(0)) > more_than


# ── shape ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def cyclic(shares: Shares) -> bool:
    """Whether some firm has, through whatever chain, a part of itself."""
    return any(_returns(shares, firm) for firm in shares)


def _returns(shares: Shares, firm: str) -> bool:
    """Whether a chain of holders leads from the firm back to itself."""
    behind: set[str] = set()
    ahead = set(shares[firm])
    while ahead:
        behind |= ahead
        ahead = {holder for name in ahead if name in shares for holder in shares[name]} - behind
    return firm in behind


def layers(shares: Shares, root: str) -> int:
    """The length of the longest chain above the root, 0 without holders; in a circle no chain ends, so that it counts
    as one layer a firm and one more.
    """
    depth, ahead = 0, {root}
    while depth <= len(shares):
        ahead = {holder for name in ahead for holder in shares.get(name, {}) if holder != UNKNOWN}
        if not ahead:
            break
        depth += 1
    return depth


def paths(shares: Shares, root: str, goal: str) -> tuple[Path, ...]:
    """Chains from the root to the goal without circles, at most `MOST_PATHS`, the largest first."""
    towards = _against(shares, {goal})
    found: list[Path] = []
    open_ = [Path((root,), WHOLE)]
    for _ in range(_MOST_STEPS):
        if not open_ or len(found) == MOST_PATHS:
            break
        way = open_.pop()
        for holder, part in shares.get(way.keys[-1], {}).items():
            longer = Path((*way.keys, holder), way.part * part)
            if holder == goal:
                found.append(longer)
            elif holder in towards and holder not in way.keys:
                open_.append(longer)
    return tuple(sorted(found, key=lambda path: (-path.part, path.keys)))
