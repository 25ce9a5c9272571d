"""Which lists of a policy would match everything or nothing: words, places and networks (rules.md 8, risk.md 2, 6)."""

import re
from collections.abc import Collection, Iterator, Mapping

from pydantic import IPvAnyNetwork

from models.policy import Policy
from models.rules.addresses import parts_of
from models.rules.clusters import address_key
from models.rules.policy_parts import part
from models.states import State

_PARTS = ("scoring.bands", "accounts", "clusters", "owners")
"""Where the policy has lists of words."""
_NOT_EMPTY: Mapping[str, str] = {
    "scoring.bands.industry_trade": "I1 scores trade",
    "scoring.bands.industry_bad": "I1 scores what is near gambling or money itself",
    "scoring.bands.cash_some": "I2 scores cash",
    "scoring.bands.cash_much": "I2 scores cash",
    "scoring.bands.purpose_many_persons": "B5 scores payments of many persons",
    "scoring.bands.purpose_bad": "B1, B5 and F06 find an unfit purpose",
    "scoring.bands.wishes.at_once": "B3 and F16 find all channels wanted at once",
    "owners.offshore": "C3 finds an offshore place",
}
"""Lists by which something bad is found, and what would find nothing without any word."""
_NAMED: Mapping[str, tuple[frozenset[str], str]] = {
    "accounts.special_refused": (frozenset({"粮食收购", "棉花收购", "油料收购"}), "R-ACC-06"),
    "accounts.new_number_items": (frozenset({"名称", "法定代表人"}), "R-ACC-09"),
    "clusters.ended": (frozenset({State.ACTIVE, State.REFUSED}), "risk.md 6 F01-F05"),
}
"""Words that a list of the policy may add to and not leave out."""
_ENDINGS = frozenset(state.value for state in State if state.terminal)
_COUNTRY = re.compile(r"[A-Z]{2}")
_NUMBERED = re.compile(r"[路街道巷弄].*\d+号")
_WIDEST = {4: 8, 6: 32}
"""Bits that a known network fixes at least, by the version of its addresses: a wider one is a whole country's."""


def problems(policy: Policy) -> Iterator[str]:
    """Lists by which a check finds everything or nothing."""
    for name in _PARTS:
        for field, words in _lists(part(policy, name)):
            if any(isinstance(word, str) and not word.strip() for word in words):
                yield f"{name}.{field}: an empty word stands in every text"
    for name, why in _NOT_EMPTY.items():
        if part(policy, name) in ((), frozenset()):
            yield f"{name}: without a word nothing is found by which {why}"
    for name, (named, rule) in _NAMED.items():
        known = part(policy, name)
        if isinstance(known, Collection) and (left := named - set(known)):
            yield f"{name}: {', '.join(sorted(left))} may not be left out ({rule})"
    if odd := policy.clusters.ended - _ENDINGS:
        yield f"clusters.ended: {', '.join(sorted(odd))} is no ending of an application"
    if odd := frozenset(code for code in policy.owners.offshore if not _COUNTRY.fullmatch(code)):
        yield f"owners.offshore: {', '.join(sorted(odd))} is no code of two capital letters"
    yield from _of_places(policy)


def _lists(of: object) -> Iterator[tuple[str, Collection[object]]]:
    for field, value in vars(of).items() if of else ():
        if isinstance(value, tuple | frozenset):
            yield field, value


def _of_places(policy: Policy) -> Iterator[str]:
    for park in policy.clusters.parks:
        if park.strip() and not _is_one_place(park):
            yield f"clusters.parks: {park} is no single place; write district and place, or road and number"
    for network in policy.clusters.networks:
        if _is_too_wide(network):
            yield f"clusters.networks: {network} is no network of one house, and batches from it would not be seen"


def _is_one_place(park: str) -> bool:
    """Whether the park is more than a region: every address there would be in it, and share its address by law."""
    parts = parts_of(park)
    region = parts.district or parts.town or _NUMBERED.search(parts.inside)
    return bool(region and parts.inside and address_key(park))


def _is_too_wide(network: IPvAnyNetwork) -> bool:
    return network.prefixlen < _WIDEST[network.version]
