"""A firm of a few days that the registry does not know yet is asked about daily, then stops (rules.md 4.3)."""

from datetime import date
from typing import Any

import pytest

from models.checks import RegistrationCode
from models.papers import PaperKind
from models.rules.calendar import business_day
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests.workflow.conftest import Stage
from tests.workflow.world import World, readings, server_time

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Newborn:
    """A firm that was registered on the day on which its licence is read; the registry knows it once it is `known`."""

    def __init__(self, world: World) -> None:
        self.known = False
        self.asked_on: list[date] = []
        self._established: date | None = None
        world.answers["read_paper"] = self._read
        world.answers["check_registration"] = self._answer

    def _read(self, ask: Any) -> Any:
        papers = readings()
        self._established = self._established or business_day(server_time())
        day = str(self._established)
        if ask.paper.kind is not PaperKind.LICENCE:
            return papers[ask.paper.kind]
        licence = papers[PaperKind.LICENCE]
        new = {
            name: licence.fields[name].model_copy(update={"text": day, "value": day})
            for name in ("established", "issued")
        }
        fields = {name: field for name, field in licence.fields.items() if name != "term"}
        return licence.model_copy(update={"fields": {**fields, **new}})

    def _answer(self, ask: Any) -> Any:
        now = server_time()
        self.asked_on.append(business_day(now))
        if not self.known:
            return builders.registration(RegistrationCode.NOT_FOUND, at=now, query=ask.query)
        return builders.registration(at=now, query=ask.query, established=self._established)


async def test_4_3_ntfd_new_a_firm_that_the_registry_knows_the_next_day_goes_on(stage: Stage) -> None:
    world = World()
    firm = Newborn(world)
    play = await stage(world=world)
    await play.until(State.CHECK_PENDING)
    firm.known = True
    await play.later(days=4)
    await play.until(State.PRE_REVIEW)
    first, second = firm.asked_on
    assert first < second


async def test_4_3_ntfd_new_a_firm_that_stays_unknown_is_asked_again_three_times_and_then_stops(stage: Stage) -> None:
    world = World()
    firm = Newborn(world)
    play = await stage(world=world)
    await play.until(State.CHECK_PENDING)
    for _ in range(5):
        await play.later(days=2)
    await play.until_task(TaskKind.RISK_REVIEW)
    assert firm.asked_on == sorted(set(firm.asked_on))
    assert len(firm.asked_on) == 4  # the first time and on three working days more
    found = {finding.code for finding in (await play.people.show()).findings}
    assert "NTFD" in found
    assert "PRE_REVIEW" not in world.states()
