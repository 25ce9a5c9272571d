"""Workers killed with `kill -9` in every waiting state and in the activation: one account, nothing lost.

Takes about two minutes: each of the fifteen kills needs a new process that connects and takes the case up again.
"""

from datetime import UTC, datetime, timedelta

import pytest

from cli.demo_people import REVIEWER, RISK, Branch
from models import acts as a
from models.tasks import TaskKind
from samples.cast import Scenario, load_cast
from tests.e2e.conftest import LightBranch
from workflows.client import new_act_id

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]


class Killer:
    """Waits for a state, kills the worker there, and remembers where it struck."""

    def __init__(self, light: LightBranch, people: Branch) -> None:
        self._light, self._people = light, people
        self.struck: list[str] = []

    async def at(self, state: str) -> None:
        await self._people.until(lambda view: view.state == state)
        await self._light.kill_worker()
        self.struck.append(state)


async def test_a_worker_killed_in_every_waiting_state_loses_nothing_and_opens_one_account(light: LightBranch) -> None:
    firm = load_cast().playing(Scenario.BLURRED_SUPPLEMENT)
    people = light.people(firm)
    killer = Killer(light, people)

    await light.fault("check", "closed", about=firm.credit_code)
    await people.apply(id_back=firm.blurred_id_back)
    await killer.at("CHECK_PENDING")
    await light.fault("check", "ok")
    await killer.at("PRE_REVIEW")
    await people.ask_for_supplement()
    await killer.at("SUPPLEMENT")
    await people.supplement(id_back=people.paper("id_back"))
    await through_risk(people, killer)
    await people.review()
    await killer.at("DD_SCHEDULING")
    await people.book_visit()
    await killer.at("DD_IN_PROGRESS")
    await people.work_on_site()
    await killer.at("ATTEST_PENDING")
    await people.interview()
    await killer.at("DECISION")
    await people.decide()
    await killer.at("PRE_OPENED")
    await people.book_counter()
    await killer.at("COUNTER_BOOKED")
    await people.arrive_at_counter()
    await killer.at("AT_COUNTER")
    await through_activation(light, people, killer)

    assert (await light.tools.front.outcome(people.number)).state == "ACTIVE"
    assert len(set(killer.struck)) == 14
    await one_of_everything(light, people.number)


async def through_risk(people: Branch, killer: Killer) -> None:
    """The reviewer escalates; RISK extends for three seconds, then lets the case go on."""
    front, number = people.tools.front, people.number
    await people.task(TaskKind.REVIEW)
    await front.act(number, a.DecideReview(act_id=new_act_id(), by=REVIEWER, decision="escalate", reason="用途不明"))
    await killer.at("RISK_REVIEW")
    until = datetime.now(UTC) + timedelta(seconds=4)
    extend = a.DecideRisk(act_id=new_act_id(), by=RISK, decision="extend", until=until, reason="补充核实")
    await front.act(number, extend)
    await killer.at("EXTENDED_REVIEW")
    await people.task(TaskKind.RISK_REVIEW)
    await front.act(number, a.DecideRisk(act_id=new_act_id(), by=RISK, decision="continue", reason="已核实"))


async def through_activation(light: LightBranch, people: Branch, killer: Killer) -> None:
    """The core bank answers slowly and is hit twice; then the filing fails until a person mends it."""
    await people.prepare_activation()
    await light.fault("core_bank", "slow", seconds=2)
    await light.fault("filing", "down")
    await people.activate()
    await killer.at("ACTIVATING")
    await killer.at("ACTIVATING")
    await light.fault("core_bank", "ok")
    await killer.at("FILING_ERROR")
    await light.fault("filing", "ok")
    mend = a.CorrectFiling(act_id=new_act_id(), by="E20404", note="备案系统已恢复")
    await people.tools.front.act(people.number, mend)


async def one_of_everything(light: LightBranch, number: str) -> None:
    """The outside world counts: one account, one filing, one contract set; the trail is whole."""
    accounts = (await light.world.get("/core/accounts")).json()
    mine = [account for account in accounts if account["application"] == number]
    assert [account["state"] for account in mine] == ["ACTIVE"]
    filings = [
        filing for filing in (await light.world.get("/filing/filings")).json() if filing["application"] == number
    ]
    assert len(filings) == 1
    assert await light.tools.ledger.verify(number) is None
