"""Patterns of account managers over their visits (risk.md 6 F20): what is looked into, and what is not."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cli import patterns as command
from cli.looks import look_of
from models.audit import stamp
from models.rules.visit_patterns import patterns, visits_of
from models.visit import Datum, Point
from models.visit_patterns import PatternKind, Visited
from samples.cast import load_cast
from samples.site_photo import site_photo
from tests.builders import NOW, policy

LIMITS = policy().visit_patterns
ALICE, BOB, CAROL = (f"EK202610080000000{number}" for number in (1, 2, 3))
HERE = Point(lat=31.230, lon=121.474, datum=Datum.WGS84)
SHORT, FAST, SAME = PatternKind.SHORT_VISIT, PatternKind.IMPOSSIBLE_TRAVEL, PatternKind.SAME_PHOTOS
MINUTE = timedelta(minutes=1)
DOOR, NEARLY, OTHER = "0" * 64, "0" * 61 + "3ff", "0" * 61 + "7ff"
"""Ten bits and eleven away from the door."""


def north(km: float) -> Point:
    return Point(lat=HERE.lat + km / 111.195, lon=HERE.lon, datum=Datum.WGS84)


def visited(application: str = ALICE, after: float = 0, stayed: float | None = 30, **over: Any) -> Visited:
    """A visit that began `after` minutes from now and took so many; `over` says the rest."""
    arrived = NOW + after * MINUTE
    left = None if stayed is None else arrived + stayed * MINUTE
    usual = {"manager": "E20401", "arrived": arrived, "left": left, "place": HERE}
    return Visited(application=application, **{**usual, **over})


def found(*visits: Visited) -> list[PatternKind]:
    assert LIMITS is not None
    return [one.kind for one in patterns(visits, LIMITS)]


def looks(*said: str) -> dict[str, Any]:
    return {"looks": said}


ROWS: list[tuple[str, list[Visited], list[PatternKind]]] = [
    ("F20-visit-under-5-minutes", [visited(stayed=4.9)], [SHORT]),
    ("F20-visit-of-5-minutes", [visited(stayed=5)], []),
    ("F20-visit-not-signed", [visited(stayed=None)], []),
    ("F20-100-km-in-30-minutes", [visited(), visited(BOB, 60, place=north(100))], [FAST]),
    ("F20-100-km-in-51-minutes", [visited(), visited(BOB, 81, place=north(100))], []),
    ("F20-at-two-places-at-once", [visited(), visited(BOB, 10, place=north(10))], [FAST]),
    ("F20-next-door-at-once", [visited(), visited(BOB, 30, place=north(1.9))], []),
    ("F20-place-unknown", [visited(), visited(BOB, 30, place=None)], []),
    ("F20-two-managers", [visited(), visited(BOB, 31, place=north(100), manager="E20402")], []),
    ("F20-same-photo", [visited(**looks(DOOR)), visited(BOB, 60, **looks(NEARLY))], [SAME]),
    ("F20-other-photo", [visited(**looks(DOOR)), visited(BOB, 60, **looks(OTHER))], []),
    ("F20-same-firm-again", [visited(**looks(DOOR)), visited(ALICE, 60, **looks(DOOR))], []),
    (
        "F20-another-manager",
        [visited(**looks(DOOR)), visited(BOB, manager="E20402", **looks(DOOR))],
        [],
    ),
]


@pytest.mark.parametrize(("visits", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_f20_a_pattern_of_an_account_manager_is_found(visits: list[Visited], expected: list[PatternKind]) -> None:
    assert found(*visits) == expected
    assert found(*reversed(visits)) == expected


def test_f20_a_pattern_names_staff_and_applications_and_nobody_else() -> None:
    assert LIMITS is not None
    (told,) = patterns([visited(), visited(BOB, 60, place=north(100))], LIMITS)
    assert (told.manager, told.applications) == ("E20401", (ALICE, BOB))
    assert (told.zh, told.en) == ("30.0分钟内移动约100公里", "about 100 km in 30.0 minutes")
    assert told.kind.chinese == "两次尽调间移动过快"


# ── from the trail ──────────────────────────────────────────────────────────────────────────────────────────────────


def event(action: str, minutes: float = 0, **detail: Any) -> dict[str, Any]:
    return {"action": action, "at": stamp(NOW + minutes * MINUTE), "detail": detail}


CHECK_IN = {"by": "E20401", "lat": 31.23, "lon": 121.474, "metres": 20}


def test_f20_a_visit_is_told_by_check_in_photos_and_the_managers_signature() -> None:
    trail = [
        event("DD_BOOKED", by="E20401"),
        event("VISIT_CHECK_IN", 0, **CHECK_IN),
        event("SITE_PHOTO", 1, by="E20401", look=DOOR),
        event("SITE_PHOTO", 2),
        event("VISIT_SIGNED", 9, by="E20411", digest="d"),
        event("VISIT_SIGNED", 12, by="E20401", digest="d"),
    ]
    (told,) = visits_of(ALICE, trail)
    arrived, left = _milliseconds(NOW), _milliseconds(NOW + 12 * MINUTE)
    assert told == visited(arrived=arrived, left=left, **looks(DOOR))


def test_f20_a_photo_before_the_check_in_belongs_to_the_visit_that_follows() -> None:
    stopped = [event("VISIT_CHECK_IN", 0, **CHECK_IN), event("DD_BOOKED", 5, by="E20402")]
    second = [
        event("SITE_PHOTO", 60, by="E20402", look=OTHER),
        event("VISIT_CHECK_IN", 61, **{**CHECK_IN, "by": "E20402"}),
    ]
    told = visits_of(ALICE, [*stopped, *second])
    assert [(one.manager, one.looks) for one in told] == [("E20401", ()), ("E20402", (OTHER,))]


def test_f20_a_trail_from_before_check_ins_named_their_manager_tells_no_visit() -> None:
    assert visits_of(ALICE, [event("VISIT_CHECK_IN", metres=20), event("VISIT_SIGNED", 2, by="E20401")]) == ()


def _milliseconds(at: datetime) -> datetime:
    return datetime.fromisoformat(stamp(at))


# ── the look of a photo ─────────────────────────────────────────────────────────────────────────────────────────────


def test_f20_a_photo_that_is_saved_again_looks_the_same_and_another_door_does_not(tmp_path: Path) -> None:
    assert LIMITS is not None
    files = [tmp_path / f"{number}.jpg" for number in range(3)]
    for file, firm in zip(files, load_cast().firms[:6:5], strict=False):
        file.write_bytes(site_photo(firm, taken_at=NOW))
    Image.open(files[0]).resize((640, 480)).save(files[2], quality=40)
    door, other, again = (int(look_of(file) or "", 16) for file in files)
    assert (door ^ again).bit_count() <= LIMITS.photo_bits < (door ^ other).bit_count()


def test_f20_a_black_picture_and_no_picture_have_no_look(tmp_path: Path) -> None:
    black, text = tmp_path / "black.png", tmp_path / "text.jpg"
    Image.new("RGB", (400, 300)).save(black)
    text.write_text("no picture")
    assert (look_of(black), look_of(text)) == (None, None)


# ── the command ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_f20_the_command_prints_staff_numbers_and_application_numbers_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "look", lambda work: [visited(stayed=1), visited(CAROL, 30, place=north(100))])
    command.patterns(since=None, branch=None, as_json=False)
    shown = capsys.readouterr().out
    assert "尽调时间过短" in shown
    assert "两次尽调间移动过快" in shown
    assert set(re.findall(r"EK\d{16}", shown)) == {ALICE, CAROL}
    command.patterns(since=None, branch=None, as_json=True)
    assert [one["kind"] for one in json.loads(capsys.readouterr().out)] == [SHORT, FAST]
