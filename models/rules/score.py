"""The risk score: S = Σ weight · score / 5 over 22 factors, its floors and its tier (risk.md 2).

The score never refuses and never approves: it chooses the measures (risk.md 1). What each factor is made of: `factors`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated

from pydantic import Field

from models.application import Statements
from models.base import Fact
from models.checks import Dossier
from models.clusters import NOBODY_SHARES, InHouse
from models.findings import Factor, Finding, Score, Severity, Tier
from models.interview import InterviewRecord
from models.papers import IdCard, Licence
from models.policy import Policy
from models.rules.factors import GRADES, Floor, Known, floors
from models.rules.tiers import tier_of, worse
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
    """A score from 1 (best) to 5 (worst) for each factor, None for a missing input, and the floors called for."""

    scores: dict[str, Annotated[int, Field(ge=1, le=5)] | None]
    floors: frozenset[Floor] = frozenset()


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
        owner_rules=policy.owners,
        clusters=policy.clusters,
    )
    return ScoreInputs(scores={name: grade(known) for name, grade in GRADES.items()}, floors=floors(known))


def score(inputs: ScoreInputs, policy: Policy, findings: Iterable[Finding] = ()) -> Score:
    """The score of these inputs; a HARD finding means tier P. A factor that is left out is missing.

    ValueError for a factor that the policy does not weigh.
    """
    weights = policy.scoring.weights
    if unknown := set(inputs.scores) - set(weights):
        raise ValueError(f"no weight for factor {', '.join(sorted(unknown))}; correct the factor or scoring.weights")
    factors = tuple(_factor(name, inputs.scores.get(name), policy.scoring.missing) for name in weights)
    points = sum(weights[factor.factor] * factor.score for factor in factors) / 5
    raising = _raising(inputs, findings)
    tier = tier_of(points, policy.scoring)
    for floor in raising:
        tier = worse(tier, FLOORS[floor])
    return Score(points=points, tier=tier, factors=factors, floors=tuple(floor.value for floor in raising))


def _raising(inputs: ScoreInputs, findings: Iterable[Finding]) -> list[Floor]:
    found = set(inputs.floors)
    if sum(inputs.scores.get(name) == 5 for name in _SHARED) >= 2:
        found.add(Floor.SHARED)
    if any(finding.severity is Severity.HARD for finding in findings):
        found.add(Floor.PROHIBITED)
    return sorted(found)


def _factor(name: str, given: int | None, missing: int) -> Factor:
    value = missing if given is None else given
    zh, best, worst, en = TEXTS.get(name, (name, "最好", "最差", name))
    unknown = "（资料缺失，按中间分计）" if given is None else ""
    return Factor(
        factor=name,
        score=value,
        missing=given is None,
        zh=f"{zh}：{value}分{unknown}（1分为{best}，5分为{worst}）",
        en=f"{en}: {value} of 5{' (input missing)' if given is None else ''}",
    )


TEXTS: Mapping[str, tuple[str, str, str, str]] = {
    "C1": ("成立时长", "满三年", "不足30天", "age of the firm"),
    "C2": ("注册资本合理性", "与经营相称", "明显过大或应有而无", "capital against business"),
    "C3": ("股权层级", "自然人直接持股", "五层以上或境外、代持", "layers of ownership"),
    "C4": ("法定代表人情况", "年龄适中且熟悉业务", "年龄异常、任职过多或不了解业务", "legal representative"),
    "C5": ("代理人", "法定代表人亲自办理", "中介代办", "agent"),
    "C6": ("受益所有人透明度", "与备案一致或无须识别", "不一致、拒绝或无法识别", "transparency of owners"),
    "C7": ("登记记录", "无异常", "经营异常或频繁变更", "registry record"),
    "C8": ("纳税状态", "正常", "非正常", "tax state"),
    "G1": ("注册地、经营地与网点距离", "同城", "三地各异", "distance of places"),
    "G2": ("地址集中度", "少于三户", "超过二百户", "address cluster"),
    "G3": ("手机号归属地", "本地", "外地虚拟号段", "phone's home region"),
    "B1": ("开户用途", "具体明确", "自相矛盾", "purpose"),
    "B2": ("预计交易额与资本", "不超过十倍", "超过五十倍", "turnover against capital"),
    "B3": ("所需产品", "基础产品", "一次要求多项高限额产品", "products wanted"),
    "B4": ("办理渠道", "面对面", "仅视频", "channel"),
    "B5": ("预计交易方式", "交易对手明确", "快进快出或个人账户", "expected pattern"),
    "I1": ("行业", "制造、公共服务", "高风险行业", "industry"),
    "I2": ("现金密集度", "低", "高", "cash intensity"),
    "X1": ("手机号被其他企业共用", "无", "五户以上", "phone shared"),
    "X2": ("设备被其他企业共用", "无", "五户以上", "device shared"),
    "X3": ("批量或陪同开户", "无", "有组织", "batch or led opening"),
    "X4": ("视频鉴证与尽调结果", "流畅一致", "受人指使或矛盾", "interview and visit"),
}
"""For each factor: Chinese name, what 1 and what 5 stands for, English name."""
