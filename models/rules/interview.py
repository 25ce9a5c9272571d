"""Remote video attestation (远程视频鉴证): the script, and how an attempt ends (process.md step 5)."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from models.base import Fact
from models.checks import CitizenCode
from models.findings import Finding, Severity, Tier
from models.interview import Heard, InterviewAttempt, InterviewRecord, InterviewVerdict, ScriptAnswer
from models.policy import Policy
from models.visit import NOT_REPORTED, DeviceReport, FaceVerdict, VideoExam


class Prompt(Fact):
    """One line of the script: what the video teller says, and when the answer is right."""

    id: str
    zh: str
    right_when: str


def _script(*lines: tuple[str, str, str]) -> dict[str, Prompt]:
    return {name: Prompt(id=name, zh=zh, right_when=right_when) for name, zh, right_when in lines}


SCRIPT = _script(
    ("A1", "您好，本次通话全程录音录像，仅用于核实开户意愿，请问您同意吗？", "a clear yes"),
    ("A2", "请报一下您的姓名，以及身份证号码的最后四位。", "equals the reviewed data"),
    ("A3", "请问您在公司是什么职务？", "legal representative or person in charge"),
    ("B1", "请完整说出本次开户公司的名称。", "equals the name on the licence; the teller judges small slips"),
    ("B2", "在我行开户是您本人的决定吗？要开的是哪一种账户？", "yes, and the kind equals the application"),
    ("B3", "有没有人要求您、或付钱请您代为开户？有没有人要您交出账户、U盾或印章？", "a clear no; else RISK"),
    ("C1", "公司主要做什么业务？客户主要是哪些？", "fits the business scope"),
    ("C2", "公司的注册地址和实际办公地址分别在哪里？", "equals the data"),
    ("C3", "公司有哪些股东？最终由谁控制？", "fits the registry"),
    ("C4", "这个账户主要用来收付哪些款项？每月大约多少？", "within one band of the application"),
    ("C5", "这次由谁来办理开户？他与您是什么关系？", "equals the authorisation, or the representative acts in person"),
    ("C6", "公司的财务负责人是哪一位？", "equals the data"),
    ("D1", "出租、出借、出售账户要承担法律责任，并会被限制开户，您清楚吗？", "a clear yes"),
    ("D2", "请您朗读：以上内容真实，我自愿以公司名义在贵行开立账户。", "read aloud in full"),
)  # fmt: skip
"""All of A, B and D are asked, and some of C in random order."""

BLOCK_C = tuple(name for name in SCRIPT if name[0] == "C")
FIXED = tuple(name for name in SCRIPT if name[0] != "C")

ABOUT_THE_FIRM = {"C1": "主营业务", "C2": "注册与经营地址", "C3": "股东与控制人", "C4": "账户用途与月流水"}
"""What whoever represents the firm knows of it (risk.md 6 F08)."""

_STRICTNESS = (InterviewVerdict.PASS, InterviewVerdict.TECHNICAL, InterviewVerdict.FAIL, InterviewVerdict.RISK)


def draw(random: Callable[[], float], policy: Policy, full: bool = False) -> tuple[str, ...]:
    """The prompts of one interview by number, in the order to ask them: all of A, B and D, and some of C at random.

    `random` gives numbers in [0, 1) and is the only chance in it. `full` asks all of block C (tier R2 and above,
    risk.md 4).
    """
    left, chosen = list(BLOCK_C), []
    for _ in range(len(BLOCK_C) if full else min(policy.interview.block_c, len(BLOCK_C))):
        chosen.append(left.pop(int(random() * len(left))))
    return (*(name for name in FIXED if name[0] in "AB"), *chosen, *(name for name in FIXED if name[0] == "D"))


def in_full(tier: Tier | None, policy: Policy) -> bool:
    """Whether the tier wants the whole of block C (risk.md 4)."""
    wanted = policy.measures[tier].full_interview if tier else None
    return tier is Tier.R2 if wanted is None else wanted


def too_short(record: InterviewRecord, tier: Tier | None, policy: Policy) -> bool:
    """Whether the interview was passed before the tier wanted more asked than was; where it wants the representative
    in person, everything is asked at the counter.
    """
    if tier is None or record.passed is None or not record.attempts:
        return False
    if policy.measures[tier].interview != "video" or not in_full(tier, policy):
        return False
    return bool(set(BLOCK_C) - {answer.prompt for answer in record.attempts[-1].answers})


def missing(answers: Iterable[ScriptAnswer], prompts: Iterable[str], policy: Policy) -> tuple[str, ...]:
    """The prompts that a whole interview still lacks; what is not A, B or D counts only when it was understood.

    Where nothing was drawn, or less than the script demands, all of A, B, D and enough of C are still asked for.
    """
    answers = tuple(answers)
    heard = {answer.prompt for answer in answers}
    clear = {answer.prompt for answer in answers if answer.heard is not Heard.UNCLEAR and answer.prompt in BLOCK_C}
    lacking = tuple(name for name in dict.fromkeys((*FIXED, *prompts)) if name not in heard)
    return lacking if len(clear) >= min(policy.interview.block_c, len(BLOCK_C)) else (*lacking, "C")


def judge(
    answers: Iterable[ScriptAnswer],
    prompts: Iterable[str],
    coached: bool,
    conclusion: InterviewVerdict,
    exam: VideoExam | None,
    policy: Policy,
    device: DeviceReport = NOT_REPORTED,
) -> InterviewVerdict:
    """How the attempt ends: the stricter of the rules and the video teller's own conclusion.

    A technical failure never hides a wrong answer, and an interview with prompts left out never passes: it is held
    again. A face that is another's calls RISK, and so does a device that is an emulator or steered from afar (risk.md 6
    F19); an unsure face is the teller's to judge (rules.md 10, FACE25).
    """
    answers = tuple(answers)
    if device.suspect or (exam is not None and exam.verdict is FaceVerdict.DIFFERENT):
        return InterviewVerdict.RISK
    by_rule = _by_answers(answers, coached, conclusion is InterviewVerdict.TECHNICAL, policy)
    if by_rule is InterviewVerdict.PASS and missing(answers, prompts, policy):
        by_rule = InterviewVerdict.TECHNICAL
    return max(conclusion, by_rule, key=_STRICTNESS.index)


def _by_answers(answers: tuple[ScriptAnswer, ...], coached: bool, technical: bool, policy: Policy) -> InterviewVerdict:
    """The fail rules; an unclear answer to a fixed prompt is held against the person unless technique was to blame."""
    wrong = {answer.prompt for answer in answers if answer.heard is Heard.WRONG}
    not_right = wrong if technical else {answer.prompt for answer in answers if answer.heard is not Heard.RIGHT}
    if coached or "B3" in not_right or len(wrong & set(BLOCK_C)) >= policy.interview.c_wrong_to_risk:
        return InterviewVerdict.RISK
    return InterviewVerdict.FAIL if not_right & set(FIXED) else InterviewVerdict.PASS


def give_up_video(attempts: Iterable[InterviewAttempt], policy: Policy) -> bool:
    """Whether technique has failed so often that the interview is held at the counter instead."""
    failures = sum(attempt.verdict is InterviewVerdict.TECHNICAL for attempt in attempts)
    return failures >= policy.waits.interview_attempts


def at_counter_only(code: CitizenCode) -> bool:
    """Whom the citizen check does not confirm is not identified over video: the counter reads the card's chip
    (rules.md 5).
    """
    return code not in (CitizenCode.MATCH_PHOTO, CitizenCode.MATCH_NO_PHOTO)


def concerns(attempts: Sequence[InterviewAttempt]) -> tuple[Finding, ...]:
    """What the last attempt leaves for RISK to decide; empty after a pass or a technical failure."""
    row = _CONCERNS.get(attempts[-1].verdict) if attempts else None
    if row is None:
        return ()
    code, zh, en = row
    return (Finding(code=code, severity=Severity.STOP, about="interview", zh=zh, en=en, rule="process.md step 5"),)


_CONCERNS = {
    InterviewVerdict.FAIL: ("INTERVIEW_FAILED", "视频鉴证未通过", "the willingness interview was not passed"),
    InterviewVerdict.RISK: ("INTERVIEW_RISK", "视频鉴证发现风险迹象", "the willingness interview showed signs of risk"),
}


def wrong_about_firm(attempts: Iterable[InterviewAttempt]) -> tuple[str, ...]:
    """The prompts about the firm that were answered wrongly and not right in a later attempt; what failed for
    technique, was not understood or asked other things takes nothing back.
    """
    wrong: set[str] = set()
    for one in attempts:
        wrong -= {answer.prompt for answer in one.answers if answer.heard is Heard.RIGHT}
        wrong |= {answer.prompt for answer in one.answers if answer.heard is Heard.WRONG}
    return tuple(name for name in ABOUT_THE_FIRM if name in wrong)


def business_flags(attempts: Iterable[InterviewAttempt], policy: Policy) -> Iterator[Finding]:
    """Who does not know the own business is flagged, also where the interview was passed (risk.md 6 F08)."""
    wrong = wrong_about_firm(attempts) if policy.interview.wrong_stands else ()
    if wrong:
        zh = f"视频鉴证或面签中对企业情况回答有误：{'、'.join(ABOUT_THE_FIRM[name] for name in wrong)}"
        yield _flag("INTERVIEW_BUSINESS", zh, "questions about the firm were answered wrongly", "F08")


def device_flags(attempts: Sequence[InterviewAttempt], policy: Policy) -> Iterator[Finding]:
    """What the customer's devices told or kept to themselves (risk.md 6 F19); an attempt that passed later does not
    make an emulator unseen.
    """
    if any(attempt.device.suspect for attempt in attempts):
        zh, en = "视频鉴证所用设备为模拟器或被远程控制", "the interview's device was an emulator or steered from afar"
        yield _flag("INTERVIEW_DEVICE", zh, en)
    by_video = [attempt for attempt in attempts if attempt.video is not None]
    if policy.interview.device_report and by_video and not by_video[-1].device.whole:
        zh, en = "视频鉴证所用设备未报告模拟器与远程控制状态", "the interview's device told nothing of itself"
        yield _flag("INTERVIEW_DEVICE_UNKNOWN", zh, en)


def _flag(code: str, zh: str, en: str, row: str = "F19") -> Finding:
    return Finding(code=code, severity=Severity.FLAG, about="interview", zh=zh, en=en, rule=f"risk.md 6 {row}")
