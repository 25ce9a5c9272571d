"""In-house clusters: what several firms of this bank share, counted and never named (risk.md 6, F01-F05)."""

from datetime import datetime
from enum import StrEnum

from models.application import AccountKind
from models.base import Fact


class ThingKind(StrEnum):
    """What firms can have in common; the digest of one kind never equals that of another."""

    FIRM = "firm"
    ADDRESS = "address"
    PHONE = "phone"
    REPRESENTATIVE = "representative"
    AGENT = "agent"
    DEVICE = "device"
    NETWORK = "network"
    REFERRER = "referrer"
    SEQUENCE = "sequence"
    BACKGROUND = "background"


class SharedThing(Fact):
    """One thing in the form in which two of it are equal; only its keyed digest is kept."""

    kind: ThingKind
    text: str


class Sharer(Fact):
    """One thing of another application that has a digest in common with this one; `firm` is the digest of its firm,
    `account_kind` what that application is for, `closed` whether the account that it opened is closed.
    """

    kind: ThingKind
    digest: str
    firm: str
    branch: str | None
    submitted: datetime | None
    state: str | None
    account_kind: str | None = None
    closed: bool = False


class Mandate(Fact):
    """In one application a firm's representative lets an agent act; all three are digests."""

    representative: str
    agent: str
    firm: str
    state: str | None


class InHouse(Fact):
    """How many other firms of this bank share something with this one; counted, so 0 is known to be none.

    `same_device` is None when the application came without a device. `firms_of_representative` and `firms_of_agent`
    count this firm too, the latter within the policy's window, 0 without an agent. `same_day_neighbours` and
    `same_hour_neighbours` are firms that applied at the same branch at that time and share something besides.
    `in_park`: the address is a known cluster park's, where neighbours say nothing. `same_network`, `same_referrer`,
    `in_sequence` and `same_background` are counted within the policy's windows; the first two are None when the
    application came without, or in a case from before they were counted. `circle` is how many firms stand in the
    shortest circle in which each one's agent is the next one's representative, 0 without one. `kinds_here` are the
    account kinds that this firm itself has at this outlet by another application; nobody looked in cases from before.
    """

    same_address: int = 0
    same_phone: int = 0
    same_device: int | None = 0
    same_day_neighbours: int = 0
    same_hour_neighbours: int = 0
    firms_of_representative: int = 1
    firms_of_agent: int = 0
    cross_posted: int = 0
    in_park: bool = False
    same_network: int | None = None
    same_referrer: int | None = None
    in_sequence: int = 0
    same_background: int = 0
    circle: int = 0
    kinds_here: tuple[AccountKind, ...] = ()


NOBODY_SHARES = InHouse()
"""What cases that began before anybody counted go on with."""
