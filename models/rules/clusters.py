"""In-house clusters: what two firms are compared by, and from how many on it is a red flag (risk.md 6, F01-F05).

A shared address is a soft trait and never a reason to refuse (rules.md 8).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from models.application import AccountKind
from models.case import Case
from models.checks import AddressCountAsked, System
from models.clusters import InHouse, Mandate, SharedThing, Sharer, ThingKind
from models.durations import Span
from models.findings import Finding, Severity
from models.papers import PaperKind
from models.policy import Clusters
from models.rules import batches
from models.rules.calendar import business_day
from models.rules.names import without_region
from models.rules.readback import known_of
from models.states import State

ADDRESS_CLUSTER = "ADDRESS_CLUSTER"
"""The finding on many firms at one address, whoever counted them."""

_HOUR = timedelta(hours=1)
_MUTUAL = 2
"""A circle of two firms: agents for each other, which has a code of its own."""

_OPENED = frozenset({State.ACTIVATING, State.FILING_ERROR, State.ACTIVE})
"""Where an application has, or is about to have, an account."""

_ZONE = re.compile(r"^中国(?:（[^）]*）)?自由贸易试验区(?:临港新片区)?")
_NOTE = re.compile(r"（[^）]*）")


def address_key(address: str) -> str:
    """The form in which two printings of one address are equal: no province and city, free-trade zone, notes in
    brackets or final 室.
    """
    plain = _ZONE.sub("", without_region(address))
    return _NOTE.sub("", without_region(plain)).removesuffix("室")


def in_park(address: str | None, policy: Clusters) -> bool:
    """Whether the address lies in a registration park that the bank knows."""
    return address is not None and any(address_key(address).startswith(address_key(park)) for park in policy.parks)


def shared_things(case: Case, policy: Clusters) -> tuple[SharedThing, ...]:
    """Everything of this application that another firm might share; what is not known is left out, and what the
    policy does not count.
    """
    said = case.statements
    agent = _agent(case)
    known = [
        (ThingKind.FIRM, case.licence.credit_code),
        (ThingKind.ADDRESS, _key(case.licence.address)),
        (ThingKind.ADDRESS, _key(said.operating_address)),
        (ThingKind.PHONE, said.phone),
        (ThingKind.PHONE, said.finance_phone),
        (ThingKind.REPRESENTATIVE, case.id_card.number),
        (ThingKind.AGENT, agent if agent != case.id_card.number else None),
        (ThingKind.DEVICE, case.device),
        *_of_batch(case, policy),
    ]
    return tuple(dict.fromkeys(SharedThing(kind=kind, text=text) for kind, text in known if text))


def _of_batch(case: Case, policy: Clusters) -> Iterator[tuple[ThingKind, str | None]]:
    if policy.network is not None:
        yield ThingKind.NETWORK, batches.network_of(case.network, [str(one) for one in policy.networks])
    if policy.referrer is not None:
        yield ThingKind.REFERRER, case.referrer
    if policy.sequence is not None:
        numbers = (case.licence.credit_code, case.licence.serial, case.id_card.number)
        yield from ((ThingKind.SEQUENCE, run) for run in batches.runs(*numbers, policy.sequence_width))
    if policy.background is not None:
        yield from ((ThingKind.BACKGROUND, band) for band in _grounds(case))


def _grounds(case: Case) -> Iterator[str]:
    for kind, paper in case.papers.items():
        read = case.readings.get(paper.ref.sha256)
        if read and read.background:
            yield from batches.bands(kind.value, read.background)


def _key(address: str | None) -> str | None:
    return address_key(address) if address else None


def _agent(case: Case) -> str | None:
    """The identity number of whom the letter authorises."""
    letter = known_of(case, PaperKind.AUTHORISATION)
    field = letter.fields.get("agent_number") if letter else None
    return field.value if field and isinstance(field.value, str) else None


# ── counting ────────────────────────────────────────────────────────────────────────────────────────────────────────


def counted(
    mine: Sequence[tuple[ThingKind, str]],
    sharers: Iterable[Sharer],
    branch: str,
    submitted: datetime,
    in_park: bool,
    policy: Clusters,
) -> InHouse:
    """How many other firms share each kind of thing; `mine` are this application's kinds with their digests.

    A firm counts once however often it applied, this firm itself never, nor an application with an ending that the
    policy leaves out; what this firm has at this outlet is told by kind.
    """
    sharers = tuple(sharers)
    own = {kind: {digest for which, digest in mine if which is kind} for kind in ThingKind}
    others = [one for one in sharers if one.firm not in own[ThingKind.FIRM] and _counts(one, policy)]

    def firms(theirs: ThingKind, ours: ThingKind, within: Iterable[Sharer] = others) -> set[str]:
        return {one.firm for one in within if one.kind is theirs and one.digest in own[ours]}

    def within(window: Span) -> list[Sharer]:
        return [one for one in others if _within(one, submitted, window)]

    alike = _alike(within(policy.batch_window), own[ThingKind.BACKGROUND], policy)
    representative, agent, device = ThingKind.REPRESENTATIVE, ThingKind.AGENT, ThingKind.DEVICE
    network, referrer, sequence = ThingKind.NETWORK, ThingKind.REFERRER, ThingKind.SEQUENCE
    linked = [one for one in others if _links(one, alike) and not (in_park and one.kind is ThingKind.ADDRESS)]
    today = [one for one in linked if one.branch == branch and one.submitted and _same_day(one.submitted, submitted)]
    this_hour = [one for one in today if one.submitted and abs(one.submitted - submitted) < _HOUR]
    return InHouse(
        same_address=len(firms(ThingKind.ADDRESS, ThingKind.ADDRESS)),
        same_phone=len(firms(ThingKind.PHONE, ThingKind.PHONE)),
        same_device=len(firms(device, device)) if own[device] else None,
        same_day_neighbours=len({one.firm for one in today}),
        same_hour_neighbours=len({one.firm for one in this_hour}),
        firms_of_representative=len(firms(representative, representative)) + 1,
        firms_of_agent=len(firms(agent, agent, within(policy.agent_window))) + 1 if own[agent] else 0,
        cross_posted=len(firms(agent, representative) & firms(representative, agent)),
        in_park=in_park,
        same_network=len(firms(network, network, within(policy.network_window))) if own[network] else None,
        same_referrer=len(firms(referrer, referrer, within(policy.referrer_window))) if own[referrer] else None,
        in_sequence=len(firms(sequence, sequence, within(policy.batch_window))),
        same_background=len(alike),
        kinds_here=_kinds_here(sharers, own[ThingKind.FIRM], branch, submitted),
    )


def _kinds_here(sharers: Iterable[Sharer], firm: set[str], branch: str, submitted: datetime) -> tuple[AccountKind, ...]:
    """The account kinds that the firm has, or applied for before this, at the outlet (R-ACC-05)."""
    own = (one for one in sharers if one.kind is ThingKind.FIRM and one.digest in firm and one.branch == branch)
    kinds = {one.account_kind for one in own if _stands(one, submitted)}
    return tuple(kind for kind in AccountKind if kind in kinds)


def _stands(one: Sharer, submitted: datetime) -> bool:
    """Whether the firm's other application opened an account, is opening one, or is under way and came first: of two
    that wait for each other neither would ever open. A closed account stands against nothing.
    """
    if one.closed or one.state not in set(State):
        return False
    state = State(one.state)
    first = one.submitted is None or one.submitted <= submitted
    return state in _OPENED or (first and not state.terminal)


def next_in_circle(mandates: Iterable[Mandate], own: set[str], seen: set[str], policy: Clusters) -> tuple[str, ...]:
    """Whom the representatives just asked about let act for other firms than our `own`, without those already `seen`;
    in a fixed order, and not more than the policy says.
    """
    agents = {one.agent for one in mandates if one.firm not in own and _counts(one, policy)}
    return tuple(sorted(agents - seen)[: policy.circle_persons])


def _alike(others: Iterable[Sharer], own: set[str], policy: Clusters) -> set[str]:
    """Firms whose photos lie on the same ground: as many bands as the policy says are equal."""
    shared = {(one.firm, one.digest) for one in others if one.kind is ThingKind.BACKGROUND and one.digest in own}
    counted = Counter(firm for firm, _ in shared)
    return {firm for firm, bands in counted.items() if bands >= policy.background_bands}


def _links(one: Sharer, alike: set[str]) -> bool:
    """Whether what is shared makes two firms of one hour a batch; a network does not: a carrier's is everybody's."""
    return one.firm in alike if one.kind is ThingKind.BACKGROUND else one.kind is not ThingKind.NETWORK


def _counts(one: Sharer | Mandate, policy: Clusters) -> bool:
    ended = one.state in set(State) and State(one.state).terminal
    return not ended or one.state in policy.ended


def _within(one: Sharer, submitted: datetime, window: Span) -> bool:
    return one.submitted is None or window.plain is None or abs(submitted - one.submitted) <= window.plain


def _same_day(one: datetime, other: datetime) -> bool:
    return business_day(one) == business_day(other)


# ── red flags ───────────────────────────────────────────────────────────────────────────────────────────────────────


def findings(
    counted: InHouse | None, policy: Clusters, registered: AddressCountAsked | None = None
) -> Iterator[Finding]:
    """Red flags by count alone: nobody is named, and nothing here stops anybody. `registered` is the registry's count
    of firms at the address.
    """
    if registered is not None and registered.answer.firms is None:
        zh, en = "登记机关未提供同址企业数，仅按本行数据判断", "the registry gave no count of firms at the address"
        about, rule = System.ADDRESS_COUNT, "risk.md 6 F01"
        yield Finding(code="ADDRESS_COUNT_UNKNOWN", severity=Severity.INFO, about=about, zh=zh, en=en, rule=rule)
    if counted is None:
        return
    others = "家企业（含本企业）"
    if not counted.in_park:
        yield from _of_address(counted.same_address + 1, registered, policy)
    if counted.same_phone + 1 >= policy.phone:
        yield _flag("F02", "PHONE_SHARED", f"同一电话用于{counted.same_phone + 1}{others}", "firms with one phone")
    if counted.firms_of_representative >= policy.representative:
        zh = f"同一法定代表人任职{counted.firms_of_representative}{others}"
        yield _flag("F03", "REPRESENTATIVE_OF_SEVERAL", zh, "firms with one representative")
    if counted.cross_posted:
        zh, en = "法定代表人与他企代理人互相兼任", "representatives act as agents for each other's firms"
        yield _flag("F03", "CROSS_POSTED", zh, en)
    if policy.circle is not None and counted.circle > _MUTUAL:
        zh, en = (
            f"{counted.circle}家企业的法定代表人与代理人连环互任",
            "representatives and agents of several firms in a circle",
        )
        yield _flag("F03", "CROSS_POSTED_CIRCLE", zh, en)
    if counted.firms_of_agent >= policy.agent:
        zh = f"同一代理人近{policy.agent_window.chinese}内代办{counted.firms_of_agent}{others}"
        yield _flag("F04", "AGENT_OF_SEVERAL", zh, "firms with one agent")
    if counted.same_hour_neighbours + 1 >= policy.batch:
        zh = f"同一网点同一小时内有{counted.same_hour_neighbours + 1}家相互关联的企业申请"
        yield _flag("F05", "BATCH_OPENING", zh, "linked firms applied at one branch within one hour")
    yield from _batch_flags(counted, policy)


def _batch_flags(counted: InHouse, policy: Clusters) -> Iterator[Finding]:
    others = "家企业（含本企业）"
    if _reaches(counted.same_network, policy.network):
        zh = f"同一网络{policy.network_window.chinese}内有{(counted.same_network or 0) + 1}{others}申请"
        yield _flag("F05", "NETWORK_SHARED", zh, "firms applied from one network within the window")
    if _reaches(counted.same_referrer, policy.referrer):
        zh = f"同一推荐人{policy.referrer_window.chinese}内推荐{(counted.same_referrer or 0) + 1}{others}"
        yield _flag("F05", "REFERRER_SHARED", zh, "firms were sent by one referrer within the window")
    if _reaches(counted.in_sequence, policy.sequence):
        zh = f"{policy.batch_window.chinese}内有{counted.in_sequence + 1}{others}证照号码相连"
        yield _flag("F05", "DOCUMENT_SEQUENCE", zh, "firms whose papers were numbered one after the other")
    if _reaches(counted.same_background, policy.background):
        zh = f"{policy.batch_window.chinese}内有{counted.same_background + 1}{others}证照照片背景相同"
        yield _flag("F05", "SAME_BACKGROUND", zh, "firms whose papers were photographed on the same ground")


def _reaches(others: int | None, threshold: int | None) -> bool:
    return others is not None and threshold is not None and others + 1 >= threshold


def _of_address(ours: int, registered: AddressCountAsked | None, policy: Clusters) -> Iterator[Finding]:
    """F01 by the larger of both counts: ours with this firm, and the registry's."""
    theirs = (registered.answer.firms if registered else None) or 0
    many = policy.registry is not None and theirs > policy.registry
    if many and theirs > ours:
        zh, en = f"登记机关显示同一地址有{theirs}家企业", "firms at one address by the registry's count"
        yield _flag("F01", ADDRESS_CLUSTER, zh, en)
    elif ours >= policy.address:
        yield _flag("F01", ADDRESS_CLUSTER, f"同一地址有{ours}家企业（含本企业）", "firms at one address")


def _flag(row: str, code: str, zh: str, en: str) -> Finding:
    return Finding(code=code, severity=Severity.FLAG, about="in_house", zh=zh, en=en, rule=f"risk.md 6 {row}")
