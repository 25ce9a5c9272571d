"""Limits come from the tier, and a simplified opening never gets more than its tier."""

from itertools import pairwise

import pytest

from models.findings import Tier
from models.rules.limits import exceeds, limits
from tests.builders import policy, policy_with


@pytest.mark.parametrize("tier", [Tier.R4, Tier.R3, Tier.R2])
def test_a_tier_gets_its_row_of_the_table(tier: Tier) -> None:
    assert limits(tier, policy()) == policy().measures[tier].limits


def test_the_rows_fall_with_rising_risk() -> None:
    rows = [limits(tier, policy()) for tier in (Tier.R4, Tier.R3, Tier.R2, Tier.R1)]
    assert all(exceeds(lower, higher) == () for higher, lower in pairwise(rows))


@pytest.mark.parametrize("tier", [Tier.R1, Tier.P])
def test_high_risk_pays_at_the_counter_only_whatever_the_table_says(tier: Tier) -> None:
    measures = dict(policy().measures)
    measures[tier] = measures[tier].model_copy(update={"limits": policy().measures[Tier.R4].limits})
    assert set(limits(tier, policy_with(measures=measures)).model_dump().values()) == {0}


@pytest.mark.parametrize("tier", list(Tier))
def test_a_simplified_opening_gets_the_lower_of_both_tables_in_each_column(tier: Tier) -> None:
    simple, own = limits(tier, policy(), simplified=True), limits(tier, policy())
    assert exceeds(simple, own) == ()
    assert exceeds(simple, policy().simplified_limits) == ()


def test_what_is_above_the_limits_is_named_by_column() -> None:
    r3, r2 = limits(Tier.R3, policy()), limits(Tier.R2, policy())
    assert exceeds(r3, r3) == ()
    assert set(exceeds(r3, r2)) == {"single", "per_day", "count_per_day", "per_month", "to_persons_per_day"}
    assert exceeds(r3.model_copy(update={"tokens": 3}), r3) == ("tokens",)
