"""Who stands behind a firm: extracts of the registry, what was filed with the central bank, and what was found.

受益所有人 (beneficial owner), rules.md 7.2. Percents are exact decimals from 0 to 100, as registries print them.
"""

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from models.base import Fact

HOME = "CN"


class HolderKind(StrEnum):
    """What a holder is: behind a FIRM there are more holders, a LISTED company and the STATE end a chain."""

    PERSON = "PERSON"
    FIRM = "FIRM"
    LISTED = "LISTED"
    STATE = "STATE"


class Holder(Fact):
    """Somebody who holds, controls or is filed: `number` is the identity number of a person, the credit code (abroad
    the registration number) of a body; None when the registry has none. `country` is ISO 3166, two letters.
    """

    kind: HolderKind
    name: str
    number: str | None = None
    country: str = Field(default=HOME, pattern=r"^[A-Z]{2}$")


class Holding(Fact):
    """A stake in one firm, percent; votes and income follow the equity unless the registry tells otherwise."""

    holder: Holder
    equity: Decimal = Field(ge=0, le=100)
    votes: Decimal | None = Field(default=None, ge=0, le=100)
    income: Decimal | None = Field(default=None, ge=0, le=100)
    nominee: bool = False


class Duty(StrEnum):
    """What an officer does; the general manager runs the daily business, else the legal representative does."""

    GENERAL_MANAGER = "GENERAL_MANAGER"
    REPRESENTATIVE = "REPRESENTATIVE"
    SENIOR = "SENIOR"


class Officer(Fact):
    """Somebody who runs the firm; `resident` lives in this country (a foreign firm's branch needs one)."""

    name: str
    number: str
    duty: Duty
    resident: bool


class Extract(Fact):
    """One firm's registry extract: holders, registered controllers (实际控制人) and officers.

    A branch has no holders of its own but a head office.
    """

    number: str
    name: str
    country: str = Field(default=HOME, pattern=r"^[A-Z]{2}$")
    head_office: Holder | None = None
    holdings: tuple[Holding, ...] = ()
    controllers: tuple[Holder, ...] = ()
    officers: tuple[Officer, ...] = ()


class Ownership(Fact):
    """The extracts of all firms in the chains behind `root`; `branch` is the extract of the branch that led there.

    `unknown` are the numbers that the registry does not know, `cut` those beyond the bounds of the search.
    """

    root: str
    extracts: tuple[Extract, ...]
    branch: Extract | None = None
    unknown: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()


class OwnerFilingCode(StrEnum):
    """What the central owner system (受益所有人信息查询管理系统) says about a firm."""

    FILED = "FILED"
    NOT_FILED = "NOT_FILED"
    EXEMPT_PROMISE = "EXEMPT_PROMISE"


class FiledOwner(Fact):
    """One person as filed; `equity` in percent, None when the person was filed for control alone."""

    name: str
    number: str
    equity: Decimal | None = Field(default=None, ge=0, le=100)


class OwnerFilingAnswer(Fact):
    code: OwnerFilingCode
    owners: tuple[FiledOwner, ...] = ()


class Ground(StrEnum):
    """Why a person is an owner: a, b and c of rules.md 7.2 side by side, else who runs the daily business."""

    EQUITY = "EQUITY"
    VOTES = "VOTES"
    INCOME = "INCOME"
    CONTROL = "CONTROL"
    DAILY_BUSINESS = "DAILY_BUSINESS"
    LOCAL_SENIOR = "LOCAL_SENIOR"

    @property
    def chinese(self) -> str:
        return {
            Ground.EQUITY: "持股",
            Ground.VOTES: "表决权",
            Ground.INCOME: "收益权",
            Ground.CONTROL: "实际控制",
            Ground.DAILY_BUSINESS: "负责日常经营管理",
            Ground.LOCAL_SENIOR: "境内高级管理人员",
        }[self]


class OwnerPath(Fact):
    """One chain from the firm up to the person: the names on the way, the firm first, and the product of its shares."""

    names: tuple[str, ...]
    percent: Decimal


class FoundOwner(Fact):
    """A beneficial owner as computed: percents rounded to four places for reading, grounds judged before rounding."""

    name: str
    number: str
    equity: Decimal
    votes: Decimal
    income: Decimal
    grounds: tuple[Ground, ...]
    paths: tuple[OwnerPath, ...] = ()


class OwnersFound(Fact):
    """What was computed from the extracts, for the person who judges; it replaces nobody's judgement (H10).

    `threshold` in percent; `unknown` is the share of the equity behind which nobody is known; `layers` counts the
    longest chain; `tree` and `mermaid` draw the same graph as text and for a browser.
    """

    threshold: int
    owners: tuple[FoundOwner, ...]
    unknown: Decimal
    complete: bool
    layers: int
    cyclic: bool = False
    offshore: bool = False
    nominee: bool = False
    lacks_local_senior: bool = False
    tree: tuple[str, ...] = ()
    mermaid: str = ""
