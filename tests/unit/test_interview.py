"""The willingness interview: which prompts are asked, and how an attempt ends."""

import random

import pytest

from models.checks import CitizenCode
from models.findings import Severity, Tier
from models.interview import Heard, InterviewAttempt, InterviewRecord, InterviewVerdict, ScriptAnswer
from models.rules.interview import (
    BLOCK_C,
    FIXED,
    SCRIPT,
    at_counter_only,
    business_flags,
    concerns,
    device_flags,
    draw,
    give_up_video,
    judge,
    missing,
    too_short,
)
from models.visit import NOT_REPORTED, DeviceReport, FaceVerdict
from tests.builders import attempt, exam, interview, policy, policy_with, script
from tests.wording import well_said

PASS, FAIL, RISK, TECHNICAL = (
    InterviewVerdict.PASS, InterviewVerdict.FAIL, InterviewVerdict.RISK, InterviewVerdict.TECHNICAL,
)  # fmt: skip
PROMPTS = ("A1", "A2", "A3", "B1", "B2", "B3", "C1", "C3", "C4", "D1", "D2")


def judged(
    answers: tuple[ScriptAnswer, ...], conclusion: InterviewVerdict = PASS, *, coached: bool = False
) -> InterviewVerdict:
    return judge(answers, PROMPTS, coached, conclusion, exam(), policy())


def test_the_script_has_the_fourteen_prompts_of_the_process() -> None:
    assert list(SCRIPT) == ["A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3", "C4", "C5", "C6", "D1", "D2"]


def test_all_of_a_b_and_d_are_asked_and_three_of_c_between_them() -> None:
    drawn = draw(random.Random(7).random, policy())
    assert drawn[:6] == FIXED[:6]
    assert drawn[-2:] == ("D1", "D2")
    assert len(drawn) == len(set(drawn)) == 11
    assert set(drawn[6:-2]) <= set(BLOCK_C)


def test_the_same_chance_draws_the_same_prompts() -> None:
    assert draw(random.Random(1).random, policy()) == draw(random.Random(1).random, policy())


def test_every_prompt_of_block_c_can_be_drawn_in_any_place() -> None:
    chance = random.Random(3)
    drawn = [draw(chance.random, policy())[6:9] for _ in range(300)]
    assert all({prompts[place] for prompts in drawn} == set(BLOCK_C) for place in range(3))


def test_the_full_set_asks_all_of_block_c() -> None:
    assert set(draw(random.Random(1).random, policy(), full=True)) == set(SCRIPT)


def test_the_bank_can_ask_more_of_block_c_but_not_more_than_there_is() -> None:
    many = policy_with(interview=policy().interview.model_copy(update={"block_c": 9}))
    assert set(draw(random.Random(1).random, many)) == set(SCRIPT)


def test_a_whole_script_answered_right_passes() -> None:
    assert judged(script()) is PASS


@pytest.mark.parametrize("prompt", ["A1", "A2", "A3", "B1", "B2"])
def test_a_wrong_answer_of_block_a_or_b_fails(prompt: str) -> None:
    assert judged(script(wrong=(prompt,))) is FAIL


@pytest.mark.parametrize("prompt", ["D1", "D2"])
def test_without_the_closing_words_nobody_passes(prompt: str) -> None:
    assert judged(script(wrong=(prompt,))) is FAIL


@pytest.mark.parametrize("prompt", ["A1", "A2", "A3", "B1", "B2", "D1", "D2"])
def test_an_unclear_answer_is_no_clear_yes(prompt: str) -> None:
    assert judged(script(unclear=(prompt,))) is FAIL
    assert judged(script(unclear=(prompt,)), TECHNICAL) is TECHNICAL


def test_anything_but_a_clear_no_to_being_asked_or_paid_calls_risk() -> None:
    assert judged(script(wrong=("B3",))) is RISK
    assert judged(script(unclear=("B3",))) is RISK


def test_one_wrong_answer_of_block_c_is_forgiven_two_call_risk() -> None:
    assert judged(script(wrong=("C1",))) is PASS
    assert judged(script(wrong=("C1", "C3"))) is RISK


def test_coaching_calls_risk_however_good_the_answers() -> None:
    assert judged(script(), coached=True) is RISK
    assert judged(script(), TECHNICAL, coached=True) is RISK


@pytest.mark.parametrize("conclusion", [FAIL, RISK, TECHNICAL])
def test_the_teller_may_be_stricter_than_the_rules(conclusion: InterviewVerdict) -> None:
    assert judged(script(), conclusion) is conclusion


def test_a_technical_failure_never_hides_a_wrong_answer() -> None:
    assert judged(script(wrong=("A2",)), TECHNICAL) is FAIL
    assert judged(script(wrong=("B3",)), TECHNICAL) is RISK
    assert judged(script(wrong=("C1", "C3")), TECHNICAL) is RISK


@pytest.mark.parametrize("prompt", PROMPTS)
def test_an_interview_with_a_prompt_left_out_is_held_again(prompt: str) -> None:
    assert judged(script(leave_out=(prompt,))) is TECHNICAL


def test_an_empty_interview_never_passes() -> None:
    assert judge((), (), False, PASS, None, policy()) is TECHNICAL


def test_unclear_answers_do_not_make_up_for_block_c() -> None:
    assert missing(script(unclear=("C1",)), PROMPTS, policy()) == ("C",)
    assert judged(script(unclear=("C1",))) is TECHNICAL


def test_invented_prompts_count_for_nothing() -> None:
    invented = (*script(leave_out=("C1",)), ScriptAnswer(prompt="C9", heard=Heard.RIGHT))
    assert judge(invented, (), False, PASS, None, policy()) is TECHNICAL


def test_a_prompt_heard_twice_keeps_its_wrong_answer() -> None:
    twice = (*script(wrong=("A2",)), ScriptAnswer(prompt="A2", heard=Heard.RIGHT))
    assert judged(twice) is FAIL


def test_another_persons_face_in_the_recording_calls_risk() -> None:
    assert judge(script(), PROMPTS, False, PASS, exam(FaceVerdict.DIFFERENT), policy()) is RISK


@pytest.mark.parametrize("face", [None, FaceVerdict.UNSURE])
def test_a_face_that_no_machine_recognises_is_left_to_the_teller(face: FaceVerdict | None) -> None:
    assert judge(script(), PROMPTS, False, PASS, exam(face) if face else None, policy()) is PASS


@pytest.mark.parametrize("device", [DeviceReport(emulator=True), DeviceReport(remote_control=True)])
@pytest.mark.parametrize("conclusion", [PASS, TECHNICAL])
def test_an_emulator_or_a_remotely_steered_device_calls_risk(
    device: DeviceReport, conclusion: InterviewVerdict
) -> None:
    assert judge(script(), PROMPTS, False, conclusion, exam(), policy(), device) is RISK


def test_an_emulator_stays_a_flag_after_an_attempt_that_passed() -> None:
    attempts = [attempt(RISK, device=DeviceReport(emulator=True, remote_control=False)), attempt(PASS)]
    assert [well_said(one).code for one in device_flags(attempts, policy())] == ["INTERVIEW_DEVICE"]


@pytest.mark.parametrize("device", [NOT_REPORTED, DeviceReport(emulator=False), DeviceReport(remote_control=False)])
def test_a_device_that_tells_nothing_of_itself_is_flagged_and_fails_nobody(device: DeviceReport) -> None:
    assert judge(script(), PROMPTS, False, PASS, exam(), policy(), device) is PASS
    told = device_flags([attempt(PASS, device=device)], policy())
    assert [(well_said(one).code, one.severity) for one in told] == [("INTERVIEW_DEVICE_UNKNOWN", Severity.FLAG)]


def test_at_the_counter_and_in_a_case_from_before_devices_reported_nothing_is_said_of_them() -> None:
    silent = attempt(PASS, device=NOT_REPORTED)
    before = policy_with(interview=policy().interview.model_copy(update={"device_report": False}))
    assert list(device_flags([silent], before)) == []
    assert list(device_flags([attempt(PASS, device=NOT_REPORTED, video=None)], policy())) == []
    assert list(device_flags([], policy())) == []


def test_after_three_technical_failures_it_is_held_at_the_counter() -> None:
    failures = [attempt(TECHNICAL)] * 3
    assert not give_up_video(failures[:2], policy())
    assert give_up_video(failures, policy())


def test_failures_of_the_person_do_not_count_as_technical_ones() -> None:
    assert not give_up_video([attempt(TECHNICAL), attempt(FAIL), attempt(RISK)], policy())


def test_only_a_failed_or_risky_last_attempt_leaves_a_finding() -> None:
    assert concerns([]) == ()
    assert concerns([attempt(FAIL), attempt(PASS)]) == ()
    assert concerns([attempt(TECHNICAL)]) == ()
    assert [finding.code for finding in concerns([attempt(FAIL)])] == ["INTERVIEW_FAILED"]
    assert [finding.code for finding in concerns([attempt(PASS), attempt(RISK)])] == ["INTERVIEW_RISK"]


@pytest.mark.parametrize("code", list(CitizenCode))
def test_whom_the_citizen_check_does_not_confirm_is_moved_to_the_counter(code: CitizenCode) -> None:
    confirmed = code in (CitizenCode.MATCH_PHOTO, CitizenCode.MATCH_NO_PHOTO)
    assert at_counter_only(code) is not confirmed


def test_a_concern_of_the_interview_stops_about_the_interview_by_step_5() -> None:
    told = [*concerns([attempt(FAIL)]), *concerns([attempt(RISK)])]
    assert {(one.severity, one.about, one.rule) for one in told} == {(Severity.STOP, "interview", "process.md step 5")}
    assert len({well_said(one).zh for one in told}) == 2


# ── a tier that rises afterwards ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("tier", "too_little"), [(Tier.R4, False), (Tier.R3, False), (Tier.R2, True), (Tier.R1, False), (None, False)]
)
def test_4_attestation_three_of_block_c_are_too_few_for_a_tier_that_wants_all_by_video(
    tier: Tier | None, too_little: bool
) -> None:
    """R1 is asked everything face to face at the counter anyway (risk.md 4)."""
    assert too_short(interview(), tier, policy()) is too_little


WRONG_C1 = attempt(answers=script(wrong=("C1",)))
NEVER_ASKED_AGAIN = attempt(answers=script(leave_out=("C1",)))
UNCLEAR_AGAIN = attempt(TECHNICAL, answers=script(unclear=("C1",)))


@pytest.mark.parametrize(
    ("attempts", "stands"),
    [
        ([WRONG_C1], True),
        ([attempt(), WRONG_C1], True),
        ([WRONG_C1, attempt(TECHNICAL, answers=())], True),
        ([WRONG_C1, UNCLEAR_AGAIN], True),
        ([WRONG_C1, NEVER_ASKED_AGAIN], True),
        ([WRONG_C1, attempt()], False),
        ([attempt(answers=script(unclear=("C1",)))], False),
        ([], False),
    ],
)
def test_f08_a_wrong_answer_about_the_firm_is_a_flag_until_it_was_asked_again_and_right(
    attempts: list[InterviewAttempt], stands: bool
) -> None:
    told = list(business_flags(attempts, policy()))
    assert [(well_said(one).code, one.severity) for one in told] == [("INTERVIEW_BUSINESS", Severity.FLAG)] * stands


def test_f08_the_flag_names_what_was_answered_wrongly_and_nobody() -> None:
    (told,) = business_flags([attempt(answers=script(wrong=("C1", "C4")))], policy())
    assert "主营业务" in told.zh
    assert "账户用途" in told.zh
    assert (told.about, told.rule) == ("interview", "risk.md 6 F08")


def test_f08_a_case_from_before_the_rule_goes_on_without_it() -> None:
    before = policy_with(interview=policy().interview.model_copy(update={"wrong_stands": False}))
    assert list(business_flags([WRONG_C1], before)) == []


def test_4_attestation_in_full_or_not_yet_passed_is_not_held_again() -> None:
    whole = attempt(answers=tuple(ScriptAnswer(prompt=name, heard=Heard.RIGHT) for name in SCRIPT))
    assert not too_short(interview(attempts=[attempt(), whole]), Tier.R2, policy())
    assert not too_short(interview(passed=None), Tier.R2, policy())
    assert not too_short(InterviewRecord(), Tier.R2, policy())
