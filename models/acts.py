"""Acts: what people do to an application, each a typed, named message.

An act reaches the workflow as an update (the tool wants an answer) or as a signal of the same name and meaning.
`act_id` makes doing it
twice the same as doing it once. `by` is the staff id, or `customer`.
"""

from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import Field

from models.account import CounterItem, Limits, Visitor
from models.application import Statements
from models.base import Fact
from models.findings import SupplementItem, Tier
from models.interview import InterviewVerdict, ScriptAnswer
from models.papers import EvidenceRef, Paper, PaperKind
from models.people import CUSTOMER, Role
from models.police import PoliceAnswer
from models.proofs import Proof
from models.readback import FieldEntry, FieldFlag, FieldRef
from models.tasks import TaskKind
from models.visit import NOT_REPORTED, DeviceReport, PositionFix, RemoteAnswer, SitePhoto, VisitReport


class Act(Fact):
    """What all acts share; `roles` may do it, `answers` names the tasks that it decides,
    `stand_ins` may decide them beside the task's own role.

    A signal that comes before its time is kept when the act `may_wait`; a judgement of something that is not there yet
    may not, nor what belongs to one of several visits.
    """

    name: ClassVar[str]
    roles: ClassVar[frozenset[Role]]
    answers: ClassVar[tuple[TaskKind, ...]] = ()
    stand_ins: ClassVar[frozenset[Role]] = frozenset()
    may_wait: ClassVar[bool] = True

    act_id: str = Field(min_length=8, max_length=64)
    by: str = Field(min_length=1, max_length=32)


class CustomerAct(Act):
    roles: ClassVar[frozenset[Role]] = frozenset({Role.CUSTOMER})
    by: str = CUSTOMER


class Submit(CustomerAct):
    """The customer sends the application in; papers sent now join those of the draft."""

    name: ClassVar[str] = "submit"
    papers: tuple[Paper, ...] = ()


class Supplement(CustomerAct):
    """The customer sends what was asked for: new pictures, or corrected statements."""

    name: ClassVar[str] = "supplement"
    papers: tuple[Paper, ...] = ()
    statements: Statements | None = None


class ConfirmReadBack(CustomerAct):
    """The customer has looked at what was read: right, but for the fields that are flagged."""

    name: ClassVar[str] = "confirm_read_back"
    flags: tuple[FieldFlag, ...] = Field(default=(), max_length=50)


class Withdraw(CustomerAct):
    name: ClassVar[str] = "withdraw"
    reason: str = ""


class BookCounter(CustomerAct):
    """The customer books (or moves) the counter visit."""

    name: ClassVar[str] = "book_counter"
    slot: datetime


_DESK = frozenset(Role) - {Role.CUSTOMER, Role.SYSTEM, Role.OPERATIONS}


class Claim(Act):
    """Take an open task into one's own hands; the task's own role decides who may."""

    name: ClassVar[str] = "claim"
    roles: ClassVar[frozenset[Role]] = _DESK
    task: TaskKind


class Release(Act):
    """Give a claimed task back."""

    name: ClassVar[str] = "release"
    roles: ClassVar[frozenset[Role]] = _DESK
    task: TaskKind


class Reassign(Act):
    """A supervisor gives a task to somebody (`to`), claimed or not."""

    name: ClassVar[str] = "reassign"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.SUPERVISOR, Role.BRANCH_MANAGER})
    task: TaskKind
    to: str
    reason: str = ""


class Reasoned(Act):
    """A decision that can carry a reason code (rules.md 8) and a text for colleagues."""

    reason_code: str | None = None
    reason: str = ""


class EnterFields(Act):
    """Central data entry (集中录入): what the person types from the picture as printed, and what nobody can read."""

    name: ClassVar[str] = "enter_fields"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.REVIEWER})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.DATA_ENTRY, TaskKind.SECOND_ENTRY, TaskKind.THIRD_ENTRY)
    may_wait: ClassVar[bool] = False
    entries: tuple[FieldEntry, ...] = Field(default=(), max_length=50)
    unreadable: tuple[FieldRef, ...] = Field(default=(), max_length=50)


class DecideReview(Reasoned):
    """Central review (集中审核): pass, ask for supplements by item, or escalate to RISK; overridden FIX and FLAG
    findings need `reason`, and papers that no machine judges are `seen` by who passes.
    """

    name: ClassVar[str] = "decide_review"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.REVIEWER})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.REVIEW, TaskKind.SECOND_REVIEW)
    may_wait: ClassVar[bool] = False
    decision: Literal["pass", "supplement", "escalate"]
    items: tuple[SupplementItem, ...] = ()
    seen: tuple[PaperKind, ...] = ()


class AskPolice(Act):
    """The reviewer has asked the police about a person whom the citizen check does not confirm, under their
    `reference`; the review waits for the answer (rules.md 5).
    """

    name: ClassVar[str] = "ask_police"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.REVIEWER})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.REVIEW, TaskKind.SECOND_REVIEW)
    may_wait: ClassVar[bool] = False
    person: Visitor = Visitor.REPRESENTATIVE
    reference: str = Field(min_length=2, max_length=60)


class RecordPoliceAnswer(Act):
    """What the police have answered, with its picture; when their time is over a supervisor may go on without one,
    saying why in `note`.
    """

    name: ClassVar[str] = "record_police_answer"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.REVIEWER, Role.SUPERVISOR})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.POLICE_INQUIRY,)
    stand_ins: ClassVar[frozenset[Role]] = frozenset({Role.SUPERVISOR})
    may_wait: ClassVar[bool] = False
    answer: PoliceAnswer
    seen: EvidenceRef | None = None
    note: str = Field(default="", max_length=500)


class DoubtAnswer(Act):
    """A reviewer doubts an answer of the check system (疑义反馈): it is told to the source, with whom to ask back."""

    name: ClassVar[str] = "doubt_answer"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.REVIEWER})
    may_wait: ClassVar[bool] = False
    system: Literal["registration", "phone"]
    content: str = Field(min_length=1, max_length=500)
    contact: str = Field(min_length=1, max_length=30)
    phone: str = Field(pattern=r"^[0-9-]{5,20}$")


class DecideRounds(Reasoned):
    """After the last supplement round a supervisor decides: one more round, or refuse."""

    name: ClassVar[str] = "decide_rounds"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.SUPERVISOR})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.ROUNDS,)
    decision: Literal["another", "refuse"]


class DecideOutage(Reasoned):
    """The check system has been closed too long: a supervisor lets the case wait on or refuses; nobody can pass it
    unchecked.
    """

    name: ClassVar[str] = "decide_outage"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.SUPERVISOR})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.CHECK_OUTAGE,)
    decision: Literal["wait", "refuse"]


class DecideRisk(Reasoned):
    """Risk review: back to where it came from, extended review until a date, or refuse.

    `clears` names the stops that are cleared by going on; None clears whatever stands, as tools from before it do.
    """

    name: ClassVar[str] = "decide_risk"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.RISK, Role.RISK_HEAD})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.RISK_REVIEW, TaskKind.EXTENDED_REVIEW)
    may_wait: ClassVar[bool] = False
    decision: Literal["continue", "extend", "refuse"]
    until: datetime | None = None
    clears: tuple[str, ...] | None = Field(default=None, max_length=50)


class RaiseTier(Reasoned):
    """Any officer raises the tier, with a reason (risk.md 2)."""

    name: ClassVar[str] = "raise_tier"
    roles: ClassVar[frozenset[Role]] = _DESK
    may_wait: ClassVar[bool] = False
    tier: Tier


class LowerTier(Reasoned):
    """RISK lowers the tier by one, with a reason and an end (risk.md 2)."""

    name: ClassVar[str] = "lower_tier"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.RISK})
    may_wait: ClassVar[bool] = False
    tier: Tier
    until: datetime


class RaiseLimits(Reasoned):
    """The manager asks for higher limits on the firm's sealed paper, from a day on (risk.md 5)."""

    name: ClassVar[str] = "raise_limits"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ACCOUNT_MANAGER})
    may_wait: ClassVar[bool] = False
    limits: Limits
    starts: date
    paper: EvidenceRef


class ConfirmLimits(Reasoned):
    """Another person agrees with limits beyond the tier's, or ends the raise; `seal_seen`: the firm's seal is on the
    paper.
    """

    name: ClassVar[str] = "confirm_limits"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.SUPERVISOR, Role.RISK})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.LIMITS, TaskKind.SECOND_LIMITS)
    may_wait: ClassVar[bool] = False
    decision: Literal["agree", "disagree"]
    seal_seen: bool = False


class ConfirmRefusal(Reasoned):
    """The second person agrees with a refusal, or sends it back to its decider (process.md 4)."""

    name: ClassVar[str] = "confirm_refusal"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.SUPERVISOR, Role.RISK, Role.RISK_HEAD})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.REFUSAL,)
    may_wait: ClassVar[bool] = False
    decision: Literal["agree", "disagree"]


class ClearMatch(Reasoned):
    """RISK has found that an entry of a list is about somebody else; `reason` says how that is known (rules.md 6)."""

    name: ClassVar[str] = "clear_match"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.RISK})
    may_wait: ClassVar[bool] = False
    source: str = Field(min_length=1, max_length=100)
    entry: str = Field(min_length=1, max_length=100)


class ConfirmProof(Act):
    """A further proof that the tier demands was seen; `note` says what kind of paper it is (risk.md 4)."""

    name: ClassVar[str] = "confirm_proof"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ACCOUNT_MANAGER, Role.REVIEWER})
    proof: Proof
    seen: EvidenceRef
    note: str = Field(min_length=2, max_length=100)


class BookVisit(Act):
    """The manager agrees a time with the customer."""

    name: ClassVar[str] = "book_visit"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ACCOUNT_MANAGER})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.SCHEDULE_VISIT,)
    at: datetime


class WaiveVisit(Reasoned):
    """The supervisor lets a simplified opening of low risk go without a visit on site: the representative shows the
    premises to the cloud-branch teller by video (risk.md 4; H06).
    """

    name: ClassVar[str] = "waive_visit"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.SUPERVISOR})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.SCHEDULE_VISIT,)
    stand_ins: ClassVar[frozenset[Role]] = frozenset({Role.SUPERVISOR})
    may_wait: ClassVar[bool] = False


class CheckInVisit(Act):
    """The manager arrives: position fix and a live picture of the own face."""

    name: ClassVar[str] = "check_in_visit"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ACCOUNT_MANAGER})
    fix: PositionFix
    live_face: EvidenceRef


class AddSitePhoto(Act):
    name: ClassVar[str] = "add_site_photo"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ACCOUNT_MANAGER})
    photo: SitePhoto


class ReportVisit(Act):
    """The manager's structured report and a live picture of the legal representative."""

    name: ClassVar[str] = "report_visit"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ACCOUNT_MANAGER})
    may_wait: ClassVar[bool] = False
    report: VisitReport
    representative_face: EvidenceRef


class JoinVisit(Act):
    """The cloud-branch teller joins by video; drawn by the system, never chosen by the manager."""

    name: ClassVar[str] = "join_visit"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.CLOUD_TELLER})


class RecordRemote(Act):
    """The teller's part: answers heard, the recording, and the door plate where the position was unsure; where the
    visit on site was waived also whether the owners were confirmed.
    """

    name: ClassVar[str] = "record_remote"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.CLOUD_TELLER})
    may_wait: ClassVar[bool] = False
    answers_heard: tuple[RemoteAnswer, ...]
    video: EvidenceRef
    door_plate_seen: bool = False
    door_plate_reason: str = ""
    owners_confirmed: bool = False


class SignVisit(Act):
    """Each of the two signs the visit's record for themselves."""

    name: ClassVar[str] = "sign_visit"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ACCOUNT_MANAGER, Role.CLOUD_TELLER})
    may_wait: ClassVar[bool] = False


class NoShow(Act):
    """Nobody was there: back to scheduling."""

    name: ClassVar[str] = "no_show"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.ACCOUNT_MANAGER})
    may_wait: ClassVar[bool] = False
    reason: str = ""


class DecideVisit(Reasoned):
    """A stopped visit: a supervisor orders a new visit, or hands the case to RISK; nobody can wave it through (H08)."""

    name: ClassVar[str] = "decide_visit"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.SUPERVISOR})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.STOPPED_VISIT,)
    decision: Literal["revisit", "risk"]


class RecordInterview(Act):
    """One attempt of the willingness interview with its recording, answers and the teller's conclusion; at the
    counter the counter teller holds it. `device` is what the customer's own device reported to the video platform.
    """

    name: ClassVar[str] = "record_interview"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.VIDEO_TELLER, Role.COUNTER_TELLER})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.INTERVIEW,)
    script: tuple[ScriptAnswer, ...]
    coached: bool = False
    conclusion: InterviewVerdict
    video: EvidenceRef | None = None
    device: DeviceReport = NOT_REPORTED


class DecideOpening(Reasoned):
    """The opening decision (准入): approve, extended review, or refuse."""

    name: ClassVar[str] = "decide_opening"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.SUPERVISOR, Role.RISK, Role.RISK_HEAD, Role.BRANCH_MANAGER})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.DECISION, TaskKind.SECOND_DECISION)
    may_wait: ClassVar[bool] = False
    decision: Literal["approve", "extend", "refuse"]
    until: datetime | None = None


class CheckInCounter(Act):
    """The customer is at the counter: the clock starts. `chip_identity`: the ID chip was read and the face compared
    by the teller; `visitor` is whose chip that was.
    """

    name: ClassVar[str] = "check_in_counter"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.COUNTER_TELLER})
    chip_identity: bool
    visitor: Visitor = Visitor.REPRESENTATIVE


class Tick(Act):
    """One item of the counter list is done."""

    name: ClassVar[str] = "tick"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.COUNTER_TELLER})
    item: CounterItem


class ConfirmSeal(Act):
    """A second person confirms the seal card."""

    name: ClassVar[str] = "confirm_seal"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.SUPERVISOR})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.SEAL_CARD,)


class AllowCard(Reasoned):
    """A supervisor allows the temporary identity card that the teller has seen, or does not; `reason` says why."""

    name: ClassVar[str] = "allow_card"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.SUPERVISOR})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.TEMPORARY_CARD,)
    may_wait: ClassVar[bool] = False
    decision: Literal["allow", "deny"]


class Activate(Act):
    """The teller orders the activation: the legal opening."""

    name: ClassVar[str] = "activate"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.COUNTER_TELLER})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.COUNTER,)


class Mismatch(Reasoned):
    """Originals do not agree with the reviewed data: the case goes to risk review."""

    name: ClassVar[str] = "mismatch"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.COUNTER_TELLER})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.COUNTER,)


class CorrectFiling(Act):
    """The filing's data error was corrected with the central bank's desk: file again."""

    name: ClassVar[str] = "correct_filing"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.COUNTER_TELLER, Role.SUPERVISOR})
    answers: ClassVar[tuple[TaskKind, ...]] = (TaskKind.FILING,)
    stand_ins: ClassVar[frozenset[Role]] = frozenset({Role.SUPERVISOR})
    note: str = ""


ACTS: tuple[type[Act], ...] = (
    Submit,
    Supplement,
    ConfirmReadBack,
    Withdraw,
    BookCounter,
    Claim,
    Release,
    Reassign,
    EnterFields,
    DecideReview,
    AskPolice,
    RecordPoliceAnswer,
    DoubtAnswer,
    DecideRounds,
    DecideOutage,
    DecideRisk,
    RaiseTier,
    LowerTier,
    ClearMatch,
    RaiseLimits,
    ConfirmLimits,
    ConfirmRefusal,
    ConfirmProof,
    BookVisit,
    WaiveVisit,
    CheckInVisit,
    AddSitePhoto,
    ReportVisit,
    JoinVisit,
    RecordRemote,
    SignVisit,
    NoShow,
    DecideVisit,
    RecordInterview,
    DecideOpening,
    CheckInCounter,
    Tick,
    ConfirmSeal,
    AllowCard,
    Activate,
    Mismatch,
    CorrectFiling,
)


class Receipt(Fact):
    """The answer to an act: the state after it, and one sentence on what happens next."""

    application: str
    act: str
    act_id: str
    state: str
    said: str
