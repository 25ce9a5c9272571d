"""Is the account manager where the visit has to be (process.md step 4, position rule)?

Numbers come from the policy: pass within `near` with good accuracy, UNSURE (the teller confirms by door plate) up to
`far`, with poor accuracy or from a device that tells nothing of itself, STOP beyond, on a mocked position, from an
emulator or a device that somebody steers from afar, or when the accuracy says nothing. The fix's accuracy is added to
the distance, so an imprecise fix is judged by the farthest place it may stand for.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from models.policy import Position
from models.rules.datum import distance, to_wgs84
from models.visit import Point, PositionCheck, PositionFix, SitePhoto, Verdict

CLOCK_SKEW = timedelta(seconds=60)
"""How far a device's clock may run ahead of the server's: phones set by the network differ by seconds."""


class Reason(StrEnum):
    """Why a position is not simply a pass."""

    MOCK_LOCATION = "MOCK_LOCATION"
    EMULATOR = "EMULATOR"
    REMOTE_CONTROL = "REMOTE_CONTROL"
    DEVICE_NOT_REPORTED = "DEVICE_NOT_REPORTED"
    TOO_FAR = "TOO_FAR"
    ACCURACY_UNUSABLE = "ACCURACY_UNUSABLE"
    NOT_NEAR = "NOT_NEAR"
    ACCURACY_POOR = "ACCURACY_POOR"
    NO_ADDRESS_POINT = "NO_ADDRESS_POINT"
    FIX_TIME_UNKNOWN = "FIX_TIME_UNKNOWN"
    FIX_OLD = "FIX_OLD"
    FIX_IN_FUTURE = "FIX_IN_FUTURE"
    PHOTO_POSITION_MISSING = "PHOTO_POSITION_MISSING"
    PHOTO_FAR = "PHOTO_FAR"
    PHOTO_TIME_MISSING = "PHOTO_TIME_MISSING"
    PHOTO_IN_FUTURE = "PHOTO_IN_FUTURE"


_STOPS = frozenset(
    {Reason.MOCK_LOCATION, Reason.EMULATOR, Reason.REMOTE_CONTROL, Reason.TOO_FAR, Reason.ACCURACY_UNUSABLE}
)


def check_position(
    fix: PositionFix, address: Point | None, photos: Sequence[SitePhoto], now: datetime, policy: Position
) -> PositionCheck:
    """Judge a fix against the address (None = not located) and the photos' positions; `now` is the server's time."""
    stand = to_wgs84(fix.point)
    metres = None if address is None else distance(stand, to_wgs84(address))
    reasons = (
        *_of_device(fix, policy),
        *_of_accuracy(fix, policy),
        *_of_distance(metres, fix.accuracy, policy),
        *_of_time(fix.taken, now, policy),
        *_of_photos(photos, stand, now, policy),
    )
    return PositionCheck(distance=metres, verdict=_verdict(reasons), reasons=reasons)


def on_the_trail(fix: PositionFix) -> dict[str, float]:
    """Where the manager stood, in WGS-84 to about 100 m: enough to tell a journey (risk.md 6 F20), and no door."""
    stand = to_wgs84(fix.point)
    return {"lat": round(stand.lat, 3), "lon": round(stand.lon, 3)}


def photo_doubts(fix: PositionFix, photos: Sequence[SitePhoto], now: datetime, policy: Position) -> tuple[str, ...]:
    """What the photos' own position and time leave to doubt, for photos that come after the check-in."""
    return tuple(_of_photos(photos, to_wgs84(fix.point), now, policy))


def _verdict(reasons: Iterable[str]) -> Verdict:
    found = set(reasons)
    if found & _STOPS:
        return Verdict.STOP
    return Verdict.UNSURE if found else Verdict.PASS


def _of_device(fix: PositionFix, policy: Position) -> Iterator[Reason]:
    if fix.mock:
        yield Reason.MOCK_LOCATION
    if fix.device.emulator:
        yield Reason.EMULATOR
    if fix.device.remote_control:
        yield Reason.REMOTE_CONTROL
    if policy.device_report and not fix.device.whole:
        yield Reason.DEVICE_NOT_REPORTED


def _of_accuracy(fix: PositionFix, policy: Position) -> Iterator[Reason]:
    if fix.accuracy > policy.accuracy_usable:
        yield Reason.ACCURACY_UNUSABLE
    elif fix.accuracy > policy.accuracy_good:
        yield Reason.ACCURACY_POOR


def _of_distance(metres: float | None, accuracy: float, policy: Position) -> Iterator[Reason]:
    if metres is None:
        yield Reason.NO_ADDRESS_POINT
    elif metres + accuracy > policy.far:
        yield Reason.TOO_FAR
    elif metres + accuracy > policy.near:
        yield Reason.NOT_NEAR


def _of_time(taken: datetime, now: datetime, policy: Position) -> Iterator[Reason]:
    limit = policy.fix_age.plain or timedelta(0)  # working hours say nothing about a device: with them every fix is old
    if taken.tzinfo is None:
        yield Reason.FIX_TIME_UNKNOWN
    elif now - taken > limit:
        yield Reason.FIX_OLD
    elif taken - now > CLOCK_SKEW:
        yield Reason.FIX_IN_FUTURE


def _of_photos(photos: Sequence[SitePhoto], stand: Point, now: datetime, policy: Position) -> tuple[Reason, ...]:
    """Each reason once, however many photos give it."""
    return tuple(dict.fromkeys(reason for photo in photos for reason in _of_photo(photo, stand, now, policy)))


def _of_photo(photo: SitePhoto, stand: Point, now: datetime, policy: Position) -> Iterator[Reason]:
    if photo.point is None:
        yield Reason.PHOTO_POSITION_MISSING
    elif distance(to_wgs84(photo.point), stand) > policy.photo_far:
        yield Reason.PHOTO_FAR
    if photo.taken is None or photo.taken.tzinfo is None:
        yield Reason.PHOTO_TIME_MISSING
    elif photo.taken - now > CLOCK_SKEW:
        yield Reason.PHOTO_IN_FUTURE
