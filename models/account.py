"""The account: reservation, limits, counter visit, filing and contracts (process.md steps 7-11)."""

from datetime import date, datetime
from enum import StrEnum

from models.base import Fact, Record
from models.products import Terms


class AccountState(StrEnum):
    """The core bank's states that this process uses."""

    PRE_OPEN = "PRE_OPEN"
    ACTIVE = "ACTIVE"
    RETIRED = "RETIRED"
    CLOSED_BEFORE_USE = "CLOSED_BEFORE_USE"


class Limits(Fact):
    """Non-counter limits in cents (risk.md 5); 0 means counter only."""

    single: int
    per_day: int
    count_per_day: int
    per_month: int
    to_persons_per_day: int
    tokens: int

    @property
    def rising(self) -> bool:
        """Whether one payment fits into the day and a day into the month."""
        return 0 <= self.single <= self.per_day <= self.per_month


class Account(Record):
    """The one account of an application; `number` is masked to its last 4 digits wherever people see it.

    `copies_due` is until when the copies of its papers are owed to the central bank, `sheet_due` until when its
    information sheet is owed to the customer, once that is noted (R-ACC-11, R-ACC-09).
    """

    number: str
    state: AccountState
    limits: Limits
    opened: datetime | None = None
    seal_enabled: bool = False
    filed: datetime | None = None
    basic_account_number: str | None = None
    copies_due: datetime | None = None
    sheet_due: datetime | None = None
    contracts: dict[str, str] = {}


class CounterItem(StrEnum):
    """What the counter teller ticks, one by one (process.md step 8); which of it a case needs, `counter_items` says."""

    IDENTITY = "identity"
    LICENCE_ORIGINAL = "licence_original"
    ID_ORIGINAL = "id_original"
    TEMPORARY_CARD = "temporary_card"
    AUTHORISATION_ORIGINAL = "authorisation_original"
    SEALS = "seals"
    DATA_CONFIRMED = "data_confirmed"
    APPLICATION_FORM = "application_form"
    AGREEMENT = "agreement"
    SEAL_CARD = "seal_card"
    OLD_PERMIT = "old_permit"
    LEFT_PAPERS = "left_papers"

    @property
    def chinese(self) -> str:
        return {
            CounterItem.IDENTITY: "核对到场人身份",
            CounterItem.LICENCE_ORIGINAL: "核对营业执照原件",
            CounterItem.ID_ORIGINAL: "核对身份证原件",
            CounterItem.TEMPORARY_CARD: "核对临时身份证原件",
            CounterItem.AUTHORISATION_ORIGINAL: "核对授权委托书原件",
            CounterItem.SEALS: "核对印章",
            CounterItem.DATA_CONFIRMED: "客户确认信息",
            CounterItem.APPLICATION_FORM: "签署开户申请书",
            CounterItem.AGREEMENT: "签署账户协议",
            CounterItem.SEAL_CARD: "预留印鉴卡",
            CounterItem.OLD_PERMIT: "查明原开户许可证（收回原件或遗失声明）",
            CounterItem.LEFT_PAPERS: "查验补件时留待临柜出示的原件",
        }[self]


class Visitor(StrEnum):
    """Who comes to the counter for the firm."""

    REPRESENTATIVE = "representative"
    AGENT = "agent"

    @property
    def chinese(self) -> str:
        return {Visitor.REPRESENTATIVE: "法定代表人", Visitor.AGENT: "经办人"}[self]


class CardAllowed(Fact):
    """A supervisor's word, by name and with a reason, that a temporary identity card may do at the counter."""

    by: str
    person: str
    reason: str
    at: datetime


class Receiver(StrEnum):
    """Into whose hands the bank gives a paper for the firm; a deputy is anybody else whom the firm sends."""

    REPRESENTATIVE = "representative"
    AGENT = "agent"
    DEPUTY = "deputy"

    @property
    def chinese(self) -> str:
        return {
            Receiver.REPRESENTATIVE: "法定代表人或负责人",
            Receiver.AGENT: "经办人",
            Receiver.DEPUTY: "他人代领",
        }[self]


class InformationSheet(Fact):
    """The basic account's information sheet (基本存款账户信息), printed for the firm and handed over (R-ACC-09)."""

    name: str
    number: str
    outlet: str
    representative: str
    basic_account_number: str
    filed_on: date


class CounterRecord(Record):
    """The counter visit: the clock starts at check-in and stops at the receipt (process.md step 8)."""

    slot: datetime | None = None
    bookings: int = 0
    checked_in: datetime | None = None
    teller: str | None = None
    ticked: dict[CounterItem, str] = {}
    chip_identity: bool = False
    visitor: Visitor = Visitor.REPRESENTATIVE
    seal_confirmed_by: str | None = None
    card_allowed: CardAllowed | None = None
    receipt: datetime | None = None

    @property
    def minutes(self) -> float | None:
        if self.checked_in is None or self.receipt is None:
            return None
        return (self.receipt - self.checked_in).total_seconds() / 60


class ReserveAccount(Fact):
    """Ask the core bank for the number of this application, in status PRE_OPEN; the same application gets the same
    number. `cash_out` is False where the kind of account takes cash in only (R-ACC-04).
    """

    application: str
    branch: str
    account_kind: str
    credit_code: str
    name: str
    limits: Limits
    cash_out: bool = True


class AccountOrder(Fact):
    """An order about an account that exists: activate it, retire it, reverse it, enable its seal, change its limits.

    An activation names the first day of payments, the last day of a temporary account, and the limits in force; limits
    that a complete chain has raised from a later day on travel beside them.
    """

    application: str
    number: str
    reason: str = ""
    payments_from: date | None = None
    valid_until: date | None = None
    limits: Limits | None = None
    raised_limits: Limits | None = None
    raised_from: date | None = None


class Filing(Fact):
    """What is filed (备案) with the central bank for a basic or other account, by when, and by when its copies follow
    (R-ACC-11); `valid_until` is a temporary account's last day.
    """

    application: str
    number: str
    account_kind: str
    depositor_kind: str
    credit_code: str
    name: str
    representative: str
    representative_id: str
    address: str
    opened_on: date
    file_by: date | None = None
    copies_by: date | None = None
    valid_until: date | None = None


class FilingCode(StrEnum):
    """ACCEPTED; REJECTED for a data error that people can correct; ALREADY_HAS_BASIC ends in refusal; INQUIRY waits
    for the other place's answer.
    """

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ALREADY_HAS_BASIC = "already_has_basic"
    INQUIRY = "inquiry"


class FilingAnswer(Fact):
    code: FilingCode
    basic_account_number: str | None = None
    detail: str = ""


class SignContracts(Fact):
    """Products to be signed on the signing platform (process.md step 11): the basic package, or one that the customer
    wishes; `terms` are the internet bank's, where the customer named any.
    """

    application: str
    number: str
    products: tuple[str, ...]
    terms: Terms | None = None


class ContractResult(Fact):
    """One product's state (`ProductState`): signed, opened or failed; a failed product never blocks the account."""

    product: str
    state: str


class OpenedFeedback(Fact):
    """The status OPEN or CLOS told to the check system (process.md step 9-10)."""

    application: str
    credit_code: str
    status: str


class DoubtFeedback(Fact):
    """A doubt about an answer of the check system (疑义反馈): 347 phone, 349 registration (rules.md 4.3).

    `serial` is the answer's, None where it came at once; `contact` and `phone` are of the bank's own staff.
    """

    application: str
    doubt_id: str
    system: str
    serial: str | None
    content: str
    contact: str
    phone: str


class CustomerMessage(Fact):
    """A message to the customer: a template key and its safe parameters; it never tells list hits or suspicion."""

    application: str
    message_id: str
    phone: str
    template: str
    text: str
