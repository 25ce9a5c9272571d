"""What was judged, on the screen: findings by severity with their evidence, answers, score, measures, hard rules."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cli.file import open_file
from cli.limits import print_limits
from cli.review_file import matrix_of, print_matrix
from cli.tables import clock, show

if TYPE_CHECKING:
    from models.case import CaseView
    from models.judgement import Judgement
    from workers.bootstrap import Tools

_DIGITS = 12
"""So much of a digest tells one object of a case from the others; `ops evidence --fetch` takes it."""


async def judged(tools: "Tools", no: str) -> "tuple[CaseView, Judgement]":
    """The case's view and what was judged about it, the hard rules as of now."""
    return await tools.front.show(no), await tools.front.judgement(no, datetime.now(UTC))


async def matrix_for(tools: "Tools", no: str, me: str, why: str) -> list[dict[str, Any]]:
    """The cross-check matrix for this person; the reading is on the trail first."""
    return matrix_of(await open_file(tools, no, me, why, "matrix"))


def print_judgement(found: "Judgement", matrix: list[dict[str, Any]] | None) -> None:
    """Tables in the order in which a reviewer asks: what stands against it, who said so, how heavy, what must hold."""
    _print_findings(found)
    answers = [
        (answer.system.chinese, answer.system, answer.code or "—", clock(answer.at), _short(answer.evidence))
        for answer in found.answers
    ]
    show(("系统", "system", "结果 code", "时间 at", "原始应答 raw"), answers, "外部核查 answers")
    if matrix is not None:
        print_matrix(matrix)
    if found.score:
        factors = [(f.factor, f.score, "缺失" if f.missing else "", f.zh) for f in found.score.factors]
        title = f"评分 score {found.score.points:.1f} → {found.score.tier}（参数版本 policy {found.policy_version}）"
        show(("因素 factor", "分 score", "", "说明"), factors, title)
    _print_measures(found)
    print_limits(found.limits)
    rules = [
        (rule.rule, rule.zh, rule.state.chinese, "；".join(zh for zh, _ in rule.reasons), "、".join(rule.moments))
        for rule in found.rules
    ]
    show(("硬控 rule", "内容", "状态 state", "原因 reasons", "时点 moments"), rules, "系统硬控 hard rules")


def _print_findings(found: "Judgement") -> None:
    rows = [
        (
            severity,
            grounded.finding.code,
            grounded.finding.about,
            grounded.finding.zh,
            grounded.finding.rule,
            _short(grounded.evidence),
        )
        for severity, group in found.findings.items()
        for grounded in group
    ]
    show(("级别", "代码 code", "对象 about", "说明", "依据 rule", "证据 evidence"), rows, f"发现 findings {len(rows)}")


def _print_measures(found: "Judgement") -> None:
    measures = found.measures
    if measures is None:
        return
    limits = measures.limits
    rows = [
        ("审核人数 reviewers", measures.reviewers),
        ("风险岗复审 risk review", "是 yes" if measures.risk_reviews else "否 no"),
        ("上门尽调 visit", measures.visit),
        ("意愿核实 interview", measures.interview),
        ("佐证材料 proofs", "、".join(proof.chinese for proof in measures.proofs) or "—"),
        ("决定人 decides", "、".join(role.chinese for role in measures.decides)),
        (
            "单笔／日／月限额 limits CNY",
            f"{limits.single / 100:,.0f}／{limits.per_day / 100:,.0f}／{limits.per_month / 100:,.0f}",
        ),
    ]
    show(("措施 measure", f"{found.tier}"), rows, "等级措施 measures")


def _short(digests: tuple[str, ...]) -> str:
    return " ".join(digest[:_DIGITS] for digest in digests)
