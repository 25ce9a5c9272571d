"""Questions to the outside world and its typed answers, with the code tables of rules.md 4-6.

An adapter maps every answer to one of these codes or raises; there is no "unknown" member, so an unknown code can
never pass.
"""

from datetime import date, datetime
from enum import StrEnum

from models.base import Fact
from models.owners import OwnerFilingAnswer, Ownership
from models.papers import EvidenceRef, Money


class System(StrEnum):
    """The questions to outside systems about a firm and its people; those about an agent only where one acts, that
    about the finance officer only where the firm names them with phone and identity number.
    """

    REGISTRATION = "registration"
    PHONE = "phone"
    TAX = "tax"
    CITIZEN = "citizen"
    LISTS = "lists"
    AGENT_CITIZEN = "agent_citizen"
    AGENT_PHONE = "agent_phone"
    OWNERS = "owners"
    OWNER_FILING = "owner_filing"
    FINANCE_PHONE = "finance_phone"
    ADDRESS_COUNT = "address_count"

    @property
    def chinese(self) -> str:
        return {
            System.REGISTRATION: "工商登记核查",
            System.PHONE: "手机号核查",
            System.TAX: "纳税信息核查",
            System.CITIZEN: "公民身份核查",
            System.LISTS: "名单筛查",
            System.AGENT_CITIZEN: "经办人公民身份核查",
            System.AGENT_PHONE: "经办人手机号核查",
            System.OWNERS: "股权穿透核查",
            System.OWNER_FILING: "受益所有人备案核查",
            System.FINANCE_PHONE: "财务负责人手机号核查",
            System.ADDRESS_COUNT: "住所登记企业数查询",
        }[self]


class RegistrationCode(StrEnum):
    """rules.md 4.3."""

    MATCHED = "MCHD"
    NAME_DIFFERS = "WCON"
    REPRESENTATIVE_NAME_DIFFERS = "WLPN"
    REPRESENTATIVE_ID_DIFFERS = "WLPI"
    NOT_FOUND = "NTFD"


class PhoneCode(StrEnum):
    """rules.md 4.1."""

    MATCHED = "MCHD"
    ID_TYPE_DIFFERS = "WIDT"
    ID_NUMBER_DIFFERS = "WIDN"
    NAME_DIFFERS = "WNAM"
    NOT_FOUND = "NTFD"


class TaxCode(StrEnum):
    """rules.md 4.2."""

    MATCHED = "MCHD"
    NAME_DIFFERS = "NMCH"
    NOT_FOUND = "NTFD"


class TaxpayerState(StrEnum):
    """rules.md 4.2, the state of the taxpayer at one tax office."""

    OPEN = "OPEN"
    CANCELLED = "CNCL"
    ABNORMAL = "IMID"
    ABNORMAL_CANCELLED = "IMCL"


class CitizenCode(StrEnum):
    """Our own values for the citizen identity check; each channel's codes are mapped to them (rules.md 5)."""

    MATCH_PHOTO = "MATCH_PHOTO"
    MATCH_NO_PHOTO = "MATCH_NO_PHOTO"
    NAME_MISMATCH = "NAME_MISMATCH"
    NOT_FOUND = "NOT_FOUND"
    NOT_FOUND_OR_MISMATCH = "NOT_FOUND_OR_MISMATCH"


class RegistrationQuery(Fact):
    credit_code: str
    name: str
    representative: str
    representative_id: str


class Change(Fact):
    """One entry of the registry's change history."""

    item: str
    before: str
    after: str
    on: date


class AbnormalEntry(Fact):
    """An entry in the abnormal-business list; `reason` 1-4 as rules.md 6 counts them."""

    reason: int
    on: date
    removed: date | None = None


class Shareholder(Fact):
    """`number` is the shareholder's ID number or credit code; `form` and `on` tell how and when the capital is paid."""

    name: str
    natural_person: bool
    share: float
    number: str | None = None
    subscribed: Money | None = None
    paid: Money | None = None
    form: str | None = None
    on: date | None = None


class Post(StrEnum):
    """What an officer (主要人员) of the firm is."""

    DIRECTOR = "director"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"


class Officer(Fact):
    name: str
    post: Post


class RegisteredFirm(Fact):
    """The registry's own facts about the firm (基本登记信息), given with MCHD.

    `lost_licence` is the copy that a statement calls lost (ORGN original, COPY copy, ORCY both); `reissued` whether
    it was issued again, None where the registry does not say.
    """

    credit_code: str
    name: str
    type_text: str
    representative: str
    address: str
    capital: Money | None
    established: date
    term_end: date | None
    state: str
    authority: str
    scope: str
    shareholders: tuple[Shareholder, ...] = ()
    changes: tuple[Change, ...] = ()
    abnormal: tuple[AbnormalEntry, ...] = ()
    serious_violation: bool = False
    officers: tuple[Officer, ...] = ()
    lost_licence: str | None = None
    reissued: bool | None = None


class RegistrationAnswer(Fact):
    code: RegistrationCode
    firm: RegisteredFirm | None = None


ID_CARD = "IC00"
OTHER_ID_TYPES = ("IC05", "IC06")
"""Papers beside the ID card that carry the same number: temporary ID card and household book (rules.md 4.1)."""


class PhoneQuery(Fact):
    phone: str
    name: str
    id_number: str
    credit_code: str
    id_type: str = ID_CARD


class PhoneAnswer(Fact):
    """`user_kind` INDV or ENTY, `status` ENBL or DSBL, `carrier` 4 digits (1000/2000/3000, 0000-0042 virtual),
    `region` the home province code.
    """

    code: PhoneCode
    user_kind: str | None = None
    status: str | None = None
    carrier: str | None = None
    region: str | None = None


class TaxQuery(Fact):
    credit_code: str
    name: str


class TaxAnswer(Fact):
    code: TaxCode
    states: tuple[TaxpayerState, ...] = ()


class CitizenQuery(Fact):
    number: str
    name: str


class CitizenAnswer(Fact):
    code: CitizenCode


class Subject(Fact):
    """Whom to look for on the lists: a firm or a person, with the exact number."""

    name: str
    number: str


class ListQuery(Fact):
    subjects: tuple[Subject, ...]


class ListKind(StrEnum):
    """rules.md 6; the value tells the severity's home row."""

    MANDATORY = "mandatory"
    PUNISHED = "punished"
    CASE_RELATED = "case_related"
    SERIOUS_VIOLATION = "serious_violation"
    DEFAULTER = "defaulter"
    PEP = "pep"
    BLACK = "black"
    GREY = "grey"
    WHITE = "white"


class ListHit(Fact):
    """One hit: which entry of which list was found for which subject, and whether the number or only the name agreed.

    `text` is what the entry says and `digest` stands for it, so that a changed entry is told from one that was looked
    at; `score` (0-1) and the codes of `why` (models/rules/match_words.py) explain a match by name. Hits from before
    these were kept have the defaults.
    """

    kind: ListKind
    entry: str
    by_number: bool
    source: str = ""
    subject: Subject | None = None
    text: str = ""
    digest: str = ""
    score: float | None = None
    why: tuple[str, ...] = ()


class ClearedMatch(Fact):
    """A list match that RISK looked at and resolved, with note and person; it stays so while list, entry, its text
    and the subject stay the same.
    """

    kind: ListKind
    source: str
    entry: str
    digest: str
    subject: Subject | None
    by_number: bool
    by: str
    note: str
    at: datetime


class ListAnswer(Fact):
    """An answer always names the version of the lists it searched: an empty answer without one is a failure, not "no
    hits".
    """

    version: str
    hits: tuple[ListHit, ...] = ()


class OwnersQuery(Fact):
    """Who stands behind this firm, whose first layer the registration answer told; how far to look is part of the
    question.
    """

    number: str
    holders: tuple[Shareholder, ...]
    max_layers: int
    max_firms: int


class OwnerFilingQuery(Fact):
    """Whom has this firm (a branch's head office) filed as its beneficial owners?"""

    number: str


class AddressCountQuery(Fact):
    """How many firms are registered at this address, as the licence prints it?"""

    address: str


class AddressCountCode(StrEnum):
    """Whether the registry counted; NO_SOURCE is ours, for a bank that has nobody to ask."""

    COUNTED = "CNTD"
    NOT_FOUND = "NTFD"
    NO_SOURCE = "NO_SOURCE"


class AddressCountAnswer(Fact):
    """`firms` counts this firm too where the registry has it there; None is unknown and never read as none."""

    code: AddressCountCode
    firms: int | None = None


Query = (
    RegistrationQuery
    | PhoneQuery
    | TaxQuery
    | CitizenQuery
    | ListQuery
    | OwnersQuery
    | OwnerFilingQuery
    | AddressCountQuery
)
Answer = (
    RegistrationAnswer
    | PhoneAnswer
    | TaxAnswer
    | CitizenAnswer
    | ListAnswer
    | Ownership
    | OwnerFilingAnswer
    | AddressCountAnswer
)


class Accepted(Fact):
    """The check system took a question (PR00) and answers it later, under this serial (业务受理编号)."""

    request: str
    serial: str


class Ticket(Fact):
    """A question that was accepted, and since when its answer is waited for."""

    request: str
    serial: str
    since: datetime


class Asked(Fact):
    """The envelope around one answer: when it came, its raw bytes as evidence, and its serial if it came later."""

    at: datetime
    raw: EvidenceRef | None = None
    serial: str | None = None


class RegistrationAsked(Asked):
    query: RegistrationQuery
    answer: RegistrationAnswer


class PhoneAsked(Asked):
    """`id_type` is the kind of ID card that this is the answer for; the query itself asks for the ID card."""

    id_type: str = ID_CARD
    query: PhoneQuery
    answer: PhoneAnswer


class TaxAsked(Asked):
    query: TaxQuery
    answer: TaxAnswer


class CitizenAsked(Asked):
    query: CitizenQuery
    answer: CitizenAnswer


class ListsAsked(Asked):
    query: ListQuery
    answer: ListAnswer


class OwnersAsked(Asked):
    """A trace is many answers: `raws` holds each firm's extract as it came, the asked firm's first."""

    query: OwnersQuery
    answer: Ownership
    raws: tuple[EvidenceRef, ...] = ()


class OwnerFilingAsked(Asked):
    query: OwnerFilingQuery
    answer: OwnerFilingAnswer


class AddressCountAsked(Asked):
    query: AddressCountQuery
    answer: AddressCountAnswer


class UnknownFirm(Fact):
    """A firm that the registry does not know (NTFD): the days (Shanghai) on which it said so, the first one first."""

    credit_code: str
    days: tuple[date, ...]


class Dossier(Fact):
    """All answers about one application so far; None means "not asked yet or not answered", which no rule may read as
    good.
    """

    registration: RegistrationAsked | None = None
    phone: PhoneAsked | None = None
    tax: TaxAsked | None = None
    citizen: CitizenAsked | None = None
    lists: ListsAsked | None = None
    agent_citizen: CitizenAsked | None = None
    agent_phone: PhoneAsked | None = None
    owners: OwnersAsked | None = None
    owner_filing: OwnerFilingAsked | None = None
    finance_phone: PhoneAsked | None = None
    address_count: AddressCountAsked | None = None
