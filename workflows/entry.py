"""Central data entry (集中录入): what the reader doubts or the customer flags is typed by staff, codes by two people,
before the outside world is asked with it.
"""

from temporalio import workflow

from workflows import options
from workflows.human_task import Desk
from workflows.office import Office, customer_actor
from workflows.waiting import answered

with workflow.unsafe.imports_passed_through():
    from models.acts import ConfirmReadBack, EnterFields
    from models.audit import AuditActor
    from models.papers import EvidenceRef, Paper
    from models.people import Role, Staff
    from models.readback import EntryRecord, FieldChange
    from models.requests import KeepEntry
    from models.rules import entry, readback
    from models.tasks import TaskKind


class DataEntry:
    """The customer's look at what was read, and the people who type what a machine should not decide."""

    def __init__(self, office: Office, desk: Desk) -> None:
        self._office = office
        self._desk = desk
        self._case = office.case

    # acts

    def confirm(self, act: ConfirmReadBack, staff: Staff | None) -> None:
        """What the customer does not flag counts as confirmed; the trail names fields, never values."""
        by = customer_actor()
        self._case.confirmed = {kind: paper.ref.sha256 for kind, paper in self._case.papers.items()}
        self._office.record("READ_BACK_CONFIRMED", by=by, detail={"flags": len(act.flags)})
        for flag in act.flags:
            self._case.flags[flag.about] = flag
            self._office.record("FIELD_FLAGGED", by=by, about=flag.about)
        told = readback.findings(self._case)
        others = [finding for finding in self._case.findings if finding.code not in readback.OF_THE_CUSTOMER]
        self._case.findings = [*others, *(finding for finding in told if finding.code in readback.OF_THE_CUSTOMER)]
        self._office.show()

    # story

    async def fill_in(self) -> None:
        """Ask staff until nothing that matters is doubted or flagged any more."""
        while asked := self._asked():
            await self._round(asked)

    def forget(self, paper: Paper) -> None:
        """A new picture of a paper: what was said about the old one is about another picture now."""
        case, head = self._case, f"{paper.kind}."
        old = case.papers.get(paper.kind)
        if old is None or old.ref.sha256 == paper.ref.sha256:
            return
        gone = [about for about in (*case.entries, *case.flags, *case.unreadable) if about.startswith(head)]
        case.entries = {about: one for about, one in case.entries.items() if about not in gone}
        case.flags = {about: flag for about, flag in case.flags.items() if about not in gone}
        case.unreadable -= set(gone)
        if gone:
            self._office.record("ENTRIES_VOIDED", about=paper.kind, detail={"fields": len(set(gone))})

    # steps

    def _asked(self) -> tuple[str, ...]:
        """A case that was examined before there was data entry goes on without it; flags are newer than that."""
        flagged = readback.flagged(self._case)
        doubted = readback.doubted(self._case, self._office.policy.reading)
        if doubted and not workflow.patched("data-entry"):
            doubted = ()
        return tuple(dict.fromkeys([*doubted, *flagged]))

    async def _round(self, asked: tuple[str, ...]) -> None:
        """One person types all, for codes a second one blind, and a third where those two disagree."""
        round_ = [await self._typed(TaskKind.DATA_ENTRY, asked, frozenset())]
        for kind in (TaskKind.SECOND_ENTRY, TaskKind.THIRD_ENTRY):
            if undecided := entry.undecided(asked, round_):
                done = frozenset(self._office.person(act.by) for act in round_)
                round_.append(await self._typed(kind, undecided, done))
        await self._settle(asked, round_)
        self._office.waited()
        self._office.show()

    async def _typed(self, kind: TaskKind, asked: tuple[str, ...], excluded: frozenset[str]) -> EnterFields:
        self._case.entering = asked
        note = f"{len(asked)}项：{'、'.join(readback.label(about) for about in asked)}"
        return await self._desk.decide(kind, Role.REVIEWER, EnterFields, note=note, excluded=excluded)

    async def _settle(self, asked: tuple[str, ...], round_: list[EnterFields]) -> None:
        """Keep old and new first, then let them count, so that no value is used whose origin is not on file."""
        self._case.entering = ()
        changes = tuple(entry.change(self._case, about, round_) for about in asked)
        kept = await self._keep(changes)
        for change in changes:
            self._count(change, kept, round_)
        readback.retype(self._case, self._office.policy)

    async def _keep(self, changes: tuple[FieldChange, ...]) -> EvidenceRef:
        case, salt = self._case, workflow.uuid4().hex
        record = EntryRecord(application=case.application, salt=salt, at=self._office.now(), changes=changes)
        kept: EvidenceRef = await answered(
            "keep_entry", KeepEntry(record=record), result_type=EvidenceRef, **options.OWN_TABLES
        )
        return kept

    def _count(self, change: FieldChange, kept: EvidenceRef, round_: list[EnterFields]) -> None:
        case, about = self._case, change.about
        taken = entry.settled(about, round_)
        case.flags.pop(about, None)
        if taken:
            case.entries[about] = taken
        else:
            case.entries.pop(about, None)
            case.unreadable |= {about}
        last = change.votes[-1].by
        self._office.record(
            "FIELD_ENTERED" if taken else "FIELD_UNREADABLE",
            by=AuditActor(id=last, role=Role.REVIEWER),
            about=about,
            evidence=[change.picture, kept.sha256],
            detail={"by": ",".join(vote.by for vote in change.votes), "changed": change.new_value != change.old_value},
        )
