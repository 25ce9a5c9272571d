"""The police's word on a person whom the citizen check does not confirm: what it mends, stops and bars (rules.md 5)."""

from collections.abc import Iterable, Iterator

from models.account import Visitor
from models.acts import AskPolice, RecordPoliceAnswer
from models.case import Case
from models.checks import CitizenAsked
from models.findings import Finding
from models.police import PoliceAnswer, PoliceInquiry
from models.rules.id_card_checks import AGENT, REPRESENTATIVE, Holder
from models.rules.interview import at_counter_only
from models.rules.says import info, stop
from models.tasks import Task

POLICE_CONFIRMED = "POLICE_CONFIRMED"
POLICE_DENIED = "POLICE_DENIED"
POLICE_UNANSWERED = "POLICE_UNANSWERED"

_RULE = "rules.md 5"
_HOLDERS: dict[Visitor, Holder] = {Visitor.REPRESENTATIVE: REPRESENTATIVE, Visitor.AGENT: AGENT}
_PREFIX = {Visitor.REPRESENTATIVE: "CITIZEN_", Visitor.AGENT: "AGENT_CITIZEN_"}


def refuses_question(case: Case, act: AskPolice) -> str | None:
    """Why the police are not asked about this person, in one sentence, or None."""
    asked = check_of(case, act.person)
    if asked is None or not at_counter_only(asked.answer.code):
        return f"the citizen check does not doubt the {act.person}; the police are asked about whom it does not confirm"
    if _answer_about(case, act.person) is PoliceAnswer.CONFIRMED:
        return f"the police have confirmed the {act.person} already; nothing was changed"
    return None


def refuses_answer(task: Task | None, act: RecordPoliceAnswer) -> str | None:
    """Why this answer is not taken, in one sentence, or None; nobody gives up before the police's time is over."""
    if act.answer is not PoliceAnswer.UNANSWERED:
        return None if act.seen else "hand in the police's answer itself: its photo or scan"
    if not act.note.strip():
        return "say in --note what the police were asked again and why you go on without their answer"
    if task is not None and task.level == 0:
        return "the police still have time to answer; go on without it only when the task is overdue"
    return None


def answered(inquiry: PoliceInquiry, act: RecordPoliceAnswer) -> PoliceInquiry:
    """The inquiry with its answer; when that came is the workflow's to say."""
    return inquiry.model_copy(update={"answer": act.answer, "seen": act.seen, "answered_by": act.by})


def judged(case: Case, found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings with the police's word: a doubt that they have cleared is gone, whatever else was found stays."""
    cleared = tuple(_PREFIX[person] for person in Visitor if confirmed(case, person))
    yield from (finding for finding in found if not (cleared and finding.code.startswith(cleared)))
    for person in Visitor:
        yield from _told(case, person)


def confirmed(case: Case, person: Visitor) -> bool:
    """Whether the police have confirmed the person of the present card: as good as another proof; face or chip are
    still to be seen.
    """
    return _answer_about(case, person) is PoliceAnswer.CONFIRMED


def no_doubt_left(case: Case) -> bool:
    """Whether the police have confirmed somebody and nobody else of the case is doubted: identity refuses no more."""
    return any(confirmed(case, person) for person in Visitor) and not any(_doubted(case, person) for person in Visitor)


def _doubted(case: Case, person: Visitor) -> bool:
    asked = check_of(case, person)
    return asked is not None and at_counter_only(asked.answer.code) and not confirmed(case, person)


def check_of(case: Case, person: Visitor) -> CitizenAsked | None:
    """The citizen check's answer about this person."""
    return case.dossier.citizen if person is Visitor.REPRESENTATIVE else case.dossier.agent_citizen


def _answer_about(case: Case, person: Visitor) -> PoliceAnswer | None:
    """The last answer about the number and name of the present card: another card is another question."""
    asked = check_of(case, person)
    about = [one for one in case.police if asked and one.person is person and one.query == asked.query and one.answer]
    return about[-1].answer if about else None


def _told(case: Case, person: Visitor) -> Iterator[Finding]:
    holder, answer = _HOLDERS[person], _answer_about(case, person)
    about = f"{holder.front}.number"
    if answer is PoliceAnswer.CONFIRMED:
        zh = f"公安机关已确认{holder.zh}身份，人脸或芯片核验仍须完成"
        yield info(_code(POLICE_CONFIRMED, person), about, zh, "the police know this person; face or chip stay", _RULE)
    elif answer is PoliceAnswer.NOT_THIS_PERSON:
        zh = f"公安机关答复：{holder.zh}与所持证件不符"
        yield stop(_code(POLICE_DENIED, person), about, zh, "the police say that this is not the person", _RULE)
    elif answer is PoliceAnswer.UNANSWERED:
        zh = f"公安机关逾期未答复对{holder.zh}的协查，仍须其他证明或芯片核验"
        yield info(_code(POLICE_UNANSWERED, person), about, zh, "the police gave no answer in time", _RULE)


def _code(code: str, person: Visitor) -> str:
    return code if person is Visitor.REPRESENTATIVE else f"AGENT_{code}"
