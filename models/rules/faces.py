"""What a distance between faces, and a recording's seconds, are worth.

The distances are those of dlib's 128 numbers; the thresholds and what they rest on stand in the policy (`faces`). No
verdict here passes or fails a person by itself: the people of the visit and the interview see it beside the picture
(rules.md 10, FACE25).
"""

from collections.abc import Sequence

from models.policy import Faces
from models.visit import FaceMatch, FaceVerdict, VideoExam, VideoSecond


def face_verdict(distance: float | None, policy: Faces) -> FaceVerdict:
    """Same up to `accept`, unsure up to `reject`, different above; None (no single clear face) and NaN are unsure."""
    if distance is None or not distance >= 0:
        return FaceVerdict.UNSURE
    if distance <= policy.accept:
        return FaceVerdict.SAME
    return FaceVerdict.UNSURE if distance <= policy.reject else FaceVerdict.DIFFERENT


def face_match(distance: float | None, policy: Faces) -> FaceMatch:
    """The distance with its verdict."""
    return FaceMatch(distance=distance, verdict=face_verdict(distance, policy))


def video_exam(seconds: Sequence[VideoSecond], duration: float, frozen: float, policy: Faces) -> VideoExam:
    """The seconds, the length in seconds and the share of frozen frames with their verdict."""
    verdict = video_verdict(seconds, duration, frozen, policy)
    return VideoExam(seconds=tuple(seconds), duration=duration, frozen=frozen, verdict=verdict)


def video_verdict(seconds: Sequence[VideoSecond], duration: float, frozen: float, policy: Faces) -> FaceVerdict:
    """Different when `video_same_share` of the seconds show somebody else; same only when that share shows this person.

    Seconds without a face count in the share. A recording that is too short or frozen, or in which one second shows
    another face or a second one, is left to a person.
    """
    if not seconds:
        return FaceVerdict.UNSURE
    verdicts = [_second(second, policy) for second in seconds]
    if _share(verdicts, FaceVerdict.DIFFERENT) >= policy.video_same_share:
        return FaceVerdict.DIFFERENT
    alone = all(second.faces <= 1 for second in seconds) and FaceVerdict.DIFFERENT not in verdicts
    live = duration >= policy.video_min_seconds and 0 <= frozen <= policy.video_frozen_share
    same = _share(verdicts, FaceVerdict.SAME) >= policy.video_same_share
    return FaceVerdict.SAME if alone and live and same else FaceVerdict.UNSURE


def _second(second: VideoSecond, policy: Faces) -> FaceVerdict:
    return face_verdict(second.distance if second.faces == 1 else None, policy)


def _share(verdicts: Sequence[FaceVerdict], of: FaceVerdict) -> float:
    return sum(verdict == of for verdict in verdicts) / len(verdicts)
