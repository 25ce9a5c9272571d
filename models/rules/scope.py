"""When two printings of a business scope (经营范围) are one (formats.md 6): registers and licences order and punctuate
its items anew, and print other boilerplate around them.
"""

import re

from models.rules.names import half_width, without_spaces

_BOILERPLATE = re.compile(
    r"[(\[【]?(?:除?依法须经批准的项目|涉及许可经营的项目|凡?涉及行政许可的)"
    r"[^)\]】。;；]{0,60}(?:经营(?:活动)?|为准)[)\]】]?"
)
"""That some items need an approval and may be carried on with it: true of every firm, and printed on most licences."""

_HEADINGS = re.compile(r"(?:一般|许可)(?:经营)?项目:")
_BETWEEN = re.compile(r"[;,。、]")


def same_scope(one: str, other: str) -> bool:
    """Whether both name the same items; what limits an item in brackets belongs to it."""
    return items(one) == items(other)


def items(scope: str) -> frozenset[str]:
    """The items of a scope, half-width and without headings and boilerplate."""
    plain = _HEADINGS.sub(";", _BOILERPLATE.sub(";", without_spaces(half_width(scope))))
    return frozenset(item for item in _BETWEEN.split(plain) if item)
