"""What was judged, put together for people: each finding with its evidence, each hard rule with its state."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from models.case import Case, LimitRaise
from models.checks import System
from models.findings import Finding, Severity
from models.judgement import Answer, Grounded, HardRule, Judgement, LimitsHeld, RaiseAsked, RuleState
from models.policy import Policy
from models.rules import clearance, hard_rules, limits, plan, simplified
from models.rules.calendar import business_day
from models.rules.transitions import shown
from models.states import State

NAMES: dict[str, tuple[str, str]] = {
    "H01": ("基本户唯一", "one basic account in the country"),
    "H02": ("名单禁入", "no hit on a mandatory list"),
    "H03": ("激活当日登记在营", "in business on the day of activation"),
    "H04": ("法定代表人身份核实", "the representative's identity is proven"),
    "H05": ("开户意愿核实", "willingness is recorded and passed"),
    "H06": ("尽调报告双人签署", "the due-diligence report is complete and signed by two"),
    "H07": ("岗位分离", "separation of duties"),
    "H08": ("上门签到定位与人脸", "the visit's check-in by position and face"),
    "H09": ("证照有效", "licence, identity cards and authorisation are valid"),
    "H10": ("受益所有人识别", "beneficial owners are identified and signed"),
    "H11": ("限额不超等级", "limits within the tier"),
    "H12": ("备案前不动账", "no money moves before the filing"),
}
"""The twelve hard rules in a few words (rules.md 11)."""

_HELD = frozenset({State.AT_COUNTER, State.ACTIVATING, State.FILING_ERROR})
"""Where everything has to be in place: what still lacks here is broken."""


def judgement_of(case: Case, policy: Policy, now: datetime) -> Judgement:
    """All that is known and judged of this case as of `now`."""
    return Judgement(
        application=case.application,
        policy_version=case.policy_version,
        findings=_grouped(case),
        answers=tuple(_answers(case)),
        score=case.score,
        tier=case.tier,
        measures=policy.measures[case.tier] if case.tier else None,
        limits=_limits(case, policy, now),
        rules=tuple(_rules(case, policy, now)),
    )


def _limits(case: Case, policy: Policy, now: datetime) -> LimitsHeld | None:
    if case.tier is None:
        return None
    row = limits.of_case(case, policy)
    return LimitsHeld(
        tier=row,
        account=case.account.limits if case.account else None,
        farthest=row if simplified.holds(case, policy) else limits.farthest(case.tier, policy),
        raised=_raised(case.limit_raise, limits.in_force(case, policy, business_day(now))),
    )


def _raised(asked: LimitRaise | None, in_force: LimitRaise | None) -> RaiseAsked | None:
    if asked is None:
        return None
    return RaiseAsked(
        limits=asked.limits,
        tier=asked.tier,
        starts=asked.starts,
        reason=asked.reason,
        paper=asked.paper.sha256,
        maker=asked.maker.id,
        agreed=tuple(f"{actor.role} {actor.id}" for actor in asked.agreed),
        awaited=limits.awaited(asked),
        counts=asked is in_force,
    )


def _grouped(case: Case) -> dict[Severity, tuple[Grounded, ...]]:
    """The gravest first."""
    return {
        severity: tuple(
            Grounded(finding=finding, evidence=evidence_of(case, finding))
            for finding in case.findings
            if finding.severity is severity
        )
        for severity in Severity
    }


def evidence_of(case: Case, finding: Finding) -> tuple[str, ...]:
    """Digests of what the finding rests on: the paper it is about, the answer it is about, or both."""
    answers = (sha for system in clearance.systems_of(finding) for sha in _raw(case, system))
    return tuple(dict.fromkeys([*clearance.papers_of(case, finding), *answers]))


def _answers(case: Case) -> Iterator[Answer]:
    wanted = plan.of_case(case).wanted
    for system in System:
        asked = getattr(case.dossier, system.value)
        if asked is not None:
            yield Answer(system=system, at=asked.at, code=_code(asked.answer), evidence=_raw(case, system))
        elif system in wanted:
            yield Answer(system=system)


def _raw(case: Case, system: System) -> tuple[str, ...]:
    asked = getattr(case.dossier, system.value)
    refs = (asked.raw, *getattr(asked, "raws", ())) if asked else ()
    return tuple(dict.fromkeys(ref.sha256 for ref in refs if ref))


def _code(answer: Any) -> str | None:
    """The answer's code; a list's version; a trace of owners has neither."""
    found = getattr(answer, "code", getattr(answer, "version", None))
    return None if found is None else str(found)


def _rules(case: Case, policy: Policy, now: datetime) -> Iterator[HardRule]:
    told: dict[str, list[Finding]] = {}
    for finding in hard_rules.broken(case, policy, now):
        told.setdefault(finding.code, []).append(finding)
    held = shown(case.legs) in _HELD
    for rule, (zh, en) in NAMES.items():
        lacks = tuple((finding.zh, finding.en) for finding in told.get(rule, ()))
        state = RuleState.KEPT if not lacks else RuleState.BROKEN if held or _stopped(case, rule) else RuleState.OPEN
        moments = sorted(moment.value for moment in hard_rules.MOMENTS[rule])
        yield HardRule(rule=rule, zh=zh, en=en, moments=tuple(moments), state=state, reasons=lacks)


def _stopped(case: Case, rule: str) -> bool:
    """Whether what a hard rule forbids is on file already, whatever is still to come."""
    hard = {finding.code for finding in case.findings if finding.severity is Severity.HARD}
    return rule in hard or bool(hard & _FORBIDDEN.get(rule, frozenset()))


_FORBIDDEN = {
    "H02": frozenset({"LIST_MANDATORY", "LIST_PUNISHED", "LIST_SERIOUS_VIOLATION"}),
    "H03": frozenset({"NOT_IN_BUSINESS", "SERIOUS_VIOLATION"}),
}
"""Findings of the examination that a hard rule will not let through."""
