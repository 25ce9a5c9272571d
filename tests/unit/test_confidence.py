"""How sure we are of a field: the measured steps, and that more evidence never makes less sure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.confidence import DOUBTED, PROVEN, calibrated

ODDS = st.floats(0, 1)


@pytest.mark.parametrize(
    ("least", "seconded", "alone"),
    [
        (1.0, 0.997, 0.98),
        (0.99, 0.997, 0.98),
        (0.98, 0.95, 0.9),
        (0.95, 0.95, 0.9),
        (0.94, 0.9, 0.85),
        (0.9, 0.9, 0.85),
        (0.89, 0.9, 0.75),
        (0.8, 0.9, 0.75),
        (0.79, 0.75, 0.75),
        (0.7, 0.75, 0.75),
        (0.69, 0.75, 0.65),
        (0.5, 0.75, 0.65),
        (0.49, 0.3, 0.2),
        (0.0, 0.3, 0.2),
    ],
)
def test_a_step_holds_from_its_odds_upwards(least: float, seconded: float, alone: float) -> None:
    assert (calibrated(True, least), calibrated(False, least)) == (seconded, alone)


@given(ODDS, ODDS, st.booleans())
def test_better_odds_never_make_less_sure(one: float, other: float, seconded: bool) -> None:
    assert calibrated(seconded, min(one, other)) <= calibrated(seconded, max(one, other))


@given(ODDS)
def test_a_second_network_never_makes_less_sure(least: float) -> None:
    assert calibrated(True, least) >= calibrated(False, least)


@given(ODDS)
def test_one_networks_word_is_never_worth_a_proof(least: float) -> None:
    assert DOUBTED < calibrated(False, 1.0) < PROVEN
    assert calibrated(False, least) < PROVEN
