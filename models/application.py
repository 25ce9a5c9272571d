"""The application (开户申请): what the customer states and what the workflow is started with."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from models.base import Fact
from models.papers import Money, Paper
from models.products import Wishes
from models.rules.codes import is_identity_number, normal_code


class AccountKind(StrEnum):
    """The four kinds of corporate settlement account (rules.md 2)."""

    BASIC = "basic"
    GENERAL = "general"
    SPECIAL = "special"
    TEMPORARY = "temporary"

    @property
    def chinese(self) -> str:
        return {
            AccountKind.BASIC: "基本存款账户",
            AccountKind.GENERAL: "一般存款账户",
            AccountKind.SPECIAL: "专用存款账户",
            AccountKind.TEMPORARY: "临时存款账户",
        }[self]


class AgentRelation(StrEnum):
    """Who the agent is to the firm (risk.md 2, C5)."""

    EMPLOYEE = "employee"
    AGENCY = "agency"
    OTHER = "other"

    @property
    def chinese(self) -> str:
        return {
            AgentRelation.EMPLOYEE: "本单位员工",
            AgentRelation.AGENCY: "代办机构",
            AgentRelation.OTHER: "其他",
        }[self]


class OldPermit(StrEnum):
    """What became of the basic account's opening permit (开户许可证) of the licence era (R-ACC-14)."""

    NONE = "none"
    HELD = "held"
    LOST = "lost"

    @property
    def chinese(self) -> str:
        return {OldPermit.NONE: "无", OldPermit.HELD: "持有", OldPermit.LOST: "已遗失"}[self]


MOBILE = r"^1[3-9]\d{9}$"


def _identity_number(text: str) -> str:
    number = normal_code(text)
    if not is_identity_number(number):
        raise ValueError("it is no citizen identity number: 18 signs, the last one checks the others")
    return number


class Statements(Fact):
    """The few things no paper holds, so the customer says them (process.md step 1): nobody must say more than eight.

    `basic_account_outlet` is where the basic account is held: our own outlet's four digits, or another bank's name
    (R-ACC-05). `account_until` is the last day for which a temporary account is needed (R-ACC-07). What the letter of
    authorisation prints of the agent's phone need not be said again. `basic_number_since` is the day on which that
    number was given out, `old_permit` what became of the account's permit: who says nothing is asked (R-ACC-09, 14).
    `finance_id` is the finance officer's identity number, for whom wants their phone checked (rules.md 4.1).
    `wishes` is the tick list of products; who leaves it out gets the basic package.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    account_kind: AccountKind
    purpose: str = Field(min_length=2, max_length=200)
    monthly_turnover: Money
    phone: str = Field(pattern=MOBILE, description="the legal representative's mobile phone")
    finance_officer: str | None = None
    finance_phone: str | None = Field(default=None, pattern=MOBILE)
    finance_id: Annotated[str, AfterValidator(_identity_number)] | None = None
    operating_address: str | None = None
    basic_account_number: str | None = Field(default=None, pattern=r"^J\d{13}$")
    basic_account_outlet: str | None = Field(default=None, min_length=4, max_length=60)
    account_until: date | None = None
    basic_number_since: date | None = None
    old_permit: OldPermit | None = None
    agent_phone: str | None = Field(default=None, pattern=MOBILE)
    agent_relation: AgentRelation | None = None
    wishes: Wishes | None = None


class Consent(Fact):
    """One separate consent (process.md step 1): which text, in which version."""

    topic: str
    text_version: str


class NewApplication(Fact):
    """What an application is started with: number, branch, statements, pictures (by reference) and consents.

    `channel` is how the customer came (`cli`, `wechat` …), `device` the id of the device where the channel has one,
    `network` the address it saw the customer come from, `referrer` the opaque id of who sent them (risk.md 6 F05).
    The policy travels beside it, so a running case keeps its version. `simplified`: the customer chose a simplified
    opening (简易开户), which the firm's kind and its tier must still allow.
    """

    application: str = Field(pattern=r"^EK\d{16}$")
    branch: str = Field(pattern=r"^\d{4}$")
    channel: str = "cli"
    device: str | None = None
    network: str | None = Field(default=None, max_length=45)
    referrer: str | None = Field(default=None, max_length=128)
    statements: Statements
    papers: tuple[Paper, ...] = ()
    consents: tuple[Consent, ...] = ()
    simplified: bool = False
