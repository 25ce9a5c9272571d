"""From pictures to findings: read the papers, ask the outside world, judge what came back, ask the customer for the
rest.
"""

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

from temporalio import workflow

from workflows import options
from workflows.asking import Asking
from workflows.customer import customer_acts
from workflows.entry import DataEntry
from workflows.human_task import Desk
from workflows.limits import LimitDesk
from workflows.office import Office, customer_actor
from workflows.refusing import refuse
from workflows.waiting import afterwards, answered, met_within, rested, until

with workflow.unsafe.imports_passed_through():
    from models.acts import DecideOutage, DecideRounds, Submit, Supplement
    from models.audit import stamp
    from models.base import Fact
    from models.checks import RegistrationAsked, System
    from models.clusters import NOBODY_SHARES, InHouse
    from models.durations import span
    from models.duties import DutyKind
    from models.findings import SupplementItem
    from models.papers import Paper, Reading
    from models.people import Role, Staff
    from models.requests import ClaimFirm, CountInHouse, OweDuty, ReadPaper
    from models.rules import (
        account_kinds,
        asking,
        clearance,
        clusters,
        judging,
        owners,
        plan,
        readback,
        review,
        screening,
        supplement,
    )
    from models.rules.calendar import business_day, due
    from models.rules.ladder import retry_pause
    from models.states import Leg, State
    from models.tasks import TaskKind

T = TypeVar("T")


class Intake:
    """The stations before the first person decides, and the way back to the customer."""

    def __init__(self, office: Office, desk: Desk, entry: DataEntry, limits: LimitDesk) -> None:
        self._office = office
        self._desk = desk
        self._entry = entry
        self._limits = limits
        self._case = office.case
        self.correspondence = Asking(office)
        self._submitted = False
        self._supplement: Supplement | None = None

    # acts

    def submit(self, act: Submit, staff: Staff | None) -> None:
        self._take_papers(act.papers)
        self._submitted = True

    def supplement(self, act: Supplement, staff: Staff | None) -> None:
        self._supplement = act

    # story

    async def receive(self) -> None:
        """Wait for the customer to send the application in."""
        self._office.record("DRAFT_STARTED")
        await customer_acts(self._office, lambda: self._submitted, within=self._office.policy.waits.draft)
        self._case.submitted = self._office.now()
        self._office.enter(State.SUBMITTED)
        evidence = [paper.ref.sha256 for paper in self._case.papers.values()]
        self._office.record("APPLICATION_SUBMITTED", evidence=evidence)
        self._record_typing()
        self._office.tell("submitted")

    async def examine(self) -> None:
        """Read what is new, let staff enter what is doubted, ask what is not yet answered, judge everything."""
        self._office.enter(State.MACHINE_CHECK)
        await self._read()
        await self._entry.fill_in()
        await self._claim_firm()
        await self._count_in_house()
        await self._ask_outside()
        self.judge()
        await self._owe_report()
        while any(finding.code == screening.TOO_NEW for finding in self._case.findings):
            await self._until_registered()

    async def _until_registered(self) -> None:
        """A firm of a few days may not be in the registry yet: ask again the next working day, as often as the policy
        says (rules.md 4.3, NTFD).
        """
        self._office.enter(State.CHECK_PENDING)
        tomorrow = due(self._office.now(), span("1 wd"), self._office.policy.calendar)
        self._office.waiting(System.REGISTRATION, tomorrow)
        await met_within(lambda: False, tomorrow - self._office.now(), "新设企业 newly registered")
        self._office.enter(State.MACHINE_CHECK)
        await self.ask_again()

    async def _claim_firm(self) -> None:
        """One live application per firm and account kind (process.md 4)."""
        case = self._case
        if case.licence.credit_code is None:
            return
        request = ClaimFirm(
            application=case.application,
            credit_code=case.licence.credit_code,
            account_kind=case.statements.account_kind,
        )
        holder: str = await answered("claim_firm", request, result_type=str, **options.OWN_TABLES)
        case.second_application = holder != case.application
        case.held_by = holder if case.second_application else None

    async def ask_again(self) -> None:
        """After an extended review the registry and the lists are asked anew."""
        self._case.dossier = self._case.dossier.model_copy(update={"registration": None, "lists": None})
        await self._ask_outside()
        self.judge()
        await self._owe_report()

    async def screen_today(self) -> None:
        """Before the decision the lists have answered that same day (rules.md 6); who gives no answer is waited for."""
        lists = self._case.dossier.lists
        if lists is not None and System.LISTS in plan.stale(self._case.dossier, self._office.now()):
            self._case.dossier = self._case.dossier.model_copy(update={"lists": None})
            await self._ask_outside()
            self.judge()

    async def answered_today(self) -> bool:
        """On the activation day the registry and the lists are asked that same day; False when one of them gives no
        answer (H02, H03). Where the day turns meanwhile, what was answered before midnight is asked once more.
        """
        day = business_day(self._office.now())
        answered_all = await self._all_answered_now()
        if answered_all and business_day(self._office.now()) != day and workflow.patched("asked-past-midnight"):
            return await self._all_answered_now()
        return answered_all

    async def _all_answered_now(self) -> bool:
        self._case.dossier = plan.fresh(self._case.dossier, self._office.now())
        self._case.failing = await self._ask_once()
        self.judge()
        await self._owe_report()
        return not self._case.failing

    async def request_supplement(self, items: tuple[SupplementItem, ...]) -> None:
        """Ask the customer, once for everything; after the last round a supervisor decides (process.md 4)."""
        case, waits = self._case, self._office.policy.waits
        if case.rounds >= waits.supplement_rounds:
            await self._decide_rounds()
        case.rounds += 1
        case.asked = items
        case.counter_later = workflow.patched("shown-at-the-counter")
        case.asked_before |= {item.reason_code for item in items}
        if workflow.patched("asked-for-every-reason"):
            case.asked_before |= review.asked_for(items, case.findings)
        self._supplement = None
        self._office.enter(State.SUPPLEMENT)
        until = due(self._office.now(), waits.supplement, self._office.policy.calendar)
        left = max(waits.supplement_rounds - case.rounds, 0)
        self._office.record("SUPPLEMENT_REQUESTED", detail={"items": len(items), "round": case.rounds})
        self._office.tell(
            "supplement",
            items="；".join(item.zh.removesuffix("。") for item in items),
            due=_minute(until),
            left=str(left),
        )
        await customer_acts(
            self._office,
            lambda: self._supplement is not None,
            within=waits.supplement,
            remind=waits.supplement_remind,
            reminder="supplement_reminder",
        )
        self._receive_supplement()

    # steps

    def _receive_supplement(self) -> None:
        sent = self._supplement
        if sent is None:
            raise RuntimeError("the supplement vanished")
        self._take_papers(sent.papers)
        if sent.statements:
            self._case.statements = sent.statements
            self._record_typing()
        if self._case.counter_later:
            self._leave_to_counter(sent)
        self._case.asked = ()
        evidence = [paper.ref.sha256 for paper in sent.papers]
        self._office.record("SUPPLEMENT_RECEIVED", evidence=evidence, detail={"papers": len(sent.papers)})

    def _leave_to_counter(self, sent: Supplement) -> None:
        """What may wait and was not sent is ticked at the counter before anything opens (process.md 4)."""
        case = self._case
        case.left_to_counter = supplement.left(case.left_to_counter, case.asked, sent)
        if case.left_to_counter:
            kinds = ",".join(str(item.paper) for item in case.left_to_counter)
            self._office.record("LEFT_TO_COUNTER", detail={"papers": kinds})

    def _record_typing(self) -> None:
        """What the customer had to type (metrics.md K10): the names, never the values."""
        for field in readback.typed_fields(self._case.statements):
            self._office.record("FIELD_TYPED", by=customer_actor(), about=f"statements.{field.name}")

    async def _decide_rounds(self) -> None:
        while True:
            act = await self._desk.decide(TaskKind.ROUNDS, Role.SUPERVISOR, DecideRounds, note="补件已达上限")
            if act.decision == "another":
                return
            await refuse(self._office, self._desk, act)

    def _take_papers(self, papers: tuple[Paper, ...]) -> None:
        for paper in papers:
            self._entry.forget(paper)
            self._case.papers[paper.kind] = paper

    async def _read(self) -> None:
        """Only pictures not read before are read; the same picture is never read twice."""
        new = [paper for paper in self._case.papers.values() if paper.ref.sha256 not in self._case.readings]
        readings = await self.overseen(self._read_all(new)) if new else []
        for paper, found in zip(new, readings, strict=True):
            self._case.readings[paper.ref.sha256] = found
            self._office.record(
                "PAPER_READ",
                evidence=[paper.ref.sha256],
                detail={"kind": found.kind.value, "fields": len(found.fields)},
            )
        readback.retype(self._case, self._office.policy)

    async def overseen(self, work: Coroutine[Any, Any, T]) -> T:
        """Work for a machine that may be away: after a working day a supervisor looks, and waits on or refuses."""
        doing, outage = asyncio.create_task(work), asyncio.create_task(self._watch_outage())
        with afterwards(lambda: (outage.cancel(), doing.cancel())):
            await until(lambda: doing.done() or outage.done())
            if outage.done():
                outage.result()
            return doing.result()

    async def _read_all(self, papers: list[Paper]) -> list[Reading]:
        return await asyncio.gather(*(self._read_one(paper) for paper in papers))

    async def _read_one(self, paper: Paper) -> Reading:
        request = ReadPaper(application=self._case.application, paper=paper, policy=self._office.policy.reading)
        result: Reading = await answered(
            "read_paper", request, result_type=Reading, summary=f"识别 {paper.kind}", **options.READING
        )
        return result

    async def _ask_outside(self) -> None:
        """Ask until all is answered; who is closed or failing is waited for, never passed (CHECK_PENDING; an extended
        review waits as what it is).
        """
        failed = await self._ask_once()
        if not failed:
            return
        examining = self._case.legs[Leg.MAIN] is State.MACHINE_CHECK
        if examining:
            self._office.enter(State.CHECK_PENDING)
        await self._until_answered(failed)
        if examining:
            self._office.enter(State.MACHINE_CHECK)

    async def _until_answered(self, failed: dict[System, str]) -> None:
        outage = asyncio.create_task(self._watch_outage())
        with afterwards(outage.cancel):
            for tries in count():
                self._case.failing = failed
                if not failed:
                    return
                await self._pause(tries, outage)
                failed = await self._ask_once()

    async def _pause(self, tries: int, outage: "asyncio.Task[None]") -> None:
        """Until the next try, unless a supervisor ends the case meanwhile."""
        policy = self._office.policy
        retry = due(self._office.now(), retry_pause(tries, policy.outside), policy.calendar)
        self._office.waiting(asking.waited_for(self._case.failing), retry)
        if await met_within(outage.done, retry - self._office.now(), "联网核查重试 retry"):
            outage.result()

    async def _watch_outage(self) -> None:
        """After a working day without an answer a supervisor looks, and again each day: wait on, or refuse."""
        policy = self._office.policy
        while True:
            end = due(self._office.now(), policy.outside.pending_task, policy.calendar)
            await rested(end - self._office.now())
            self.judge()  # what was not answered is a finding, and a ground for whoever ends the case
            act = await self._desk.decide(TaskKind.CHECK_OUTAGE, Role.SUPERVISOR, DecideOutage, note="联网核查中断")
            if act.decision == "refuse":
                await refuse(self._office, self._desk, act)

    async def _ask_once(self) -> dict[System, str]:
        """Ask everything that is unanswered, at the same time; tell which systems gave none and why (a code)."""
        self._case.asks_registry_count = self._counts_at_registry()
        questions = plan.of_case(self._case)
        open_systems = sorted(plan.unanswered(questions, self._case.dossier))
        asked = (self.correspondence.ask(system, getattr(questions, system)) for system in open_systems)
        answers = await asyncio.gather(*asked)
        found = dict(zip(open_systems, answers, strict=True))
        self._case.dossier = self._case.dossier.model_copy(
            update={s: a for s, a in found.items() if isinstance(a, Fact)}
        )
        self._count_unknown(found.get(System.REGISTRATION))
        failed = {system: answer for system, answer in found.items() if isinstance(answer, str)}
        return {**failed, **await self._ask_about_owners()}

    def _counts_at_registry(self) -> bool:
        """Whether the registry is asked how many firms are at the address (risk.md 6, F01)."""
        return self._office.policy.clusters.registry is not None and workflow.patched("registry-count")

    def _count_unknown(self, told: Fact | str | None) -> None:
        """The days on which the registry did not know the firm (rules.md 4.3, NTFD)."""
        if isinstance(told, RegistrationAsked):
            self._case.unknown_firm = screening.still_unknown(self._case.unknown_firm, told, self._office.now())

    async def _ask_about_owners(self) -> dict[System, str]:
        """One question comes out of the answer to another: registry, then owners, then their filing (rules.md 7.2)."""
        case, rules = self._case, self._office.policy.owners
        if not workflow.patched("owners"):
            return {}
        case.traces_owners = True
        while opened := owners.unanswered(case.licence, case.dossier, rules):
            for system, query in opened.items():
                answer = await self.correspondence.ask(system, query)
                if isinstance(answer, str):
                    return {system: answer}
                case.dossier = case.dossier.model_copy(update={system.value: answer})
        return await self._screen_who_is_behind()

    async def _screen_who_is_behind(self) -> dict[System, str]:
        """Owners and the firms between are known only now: the lists are asked again where they name anybody new."""
        case = self._case
        if case.dossier.lists is None or not workflow.patched("owners-screened"):
            return {}
        bodies = workflow.patched("bodies-screened")
        case.behind = owners.behind(case.licence, case.dossier, self._office.policy.owners, bodies=bodies)
        query = plan.of_case(case).lists
        if query is None or query == plan.answered(case.dossier, System.LISTS):
            return {}
        answer = await self.correspondence.ask(System.LISTS, query)
        if isinstance(answer, str):
            return {System.LISTS: answer}
        case.dossier = case.dossier.model_copy(update={System.LISTS.value: answer})
        return {}

    async def _count_in_house(self) -> None:
        """Count the firms of this bank that share something with this one, anew whenever it is examined."""
        if not workflow.patched("in-house"):
            return
        self._case.in_house = None
        self._case.in_house = await self._counted()

    async def look_at_this_outlet(self) -> None:
        """What this firm has at this outlet may have changed since the examination (R-ACC-05); what it shares with
        others stays as it was judged then.
        """
        case = self._case
        matters = account_kinds.outlet_matters(case.statements, self._office.policy)
        if not matters or not workflow.patched("outlet-asked-on-the-day"):
            return
        told = await self._counted()
        case.in_house = (case.in_house or NOBODY_SHARES).model_copy(update={"kinds_here": told.kinds_here})

    async def _counted(self) -> InHouse:
        case, policy = self._case, self._office.policy
        request = CountInHouse(
            application=case.application,
            branch=case.branch,
            submitted=case.submitted or self._office.now(),
            things=clusters.shared_things(case, policy.clusters),
            in_park=clusters.in_park(case.licence.address, policy.clusters),
            policy=policy.clusters,
        )
        counted: InHouse = await answered(
            "count_in_house", request, result_type=InHouse, summary="行内关联 in-house", **options.OWN_TABLES
        )
        return counted

    async def _owe_report(self) -> None:
        """A difference from the owners' filing is reported in time, whatever becomes of the application (F18)."""
        case, rules = self._case, self._office.policy.owners
        if case.report_due or not any(finding.code == owners.DISCREPANCY for finding in case.findings):
            return
        now, calendar = self._office.now(), self._office.policy.calendar
        case.report_due = due(now, rules.report_within, calendar)
        duty = OweDuty(
            application=case.application,
            branch=case.branch,
            kind=DutyKind.OWNER_REPORT,
            remind=due(now, rules.report_remind, calendar),
            due=case.report_due,
        )
        await workflow.execute_activity("owe_duty", duty, summary="差异报告 duty", **options.OWN_TABLES)
        self._office.record("DUTY_OPENED", about=DutyKind.OWNER_REPORT, detail={"due": stamp(case.report_due)})

    def judge(self) -> None:
        """Findings, score, tier and owners from everything known now."""
        case = self._case
        before = {finding.code for finding in case.findings}
        found = judging.judged(case, self._office.policy, self._office.now())
        case.findings, case.score, case.owners = list(found.findings), found.score, found.owners
        self._office.record(
            "JUDGED", after=case.score.tier, detail={"points": case.score.points, "findings": len(case.findings)}
        )
        for finding in case.findings:
            if finding.code not in before:
                self._office.record(
                    "FINDING", about=finding.code, detail={"severity": finding.severity.value, "rule": finding.rule}
                )
        self._let_clearances_lapse()
        self._limits.follow()
        self._office.show()

    def _let_clearances_lapse(self) -> None:
        """What RISK cleared for another paper, answer or statement stands again."""
        for code in clearance.lapsed(self._case):
            del self._case.cleared[code], self._case.cleared_facts[code]
            self._office.record("CLEARANCE_LAPSED", about=code)


def _minute(at: datetime) -> str:
    return stamp(at)[:16].replace("T", " ")
