"""Who may do what, when: each refusal with its kind, without a workflow (process.md 2, 4; models/rules/acts.py)."""

from datetime import timedelta
from typing import Any

import pytest

from models import acts as a
from models.account import CardAllowed, CounterItem, CounterRecord, Visitor
from models.case import Actor, Case
from models.checks import ListHit, ListKind
from models.findings import Severity, SupplementItem, Tier
from models.interview import InterviewRecord
from models.papers import Paper, PaperKind, Reading
from models.people import Role, Staff
from models.rules.acts import RefusedAct, Why, live_task, role_of, unassignable, unentitled, untimely
from models.rules.counter_items import EVERY_CASE
from models.rules.list_matches import clearing
from models.states import Leg, State
from models.tasks import Task, TaskKind, TaskState
from models.visit import VisitRecord
from tests.builders import (
    APPLICATION,
    NOW,
    by_agent_case,
    case,
    check_in,
    dossier,
    finding,
    lists,
    policy,
    policy_with,
    ref,
    report,
    statements,
    unsigned_visit,
    visit,
)
from tests.builders import score as scored
from tests.wording import sentence

LATER = NOW + timedelta(days=5)


def act(kind: type[a.Act], by: str = "E20499", **values: Any) -> Any:
    return kind.model_validate({"act_id": "act-00000001", "by": by, **values})


def of_customer(kind: type[a.Act], **values: Any) -> Any:
    return act(kind, "customer", **values)


def task(kind: TaskKind, role: Role = Role.REVIEWER, **over: Any) -> Task:
    clean = {
        "id": kind.value,
        "application": APPLICATION,
        "kind": kind,
        "role": role,
        "branch": "0300",
        "created": NOW,
        "due": NOW,
    }
    return Task.model_validate({**clean, **over})


def at(state: State, *tasks: Task, **over: Any) -> Case:
    clean = {"legs": {Leg.MAIN: state}, "tasks": {each.id: each for each in tasks}, "actors": [], "approvals": []}
    return case(**{**clean, **over})


def why(found: Case, what: a.Act, **over: Any) -> Why | None:
    return _why(untimely(found, what, policy_with(**over) if over else policy()))


def _why(refused: RefusedAct | None) -> Why | None:
    if refused:
        sentence(refused.said)
    return refused.why if refused else None


def said(refused: RefusedAct | None) -> str:
    assert refused is not None
    return sentence(refused.said)


def told(found: Case, what: a.Act) -> str:
    return said(untimely(found, what, policy()))


# ── after the end ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("end", [State.ACTIVE, State.WITHDRAWN, State.REFUSED, State.EXPIRED])
def test_after_the_end_every_act_is_late(end: State) -> None:
    assert why(at(end), of_customer(a.Withdraw)) is Why.LATE
    assert end in told(at(end), of_customer(a.Withdraw))


def test_while_a_case_is_being_ended_every_act_is_late() -> None:
    assert why(at(State.PRE_REVIEW, ending="WITHDRAWN"), of_customer(a.Withdraw)) is Why.LATE


# ── tasks ───────────────────────────────────────────────────────────────────────────────────────────────────────────

REVIEW = TaskKind.REVIEW
PASS = {"decision": "pass", "reason": "已核对"}


def test_a_decision_without_its_task_is_early_and_after_it_late() -> None:
    decided = act(a.DecideReview, **PASS)
    assert why(at(State.MACHINE_CHECK), decided) is Why.EARLY
    assert why(at(State.PRE_REVIEW, task(REVIEW)), decided) is None
    for ended in (TaskState.DONE, TaskState.CANCELLED):
        assert why(at(State.PRE_REVIEW, task(REVIEW, state=ended)), decided) is Why.LATE


def test_another_kind_of_task_makes_a_decision_neither_due_nor_late() -> None:
    assert why(at(State.PRE_REVIEW, task(TaskKind.ROUNDS)), act(a.DecideReview, **PASS)) is Why.EARLY
    assert why(at(State.PRE_REVIEW, task(TaskKind.ROUNDS, state=TaskState.DONE)), act(a.DecideReview, **PASS)) is (
        Why.EARLY
    )


def test_each_act_on_a_task_is_about_the_task_that_it_names() -> None:
    found = at(State.PRE_REVIEW, task(TaskKind.ROUNDS), task(REVIEW))
    assert why(found, act(a.Claim, task=REVIEW)) is None
    assert why(found, act(a.Claim, task=TaskKind.FILING)) is Why.EARLY
    assert "filing" in told(found, act(a.Claim, task=TaskKind.FILING))
    assert live_task(found, (REVIEW,)) is found.tasks["review"]
    assert live_task(found, (TaskKind.FILING,)) is None


def test_a_claimed_task_is_claimed_by_nobody_else_and_again_by_its_holder() -> None:
    taken = at(State.PRE_REVIEW, task(REVIEW, state=TaskState.CLAIMED, assignee="E20403"))
    assert why(taken, act(a.Claim, "E20408", task=REVIEW)) is Why.WRONG
    assert why(taken, act(a.Claim, "E20403", task=REVIEW)) is None


def test_only_who_holds_a_task_releases_it() -> None:
    taken = at(State.PRE_REVIEW, task(REVIEW, state=TaskState.CLAIMED, assignee="E20403"))
    assert why(taken, act(a.Release, "E20403", task=REVIEW)) is None
    assert why(taken, act(a.Release, "E20408", task=REVIEW)) is Why.WRONG
    assert why(at(State.PRE_REVIEW, task(REVIEW)), act(a.Release, "E20408", task=REVIEW)) is Why.WRONG


def test_a_data_entry_that_leaves_out_what_was_asked_is_wrong_and_says_what() -> None:
    found = at(State.PRE_REVIEW, task(TaskKind.DATA_ENTRY), entering=("licence.name",))
    assert "licence.name" in told(found, act(a.EnterFields))
    whole = act(a.EnterFields, entries=[{"paper": "licence", "field": "name", "text": "宜禾贸易有限公司"}])
    assert why(found, whole) is None


def namesake(**over: Any) -> ListHit:
    pep = {"kind": ListKind.PEP, "source": "sample", "entry": "S-1", "by_number": False, "digest": "d"}
    return ListHit.model_validate({**pep, **over})


def screened(*hits: ListHit, **over: Any) -> Case:
    return at(State.PRE_REVIEW, dossier=dossier(lists=lists(*hits)), **over)


def clear(**over: Any) -> Any:
    return act(a.ClearMatch, **{"source": "sample", "entry": "S-1", "reason": "born in another year", **over})


def test_a_match_by_name_is_cleared_with_a_reason_once_and_before_the_decision() -> None:
    found = screened(namesake())
    assert why(found, clear()) is None
    assert why(found, clear(reason=" ")) is Why.WRONG
    assert why(screened(), clear()) is Why.WRONG
    assert why(screened(namesake(source="another")), clear()) is Why.WRONG
    assert why(at(State.MACHINE_CHECK, dossier=dossier(lists=None)), clear()) is Why.EARLY
    approved = [Actor(role=Role.SUPERVISOR, id="E20405", person="P05")]
    assert why(screened(namesake(), approvals=approved), clear()) is Why.LATE

    done = (clearing(namesake(), "E20421", "born in another year", NOW),)
    assert why(screened(namesake(), cleared_matches=done), clear()) is Why.LATE


@pytest.mark.parametrize("kind", list(ListKind))
def test_whose_number_agrees_is_nobody_else_on_any_list(kind: ListKind) -> None:
    assert why(screened(namesake(kind=kind)), clear()) is None
    assert why(screened(namesake(kind=kind, by_number=True)), clear()) is Why.WRONG


# ── who may ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def staff(*roles: Role, id: str = "E20499", person: str = "P99") -> Staff:
    return Staff(id=id, person=person, roles=frozenset(roles), branch="0300")


def barred(found: Case, what: a.Act, who: Staff | None) -> str:
    refused = unentitled(found, what, who)
    if refused is None:
        return ""
    assert refused.why is Why.NOT_ENTITLED
    return sentence(refused.said)


def test_staff_cannot_act_in_the_customers_name_and_the_customer_can() -> None:
    assert barred(at(State.DRAFT), of_customer(a.Withdraw), None) == ""
    assert "only the customer" in barred(at(State.DRAFT), act(a.Withdraw), staff(*Role))


def test_who_is_not_in_the_directory_may_do_nothing() -> None:
    assert "staff directory" in barred(at(State.PRE_REVIEW, task(REVIEW)), act(a.DecideReview, **PASS), None)


@pytest.mark.parametrize("role", sorted(Role))
def test_only_the_tasks_own_role_decides_it(role: Role) -> None:
    found = at(State.PRE_REVIEW, task(REVIEW))
    refused = barred(found, act(a.DecideReview, **PASS), staff(role))
    assert (refused == "") is (role is Role.REVIEWER)
    if refused:
        assert "needs the role CR" in refused


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.RISK, Role.RISK_HEAD, Role.BRANCH_MANAGER])
def test_an_opening_is_decided_by_the_role_of_its_task_and_not_by_another_decider(role: Role) -> None:
    found = at(State.DECISION, task(TaskKind.DECISION, Role.RISK))
    allowed = barred(found, act(a.DecideOpening, decision="approve"), staff(role)) == ""
    assert allowed is (role is Role.RISK)


def test_a_supervisor_stands_in_where_the_act_says_so() -> None:
    found = at(State.FILING_ERROR, task(TaskKind.FILING, Role.COUNTER_TELLER))
    fix = act(a.CorrectFiling)
    assert barred(found, fix, staff(Role.SUPERVISOR)) == ""
    assert barred(found, fix, staff(Role.COUNTER_TELLER)) == ""
    assert "CT or SUP" in barred(found, fix, staff(Role.REVIEWER))
    assert role_of(found, fix, staff(Role.SUPERVISOR)) is Role.SUPERVISOR
    assert role_of(found, fix, staff(Role.SUPERVISOR, Role.COUNTER_TELLER)) is Role.COUNTER_TELLER


@pytest.mark.parametrize("note", ["", "  "])
def test_r_acc_12_a_filing_goes_out_again_only_with_a_note_of_what_was_corrected(note: str) -> None:
    found = at(State.FILING_ERROR, task(TaskKind.FILING, Role.COUNTER_TELLER))
    assert "--note" in told(found, act(a.CorrectFiling, note=note))
    assert why(found, act(a.CorrectFiling, note="地址已更正")) is None


def test_a_task_is_claimed_by_its_own_role_alone() -> None:
    found = at(State.PRE_REVIEW, task(REVIEW))
    assert barred(found, act(a.Claim, task=REVIEW), staff(Role.REVIEWER)) == ""
    assert barred(found, act(a.Claim, task=REVIEW), staff(Role.SUPERVISOR, Role.RISK))


def test_an_act_without_a_task_needs_one_of_its_own_roles() -> None:
    found = at(State.AT_COUNTER)
    tick = act(a.Tick, item=CounterItem.SEALS)
    assert barred(found, tick, staff(Role.COUNTER_TELLER)) == ""
    assert "needs the role CT" in barred(found, tick, staff(Role.REVIEWER))
    assert role_of(found, tick, staff(Role.COUNTER_TELLER, Role.REVIEWER)) is Role.COUNTER_TELLER


def test_who_worked_on_the_application_does_not_review_it_under_another_id() -> None:
    done = [Actor(role=Role.ACCOUNT_MANAGER, id="E20401", person="P99")]
    found = at(State.PRE_REVIEW, task(REVIEW), actors=done)
    assert "separation of duties" in barred(found, act(a.DecideReview, **PASS), staff(Role.REVIEWER))


def test_the_first_reviewer_is_excluded_from_the_second_review() -> None:
    found = at(State.PRE_REVIEW, task(TaskKind.SECOND_REVIEW, excluded=frozenset({"P99"})))
    decided = act(a.DecideReview, **PASS)
    assert "already acted" in barred(found, decided, staff(Role.REVIEWER))
    assert barred(found, decided, staff(Role.REVIEWER, person="P98")) == ""


def test_a_task_in_somebody_elses_hands_is_not_decided() -> None:
    found = at(State.PRE_REVIEW, task(REVIEW, state=TaskState.CLAIMED, assignee="E20403"))
    decided = act(a.DecideReview, **PASS)
    assert "in the hands of E20403" in barred(found, decided, staff(Role.REVIEWER))
    assert barred(found, decided, staff(Role.REVIEWER, id="E20403")) == ""
    assert barred(found, act(a.Claim, task=REVIEW), staff(Role.REVIEWER)) == ""


# ── giving a task to somebody ───────────────────────────────────────────────────────────────────────────────────────

GIVE = act(a.Reassign, task=REVIEW, to="E20408")


def test_who_gives_a_task_away_is_a_supervisor_and_may_have_worked_on_the_case() -> None:
    done = [Actor(role=Role.COUNTER_TELLER, id="E20406", person="P99")]
    found = at(State.PRE_REVIEW, task(REVIEW, state=TaskState.CLAIMED, assignee="E20403"), actors=done)
    assert barred(found, GIVE, staff(Role.SUPERVISOR)) == ""
    assert barred(found, GIVE, staff(Role.BRANCH_MANAGER)) == ""
    assert "BM or SUP" in barred(found, GIVE, staff(Role.REVIEWER))
    assert role_of(found, GIVE, staff(Role.SUPERVISOR, Role.REVIEWER)) is Role.SUPERVISOR


def test_a_task_is_given_to_somebody_of_its_role_who_is_not_excluded() -> None:
    found = at(State.PRE_REVIEW, task(REVIEW, excluded=frozenset({"P98"})))
    assert unassignable(found, GIVE, staff(Role.REVIEWER)) is None
    assert "needs the role CR" in said(unassignable(found, GIVE, staff(Role.SUPERVISOR)))
    assert "separation of duties" in said(unassignable(found, GIVE, staff(Role.REVIEWER, person="P98")))
    assert "staff directory" in said(unassignable(found, GIVE, None))
    assert unassignable(at(State.PRE_REVIEW), GIVE, staff(Role.REVIEWER)) is not None


def test_a_task_is_not_given_to_somebody_whose_work_must_be_separate() -> None:
    done = [Actor(role=Role.ACCOUNT_MANAGER, id="E20401", person="P99")]
    refused = unassignable(at(State.PRE_REVIEW, task(REVIEW), actors=done), GIVE, staff(Role.REVIEWER))
    assert refused is not None
    assert refused.why is Why.NOT_ENTITLED


# ── the customer ────────────────────────────────────────────────────────────────────────────────────────────────────


def paper(kind: PaperKind) -> Paper:
    return Paper(kind=kind, ref=ref())


THREE = {kind: paper(kind) for kind in (PaperKind.LICENCE, PaperKind.ID_FRONT, PaperKind.ID_BACK)}


def test_an_application_is_submitted_once_and_with_its_papers() -> None:
    assert why(at(State.DRAFT, papers=THREE), of_customer(a.Submit)) is None
    assert why(at(State.SUBMITTED, papers=THREE), of_customer(a.Submit)) is Why.LATE
    assert why(at(State.DRAFT), of_customer(a.Submit)) is Why.WRONG
    assert "licence, id_front, id_back" in told(at(State.DRAFT), of_customer(a.Submit))
    together = of_customer(a.Submit, papers=tuple(THREE.values())[1:])
    assert why(at(State.DRAFT, papers={PaperKind.LICENCE: THREE[PaperKind.LICENCE]}), together) is None


def asking(*items: SupplementItem) -> Case:
    return at(State.SUPPLEMENT, asked=items, rounds=1)


LICENCE_AGAIN = SupplementItem(reason_code="UNREAD", paper=PaperKind.LICENCE, zh="请重拍")
PHONE_AGAIN = SupplementItem(reason_code="WNAM", statement="phone", zh="请更正")


def test_a_supplement_before_anything_was_asked_for_is_early_and_after_a_round_late() -> None:
    sent = of_customer(a.Supplement, papers=(paper(PaperKind.LICENCE),))
    assert why(at(State.PRE_REVIEW), sent) is Why.EARLY
    assert why(at(State.PRE_REVIEW, rounds=1), sent) is Why.LATE
    assert why(asking(LICENCE_AGAIN), sent) is None


def test_a_supplement_brings_everything_that_was_asked_for() -> None:
    both = asking(LICENCE_AGAIN, PHONE_AGAIN)
    sent = of_customer(a.Supplement, papers=(paper(PaperKind.LICENCE),))
    assert "phone" in told(both, sent)
    assert why(both, sent) is Why.WRONG
    beside_it = of_customer(a.Supplement, papers=(paper(PaperKind.ID_BACK),))
    assert "licence, phone" in told(both, beside_it)
    only_words = of_customer(a.Supplement, statements=statements())
    assert "licence" in told(both, only_words)
    assert why(both, sent.model_copy(update={"statements": statements()})) is None
    assert why(asking(PHONE_AGAIN), only_words) is None
    assert why(asking(), of_customer(a.Supplement)) is Why.WRONG


CARD_AGAIN = SupplementItem(reason_code="CITIZEN_NOT_FOUND", paper=PaperKind.ID_FRONT, zh="请重拍", at_counter=True)


def test_4_what_may_wait_for_the_counter_is_not_demanded_in_the_supplement() -> None:
    both = at(State.SUPPLEMENT, asked=(LICENCE_AGAIN, CARD_AGAIN), rounds=1, counter_later=True)
    sent = of_customer(a.Supplement, papers=(paper(PaperKind.LICENCE),))
    assert why(both, sent) is None
    assert "licence" in told(both, of_customer(a.Supplement, papers=(paper(PaperKind.ID_FRONT),)))
    assert why(both, of_customer(a.Supplement)) is Why.WRONG
    alone = at(State.SUPPLEMENT, asked=(CARD_AGAIN,), rounds=1, counter_later=True)
    assert why(alone, of_customer(a.Supplement)) is None, "all of it is brought to the counter"
    word = PHONE_AGAIN.model_copy(update={"at_counter": True})
    said = at(State.SUPPLEMENT, asked=(word, CARD_AGAIN), rounds=1, counter_later=True)
    assert "phone" in told(said, sent), "a word is no paper to show"


def test_4_of_a_case_that_was_asked_before_anything_could_wait_everything_is_demanded() -> None:
    assert "id_front" in told(
        asking(LICENCE_AGAIN, CARD_AGAIN), of_customer(a.Supplement, papers=(paper(PaperKind.LICENCE),))
    )
    assert why(asking(CARD_AGAIN), of_customer(a.Supplement)) is Why.WRONG


def test_what_was_read_is_confirmed_after_it_was_read_and_before_the_review_is_decided() -> None:
    assert why(at(State.MACHINE_CHECK, papers=THREE, readings={}), of_customer(a.ConfirmReadBack)) is Why.EARLY
    assert why(at(State.PRE_REVIEW, papers=THREE, reviewed=NOW), of_customer(a.ConfirmReadBack)) is Why.LATE


def test_the_customer_withdraws_before_the_activation() -> None:
    assert why(at(State.AT_COUNTER), of_customer(a.Withdraw)) is None
    for late in (State.ACTIVATING, State.FILING_ERROR):
        assert why(at(late), of_customer(a.Withdraw)) is Why.WRONG


@pytest.mark.parametrize("state", [state for state in State if not state.terminal])
def test_a_counter_visit_is_booked_or_moved_after_the_decision(state: State) -> None:
    expected = None if state in (State.PRE_OPENED, State.COUNTER_BOOKED) else Why.EARLY
    assert why(at(state), of_customer(a.BookCounter, slot=LATER)) is expected


# ── review, risk, decision ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_review_that_the_review_rule_does_not_take_is_wrong() -> None:
    stopped = at(State.PRE_REVIEW, task(REVIEW), findings=[finding("WLPI", Severity.STOP)])
    assert why(stopped, act(a.DecideReview, **PASS)) is Why.WRONG
    cleared = stopped.model_copy(update={"cleared": {"WLPI": "E20407"}})
    assert why(cleared, act(a.DecideReview, **PASS)) is None


@pytest.mark.parametrize("system", ["registration", "phone"])
def test_only_an_answer_is_doubted(system: str) -> None:
    doubt = act(a.DoubtAnswer, system=system, content="?", contact="?", phone="021-55550000")
    answers = case().dossier
    assert why(at(State.PRE_REVIEW), doubt) is None
    assert why(at(State.PRE_REVIEW, dossier=answers.model_copy(update={system: None})), doubt) is Why.EARLY


@pytest.mark.parametrize(
    ("kind", "named", "decision"),
    [(a.DecideRounds, TaskKind.ROUNDS, "another"), (a.DecideOutage, TaskKind.CHECK_OUTAGE, "wait")],
)
def test_a_refusal_needs_its_reason_code_whoever_decides_it(kind: type[a.Act], named: TaskKind, decision: str) -> None:
    found = at(State.PRE_REVIEW, task(named, Role.SUPERVISOR), findings=[finding("WLPI", Severity.STOP)])
    assert why(found, act(kind, decision=decision)) is None
    assert why(found, act(kind, decision="refuse", reason="不符")) is Why.WRONG
    assert why(found, act(kind, decision="refuse", reason="不符", reason_code="RF05")) is None


RISK = task(TaskKind.RISK_REVIEW, Role.RISK)
DECISION = task(TaskKind.DECISION, Role.SUPERVISOR)


def test_risk_lets_a_case_go_on_with_a_reason_and_never_over_a_hard_rule() -> None:
    found = at(State.RISK_REVIEW, RISK, findings=[finding("WLPI", Severity.STOP)])
    go_on = act(a.DecideRisk, decision="continue", reason="已核实")
    assert why(found, go_on) is None
    assert "--reason" in told(found, act(a.DecideRisk, decision="continue", reason=" "))
    hard = at(State.RISK_REVIEW, RISK, findings=[finding("LIST_PUNISHED", Severity.HARD)])
    assert why(hard, go_on) is Why.WRONG
    assert "LIST_PUNISHED" in told(hard, go_on)
    assert why(hard, act(a.DecideRisk, decision="extend", reason="待查", until=LATER)) is None
    assert why(hard, act(a.DecideRisk, decision="refuse", reason="命中", reason_code="RF04")) is None
    assert why(hard, act(a.DecideRisk, decision="refuse", reason="命中")) is Why.WRONG


EXTENDABLE = [
    (a.DecideRisk, at(State.RISK_REVIEW, RISK)),
    (a.DecideOpening, at(State.DECISION, DECISION)),
]


@pytest.mark.parametrize(("kind", "found"), EXTENDABLE)
def test_an_extended_review_has_an_end_a_reason_and_one_renewal(kind: type[a.Act], found: Case) -> None:
    whole: dict[str, Any] = {"decision": "extend", "until": LATER, "reason": "待查"}
    assert why(found, act(kind, **whole)) is None
    assert why(found, act(kind, **{**whole, "until": None})) is Why.WRONG
    assert why(found, act(kind, **{**whole, "reason": " "})) is Why.WRONG
    most = policy().waits.extensions
    assert why(found.model_copy(update={"extensions": most - 1}), act(kind, **whole)) is None
    assert why(found.model_copy(update={"extensions": most}), act(kind, **whole)) is Why.WRONG


APPROVE = act(a.DecideOpening, decision="approve")


def test_an_opening_is_approved_where_the_tier_may_be_and_nothing_stops_it() -> None:
    assert why(at(State.DECISION, DECISION), APPROVE) is None
    assert why(at(State.DECISION, DECISION, score=None), APPROVE) is Why.WRONG
    assert why(at(State.DECISION, DECISION, score=scored(Tier.P)), APPROVE) is Why.WRONG
    stopped = at(State.DECISION, DECISION, findings=[finding("WLPI", Severity.STOP)])
    assert "WLPI" in told(stopped, APPROVE)
    assert why(stopped.model_copy(update={"cleared": {"WLPI": "E20407"}}), APPROVE) is None
    assert "purpose" in told(at(State.DECISION, DECISION, score=scored(Tier.R2)), APPROVE)


def test_no_act_refuses_an_opening_by_a_single_trait_but_in_a_case_from_before() -> None:
    found = at(State.DECISION, DECISION, score=scored(Tier.R3), findings=[finding("PHONE_SHARED", Severity.FLAG)])
    refusal = act(a.DecideOpening, decision="refuse", reason="与他企共用手机号", reason_code="RF07")
    assert why(found, refusal) is Why.WRONG
    assert why(found, refusal, refusals=None) is None
    beside = [*found.findings, finding("BATCH_OPENING", Severity.FLAG)]
    assert why(found.model_copy(update={"findings": beside}), refusal) is None


def test_an_opening_is_refused_with_a_reason_code_whatever_the_tier() -> None:
    found = at(State.DECISION, DECISION, score=scored(Tier.P), findings=[finding("WLPI", Severity.STOP)])
    assert why(found, act(a.DecideOpening, decision="refuse", reason="不符", reason_code="RF05")) is None
    assert why(found, act(a.DecideOpening, decision="refuse", reason="不符")) is Why.WRONG


def test_who_disagrees_with_a_refusal_says_why() -> None:
    found = at(State.RISK_REVIEW, task(TaskKind.REFUSAL, Role.SUPERVISOR))
    assert why(found, act(a.ConfirmRefusal, decision="agree")) is None
    assert why(found, act(a.ConfirmRefusal, decision="disagree", reason=" ")) is Why.WRONG
    assert why(found, act(a.ConfirmRefusal, decision="disagree", reason="证据不足")) is None


# ── the visit ───────────────────────────────────────────────────────────────────────────────────────────────────────


def visiting(record: VisitRecord, **over: Any) -> Case:
    legs = {Leg.MAIN: State.PRE_REVIEW, Leg.VISIT: State.DD_IN_PROGRESS}
    return at(State.PRE_REVIEW, **{"legs": legs, "visit": record, **over})


CHECK_IN = act(a.CheckInVisit, fix=check_in().fix, live_face=ref())
PHOTO = act(a.AddSitePhoto, photo=unsigned_visit().photos[0])
REPORT = act(a.ReportVisit, report=report(), representative_face=ref())
REMOTE = act(a.RecordRemote, answers_heard=(), video=ref())
OF_THE_VISIT = (CHECK_IN, PHOTO, REPORT, REMOTE, act(a.JoinVisit), act(a.NoShow), act(a.SignVisit))


@pytest.mark.parametrize("what", OF_THE_VISIT, ids=lambda what: what.name)
def test_a_visit_that_is_not_agreed_is_early_and_one_that_is_signed_late(what: a.Act) -> None:
    assert why(at(State.PRE_REVIEW, visit=VisitRecord()), what) is Why.EARLY
    agreed = {Leg.MAIN: State.PRE_REVIEW, Leg.VISIT: State.DD_SCHEDULING}
    assert why(at(State.PRE_REVIEW, visit=VisitRecord(), legs=agreed), what) is Why.EARLY
    assert why(visiting(visit()), what) is Why.LATE


def test_the_manager_checks_in_once() -> None:
    assert why(visiting(VisitRecord(manager="E20401")), CHECK_IN) is None
    assert why(visiting(VisitRecord(manager="E20401", started=NOW)), CHECK_IN) is Why.LATE


@pytest.mark.parametrize("what", [PHOTO, REPORT, REMOTE, act(a.SignVisit)], ids=lambda what: what.name)
def test_nothing_is_recorded_before_the_manager_is_there(what: a.Act) -> None:
    assert "check in" in told(visiting(VisitRecord(manager="E20401", teller="E20402")), what)


@pytest.mark.parametrize("what", [PHOTO, REPORT, REMOTE], ids=lambda what: what.name)
def test_after_the_arrival_the_parts_come_in_any_order(what: a.Act) -> None:
    assert why(visiting(VisitRecord(started=NOW)), what) is None
    assert why(visiting(VisitRecord(check_in=check_in())), what) is None


def test_a_visit_is_signed_when_both_parts_are_there() -> None:
    assert why(visiting(unsigned_visit()), act(a.SignVisit)) is None
    assert "a photo" in told(visiting(unsigned_visit(photos=[])), act(a.SignVisit))
    assert why(visiting(unsigned_visit(photos=[])), act(a.SignVisit)) is Why.EARLY


@pytest.mark.parametrize("what", [CHECK_IN, PHOTO, REPORT, act(a.NoShow)], ids=lambda what: what.name)
def test_the_managers_part_belongs_to_the_agreed_manager(what: a.Act) -> None:
    found = visiting(unsigned_visit())
    assert barred(found, what, staff(Role.ACCOUNT_MANAGER, id="E20401")) == ""
    assert "belongs to E20401" in barred(found, what, staff(Role.ACCOUNT_MANAGER))


def test_the_tellers_part_belongs_to_the_teller_who_was_drawn_and_joined() -> None:
    remote = task(TaskKind.VISIT_REMOTE, Role.CLOUD_TELLER, state=TaskState.CLAIMED, assignee="E20402")
    found = visiting(unsigned_visit(), tasks={remote.id: remote})
    drawn, other = staff(Role.CLOUD_TELLER, id="E20402"), staff(Role.CLOUD_TELLER)
    assert barred(found, act(a.JoinVisit), drawn) == ""
    assert "in the hands of E20402" in barred(found, act(a.JoinVisit), other)
    assert barred(visiting(unsigned_visit()), act(a.JoinVisit), other) == ""
    open_still = remote.model_copy(update={"state": TaskState.OPEN, "assignee": None})
    assert barred(visiting(unsigned_visit(), tasks={remote.id: open_still}), act(a.JoinVisit), other) == ""
    assert barred(found, REMOTE, drawn) == ""
    assert "join the visit first" in barred(found, REMOTE, other)


def test_a_visit_is_signed_by_its_manager_and_its_teller_alone() -> None:
    found, sign = visiting(unsigned_visit()), act(a.SignVisit)
    assert barred(found, sign, staff(Role.ACCOUNT_MANAGER, id="E20401")) == ""
    assert barred(found, sign, staff(Role.CLOUD_TELLER, id="E20402")) == ""
    assert "only the visiting manager" in barred(found, sign, staff(Role.ACCOUNT_MANAGER))


# ── the counter ─────────────────────────────────────────────────────────────────────────────────────────────────────

COUNTER = task(TaskKind.COUNTER, Role.COUNTER_TELLER)
READY = CounterRecord(
    checked_in=NOW,
    teller="E20406",
    chip_identity=True,
    ticked=dict.fromkeys(EVERY_CASE, "E20406"),
    seal_confirmed_by="E20405",
)


def test_the_customer_is_checked_in_when_a_visit_is_booked() -> None:
    arrived = act(a.CheckInCounter, chip_identity=True)
    assert why(at(State.COUNTER_BOOKED), arrived) is None
    assert why(at(State.PRE_OPENED), arrived) is Why.EARLY


def test_an_agent_is_checked_in_only_where_one_was_named() -> None:
    arrived = act(a.CheckInCounter, chip_identity=True, visitor=Visitor.AGENT)
    assert why(at(State.COUNTER_BOOKED), arrived) is Why.WRONG
    assert why(by_agent_case(legs={Leg.MAIN: State.COUNTER_BOOKED}, actors=[]), arrived) is None


def test_items_are_ticked_at_the_counter() -> None:
    assert why(at(State.AT_COUNTER), act(a.Tick, item=CounterItem.SEALS)) is None
    assert why(at(State.PRE_OPENED), act(a.Tick, item=CounterItem.SEALS)) is Why.EARLY


def test_what_the_case_does_not_need_is_not_ticked() -> None:
    """Nobody says that he has seen the letter of an agent who does not exist."""
    tick = act(a.Tick, item=CounterItem.AUTHORISATION_ORIGINAL)
    assert why(at(State.AT_COUNTER), tick) is Why.WRONG
    assert why(by_agent_case(legs={Leg.MAIN: State.AT_COUNTER}, actors=[]), tick) is None


def test_where_an_agent_acts_the_original_of_the_letter_is_ticked_before_activation() -> None:
    agents = {"legs": {Leg.MAIN: State.AT_COUNTER}, "tasks": {COUNTER.id: COUNTER}, "actors": []}
    assert CounterItem.AUTHORISATION_ORIGINAL.chinese in told(by_agent_case(**agents, counter=READY), act(a.Activate))
    seen = {**READY.ticked, CounterItem.AUTHORISATION_ORIGINAL: "E20406"}
    ready = by_agent_case(**agents, counter=READY.model_copy(update={"ticked": seen}))
    assert why(ready, act(a.Activate)) is None


@pytest.mark.parametrize("item", EVERY_CASE)
def test_no_account_is_activated_before_every_item_is_ticked(item: CounterItem) -> None:
    ticked = {each: "E20406" for each in EVERY_CASE if each is not item}
    found = at(State.AT_COUNTER, COUNTER, counter=READY.model_copy(update={"ticked": ticked}))
    assert why(found, act(a.Activate)) is Why.WRONG
    assert item.chinese in told(found, act(a.Activate))


def test_an_activation_needs_the_counter_the_second_person_and_the_interview() -> None:
    order = act(a.Activate)
    assert why(at(State.AT_COUNTER, COUNTER, counter=READY), order) is None
    assert why(at(State.PRE_OPENED, COUNTER, counter=READY), order) is Why.EARLY
    alone = READY.model_copy(update={"seal_confirmed_by": None})
    assert "second person" in told(at(State.AT_COUNTER, COUNTER, counter=alone), order)
    in_person = InterviewRecord(face_to_face=True)
    assert "interview" in told(at(State.AT_COUNTER, COUNTER, counter=READY, interview=in_person), order)
    held = in_person.model_copy(update={"passed": NOW})
    assert why(at(State.AT_COUNTER, COUNTER, counter=READY, interview=held), order) is None
    by_video = InterviewRecord(face_to_face=False)
    assert why(at(State.AT_COUNTER, COUNTER, counter=READY, interview=by_video), order) is None


def test_a_mismatch_at_the_counter_says_what_does_not_agree() -> None:
    found = at(State.AT_COUNTER, COUNTER)
    assert why(found, act(a.Mismatch, reason="印章不符")) is None
    assert why(found, act(a.Mismatch, reason=" ")) is Why.WRONG
    assert why(at(State.PRE_OPENED, COUNTER), act(a.Mismatch, reason="印章不符")) is Why.EARLY


# ── temporary cards and visits by video ─────────────────────────────────────────────────────────────────────────────

TEMPORARY = {
    "papers": {PaperKind.ID_BACK: Paper(kind=PaperKind.ID_BACK, ref=ref(digit="c"))},
    "readings": {"c" * 64: Reading(kind=PaperKind.ID_BACK, fields={}, warnings=("TEMPORARY_CARD",))},
}


def test_9_no_account_is_activated_on_a_temporary_card_that_no_supervisor_allowed() -> None:
    seen = {**READY.ticked, CounterItem.TEMPORARY_CARD: "E20406"}
    shown = READY.model_copy(update={"ticked": seen})
    assert "temporary identity card" in told(at(State.AT_COUNTER, COUNTER, counter=shown, **TEMPORARY), act(a.Activate))
    word = CardAllowed(by="E20405", person="P05", reason="原件无误", at=NOW)
    allowed = shown.model_copy(update={"card_allowed": word})
    assert why(at(State.AT_COUNTER, COUNTER, counter=allowed, **TEMPORARY), act(a.Activate)) is None


def test_9_a_supervisor_says_why_a_temporary_card_may_do_or_may_not() -> None:
    asked = task(TaskKind.TEMPORARY_CARD, Role.SUPERVISOR)
    for decision in ("allow", "deny"):
        word = act(a.AllowCard, decision=decision, reason="原件无误")
        assert why(at(State.AT_COUNTER, asked), word) is None
        assert why(at(State.PRE_OPENED, asked), word) is Why.EARLY
        assert "--reason" in told(at(State.AT_COUNTER, asked), act(a.AllowCard, decision=decision, reason=" "))


def test_4_a_visit_is_waived_with_a_reason_and_only_for_a_simplified_opening_of_low_risk() -> None:
    booking = task(TaskKind.SCHEDULE_VISIT, Role.ACCOUNT_MANAGER)
    word = act(a.WaiveVisit, reason="经营地址视频可核")
    low = {"simplified": True, "score": scored(Tier.R4, 21.0)}
    assert why(at(State.PRE_REVIEW, booking, **low), word) is None
    assert "--reason" in told(at(State.PRE_REVIEW, booking, **low), act(a.WaiveVisit, reason=" "))
    for other in ({**low, "simplified": False}, {**low, "score": scored(Tier.R3)}):
        assert "only a simplified opening" in told(at(State.PRE_REVIEW, booking, **other), word)


def test_risk_clears_the_stops_that_it_names_and_no_other() -> None:
    found = at(State.RISK_REVIEW, RISK, findings=[finding("WLPI", Severity.STOP), finding("WIDN", Severity.STOP)])

    def go_on(*clears: str) -> Any:
        return act(a.DecideRisk, decision="continue", reason="已核实", clears=clears)

    assert why(found, go_on("WLPI", "WIDN")) is None
    assert "WIDN): look at each" in told(found, go_on("WLPI"))
    assert "WIDN, WLPI): look at each" in told(found, go_on())
    assert "TAX_IMID): look at it again" in told(found, go_on("WLPI", "WIDN", "TAX_IMID"))
    one = found.model_copy(update={"cleared": {"WIDN": "E20421"}})
    assert why(one, go_on("WLPI")) is None
    assert why(at(State.RISK_REVIEW, RISK), go_on()) is None
