"""What visits of one account manager look like side by side (risk.md 6 F20): the bank looks at its own people too."""

from datetime import datetime
from enum import StrEnum

from models.base import Fact
from models.visit import Point


class Visited(Fact):
    """One visit as the trail tells it; `arrived` the check-in, `left` the manager's signature (None without one),
    `looks` the hashes of its photos in hexadecimal.
    """

    application: str
    manager: str
    arrived: datetime
    left: datetime | None = None
    place: Point | None = None
    looks: tuple[str, ...] = ()


class PatternKind(StrEnum):
    """What two or more visits, or one alone, should not look like."""

    SHORT_VISIT = "SHORT_VISIT"
    IMPOSSIBLE_TRAVEL = "IMPOSSIBLE_TRAVEL"
    SAME_PHOTOS = "SAME_PHOTOS"

    @property
    def chinese(self) -> str:
        return {
            PatternKind.SHORT_VISIT: "尽调时间过短",
            PatternKind.IMPOSSIBLE_TRAVEL: "两次尽调间移动过快",
            PatternKind.SAME_PHOTOS: "不同申请现场照片相同",
        }[self]


class Pattern(Fact):
    """One thing for a person to look into; it judges nobody. `zh` and `en` say what was measured, without personal data
    beyond the staff number.
    """

    kind: PatternKind
    manager: str
    applications: tuple[str, ...]
    at: datetime
    zh: str
    en: str
