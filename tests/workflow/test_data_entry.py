"""The read-back and central data entry: staff type what is doubted or flagged, codes twice, before anybody is asked."""

from collections.abc import Iterable
from typing import Any

import pytest

from models import acts as a
from models.papers import PaperKind, Reading
from models.people import Role, Staff
from models.readback import FieldEntry, FieldFlag, FieldRef
from models.states import State
from models.tasks import TaskKind
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage, soon
from tests.workflow.play import Play
from tests.workflow.world import World, readings, server_time
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")

THIRD_REVIEWER = "E20441"
OTHER_CODE, THIRD_CODE = "91310199MA1K0B1U9M", "91310199MA1K0C2W44"
CODE, NAME, ADDRESS = "licence.credit_code", "licence.name", "licence.address"
READ = {"licence": "a" * 64, "id_front": "b" * 64, "id_back": "c" * 64}


def doubting(**fields: dict[str, Any]) -> World:
    """A world whose reader is unsure of these fields: `licence__name={"value": None}`."""
    world = World()
    for named, change in fields.items():
        paper, _, field = named.partition("__")
        sha256 = READ[paper]
        reading = world.readings.get(sha256) or readings()[PaperKind(paper)]
        poor = reading.fields[field].model_copy(update=change or {"confidence": 0.4})
        world.readings[sha256] = reading.model_copy(update={"fields": {**reading.fields, field: poor}})
    return world


WEAK: dict[str, Any] = {"confidence": 0.4}
REPAIRED = {"doubts": ("CODE_REPAIRED",), "value": OTHER_CODE, "text": OTHER_CODE}


def field(about: str) -> dict[str, Any]:
    paper, _, name = about.partition(".")
    return {"paper": PaperKind(paper), "field": name}


async def enter(play: Play, by: str, texts: dict[str, str], unreadable: Iterable[str] = ()) -> None:
    entries = tuple(FieldEntry(**field(about), text=text) for about, text in texts.items())
    given_up = tuple(FieldRef(**field(about)) for about in unreadable)
    await play.people.do(a.EnterFields, by, entries=entries, unreadable=given_up)


async def confirm(play: Play, *flags: str) -> None:
    await play.people.do(a.ConfirmReadBack, flags=tuple(FieldFlag(**field(about)) for about in flags))


def asked_codes(play: Play) -> list[str]:
    return [ask.query.credit_code for ask in play.world.calls.get("check_registration", [])]


# ── doubted ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_doubted_field_goes_to_staff_and_not_to_the_customer_and_nobody_is_asked_before(stage: Stage) -> None:
    play = await stage(world=doubting(licence__name={"value": "上海诚明样例精密仪器有限公", **WEAK}))
    view = await play.until_task(TaskKind.DATA_ENTRY)
    assert (view.state, view.waiting_for, view.asked) == (State.MACHINE_CHECK, Role.REVIEWER, ())
    assert (play.world.count("claim_firm"), play.world.count("check_registration")) == (0, 0)
    await enter(play, who.REVIEWER, {NAME: builders.FIRM_NAME})
    await play.until(State.PRE_REVIEW)
    assert [ask.query.name for ask in play.world.calls["check_registration"]] == [builders.FIRM_NAME]
    assert (await play.people.file()).licence.name == builders.FIRM_NAME
    assert play.world.count("read_paper") == 3
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)
    assert "supplement" not in play.world.texts()


async def test_the_trail_says_which_field_who_and_where_old_and_new_lie_but_no_value(stage: Stage) -> None:
    play = await stage(world=doubting(licence__name=WEAK))
    await play.until_task(TaskKind.DATA_ENTRY)
    await enter(play, who.REVIEWER, {NAME: "上海改正样例有限公司"})
    await play.until(State.PRE_REVIEW)
    await soon(lambda: play.world.seen("FIELD_ENTERED") == {NAME: 1})
    (fact,) = [fact for fact in play.world.trail if fact.action == "FIELD_ENTERED"]
    assert (fact.actor.id, fact.detail) == (who.REVIEWER, {"by": who.REVIEWER, "changed": True})
    assert fact.evidence == ("a" * 64, "e" * 64)
    (change,) = play.world.calls["keep_entry"][0].record.changes
    assert (change.old, change.new, change.votes[0].by) == (builders.FIRM_NAME, "上海改正样例有限公司", who.REVIEWER)
    told = "".join(fact.model_dump_json() for fact in play.world.trail)
    assert "样例" not in told
    assert builders.CREDIT_CODE not in told


async def test_fields_that_nobody_needs_stay_with_the_reviewer(stage: Stage) -> None:
    play = await stage(world=doubting(licence__scope=WEAK, licence__authority=WEAK))
    view = await play.until(State.PRE_REVIEW)
    assert {f.about for f in view.findings if f.code == "READING_LOW_CONFIDENCE"} == {
        "licence.scope",
        "licence.authority",
    }


async def test_a_blurred_picture_goes_to_the_customer_as_before(stage: Stage) -> None:
    world = World()
    world.readings[READ["id_back"]] = Reading(kind=PaperKind.ID_BACK, fields={}, warnings=("BLURRED",))
    play = await stage(world=world)
    await play.until_task(TaskKind.REVIEW)
    await play.people.review("supplement")
    await play.until(State.SUPPLEMENT)
    assert play.world.count("keep_entry") == 0


# ── codes are typed twice ───────────────────────────────────────────────────────────────────────────────────────────


async def test_a_repaired_code_is_typed_by_two_different_people_before_it_is_asked(stage: Stage) -> None:
    play = await stage(world=doubting(licence__credit_code=REPAIRED, licence__name=WEAK))
    await play.until_task(TaskKind.DATA_ENTRY)
    await enter(play, who.REVIEWER, {CODE: builders.CREDIT_CODE, NAME: builders.FIRM_NAME})
    await play.until_task(TaskKind.SECOND_ENTRY)
    case = await play.people.file()
    assert case.entering == (CODE,)
    assert case.entries == {}
    assert asked_codes(play) == []
    await enter(play, who.SECOND_REVIEWER, {CODE: builders.CREDIT_CODE})
    await play.until(State.PRE_REVIEW)
    assert asked_codes(play) == [builders.CREDIT_CODE]
    assert (await play.people.file()).entries[CODE].by == (who.REVIEWER, who.SECOND_REVIEWER)


async def test_the_same_person_cannot_type_a_code_twice_under_a_second_id(stage: Stage) -> None:
    play = await stage(world=doubting(licence__credit_code=REPAIRED))
    play.world.staff = TwoIds(play.world.staff)  # type: ignore[assignment]  # finds one id more
    await play.until_task(TaskKind.DATA_ENTRY)
    await enter(play, who.REVIEWER, {CODE: builders.CREDIT_CODE})
    await play.until_task(TaskKind.SECOND_ENTRY)
    for by in (who.REVIEWER, TwoIds.SECOND):
        with pytest.raises(Refusal, match="separation of duties"):
            await enter(play, by, {CODE: builders.CREDIT_CODE})
        with pytest.raises(Refusal, match="separation of duties"):
            await play.people.do(a.Reassign, who.SUPERVISOR, task=TaskKind.SECOND_ENTRY, to=by)
    await enter(play, who.SECOND_REVIEWER, {CODE: builders.CREDIT_CODE})
    await play.until(State.PRE_REVIEW)


class TwoIds:
    """The directory, in which the first reviewer has a second id."""

    SECOND = "E29917"

    def __init__(self, known: Any) -> None:
        self._known = known

    def find(self, staff_id: str) -> Staff | None:
        same = self._known.find(who.REVIEWER if staff_id == self.SECOND else staff_id)
        return same.model_copy(update={"id": staff_id}) if same else None


async def test_when_two_disagree_a_third_person_decides(stage: Stage) -> None:
    play = await stage(world=doubting(licence__credit_code=REPAIRED))
    await play.until_task(TaskKind.DATA_ENTRY)
    await enter(play, who.REVIEWER, {CODE: builders.CREDIT_CODE})
    await play.until_task(TaskKind.SECOND_ENTRY)
    await enter(play, who.SECOND_REVIEWER, {CODE: OTHER_CODE})
    await play.until_task(TaskKind.THIRD_ENTRY)
    for by in (who.REVIEWER, who.SECOND_REVIEWER):
        with pytest.raises(Refusal, match="separation of duties"):
            await enter(play, by, {CODE: builders.CREDIT_CODE})
    await enter(play, THIRD_REVIEWER, {CODE: builders.CREDIT_CODE})
    await play.until(State.PRE_REVIEW)
    assert asked_codes(play) == [builders.CREDIT_CODE]


async def test_three_who_disagree_send_the_licence_back_to_the_customer(stage: Stage) -> None:
    play = await stage(world=doubting(licence__credit_code=REPAIRED))
    typed = [(who.REVIEWER, builders.CREDIT_CODE), (who.SECOND_REVIEWER, OTHER_CODE), (THIRD_REVIEWER, THIRD_CODE)]
    kinds = (TaskKind.DATA_ENTRY, TaskKind.SECOND_ENTRY, TaskKind.THIRD_ENTRY)
    for kind, (by, code) in zip(kinds, typed, strict=True):
        await play.until_task(kind)
        await enter(play, by, {CODE: code})
    await play.until_task(TaskKind.REVIEW)
    assert (await play.people.file()).licence.credit_code is None
    assert asked_codes(play) == []
    await play.people.review("supplement")
    view = await play.until(State.SUPPLEMENT)
    assert PaperKind.LICENCE in {item.paper for item in view.asked}


# ── what is refused ─────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_code_with_a_wrong_check_sign_is_refused_and_nothing_is_lost(stage: Stage) -> None:
    play = await stage(world=doubting(licence__credit_code=REPAIRED, licence__established=WEAK))
    await play.until_task(TaskKind.DATA_ENTRY)
    good = {CODE: builders.CREDIT_CODE, "licence.established": "2018年03月05日"}
    for bad in ({CODE: "91310199MA1K0A0T1X"}, {"licence.established": "2018年02月30日"}):
        with pytest.raises(Refusal, match=next(iter(bad))):
            await enter(play, who.REVIEWER, {**good, **bad})
    assert (await play.until_task(TaskKind.DATA_ENTRY)).state == State.MACHINE_CHECK
    await enter(play, who.REVIEWER, good)
    await play.until_task(TaskKind.SECOND_ENTRY)


@pytest.mark.parametrize("by", [who.MANAGER, who.SUPERVISOR, "customer", "E99999"])
async def test_only_central_reviewers_enter_fields(stage: Stage, by: str) -> None:
    play = await stage(world=doubting(licence__name=WEAK))
    await play.until_task(TaskKind.DATA_ENTRY)
    with pytest.raises(Refusal):
        await enter(play, by, {NAME: builders.FIRM_NAME})


async def test_entering_twice_is_entering_once(stage: Stage) -> None:
    play = await stage(world=doubting(licence__name=WEAK))
    await play.until_task(TaskKind.DATA_ENTRY)
    entries = (FieldEntry(**field(NAME), text=builders.FIRM_NAME),)
    act = play.people.act(a.EnterFields, who.REVIEWER, entries=entries)
    first = await play.people.front.act(play.people.application, act)
    assert await play.people.front.act(play.people.application, act) == first
    await play.people.front.signal(play.people.application, act)
    await play.until(State.PRE_REVIEW)
    await soon(lambda: play.world.seen("FIELD_ENTERED") == {NAME: 1})
    with pytest.raises(Refusal, match="already done"):
        await enter(play, who.SECOND_REVIEWER, {NAME: builders.FIRM_NAME})


# ── unreadable, supplement ──────────────────────────────────────────────────────────────────────────────────────────


async def test_what_staff_cannot_read_either_is_asked_of_the_customer_as_a_new_picture(stage: Stage) -> None:
    play = await stage(world=doubting(licence__name=WEAK, id_front__name=WEAK))
    await play.until_task(TaskKind.DATA_ENTRY)
    await enter(play, who.REVIEWER, {"id_front.name": builders.REPRESENTATIVE}, unreadable=[NAME])
    view = await play.until_task(TaskKind.REVIEW)
    assert {f.about for f in view.findings if f.code == "FIELD_UNREADABLE"} == {NAME}
    with pytest.raises(Refusal):
        await play.people.review("pass")
    await play.people.review("supplement")
    view = await play.until(State.SUPPLEMENT)
    assert [item.paper for item in view.asked] == [PaperKind.LICENCE]


async def test_a_supplement_voids_the_entries_and_flags_of_that_paper_only_and_reads_only_it(stage: Stage) -> None:
    play = await stage(world=doubting(licence__address=WEAK, id_front__name=WEAK, id_back__validity=WEAK))
    await play.until_task(TaskKind.DATA_ENTRY)
    typed = {ADDRESS: builders.ADDRESS, "id_front.name": builders.REPRESENTATIVE}
    await enter(play, who.REVIEWER, typed, unreadable=["id_back.validity"])
    await play.until_task(TaskKind.REVIEW)
    await play.people.review("supplement", items=_items("licence", "id_back"))
    await play.until(State.SUPPLEMENT)
    await confirm(play, NAME, "id_front.sex")
    await play.supplement(licence="d", id_back="d")
    view = await play.until_task(TaskKind.DATA_ENTRY)
    case = await play.people.file()
    assert (set(case.entries), case.unreadable, set(case.flags)) == ({"id_front.name"}, frozenset(), {"id_front.sex"})
    assert case.entering == ("id_front.sex",)
    assert view.confirmed is False
    assert [ask.paper.ref.sha256[0] for ask in play.world.calls["read_paper"]][3:] == ["d", "d"]
    await soon(lambda: play.world.seen("ENTRIES_VOIDED") == {"licence": 1, "id_back": 1})
    await enter(play, who.REVIEWER, {"id_front.sex": "男"})
    await play.until(State.PRE_REVIEW)


async def test_the_same_picture_sent_again_is_never_read_twice_and_its_entries_stay(stage: Stage) -> None:
    play = await stage(world=doubting(licence__address=WEAK))
    await play.until_task(TaskKind.DATA_ENTRY)
    await enter(play, who.REVIEWER, {ADDRESS: builders.ADDRESS})
    await play.until_task(TaskKind.REVIEW)
    await play.people.review("supplement", items=_items("licence"))
    await play.supplement(licence="a")
    await play.until_task(TaskKind.REVIEW)
    assert play.world.count("read_paper") == 3
    assert set((await play.people.file()).entries) == {ADDRESS}
    assert "ENTRIES_VOIDED" not in play.world.actions()


def _items(*papers: str) -> tuple[dict[str, str], ...]:
    return tuple({"reason_code": "OTHER", "paper": paper, "zh": "请重拍"} for paper in papers)


# ── the customer's word ─────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_case_does_not_wait_for_the_customer_and_tells_the_reviewer(stage: Stage) -> None:
    play = await stage()
    view = await play.until(State.PRE_REVIEW)
    assert view.confirmed is False
    assert "READ_BACK_UNCONFIRMED" in {finding.code for finding in view.findings}
    await confirm(play)
    view = await play.people.show()
    assert view.confirmed is True
    assert "READ_BACK_UNCONFIRMED" not in {finding.code for finding in view.findings}
    await soon(lambda: "READ_BACK_CONFIRMED" in play.world.actions())
    await play.to(State.ACTIVE)


async def test_a_confirmation_that_comes_before_the_reading_is_kept(stage: Stage) -> None:
    release = (world := World()).hold("read_paper")
    play = await stage(world=world)
    await play.until(State.MACHINE_CHECK)
    with pytest.raises(Refusal, match="not read yet"):
        await confirm(play)
    flagged = play.people.act(a.ConfirmReadBack, flags=(FieldFlag(**field(NAME)),))
    await play.people.front.signal(play.people.application, flagged)
    await soon(lambda: "ACT_KEPT" in world.actions())
    release.set()
    await play.until_task(TaskKind.DATA_ENTRY)
    assert (await play.people.file()).entering == (NAME,)


async def test_a_flag_during_the_review_goes_to_staff_and_the_review_begins_anew(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await confirm(play, NAME)
    assert ("FIELD_FLAGGED", NAME) in {(f.code, f.about) for f in (await play.people.show()).findings}
    await soon(lambda: play.world.seen("FIELD_FLAGGED") == {NAME: 1})
    await play.people.review()
    view = await play.until_task(TaskKind.DATA_ENTRY)
    assert view.state == State.MACHINE_CHECK
    other = "上海诚明样例精密仪器（集团）有限公司"
    play.world.answers["check_registration"] = lambda ask: builders.registration(
        name=other, at=server_time(), query=ask.query
    )
    await enter(play, who.SECOND_REVIEWER, {NAME: other})
    await play.until_task(TaskKind.REVIEW)
    assert [ask.query.name for ask in play.world.calls["check_registration"]] == [builders.FIRM_NAME, other]
    assert play.world.count("read_paper") == 3
    await play.people.review()
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)


async def test_a_flag_while_the_outside_world_is_closed_is_entered_before_any_reviewer_looks(stage: Stage) -> None:
    world = World()
    world.down("check_tax", "SERVICE_CLOSED", retry=False)
    play = await stage(world=world)
    await play.until(State.CHECK_PENDING)
    await confirm(play, ADDRESS)
    world.heal("check_tax")
    await play.later(minutes=11)
    await play.until_task(TaskKind.DATA_ENTRY)
    await enter(play, who.REVIEWER, {ADDRESS: builders.ADDRESS})
    await play.until_task(TaskKind.REVIEW)
    assert "PRE_REVIEW_DECIDED" not in world.actions()


async def test_an_entered_field_that_the_customer_flags_is_entered_again(stage: Stage) -> None:
    play = await stage(world=doubting(licence__name=WEAK))
    await play.until_task(TaskKind.DATA_ENTRY)
    await enter(play, who.REVIEWER, {NAME: "上海错别样例有限公司"})
    await play.until_task(TaskKind.REVIEW)
    await confirm(play, NAME)
    await play.people.review()
    await play.until_task(TaskKind.DATA_ENTRY)
    await enter(play, who.SECOND_REVIEWER, {NAME: builders.FIRM_NAME})
    await play.until_task(TaskKind.REVIEW)
    record = play.world.calls["keep_entry"][-1].record
    assert [(change.old, change.new) for change in record.changes] == [("上海错别样例有限公司", builders.FIRM_NAME)]


async def test_after_the_review_a_flag_is_too_late_and_says_so(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_SCHEDULING)
    with pytest.raises(Refusal, match="review of what was read is decided"):
        await confirm(play, NAME)


async def test_both_reviewers_look_again_at_what_was_flagged_between_them(stage: Stage) -> None:
    from tests.workflow.test_acts import _two_reviewers

    play = await stage(policy=_two_reviewers())
    await play.until_task(TaskKind.REVIEW)
    await play.people.review()
    await play.until_task(TaskKind.SECOND_REVIEW)
    await confirm(play, ADDRESS)
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.until_task(TaskKind.DATA_ENTRY)
    await enter(play, who.REVIEWER, {ADDRESS: builders.ADDRESS})
    await play.until_task(TaskKind.REVIEW)
    await play.people.review()
    await play.until_task(TaskKind.SECOND_REVIEW)
    await play.people.review(by=who.SECOND_REVIEWER)
    await play.until(State.DD_SCHEDULING)


async def test_what_the_customer_typed_is_counted_by_name_and_never_told(stage: Stage) -> None:
    play = await stage()
    await play.until(State.PRE_REVIEW)
    typed = ("account_kind", "purpose", "monthly_turnover", "phone")
    await soon(lambda: play.world.seen("FIELD_TYPED") == {f"statements.{name}": 1 for name in typed})
    told = [fact for fact in play.world.trail if fact.action == "FIELD_TYPED"]
    assert all(fact.actor.role == Role.CUSTOMER and not fact.detail for fact in told)


# ── nobody comes ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [TaskKind.DATA_ENTRY, TaskKind.SECOND_ENTRY])
async def test_data_entry_that_nobody_does_is_escalated_and_ends_openly(stage: Stage, kind: TaskKind) -> None:
    play = await stage(world=doubting(licence__credit_code=REPAIRED))
    await play.until_task(TaskKind.DATA_ENTRY)
    if kind is TaskKind.SECOND_ENTRY:
        await enter(play, who.REVIEWER, {CODE: builders.CREDIT_CODE})
        await play.until_task(kind)
    await play.later(hours=3)
    await play.wait(lambda view: view.tasks[0].level == 1)
    await soon(lambda: "TASK_REMINDED" in play.world.actions())
    await play.later(days=40)
    await play.ends(State.EXPIRED, "EX01")
    assert play.world.count("keep_entry") == 0


async def test_a_customer_can_withdraw_while_fields_are_entered(stage: Stage) -> None:
    play = await stage(world=doubting(licence__name=WEAK))
    await play.until_task(TaskKind.DATA_ENTRY)
    await play.people.do(a.Withdraw)
    await play.ends(State.WITHDRAWN, "WD01")


async def test_entries_outlive_a_store_that_is_away(stage: Stage) -> None:
    play = await stage(world=doubting(licence__name=WEAK))
    await play.until_task(TaskKind.DATA_ENTRY)
    play.world.fail("keep_entry", times=2)
    await enter(play, who.REVIEWER, {NAME: builders.FIRM_NAME})
    await play.until(State.PRE_REVIEW)
    salts = {ask.record.salt for ask in play.world.calls["keep_entry"]}
    assert len(salts) == 1
    assert len(salts.pop()) == 32
