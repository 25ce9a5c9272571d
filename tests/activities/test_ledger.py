"""The ledger on both databases: publications, the trail and who tampers with it, lists, slots, firms."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from activities.keep import KeepActivities
from activities.providers.database import Database
from activities.providers.directory import StaffDirectory
from activities.providers.keys import KeyRing
from activities.providers.ledger import Ledger, PublicationRefused, UnknownCase
from models.application import AccountKind
from models.audit import GENESIS, AuditActor, link
from models.papers import EvidenceKind, EvidenceRef
from models.people import Role
from models.requests import BookSlot, ClaimFirm, DrawForQuality, FindStaff, FreeSlot, ReleaseFirm
from models.tasks import TaskState
from tests.activities.publications import ALICE, BOB, MORNING, fact, publication, task

LICENCE_IMAGE = "32dd4ebb6d5ed8b91c8f1d2b20bded7289e0357fe942a5a35636d62d2ca67853"
SUBMITTED = fact(
    "submitted", action="APPLICATION_SUBMITTED", before="DRAFT", after="SUBMITTED", at="2026-10-08T09:15:02.113+08:00"
)
REVIEWED = fact(
    "reviewed",
    action="PRE_REVIEW_DECIDED",
    actor=AuditActor(id="E20417", role="CENTRAL_REVIEWER"),
    before="PRE_REVIEW",
    after="DD_SCHEDULING",
    at="2026-10-08T10:02:47.900+08:00",
    evidence=(LICENCE_IMAGE,),
)


# ── publications ────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_trail_carries_the_two_hashes_computed_by_hand(ledger: Ledger) -> None:
    """The vectors of risk.md 7."""
    await ledger.publish(publication(1, SUBMITTED, REVIEWED))
    (first, first_hash), (second, second_hash) = await ledger.events(ALICE)
    assert (first["seq"], first["prev"], second["seq"], second["prev"]) == (1, GENESIS, 2, first_hash)
    assert first_hash == "6478a4cf75931ffa7d6080839d9a2189ad7e49daa0ab1711bb3ccf2a2d449105"
    assert second_hash == "ff85a8d191f5274767226b7a74788267b3893ea8800fab4f18ac5dc29462f5f8"
    assert await ledger.verify(ALICE) is None


async def test_the_same_publication_twice_is_the_same_as_once(ledger: Ledger) -> None:
    for _ in range(2):
        await ledger.publish(publication(1, "a", "b", tasks=(task("t"),)))
    assert len(await ledger.events(ALICE)) == 2
    assert len(await ledger.tasks()) == 1


async def test_a_fact_named_twice_in_one_publication_enters_once(ledger: Ledger) -> None:
    await ledger.publish(publication(1, "a", "b", "a"))
    assert len(await ledger.events(ALICE)) == 2


async def test_the_same_fact_of_two_applications_enters_both_trails(ledger: Ledger) -> None:
    for application in (ALICE, BOB):
        await ledger.publish(publication(1, "a", application=application))
        assert len(await ledger.events(application)) == 1


async def test_an_older_publication_adds_its_facts_but_overwrites_nothing(ledger: Ledger) -> None:
    claimed = task("t", state=TaskState.CLAIMED, assignee="E20417")
    await ledger.publish(publication(2, "b", state="SUPPLEMENT", tasks=(claimed,)))
    await ledger.publish(publication(1, "a", state="PRE_REVIEW", tasks=(task("t"), task("only here"))))
    case = await ledger.case(ALICE)
    assert case is not None
    assert (case.state, case.version) == ("SUPPLEMENT", 2)
    assert {item.id: item.assignee for item in await ledger.tasks()} == {"t": "E20417", "only here": None}
    assert [event["seq"] for event, _ in await ledger.events(ALICE)] == [1, 2]


async def test_a_newer_publication_brings_case_and_tasks_up_to_date(ledger: Ledger) -> None:
    await ledger.publish(publication(1, "a", tasks=(task("t"),)))
    done = task("t", state=TaskState.DONE, assignee="E20417", excluded=frozenset({"P2", "P1"}))
    due = MORNING + timedelta(days=1)
    await ledger.publish(publication(2, "b", state="SUPPLEMENT", tier="R3", due=due, rounds=1, tasks=(done,)))
    case = await ledger.case(ALICE)
    assert case is not None
    assert (case.state, case.tier, case.due, case.rounds, case.version) == ("SUPPLEMENT", "R3", due, 1, 2)
    assert await ledger.tasks() == []
    assert await ledger.tasks(live=False) == [done]


async def test_a_task_of_another_application_refuses_the_whole_publication(ledger: Ledger) -> None:
    with pytest.raises(PublicationRefused, match="another application's task"):
        await ledger.publish(publication(1, "a", tasks=(task("t", application=BOB),)))
    await ledger.publish(publication(1, "a", tasks=(task("t"),)))
    with pytest.raises(PublicationRefused, match="belongs to another application"):
        await ledger.publish(publication(1, "a", application=BOB, tasks=(task("t", application=BOB),)))
    assert await ledger.case(BOB) is None
    assert await ledger.events(BOB) == []


async def test_a_reading_of_personal_data_joins_the_trail_without_touching_the_case(ledger: Ledger) -> None:
    await ledger.publish(publication(1, "a"))
    before = await ledger.case(ALICE)
    for _ in range(2):
        await ledger.append(ALICE, [fact("read-1", action="READ")])
    await ledger.publish(publication(2, "b"))
    assert [event["action"] for event, _ in await ledger.events(ALICE)] == ["NOTED", "READ", "NOTED"]
    assert await ledger.verify(ALICE) is None
    assert before is not None
    assert before.version == 1


async def test_an_unknown_number_begins_no_trail(ledger: Ledger) -> None:
    with pytest.raises(UnknownCase, match="nothing was recorded under EK2026100800000001 yet"):
        await ledger.append(ALICE, [fact("read-1", action="READ")])
    assert await ledger.events(ALICE) == []


async def test_writers_side_by_side_never_break_the_chain(ledger: Ledger) -> None:
    await asyncio.gather(*(ledger.publish(publication(n, f"{n}", f"{n + 1}")) for n in range(1, 21)))
    assert len(await ledger.events(ALICE)) == 21
    assert await ledger.verify(ALICE) is None
    case = await ledger.case(ALICE)
    assert case is not None
    assert case.version == 20


# ── tampering ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def _tamper(database: Database, *statements: str) -> None:
    """Change rows as somebody would who owns the database: with the triggers taken away first."""
    names = ("audit_no_update", "audit_no_delete", "audit_no_replace")
    sqlite = [f"DROP TRIGGER {name}" for name in names]
    off = sqlite if database.engine.dialect.name == "sqlite" else ["ALTER TABLE audit DISABLE TRIGGER ALL"]
    async with database.engine.begin() as connection:
        for statement in (*off, *statements):
            await connection.execute(text(statement))


SWAP = (
    "UPDATE audit SET seq = 99 WHERE seq = 2",
    "UPDATE audit SET seq = 2 WHERE seq = 3",
    "UPDATE audit SET seq = 3 WHERE seq = 99",
)


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (("UPDATE audit SET event = replace(event, 'NOTED', 'DENIED') WHERE seq = 2",), "event 2 was altered"),
        (("UPDATE audit SET event = replace(event, ',', ', ') WHERE seq = 2",), "event 2 was altered"),
        (("UPDATE audit SET event = 'nonsense' WHERE seq = 3",), "event 3 was altered"),
        (("UPDATE audit SET hash = '00' WHERE seq = 3",), "event 3 was altered"),
        (("DELETE FROM audit WHERE seq = 2",), "event 2 is missing or out of order"),
        (("DELETE FROM audit WHERE seq = 1",), "event 1 is missing or out of order"),
        (SWAP, "event 2 "),
        (("DELETE FROM audit WHERE seq = 4",), "event 4 is missing: the trail was cut off, 4 events were written"),
        (("DELETE FROM audit",), "event 1 is missing: the trail was cut off"),
        (("DELETE FROM cases",), "the row of this case is missing"),
        (("UPDATE cases SET head_seq = 3",), "event 4 was not written by the ledger"),
        (("UPDATE cases SET head_hash = '00'",), "event 4 is not the one that was written last"),
        ((f"UPDATE audit SET event = replace(event, '{ALICE}', '{BOB}') WHERE seq = 1",), "another application"),
    ],
)
async def test_a_row_edited_deleted_reordered_or_cut_off_is_named(
    database: Database, ledger: Ledger, statements: tuple[str, ...], said: str
) -> None:
    await ledger.publish(publication(1, "a", "b", "c", "d"))
    assert await ledger.verify(ALICE) is None
    await _tamper(database, *statements)
    assert said in (await ledger.verify(ALICE) or "")


async def test_an_event_forged_with_a_right_hash_of_its_own_is_named(database: Database, ledger: Ledger) -> None:
    await ledger.publish(publication(1, "a", "b", "c"))
    event, _ = (await ledger.events(ALICE))[1]
    forged = link({**event, "action": "DENIED"})
    change = "UPDATE audit SET event = replace(event, 'NOTED', 'DENIED'), "
    await _tamper(database, f"{change} hash = '{forged}' WHERE seq = 2")
    assert await ledger.verify(ALICE) == "event 3 does not follow from the one before it"


async def test_a_number_nothing_was_recorded_under_is_never_called_whole(ledger: Ledger) -> None:
    assert "nothing was recorded" in (await ledger.verify(BOB) or "")


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_cases_are_listed_by_state_and_branch_the_last_changed_first(ledger: Ledger) -> None:
    for number in range(6):
        said = {"state": "DRAFT" if number % 2 else "DECISION", "updated": MORNING + timedelta(minutes=number)}
        await ledger.publish(
            publication(1, "a", application=f"EK{number:016}", branch="0300" if number < 4 else "0301", **said)
        )
    assert [case.application[-1] for case in await ledger.cases()] == ["5", "4", "3", "2", "1", "0"]
    assert [case.application[-1] for case in await ledger.cases(state="DRAFT")] == ["5", "3", "1"]
    assert [case.application[-1] for case in await ledger.cases(state="DRAFT", branch="0300")] == ["3", "1"]
    assert [case.application[-1] for case in await ledger.cases(limit=2, offset=1)] == ["4", "3"]


async def test_tasks_are_listed_by_role_branch_and_assignee_the_one_due_first_ahead(ledger: Ledger) -> None:
    late = task("late", due=MORNING + timedelta(days=2))
    soon = task("soon", due=MORNING + timedelta(hours=1), state=TaskState.CLAIMED, assignee="E20417")
    visit = task("visit", role=Role.ACCOUNT_MANAGER, branch="0300", note="上门")
    await ledger.publish(publication(1, "a", tasks=(late, soon, visit, task("off", state=TaskState.CANCELLED))))
    assert await ledger.tasks() == [soon, visit, late]
    assert await ledger.tasks(role=Role.REVIEWER) == [soon, late]
    assert await ledger.tasks(branch="0300") == [visit]
    assert await ledger.tasks(assignee="E20417") == [soon]
    assert await ledger.tasks(role=Role.ACCOUNT_MANAGER, assignee="E20417") == []
    assert len(await ledger.tasks(application=ALICE, live=False)) == 4


async def test_evidence_is_indexed_once(ledger: Ledger) -> None:
    ref = EvidenceRef(sha256=LICENCE_IMAGE, kind=EvidenceKind.PAPER, media_type="image/png", size=9)
    for minutes in (0, 5):
        await ledger.index_evidence(ALICE, ref, MORNING + timedelta(minutes=minutes))
    assert await ledger.evidence(ALICE) == [ref]
    assert await ledger.evidence(BOB) == []


# ── counter slots and firms ─────────────────────────────────────────────────────────────────────────────────────────


async def test_customers_side_by_side_cannot_overfill_a_slot(ledger: Ledger) -> None:
    asked = (ledger.book_slot(f"EK{number:016}", "0300", MORNING, capacity=3) for number in range(10))
    assert sorted(await asyncio.gather(*asked)) == [False] * 7 + [True] * 3


async def test_a_full_slot_refuses_a_move_and_the_old_booking_stays(ledger: Ledger) -> None:
    later = MORNING + timedelta(hours=1)
    assert await ledger.book_slot(ALICE, "0300", MORNING, 1)
    assert await ledger.book_slot(BOB, "0300", later, 1)
    assert not await ledger.book_slot(BOB, "0300", MORNING, 1)
    assert not await ledger.book_slot("EK0000000000000003", "0300", later, 1), "the older booking is still there"
    assert await ledger.book_slot(BOB, "0301", MORNING, 1), "another branch has its own slots"
    assert await ledger.book_slot("EK0000000000000003", "0300", later, 1), "moving gave the old place back"


async def test_booking_the_same_slot_again_takes_no_second_place(ledger: Ledger) -> None:
    assert await ledger.book_slot(ALICE, "0300", MORNING, 1)
    assert await ledger.book_slot(ALICE, "0300", MORNING, 1)
    await ledger.free_slot(ALICE)
    await ledger.free_slot(ALICE)
    assert await ledger.book_slot(BOB, "0300", MORNING, 1)


async def test_a_firm_has_one_live_application_per_account_kind(ledger: Ledger) -> None:
    assert await ledger.claim_firm(ALICE, "firm", "basic") == ALICE
    assert await ledger.claim_firm(ALICE, "firm", "basic") == ALICE
    assert await ledger.claim_firm(BOB, "firm", "basic") == ALICE
    assert await ledger.claim_firm(BOB, "firm", "general") == BOB
    await ledger.release_firm(ALICE)
    assert await ledger.claim_firm(BOB, "firm", "basic") == BOB


async def test_of_claims_side_by_side_all_hear_the_same_holder(ledger: Ledger) -> None:
    holders = await asyncio.gather(*(ledger.claim_firm(f"EK{n:016}", "firm", "basic") for n in range(8)))
    assert len(set(holders)) == 1


# ── the activities ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_activities_hand_on_and_keep_the_credit_code_out_of_the_tables(
    ledger: Ledger, database: Database, keys: KeyRing
) -> None:
    keep = KeepActivities(ledger, StaffDirectory.read(), keys)
    await keep.publish(publication(1, "a"))
    assert await ledger.case(ALICE) is not None
    firm = ClaimFirm(application=ALICE, credit_code="91310199MA1FL00X07", account_kind=AccountKind.BASIC)
    assert await keep.claim_firm(firm) == ALICE
    assert await keep.claim_firm(firm.model_copy(update={"application": BOB})) == ALICE
    async with database.engine.connect() as connection:
        assert "91310199MA1FL00X07" not in str((await connection.execute(text("SELECT * FROM firms"))).all())
    await keep.release_firm(ReleaseFirm(application=ALICE))
    assert await keep.claim_firm(firm.model_copy(update={"application": BOB})) == BOB
    assert await keep.book_slot(BookSlot(application=ALICE, branch="0300", slot=MORNING, capacity=1))
    await keep.free_slot(FreeSlot(application=ALICE))
    assert await keep.book_slot(BookSlot(application=BOB, branch="0300", slot=MORNING, capacity=1))
    staff = await keep.find_staff(FindStaff(id="E20417"))
    assert staff is not None
    assert Role.REVIEWER in staff.roles
    assert await keep.find_staff(FindStaff(id="E99999")) is None
    draws = [DrawForQuality(application=ALICE, percent=percent) for percent in (0, 100)]
    assert [await keep.draw_for_quality(draw) for draw in draws] == [False, True]
