"""Living accounts on both databases: asked when a list changed, told once, owed until RISK settles it, never lost."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from activities.check import Answered
from activities.failures import OutsideFailed
from activities.keep import IndexedEvidence
from activities.living import ListsChanged, LivingAccounts, Screened
from activities.providers.evidence import EvidenceStore
from activities.providers.keys import KeyRing
from activities.providers.ledger import Ledger, UnknownCase
from models.audit import AuditActor
from models.checks import ListAnswer, ListHit, ListKind, ListQuery, Subject
from models.duties import DutyKind
from models.living import LivingAccount
from models.papers import EvidenceKind
from models.rules import living
from tests.activities.publications import ALICE, BOB, MORNING, fact, publication
from tests.builders import policy

RISK = AuditActor(id="E20421", role="RISK", branch="0300")
PEOPLE = {ALICE: Subject(name="范例安", number="310199199001010018"), BOB: Subject(name="样例乙", number="")}
NEXT_DAY = MORNING + timedelta(days=2)


class Lists:
    """The lists of the day: who is on them, in which version; `failing` after so many questions."""

    def __init__(self) -> None:
        self.version = "v2"
        self.hits: dict[str, tuple[ListHit, ...]] = {}
        self.asked: list[str] = []
        self.answers_until: int | None = None

    async def ask(self, query: ListQuery) -> Answered[ListAnswer]:
        if self.answers_until is not None and len(self.asked) >= self.answers_until:
            raise OutsideFailed("lists", "the connection failed")
        name = query.subjects[0].name
        self.asked.append(name)
        answer = ListAnswer(version=self.version, hits=self.hits.get(name, ()))
        return Answered(answer, answer.model_dump_json().encode())


class Memory:
    """What the openings remember; `asked` counts how often somebody wanted to know."""

    def __init__(self) -> None:
        self.forgotten: set[str] = set()
        self.version = "v1"
        self.asked: list[str] = []
        self.now = NEXT_DAY

    async def __call__(self, application: str) -> LivingAccount | None:
        self.asked.append(application)
        if application in self.forgotten:
            return None
        return LivingAccount(
            application=application, since=self.now, version=self.version, subjects=(PEOPLE[application],)
        )


class Bank:
    """Two accounts that are open since the morning, and the run of a day."""

    def __init__(self, ledger: Ledger, evidence: IndexedEvidence) -> None:
        self.ledger, self.evidence = ledger, evidence
        self.lists, self.memory = Lists(), Memory()

    async def run(self, now: datetime = NEXT_DAY, *, every: bool = False) -> Screened:
        rules = policy().living
        assert rules is not None
        accounts = LivingAccounts(self.ledger, self.evidence, self.lists, rules, policy().calendar)
        self.lists.asked.clear()
        self.memory.now = now
        return await accounts.screen(RISK, self.memory, now, every=every)

    def lists_alice(self, *hits: ListHit, version: str = "v2") -> None:
        self.lists.version, self.lists.hits = version, {PEOPLE[ALICE].name: hits}

    async def actions(self, application: str = ALICE) -> list[str]:
        return [event["action"] for event, _ in await self.ledger.events(application)]


@pytest.fixture
async def bank(ledger: Ledger, keys: KeyRing, tmp_path: Path) -> Bank:
    for application in (ALICE, BOB):
        await ledger.publish(publication(1, "a", application=application, state="ACTIVE", ended=MORNING))
    clock = iter(MORNING + timedelta(days=1, seconds=second) for second in range(1000))
    archive = EvidenceStore(tmp_path / "evidence", keys, max_bytes=1_000_000)
    return Bank(ledger, IndexedEvidence(archive, ledger, lambda: next(clock)))


def hit(entry: str = "B-1", kind: ListKind = ListKind.BLACK, *, by_number: bool = False) -> ListHit:
    return ListHit(kind=kind, entry=entry, by_number=by_number, source="s", subject=PEOPLE[ALICE], digest=entry * 3)


def told(found: Screened) -> Sequence[tuple[str, str]]:
    return [(one.application, each.entry) for one in found.matched for each in one.hits]


async def test_6_living_accounts_whose_subjects_came_onto_a_list_are_owed_by_risk_and_told_on_the_trail(
    bank: Bank,
) -> None:
    bank.lists_alice(hit())
    found = await bank.run()
    assert (told(found), found.open, found.clean) == ([(ALICE, "B-1")], [ALICE], False)
    (duty,) = await bank.ledger.duties()
    assert (duty.application, duty.kind, duty.opened) == (ALICE, DutyKind.LIST_MATCH, NEXT_DAY)
    (event, _) = (await bank.ledger.events(ALICE))[-1]
    assert (event["action"], event["actor"]["id"], event["evidence"]) == (
        "LIST_MATCHED",
        "E20421",
        [found.matched[0].answer.sha256],
    )
    assert PEOPLE[ALICE].name not in str(event)
    assert await bank.ledger.verify(ALICE) is None
    assert "LIST_MATCHED" not in await bank.actions(BOB)


async def test_a_clean_run_is_clean_and_asks_nobody_again_before_a_list_changes(bank: Bank) -> None:
    first = await bank.run()
    assert (first.clean, first.asked, first.accounts) == (True, 2, 2)
    second = await bank.run(NEXT_DAY + timedelta(days=1))
    assert (second.clean, second.asked, len(bank.lists.asked)) == (True, 0, 1)  # one question for the version
    bank.lists.version = "v3"
    assert (await bank.run(NEXT_DAY + timedelta(days=2))).asked == 2


async def test_the_run_is_noted_with_lists_time_and_person(bank: Bank) -> None:
    await bank.run()
    (run,) = await bank.ledger.list_runs("v2")
    assert (run.at, run.by, run.accounts, run.matched) == (NEXT_DAY, "E20421", 2, 0)
    assert await bank.ledger.list_runs("v1") == []


async def test_everybody_is_asked_about_again_when_that_is_wanted(bank: Bank) -> None:
    await bank.run()
    assert (await bank.run(NEXT_DAY + timedelta(days=1), every=True)).asked == 2


async def test_whom_the_opening_screened_with_these_lists_is_not_asked_about_again(bank: Bank) -> None:
    bank.memory.version = "v2"
    assert (await bank.run()).asked == 0


async def test_an_account_opened_just_before_a_run_is_asked_about_by_the_next(bank: Bank) -> None:
    carol = "EK2026100800000003"
    await bank.run()
    PEOPLE[carol] = Subject(name="后来", number="")
    await bank.ledger.publish(publication(1, "a", application=carol, state="ACTIVE", ended=NEXT_DAY))
    assert (await bank.run(NEXT_DAY + timedelta(hours=1))).asked == 1


async def test_an_account_that_is_not_open_is_nobodys_to_screen(bank: Bank) -> None:
    await bank.ledger.publish(publication(1, "a", application="EK2026100800000004", state="REFUSED", ended=MORNING))
    assert (await bank.run()).accounts == 2


async def test_an_account_that_was_closed_is_nobodys_to_screen(bank: Bank) -> None:
    await bank.ledger.close_account(ALICE, date(2026, 11, 20), "E20405", fact("closed", action="ACCOUNT_CLOSED"))
    found = await bank.run()
    assert (found.accounts, bank.lists.asked) == (1, [PEOPLE[BOB].name] * 2)  # once for the lists' version


async def test_a_match_is_told_once_and_owed_until_risk_has_settled_it(bank: Bank) -> None:
    bank.lists_alice(hit())
    await bank.run()
    bank.lists_alice(hit(), version="v3")
    second = await bank.run(NEXT_DAY + timedelta(days=1))
    assert (told(second), second.open, second.clean) == ([], [ALICE], False)
    await bank.ledger.close_duty(ALICE, DutyKind.LIST_MATCH, "E20421", "MD-1", fact("closed", action="DUTY_CLOSED"))
    bank.lists_alice(hit(), version="v4")
    assert (await bank.run(NEXT_DAY + timedelta(days=2))).clean


async def test_a_new_entry_after_a_settled_one_is_owed_anew(bank: Bank) -> None:
    bank.lists_alice(hit())
    await bank.run()
    await bank.ledger.close_duty(ALICE, DutyKind.LIST_MATCH, "E20421", "MD-1", fact("closed", action="DUTY_CLOSED"))
    bank.lists_alice(hit(), hit("B-2"), version="v3")
    later = NEXT_DAY + timedelta(days=1)
    assert told(await bank.run(later)) == [(ALICE, "B-2")]
    (duty,) = await bank.ledger.duties()
    assert (duty.opened, duty.closed, duty.report) == (later, None, None)


async def test_a_mandatory_match_on_top_of_an_open_one_is_due_at_the_earlier_time(bank: Bank) -> None:
    bank.lists_alice(hit())
    await bank.run()
    bank.lists_alice(hit(), hit("M-1", ListKind.MANDATORY, by_number=True), version="v3")
    await bank.run(NEXT_DAY + timedelta(hours=2))
    (duty,) = await bank.ledger.duties()
    assert (duty.opened, duty.due) == (NEXT_DAY, NEXT_DAY + timedelta(hours=3))
    assert duty.level(NEXT_DAY + timedelta(hours=2)) == 1


async def test_whom_to_look_for_is_remembered_once_and_then_kept_by_ourselves(bank: Bank) -> None:
    await bank.run()
    bank.memory.forgotten = {ALICE, BOB}
    bank.lists_alice(hit(), version="v3")
    assert told(await bank.run(NEXT_DAY + timedelta(days=400))) == [(ALICE, "B-1")]
    assert sorted(bank.memory.asked) == [ALICE, BOB]


async def test_whom_somebody_remembers_only_later_is_asked_about_though_a_run_with_these_lists_was_whole(
    bank: Bank,
) -> None:
    bank.memory.forgotten = {BOB}
    await bank.run()
    bank.memory.forgotten.clear()
    assert (await bank.run(NEXT_DAY + timedelta(hours=1))).asked == 1


async def test_an_account_that_nobody_remembers_is_told_every_time_and_is_no_clean_one(bank: Bank) -> None:
    bank.memory.forgotten = {BOB}
    for day in (0, 1):
        found = await bank.run(NEXT_DAY + timedelta(days=day))
        assert (found.unknown, found.clean) == ([BOB], False)


async def test_an_account_whose_record_is_gone_is_told_too(bank: Bank, tmp_path: Path) -> None:
    await bank.run()
    (ref,) = await bank.ledger.evidence(BOB)
    next((tmp_path / "evidence").rglob(f"*{ref.sha256}*")).unlink()
    bank.lists.version = "v3"
    found = await bank.run(NEXT_DAY + timedelta(days=1))
    assert (found.unknown, found.asked) == ([BOB], 1)
    assert await bank.ledger.list_runs("v3") == []  # mended tomorrow, it has to be asked about


@pytest.mark.parametrize("answers", [0, 1, 2])
async def test_lists_that_fall_silent_end_the_run_and_it_is_not_noted_as_one(bank: Bank, answers: int) -> None:
    bank.lists.answers_until = answers
    with pytest.raises(OutsideFailed):
        await bank.run()
    assert await bank.ledger.list_runs("v2") == []
    bank.lists.answers_until = None
    assert (await bank.run()).asked == 2


async def test_lists_that_change_during_the_run_end_it_unfinished(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = bank.lists.ask

    async def moving(query: ListQuery) -> Answered[ListAnswer]:
        bank.lists.version = f"v{len(bank.lists.asked)}"
        return await ask(query)

    monkeypatch.setattr(bank.lists, "ask", moving)
    with pytest.raises(ListsChanged, match="run it again"):
        await bank.run()


async def test_whoever_is_stopped_between_owing_and_knowing_finds_the_match_again_and_owes_it_once(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.lists_alice(hit())

    def stopped(account: LivingAccount, hits: Sequence[ListHit]) -> LivingAccount:
        raise RuntimeError("the machine is gone")

    with monkeypatch.context() as patched:
        patched.setattr(living, "knowing", stopped)
        with pytest.raises(RuntimeError):
            await bank.run()
    assert told(await bank.run(NEXT_DAY + timedelta(hours=1))) == [(ALICE, "B-1")]
    (duty,) = await bank.ledger.duties()
    assert duty.opened == NEXT_DAY
    assert (await bank.actions()).count("LIST_MATCHED") == 1


async def test_names_are_kept_encrypted_as_evidence_and_in_no_table(bank: Bank, tmp_path: Path) -> None:
    bank.lists_alice(hit())
    await bank.run()
    kinds = [ref.kind for ref in await bank.ledger.evidence(ALICE)]
    assert kinds == [EvidenceKind.LIVING_ACCOUNT, EvidenceKind.OUTSIDE_ANSWER, EvidenceKind.LIVING_ACCOUNT]
    files = [path.read_bytes() for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    assert not any(PEOPLE[ALICE].name.encode() in data for data in files)


async def test_nothing_is_owed_for_an_application_that_nobody_knows(bank: Bank) -> None:
    rules = policy().living
    assert rules is not None
    duty = living.owed("EK2026100800000009", "0300", (hit(),), MORNING, rules, policy().calendar)
    with pytest.raises(UnknownCase):
        await bank.ledger.owe_again(duty, fact("x"))
