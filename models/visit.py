"""The on-site visit (上门尽调): positions, photos, faces, the two people's parts and signatures (process.md step 4)."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from models.base import Fact, Record
from models.papers import EvidenceRef


class Datum(StrEnum):
    """Unlike datums are never compared: in Shanghai GCJ-02 lies about 480 m beside WGS-84 (formats.md 12)."""

    WGS84 = "WGS-84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


class Point(Fact):
    """A position in degrees with its datum."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    datum: Datum


class DeviceReport(Fact):
    """What a device's kit says of the device it runs on (risk.md 6 F19); None = it did not say, which is never good."""

    emulator: bool | None = None
    remote_control: bool | None = None

    @property
    def suspect(self) -> bool:
        return bool(self.emulator or self.remote_control)

    @property
    def whole(self) -> bool:
        return None not in (self.emulator, self.remote_control)


NOT_REPORTED = DeviceReport()


class PositionFix(Fact):
    """One fix from the manager's registered device; `accuracy` in metres, `taken` the device's time.

    A device that said nothing leaves no trace in the record, so visits signed before devices reported stay signed.
    """

    point: Point
    accuracy: float = Field(gt=0)
    mock: bool
    taken: datetime
    device: DeviceReport = Field(default=NOT_REPORTED, exclude_if=lambda told: told == NOT_REPORTED)


class Verdict(StrEnum):
    """The three ways a machine check of the visit can end; UNSURE always means a person decides."""

    PASS = "pass"
    UNSURE = "unsure"
    STOP = "stop"


class FaceVerdict(StrEnum):
    SAME = "same"
    UNSURE = "unsure"
    DIFFERENT = "different"


class FaceMatch(Fact):
    """The distance between two faces (0 same … above 1 different) and its verdict by the policy's thresholds; None =
    no single clear face found.
    """

    distance: float | None
    verdict: FaceVerdict


class VideoSecond(Fact):
    """One second of a recording: how many faces, and the distance of the one face to the reference (None without
    exactly one).
    """

    t: float
    faces: int
    distance: float | None


class VideoExam(Fact):
    """What a frame-by-frame look at a recording gave."""

    seconds: tuple[VideoSecond, ...]
    duration: float
    frozen: float = Field(description="share of frames equal to the one before, 0-1")
    verdict: FaceVerdict


class SitePhoto(Fact):
    """One photo of the site with what its EXIF says (None = missing); `look` is a hash of what it shows (256 bits in
    hexadecimal), and leaves no trace in the record where there is none: visits signed before it stay signed.
    """

    ref: EvidenceRef
    point: Point | None = None
    taken: datetime | None = None
    look: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$", exclude_if=lambda look: look is None)


class PositionCheck(Fact):
    """Metres between the fix and the address point, both in WGS-84, and the position rule's verdict.

    Without an address point the distance is None, which no rule may read as near.
    """

    distance: float | None
    verdict: Verdict
    reasons: tuple[str, ...] = ()


class CheckIn(Fact):
    """The manager's arrival: position, own live face against the staff photo."""

    fix: PositionFix
    position: PositionCheck
    manager_face: FaceMatch
    verdict: Verdict
    at: datetime


class VisitReport(Fact):
    """The manager's structured report (process.md step 4.6); soft traits are notes, there is no "fail" for them.

    `local_senior` names who of the seniors of a foreign company's branch lives here, and their post (rules.md 7.2).
    """

    address_really_used: bool
    consistent_with_business: bool
    staff_seen: int = Field(ge=0)
    purpose: str
    counterparties: str = ""
    monthly_turnover_note: str = ""
    owners_confirmed: bool
    local_senior: str = Field(default="", max_length=100)
    abnormal_signs: tuple[str, ...] = ()
    conclusion: str = Field(pattern="^(positive|concern)$")


class RemoteAnswer(Fact):
    """One answer that the cloud-branch teller heard."""

    question: str
    ok: bool
    note: str = ""


class Signature(Fact):
    """Who signed which version of the visit's record, by digest."""

    by: str
    person: str
    digest: str
    at: datetime


class Visited(Fact):
    """Whom and what a visit is about: the representative's identity number, the address gone to and the registered
    one, the numbers of the owners whom the people on duty are shown.
    """

    representative: str | None
    address: str | None
    registered: str | None
    owners: tuple[str, ...]


class VisitRecord(Record):
    """Everything about the visit; the manager's part and the teller's part have one writer each.

    `waived`: nobody goes there, the teller is shown the premises by video instead (risk.md 4, R4); `waived_by` is the
    person, and `owners_confirmed` the teller's word where there is no manager's report. `about` and `stopped_before`,
    whether an earlier visit was stopped (H08), are not known of visits from before they were recorded.
    """

    attempt: int = 1
    about: Visited | None = None
    stopped_before: bool = False
    agreed: datetime | None = None
    manager: str | None = None
    teller: str | None = None
    started: datetime | None = None
    check_in: CheckIn | None = None
    photos: list[SitePhoto] = []
    representative_face: FaceMatch | None = None
    video: EvidenceRef | None = None
    exam: VideoExam | None = None
    report: VisitReport | None = None
    answers: tuple[RemoteAnswer, ...] = ()
    door_plate_seen: bool = False
    door_plate_reason: str = ""
    signatures: list[Signature] = []
    waived: bool = False
    waived_by: str | None = None
    waiver_reason: str = ""
    owners_confirmed: bool = False
    released_by: str | None = None
    done: datetime | None = None
