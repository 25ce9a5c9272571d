"""Remote video attestation of willingness (远程视频鉴证): the script, what was answered, and how it ended (process.md
step 5).
"""

from datetime import datetime
from enum import StrEnum

from models.base import Fact, Record
from models.papers import EvidenceRef
from models.visit import NOT_REPORTED, DeviceReport, FaceMatch, VideoExam


class Heard(StrEnum):
    """What the video teller heard for one prompt."""

    RIGHT = "right"
    WRONG = "wrong"
    UNCLEAR = "unclear"


class ScriptAnswer(Fact):
    """`prompt` is A1 … D2 of the script."""

    prompt: str
    heard: Heard
    note: str = ""


class InterviewVerdict(StrEnum):
    """How one attempt ended by the rules; TECHNICAL does not count against the person."""

    PASS = "pass"
    FAIL = "fail"
    RISK = "risk"
    TECHNICAL = "technical"


class InterviewAttempt(Fact):
    """One attempt with its recording; the face result alone neither passes nor fails (rules.md 10, FACE25).

    `representative` is the identity number of whom it was held with, None for attempts from before it was recorded.
    """

    by: str
    representative: str | None = None
    answers: tuple[ScriptAnswer, ...]
    coached: bool
    conclusion: InterviewVerdict
    verdict: InterviewVerdict
    video: EvidenceRef | None
    face: FaceMatch | None
    exam: VideoExam | None
    at: datetime
    device: DeviceReport = NOT_REPORTED


class InterviewRecord(Record):
    """All attempts; `prompts` are the script's numbers drawn for the present attempt, in the order to ask them."""

    prompts: tuple[str, ...] = ()
    attempts: list[InterviewAttempt] = []
    passed: datetime | None = None
    face_to_face: bool = False
    recording_sha256: str | None = None
