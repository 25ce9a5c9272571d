"""The risk score: S = Σ weight · score / 5 over 22 factors, its floors and its tier (risk.md 2).

The score never refuses and never approves: it chooses the measures (risk.md 1). What each factor is made of: `factors`.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from pydantic import Field

from models.application import Statements
from models.base import Fact
from models.checks import Dossier
from models.clusters import NOBODY_SHARES, InHouse
from models.findings import Factor, Finding, FloorReason, Score, Severity, Tier
from models.interview import InterviewRecord
from models.papers import IdCard, Licence
from models.policy import Policy, Scoring
from models.rules.factor_reasons import explained, reason
from models.rules.factors import Floor, Known, floors, scored
from models.rules.tiers import tier_of, worse
from models.texts import factor_text
from models.visit import VisitRecord

FLOORS: dict[Floor, Tier] = {
    Floor.ABNORMAL_UNREACHABLE: Tier.R2,
    Floor.TAX_ABNORMAL: Tier.R2,
    Floor.OWNER_UNKNOWN: Tier.R2,
    Floor.PEP: Tier.R1,
    Floor.SHARED: Tier.R1,
    Floor.BUSINESS_UNKNOWN: Tier.R1,
    Floor.PROHIBITED: Tier.P,
}

_SHARED = ("X1", "X2", "X3", "X4")


class ScoreInputs(Fact):
    """A score from 1 (best) to 5 (worst) for each factor, None for a missing input, and the floors called for.

    `reasons` says for measured factors, in Chinese and English, between which limits they lie.
    """

    scores: dict[str, Annotated[int, Field(ge=1, le=5)] | None]
    floors: frozenset[Floor] = frozenset()
    reasons: dict[str, tuple[str, str]] = {}


def inputs_from(
    licence: Licence,
    id_card: IdCard,
    statements: Statements,
    dossier: Dossier,
    visit: VisitRecord,
    interview: InterviewRecord,
    policy: Policy,
    now: datetime,
    channel: str,
    in_house: InHouse | None = NOBODY_SHARES,
    by_agent: bool = False,
) -> ScoreInputs:
    """Every factor that the facts can tell; a visit or interview that has not taken place leaves its factors missing.

    `in_house` None means that nobody counted, which is missing too.
    """
    known = Known(
        licence=licence,
        id_card=id_card,
        statements=statements,
        dossier=dossier,
        visit=visit,
        interview=interview,
        now=now,
        channel=channel,
        in_house=in_house,
        bands=policy.scoring.bands,
        by_agent=by_agent,
        owner_rules=policy.owners,
        registry=policy.registry,
        clusters=policy.clusters,
        edition=policy.scoring.edition,
        wrong_stands=policy.interview.wrong_stands,
    )
    scores = scored(known)
    found = {name: reason(name, known, given) for name, given in scores.items()}
    reasons = {name: why for name, why in found.items() if why}
    return ScoreInputs(scores=scores, floors=floors(known), reasons=reasons)


def score(inputs: ScoreInputs, policy: Policy, findings: Iterable[Finding] = ()) -> Score:
    """The score of these inputs; a HARD finding means tier P. A factor that is left out is missing.

    ValueError for a factor that the policy does not weigh.
    """
    weights = policy.scoring.weights
    if unknown := set(inputs.scores) - set(weights):
        raise ValueError(f"no weight for factor {', '.join(sorted(unknown))}; correct the factor or scoring.weights")
    factors = tuple(_factor(name, inputs, policy.scoring) for name in weights)
    points = sum(weights[factor.factor] * factor.score for factor in factors) / 5
    raising = _raising(inputs, findings)
    tier = tier_of(points, policy.scoring)
    for floor in raising:
        tier = worse(tier, FLOORS[floor])
    return Score(
        points=points,
        tier=tier,
        factors=factors,
        floors=tuple(floor.value for floor in raising),
        raised=tuple(_floor(floor) for floor in raising),
    )


def _raising(inputs: ScoreInputs, findings: Iterable[Finding]) -> list[Floor]:
    found = set(inputs.floors)
    if sum(inputs.scores.get(name) == 5 for name in _SHARED) >= 2:
        found.add(Floor.SHARED)
    if any(finding.severity is Severity.HARD for finding in findings):
        found.add(Floor.PROHIBITED)
    return sorted(found)


def _factor(name: str, inputs: ScoreInputs, scoring: Scoring) -> Factor:
    given = inputs.scores.get(name)
    value = scoring.missing if given is None else given
    zh, en = explained(name, scoring.factors.get(name), value, given is None, inputs.reasons.get(name))
    return Factor(factor=name, score=value, missing=given is None, zh=zh, en=en, customer=factor_text(name))


_FLOOR_WORDS: dict[Floor, tuple[str, str]] = {
    Floor.ABNORMAL_UNREACHABLE: (
        "因无法联系被列入经营异常名录",
        "on the abnormal list because it could not be reached",
    ),
    Floor.TAX_ABNORMAL: ("纳税人被认定为非正常户", "the taxpayer was declared abnormal"),
    Floor.OWNER_UNKNOWN: ("受益所有人未能识别", "the beneficial owners are not known"),
    Floor.PEP: ("涉及特定自然人", "a politically exposed person is involved"),
    Floor.SHARED: ("两项以上关联迹象为5分", "two or more signs score 5"),
    Floor.BUSINESS_UNKNOWN: ("法定代表人不了解本企业业务", "the representative does not know the business"),
    Floor.PROHIBITED: ("触发系统硬控", "a hard rule forbids it"),
}


def _floor(floor: Floor) -> FloorReason:
    (zh, en), tier = _FLOOR_WORDS[floor], FLOORS[floor]
    return FloorReason(
        floor=floor.value, tier=tier, zh=f"{zh}，等级不低于{tier}。", en=f"{en}: the tier is {tier} at least."
    )
