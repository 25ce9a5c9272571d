"""Beneficial owners (受益所有人): who they are by the extracts, what was filed, and what a person has to look at.

rules.md 7.2. Nothing here confirms an owner: what was computed is shown to the people who sign (H10).
"""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from models.checks import Dossier, OwnerFilingQuery, OwnersQuery, Shareholder, Subject, System
from models.findings import Finding, Severity, Tier
from models.owners import (
    Duty,
    Extract,
    FoundOwner,
    Ground,
    Holder,
    HolderKind,
    OwnerFilingCode,
    OwnerPath,
    OwnersFound,
    Ownership,
)
from models.papers import EntityKind, Licence, Money
from models.policy import OwnerRules
from models.rules import ownership_drawing
from models.rules.names import normal_firm
from models.rules.owner_filing import differences
from models.rules.ownership import UNKNOWN, Graph, Path, Right, Shares, controls, cyclic, final_parts, graph, key
from models.rules.ownership import layers as layers_of
from models.rules.ownership import paths as paths_to

NO_STEP = frozenset({EntityKind.INDIVIDUAL})
"""Individual businesses have no owner step (rules.md 7.2)."""

NO_FILING_DUTY = NO_STEP | {EntityKind.COOP}
"""Who need not file with the central bank, farmers' cooperatives for now (rules.md 3)."""

BRANCHES = frozenset({EntityKind.BRANCH, EntityKind.FOREIGN_BRANCH})
HIGH = frozenset({Tier.R1, Tier.P})
_STOPPED = frozenset({Tier.R2, Tier.R1, Tier.P})
DISCREPANCY = "OWNER_DISCREPANCY"
"""The finding that a report through the central system is owed for (F18)."""

_RULE = "rules.md 7.2"
_RIGHTS: Mapping[Right, Ground] = {"equity": Ground.EQUITY, "votes": Ground.VOTES, "income": Ground.INCOME}


# ── questions ───────────────────────────────────────────────────────────────────────────────────────────────────────


def question(licence: Licence, dossier: Dossier, rules: OwnerRules) -> OwnersQuery | None:
    """Whose owners to trace, out of the registry's answer; None while it has not matched, or where there is no step."""
    firm = dossier.registration.answer.firm if dossier.registration else None
    if firm is None or licence.entity in NO_STEP:
        return None
    return OwnersQuery(
        number=firm.credit_code,
        holders=firm.shareholders,
        max_layers=rules.max_layers,
        max_firms=rules.max_firms,
    )


def filing_question(licence: Licence, dossier: Dossier) -> OwnerFilingQuery | None:
    """Whose filing to compare with, a domestic branch's being its head office's; None where nobody has to file."""
    if dossier.owners is None or licence.entity in NO_FILING_DUTY:
        return None
    told = dossier.owners.answer
    branch = told.branch.number if told.branch and licence.entity is EntityKind.FOREIGN_BRANCH else None
    return OwnerFilingQuery(number=branch or told.root)


def unanswered(licence: Licence, dossier: Dossier, rules: OwnerRules) -> dict[System, OwnersQuery | OwnerFilingQuery]:
    """What to ask now, the trace before the filing: an answered question is not asked again, a changed one is."""
    tracing = question(licence, dossier, rules)
    if tracing is None:
        return {}
    if dossier.owners is None or dossier.owners.query != tracing:
        return {System.OWNERS: tracing}
    filing = filing_question(licence, dossier)
    if filing is None or (dossier.owner_filing and dossier.owner_filing.query == filing):
        return {}
    return {System.OWNER_FILING: filing}


def behind(licence: Licence, dossier: Dossier, rules: OwnerRules, *, bodies: bool = True) -> tuple[Subject, ...]:
    """Who stands behind the firm and is looked for on the lists with it: owners by the lower threshold, as traced and
    as filed, and every body that holds or controls, traced or not, a branch's head office among them (rules.md 6: PEP
    as owner, controlled entities). The threshold does not follow the tier here, for what the lists say decides the
    tier. Without `bodies`, as in older cases, only firms with an extract of their own are looked for.
    """
    if dossier.owners is None or licence.entity in NO_STEP:
        return ()
    told, filing = dossier.owners.answer, dossier.owner_filing
    people = found(licence.entity, told, rules.threshold_high, rules).owners
    filed = filing.answer.owners if filing else ()
    named = [
        *((one.name, one.number) for one in people),
        *((one.name, one.number) for one in filed),
        *((one.name, one.number) for one in told.extracts if one.number != told.root),
        *(((one.name, one.number or "") for one in _bodies(told)) if bodies else ()),
    ]
    return tuple(Subject(name=name, number=number) for name, number in dict.fromkeys(named))


def _bodies(told: Ownership) -> Iterator[Holder]:
    """Everybody in the chains who is no person: firms that the registry does not know, listed and state bodies too."""
    if told.branch and told.branch.head_office:
        yield told.branch.head_office
    for extract in told.extracts:
        for holder in (*(held.holder for held in extract.holdings), *extract.controllers):
            if holder.kind is not HolderKind.PERSON and holder.name.strip():
                yield holder


# ── owners ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def threshold(tier: Tier | None, rules: OwnerRules) -> int:
    """From how many percent on somebody is an owner: fewer in the high tier."""
    return rules.threshold_high if tier in HIGH else rules.threshold


@lru_cache(maxsize=16)
def found(entity: EntityKind | None, told: Ownership, percent: int, rules: OwnerRules) -> OwnersFound:
    """The owners by all grounds side by side, and what shape the graph has; a branch has its head office's owners.

    Kept for a moment, since one judgement asks several times; a net as dense as the bounds allow takes a part of a
    second, and a workflow must answer within two.
    """
    net = graph(told)
    shares = {right: net.shares(right) for right in _RIGHTS}
    parts = _all_parts(shares, net.root)
    unknown = max(_unknown(of_right) for of_right in parts.values())
    owners = [*_by_share_or_control(net, shares, parts, Fraction(percent, 100), Fraction(rules.control, 100))]
    owners = owners or [*_daily_business(net)]
    lacks = entity is EntityKind.FOREIGN_BRANCH and not (seniors := [*_local_seniors(told.branch)])
    if entity is EntityKind.FOREIGN_BRANCH and not lacks:
        owners += [senior for senior in seniors if senior.number not in {owner.number for owner in owners}]
    return OwnersFound(
        threshold=percent,
        owners=tuple(owners),
        unknown=_percent(unknown),
        complete=unknown <= Fraction(rules.unknown, 100) and net.root in net.firms and not _hidden_controller(net),
        layers=layers_of(shares["equity"], net.root),
        cyclic=cyclic(shares["equity"]),
        offshore=_offshore(net, rules),
        nominee=_nominee(net),
        lacks_local_senior=lacks,
        tree=ownership_drawing.tree(net),
        mermaid=ownership_drawing.mermaid(net),
    )


def _offshore(net: Graph, rules: OwnerRules) -> bool:
    return any(holder.country in rules.offshore for holder in net.holders.values())


def _hidden_controller(net: Graph) -> bool:
    """Whether a firm is registered as controller that nobody can look behind."""
    named = (controller for firm in net.firms.values() for controller in firm.controllers)
    return any(one.kind is HolderKind.FIRM and key(one) not in net.firms for one in named)


def _nominee(net: Graph) -> bool:
    return any(held.nominee for firm in net.firms.values() for held in firm.holdings)


def _all_parts(shares: Mapping[Right, Shares], root: str) -> dict[Right, dict[str, Fraction]]:
    """Votes and income are solved by themselves only where they differ from the equity."""
    equity = final_parts(shares["equity"], root)
    return {
        right: equity if of_right == shares["equity"] else final_parts(of_right, root)
        for right, of_right in shares.items()
    }


def _unknown(parts: Mapping[str, Fraction]) -> Fraction:
    """What is held by nobody, or by firms whose own holders were not found."""
    return sum((part for who, part in parts.items() if who == UNKNOWN or who.startswith("F:")), Fraction(0))


def _by_share_or_control(
    net: Graph,
    shares: Mapping[Right, Shares],
    parts: Mapping[Right, Mapping[str, Fraction]],
    least: Fraction,
    majority: Fraction,
) -> Iterator[FoundOwner]:
    persons = (who for who, holder in net.holders.items() if holder.kind is HolderKind.PERSON)
    none = Fraction(0)
    for who in sorted(persons, key=lambda who: (-parts["equity"].get(who, none), who)):
        grounds = [ground for right, ground in _RIGHTS.items() if parts[right].get(who, none) >= least]
        if controls(net, who, shares["votes"], majority):
            grounds.append(Ground.CONTROL)
        if grounds:
            yield FoundOwner(
                name=net.holders[who].name,
                number=net.holders[who].number or "",
                equity=_percent(parts["equity"].get(who, none)),
                votes=_percent(parts["votes"].get(who, none)),
                income=_percent(parts["income"].get(who, none)),
                grounds=tuple(grounds),
                paths=tuple(_path(net, path) for path in paths_to(shares["equity"], net.root, who)),
            )


def _path(net: Graph, path: Path) -> OwnerPath:
    return OwnerPath(names=tuple(net.name(who) for who in path.keys), percent=_percent(path.part))


def _daily_business(net: Graph) -> Iterator[FoundOwner]:
    """Nobody by share or control: the person who runs the daily business is the owner."""
    officers = net.firms[net.root].officers if net.root in net.firms else ()
    managers = [one for one in officers if one.duty is Duty.GENERAL_MANAGER]
    for one in managers or [one for one in officers if one.duty is Duty.REPRESENTATIVE]:
        yield _officer(one.name, one.number, Ground.DAILY_BUSINESS)


def _local_seniors(branch: Extract | None) -> Iterator[FoundOwner]:
    for one in branch.officers if branch else ():
        if one.resident:
            yield _officer(one.name, one.number, Ground.LOCAL_SENIOR)


def _officer(name: str, number: str, ground: Ground) -> FoundOwner:
    nothing = Decimal(0)
    return FoundOwner(name=name, number=number, equity=nothing, votes=nothing, income=nothing, grounds=(ground,))


def _percent(part: Fraction) -> Decimal:
    """Of the whole in percent with four places; judged by the exact fraction, never by this."""
    exact = part * 100
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def seen(licence: Licence, dossier: Dossier, tier: Tier | None, rules: OwnerRules) -> OwnersFound | None:
    """What the people who judge are shown, by the threshold of the case's tier; None before the trace."""
    if dossier.owners is None:
        return None
    return found(licence.entity, dossier.owners.answer, threshold(tier, rules), rules)


def of_the_firm(computed: OwnersFound) -> tuple[FoundOwner, ...]:
    """The owners themselves, of a branch its head office's, without those who only run a foreign one here."""
    return tuple(owner for owner in computed.owners if owner.grounds != (Ground.LOCAL_SENIOR,))


# ── findings ────────────────────────────────────────────────────────────────────────────────────────────────────────


def findings(
    licence: Licence, dossier: Dossier, tier: Tier | None, rules: OwnerRules, limit_yuan: int, *, proof: bool = False
) -> Iterator[Finding]:
    """What the people who judge must know about the owners; no text names anybody.

    With a `proof` of the chain on file a person reads that, and the customer is not asked for it again.
    """
    for system in unanswered(licence, dossier, rules):
        yield _say(
            "NOT_ANSWERED", Severity.STOP, f"{system.chinese}未返回结果", "no answer to the present question", system
        )
    if dossier.owners is None or question(licence, dossier, rules) is None:
        return
    told, firm = dossier.owners.answer, dossier.registration.answer.firm if dossier.registration else None
    computed = found(licence.entity, told, threshold(tier, rules), rules)
    mend = Severity.FLAG if proof else Severity.FIX
    yield from _of_graph(computed, Severity.STOP if tier is None or tier in _STOPPED else mend)
    if not told.branch and not _first_layer_agrees(dossier.owners.query.holders, told, rules):
        zh, en = "登记核查与股权穿透的第一层股东不一致", "the registry's two answers name different shareholders"
        yield _say("OWNER_SOURCES_DIFFER", Severity.FLAG, zh, en)
    if dossier.owner_filing and firm:
        usual = found(licence.entity, told, rules.threshold, rules)
        kinds = differences(usual, told, dossier.owner_filing.answer, firm.capital, limit_yuan, rules)
        if kinds:
            zh, en = "、".join(kind.chinese for kind in kinds), "; ".join(kinds)
            yield _say(DISCREPANCY, Severity.FLAG, f"受益所有人与备案信息不一致：{zh}", en, rule="risk.md 6 F18")


def _of_graph(computed: OwnersFound, severity: Severity) -> Iterator[Finding]:
    if not computed.complete and computed.unknown == 0:
        zh = "登记的实际控制人无法穿透，请提供控制关系证明"
        yield _say("OWNER_INCOMPLETE", severity, zh, "nobody is known behind the registered controller")
    elif not computed.complete:
        zh = f"股权结构有{computed.unknown:.2f}%无法穿透，请提供股权链条证明"
        yield _say("OWNER_INCOMPLETE", severity, zh, f"nobody is known behind {computed.unknown:.2f} % of the equity")
    if not of_the_firm(computed):
        yield _say("OWNER_NONE", severity, "未能识别任何受益所有人", "no beneficial owner could be found")
    if computed.lacks_local_senior:
        zh, en = "境外企业分支机构未登记境内高级管理人员", "no senior manager of the foreign firm's branch lives here"
        yield _say("OWNER_LOCAL_SENIOR", severity, zh, en)
    flags = {
        "OWNER_OFFSHORE": (computed.offshore, "股权链条含离岸地主体", "an offshore place in the chain"),
        "OWNER_NOMINEE": (computed.nominee, "存在股权代持", "a nominee holds shares"),
        "OWNER_CYCLE": (computed.cyclic, "存在循环持股", "firms hold each other in a circle"),
    }
    for code, (holds, zh, en) in flags.items():
        if holds:
            yield _say(code, Severity.FLAG, zh, en)


def _first_layer_agrees(holders: tuple[Shareholder, ...], told: Ownership, rules: OwnerRules) -> bool:
    firm = next((extract for extract in told.extracts if extract.number == told.root), None)
    ours = sorted((normal_firm(held.holder.name), float(held.equity)) for held in (firm.holdings if firm else ()))
    theirs = sorted((normal_firm(holder.name), holder.share * 100) for holder in holders)
    pairs = zip(ours, theirs, strict=False)
    alike = (one == other and round(abs(a - b), 4) <= rules.tolerance for (one, a), (other, b) in pairs)
    return len(ours) == len(theirs) and all(alike)


def _say(code: str, severity: Severity, zh: str, en: str, about: str = System.OWNERS, rule: str = _RULE) -> Finding:
    return Finding(code=code, severity=severity, about=str(about), zh=zh, en=en, rule=rule)


# ── factors (risk.md 2) ─────────────────────────────────────────────────────────────────────────────────────────────


def complexity(told: Ownership, rules: OwnerRules) -> int | None:
    """C3: one layer of persons 1, three 3; five and more, offshore, nominee or circle 5; None without holders."""
    net = graph(told)
    shares = net.shares("equity")
    if _offshore(net, rules) or _nominee(net) or cyclic(shares):
        return 5
    return min(layers_of(shares, net.root), 5) or None


def transparency(
    licence: Licence, dossier: Dossier, capital: Money | None, limit_yuan: int, rules: OwnerRules
) -> int | None:
    """C6: matches the filing 1; exempt by promise 3; mismatch or unknown layer 5; None while no filing is known."""
    if dossier.owners is None:
        return None
    told = dossier.owners.answer
    computed = found(licence.entity, told, rules.threshold, rules)
    if not computed.complete:
        return 5
    if licence.entity in NO_FILING_DUTY:
        return 3
    if dossier.owner_filing is None:
        return None
    filed = dossier.owner_filing.answer
    if differences(computed, told, filed, capital, limit_yuan, rules):
        return 5
    return 1 if filed.code is OwnerFilingCode.FILED else 3
