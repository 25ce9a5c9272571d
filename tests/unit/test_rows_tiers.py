"""The rows of risk.md 4 (measures of each tier) and 5 (limits of each tier); those of 3 stand in test_score."""

from typing import Any

import pytest

from models.account import Limits
from models.durations import Span
from models.findings import Tier
from models.people import Role
from models.proofs import Proof
from models.rules import interview, limits, owners
from tests.builders import policy

TIERS = (Tier.R4, Tier.R3, Tier.R2, Tier.R1)

# ── 4 measures ──────────────────────────────────────────────────────────────────────────────────────────────────────

SUP, RISK = (Role.SUPERVISOR,), (Role.RISK,)
HEADS = (Role.RISK_HEAD, Role.BRANCH_MANAGER)
BASIC: tuple[Proof, ...] = ()
ELEVATED = (Proof.PURPOSE, Proof.BOTH_PLACES)
HIGH = (*ELEVATED, Proof.NEIGHBOURS, Proof.FUNDS, Proof.OWNER_CHAIN)
FIVE, TEN = Span(amount=5, unit="wd"), Span(amount=10, unit="wd")

MEASURES: list[tuple[str, str, tuple[Any, ...]]] = [
    ("4-review", "reviewers", (1, 1, 2, 2)),
    ("4-review-by-RISK", "risk_reviews", (False, False, False, True)),
    ("4-visit", "visit", ("waivable", "always", "always", "always")),
    ("4-attestation", "interview", ("video", "video", "video", "face_to_face")),
    ("4-attestation-full-set", "full_interview", (False, False, True, True)),
    ("4-proof", "proofs", (BASIC, BASIC, ELEVATED, HIGH)),
    ("4-decision", "decides", (SUP, SUP, RISK, HEADS)),
    ("4-QA-sample", "quality_percent", (10, 10, 30, 100)),
    ("4-extended-review", "extension", (None, None, FIVE, TEN)),
]


@pytest.mark.parametrize(("field", "row"), [row[1:] for row in MEASURES], ids=[row[0] for row in MEASURES])
def test_a_measure_is_as_its_row_says_for_each_tier(field: str, row: tuple[Any, ...]) -> None:
    assert tuple(getattr(policy().measures[tier], field) for tier in TIERS) == row


REVIEWS = [
    ("4-review-after-R4", Tier.R4, [30], 12),
    ("4-review-after-R3", Tier.R3, [30, 90], 12),
    ("4-review-after-R2", Tier.R2, [15, 30, 90], 6),
    ("4-review-after-R1", Tier.R1, [7, 15, 30, 60, 90], 6),
]


@pytest.mark.parametrize(("tier", "days", "months"), [row[1:] for row in REVIEWS], ids=[row[0] for row in REVIEWS])
def test_an_opened_account_is_looked_at_again_as_its_tier_says(tier: Tier, days: list[int], months: int) -> None:
    after = policy().measures[tier].reviews_after
    assert after is not None
    assert ([span.amount for span in after.at], after.every_months) == (days, months)
    assert {span.unit for span in after.at} == {"cd"}


@pytest.mark.parametrize(("tier", "asked"), list(zip(TIERS, (3, 3, 6, 6), strict=True)), ids=str)
def test_4_attestation_asks_three_of_block_c_and_from_r2_on_all(tier: Tier, asked: int) -> None:
    full = policy().measures[tier].full_interview is True
    drawn = interview.draw(lambda: 0.0, policy(), full)
    assert len([prompt for prompt in drawn if prompt in interview.BLOCK_C]) == asked


@pytest.mark.parametrize(("tier", "percent"), list(zip(TIERS, (25, 25, 25, 10), strict=True)), ids=str)
def test_4_owner_threshold_is_25_percent_and_10_in_the_high_tier(tier: Tier, percent: int) -> None:
    assert owners.threshold(tier, policy().owners) == percent


def test_4_account_functions_of_the_high_tier_are_counter_only_and_p_has_none() -> None:
    assert "internet_bank" not in (policy().measures[Tier.R1].products or ("internet_bank",))
    assert policy().measures[Tier.P].products == ()


def test_4_p_is_stopped_by_risk_and_never_approved() -> None:
    measures = policy().measures[Tier.P]
    assert (measures.reviewers, measures.decides, measures.approvable) == (0, RISK, False)
    assert measures.quality_percent == 100


# ── 5 limits ────────────────────────────────────────────────────────────────────────────────────────────────────────


def yuan(single: int, day: int, count: int, month: int, persons: int, tokens: int) -> Limits:
    """One row of the table in CNY; the policy counts cents."""
    amounts = {"single": single, "per_day": day, "per_month": month, "to_persons_per_day": persons}
    cents = {name: amount * 100 for name, amount in amounts.items()}
    return Limits.model_validate({**cents, "count_per_day": count, "tokens": tokens})


LIMITS: list[tuple[str, Tier, Limits]] = [
    ("5-R4", Tier.R4, yuan(1_000_000, 5_000_000, 200, 50_000_000, 500_000, 3)),
    ("5-R3", Tier.R3, yuan(500_000, 2_000_000, 100, 20_000_000, 200_000, 2)),
    ("5-R2", Tier.R2, yuan(100_000, 300_000, 30, 3_000_000, 50_000, 2)),
    ("5-R1", Tier.R1, yuan(0, 0, 0, 0, 0, 0)),
]


@pytest.mark.parametrize(("tier", "row"), [row[1:] for row in LIMITS], ids=[row[0] for row in LIMITS])
def test_a_tiers_limits_are_those_of_its_row(tier: Tier, row: Limits) -> None:
    assert limits.limits(tier, policy()) == row
