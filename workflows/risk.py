"""Risk review (风险复审): a detour that goes back to where it came from, is extended, or ends in a refusal."""

from collections.abc import Sequence
from datetime import datetime

from temporalio import workflow

from workflows.human_task import Desk
from workflows.intake import Intake
from workflows.office import Office
from workflows.refusing import refuse
from workflows.waiting import afterwards, met_within, until

with workflow.unsafe.imports_passed_through():
    from models.acts import ClearMatch, DecideRisk, Reasoned
    from models.audit import stamp
    from models.checks import ListHit
    from models.durations import Span
    from models.findings import Finding, Severity
    from models.people import Role, Staff
    from models.rules import clearance, hard_rules, list_matches, mending, review
    from models.rules.calendar import due
    from models.rules.hard_rules import Moment
    from models.rules.screening import MATCH_CODES, match_code
    from models.states import Leg, State
    from models.tasks import TaskKind


class RiskReview:
    """RISK sees the case judged anew; after an extended review registry and lists are asked again."""

    def __init__(self, office: Office, desk: Desk, intake: Intake) -> None:
        self._office = office
        self._desk = desk
        self._intake = intake
        self._away: set[Leg] = set()

    async def detour(self, why: str, *, leg: Leg = Leg.MAIN) -> None:
        """Hand the case to RISK; return when it may go on from the state it had. One detour of a leg at a time."""
        await until(lambda: leg not in self._away)
        self._away.add(leg)
        with afterwards(lambda: self._away.remove(leg)):
            await self._detour(why, leg)

    async def stop_at(self, stops: Sequence[Finding], *, leg: Leg = Leg.MAIN) -> None:
        """Hand the case to RISK because these stand against its next step; whoever gets it reads why, and what can
        still be done.
        """
        if workflow.patched("hard-rules-told"):
            self._office.case.held = tuple(stop for stop in stops if stop.severity is Severity.HARD)
        await self.detour(stops[0].code, leg=leg)

    async def until_held(self, moment: Moment, *, leg: Leg = Leg.MAIN) -> None:
        """Go on only when no hard rule of this moment stands against the case; RISK cannot clear one, only refuse or
        have it mended (rules.md 11).
        """
        while stops := await self._standing(moment):
            self._office.record("HARD_RULES_BROKEN", detail={"codes": ",".join(stop.code for stop in stops)})
            await self.stop_at(stops, leg=leg)
        self._office.case.held = ()

    async def _standing(self, moment: Moment) -> tuple[Finding, ...]:
        """What stands against the case at this moment; the decision looks at today's lists, however long RISK took."""
        case = self._office.case
        if moment is Moment.DECISION:
            await self._intake.screen_today()
        broken = hard_rules.broken(case, self._office.policy, self._office.now(), moment)
        return (*broken, *review.blocking(case.findings, case.cleared)) if moment is Moment.DECISION else broken

    async def _detour(self, why: str, leg: Leg) -> None:
        back = self._office.case.legs.get(leg, self._office.state)
        self._intake.judge()
        while True:
            self._office.enter(State.RISK_REVIEW, leg=leg, why=why)
            act = await self._desk.decide(TaskKind.RISK_REVIEW, Role.RISK, DecideRisk, note=self._note(why))
            if act.decision == "refuse":
                await refuse(self._office, self._desk, act)
            elif act.decision == "extend" and act.until is not None:
                await self.extend(act.until, leg=leg)
            else:
                self._clear(act)
                self._office.enter(back, leg=leg)
                return

    def _note(self, why: str) -> str:
        """The code of what brought the case here; where hard rules did, the sentences that explain them."""
        held = self._office.case.held
        return mending.note(held) if why in {stop.code for stop in held} else why

    async def extend(self, until: datetime, *, leg: Leg = Leg.MAIN) -> None:
        """Extended review (延长审查): until the date given, at most the tier's cap; then registry and lists are
        asked anew.
        """
        self._office.case.extensions += 1
        cap = due(self._office.now(), self._cap(), self._office.policy.calendar)
        end = min(until, cap)
        self._office.enter(State.EXTENDED_REVIEW, leg=leg, why="DL01")
        self._office.tell("more_time", until=stamp(end)[:10])
        self._office.waiting(Role.RISK, end)
        await met_within(lambda: False, end - self._office.now(), "延长审查 extended review")
        await self._intake.ask_again()

    def _cap(self) -> Span:
        """The longest extension: the tier's own, else the one for all."""
        tier, policy = self._office.case.tier, self._office.policy
        own = policy.measures[tier].extension if tier else None
        return own or policy.waits.extended_review

    def clear_match(self, act: ClearMatch, staff: Staff | None) -> None:
        """One entry is about somebody else: it weighs no more, and the case is judged anew at once."""
        hits = list_matches.of_entry(self._office.case.dossier, act.source, act.entry)
        self._clear_hits(hits, act)
        self._office.record(
            "MATCH_CLEARED",
            about=match_code(hits[0]),
            reason_code=act.reason_code,
            reason=act.reason,
            detail={"by": act.by, "entries": _entries(hits)},
        )
        if staff is not None:
            self._office.acted(Role.RISK, staff)
        self._intake.judge()

    def _clear_hits(self, hits: Sequence[ListHit], act: Reasoned) -> None:
        case, now = self._office.case, self._office.now()
        fresh = [hit for hit in hits if not list_matches.resolved(hit, case.cleared_matches)]
        case.cleared_matches += tuple(list_matches.clearing(hit, act.by, act.reason, now) for hit in fresh)

    def _clear(self, act: DecideRisk) -> None:
        """RISK takes responsibility for the open STOP findings; each is named on the trail."""
        case = self._office.case
        for finding in case.findings:
            named = act.clears is None or finding.code in act.clears
            if finding.severity is Severity.STOP and finding.code not in case.cleared and named:
                self._clear_one(finding, act)
        if list_matches.findings(case.dossier, case.cleared_matches):
            self._intake.judge()

    def _clear_one(self, finding: Finding, act: DecideRisk) -> None:
        """A list match is cleared by its entries, so that a new entry stops again; cases that cleared one before that
        rule keep clearing by code.
        """
        case = self._office.case
        detail: dict[str, str | int | float | bool | None] = {"by": act.by}
        if finding.code in MATCH_CODES and workflow.patched("matches-cleared-by-entry"):
            hits = list_matches.to_clear(case.dossier, finding.code, case.cleared_matches)
            self._clear_hits(hits, act)
            detail["entries"] = _entries(hits)
        else:
            case.cleared[finding.code] = act.by
            if workflow.patched("cleared-for-its-facts"):
                whole = workflow.patched("cleared-for-its-question")
                case.cleared_facts[finding.code] = clearance.facts_of(case, finding.code, whole=whole)
        self._office.record(
            "OVERRIDE", about=finding.code, reason_code=act.reason_code, reason=act.reason, detail=detail
        )


def _entries(hits: Sequence[ListHit]) -> str:
    """Which texts of lists were looked at, by digest: the trail names nobody."""
    return ",".join(hit.digest[:12] for hit in hits)
