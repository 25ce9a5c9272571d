"""From points to tiers, and what a tier demands."""

import pytest

from models.findings import Tier
from models.people import Role
from models.rules.tiers import ORDER, measures, tier_of, worse
from tests.builders import policy


@pytest.mark.parametrize(
    ("points", "tier"),
    [
        (20.0, Tier.R4), (29.9, Tier.R4), (30.0, Tier.R3), (44.9, Tier.R3), (45.0, Tier.R2), (59.9, Tier.R2),
        (60.0, Tier.R1), (100.0, Tier.R1),
    ],
)  # fmt: skip
def test_each_tier_begins_at_its_own_limit(points: float, tier: Tier) -> None:
    assert tier_of(points, policy().scoring) is tier


@pytest.mark.parametrize("one", ORDER)
@pytest.mark.parametrize("other", ORDER)
def test_of_two_tiers_the_higher_risk_wins_in_either_order(one: Tier, other: Tier) -> None:
    assert worse(one, other) is worse(other, one) is ORDER[max(ORDER.index(one), ORDER.index(other))]


def test_measures_grow_with_risk() -> None:
    assert [measures(tier, policy()).reviewers for tier in (Tier.R4, Tier.R3, Tier.R2, Tier.R1)] == [1, 1, 2, 2]
    assert measures(Tier.R4, policy()).visit == "waivable"
    assert measures(Tier.R2, policy()).decides == (Role.RISK,)
    assert measures(Tier.R1, policy()).interview == "face_to_face"
    assert measures(Tier.R1, policy()).decides == (Role.RISK_HEAD, Role.BRANCH_MANAGER)
    assert not measures(Tier.P, policy()).approvable
