"""What firms share and what is owed, on both databases: noted by digest alone, counted, and kept past the case."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from temporalio.testing import ActivityEnvironment

from activities.clusters import ClusterActivities
from activities.providers.database import Database
from activities.providers.keys import KeyRing
from activities.providers.ledger import Ledger, NoOpenAccount, UnknownDuty
from models.application import AccountKind
from models.clusters import InHouse, SharedThing, ThingKind
from models.duties import DutyKind
from models.policy import Clusters
from models.requests import CountInHouse, OweDuty
from models.states import State
from tests.activities.publications import ALICE, BOB, MORNING, fact, publication

CAROL = "EK2026100800000003"
WITH_CIRCLES = Clusters(circle=5)
PHONE, BOSS = "19900000001", "310199199001010018"


@pytest.fixture
def activities(ledger: Ledger, keys: KeyRing) -> ClusterActivities:
    return ClusterActivities(ledger, keys)


async def count(activities: ClusterActivities, application: str, firm: str, **over: Any) -> InHouse:
    things = [(ThingKind.FIRM, firm), *over.pop("things", [(ThingKind.PHONE, PHONE)])]
    ask = CountInHouse(
        application=application,
        branch="0300",
        submitted=over.pop("submitted", MORNING),
        things=tuple(SharedThing(kind=kind, text=text) for kind, text in things),
        in_park=False,
        policy=over.pop("policy", Clusters(ended=frozenset({"REFUSED"}))),
    )
    told: InHouse = await ActivityEnvironment().run(activities.count_in_house, ask)
    return told


async def test_the_second_firm_with_a_phone_meets_the_first_and_the_first_itself_only(
    activities: ClusterActivities,
) -> None:
    assert (await count(activities, ALICE, "a")).same_phone == 0
    assert (await count(activities, BOB, "b")).same_phone == 1
    assert (await count(activities, ALICE, "a")).same_phone == 1


async def test_counting_twice_counts_the_same(activities: ClusterActivities) -> None:
    await count(activities, ALICE, "a")
    assert await count(activities, BOB, "b") == await count(activities, BOB, "b")


async def test_a_firms_second_application_is_no_other_firm(activities: ClusterActivities) -> None:
    await count(activities, ALICE, "a")
    assert (await count(activities, BOB, "a")).same_phone == 0


async def test_r_acc_05_of_a_firms_two_applications_at_one_outlet_the_second_hears_of_the_first(
    activities: ClusterActivities, ledger: Ledger
) -> None:
    later = MORNING + timedelta(minutes=5)
    for application, kind in ((ALICE, "general"), (BOB, "basic"), (CAROL, "special")):
        place = {"branch": "0301"} if application == CAROL else {}
        await ledger.publish(publication(1, "a", application=application, account_kind=kind, **place))
    assert (await count(activities, ALICE, "a")).kinds_here == ()
    await count(activities, CAROL, "a")
    assert (await count(activities, BOB, "a", submitted=later)).kinds_here == (AccountKind.GENERAL,)
    assert (await count(activities, ALICE, "a")).kinds_here == ()
    await ledger.publish(publication(2, "b", application=ALICE, account_kind="general", state="WITHDRAWN"))
    assert (await count(activities, BOB, "a", submitted=later)).kinds_here == ()
    await ledger.publish(publication(3, "c", application=ALICE, account_kind="general", state="ACTIVE"))
    assert (await count(activities, BOB, "a", submitted=later)).kinds_here == (AccountKind.GENERAL,)


async def test_r_acc_05_a_closed_account_stands_against_no_other_whatever_its_case_publishes_later(
    activities: ClusterActivities, ledger: Ledger
) -> None:
    opened = {"application": ALICE, "account_kind": "general", "state": "ACTIVE"}
    await ledger.publish(publication(1, "a", **opened))
    await count(activities, ALICE, "a")
    assert (await count(activities, BOB, "a")).kinds_here == (AccountKind.GENERAL,)
    told = await ledger.close_account(ALICE, date(2026, 11, 20), "E20405", fact("closed", action="ACCOUNT_CLOSED"))
    assert told.closed == date(2026, 11, 20)
    assert (await count(activities, BOB, "a")).kinds_here == ()
    await ledger.publish(publication(2, "b", **opened))
    assert (await count(activities, BOB, "a")).kinds_here == ()
    events = [event["action"] for event, _ in await ledger.events(ALICE)]
    assert events.count("ACCOUNT_CLOSED") == 1
    assert await ledger.verify(ALICE) is None


async def test_only_an_account_that_is_open_is_closed_and_only_once(ledger: Ledger) -> None:
    closing = fact("closed", action="ACCOUNT_CLOSED")
    await ledger.publish(publication(1, "a", application=ALICE, state="PRE_OPENED"))
    for application in (ALICE, BOB):
        with pytest.raises(NoOpenAccount):
            await ledger.close_account(application, date(2026, 11, 20), "E20405", closing)
    await ledger.publish(publication(2, "b", application=ALICE, state="ACTIVE"))
    await ledger.close_account(ALICE, date(2026, 11, 20), "E20405", closing)
    with pytest.raises(NoOpenAccount):
        await ledger.close_account(ALICE, date(2026, 11, 21), "E20405", closing)


async def test_what_was_corrected_is_not_shared_any_more(activities: ClusterActivities) -> None:
    await count(activities, ALICE, "a")
    await count(activities, ALICE, "a", things=[(ThingKind.PHONE, "19900000002")])
    assert (await count(activities, BOB, "b")).same_phone == 0


async def test_an_agent_who_is_a_representative_elsewhere_is_the_same_person(activities: ClusterActivities) -> None:
    other = "310199199001010026"
    await count(activities, ALICE, "a", things=[(ThingKind.REPRESENTATIVE, BOSS), (ThingKind.AGENT, other)])
    told = await count(activities, BOB, "b", things=[(ThingKind.REPRESENTATIVE, other), (ThingKind.AGENT, BOSS)])
    assert (told.cross_posted, told.firms_of_representative) == (1, 1)


async def ring(activities: ClusterActivities, firms: int, policy: Clusters = WITH_CIRCLES) -> int:
    """Firms in a circle: each one's agent is the next one's representative; what the last one is told."""
    told = InHouse()
    for place in range(firms):
        boss, agent = f"person {place}", f"person {(place + 1) % firms}"
        things = [(ThingKind.REPRESENTATIVE, boss), (ThingKind.AGENT, agent)]
        number = f"EK2026100800000{place + 101:03d}"
        told = await count(activities, number, f"firm {place}", things=things, policy=policy)
    return told.circle


@pytest.mark.parametrize(("firms", "circle"), [(2, 2), (3, 3), (5, 5), (6, 0)])
async def test_f03_a_circle_of_representatives_and_agents_is_found_up_to_the_policys_length(
    activities: ClusterActivities, firms: int, circle: int
) -> None:
    assert await ring(activities, firms) == circle


async def test_f03_an_open_chain_is_no_circle(activities: ClusterActivities) -> None:
    chain = [("a", "b"), ("b", "c"), ("c", "d")]
    for number, (boss, agent) in zip((ALICE, BOB, CAROL), chain, strict=True):
        things = [(ThingKind.REPRESENTATIVE, boss), (ThingKind.AGENT, agent)]
        assert (await count(activities, number, number, things=things, policy=WITH_CIRCLES)).circle == 0


async def test_f03_a_circle_over_an_ended_application_that_does_not_count_is_none(
    activities: ClusterActivities, ledger: Ledger
) -> None:
    assert await ring(activities, 3) == 3
    expired = publication(1, "a", application="EK2026100800000102", state=State.EXPIRED.value)
    await ledger.publish(expired)
    things = [(ThingKind.REPRESENTATIVE, "person 2"), (ThingKind.AGENT, "person 0")]
    told = await count(activities, "EK2026100800000103", "firm 2", things=things, policy=WITH_CIRCLES)
    assert told.circle == 0


async def test_f03_a_case_from_before_circles_were_looked_for_is_told_of_none(activities: ClusterActivities) -> None:
    assert await ring(activities, 3, Clusters()) == 0


async def test_an_ended_application_counts_by_its_ending_and_neighbours_by_their_branch(
    activities: ClusterActivities, ledger: Ledger
) -> None:
    for application, firm, state in ((ALICE, "a", State.REFUSED), (BOB, "b", State.EXPIRED)):
        await count(activities, application, firm)
        await ledger.publish(publication(1, "a", application=application, state=state.value))
    told = await count(activities, CAROL, "c", submitted=MORNING + timedelta(minutes=5))
    assert (told.same_phone, told.same_day_neighbours, told.same_hour_neighbours) == (1, 1, 1)


async def test_firms_that_come_at_once_never_all_overlook_each_other(activities: ClusterActivities) -> None:
    numbers = [f"EK20261008{n:08d}" for n in range(1, 9)]
    told = await asyncio.gather(*(count(activities, number, number) for number in numbers))
    assert sorted(one.same_phone for one in told) == list(range(8))


async def test_the_tables_hold_digests_and_no_phone_address_or_number(
    activities: ClusterActivities, database: Database
) -> None:
    batch = [(ThingKind.NETWORK, "8.8.4.0/24"), (ThingKind.REFERRER, "friend-7")]
    await count(activities, ALICE, "a", things=[(ThingKind.PHONE, PHONE), (ThingKind.REPRESENTATIVE, BOSS), *batch])
    told = await count(activities, BOB, "b", things=batch)
    assert (told.same_network, told.same_referrer, told.same_hour_neighbours) == (1, 1, 0)
    async with database.engine.connect() as connection:
        kept = str((await connection.execute(text("SELECT * FROM links"))).all())
    assert PHONE not in kept
    assert BOSS not in kept
    assert "8.8.4" not in kept
    assert "friend" not in kept


# ── duties ──────────────────────────────────────────────────────────────────────────────────────────────────────────

OWED = OweDuty(
    application=ALICE,
    branch="0300",
    kind=DutyKind.OWNER_REPORT,
    remind=MORNING + timedelta(days=28),
    due=MORNING + timedelta(days=42),
)


async def owe(activities: ClusterActivities, duty: OweDuty = OWED) -> None:
    await ActivityEnvironment().run(activities.owe_duty, duty)


async def test_a_duty_is_noted_once_and_keeps_its_first_date(activities: ClusterActivities, ledger: Ledger) -> None:
    await owe(activities)
    await owe(activities, OWED.model_copy(update={"due": MORNING}))
    (duty,) = await ledger.duties()
    assert (duty.application, duty.due, duty.closed) == (ALICE, OWED.due, None)
    assert await ledger.duties(branch="0301") == []


async def test_a_duty_is_reminded_and_escalated_by_the_clock_alone(
    activities: ClusterActivities, ledger: Ledger
) -> None:
    await owe(activities)
    (duty,) = await ledger.duties()
    days = (0, 27, 28, 41, 42, 400)
    assert [duty.level(MORNING + timedelta(days=day)) for day in days] == [0, 0, 1, 1, 2, 2]


async def test_a_duty_outlives_its_case_and_is_closed_once_with_the_reports_number_on_the_trail(
    activities: ClusterActivities, ledger: Ledger
) -> None:
    await owe(activities)
    await ledger.publish(publication(1, "a", state="ACTIVE", ended=MORNING))
    closing = fact("duty-1", action="DUTY_CLOSED")
    closed = await ledger.close_duty(ALICE, DutyKind.OWNER_REPORT, "E20417", "CY2026-001", closing)
    assert (closed.closed_by, closed.report, closed.level(OWED.due)) == ("E20417", "CY2026-001", 0)
    assert await ledger.duties() == []
    assert await ledger.duties(every=True) == [closed]
    assert [event["action"] for event, _ in await ledger.events(ALICE)][-1] == "DUTY_CLOSED"
    assert await ledger.verify(ALICE) is None
    with pytest.raises(UnknownDuty, match="no open duty"):
        await ledger.close_duty(ALICE, DutyKind.OWNER_REPORT, "E20417", "CY2026-002", closing)
    await owe(activities)
    assert await ledger.duties() == []


async def test_an_application_may_owe_two_things_and_each_is_closed_by_itself(
    activities: ClusterActivities, ledger: Ledger
) -> None:
    copies = OWED.model_copy(update={"kind": DutyKind.ACCOUNT_COPIES, "due": MORNING + timedelta(days=2)})
    await owe(activities)
    await owe(activities, copies)
    await owe(activities, OWED.model_copy(update={"application": BOB}))
    await ledger.publish(publication(1, "a", state="ACTIVE"))
    assert [duty.kind for duty in await ledger.duties(application=ALICE)] == [copies.kind, OWED.kind]
    await ledger.close_duty(ALICE, copies.kind, "E20403", "HZ2026-001", fact("duty-1", action="DUTY_CLOSED"))
    assert [duty.kind for duty in await ledger.duties(application=ALICE)] == [OWED.kind]
