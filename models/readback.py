"""Reading back (识别结果核对): what the customer confirms or flags, and what staff enter in its place (集中录入)."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field as Constrained

from models.base import Fact
from models.papers import Money, PaperKind, Term


class FieldRef(Fact):
    """One field of one paper; `about` is how findings, trail and commands name it (`licence.name`)."""

    paper: PaperKind
    field: str = Constrained(pattern=r"^[a-z_]{1,40}$")

    @property
    def about(self) -> str:
        return f"{self.paper}.{self.field}"


class FieldFlag(FieldRef):
    """The customer says that this was read wrongly; the short note is for the person who enters it."""

    note: str = Constrained(default="", max_length=100)


class FieldEntry(FieldRef):
    """What one person typed from the picture, as printed."""

    text: str = Constrained(min_length=1, max_length=4000)


class EnteredField(FieldEntry):
    """An entry that counts: its typed value, and by whom (two people or three for a code)."""

    value: str | Money | Term
    by: tuple[str, ...]


class FieldState(StrEnum):
    """How a field stands on the form."""

    SURE = "sure"
    DOUBTED = "doubted"
    FLAGGED = "flagged"
    ENTERED = "entered"

    @property
    def chinese(self) -> str:
        return {
            FieldState.SURE: "已识别",
            FieldState.DOUBTED: "待核对",
            FieldState.FLAGGED: "客户有异议",
            FieldState.ENTERED: "已人工录入",
        }[self]


class FormField(FieldRef):
    """One pre-filled field: `value` in words and `text` as printed are None where nothing was read; `box` lies on page
    `page` of the picture `sha256`; `why` are the codes of its doubts.
    """

    label: str
    value: str | None
    text: str | None
    confidence: float | None
    box: tuple[int, int, int, int] | None
    page: int
    sha256: str
    state: FieldState
    why: tuple[str, ...] = ()


class TypedField(Fact):
    """A statement that the customer typed, because no paper holds it."""

    name: str
    label: str
    value: str


class ReadBackForm(Fact):
    """The form as the customer sees it; `again` are the papers whose picture cannot be used."""

    application: str
    fields: tuple[FormField, ...]
    typed: tuple[TypedField, ...]
    again: tuple[PaperKind, ...] = ()
    confirmed: bool = False


class Vote(Fact):
    """What one person typed; None when the person could not read it either."""

    by: str
    text: str | None


class FieldChange(Fact):
    """Old and new of one field: None for what was or stays unknown."""

    about: str
    picture: str
    old: str | None
    old_value: str | Money | Term | None
    new: str | None
    new_value: str | Money | Term | None
    votes: tuple[Vote, ...]


class EntryRecord(Fact):
    """What is kept, encrypted, of one round of data entry: the trail names its digest.

    `salt` is random, so that nobody finds a name or a number by trying digests.
    """

    application: str
    salt: str
    at: datetime
    changes: tuple[FieldChange, ...]
