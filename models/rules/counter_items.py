"""What the teller has to tick at the counter before an account is opened (process.md step 8, rules.md 3)."""

from collections.abc import Iterator

from models.account import CounterItem
from models.case import Case
from models.policy import Policy
from models.rules import temporary_card
from models.rules.basic_account import permit_to_settle

WITH_CAUSE = frozenset(
    {
        CounterItem.AUTHORISATION_ORIGINAL,
        CounterItem.TEMPORARY_CARD,
        CounterItem.OLD_PERMIT,
        CounterItem.LEFT_PAPERS,
    }
)
"""What a case needs for a reason of its own; everything else every case needs."""

EVERY_CASE = tuple(item for item in CounterItem if item not in WITH_CAUSE)


def needed(case: Case, policy: Policy) -> tuple[CounterItem, ...]:
    """The items of this case, in the order of the list; a case from before an item had cause goes on without it."""
    own = frozenset((*EVERY_CASE, *_with_cause(case, policy)))
    return tuple(item for item in CounterItem if item in own)


def to_tick(case: Case, policy: Policy) -> tuple[CounterItem, ...]:
    """What is needed and nobody has ticked yet."""
    return tuple(item for item in needed(case, policy) if item not in case.counter.ticked)


def _with_cause(case: Case, policy: Policy) -> Iterator[CounterItem]:
    if temporary_card.on_file(case, policy.reading):
        yield CounterItem.TEMPORARY_CARD
    if case.left_to_counter:
        yield CounterItem.LEFT_PAPERS
    if policy.accounts is None:
        return
    if policy.accounts.letter_original and case.by_agent:
        yield CounterItem.AUTHORISATION_ORIGINAL
    if permit_to_settle(case.statements, case.licence, policy.accounts):
        yield CounterItem.OLD_PERMIT
