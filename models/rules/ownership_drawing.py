"""The ownership graph drawn for people: as indented text, and as Mermaid for a browser."""

from collections.abc import Iterator
from fractions import Fraction

from models.owners import HOME, HolderKind
from models.rules.ownership import UNKNOWN, Graph, Shares

MOST_LINES = 200
_KINDS = {
    HolderKind.PERSON: "自然人",
    HolderKind.FIRM: "企业",
    HolderKind.LISTED: "上市公司",
    HolderKind.STATE: "国有",
}


def tree(net: Graph) -> tuple[str, ...]:
    """One line a holder, the holders of a firm below it; a firm that was drawn before is not drawn again."""
    shares = net.shares("equity")
    lines = [_named(net, net.root)]
    for line in _below(net, shares, net.root, 1, {net.root}):
        if len(lines) == MOST_LINES:
            return (*lines, "…")
        lines.append(line)
    return tuple(lines)


def _below(net: Graph, shares: Shares, firm: str, depth: int, drawn: set[str]) -> Iterator[str]:
    for holder, part in sorted(shares.get(firm, {}).items(), key=lambda item: (-item[1], item[0])):
        again = holder in drawn and holder in shares
        yield f"{'   ' * depth}└ {_percent(part)} {_named(net, holder)}{'（见上）' if again else ''}"
        if holder in shares and not again:
            drawn.add(holder)
            yield from _below(net, shares, holder, depth + 1, drawn)
    for controller in net.firms[firm].controllers if firm in net.firms else ():
        yield f"{'   ' * depth}└ 实际控制人 {controller.name}"


def mermaid(net: Graph) -> str:
    """A flowchart from holders down to the firm; names are quoted, so that no name can be an instruction."""
    shares = net.shares("equity")
    everybody = [*dict.fromkeys([net.root, *shares, *(who for parts in shares.values() for who in parts)])]
    number = {who: f"n{place}" for place, who in enumerate(everybody)}
    nodes = [f'  {number[who]}["{_quoted(_named(net, who))}"]' for who in everybody]
    edges = [
        f'  {number[holder]} -->|"{_percent(part)}"| {number[firm]}'
        for firm, parts in shares.items()
        for holder, part in parts.items()
    ]
    return "\n".join(["flowchart BT", *nodes, *edges][: MOST_LINES * 2])


def _named(net: Graph, who: str) -> str:
    if who == UNKNOWN:
        return "未知"
    holder = net.holders.get(who)
    if holder is None:
        return "未知企业"
    abroad = "" if holder.country == HOME else f"，{holder.country}"
    unknown = "，未穿透" if holder.kind is HolderKind.FIRM and who not in net.firms else ""
    return f"{holder.name}（{_KINDS[holder.kind]}{abroad}{unknown}）"


def _percent(part: Fraction) -> str:
    return f"{float(part * 100):.2f}%"


def _quoted(text: str) -> str:
    return "".join(f"#{ord(sign)};" if sign in '"#;<>&`' else sign for sign in text)
