"""The inquiry to the police about whom the citizen check does not confirm (rules.md 5)."""

from typing import Any

import pytest

from models.account import Visitor
from models.acts import AskPolice, DecideRisk, RecordPoliceAnswer
from models.case import Actor, Case
from models.checks import CitizenCode, CitizenQuery, ListHit, ListKind
from models.findings import Finding, Severity
from models.papers import EvidenceKind
from models.people import Role, Staff
from models.police import PoliceAnswer, PoliceInquiry
from models.rules import judging
from models.rules.acts import RefusedAct, Why, unentitled, untimely
from models.rules.police import answered, confirmed, no_doubt_left
from models.rules.review import ReasonCode, blocking, refuses, supplement_items
from models.tasks import Task, TaskKind, TaskState
from tests import builders
from tests.builders import APPLICATION, NOW, by_agent_case, by_agent_dossier, case, dossier, policy, ref
from tests.red_team import pictures
from tests.wording import sentence, well_said

REPRESENTATIVE, AGENT = Visitor.REPRESENTATIVE, Visitor.AGENT
DOUBTED = dossier(citizen=builders.citizen(CitizenCode.NAME_MISMATCH))
OF_THE_REPRESENTATIVE = CitizenQuery(number=builders.ID_NUMBER, name=builders.REPRESENTATIVE)
OF_THE_AGENT = CitizenQuery(number=builders.AGENT_NUMBER, name=builders.AGENT)
REVIEWER = Staff(id="E20417", person="P17", roles=frozenset({Role.REVIEWER}), branch="0300")
SUPERVISOR = Staff(id="E20405", person="P55", roles=frozenset({Role.SUPERVISOR}), branch="0300")


def inquiry(answer: PoliceAnswer | None = PoliceAnswer.CONFIRMED, **over: Any) -> PoliceInquiry:
    said = {
        "person": REPRESENTATIVE,
        "query": OF_THE_REPRESENTATIVE,
        "reference": "2026-1008",
        "by": "E20417",
        "at": NOW,
        "answer": answer,
        "seen": ref(EvidenceKind.PROOF),
        "answered_by": "E20417",
        "answered": NOW,
    }
    return PoliceInquiry.model_validate({**said, **over})


def doubted(*inquiries: PoliceInquiry, **over: Any) -> Case:
    clean = {"dossier": DOUBTED, "police": inquiries, "approvals": [], "actors": []}
    return case(**{**pictures(), **clean, **over})


def found(of_case: Case) -> dict[str, Finding]:
    return {one.code: well_said(one) for one in judging.judged(of_case, policy(), NOW).findings}


def with_task(of_case: Case, kind: TaskKind, **over: Any) -> Case:
    clean = {"id": "1", "application": APPLICATION, "kind": kind, "role": Role.REVIEWER, "branch": "0300"}
    task = Task.model_validate({**clean, "created": NOW, "due": NOW, **over})
    of_case.tasks = {task.id: task}
    return of_case


# ── asking ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def ask(of_case: Case, person: Visitor = REPRESENTATIVE) -> RefusedAct | None:
    act = AskPolice(act_id="act-00000001", by="E20417", person=person, reference="2026-1008")
    return untimely(with_task(of_case, TaskKind.REVIEW), act, policy())


@pytest.mark.parametrize("code", list(CitizenCode))
def test_5_police_are_asked_about_whom_the_check_does_not_confirm_alone(code: CitizenCode) -> None:
    refused = ask(doubted(dossier=dossier(citizen=builders.citizen(code))))
    matched = code in (CitizenCode.MATCH_PHOTO, CitizenCode.MATCH_NO_PHOTO)
    assert (refused is not None) is matched
    assert refused is None or "does not doubt" in sentence(refused.said)


def test_5_police_are_not_asked_about_an_agent_who_does_not_act() -> None:
    assert ask(doubted(), AGENT) is not None


def test_5_police_are_asked_again_unless_they_have_confirmed() -> None:
    assert ask(doubted(inquiry(PoliceAnswer.NOT_THIS_PERSON))) is None
    assert ask(doubted(inquiry(PoliceAnswer.UNANSWERED))) is None
    refused = ask(doubted(inquiry()))
    assert refused is not None
    assert "already" in sentence(refused.said)


def test_5_police_are_asked_in_the_review_and_not_before() -> None:
    act = AskPolice(act_id="act-00000001", by="E20417", reference="2026-1008")
    refused = untimely(doubted(tasks={}), act, policy())
    assert refused is not None
    assert refused.why is Why.EARLY


# ── the answer ──────────────────────────────────────────────────────────────────────────────────────────────────────


def answer(of_case: Case, said: PoliceAnswer, **over: Any) -> RefusedAct | None:
    return untimely(of_case, recorded(said, **over), policy())


def recorded(said: PoliceAnswer, by: str = "E20417", **over: Any) -> RecordPoliceAnswer:
    seen = None if said is PoliceAnswer.UNANSWERED else ref(EvidenceKind.PROOF)
    return RecordPoliceAnswer.model_validate(
        {"act_id": "act-00000002", "by": by, "answer": said, "seen": seen, "note": "已两次催询", **over}
    )


def waiting(level: int = 0, **over: Any) -> Case:
    return with_task(doubted(inquiry(None)), TaskKind.POLICE_INQUIRY, level=level, **over)


@pytest.mark.parametrize("said", [PoliceAnswer.CONFIRMED, PoliceAnswer.NOT_THIS_PERSON])
def test_5_an_answer_of_the_police_is_recorded_with_its_picture(said: PoliceAnswer) -> None:
    assert answer(waiting(), said) is None
    refused = answer(waiting(), said, seen=None)
    assert refused is not None
    assert "photo or scan" in sentence(refused.said)


def test_5_nobody_goes_on_without_the_police_before_their_time_is_over_or_without_a_reason() -> None:
    early = answer(waiting(level=0), PoliceAnswer.UNANSWERED)
    silent = answer(waiting(level=1), PoliceAnswer.UNANSWERED, note=" ")
    assert early is not None
    assert silent is not None
    assert "still have time" in sentence(early.said)
    assert "--note" in sentence(silent.said)
    assert answer(waiting(level=1), PoliceAnswer.UNANSWERED) is None


def test_5_only_a_supervisor_goes_on_without_an_answer() -> None:
    late = waiting(level=1)
    refused = unentitled(late, recorded(PoliceAnswer.UNANSWERED), REVIEWER)
    assert refused is not None
    assert refused.why is Why.NOT_ENTITLED
    assert unentitled(late, recorded(PoliceAnswer.UNANSWERED, "E20405"), SUPERVISOR) is None
    assert unentitled(late, recorded(PoliceAnswer.CONFIRMED), REVIEWER) is None


def test_5_an_overdue_inquiry_is_the_supervisors_too_whoever_has_it_in_hands() -> None:
    held = {"state": TaskState.CLAIMED, "assignee": "E20418"}
    on_time = unentitled(waiting(0, **held), recorded(PoliceAnswer.CONFIRMED, "E20405"), SUPERVISOR)
    assert on_time is not None
    assert unentitled(waiting(1, **held), recorded(PoliceAnswer.CONFIRMED, "E20405"), SUPERVISOR) is None
    assert unentitled(waiting(1, **held), recorded(PoliceAnswer.CONFIRMED), REVIEWER) is not None


def test_5_who_reviewed_is_not_the_supervisor_who_goes_on_without_the_police() -> None:
    late = waiting(level=1)
    late.actors = [Actor(role=Role.REVIEWER, id="E20417", person="P55")]
    assert unentitled(late, recorded(PoliceAnswer.UNANSWERED, "E20405"), SUPERVISOR) is not None


# ── what it means ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", [CitizenCode.NAME_MISMATCH, CitizenCode.NOT_FOUND, CitizenCode.NOT_FOUND_OR_MISMATCH])
def test_5_whom_the_police_confirm_is_proven_by_document_and_the_review_needs_no_override(code: CitizenCode) -> None:
    of_case = doubted(inquiry(), dossier=dossier(citizen=builders.citizen(code)))
    findings = found(of_case)
    assert f"CITIZEN_{code}" not in findings
    assert findings["POLICE_CONFIRMED"].severity is Severity.INFO
    assert supplement_items(tuple(findings.values())) == ()


def test_5_while_the_police_have_not_answered_the_doubt_stays() -> None:
    for inquiries in ((), (inquiry(None),), (inquiry(PoliceAnswer.UNANSWERED),)):
        assert found(doubted(*inquiries))["CITIZEN_NAME_MISMATCH"].severity is Severity.FIX


def test_5_not_this_person_stops_and_nobody_clears_it() -> None:
    of_case = doubted(inquiry(PoliceAnswer.NOT_THIS_PERSON))
    findings = found(of_case)
    assert findings["POLICE_DENIED"].severity is Severity.STOP
    stops = blocking(findings.values(), dict.fromkeys(findings, "E20421"))
    assert "POLICE_DENIED" in {one.code for one in stops}


def test_5_the_last_answer_of_the_police_counts() -> None:
    assert "POLICE_DENIED" not in found(doubted(inquiry(PoliceAnswer.NOT_THIS_PERSON), inquiry()))
    assert "POLICE_DENIED" in found(doubted(inquiry(), inquiry(PoliceAnswer.NOT_THIS_PERSON)))
    assert "POLICE_DENIED" in found(doubted(inquiry(PoliceAnswer.NOT_THIS_PERSON), inquiry(None)))


def test_5_what_the_police_said_of_another_card_says_nothing_of_this_one() -> None:
    of_case = doubted(inquiry(query=OF_THE_AGENT))
    assert not confirmed(of_case, REPRESENTATIVE)
    assert "CITIZEN_NAME_MISMATCH" in found(of_case)


def test_5_the_agent_is_confirmed_apart_from_the_representative() -> None:
    both = by_agent_dossier(
        citizen=builders.citizen(CitizenCode.NOT_FOUND), agent_citizen=builders.agent_citizen(CitizenCode.NOT_FOUND)
    )
    of_the_agent = inquiry(person=AGENT, query=OF_THE_AGENT)
    of_case = by_agent_case(dossier=both, police=(of_the_agent,))
    findings = found(of_case)
    assert {"AGENT_POLICE_CONFIRMED", "CITIZEN_NOT_FOUND"} <= set(findings)
    assert "AGENT_CITIZEN_NOT_FOUND" not in findings
    assert not no_doubt_left(of_case)
    assert no_doubt_left(by_agent_case(dossier=both, police=(of_the_agent, inquiry())))


# ── no refusal with that answer ─────────────────────────────────────────────────────────────────────────────────────


def refuse(of_case: Case, code: ReasonCode) -> RefusedAct | None:
    of_case.findings = list(judging.judged(of_case, policy(), NOW).findings)
    with_task(of_case, TaskKind.RISK_REVIEW, role=Role.RISK)
    act = DecideRisk(act_id="act-00000003", by="E20421", decision="refuse", reason_code=code, reason="身份存疑")
    return untimely(of_case, act, policy())


OTHER_GROUND = dossier(
    citizen=builders.citizen(CitizenCode.NAME_MISMATCH),
    phone=builders.phone(user_kind="ENTY"),
    lists=builders.lists(ListHit(kind=ListKind.GREY, entry="1", by_number=True)),
)
"""Two traits beside the doubt, for a single one bears no refusal (rules.md 8)."""


def test_5_with_the_polices_answer_the_bank_may_not_refuse_for_doubt_about_identity() -> None:
    assert refuse(doubted(dossier=OTHER_GROUND), ReasonCode.RF05) is None
    refused = refuse(doubted(inquiry(), dossier=OTHER_GROUND), ReasonCode.RF05)
    assert refused is not None
    assert "the police have confirmed" in refused.said


def test_5_another_doubted_person_still_bears_the_refusal() -> None:
    doubts = by_agent_dossier(
        citizen=builders.citizen(CitizenCode.NOT_FOUND),
        agent_citizen=builders.agent_citizen(CitizenCode.NOT_FOUND),
        phone=builders.phone(user_kind="ENTY"),
    )
    assert refuse(by_agent_case(dossier=doubts, police=(inquiry(),), approvals=[]), ReasonCode.RF05) is None


def test_5_false_papers_are_then_no_persons_word_alone_but_something_on_file() -> None:
    assert refuse(doubted(), ReasonCode.RF01) is None
    assert refuse(doubted(inquiry()), ReasonCode.RF01) is not None
    assert refuse(doubted(inquiry(), dossier=OTHER_GROUND), ReasonCode.RF01) is None


@pytest.mark.parametrize("code", [ReasonCode.RF08, ReasonCode.RF13])
def test_5_other_grounds_than_identity_are_as_before(code: ReasonCode) -> None:
    assert refuse(doubted(inquiry(), dossier=OTHER_GROUND), code) is None


def test_5_not_this_person_bears_a_refusal() -> None:
    assert refuse(doubted(inquiry(PoliceAnswer.NOT_THIS_PERSON)), ReasonCode.RF01) is None
    assert refuse(doubted(inquiry(PoliceAnswer.NOT_THIS_PERSON)), ReasonCode.RF05) is None


def test_5_a_review_passes_without_a_word_once_the_police_have_confirmed() -> None:
    from models.acts import DecideReview

    def pass_(of_case: Case) -> str | None:
        act = DecideReview(act_id="act-00000004", by="E20417", decision="pass")
        own = [one for one in judging.judged(of_case, policy(), NOW).findings if one.about == "id_front.number"]
        return refuses(own, {}, act)

    assert pass_(doubted()) is not None
    assert pass_(doubted(inquiry())) is None


# ── what was answered ───────────────────────────────────────────────────────────────────────────────────────────────


def test_5_an_answer_is_kept_with_its_picture_and_who_brought_it() -> None:
    open_still = inquiry(None, seen=None, answered_by=None, answered=None)
    act = recorded(PoliceAnswer.CONFIRMED, by="E20405")
    given = answered(open_still, act)
    assert (given.answer, given.seen, given.answered_by) == (PoliceAnswer.CONFIRMED, act.seen, "E20405")
    assert (given.query, given.reference, given.by) == (open_still.query, open_still.reference, open_still.by)


@pytest.mark.parametrize(
    ("said", "code", "severity"),
    [
        (PoliceAnswer.CONFIRMED, "POLICE_CONFIRMED", Severity.INFO),
        (PoliceAnswer.NOT_THIS_PERSON, "POLICE_DENIED", Severity.STOP),
        (PoliceAnswer.UNANSWERED, "POLICE_UNANSWERED", Severity.INFO),
    ],
)
def test_5_every_answer_of_the_police_is_told_of_the_person_whom_it_is_about(
    said: PoliceAnswer, code: str, severity: Severity
) -> None:
    told = found(doubted(inquiry(said)))[code]
    assert (told.severity, told.about, told.rule) == (severity, "id_front.number", "rules.md 5")
    assert "法定代表人" in told.zh
    doubts = by_agent_dossier(agent_citizen=builders.agent_citizen(CitizenCode.NOT_FOUND))
    of_agent = inquiry(said, person=AGENT, query=OF_THE_AGENT)
    told = found(by_agent_case(dossier=doubts, police=(of_agent,)))[f"AGENT_{code}"]
    assert (told.severity, told.about) == (severity, "agent_id_front.number")
    assert "经办人" in told.zh


def test_5_whom_nobody_doubts_the_police_need_not_confirm_for_the_others_sake() -> None:
    matched = by_agent_dossier(citizen=builders.citizen(CitizenCode.NOT_FOUND))
    assert no_doubt_left(by_agent_case(dossier=matched, police=(inquiry(),)))
    other = by_agent_dossier(agent_citizen=builders.agent_citizen(CitizenCode.NOT_FOUND))
    assert not no_doubt_left(by_agent_case(dossier=other, police=(inquiry(),)))
