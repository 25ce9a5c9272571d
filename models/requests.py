"""What the workflow sends to activities: one small fact per request."""

from datetime import datetime

from models.application import AccountKind
from models.audit import AuditFact
from models.base import Fact
from models.checks import (
    AddressCountQuery,
    CitizenQuery,
    ListQuery,
    OwnerFilingQuery,
    OwnersQuery,
    PhoneQuery,
    RegistrationQuery,
    TaxQuery,
)
from models.clusters import SharedThing
from models.duties import DutyKind
from models.papers import EvidenceRef, Paper
from models.policy import Clusters, Faces, Reading
from models.readback import EntryRecord
from models.tasks import Task


class ReadPaper(Fact):
    """Read one picture by the policy's limits."""

    application: str
    paper: Paper
    policy: Reading


class AskCheckSystem(Fact):
    """A question to one source of the check system.

    `request` is the question's own id, the same however often it is sent. With the `serial` of an accepted question
    its answer is collected instead. `was_closed` asks for the service state first.
    """

    application: str
    request: str = ""
    serial: str | None = None
    was_closed: bool = False


class AskRegistration(AskCheckSystem):
    query: RegistrationQuery


class AskPhone(AskCheckSystem):
    query: PhoneQuery


class AskTax(AskCheckSystem):
    query: TaxQuery


class AskCitizen(Fact):
    application: str
    query: CitizenQuery


class AskLists(Fact):
    application: str
    query: ListQuery


class TraceOwners(Fact):
    application: str
    query: OwnersQuery


class AskOwnerFiling(Fact):
    application: str
    query: OwnerFilingQuery


class AskAddressCount(Fact):
    application: str
    query: AddressCountQuery


class CountInHouse(Fact):
    """Note what this application might share with others, and count the firms that do share it (risk.md 6)."""

    application: str
    branch: str
    submitted: datetime
    things: tuple[SharedThing, ...]
    in_park: bool
    policy: Clusters


class OweDuty(Fact):
    """Something the bank owes by a date that may lie after the application's end."""

    application: str
    branch: str
    kind: DutyKind
    remind: datetime
    due: datetime


class DrawForQuality(Fact):
    """Draw whether quality assurance looks at this file, one of `percent` in a hundred (process.md step 3)."""

    application: str
    percent: int


class LocateAddress(Fact):
    application: str
    address: str


class FaceSource(Fact):
    """Where a face comes from: a picture in the evidence store, or a staff member's photo in the directory."""

    evidence: EvidenceRef | None = None
    staff: str | None = None


class CompareFaces(Fact):
    application: str
    a: FaceSource
    b: FaceSource
    policy: Faces


class ExamVideo(Fact):
    """Look at a recording frame by frame against the one face of `reference`."""

    application: str
    video: EvidenceRef
    reference: FaceSource
    policy: Faces


class FindStaff(Fact):
    id: str


class BookSlot(Fact):
    application: str
    branch: str
    slot: datetime
    capacity: int


class FreeSlot(Fact):
    application: str


class ClaimFirm(Fact):
    """Register the firm's one live application per account kind (process.md 4)."""

    application: str
    credit_code: str
    account_kind: AccountKind


class ReleaseFirm(Fact):
    application: str


class KeepEntry(Fact):
    """Keep old, new and who of a round of data entry as encrypted evidence."""

    record: EntryRecord


class CaseSummary(Fact):
    """The case as lists show it, without personal data."""

    state: str
    branch: str
    account_kind: str
    tier: str | None
    waiting_for: str
    due: datetime | None
    level: int
    rounds: int
    started: datetime
    updated: datetime
    ended: datetime | None


class Publication(Fact):
    """What the workflow tells the tables in one transaction; `version` rises with every publication, so an old one
    cannot overwrite a newer.
    """

    application: str
    version: int
    facts: tuple[AuditFact, ...]
    case: CaseSummary
    tasks: tuple[Task, ...]
