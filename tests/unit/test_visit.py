"""The on-site visit: check-in, what is missing, what is signed, how it ends."""

from datetime import timedelta
from typing import Any

import pytest

from models.findings import Severity
from models.papers import EntityKind
from models.rules.visit import check_in_verdict, complete, concerns, digest, outcome, signed, stopped, with_photos
from models.visit import (
    DeviceReport,
    FaceVerdict,
    PositionCheck,
    PositionFix,
    RemoteAnswer,
    Signature,
    Verdict,
    VisitRecord,
)
from tests.builders import NOW, check_in, exam, face, policy, report, unsigned_visit, visit
from tests.wording import well_said

SAME, UNSURE_FACE, DIFFERENT = FaceVerdict.SAME, FaceVerdict.UNSURE, FaceVerdict.DIFFERENT
PASS, UNSURE, STOP = Verdict.PASS, Verdict.UNSURE, Verdict.STOP


def place(verdict: Verdict) -> PositionCheck:
    return PositionCheck(distance=100.0, verdict=verdict)


@pytest.mark.parametrize(
    ("where", "who", "expected"),
    [
        (PASS, SAME, PASS), (PASS, UNSURE_FACE, UNSURE), (PASS, DIFFERENT, STOP),
        (UNSURE, SAME, UNSURE), (UNSURE, UNSURE_FACE, UNSURE), (UNSURE, DIFFERENT, STOP),
        (STOP, SAME, STOP), (STOP, UNSURE_FACE, STOP), (STOP, DIFFERENT, STOP),
    ],
)  # fmt: skip
def test_the_check_in_is_as_good_as_its_worse_half(where: Verdict, who: FaceVerdict, expected: Verdict) -> None:
    assert check_in_verdict(place(where), face(who)) is expected


def told_by(**device: bool) -> PositionFix:
    return check_in().fix.model_copy(update={"device": DeviceReport(**device)})


def test_a_device_that_said_nothing_leaves_no_trace_in_what_was_signed() -> None:
    kept = unsigned_visit(check_in=check_in(fix=told_by()))
    assert kept.check_in
    assert "device" not in kept.check_in.fix.model_dump(mode="json")
    assert digest(kept) != digest(unsigned_visit(check_in=check_in(fix=told_by(emulator=False))))


def test_a_stop_shows_whatever_was_noted() -> None:
    assert stopped(check_in(position=place(STOP)))
    assert stopped(check_in(manager_face=face(DIFFERENT)))
    assert stopped(check_in(verdict=STOP))
    mock = check_in().fix.model_copy(update={"mock": True})
    assert stopped(check_in(fix=mock))
    assert stopped(check_in(fix=told_by(emulator=True)))
    assert stopped(check_in(fix=told_by(remote_control=True)))
    assert not stopped(check_in())


def test_a_visit_with_both_parts_written_may_be_signed() -> None:
    assert complete(unsigned_visit(), policy()) == []


def test_an_empty_visit_misses_everything() -> None:
    assert len(complete(VisitRecord(), policy())) == 8


@pytest.mark.parametrize(
    ("over", "missing"),
    [
        ({"manager": None}, "a manager"),
        ({"teller": None}, "a cloud-branch teller"),
        ({"check_in": None}, "the manager's check-in"),
        ({"check_in": check_in(position=place(STOP), verdict=STOP)}, "a check-in at the premises that was not stopped"),
        ({"photos": []}, "a photo of the premises"),
        ({"report": None}, "the manager's report"),
        ({"representative_face": None}, "the legal representative's live picture"),
        ({"video": None}, "the teller's recording"),
        ({"exam": None}, "the look at the recording"),
        ({"answers": ()}, "at least 4 answered questions"),
        ({"answers": tuple(RemoteAnswer(question="Q1", ok=True) for _ in range(4))}, "at least 4 answered questions"),
    ],
)
def test_each_missing_part_is_named(over: dict[str, Any], missing: str) -> None:
    assert missing in complete(unsigned_visit(**over), policy())


def test_an_unsure_place_needs_the_door_plate_with_a_reason() -> None:
    unsure = check_in(position=place(UNSURE), verdict=UNSURE)
    wanted = ["the door plate seen by the teller, with a reason"]
    assert complete(unsigned_visit(check_in=unsure), policy()) == wanted
    assert complete(unsigned_visit(check_in=unsure, door_plate_seen=True), policy()) == wanted
    assert complete(unsigned_visit(check_in=unsure, door_plate_reason="看到门牌"), policy()) == wanted
    assert complete(unsigned_visit(check_in=unsure, door_plate_seen=True, door_plate_reason="看到门牌"), policy()) == []


def test_an_unsure_check_in_noted_as_pass_still_needs_the_door_plate() -> None:
    assert complete(unsigned_visit(check_in=check_in(position=place(UNSURE))), policy())


# ── signing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def signature(by: str, person: str, record: VisitRecord) -> Signature:
    return Signature(by=by, person=person, digest=digest(record), at=NOW)


def test_two_different_people_sign_the_same_record() -> None:
    assert signed(visit())


def test_the_digest_does_not_depend_on_who_signed_or_when_it_closed() -> None:
    assert digest(unsigned_visit()) == digest(visit(done=NOW))
    assert len(digest(VisitRecord())) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"report": report(staff_seen=7)},
        {"answers": ()},
        {"door_plate_seen": True},
        {"photos": []},
        {"attempt": 2},
        {"exam": exam(UNSURE_FACE)},
        {"waived": True},
        {"agreed": NOW + timedelta(days=1)},
    ],
)
def test_whatever_changes_after_signing_makes_the_signatures_void(change: dict[str, Any]) -> None:
    record = visit()
    assert not signed(record.model_copy(update=change))


def test_one_signature_is_not_two() -> None:
    record = visit()
    assert not signed(record.model_copy(update={"signatures": record.signatures[:1]}))
    assert not signed(record.model_copy(update={"signatures": record.signatures[:1] * 2}))
    assert not signed(unsigned_visit())


def test_one_person_with_two_staff_ids_is_one_signature() -> None:
    record = unsigned_visit()
    record.signatures = [signature("E20401", "P01", record), signature("E20402", "P01", record)]
    assert not signed(record)


def test_only_the_visiting_manager_and_the_joined_teller_count() -> None:
    record = unsigned_visit()
    record.signatures = [signature("E20401", "P01", record), signature("E20409", "P09", record)]
    assert not signed(record)


# ── outcome ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_good_visit_is_done() -> None:
    assert outcome(visit(), policy()) == "done"


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"report": report(conclusion="concern")}, "VISIT_CONCERN"),
        ({"report": report(address_really_used=False)}, "VISIT_ADDRESS"),
        ({"report": report(consistent_with_business=False)}, "VISIT_BUSINESS"),
        ({"report": report(owners_confirmed=False)}, "VISIT_OWNERS"),
        ({"representative_face": face(DIFFERENT)}, "VISIT_FACE"),
        ({"exam": exam(DIFFERENT)}, "VISIT_VIDEO"),
        ({"check_in": check_in(manager_face=face(DIFFERENT))}, "VISIT_STOPPED"),
        ({"answers": tuple(RemoteAnswer(question=f"Q{n}", ok=n > 2) for n in range(1, 6))}, "VISIT_ANSWERS"),
    ],
)
def test_each_concern_is_a_finding_for_risk(over: dict[str, Any], code: str) -> None:
    record = unsigned_visit(**over)
    assert [finding.code for finding in concerns(record, policy(), EntityKind.LLC)] == [code]
    assert outcome(record, policy()) == "concern"


@pytest.mark.parametrize(
    "over",
    [
        {"report": report(staff_seen=0, counterparties="", monthly_turnover_note="尚未开展业务")},
        {"report": report(abnormal_signs=("无门牌", "办公室简陋"))},
        {"representative_face": face(UNSURE_FACE)},
        {"exam": exam(UNSURE_FACE)},
        {"answers": tuple(RemoteAnswer(question=f"Q{n}", ok=n > 1) for n in range(1, 5))},
    ],
)
def test_soft_traits_and_doubts_of_the_machine_are_no_concern_by_themselves(over: dict[str, Any]) -> None:
    assert outcome(unsigned_visit(**over), policy()) == "done"


def test_an_individual_business_has_no_owners_to_confirm() -> None:
    record = unsigned_visit(report=report(owners_confirmed=False))
    assert outcome(record, policy(), EntityKind.INDIVIDUAL) == "done"


def test_every_concern_stops_about_the_visit_by_step_4() -> None:
    everything = unsigned_visit(
        check_in=check_in(manager_face=face(DIFFERENT)),
        representative_face=face(DIFFERENT),
        exam=exam(DIFFERENT),
        answers=tuple(RemoteAnswer(question=f"Q{n}", ok=False) for n in range(1, 5)),
        report=report(
            conclusion="concern", address_really_used=False, consistent_with_business=False, owners_confirmed=False
        ),
    )
    told = concerns(everything, policy(), EntityKind.LLC)
    assert len(told) == len({one.code for one in told}) == len({well_said(one).zh for one in told}) == 8
    assert {(one.severity, one.about, one.rule) for one in told} == {(Severity.STOP, "visit", "process.md step 4")}


def test_an_empty_visit_is_no_concern_yet() -> None:
    assert concerns(VisitRecord(), policy()) == ()


def test_doubts_of_photos_make_a_good_place_unsure_and_leave_a_wrong_one_wrong() -> None:
    good = with_photos(check_in(), ["FAR_PHOTO"])
    assert (good.position.verdict, good.verdict, good.position.reasons) == (UNSURE, UNSURE, ("FAR_PHOTO",))
    assert with_photos(good, ["FAR_PHOTO"]) is good
    assert with_photos(good, ["OLD_PHOTO", "FAR_PHOTO"]).position.reasons == ("FAR_PHOTO", "OLD_PHOTO")
    wrong = with_photos(check_in(position=place(STOP), verdict=STOP), ["FAR_PHOTO"])
    assert (wrong.position.verdict, wrong.verdict) == (STOP, STOP)
    assert with_photos(check_in(), []) == check_in()


def test_a_record_from_before_local_seniors_were_asked_for_keeps_its_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    signed_for: list[Any] = []

    def canonical(told: Any) -> bytes:
        signed_for.append(told)
        return b""

    monkeypatch.setattr("models.rules.visit.canonical", canonical)
    for name in ("", "王例海，首席代表"):
        digest(unsigned_visit(report=report(local_senior=name)))
    before, named = signed_for
    assert "local_senior" not in before["report"]
    assert named["report"]["local_senior"] == "王例海，首席代表"
