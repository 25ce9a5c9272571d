"""The position rule of the visit (process.md step 4) and the datums under it (formats.md 12)."""

from datetime import datetime, timedelta

import pytest
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from models.durations import span
from models.papers import EvidenceKind, EvidenceRef
from models.rules.datum import DatumError, distance, from_wgs84, to_wgs84
from models.rules.position import Reason, check_position, photo_doubts
from models.visit import NOT_REPORTED, Datum, DeviceReport, Point, PositionCheck, PositionFix, SitePhoto, Verdict
from tests.builders import CLEAN, NOW, policy

SHANGHAI, BEIJING = (31.2304, 121.4737), (39.90872, 116.39748)
METRE_NORTH = 1 / 111_195
"""Degrees of latitude."""

in_china = st.tuples(st.floats(18, 53), st.floats(74, 134))


def wgs(lat: float, lon: float) -> Point:
    return Point(lat=lat, lon=lon, datum=Datum.WGS84)


ADDRESS = wgs(*SHANGHAI)


def north(metres: float) -> Point:
    return wgs(SHANGHAI[0] + metres * METRE_NORTH, SHANGHAI[1])


def fix(
    metres: float = 0, accuracy: float = 10, mock: bool = False, taken: datetime = NOW, device: DeviceReport = CLEAN
) -> PositionFix:
    return PositionFix(point=north(metres), accuracy=accuracy, mock=mock, taken=taken, device=device)


def photo(metres: float | None = 0, taken: datetime | None = NOW) -> SitePhoto:
    ref = EvidenceRef(sha256="0" * 64, kind=EvidenceKind.SITE_PHOTO, media_type="image/jpeg", size=1)
    return SitePhoto(ref=ref, point=None if metres is None else north(metres), taken=taken)


def check(the_fix: PositionFix, *photos: SitePhoto, address: Point | None = ADDRESS) -> PositionCheck:
    return check_position(the_fix, address, photos, NOW, policy().position)


def test_at_the_address_with_a_good_fix_passes() -> None:
    found = check(fix(20), photo(30))
    assert (found.verdict, found.reasons) == (Verdict.PASS, ())
    assert found.distance == pytest.approx(20, abs=0.1)


@pytest.mark.parametrize(
    ("metres", "accuracy", "verdict", "reasons"),
    [
        (285, 10, Verdict.PASS, ()),
        (305, 10, Verdict.UNSURE, (Reason.NOT_NEAR,)),
        (985, 10, Verdict.UNSURE, (Reason.NOT_NEAR,)),
        (1005, 10, Verdict.STOP, (Reason.TOO_FAR,)),
        (5000, 10, Verdict.STOP, (Reason.TOO_FAR,)),
        (0, 100, Verdict.PASS, ()),
        (0, 101, Verdict.UNSURE, (Reason.ACCURACY_POOR,)),
        (0, 501, Verdict.STOP, (Reason.ACCURACY_UNUSABLE, Reason.NOT_NEAR)),
    ],
)
def test_distance_and_accuracy_have_their_bands(
    metres: float, accuracy: float, verdict: Verdict, reasons: tuple[Reason, ...]
) -> None:
    found = check(fix(metres, accuracy))
    assert (found.verdict, found.reasons) == (verdict, reasons)


def test_the_accuracy_is_added_so_an_imprecise_fix_is_judged_by_its_farthest_place() -> None:
    assert check(fix(250, accuracy=90)).reasons == (Reason.NOT_NEAR,)
    assert check(fix(950, accuracy=90)).verdict is Verdict.STOP


def test_a_mocked_position_stops_the_visit_even_at_the_door() -> None:
    found = check(fix(mock=True))
    assert (found.verdict, found.reasons) == (Verdict.STOP, (Reason.MOCK_LOCATION,))


@pytest.mark.parametrize(
    ("age", "reason"), [(61, Reason.FIX_OLD), (60, None), (0, None), (-60, None), (-61, Reason.FIX_IN_FUTURE)]
)
def test_a_fix_is_of_now(age: int, reason: Reason | None) -> None:
    found = check(fix(taken=NOW - timedelta(seconds=age)))
    assert found.reasons == ((reason,) if reason else ())
    assert found.verdict is (Verdict.UNSURE if reason else Verdict.PASS)


def test_a_fix_without_a_time_zone_is_unsure() -> None:
    assert check(fix(taken=NOW.replace(tzinfo=None))).reasons == (Reason.FIX_TIME_UNKNOWN,)


def test_a_limit_in_working_hours_makes_every_fix_old() -> None:
    rule = policy().position.model_copy(update={"fix_age": span("1 wh")})
    assert check_position(fix(taken=NOW - timedelta(seconds=1)), ADDRESS, (), NOW, rule).verdict is Verdict.UNSURE


def test_without_an_address_point_nothing_passes_and_there_is_no_distance() -> None:
    found = check(fix(), address=None)
    assert (found.verdict, found.reasons) == (Verdict.UNSURE, (Reason.NO_ADDRESS_POINT,))
    assert found.distance is None
    assert PositionCheck.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(
    ("said", "reason"), [({"emulator": True}, Reason.EMULATOR), ({"remote_control": True}, Reason.REMOTE_CONTROL)]
)
def test_an_emulator_or_a_remotely_steered_device_stops_the_visit_even_at_the_door(
    said: dict[str, bool], reason: Reason
) -> None:
    found = check(fix(device=CLEAN.model_copy(update=said)))
    assert (found.verdict, found.reasons) == (Verdict.STOP, (reason,))


@pytest.mark.parametrize("said", [{}, {"emulator": False}, {"remote_control": False}])
def test_a_device_that_does_not_report_is_unsure_and_never_good(said: dict[str, bool]) -> None:
    found = check(fix(device=DeviceReport(**said)))
    assert (found.verdict, found.reasons) == (Verdict.UNSURE, (Reason.DEVICE_NOT_REPORTED,))


def test_a_case_from_before_devices_reported_goes_on_without_their_report() -> None:
    before = policy().position.model_copy(update={"device_report": False})
    assert check_position(fix(device=NOT_REPORTED), ADDRESS, [photo()], NOW, before).verdict is Verdict.PASS


def test_without_an_address_point_a_mocked_position_still_stops() -> None:
    assert check(fix(mock=True), address=None).verdict is Verdict.STOP


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (photo(metres=None), Reason.PHOTO_POSITION_MISSING),
        (photo(metres=1005), Reason.PHOTO_FAR),
        (photo(taken=None), Reason.PHOTO_TIME_MISSING),
        (photo(taken=NOW.replace(tzinfo=None)), Reason.PHOTO_TIME_MISSING),
        (photo(taken=NOW + timedelta(seconds=61)), Reason.PHOTO_IN_FUTURE),
    ],
)
def test_a_photo_that_does_not_say_here_and_now_goes_to_a_person_once(odd: SitePhoto, reason: Reason) -> None:
    found = check(fix(), photo(), odd, odd)
    assert (found.verdict, found.reasons) == (Verdict.UNSURE, (reason,))


def test_the_fix_is_brought_into_the_datum_of_the_address_before_it_is_compared() -> None:
    on_the_map = PositionFix(point=from_wgs84(ADDRESS, Datum.GCJ02), accuracy=10, mock=False, taken=NOW, device=CLEAN)
    misread = on_the_map.model_copy(update={"point": on_the_map.point.model_copy(update={"datum": Datum.WGS84})})
    assert check(on_the_map).distance == pytest.approx(0, abs=0.01)
    assert check(misread).distance == pytest.approx(481.2, rel=0.006)
    assert check(fix(), address=from_wgs84(ADDRESS, Datum.BD09)).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("place", "gcj", "shift"),
    [(SHANGHAI, (31.228458, 121.478223), 481.2), (BEIJING, (39.910123, 116.403724), 554.9)],
)
def test_vectors_of_formats_12_wgs84_to_gcj02(
    place: tuple[float, float], gcj: tuple[float, float], shift: float
) -> None:
    moved = from_wgs84(wgs(*place), Datum.GCJ02)
    assert (round(moved.lat, 6), round(moved.lon, 6)) == gcj
    assert distance(wgs(*place), wgs(moved.lat, moved.lon)) == pytest.approx(shift, rel=0.006)


def test_vectors_of_formats_12_distance() -> None:
    assert distance(ADDRESS, wgs(31.2349, 121.4737)) == pytest.approx(500.4, rel=0.006)
    assert distance(ADDRESS, wgs(31.2304, 121.4789)) == pytest.approx(494.4, rel=0.006)


@given(in_china, st.floats(-0.01, 0.01), st.floats(-0.01, 0.01))
def test_distance_agrees_with_the_great_circle_within_the_ellipsoids_flattening(
    place: tuple[float, float], up: float, right: float
) -> None:
    other = (place[0] + up, place[1] + right)
    assert distance(wgs(*place), wgs(*other)) == pytest.approx(great_circle(place, other).m, rel=0.006, abs=0.01)


@given(in_china, st.sampled_from([Datum.GCJ02, Datum.BD09]))
def test_there_and_back_ends_within_five_centimetres(place: tuple[float, float], datum: Datum) -> None:
    assert distance(to_wgs84(from_wgs84(wgs(*place), datum)), wgs(*place)) < 0.05


def test_outside_china_the_datums_coincide() -> None:
    assert to_wgs84(Point(lat=48.85, lon=2.35, datum=Datum.GCJ02)) == wgs(48.85, 2.35)


def test_unlike_datums_are_refused() -> None:
    with pytest.raises(DatumError, match="convert both"):
        distance(ADDRESS, from_wgs84(ADDRESS, Datum.GCJ02))


def test_a_point_that_is_not_wgs84_is_not_converted_from_wgs84() -> None:
    with pytest.raises(DatumError, match="to_wgs84 first"):
        from_wgs84(from_wgs84(ADDRESS, Datum.GCJ02), Datum.BD09)


def test_an_unknown_datum_is_refused() -> None:
    unknown = ADDRESS.model_copy(update={"datum": "CGCS-2000"})
    with pytest.raises(DatumError, match="use one of WGS-84, GCJ-02, BD-09"):
        to_wgs84(unknown)


# ── photos that come after the check-in ─────────────────────────────────────────────────────────────────────────────


def test_later_photos_are_held_against_the_place_of_the_check_in() -> None:
    late = [photo(), photo(metres=1005), photo(metres=None), photo(taken=NOW + timedelta(seconds=61))]
    assert photo_doubts(fix(), late, NOW, policy().position) == (
        Reason.PHOTO_FAR,
        Reason.PHOTO_POSITION_MISSING,
        Reason.PHOTO_IN_FUTURE,
    )
    assert photo_doubts(fix(1005), [photo(metres=1005)], NOW, policy().position) == ()


def test_no_later_photo_leaves_no_doubt() -> None:
    assert photo_doubts(fix(), [], NOW, policy().position) == ()


def test_a_photo_as_far_ahead_as_clocks_differ_is_of_now() -> None:
    assert check(fix(), photo(taken=NOW + timedelta(seconds=60))).reasons == ()


@pytest.mark.parametrize(
    ("accuracy", "within", "beyond"),
    [("near", (), (Reason.NOT_NEAR,)), ("far", (Reason.NOT_NEAR,), (Reason.TOO_FAR,))],
)
def test_the_last_metre_of_a_band_belongs_to_it(
    accuracy: str, within: tuple[Reason, ...], beyond: tuple[Reason, ...]
) -> None:
    rule = policy().position.model_copy(update={"accuracy_good": 5000.0, "accuracy_usable": 5000.0})
    limit: float = getattr(rule, accuracy)
    assert check_position(fix(0, limit), ADDRESS, (), NOW, rule).reasons == within
    assert check_position(fix(0, limit + 0.001), ADDRESS, (), NOW, rule).reasons == beyond


def test_an_accuracy_at_the_limit_of_use_is_poor_and_not_useless() -> None:
    limit = policy().position.accuracy_usable
    assert Reason.ACCURACY_POOR in check(fix(0, limit)).reasons
