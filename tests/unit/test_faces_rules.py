"""What a distance between faces, and a recording's seconds, are worth."""

import math

import pytest

from models.rules.faces import face_match, face_verdict, video_exam, video_verdict
from models.visit import FaceVerdict, VideoSecond
from tests.builders import policy

SAME, UNSURE, DIFFERENT = FaceVerdict.SAME, FaceVerdict.UNSURE, FaceVerdict.DIFFERENT
THIS, PERHAPS, OTHER = 0.3, 0.5, 0.8
RULE = policy().faces


def seconds(*distances: float | None) -> list[VideoSecond]:
    """One second for each distance; None is a second without a face."""
    return [VideoSecond(t=t, faces=0 if d is None else 1, distance=d) for t, d in enumerate(distances)]


def verdict(*distances: float | None, duration: float = 10, frozen: float = 0) -> FaceVerdict:
    return video_verdict(seconds(*distances), duration, frozen, RULE)


@pytest.mark.parametrize(
    ("distance", "expected"),
    [(0.0, SAME), (0.45, SAME), (0.4501, UNSURE), (0.55, UNSURE), (0.5501, DIFFERENT), (math.inf, DIFFERENT)],
)
def test_distances_have_three_bands_with_a_person_in_the_middle(distance: float, expected: FaceVerdict) -> None:
    assert face_verdict(distance, RULE) is expected


@pytest.mark.parametrize("nothing", [None, math.nan, -0.1])
def test_without_a_real_distance_a_person_has_to_look(nothing: float | None) -> None:
    assert face_verdict(nothing, RULE) is UNSURE


def test_the_match_carries_its_distance() -> None:
    assert face_match(THIS, RULE).model_dump() == {"distance": THIS, "verdict": SAME}


def test_a_recording_of_the_person_alone_is_the_same() -> None:
    assert verdict(THIS, THIS, THIS, THIS) is SAME


def test_a_few_seconds_that_are_turned_away_or_unsure_do_not_hurt() -> None:
    assert verdict(THIS, THIS, THIS, None, PERHAPS) is SAME


def test_too_few_good_seconds_leave_it_to_a_person() -> None:
    assert verdict(THIS, THIS, None, None) is UNSURE


def test_a_recording_of_somebody_else_is_different_even_when_it_is_frozen_or_short() -> None:
    assert verdict(OTHER, OTHER, OTHER, None) is DIFFERENT
    assert verdict(OTHER, duration=0.5, frozen=1) is DIFFERENT


def test_one_second_with_another_face_leaves_it_to_a_person() -> None:
    assert verdict(*[THIS] * 20, OTHER) is UNSURE


def test_one_second_with_a_second_person_leaves_it_to_a_person() -> None:
    two = VideoSecond(t=20, faces=2, distance=None)
    assert video_verdict([*seconds(*[THIS] * 20), two], 21, 0, RULE) is UNSURE


def test_a_distance_among_several_faces_counts_for_nothing() -> None:
    crowd = [VideoSecond(t=t, faces=2, distance=THIS) for t in range(5)]
    assert video_verdict(crowd, 5, 0, RULE) is UNSURE


@pytest.mark.parametrize(("frozen", "expected"), [(0.5, SAME), (0.51, UNSURE), (1, UNSURE), (math.nan, UNSURE)])
def test_a_frozen_picture_is_never_the_same(frozen: float, expected: FaceVerdict) -> None:
    assert verdict(THIS, THIS, THIS, frozen=frozen) is expected


@pytest.mark.parametrize(("duration", "expected"), [(3, SAME), (2.9, UNSURE), (math.nan, UNSURE)])
def test_a_clip_that_is_too_short_proves_nothing(duration: float, expected: FaceVerdict) -> None:
    assert verdict(THIS, THIS, THIS, duration=duration) is expected


def test_a_recording_without_seconds_goes_to_a_person_whatever_the_policy_says() -> None:
    lax = RULE.model_copy(update={"video_same_share": 0.0})
    assert video_exam((), 10, 0, lax).verdict is UNSURE
