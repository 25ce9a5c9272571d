"""What is ordered of the contract platform: the customer's wishes, as far as tier and limits go (process.md step 11).

Limits of non-counter channels come from the tier, not from the wish; nothing is bundled with the account (negative
list 6): who ticks something gets that, who ticks nothing at all gets nothing, who says nothing the basic package.
"""

from collections.abc import Iterator

from models.account import Limits
from models.case import Case
from models.policy import Policy
from models.products import Granted, Product, ProductState, Terms, Wishes, chinese
from models.rules.wishes import yuan

DONE = frozenset({ProductState.SIGNED, ProductState.OPENED})


def granted(case: Case, policy: Policy) -> Granted:
    """What is ordered for the reserved account, never more than the tier signs nor above the account's own limits."""
    wishes, products = case.statements.wishes, _package(case, policy)
    if wishes is None:
        return Granted(products=products)
    if wishes.products is not None:
        products = tuple(product for product in wishes.products if _may_sign(case, policy, product))
    online = Product.INTERNET_BANK in products
    return Granted(products=products, terms=_terms(wishes, _limits(case)) if online else None)


def withheld(case: Case, policy: Policy) -> tuple[str, ...]:
    """What was wished and is not granted, in the customer's words: never why, for that would tell the tier."""
    wishes = case.statements.wishes
    return tuple(_withheld(wishes, granted(case, policy), _limits(case))) if wishes else ()


def unopened(contracts: dict[str, str]) -> tuple[str, ...]:
    """The products in Chinese that did not come through, or of which the platform has not said so."""
    return tuple(chinese(name) for name, state in contracts.items() if state not in DONE)


def _package(case: Case, policy: Policy) -> tuple[str, ...]:
    """The tier's own package; the bank's where the tier says nothing."""
    measures = policy.measures[case.tier] if case.tier else None
    return policy.products if measures is None or measures.products is None else measures.products


def _may_sign(case: Case, policy: Policy, product: Product) -> bool:
    """A tier with a package of its own signs that and what it names beside it; the others sign everything."""
    measures = policy.measures[case.tier] if case.tier else None
    if measures is None or measures.products is None:
        return measures is not None
    return product in measures.products or product in measures.products_wished


def _limits(case: Case) -> Limits:
    if case.account is None:
        raise RuntimeError("what is granted is asked of a reserved account")
    return case.account.limits


def _terms(wishes: Wishes, limits: Limits) -> Terms:
    return Terms(
        tokens=None if wishes.tokens is None else min(wishes.tokens, limits.tokens),
        single=None if wishes.single is None else min(wishes.single.cents, limits.single),
        per_day=None if wishes.per_day is None else min(wishes.per_day.cents, limits.per_day),
    )


def _withheld(wishes: Wishes, given: Granted, limits: Limits) -> Iterator[str]:
    for product in wishes.products or ():
        if product not in given.products:
            yield f"{product.chinese}本次暂不开通"
    wants_terms = any(each is not None for each in (wishes.tokens, wishes.single, wishes.per_day))
    if given.terms is None:
        if wants_terms and Product.INTERNET_BANK not in (wishes.products or ()):
            yield "U盾与网银限额须与企业网上银行一并开通，本次未设置"
        return
    if wishes.tokens is not None and wishes.tokens > limits.tokens:
        yield f"U盾申请{wishes.tokens}个，本次可领取{limits.tokens}个"
    for name, wish, most in (("单笔", wishes.single, limits.single), ("单日", wishes.per_day, limits.per_day)):
        if wish is not None and wish.cents > most:
            yield f"网银{name}限额申请{yuan(wish.cents)}，本次为{yuan(most)}"
