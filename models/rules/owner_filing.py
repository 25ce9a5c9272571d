"""The owners' filing (受益所有人备案) beside what was computed: who is exempt, and how the two differ (rules.md 7.2).

Looking only at the filing is not allowed, so it is only ever compared.
"""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from models.owners import HolderKind, OwnerFilingAnswer, OwnerFilingCode, OwnersFound, Ownership
from models.papers import Money
from models.policy import OwnerRules
from models.rules.ownership import UNKNOWN, graph, key


class Difference(StrEnum):
    """How the filing differs from what was computed."""

    NOT_FILED = "not filed"
    PROMISE_UNFOUNDED = "filed as exempt by promise without meeting its conditions"
    MISSING = "an owner is missing in the filing"
    EXTRA = "the filing names somebody who is no owner"
    PERCENT = "a percentage differs"

    @property
    def chinese(self) -> str:
        return {
            Difference.NOT_FILED: "未备案",
            Difference.PROMISE_UNFOUNDED: "不符合承诺免报条件",
            Difference.MISSING: "漏报受益所有人",
            Difference.EXTRA: "多报受益所有人",
            Difference.PERCENT: "比例不符",
        }[self]


def promise_exempt(told: Ownership, capital: Money | None, limit_yuan: int) -> bool:
    """Whether a promise may replace the filing: capital of at most the limit, all holders natural persons who hold for
    themselves, and no other control or benefit.
    """
    firm = next((extract for extract in told.extracts if extract.number == told.root), None)
    if firm is None or capital is None or capital.currency != "CNY" or capital.cents > limit_yuan * 100:
        return False
    holders = {key(held.holder) for held in firm.holdings}
    persons = all(held.holder.kind is HolderKind.PERSON and not held.nominee for held in firm.holdings)
    alike = all(right in (None, held.equity) for held in firm.holdings for right in (held.votes, held.income))
    whole = UNKNOWN not in graph(told).shares("equity")[f"F:{told.root}"]
    return persons and alike and whole and all(key(controller) in holders for controller in firm.controllers)


def differences(
    computed: OwnersFound,
    told: Ownership,
    filed: OwnerFilingAnswer,
    capital: Money | None,
    limit_yuan: int,
    rules: OwnerRules,
) -> tuple[Difference, ...]:
    """How the filing differs from the owners at the filing's own threshold, the usual one."""
    if filed.code is OwnerFilingCode.FILED:
        return tuple(dict.fromkeys(_differing(computed, filed, rules)))
    if promise_exempt(told, capital, limit_yuan):
        return ()
    return (Difference.NOT_FILED if filed.code is OwnerFilingCode.NOT_FILED else Difference.PROMISE_UNFOUNDED,)


def _differing(computed: OwnersFound, filed: OwnerFilingAnswer, rules: OwnerRules) -> Iterator[Difference]:
    """What may lie behind an unknown layer is not held against the filing."""
    owners = {owner.number: owner for owner in computed.owners}
    named = {owner.number: owner for owner in filed.owners}
    if owners.keys() - named.keys():
        yield Difference.MISSING
    if not computed.complete:
        return
    if named.keys() - owners.keys():
        yield Difference.EXTRA
    for number in owners.keys() & named.keys():
        said, own = named[number].equity, owners[number].equity
        if abs((said or Decimal(0)) - own) > Decimal(str(rules.tolerance)):
            yield Difference.PERCENT
