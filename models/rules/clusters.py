"""In-house clusters: what two firms are compared by, and from how many on it is a red flag (risk.md 6, F01-F05).

A shared address is a soft trait and never a reason to refuse (rules.md 8).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from models.case import Case
from models.checks import AddressCountAsked, System
from models.clusters import InHouse, SharedThing, Sharer, ThingKind
from models.findings import Finding, Severity
from models.papers import PaperKind
from models.policy import Clusters
from models.rules.calendar import business_day
from models.rules.names import without_region
from models.rules.readback import known_of
from models.states import State

ADDRESS_CLUSTER = "ADDRESS_CLUSTER"
"""The finding on many firms at one address, whoever counted them."""

_HOUR = timedelta(hours=1)

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


def shared_things(case: Case) -> tuple[SharedThing, ...]:
    """Everything of this application that another firm might share; what is not known is left out."""
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
    ]
    return tuple(dict.fromkeys(SharedThing(kind=kind, text=text) for kind, text in known if text))


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
    policy leaves out.
    """
    own = {kind: {digest for which, digest in mine if which is kind} for kind in ThingKind}
    others = [one for one in sharers if one.firm not in own[ThingKind.FIRM] and _counts(one, policy)]

    def firms(theirs: ThingKind, ours: ThingKind, within: Iterable[Sharer] = others) -> set[str]:
        return {one.firm for one in within if one.kind is theirs and one.digest in own[ours]}

    recent = [one for one in others if _within(one, submitted, policy)]
    representative, agent, device = ThingKind.REPRESENTATIVE, ThingKind.AGENT, ThingKind.DEVICE
    today = [one for one in others if one.branch == branch and one.submitted and _same_day(one.submitted, submitted)]
    this_hour = [one for one in today if one.submitted and abs(one.submitted - submitted) < _HOUR]
    return InHouse(
        same_address=len(firms(ThingKind.ADDRESS, ThingKind.ADDRESS)),
        same_phone=len(firms(ThingKind.PHONE, ThingKind.PHONE)),
        same_device=len(firms(device, device)) if own[device] else None,
        same_day_neighbours=len({one.firm for one in today}),
        same_hour_neighbours=len({one.firm for one in this_hour}),
        firms_of_representative=len(firms(representative, representative)) + 1,
        firms_of_agent=len(firms(agent, agent, recent)) + 1 if own[agent] else 0,
        cross_posted=len(firms(agent, representative) & firms(representative, agent)),
        in_park=in_park,
    )


def _counts(one: Sharer, policy: Clusters) -> bool:
    ended = one.state in set(State) and State(one.state).terminal
    return not ended or one.state in policy.ended


def _within(one: Sharer, submitted: datetime, policy: Clusters) -> bool:
    window = policy.agent_window.plain
    return one.submitted is None or window is None or abs(submitted - one.submitted) <= window


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
    if counted.firms_of_agent >= policy.agent:
        zh = f"同一代理人近{policy.agent_window.chinese}内代办{counted.firms_of_agent}{others}"
        yield _flag("F04", "AGENT_OF_SEVERAL", zh, "firms with one agent")
    if counted.same_hour_neighbours + 1 >= policy.batch:
        zh = f"同一网点同一小时内有{counted.same_hour_neighbours + 1}家相互关联的企业申请"
        yield _flag("F05", "BATCH_OPENING", zh, "linked firms applied at one branch within one hour")


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
