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
    """The outside systems that are asked about a firm and its people."""

    REGISTRATION = "registration"
    PHONE = "phone"
    TAX = "tax"
    CITIZEN = "citizen"
    LISTS = "lists"
    OWNERS = "owners"
    OWNER_FILING = "owner_filing"

    @property
    def chinese(self) -> str:
        return {
            System.REGISTRATION: "工商登记核查",
            System.PHONE: "手机号核查",
            System.TAX: "纳税信息核查",
            System.CITIZEN: "公民身份核查",
            System.LISTS: "名单筛查",
            System.OWNERS: "股权穿透核查",
            System.OWNER_FILING: "受益所有人备案核查",
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
    name: str
    natural_person: bool
    share: float


class RegisteredFirm(Fact):
    """The registry's own facts about the firm (基本登记信息), given with MCHD."""

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
    lost_licence: str | None = None


class RegistrationAnswer(Fact):
    code: RegistrationCode
    firm: RegisteredFirm | None = None


class PhoneQuery(Fact):
    phone: str
    name: str
    id_number: str
    credit_code: str


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


class ListHit(Fact):
    """One hit: which list, in which version, and whether the number or only the name agreed."""

    kind: ListKind
    entry: str
    by_number: bool


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


Query = RegistrationQuery | PhoneQuery | TaxQuery | CitizenQuery | ListQuery | OwnersQuery | OwnerFilingQuery
Answer = RegistrationAnswer | PhoneAnswer | TaxAnswer | CitizenAnswer | ListAnswer | Ownership | OwnerFilingAnswer


class Asked(Fact):
    """The envelope around one answer: when it came and its raw bytes as evidence."""

    at: datetime
    raw: EvidenceRef | None = None


class RegistrationAsked(Asked):
    query: RegistrationQuery
    answer: RegistrationAnswer


class PhoneAsked(Asked):
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


class Dossier(Fact):
    """All answers about one application so far; None means "not asked yet or not answered", which no rule may read as
    good.
    """

    registration: RegistrationAsked | None = None
    phone: PhoneAsked | None = None
    tax: TaxAsked | None = None
    citizen: CitizenAsked | None = None
    lists: ListsAsked | None = None
    owners: OwnersAsked | None = None
    owner_filing: OwnerFilingAsked | None = None
