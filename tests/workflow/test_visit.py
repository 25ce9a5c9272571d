"""The visit: one manager on site, one teller by video, watched by position, faces and recording (process.md step 4)."""

from contextlib import suppress
from datetime import timedelta

import pytest

from models import acts as a
from models.findings import Severity
from models.rules.datum import distance
from models.rules.visit_patterns import visits_of
from models.states import State
from models.tasks import TaskKind
from models.visit import Datum, DeviceReport, FaceMatch, FaceVerdict, Point
from tests import builders
from tests import people as who
from tests.workflow.conftest import Stage, soon
from tests.workflow.world import PREMISES, World
from workflows.client import Refusal

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIVE_KM_OFF = Point(lat=PREMISES.lat + 0.045, lon=PREMISES.lon, datum=Datum.WGS84)
HALF_A_KM_OFF = Point(lat=PREMISES.lat + 0.0045, lon=PREMISES.lon, datum=Datum.WGS84)
DIFFERENT = FaceMatch(distance=0.8, verdict=FaceVerdict.DIFFERENT)


async def test_a_check_in_five_kilometres_away_is_stopped_and_a_new_visit_can_be_made(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in(point=FIVE_KM_OFF)
    await play.until_task(TaskKind.STOPPED_VISIT)
    assert {task.kind for task in (await play.people.show()).tasks} == {TaskKind.STOPPED_VISIT, TaskKind.INTERVIEW}
    await play.people.do(a.DecideVisit, who.SUPERVISOR, decision="revisit")
    await play.to(State.ACTIVE)
    await play.ends(State.ACTIVE)


@pytest.mark.parametrize("stop", ["mock", "emulator", "remote_control", "manager", "representative", "recording"])
async def test_the_visit_is_stopped_by(stage: Stage, stop: str) -> None:
    world = World()
    play = await stage(world=world)
    await play.to(State.DD_IN_PROGRESS)
    if stop == "manager":
        world.face = DIFFERENT
    device = DeviceReport(emulator=stop == "emulator", remote_control=stop == "remote_control")
    await play.check_in(mock=stop == "mock", device=device)
    if stop in ("representative", "recording"):
        await play.on_file(lambda visit: visit.check_in is not None)
        if stop == "representative":
            world.face = DIFFERENT
        else:
            world.answers["exam_video"] = lambda ask: builders.exam(FaceVerdict.DIFFERENT)
        with suppress(Refusal):  # what comes after the stop is refused
            await play.work_the_visit()
    await play.until_task(TaskKind.STOPPED_VISIT)
    assert (await play.people.file()).visit.signatures == []


async def test_a_stopped_visit_handed_to_risk_comes_back_for_a_new_visit(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in(mock=True)
    await play.until_task(TaskKind.STOPPED_VISIT)
    await play.people.do(a.DecideVisit, who.SUPERVISOR, decision="risk")
    await play.go_on()
    await play.until(State.DD_SCHEDULING)
    await play.until_task(TaskKind.SCHEDULE_VISIT)


async def test_an_unsure_place_needs_the_door_plate_before_anybody_signs(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in(point=HALF_A_KM_OFF)
    await play.work_the_visit()
    with pytest.raises(Refusal, match="door plate"):
        await play.sign()
    ref = builders.ref(digit="4")
    heard = builders.unsigned_visit().answers
    await play.people.do(
        a.RecordRemote, who.TELLER, answers_heard=heard, video=ref, door_plate_seen=True, door_plate_reason="plate 201"
    )
    await play.sign()
    await play.until(State.ATTEST_PENDING)


async def test_a_map_that_is_down_makes_the_place_unsure_never_a_pass(stage: Stage) -> None:
    world = World()
    world.down("locate_address", retry=False)
    play = await stage(world=world)
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    await play.work_the_visit()
    with pytest.raises(Refusal, match="door plate"):
        await play.sign()


async def test_a_concern_goes_to_risk_and_the_visit_stands_when_risk_goes_on(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    await play.work_the_visit("concern")
    await play.sign()
    await play.until(State.RISK_REVIEW)
    await play.go_on()
    await play.until(State.ATTEST_PENDING)
    assert (await play.people.file()).visit.done


async def test_visit_and_interview_may_both_be_with_risk_at_once(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    await play.work_the_visit("concern")
    await play.sign()
    await play.until(State.RISK_REVIEW)
    await play.people.interview(coached=True)
    await play.wait(lambda view: sum(task.kind == TaskKind.RISK_REVIEW for task in view.tasks) == 2)
    await play.go_on()
    await play.wait(lambda view: sum(task.kind == TaskKind.RISK_REVIEW for task in view.tasks) == 1)
    await play.go_on()
    await play.until_task(TaskKind.INTERVIEW)
    await play.people.interview()
    await play.until_task(TaskKind.SECOND_REVIEW)  # what was found has raised the tier


async def test_one_leg_that_is_refused_ends_the_other_whatever_it_does(stage: Stage) -> None:
    world = World()
    play = await stage(world=world)
    await play.to(State.DD_IN_PROGRESS)
    world.down("locate_address")
    await play.check_in()
    await play.people.interview(coached=True)
    await play.refuse(code="RF11")
    await play.ends(State.REFUSED, "RF11")


async def test_the_manager_cannot_be_the_teller_of_the_same_visit(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    with pytest.raises(Refusal, match="role"):
        await play.people.do(a.JoinVisit, who.MANAGER)


async def test_one_signature_given_twice_is_not_two(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    await play.work_the_visit()
    await play.judged()
    await play.people.do(a.SignVisit, who.MANAGER)
    await play.people.do(a.SignVisit, who.MANAGER)
    assert (await play.people.show()).state == State.DD_IN_PROGRESS
    await play.people.do(a.SignVisit, who.TELLER)
    await play.until(State.ATTEST_PENDING)


async def test_a_photo_after_the_first_signature_has_to_be_signed_again(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    await play.work_the_visit()
    await play.judged()
    await play.people.do(a.SignVisit, who.MANAGER)
    photo = (await play.people.file()).visit.photos[0]
    await play.people.do(a.AddSitePhoto, who.MANAGER, photo=photo)
    await play.people.do(a.SignVisit, who.TELLER)
    assert (await play.people.show()).state == State.DD_IN_PROGRESS
    await play.people.do(a.SignVisit, who.MANAGER)
    await play.until(State.ATTEST_PENDING)


async def test_the_manager_checks_in_once_a_visit(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    with pytest.raises(Refusal, match="already checked in"):
        await play.check_in(point=FIVE_KM_OFF)


async def test_another_manager_who_takes_over_checks_in_anew(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    await play.work_the_visit()
    await play.people.do(a.Reassign, who.SUPERVISOR, task=TaskKind.VISIT, to="E20402")
    with pytest.raises(Refusal, match="belongs to E20402"):
        await play.check_in()
    record = (await play.people.file()).visit
    assert (record.check_in, record.report, record.manager) == (None, None, "E20402")


async def test_another_teller_cannot_join_over_the_first_one(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    await play.work_the_visit()
    with pytest.raises(Refusal, match=who.TELLER):
        await play.people.do(a.JoinVisit, "E20413")
    await play.people.do(a.Reassign, who.SUPERVISOR, task=TaskKind.VISIT_REMOTE, to="E20413")
    await play.people.do(a.JoinVisit, "E20413")
    assert (await play.people.file()).visit.answers == ()


async def test_what_the_visit_found_is_on_file_for_risk(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    await play.work_the_visit("concern")
    await play.sign()
    view = await play.until(State.RISK_REVIEW)
    assert "VISIT_CONCERN" in {finding.code for finding in view.findings if finding.severity is Severity.STOP}


async def test_a_visit_that_is_no_show_keeps_the_interview_going(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.people.do(a.NoShow, who.MANAGER)
    await play.until(State.DD_SCHEDULING)
    await play.people.interview()
    await play.until_task(TaskKind.SCHEDULE_VISIT)
    await play.book_visit()
    await play.visit()
    await play.until(State.DECISION)


async def test_a_recording_that_replaces_another_one_is_looked_at_itself(stage: Stage) -> None:
    world = World()
    play = await stage(world=world)
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    release = world.hold("exam_video")
    await play.work_the_visit()
    await soon(lambda: world.count("exam_video") == 1)
    other, heard = builders.ref(digit="9"), builders.unsigned_visit().answers
    await play.people.do(a.RecordRemote, who.TELLER, answers_heard=heard, video=other)
    release.set()
    await play.judged()
    assert [ask.video.sha256[0] for ask in world.calls["exam_video"]] == ["4", "9"]


async def test_another_face_is_a_stop_even_when_a_new_picture_came_meanwhile(stage: Stage) -> None:
    world = World()
    play = await stage(world=world)
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    await play.on_file(lambda visit: visit.check_in is not None)
    world.face, release = DIFFERENT, world.hold("compare_faces")
    report, ref = builders.report(), builders.ref(digit="3")
    await play.people.do(a.ReportVisit, who.MANAGER, report=report, representative_face=ref)
    await soon(lambda: world.count("compare_faces") == 2)
    await play.people.do(a.ReportVisit, who.MANAGER, report=report, representative_face=builders.ref(digit="8"))
    release.set()
    await play.until_task(TaskKind.STOPPED_VISIT)


async def test_f20_the_trail_tells_who_visited_where_when_and_what_the_photos_look_like(stage: Stage) -> None:
    play = await stage()
    await play.to(State.DD_IN_PROGRESS)
    await play.check_in()
    await play.work_the_visit()
    await play.sign()
    await play.on_file(lambda visit: visit.done is not None)
    (visit,) = visits_of(play.people.application, [fact.model_dump() for fact in play.world.trail])
    assert (visit.manager, visit.looks) == (who.MANAGER, ("7" * 64,))
    assert visit.left is not None
    assert visit.left >= visit.arrived
    assert visit.place is not None
    assert distance(visit.place, play.people.premises) < 200


# ── the appointment ─────────────────────────────────────────────────────────────────────────────────────────────────


async def test_4_a_later_appointment_is_no_no_show_before_it_is_over(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await play.review()
    await play.book_visit(hours=6 * 24)
    await play.later(days=6)
    assert "VISIT_ENDED" not in play.world.actions()
    assert any("visit" in str(fact.object) for fact in play.world.trail if fact.action == "SLA_BREACHED")
    await play.visit()
    await soon(lambda: "VISIT_ENDED" in play.world.actions())
    assert play.world.seen("VISIT_ENDED").total() == 1


async def test_4_an_appointment_in_the_past_is_refused(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await play.review()
    await play.until_task(TaskKind.SCHEDULE_VISIT)
    with pytest.raises(Refusal, match="already over"):
        await play.people.book_visit(await play.now() - timedelta(hours=2))
    with pytest.raises(Refusal, match="too far away"):
        await play.people.book_visit(await play.now() + timedelta(days=60))


async def test_4_a_manager_who_never_goes_is_in_the_supervisors_sight_from_the_next_appointment_on(
    stage: Stage,
) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await play.review()
    await play.book_visit()
    await play.later(days=5)
    await play.until(State.DD_SCHEDULING)
    view = await play.until_task(TaskKind.SCHEDULE_VISIT)
    assert [task.level for task in view.tasks if task.kind == TaskKind.SCHEDULE_VISIT] >= [1]
    breached = [fact for fact in play.world.trail if fact.action == "SLA_BREACHED"]
    assert [str(fact.object)[-7:] for fact in breached].count("visit-1") == 1


async def test_4_the_second_visit_that_came_to_nothing_is_in_the_supervisors_sight_too(stage: Stage) -> None:
    play = await stage()
    await play.until_task(TaskKind.REVIEW)
    await play.review()
    for level in (0, 0, 1):
        view = await play.until_task(TaskKind.SCHEDULE_VISIT)
        assert [task.level for task in view.tasks if task.kind == TaskKind.SCHEDULE_VISIT] == [level]
        await play.book_visit()
        await play.people.do(a.NoShow, who.MANAGER)
        await play.until(State.DD_SCHEDULING)
