"""The industry behind a business scope (经营范围), by words: factors I1 and I2 (risk.md 2)."""

import re
from collections.abc import Sequence

from models.policy import Bands

_BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
_HEADINGS = re.compile(r"(?:一般项目|许可项目|一般经营项目|许可经营项目)[:：]?")
_ITEMS = re.compile(r"[；;，,、。]")
_TRADE = 3


def industry_score(scope: str | None, name: str | None, bands: Bands) -> int | None:
    """1 manufacturing or public service, 2 plain service, 3 trade or technology, 5 a bad word; None when nothing tells.

    A bad word counts anywhere. What the firm mainly does is the first item of its scope, else its name.
    """
    items = scope_items(scope)
    if _has("；".join((*items, name or "")), bands.industry_bad):
        return 5
    for text in _by_weight(items, name):
        if (score := _main(text, bands)) is not None:
            return score
    return None


def cash_score(scope: str | None, bands: Bands) -> int | None:
    """1 little cash, 3 some, 5 much, by the first items of the scope; None without a scope."""
    items = scope_items(scope)
    if not items:
        return None
    if any(_has(item, bands.cash_much) for item in items):
        return 5
    return 3 if _has(items[0], bands.cash_some) else 1


def buys_and_sells(scope: str | None, name: str | None, bands: Bands) -> bool:
    """Whether what the firm mainly does is a trade that needs a capital; False too when nothing tells."""
    items = scope_items(scope)
    main = next((text for text in _by_weight(items, name) if _main(text, bands) is not None), "")
    return _main(main, bands) == _TRADE and _has(main, bands.capital_trade)


def scope_items(scope: str | None) -> list[str]:
    """The items of a scope without headings and without what stands in brackets (which is mostly what is excluded)."""
    plain = _HEADINGS.sub("", _BRACKETS.sub("", scope or ""))
    return [item for item in (part.strip() for part in _ITEMS.split(plain)) if item]


def _by_weight(items: Sequence[str], name: str | None) -> tuple[str, ...]:
    """What tells most of the business first: the first item, the name, the other items."""
    return (*items[:1], name or "", *items[1:])


def _main(text: str, bands: Bands) -> int | None:
    classes = ((1, bands.industry_good), (_TRADE, bands.industry_trade), (2, bands.industry_plain))
    return next((score for score, words in classes if _has(text, words)), None)


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)
