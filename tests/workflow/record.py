"""Records the histories that every later version has to replay: `python -m tests.workflow.record [PATH…]`.

Name a new path to record that one alone: the histories of older versions stay, running cases are like them. Commit what
it writes: the firm and the people in it are synthetic, the pictures are digests only.
"""

import asyncio
import json
import logging
import re
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowFailureError, WorkflowHandle

from models import acts as a
from models.account import ContractResult, CounterItem, FilingAnswer, FilingCode, Visitor
from models.application import AccountKind, AgentRelation
from models.audit import SHANGHAI
from models.checks import AbnormalEntry, Accepted, CitizenCode, PhoneCode, RegistrationCode
from models.clusters import InHouse
from models.findings import Tier
from models.owners import FiledOwner, OwnerFilingAnswer, OwnerFilingCode
from models.papers import EvidenceKind, PaperKind, Reading
from models.products import Product, Wishes
from models.proofs import Proof
from models.readback import FieldEntry, FieldFlag
from models.rules.limits import farthest
from models.start import Outcome
from models.states import State
from models.tasks import TaskKind
from models.visit import FaceMatch, FaceVerdict
from tests import builders
from tests import people as who
from tests.conftest import SETTLE_SECONDS
from tests.workflow.conftest import begin, soon, start_environment
from tests.workflow.play import Play, ordinary
from tests.workflow.test_activation import after_midnight, before_the_next_midnight
from tests.workflow.test_late_answers import LateWith
from tests.workflow.test_limits import another_day
from tests.workflow.test_new_firm import Newborn
from tests.workflow.test_simplified import waive
from tests.workflow.test_upgrade import aged, agree, agreed_to, arrive, ask, asked, following, low
from tests.workflow.world import World, readings, server_time, temporary_card
from workflows.client import Refusal

_OF_THE_MACHINE = frozenset({"stackTrace", "identity", "workerVersion"})
FOLDER = Path(__file__).parent / "histories"


async def opened(play: Play) -> None:
    await play.submit()
    await play.to(State.ACTIVE)


async def refused(play: Play) -> None:
    play.world.answers["check_registration"] = lambda ask: builders.registration(
        RegistrationCode.REPRESENTATIVE_ID_DIFFERS, query=ask.query
    )
    await play.submit()
    await play.refuse()


async def supplemented(play: Play) -> None:
    play.world.readings["c" * 64] = Reading(kind=PaperKind.ID_BACK, fields={}, warnings=("BLURRED",))
    await play.submit()
    await play.until_task(TaskKind.REVIEW)
    await play.people.review("supplement")
    await play.supplement(id_back="d")
    await play.to(State.DD_SCHEDULING)
    await play.people.do(a.Withdraw)


async def expired(play: Play) -> None:
    await play.submit()
    await play.to(State.PRE_OPENED)
    await play.later(days=31)


async def withdrawn(play: Play) -> None:
    await play.submit()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in(mock=True)
    await play.until_task(TaskKind.STOPPED_VISIT)
    await play.people.do(a.Withdraw)


async def cancelled_during_activation(play: Play) -> None:
    release = play.world.hold("enable_seal")
    await play.submit()
    await play.order_activation()
    await soon(lambda: play.world.count("enable_seal") == 1)
    await play.handle.cancel()
    await play.later(seconds=1)
    release.set()


async def escalated(play: Play) -> None:
    """Nobody comes, then the case is with RISK, extended, goes on, and is mended at the filing."""
    play.world.fail("file_account", retry=False)
    await play.submit()
    await play.until_task(TaskKind.REVIEW)
    await play.later(hours=30)
    await play.people.review("escalate", reason="odd purpose")
    await play.until_task(TaskKind.RISK_REVIEW)
    until = await play.now()
    await play.people.do(a.DecideRisk, who.RISK, decision="extend", until=until, reason="wait for an answer")
    await play.until(State.RISK_REVIEW)
    await play.go_on()
    await play.order_activation()
    await play.until_task(TaskKind.FILING)
    play.world.answers["file_account"] = lambda ask: FilingAnswer(code=FilingCode.ACCEPTED)
    await play.people.do(a.CorrectFiling, who.COUNTER_TELLER, note="asked again")


async def interrupted(play: Play) -> None:
    """The check system is closed for an hour, and answers again."""
    play.world.down("check_registration", "SERVICE_CLOSED", retry=False)
    await play.submit()
    await play.until(State.CHECK_PENDING)
    await play.later(hours=1)
    play.world.heal("check_registration")
    await play.later(minutes=11)
    await play.until(State.PRE_REVIEW)
    await play.people.do(a.Withdraw)


async def entered(play: Play) -> None:
    """A repaired code is typed by three people, and the customer flags a name while it is reviewed."""
    perfect = readings()[PaperKind.LICENCE]
    code = perfect.fields["credit_code"].model_copy(update={"doubts": ("CODE_REPAIRED",)})
    play.world.readings["a" * 64] = perfect.model_copy(update={"fields": {**perfect.fields, "credit_code": code}})
    await play.submit()
    typists = {TaskKind.DATA_ENTRY: who.REVIEWER, TaskKind.SECOND_ENTRY: who.SECOND_REVIEWER}
    typed = {TaskKind.DATA_ENTRY: builders.CREDIT_CODE, TaskKind.SECOND_ENTRY: "91310199MA1K0B1U9M"}
    for kind, by in {**typists, TaskKind.THIRD_ENTRY: "E20441"}.items():
        await play.until_task(kind)
        await _type(play, by, "credit_code", typed.get(kind, builders.CREDIT_CODE))
    await play.until_task(TaskKind.REVIEW)
    await play.people.do(a.ConfirmReadBack, flags=(FieldFlag(paper=PaperKind.LICENCE, field="name"),))
    await play.people.review()
    await play.until_task(TaskKind.DATA_ENTRY)
    await _type(play, who.REVIEWER, "name", builders.FIRM_NAME)
    await play.to(State.DD_SCHEDULING)
    await play.people.do(a.Withdraw)


async def answered_later(play: Play) -> None:
    """Two sources accept their questions and answer later, the phone under another kind of ID; a reviewer doubts it,
    and the representative, whom the police do not know, is to come to the counter.
    """

    def later(check: str, answer: Callable[..., Any]) -> None:
        def told(ask: Any) -> Any:
            if ask.serial is None:
                return Accepted(request=ask.request, serial=f"S{play.world.count(check)}")
            return answer(ask)

        play.world.answers[check] = told

    later("check_registration", lambda ask: builders.registration(at=server_time(), query=ask.query))
    later("check_phone", _known_with_a_temporary_card)
    play.world.answers["check_citizen"] = lambda ask: builders.citizen(CitizenCode.NOT_FOUND, query=ask.query)
    await play.submit()
    await play.later(seconds=10)
    await play.until_task(TaskKind.REVIEW)
    said = {"system": "phone", "content": "?", "contact": "?", "phone": "021-55550000"}
    await play.people.do(a.DoubtAnswer, who.REVIEWER, **said)
    await play.to(State.DD_IN_PROGRESS)
    await play.visit()
    await play.until(State.DECISION)
    await play.people.do(a.Withdraw)


async def by_agent(play: Play) -> None:
    """An employee applies for a firm that shares its phone; the filing names another owner, so a report is owed; RISK
    lowers what a reviewer had raised, and a withdrawal ends it at the counter.
    """
    other = FiledOwner(name="别人", number="P-1", equity=Decimal(100))
    answer = OwnerFilingAnswer(code=OwnerFilingCode.FILED, owners=(other,))
    play.world.answers["query_owner_filing"] = lambda ask: builders.owner_filing(
        at=server_time(), query=ask.query
    ).model_copy(update={"answer": answer})
    play.world.answers["count_in_house"] = lambda ask: InHouse(same_phone=2, same_device=None)
    await play.submit()
    await play.until_task(TaskKind.REVIEW)
    tier = (await play.people.show()).tier
    assert tier is not None
    await play.people.do(a.RaiseTier, who.SUPERVISOR, tier=Tier.R2, reason="neighbours know nobody of that name")
    await play.people.do(
        a.LowerTier, who.RISK, tier=Tier.R3, until=await play.now() + timedelta(days=60), reason="they were asked again"
    )
    await play.to(State.COUNTER_BOOKED)
    await play.people.do(a.CheckInCounter, who.COUNTER_TELLER, chip_identity=True, visitor=Visitor.AGENT)
    await play.until(State.AT_COUNTER)
    await play.people.do(a.Withdraw)


def _known_with_a_temporary_card(ask: Any) -> Any:
    code = PhoneCode.MATCHED if ask.query.id_type == "IC05" else PhoneCode.ID_TYPE_DIFFERS
    return builders.phone(code, at=server_time(), query=ask.query)


async def late_with_another_id_type(play: Play) -> None:
    """The phone is known with another kind of ID, and the answer to that is later than anybody waits at first."""
    source = play.world.answers["check_phone"] = LateWith("IC06")
    await play.submit()
    await soon(lambda: len(source.collected) >= 1)
    await play.later(minutes=6)
    await play.until(State.CHECK_PENDING)
    source.ready = True
    await play.later(minutes=11)
    await play.until_task(TaskKind.REVIEW)
    await play.people.do(a.Withdraw)


async def limits_raised(play: Play) -> None:
    """A raise is asked for twice, agreed to the second time, and over when the tier rises on the next day."""
    await play.submit()
    await play.to(State.PRE_OPENED)
    most = farthest((await play.people.file()).tier or Tier.P, play.policy)
    starts = (await play.now()).astimezone(SHANGHAI).date()
    paper = builders.ref(EvidenceKind.PROOF, "9")
    for _ in range(2):
        said = {"limits": most, "starts": starts, "paper": paper, "reason": "月末集中付款"}
        await play.people.do(a.RaiseLimits, who.MANAGER, **said)
        await play.until_task(TaskKind.LIMITS)
    await play.people.do(a.ConfirmLimits, who.SUPERVISOR, decision="agree", seal_seen=True)
    play.world.answers["check_registration"] = lambda ask: builders.registration(
        query=ask.query, at=server_time(), abnormal=(AbnormalEntry(reason=4, on=builders.TODAY),)
    )
    await play.people.book_counter(await play.now() + timedelta(days=1))
    await play.until(State.COUNTER_BOOKED)
    await play.later(hours=23)
    await play.people.check_in_counter()
    await play.serve()
    await play.refuse(code="RF10")


async def filed_later(play: Play) -> None:
    """Another place is asked before the filing is accepted, a person follows that, and copies are owed afterwards."""
    play.world.answers["file_account"] = lambda ask: FilingAnswer(code=FilingCode.INQUIRY)
    await play.submit()
    await play.order_activation()
    await soon(lambda: play.world.count("file_account") == 1)
    await play.later(minutes=61)
    await play.until_task(TaskKind.FILING)
    play.world.answers["file_account"] = lambda ask: FilingAnswer(code=FilingCode.ACCEPTED)
    await play.people.do(a.CorrectFiling, who.COUNTER_TELLER, note="?")


async def decided_anew(play: Play) -> None:
    """The tier rises when the teller orders the activation: others review and decide, and the customer comes again."""
    await play.submit()
    await play.to(State.PRE_OPENED)
    play.world.answers["check_registration"] = lambda ask: builders.registration(
        query=ask.query, at=server_time(), abnormal=(AbnormalEntry(reason=4, on=builders.TODAY),)
    )
    await another_day(play)
    await play.serve()
    await play.until_task(TaskKind.SECOND_REVIEW)
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.interview_again()
    await play.people.prove(Proof.PURPOSE)
    await play.until_task(TaskKind.DECISION, "RISK")
    await play.people.decide_opening(by=who.RISK)
    await play.to(State.ACTIVE)


async def ticked_by_another(play: Play) -> None:
    """Somebody else ticks one item; the tier rises on the day, and the second review is refused to the other id of who
    ticked.
    """
    await play.submit()
    await play.to(State.PRE_OPENED)
    play.world.answers["check_registration"] = lambda ask: builders.registration(
        query=ask.query, at=server_time(), abnormal=(AbnormalEntry(reason=4, on=builders.TODAY),)
    )
    await another_day(play)
    await play.until_task(TaskKind.COUNTER)
    await play.people.do(a.Tick, who.TWO_IDS[0], item=CounterItem.SEAL_CARD)
    await play.serve()
    await play.until_task(TaskKind.SECOND_REVIEW)
    with suppress(Refusal):
        await play.people.review(by=who.TWO_IDS[1])
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.people.do(a.Withdraw)


async def both_at_one_outlet(play: Play) -> None:
    """The firm's general account was opened at this outlet before its basic one is ordered there: that is refused."""
    await play.submit()
    await play.to(State.AT_COUNTER)
    play.world.answers["count_in_house"] = lambda ask: InHouse(kinds_here=(AccountKind.GENERAL,))
    await play.serve()
    await play.refuse(code="RF13")


async def left_to_counter(play: Play) -> None:
    """A card that the citizen check does not confirm is asked for again, and is to be shown at the counter instead."""
    play.world.answers["check_citizen"] = lambda ask: builders.citizen(CitizenCode.NOT_FOUND, query=ask.query)
    await play.submit()
    await play.until_task(TaskKind.REVIEW)
    await play.people.review("supplement")
    await play.until(State.SUPPLEMENT)
    await play.people.do(a.Supplement)
    await play.to(State.DD_SCHEDULING)
    await play.people.do(a.Withdraw)


async def asked_in_full(play: Play) -> None:
    """The tier rises while it is decided: a second reviewer looks, and the representative is asked everything."""
    await play.submit()
    await play.to(State.DECISION)
    await play.until_task(TaskKind.DECISION)
    await play.people.do(a.RaiseTier, who.SECOND_REVIEWER, tier=Tier.R2, reason="two firms at one desk")
    await play.people.prove(Proof.PURPOSE)
    await play.people.decide_opening()
    await play.until_task(TaskKind.SECOND_REVIEW)
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.interview_again()
    await play.until_task(TaskKind.DECISION, "RISK")
    await play.people.do(a.Withdraw)


async def asked_past_midnight(play: Play) -> None:
    """The registry answers before midnight and the lists after it, so the registry is asked on the new day too."""
    await play.submit()
    await before_the_next_midnight(play)
    gate = play.world.hold("screen_lists")
    await play.people.activate()
    await soon(lambda: play.world.count("screen_lists") == 2)
    await after_midnight(play)
    gate.set()


async def upgraded(play: Play) -> WorkflowHandle[Any, Outcome]:
    """A simplified account's limits are lifted after four months, by a run of its own."""
    await play.submit()
    await play.to(State.ACTIVE)
    await play.outcome()
    await aged(play, 120)
    await ask(play)
    await asked(play)
    await agree(play)
    return following(play)


async def gone_to_for_the_upgrade(play: Play) -> WorkflowHandle[Any, Outcome]:
    """Nobody has been to a simplified account's premises: whoever asks for its upgrade goes there, twice."""
    await play.submit()
    await play.review()
    await play.until_task(TaskKind.SCHEDULE_VISIT)
    await waive(play)
    await agreed_to(play)
    seen, play.world.face = play.world.face, FaceMatch(distance=None, verdict=FaceVerdict.UNSURE)
    await arrive(play)
    await soon(lambda: play.world.seen("VISIT_CHECK_IN").total() == 1)
    play.world.face = seen
    await arrive(play)
    return following(play)


async def unknown_at_first(play: Play) -> None:
    """The registry does not know a new firm for two days; its finance officer and its address are asked about too."""
    firm = Newborn(play.world)
    play.world.fail("count_at_address", retry=False)
    await play.submit()
    await play.until(State.CHECK_PENDING)
    await soon(lambda: len(firm.asked_on) == 1)
    await play.later(days=2)
    await soon(lambda: len(firm.asked_on) == 2)
    firm.known = True
    await play.later(days=4)
    await play.until(State.PRE_REVIEW)
    await play.people.do(a.Withdraw)


async def asked_of_police(play: Play) -> None:
    """The police are late, a supervisor goes on without them; asked again, they confirm. The temporary card is not
    allowed at the counter, then it is, and a withdrawal ends it there.
    """
    play.world.answers["check_citizen"] = lambda ask: builders.citizen(CitizenCode.NOT_FOUND, query=ask.query)
    play.world.readings["c" * 64] = temporary_card((await play.now()).astimezone(SHANGHAI).date())
    await play.submit()
    letter = builders.ref(EvidenceKind.PROOF, "7")
    for said in ({"answer": "unanswered", "note": "asked twice"}, {"answer": "confirmed", "seen": letter}):
        await play.until_task(TaskKind.REVIEW)
        await play.people.do(a.AskPolice, who.REVIEWER, reference="2026-1008")
        await play.until_task(TaskKind.POLICE_INQUIRY)
        late = said["answer"] == "unanswered"
        await play.later(days=5 if late else 1)
        await play.people.do(a.RecordPoliceAnswer, who.SUPERVISOR if late else who.REVIEWER, **said)
    await play.until_task(TaskKind.REVIEW)
    await play.people.review()
    await play.to(State.DD_IN_PROGRESS)
    await play.visit()
    await play.to(State.COUNTER_BOOKED)
    await play.people.do(a.CheckInCounter, who.COUNTER_TELLER, chip_identity=False)
    await play.until_task(TaskKind.COUNTER)
    for decision in ("deny", "allow"):
        await play.people.do(a.Tick, who.COUNTER_TELLER, item=CounterItem.TEMPORARY_CARD)
        await play.until_task(TaskKind.TEMPORARY_CARD)
        await play.people.do(a.AllowCard, who.SUPERVISOR, decision=decision, reason="the new card is being made")
    await play.people.do(a.Withdraw)


async def foreign_paper(play: Play) -> None:
    """A passport in place of the card: the customer is told, RISK is asked, and the customer withdraws."""
    play.world.readings["b" * 64] = Reading(kind=PaperKind.UNKNOWN, fields={}, warnings=("OTHER_PAPER:passport",))
    await play.submit()
    await play.until_task(TaskKind.RISK_REVIEW)
    await play.people.do(a.Withdraw)


async def wished(play: Play) -> None:
    """Products, tokens and limits are wished: less is granted, each is ordered for itself, and one fails."""
    play.world.answers["sign_contracts"] = lambda ask: [
        ContractResult(product=name, state="failed" if name == Product.PAYROLL else "signed") for name in ask.products
    ]
    await play.submit()
    await play.to(State.ACTIVE)


async def _type(play: Play, by: str, field: str, text: str) -> None:
    entry = FieldEntry(paper=PaperKind.LICENCE, field=field, text=text)
    await play.people.do(a.EnterFields, by, entries=(entry,))


Story = Callable[[Play], Awaitable[WorkflowHandle[Any, Outcome] | None]]
"""What is played; it gives the handle of the run to keep, where that is not the application's own."""


async def stopped(play: Play) -> None:
    """A stopped check-in, and a signature before its report."""
    await play.submit()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in(mock=True)
    await play.until_task(TaskKind.STOPPED_VISIT)
    await play.people.front.signal(play.people.application, play.people.act(a.SignVisit, who.MANAGER))
    await play.people.do(a.DecideVisit, who.SUPERVISOR, decision="revisit", reason="again")
    await play.book_visit()
    await play.people.do(a.Withdraw)


async def missed(play: Play) -> None:
    """A time that is over, and an appointment to which nobody went."""
    await play.submit()
    await play.to(State.DD_SCHEDULING)
    with suppress(Refusal):
        await play.people.book_visit(await play.now() - timedelta(hours=2))
    await play.book_visit()
    await play.later(days=5)
    await play.until(State.DD_SCHEDULING)
    await play.people.do(a.Withdraw)


async def visited_again(play: Play) -> None:
    """Another registered address on the activation day."""
    await play.submit()
    await play.to(State.PRE_OPENED)
    play.world.answers["check_registration"] = lambda ask: builders.registration(
        query=ask.query, at=server_time(), address="上海市示范区新址路7号1室"
    )
    await another_day(play)
    await play.serve()
    await play.until_task(TaskKind.REVIEW)
    await play.people.review(reason="checked with the registry by phone")
    await play.book_visit()
    await play.people.do(a.Withdraw)


async def cleared_anew(play: Play) -> None:
    """RISK clears a stop, another phone brings it back, and the account is opened."""
    play.world.answers["check_phone"] = lambda ask: builders.phone(
        PhoneCode.ID_NUMBER_DIFFERS, query=ask.query, at=server_time()
    )
    await play.submit()
    await play.go_on()
    await play.until_task(TaskKind.REVIEW)
    asked = ({"reason_code": "X", "statement": "phone", "zh": "请提供其他手机号。"},)
    await play.people.review("supplement", items=asked)
    await play.until(State.SUPPLEMENT)
    await play.people.do(a.Supplement, statements=builders.statements(phone="19900000077"))
    await play.go_on()
    await play.to(State.ACTIVE)


async def cleared_for_its_question(play: Play) -> None:
    """RISK clears that the registry knows another representative, and the review passes it."""
    play.world.answers["check_registration"] = lambda ask: builders.registration(
        RegistrationCode.REPRESENTATIVE_ID_DIFFERS, query=ask.query, at=server_time()
    )
    await play.submit()
    await play.go_on()
    await play.until_task(TaskKind.REVIEW)
    await play.people.review()
    await play.until_task(TaskKind.SCHEDULE_VISIT)
    await play.people.do(a.Withdraw)


PATHS: tuple[Story, ...] = (
    *(opened, refused, supplemented, expired, withdrawn, cancelled_during_activation, escalated, interrupted, entered),
    *(answered_later, by_agent, limits_raised, filed_later, decided_anew, upgraded, unknown_at_first),
    *(asked_of_police, foreign_paper, wished, asked_in_full, stopped, missed, visited_again),
    *(ticked_by_another, both_at_one_outlet, left_to_counter, cleared_anew, gone_to_for_the_upgrade),
    *(late_with_another_id_type, cleared_for_its_question, asked_past_midnight),
)

APPLIED_WITH: dict[Story, dict[str, Any]] = {
    upgraded: {"simplified": True},
    gone_to_for_the_upgrade: {"simplified": True},
    by_agent: {
        "papers": (*who.papers(), *who.papers_of_the_agent()),
        "statements": builders.statements(agent_relation=AgentRelation.EMPLOYEE),
    },
    unknown_at_first: {"statements": builders.statements(**builders.FINANCE_OFFICER)},
    wished: {
        "statements": builders.statements(
            wishes=Wishes(products=(Product.INTERNET_BANK, Product.PAYROLL, Product.SETTLEMENT_CARD), tokens=9)
        )
    },
}
"""What the application says where it is not the ordinary one."""

OLDER = frozenset({"doubted_before_entry"})
"""Histories that only an older version could write: a weak field went to the reviewer before staff entered fields."""


async def record(wanted: Sequence[str]) -> None:
    """Play the wanted paths (all, if none is named) once and keep their histories."""
    FOLDER.mkdir(exist_ok=True)
    async with await start_environment() as environment:
        for path in (path for path in PATHS if not wanted or path.__name__ in wanted):
            async with AsyncExitStack() as stack:
                policy = low() if path in (upgraded, gone_to_for_the_upgrade) else ordinary()
                play = await begin(environment, stack, [], policy, World(), **APPLIED_WITH.get(path, {}))
                kept = await path(play) or play.handle
                with suppress(WorkflowFailureError):
                    await kept.result()
                history = await kept.fetch_history()
                text = json.dumps(scrubbed(json.loads(history.to_json())), separators=(",", ":"))
                (FOLDER / f"{path.__name__}.json").write_text(text, "utf-8")
                print(f"{path.__name__}: {len(history.events)} events, {len(text)} bytes")


def scrubbed(value: Any) -> Any:
    """Without what tells of the machine that recorded it; a replay does not look at it."""
    if isinstance(value, dict):
        return {key: scrubbed(part) for key, part in value.items() if key not in _OF_THE_MACHINE}
    if isinstance(value, list):
        return [scrubbed(part) for part in value]
    return re.sub(r"^\d+@.+", "worker", value) if isinstance(value, str) else value


if __name__ == "__main__":
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)  # failures are part of the paths
    asyncio.run(record(sys.argv[1:]))
    time.sleep(SETTLE_SECONDS)
