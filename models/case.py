"""The case: everything the workflow knows about one application, and the view of it that people get."""

from datetime import date, datetime

from models.account import Account, CounterItem, CounterRecord, Limits
from models.after_opening import ReviewDuty
from models.application import NewApplication, Statements
from models.base import Fact, Record
from models.checks import ClearedMatch, Dossier, Subject, System, Ticket, UnknownFirm
from models.clusters import NOBODY_SHARES, InHouse
from models.findings import Finding, ManualTier, Score, SupplementItem, Tier
from models.interview import InterviewRecord
from models.owners import OwnersFound
from models.papers import Authorisation, EvidenceRef, IdCard, Licence, Paper, PaperKind, Reading
from models.people import Role
from models.police import PoliceInquiry
from models.policy import Measures, Policy
from models.proofs import Proof, SeenProof
from models.readback import EnteredField, FieldFlag
from models.states import Leg, State
from models.tasks import Task
from models.visit import Point, VisitRecord


class Refusal(Fact):
    """A refusal (rules.md 8): reason code, decider and second person."""

    reason_code: str
    reason: str
    by: str
    second: str | None = None


class Actor(Fact):
    """Somebody who did a role's work on this case: the basis of separation of duties."""

    role: Role
    id: str
    person: str


class LimitRaise(Fact):
    """Limits beyond the tier's (risk.md 5): what the maker asked for on the firm's sealed paper, and who agreed so far.

    It was asked for at `tier` and holds at no other; it counts from `starts` on, once everybody has agreed.
    """

    limits: Limits
    tier: Tier
    starts: date
    reason: str
    paper: EvidenceRef
    maker: Actor
    agreed: tuple[Actor, ...] = ()


class Case(Record):
    """The facts of one application; the workflow is its only writer.

    `asked_before` are the reason codes of every supplement so far: what was asked in vain becomes a stop.
    `counter_later`: what may wait for the counter was not demanded in it, `left_to_counter` is what was not sent.
    `cleared` maps a STOP finding's code to the person of RISK who took responsibility for it, and `cleared_facts` to
    the digests of what it was about then (unknown of older clearances); list matches are cleared entry by entry in
    `cleared_matches`; HARD findings are never cleared. `held` are the hard rules that stood against the case when it
    was last about to take a step, empty once it took it. `withheld` is what the customer was told of wishes that are
    not granted.
    `passes` are the reviewers who passed the present data, `approvals` who approved the opening in the last round.
    `entries`, `unreadable` and `flags` are about the present pictures, by `paper.field`: `readings` stays the reader's
    word. `letter` and `agent_card` are None where the representative acts in person. `confirmed` is the picture of each
    paper whose read-back the customer has looked at, `entering` what the live entry task asks for, `reviewed` since
    when the central review has passed the data.
    `tickets` are the questions that a system has accepted and not answered yet, `inquiries` how many were settled;
    `unknown_firm` counts the days on which the registry did not know the firm.
    `held_by` is the application that holds the firm where this one is its second.
    `asks_finance_officer`: the policy has the finance officer's phone checked (rules.md 4.1). `asks_registry_count`:
    the registry is asked how many firms are at the address.
    `police` are the inquiries to the police, in their order; the last answer about a present card counts.
    `traces_owners` and `in_house` None mark cases that began since owners are traced and clusters are counted; `owners`
    is what was computed of them, `behind` who of them is looked for on the lists, `report_due` until when a difference
    from the owners' filing is to be reported.
    """

    application: str
    branch: str
    channel: str
    device: str | None = None
    network: str | None = None
    referrer: str | None = None
    statements: Statements
    policy_version: str
    started: datetime
    submitted: datetime | None = None
    legs: dict[Leg, State] = {Leg.MAIN: State.DRAFT}
    papers: dict[PaperKind, Paper] = {}
    readings: dict[str, Reading] = {}
    entries: dict[str, EnteredField] = {}
    unreadable: frozenset[str] = frozenset()
    flags: dict[str, FieldFlag] = {}
    confirmed: dict[PaperKind, str] = {}
    entering: tuple[str, ...] = ()
    reviewed: datetime | None = None
    licence: Licence = Licence()
    id_card: IdCard = IdCard()
    letter: Authorisation | None = None
    agent_card: IdCard | None = None
    dossier: Dossier = Dossier()
    failing: dict[System, str] = {}
    tickets: dict[System, Ticket] = {}
    inquiries: dict[System, int] = {}
    unknown_firm: UnknownFirm | None = None
    asks_finance_officer: bool = False
    asks_registry_count: bool = False
    traces_owners: bool = False
    owners: OwnersFound | None = None
    behind: tuple[Subject, ...] = ()
    in_house: InHouse | None = NOBODY_SHARES
    report_due: datetime | None = None
    findings: list[Finding] = []
    score: Score | None = None
    asked: tuple[SupplementItem, ...] = ()
    asked_before: frozenset[str] = frozenset()
    counter_later: bool = False
    left_to_counter: tuple[SupplementItem, ...] = ()
    second_application: bool = False
    held_by: str | None = None
    simplified: bool = False
    rounds: int = 0
    actors: list[Actor] = []
    address_point: Point | None = None
    visit: VisitRecord = VisitRecord()
    interview: InterviewRecord = InterviewRecord()
    counter: CounterRecord = CounterRecord()
    account: Account | None = None
    limit_raise: LimitRaise | None = None
    withheld: tuple[str, ...] = ()
    refusal: Refusal | None = None
    cleared: dict[str, str] = {}
    cleared_facts: dict[str, tuple[str, ...]] = {}
    passes: list[Actor] = []
    approvals: list[Actor] = []
    proofs: dict[Proof, SeenProof] = {}
    proofs_asked: frozenset[Proof] = frozenset()
    duties: tuple[ReviewDuty, ...] = ()
    manual: list[ManualTier] = []
    cleared_matches: tuple[ClearedMatch, ...] = ()
    police: tuple[PoliceInquiry, ...] = ()
    held: tuple[Finding, ...] = ()
    extensions: int = 0
    tasks: dict[str, Task] = {}
    waiting_for: str = ""
    due: datetime | None = None
    ended: datetime | None = None
    ending: str | None = None

    @classmethod
    def of(cls, new: NewApplication, policy: Policy, now: datetime) -> "Case":
        return cls(
            application=new.application,
            branch=new.branch,
            channel=new.channel,
            device=new.device,
            network=new.network,
            referrer=new.referrer,
            statements=new.statements,
            policy_version=policy.version,
            asks_finance_officer=policy.outside.finance_officer,
            simplified=new.simplified,
            started=now,
            papers={paper.kind: paper for paper in new.papers},
        )

    @property
    def by_agent(self) -> bool:
        """Whether somebody else than the representative brings the application."""
        return self.letter is not None or self.agent_card is not None

    @property
    def tier(self) -> Tier | None:
        return self.score.tier if self.score else None


class TaskView(Fact):
    """A live task as people see it."""

    kind: str
    role: str
    assignee: str | None
    level: int
    due: datetime
    note: str = ""


class CaseView(Fact):
    """What `ekaihu ops show --json` prints; without personal data: names and numbers are in the papers, which need a
    right to be read. `confirmed` tells whether the customer has looked at the read-back, None before there is one;
    `proofs` which of the tier's further proofs nobody has seen yet, `to_tick` which items of the counter list nobody
    has ticked yet, `measures` what the tier demands by the case's policy; `held` are the hard rules because of which
    the case came back to whoever has it; `products` how far each ordered product has come, `withheld` what of the
    customer's wishes is not granted.
    """

    application: str
    state: str
    tier: str | None
    waiting_for: str
    due: datetime | None
    tasks: tuple[TaskView, ...]
    findings: tuple[Finding, ...]
    account: str | None
    asked: tuple[SupplementItem, ...] = ()
    rounds: int = 0
    refusal: str | None = None
    counter_minutes: float | None = None
    confirmed: bool | None = None
    proofs: tuple[str, ...] = ()
    to_tick: tuple[CounterItem, ...] = ()
    score: Score | None = None
    measures: Measures | None = None
    held: tuple[Finding, ...] = ()
    products: dict[str, str] = {}
    withheld: tuple[str, ...] = ()
