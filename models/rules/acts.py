"""Who may do what, when: every act is judged here, whichever way it came (update or signal).

Two judgements: `untimely` looks at the case alone, so an update's validator can use it; `unentitled` needs the staff
entry of the person.
Each refusal is one sentence that says what to do.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from models import acts as a
from models.account import AccountState, Visitor
from models.base import Fact
from models.case import Case
from models.findings import Severity, Tier
from models.papers import EntityKind
from models.people import CUSTOMER, Role, Staff
from models.police import PoliceAnswer
from models.policy import Policy
from models.rules import (
    counter_items,
    entry,
    limits,
    list_matches,
    police,
    proofs,
    readback,
    review,
    separation,
    simplified,
    supplement,
    temporary_card,
    tiers,
    visit,
)
from models.rules.transitions import shown, withdrawable
from models.states import Leg, State
from models.tasks import Task, TaskKind, TaskState


class Why(StrEnum):
    """EARLY may come true later, so a signal is kept; the others never will."""

    EARLY = "EARLY"
    LATE = "LATE"
    WRONG = "WRONG"
    NOT_ENTITLED = "NOT_ENTITLED"


class RefusedAct(Fact):
    """Why an act is not taken, in one sentence without personal data."""

    why: Why
    said: str


def live_task(case: Case, kinds: tuple[TaskKind, ...]) -> Task | None:
    """The one live task of these kinds, if any."""
    return next((task for task in case.tasks.values() if task.live and task.kind in kinds), None)


def task_of(case: Case, act: a.Act) -> Task | None:
    """The live task that an act is about: the one it decides, or the one it claims, releases or reassigns."""
    kinds = (act.task,) if isinstance(act, a.Claim | a.Release | a.Reassign) else act.answers
    return live_task(case, kinds)


def untimely(case: Case, act: a.Act, policy: Policy) -> RefusedAct | None:
    """Is this act out of time or out of order for the case as it stands?"""
    state = shown(case.legs)
    if state.terminal:
        return _late(f"application {case.application} has ended as {state}; nothing was changed")
    if case.ending:
        return _late(f"application {case.application} is being ended ({case.ending}); nothing was changed")
    if act.answers or isinstance(act, a.Claim | a.Release | a.Reassign):
        refused = task_untimely(case, act)
        if refused:
            return refused
    check = _CHECKS.get(type(act))
    return check(case, act, policy) if check else None


def unentitled(case: Case, act: a.Act, staff: Staff | None) -> RefusedAct | None:
    """May this person do this act on this case (roles, branch of duty, separation of duties, another's task)?"""
    if act.roles == frozenset({Role.CUSTOMER}):
        return None if act.by == CUSTOMER else _barred("only the customer does this; send it with by=customer")
    if staff is None:
        return _barred("this staff id is not in the staff directory; check --as or ask operations to add it")
    task = task_of(case, act)
    role = _role_for(act, task, staff)
    if role is None:
        wanted = sorted({task.role} | act.stand_ins) if task and act.answers else sorted(act.roles & set(Role))
        return _barred(f"this needs the role {' or '.join(wanted)}, which {staff.id} does not have")
    if isinstance(act, a.Reassign | a.RaiseTier):  # neither is work on the application that duties separate
        return None
    if said := separation.conflict(role, staff.person, case.actors):
        return _barred(said)
    if task and role == task.role and staff.person in task.excluded:
        return _barred(
            f"separation of duties: {staff.id} has already acted on this application and may not take this task"
        )
    if task and _in_other_hands(act, task, role, staff):
        return _barred(f"this task is in the hands of {task.assignee}; ask for its release or have it reassigned")
    return _visit_unentitled(case, act, staff) or _police_unentitled(act, role)


def _in_other_hands(act: a.Act, task: Task, role: Role, staff: Staff) -> bool:
    """An overdue inquiry to the police is its supervisor's too, whoever has it in hands."""
    if task.assignee in (None, staff.id) or isinstance(act, a.Claim):
        return False
    overdue = isinstance(act, a.RecordPoliceAnswer) and task.level > 0
    return not (overdue and role in act.stand_ins)


def _police_unentitled(act: a.Act, role: Role) -> RefusedAct | None:
    if isinstance(act, a.RecordPoliceAnswer) and act.answer is PoliceAnswer.UNANSWERED and role not in act.stand_ins:
        return _barred("only a supervisor goes on without the police's answer; have it looked at once it is overdue")
    return None


def unassignable(case: Case, act: a.Reassign, target: Staff | None) -> RefusedAct | None:
    """May the task be given to this person? The excluded person cannot take it by this route either."""
    task = task_of(case, act)
    if task is None or target is None:
        return _barred(f"{act.to} is not in the staff directory; choose another id")
    if task.role not in target.roles:
        return _barred(f"the task needs the role {task.role}, which {target.id} does not have")
    if target.person in task.excluded or separation.conflict(task.role, target.person, case.actors):
        return _barred(
            f"separation of duties: {target.id} has already acted on this application and may not take this task"
        )
    return None


def _role_for(act: a.Act, task: Task | None, staff: Staff) -> Role | None:
    """The role under which the person acts: the task's own where there is one, or a stand-in's."""
    if isinstance(act, a.Reassign | a.WaiveVisit):  # the act's own role, whoever has the task
        return next(iter(sorted(act.roles & staff.roles)), None)
    if task is not None:
        stand_in = next(iter(sorted(act.stand_ins & staff.roles)), None)
        return task.role if task.role in staff.roles else stand_in
    return next(iter(sorted(act.roles & staff.roles)), None)


def role_of(case: Case, act: a.Act, staff: Staff) -> Role:
    """The role that the trail names; call it after the act was found entitled."""
    return _role_for(act, task_of(case, act), staff) or next(iter(sorted(staff.roles)))


def task_untimely(case: Case, act: a.Act) -> RefusedAct | None:
    """Whether the task that the act decides, claims, releases or reassigns is not there, or in other hands."""
    task = task_of(case, act)
    kinds = (act.task,) if isinstance(act, a.Claim | a.Release | a.Reassign) else act.answers
    if task is None:
        names = " / ".join(kinds)
        if any(old.kind in kinds for old in case.tasks.values()):
            return _late(
                f"the task {names} of this application is already done; see `ekaihu ops show {case.application}`"
            )
        return _early(f"there is no open task {names} on this application yet; it stands at {shown(case.legs)}")
    if isinstance(act, a.Claim) and task.state is TaskState.CLAIMED and task.assignee != act.by:
        return _wrong(f"this task is already claimed by {task.assignee}; ask a supervisor to reassign it")
    if isinstance(act, a.Release) and task.assignee != act.by:
        return _wrong("this task is not in your hands, so there is nothing to release")
    return None


def _submit(case: Case, act: a.Submit, policy: Policy) -> RefusedAct | None:
    if case.legs[Leg.MAIN] is not State.DRAFT:
        return _late("this application was already submitted; send changes with `customer supplement` when asked")
    if missing := review.missing_papers([*case.papers, *(paper.kind for paper in act.papers)]):
        return _wrong(f"these papers are still missing: {', '.join(missing)}; add them and submit again")
    return None


def _supplement(case: Case, act: a.Supplement, policy: Policy) -> RefusedAct | None:
    if case.legs[Leg.MAIN] is not State.SUPPLEMENT:
        early = "nothing has been asked for at the moment; wait for the message that names what is missing"
        return _early(early) if case.rounds == 0 else _late(early)
    demanded = supplement.demanded(case.asked, counter_later=case.counter_later)
    nothing_to_send = bool(case.asked) and not demanded
    if not act.papers and act.statements is None and not nothing_to_send:
        return _wrong("the supplement is empty; attach the papers that were asked for")
    wanted = {item.paper for item in demanded if item.paper}
    missing: list[str] = sorted(wanted - {paper.kind for paper in act.papers})
    if act.statements is None:
        missing += sorted(item.statement for item in demanded if item.statement)
    if missing:
        return _wrong(f"asked for and not in this supplement: {', '.join(missing)}; send all asked items at once")
    return None


def _confirm_read_back(case: Case, act: a.ConfirmReadBack, policy: Policy) -> RefusedAct | None:
    if case.reviewed is not None:
        return _late("the review of what was read is decided; tell your account manager what is not right")
    if not readback.is_read(case):
        return _early("the papers are not read yet; look again in a minute (`customer readback`)")
    said = readback.refuses(case, act, policy.reading)
    return _wrong(said) if said else None


def _withdraw(case: Case, act: a.Withdraw, policy: Policy) -> RefusedAct | None:
    if withdrawable(shown(case.legs)):
        return None
    return _wrong("the account is being activated right now; ask the counter teller to close it instead of withdrawing")


def _book_counter(case: Case, act: a.BookCounter, policy: Policy) -> RefusedAct | None:
    if case.legs[Leg.MAIN] in (State.PRE_OPENED, State.COUNTER_BOOKED):
        return None
    return _early("a counter visit can be booked after the opening decision; the application is not there yet")


def _enter_fields(case: Case, act: a.EnterFields, policy: Policy) -> RefusedAct | None:
    said = entry.refuses(case, act)
    return _wrong(said) if said else None


def _decide_review(case: Case, act: a.DecideReview, policy: Policy) -> RefusedAct | None:
    said = review.refuses(case.findings, case.cleared, act)
    return _wrong(said) if said else None


def _ask_police(case: Case, act: a.AskPolice, policy: Policy) -> RefusedAct | None:
    said = police.refuses_question(case, act)
    return _wrong(said) if said else None


def _police_answer(case: Case, act: a.RecordPoliceAnswer, policy: Policy) -> RefusedAct | None:
    said = police.refuses_answer(task_of(case, act), act)
    return _wrong(said) if said else None


def _doubt_answer(case: Case, act: a.DoubtAnswer, policy: Policy) -> RefusedAct | None:
    answered = case.dossier.registration if act.system == "registration" else case.dossier.phone
    return None if answered else _early(f"the {act.system} check has not answered yet, so there is nothing to doubt")


def _refusal_reason(case: Case, act: a.Reasoned, policy: Policy) -> RefusedAct | None:
    if getattr(act, "decision", "") != "refuse":
        return None
    confirmed = police.no_doubt_left(case)
    found = (*case.findings, *case.held)
    said = review.may_refuse(act.reason_code, act.reason, found, policy.refusals, police_confirmed=confirmed)
    return _wrong(said) if said else None


def _decide_risk(case: Case, act: a.DecideRisk, policy: Policy) -> RefusedAct | None:
    hard = [finding.code for finding in case.findings if finding.severity is Severity.HARD]
    if act.decision == "continue" and hard:
        return _wrong(f"a hard rule stands ({', '.join(hard)}): no role can pass it; extend the review or refuse")
    if act.decision == "continue" and not act.reason.strip():
        return _wrong("say in --reason why the case may go on; it clears the open stop findings in your name")
    if act.decision == "continue" and (said := _clears_others(case, act)):
        return _wrong(said)
    return _extension(case, act, policy) or _refusal_reason(case, act, policy)


def _clears_others(case: Case, act: a.DecideRisk) -> str | None:
    """RISK clears the stops it has seen: one that came up meanwhile has to be named too, one that is gone is not."""
    if act.clears is None:
        return None
    stands = {finding.code for finding in review.blocking(case.findings, case.cleared)}
    if unnamed := stands - set(act.clears):
        return f"these findings stop the application ({_list(unnamed)}): look at each, and name it with --clear"
    gone = set(act.clears) - stands
    return f"nothing of this kind stops the application ({_list(gone)}): look at it again" if gone else None


def _list(codes: Iterable[str]) -> str:
    return ", ".join(sorted(codes))


def _decide_opening(case: Case, act: a.DecideOpening, policy: Policy) -> RefusedAct | None:
    tier = case.tier
    if act.decision == "approve" and (tier is None or not policy.measures[tier].approvable):
        return _wrong("this application's tier cannot be approved; extend the review or refuse")
    if act.decision == "approve" and (stops := review.blocking(case.findings, case.cleared)):
        codes = ", ".join(finding.code for finding in stops)
        return _wrong(f"these findings stop the application ({codes}); extend the review or refuse")
    if act.decision == "approve" and (lacking := proofs.missing(case, policy)):
        return _wrong(f"this tier's proofs are not all seen yet ({', '.join(lacking)}): `manager proof` or extend")
    return _extension(case, act, policy) or _refusal_reason(case, act, policy)


def _confirm_proof(case: Case, act: a.ConfirmProof, policy: Policy) -> RefusedAct | None:
    if case.tier is None:
        return _early("which proofs are needed shows when the papers are checked; come back then")
    if case.approvals:
        return _late("the opening is decided; a further proof changes nothing any more")
    return None


def _raise_tier(case: Case, act: a.RaiseTier, policy: Policy) -> RefusedAct | None:
    if refused := _tier_untimely(case, act):
        return refused
    if act.tier is Tier.P:
        return _wrong("only a hard rule prohibits an opening; raise to R1, or have RISK refuse it")
    if case.tier is None or tiers.worse(case.tier, act.tier) is case.tier:
        return _wrong(f"the tier is {case.tier} already; a raise names a tier of higher risk")
    return None


def _lower_tier(case: Case, act: a.LowerTier, policy: Policy) -> RefusedAct | None:
    if refused := _tier_untimely(case, act):
        return refused
    if case.tier is None or act.tier is not tiers.one_lower(case.tier):
        return _wrong(f"the tier is {case.tier}; it is lowered by one step at most, and never where a hard rule stands")
    if tiers.lowered_already(case.manual, case.tier):
        return _wrong("the tier was lowered already; one step below the rules' own is the most")
    if case.score and tiers.below_floor(act.tier, case.score):
        return _wrong("a floor holds this tier up; nobody lowers it below")
    return None


def _clear_match(case: Case, act: a.ClearMatch, policy: Policy) -> RefusedAct | None:
    if case.dossier.lists is None:
        return _early("the lists have not answered yet; come back when the case was screened (`ops screen`)")
    if case.approvals:
        return _late("the opening is decided; what turns up now goes to risk review (`counter mismatch`)")
    found = list_matches.of_entry(case.dossier, act.source, act.entry)
    if not found:
        return _wrong("no match of this case has that list and entry; see `ops screen` for those it has")
    if any(hit.by_number for hit in found):
        return _wrong("the number agrees too, so it is nobody else; let RISK decide what stops (`risk decide`)")
    if all(list_matches.resolved(hit, case.cleared_matches) for hit in found):
        return _late("this match is cleared already; nothing was changed")
    return None if act.reason.strip() else _wrong("say in --reason how you know that it is somebody else")


def _tier_untimely(case: Case, act: a.RaiseTier | a.LowerTier) -> RefusedAct | None:
    if case.score is None:
        return _early("there is no tier before the papers are checked; come back then")
    if case.approvals:
        return _late("the opening is decided; what turns up now goes to risk review (`counter mismatch`)")
    return None if act.reason.strip() else _wrong("say in --reason why the tier is changed")


def _raise_limits(case: Case, act: a.RaiseLimits, policy: Policy) -> RefusedAct | None:
    if refused := _limits_untimely(case):
        return refused
    said = limits.refuses(case, act, policy)
    return _wrong(said) if said else None


def _confirm_limits(case: Case, act: a.ConfirmLimits, policy: Policy) -> RefusedAct | None:
    return _limits_untimely(case) or word_on_limits(act)


def word_on_limits(act: a.ConfirmLimits) -> RefusedAct | None:
    """Who agrees has seen the paper with its seal, who disagrees says why."""
    if act.decision == "agree" and not act.seal_seen:
        return _wrong("look at the firm's paper first, and say with --seal-seen that its seal is on it")
    if act.decision == "disagree" and not act.reason.strip():
        return _wrong("say in --reason why you disagree, so that the manager can answer")
    return None


def _limits_untimely(case: Case) -> RefusedAct | None:
    """Limits belong to the reserved account, until the teller has ordered its activation."""
    if case.account is None:
        return _early("there are no limits before the account is reserved; come back after the opening decision")
    if case.account.state is not AccountState.PRE_OPEN or case.legs[Leg.MAIN] is State.ACTIVATING:
        return _late("the account is being activated with the limits on file; nothing was changed")
    return None


def _extension(case: Case, act: a.DecideRisk | a.DecideOpening, policy: Policy) -> RefusedAct | None:
    """One extension and one renewal (process.md 4, EXTENDED_REVIEW)."""
    if act.decision != "extend":
        return None
    if act.until is None or not act.reason.strip():
        return _wrong("an extended review needs an end date (--until) and a reason (--reason)")
    if case.extensions >= policy.waits.extensions:
        return _wrong("this review was already extended and renewed once; let the case go on or refuse it now")
    return None


def _confirm_refusal(case: Case, act: a.ConfirmRefusal, policy: Policy) -> RefusedAct | None:
    if act.decision == "disagree" and not act.reason.strip():
        return _wrong("say in --reason why you disagree, so that the decider can answer")
    return None


def _visit_open(case: Case, act: a.Act, policy: Policy) -> RefusedAct | None:
    if case.visit.done:
        return _late("the visit is already signed and closed")
    if case.legs.get(Leg.VISIT) is not State.DD_IN_PROGRESS:
        return _early("the visit is not open: its time has to be agreed first (`manager visits`)")
    return None


def _waive_visit(case: Case, act: a.WaiveVisit, policy: Policy) -> RefusedAct | None:
    if not simplified.waivable(case, policy):
        return _wrong("only a simplified opening of low risk goes without a visit on site; have it booked")
    if case.visit.stopped_before:
        return _wrong("a visit of this application was stopped by position or face; somebody has to go there (H08)")
    return None if act.reason.strip() else _wrong("say in --reason why nobody has to go there")


def _check_in_visit(case: Case, act: a.CheckInVisit, policy: Policy) -> RefusedAct | None:
    if refused := _visit_open(case, act, policy):
        return refused
    return _late("the manager has already checked in at this visit") if case.visit.started else None


def _arrived(case: Case, act: a.Act, policy: Policy) -> RefusedAct | None:
    if refused := _visit_open(case, act, policy):
        return refused
    if not case.visit.waived and case.visit.check_in is None and case.visit.started is None:
        return _early("check in at the premises first (`manager check-in`)")
    return None


def _report_visit(case: Case, act: a.ReportVisit, policy: Policy) -> RefusedAct | None:
    if refused := _arrived(case, act, policy):
        return refused
    if case.licence.entity is EntityKind.FOREIGN_BRANCH and not act.report.local_senior.strip():
        return _wrong("name in --local-senior who of this foreign branch's senior managers lives here, and their post")
    return None


def _sign_visit(case: Case, act: a.SignVisit, policy: Policy) -> RefusedAct | None:
    if refused := _arrived(case, act, policy):
        return refused
    missing = visit.complete(case.visit, policy)
    return _early(f"before signing, these parts are still missing: {', '.join(missing)}") if missing else None


def _at_counter(case: Case, act: a.Act, policy: Policy) -> RefusedAct | None:
    if case.legs[Leg.MAIN] is State.AT_COUNTER:
        return None
    return _early("the customer has not checked in at the counter (`counter check-in`)")


def _check_in_counter(case: Case, act: a.CheckInCounter, policy: Policy) -> RefusedAct | None:
    if act.visitor is Visitor.AGENT and not case.by_agent:
        return _wrong("this application names no agent; the representative has to come, or ask for the letter")
    if act.visitor is Visitor.AGENT and case.interview.face_to_face:
        return _wrong("the interview is held in person here; the representative has to come, not the agent alone")
    if case.legs[Leg.MAIN] is State.COUNTER_BOOKED:
        return None
    return _early("no counter visit is booked for now; let the customer book one (`customer book`)")


def _tick(case: Case, act: a.Tick, policy: Policy) -> RefusedAct | None:
    if refused := _at_counter(case, act, policy):
        return refused
    if act.item in counter_items.needed(case, policy):
        return None
    return _wrong(f"this case has nothing to tick for {act.item}; tick what it has (`counter tick --all`)")


def _activate(case: Case, act: a.Activate, policy: Policy) -> RefusedAct | None:
    if refused := _at_counter(case, act, policy):
        return refused
    if left := counter_items.to_tick(case, policy):
        return _wrong(f"still to tick before activation: {'、'.join(item.chinese for item in left)}")
    if case.counter.seal_confirmed_by is None:
        return _wrong("the seal card needs a second person first (`supervisor authorise`)")
    if temporary_card.on_file(case, policy.reading) and not temporary_card.allowed(case):
        return _wrong("a supervisor has to allow the temporary identity card first (`supervisor decide`)")
    if case.interview.face_to_face and case.interview.passed is None:
        return _wrong("the willingness interview has to be held at the counter first (`teller interview`)")
    return None


def _allow_card(case: Case, act: a.AllowCard, policy: Policy) -> RefusedAct | None:
    if refused := _at_counter(case, act, policy):
        return refused
    return None if act.reason.strip() else _wrong("say in --reason why the temporary card may do, or may not")


def _mismatch(case: Case, act: a.Mismatch, policy: Policy) -> RefusedAct | None:
    if refused := _at_counter(case, act, policy):
        return refused
    return None if act.reason.strip() else _wrong("say in --reason which original does not agree")


def _correct_filing(case: Case, act: a.CorrectFiling, policy: Policy) -> RefusedAct | None:
    """What was filed wrongly leaves a trace (R-ACC-12)."""
    if policy.accounts is None or not policy.accounts.filing_note or act.note.strip():
        return None
    return _wrong("say in --note what was corrected before it is filed again; it stays on the trail")


def _visit_unentitled(case: Case, act: a.Act, staff: Staff) -> RefusedAct | None:
    """On the visit, the manager's part belongs to the agreed manager and the teller's part to the teller who joined
    (process.md step 4.7).
    """
    if isinstance(act, a.CheckInVisit | a.AddSitePhoto | a.ReportVisit | a.NoShow) and case.visit.manager != staff.id:
        return _barred(f"this visit belongs to {case.visit.manager}; have it reassigned first")
    remote = live_task(case, (TaskKind.VISIT_REMOTE,))
    if isinstance(act, a.JoinVisit) and remote and remote.assignee not in (None, staff.id):
        return _barred(f"this visit's remote part is in the hands of {remote.assignee}; have it reassigned first")
    if isinstance(act, a.RecordRemote) and case.visit.teller != staff.id:
        return _barred("join the visit first (`teller join`): only the teller who joined records the remote part")
    if isinstance(act, a.SignVisit) and staff.id not in (case.visit.manager, case.visit.teller):
        return _barred("only the visiting manager and the joined teller sign this visit")
    return None


_CHECKS: dict[type[a.Act], Callable[[Case, Any, Policy], RefusedAct | None]] = {
    a.Submit: _submit,
    a.Supplement: _supplement,
    a.ConfirmReadBack: _confirm_read_back,
    a.EnterFields: _enter_fields,
    a.Withdraw: _withdraw,
    a.BookCounter: _book_counter,
    a.DecideReview: _decide_review,
    a.AskPolice: _ask_police,
    a.RecordPoliceAnswer: _police_answer,
    a.DoubtAnswer: _doubt_answer,
    a.DecideRisk: _decide_risk,
    a.DecideRounds: _refusal_reason,
    a.DecideOutage: _refusal_reason,
    a.DecideOpening: _decide_opening,
    a.RaiseTier: _raise_tier,
    a.LowerTier: _lower_tier,
    a.ClearMatch: _clear_match,
    a.RaiseLimits: _raise_limits,
    a.ConfirmLimits: _confirm_limits,
    a.ConfirmRefusal: _confirm_refusal,
    a.ConfirmProof: _confirm_proof,
    a.WaiveVisit: _waive_visit,
    a.CheckInVisit: _check_in_visit,
    a.JoinVisit: _visit_open,
    a.NoShow: _visit_open,
    a.AddSitePhoto: _arrived,
    a.ReportVisit: _report_visit,
    a.RecordRemote: _arrived,
    a.SignVisit: _sign_visit,
    a.CheckInCounter: _check_in_counter,
    a.Tick: _tick,
    a.AllowCard: _allow_card,
    a.Activate: _activate,
    a.Mismatch: _mismatch,
    a.CorrectFiling: _correct_filing,
}


def _early(said: str) -> RefusedAct:
    return RefusedAct(why=Why.EARLY, said=said)


def _late(said: str) -> RefusedAct:
    return RefusedAct(why=Why.LATE, said=said)


def _wrong(said: str) -> RefusedAct:
    return RefusedAct(why=Why.WRONG, said=said)


def _barred(said: str) -> RefusedAct:
    return RefusedAct(why=Why.NOT_ENTITLED, said=said)
