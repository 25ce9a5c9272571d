"""One application on the stage: the recording world, the people, time, and the way to every state."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from models import acts as a
from models.audit import SHANGHAI
from models.case import CaseView
from models.policy import Policy
from models.rules.calendar import working
from models.start import Outcome
from models.states import State
from models.tasks import TaskKind
from models.visit import VisitRecord
from tests import builders
from tests import people as who
from tests.people import PATIENCE, People
from tests.workflow.world import World

MORNING = time(10)


def ordinary(**over: Any) -> Policy:
    """The bank's policy in weeks without holidays, so that a test means the same on every day of the year."""
    calendar = builders.policy().calendar.model_copy(update={"holidays": frozenset(), "make_up_days": frozenset()})
    return builders.policy().model_copy(update={"calendar": calendar, **over})


@dataclass
class Play:
    """Verbs that take a case somewhere; `to(state)` walks the happy path there."""

    world: World
    people: People
    handle: WorkflowHandle[Any, Outcome]
    environment: WorkflowEnvironment
    policy: Policy
    bugs: list[str] = field(default_factory=list)

    # time

    async def later(self, **length: float) -> None:
        """Let time pass for this case; each timer on the way costs some real time."""
        skipping = asyncio.ensure_future(self.environment.fast_forward(self.handle, timedelta(**length)))
        async with asyncio.timeout(PATIENCE):
            while not (await asyncio.wait({skipping}, timeout=0.2))[0]:
                await self._no_bug()
        await self._no_bug()

    async def now(self) -> datetime:
        return await self.environment.get_current_time(self.handle)

    async def until_morning(self) -> None:
        """The next working day at ten that another working day follows: a test that lets a day pass means the same on
        every day of the week.
        """
        now = (await self.now()).astimezone(SHANGHAI)
        day, next_day = now.date(), timedelta(days=1)
        while datetime.combine(day, MORNING, SHANGHAI) <= now or not (self._works(day) and self._works(day + next_day)):
            day += next_day
        await self.later(seconds=(datetime.combine(day, MORNING, SHANGHAI) - now).total_seconds())

    def _works(self, day: date) -> bool:
        return working(day, self.policy.calendar)

    async def outage(self, world: Callable[[], None] = lambda: None, **length: float) -> None:
        """An alias that says why time passes: nobody and nothing answers meanwhile."""
        world()
        await self.later(**length)

    # waiting

    async def wait(self, met: Callable[[CaseView], bool], seconds: float = PATIENCE) -> CaseView:
        """Until the case shows it; a bug in the story fails the test at once."""
        waiting = asyncio.create_task(self.people.wait(met, seconds))
        while not waiting.done() and not self.bugs:
            await asyncio.wait({waiting}, timeout=0.05)
        if self.bugs:
            waiting.cancel()
            raise AssertionError(f"the story has a bug: {self.bugs}")
        return waiting.result()

    async def until(self, state: State, seconds: float = PATIENCE) -> CaseView:
        return await self.wait(lambda view: view.state == state, seconds)

    async def until_task(self, kind: TaskKind, role: str | None = None) -> CaseView:
        return await self.wait(lambda view: any(t.kind == kind and role in (None, t.role) for t in view.tasks))

    async def outcome(self, seconds: float = PATIENCE) -> Outcome:
        """The end; every task must be closed and everything recorded must have reached the tables."""
        async with asyncio.timeout(seconds):
            try:
                return await self.handle.result()
            finally:
                await self._no_bug()

    async def ends(self, state: State, reason: str | None = None) -> Outcome:
        """The case ends like this, and leaves nothing behind."""
        outcome = await self.outcome()
        assert (outcome.state, outcome.reason) == (state, reason), outcome
        self.left_nothing()
        return outcome

    def left_nothing(self) -> None:
        """No live task in the inbox, the firm is free, the trail has no gap."""
        last = self.world.last
        assert last is not None
        assert [task.id for task in last.tasks if task.live] == [], last.tasks
        assert self.world.count("release_firm") == 1, self.world.count("release_firm")
        numbers = self.world.numbers()
        assert numbers == list(range(1, len(numbers) + 1)), numbers

    async def _no_bug(self) -> None:
        assert not self.bugs, f"the story has a bug: {self.bugs}"

    # the way to each state

    async def submit(self) -> None:
        await self.people.do(a.Submit)

    async def to(self, goal: State) -> None:
        """Walk the happy path from where the case stands until it stands at `goal`."""
        way = self._way()
        now = (await self.people.show()).state
        start = next((place for place, (state, _) in enumerate(way) if state == now), 0)
        for state, leave in way[start:]:
            await self.until(state)
            if state is goal:
                return
            await leave()
        await self.until(goal)

    def _way(self) -> list[tuple[State, Callable[[], Awaitable[None]]]]:
        return [
            (State.PRE_REVIEW, self.review),
            (State.DD_SCHEDULING, self.book_visit),
            (State.DD_IN_PROGRESS, self.visit),
            (State.ATTEST_PENDING, self.people.interview),
            (State.DECISION, self.decide),
            (State.PRE_OPENED, self.book_counter),
            (State.COUNTER_BOOKED, self.people.check_in_counter),
            (State.AT_COUNTER, self.serve),
        ]

    async def review(self) -> None:
        await self.until_task(TaskKind.REVIEW)
        await self.people.review()

    async def book_visit(self, hours: float = 2) -> None:
        await self.until_task(TaskKind.SCHEDULE_VISIT)
        await self.people.book_visit(await self.now() + timedelta(hours=hours))
        await self.until_task(TaskKind.VISIT_REMOTE)

    async def visit(self) -> None:
        """The whole visit, signed by both."""
        await self.check_in()
        await self.work_the_visit()
        await self.sign()

    async def check_in(self, **over: Any) -> None:
        await self.until_task(TaskKind.VISIT_REMOTE)
        await self.people.check_in_visit(await self.now(), **over)

    async def work_the_visit(self, conclusion: str = "positive", **over: Any) -> None:
        await self.people.work_the_visit(await self.now(), conclusion, **over)

    async def sign(self, seconds: float = 5) -> None:
        """Both sign, as soon as the machine has looked at everything."""
        await self.judged(seconds)
        await self.people.sign_visit()

    async def judged(self, seconds: float = 5) -> None:
        """The machine has looked at everything that the two brought."""
        await self.on_file(lambda visit: bool(visit.check_in and visit.exam and visit.representative_face), seconds)

    async def on_file(self, met: Callable[[VisitRecord], bool], seconds: float = 5) -> None:
        """Until the visit's record shows it."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not met((await self.people.file()).visit):
            assert asyncio.get_running_loop().time() < deadline, "the visit's record does not get there"
            await asyncio.sleep(0.02)

    async def interview_again(self) -> None:
        """The tier rose since the interview, and everything is asked now."""
        await self.until_task(TaskKind.INTERVIEW)
        await self.people.interview()

    async def decide(self) -> None:
        await self.until_task(TaskKind.DECISION)
        await self.people.decide_opening()

    async def book_counter(self, **length: float) -> None:
        await self.people.book_counter(await self.now() + timedelta(**(length or {"hours": 1})))

    async def prepare_activation(self) -> None:
        """Everything ticked and the seal card confirmed."""
        await self.until_task(TaskKind.COUNTER)
        left = (await self.people.show()).to_tick
        await asyncio.gather(*(self.people.do(a.Tick, who.COUNTER_TELLER, item=item) for item in left))
        await self.people.confirm_seal()

    async def serve(self) -> None:
        await self.prepare_activation()
        await self.people.activate()

    async def order_activation(self) -> None:
        """The customer at the counter, everything ticked, and the teller's order."""
        await self.to(State.AT_COUNTER)
        await self.serve()

    # often needed

    async def refuse(self, decider: str = who.RISK, second: str = who.SUPERVISOR, code: str = "RF01") -> None:
        """RISK refuses and a second person agrees."""
        await self.until_task(TaskKind.RISK_REVIEW)
        await self.people.do(a.DecideRisk, decider, decision="refuse", reason_code=code, reason="another's papers")
        await self.until_task(TaskKind.REFUSAL)
        await self.people.do(a.ConfirmRefusal, second, decision="agree")

    async def go_on(self, by: str = who.RISK) -> None:
        """RISK lets the case go on."""
        await self.until_task(TaskKind.RISK_REVIEW)
        await self.people.do(a.DecideRisk, by, decision="continue", reason="checked with the registry by phone")

    async def supplement(self, **papers: str) -> None:
        """The customer sends other pictures of the asked papers."""
        await self.until(State.SUPPLEMENT)
        asked = {item.paper for item in (await self.people.show()).asked}
        new = tuple(paper for paper in who.papers(**papers) if paper.kind in asked)
        await self.people.do(a.Supplement, papers=new)
