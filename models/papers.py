"""Papers: what the customer sends, what the reader found on them, and the typed facts that the rules judge."""

from datetime import date
from enum import StrEnum

from pydantic import Field as Constrained

from models.base import Fact


class PaperKind(StrEnum):
    """The papers of an application; the reader itself tells LICENCE, ID_FRONT, ID_BACK and AUTHORISATION apart.

    The agent's card is read like the representative's; PROOFS are kept as evidence and looked at by the reviewer.
    """

    LICENCE = "licence"
    ID_FRONT = "id_front"
    ID_BACK = "id_back"
    AUTHORISATION = "authorisation"
    AGENT_ID_FRONT = "agent_id_front"
    AGENT_ID_BACK = "agent_id_back"
    HEAD_OFFICE_AUTHORISATION = "head_office_authorisation"
    OWNERSHIP_PROOF = "ownership_proof"
    PURPOSE_PROOF = "purpose_proof"
    UNKNOWN = "unknown"


PROOFS = frozenset({PaperKind.HEAD_OFFICE_AUTHORISATION, PaperKind.OWNERSHIP_PROOF, PaperKind.PURPOSE_PROOF})
"""Papers that no machine judges: a person has to say that they were seen (rules.md 3)."""

OF_THE_AGENT = frozenset({PaperKind.AUTHORISATION, PaperKind.AGENT_ID_FRONT, PaperKind.AGENT_ID_BACK})
"""Where one of these is handed in, an agent acts."""


class EvidenceKind(StrEnum):
    """What a stored evidence object is."""

    PAPER = "paper"
    LIVE_FACE = "live_face"
    SITE_PHOTO = "site_photo"
    VISIT_VIDEO = "visit_video"
    INTERVIEW_VIDEO = "interview_video"
    OUTSIDE_ANSWER = "outside_answer"
    DATA_ENTRY = "data_entry"
    PROOF = "proof"
    LIVING_ACCOUNT = "living_account"


class EvidenceRef(Fact):
    """A pointer to an encrypted object in the evidence store; histories carry this and never the bytes."""

    sha256: str = Constrained(pattern=r"^[0-9a-f]{64}$")
    kind: EvidenceKind
    media_type: str
    size: int = Constrained(ge=1, description="bytes before encryption")


class Paper(Fact):
    """One picture and the paper that the customer says it shows."""

    kind: PaperKind
    ref: EvidenceRef


class Money(Fact):
    """An exact amount: integer cents and an ISO 4217 currency (formats.md 7)."""

    cents: int
    currency: str = Constrained(pattern=r"^[A-Z]{3}$")


class Term(Fact):
    """A validity period; `end` None means open-ended (长期), and the end is the last valid day (formats.md 8)."""

    start: date | None
    end: date | None


class Source(StrEnum):
    """Where a field's value came from."""

    ENGINE = "engine"
    RETRY = "retry"
    SECOND_READER = "second_reader"
    QR = "qr"
    RULE = "rule"
    STAFF = "staff"


class ReadField(Fact):
    """One field of a paper: `text` as printed (lines joined), `value` typed (dates as ISO text), `box` [x, y, w, h]
    in the given picture's pixels.

    `value` is None when the text could not be understood; `confidence` runs from 0 to 1 and is our own, calibrated;
    `doubts` are the codes that say why a person has to look, none when nobody has to.
    """

    text: str
    value: str | Money | Term | None
    confidence: float = Constrained(ge=0, le=1)
    box: tuple[int, int, int, int]
    source: Source = Source.ENGINE
    doubts: tuple[str, ...] = ()


class Reading(Fact):
    """What the reader made of one picture; `warnings` are codes (`CODE_CHECK_DIGIT`, `BLURRED` …), `seconds` wall
    time, `page` the page of a document of several (the first is 1) that the boxes lie on, `marks` what else the paper
    bears (COPY, SEAL, QR): what is not there was not seen, and may be there; `background` a hash of the ground that
    the paper lies on, None where the ground says nothing.
    """

    kind: PaperKind
    fields: dict[str, ReadField]
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    page: int = 1
    marks: tuple[str, ...] = ()
    background: str | None = None


class EntityKind(StrEnum):
    """The depositor's legal form (formats.md 6.3)."""

    LLC = "LLC"
    JSC = "JSC"
    SOLE = "SOLE"
    PARTNERSHIP = "PARTNERSHIP"
    BRANCH = "BRANCH"
    INDIVIDUAL = "INDIVIDUAL"
    COOP = "COOP"
    FOREIGN_BRANCH = "FOREIGN_BRANCH"
    OTHER = "OTHER"


class Licence(Fact):
    """A business licence as typed facts; None means unreadable or invalid, and for `term` and `capital` also "not
    printed".
    """

    credit_code: str | None = None
    serial: str | None = None
    name: str | None = None
    type_text: str | None = None
    entity: EntityKind | None = None
    representative: str | None = None
    capital: Money | None = None
    established: date | None = None
    term: Term | None = None
    address: str | None = None
    scope: str | None = None
    authority: str | None = None
    issued: date | None = None


class IdCard(Fact):
    """A citizen's identity card, both sides together; None means unreadable or invalid."""

    name: str | None = None
    sex: str | None = None
    ethnicity: str | None = None
    birth_date: date | None = None
    address: str | None = None
    number: str | None = None
    authority: str | None = None
    validity: Term | None = None


class Authorisation(Fact):
    """A firm's letter of authorisation (授权委托书) for the person who comes in its name.

    None means unreadable, invalid or not printed; a letter without a last day has no `period`: a person decides on it.
    """

    principal: str | None = None
    credit_code: str | None = None
    representative: str | None = None
    representative_number: str | None = None
    agent: str | None = None
    agent_number: str | None = None
    agent_phone: str | None = None
    powers: str | None = None
    period: Term | None = None
    issued: date | None = None
