"""How a case looks to people who have no right to its papers."""

from models.case import Case, CaseView, TaskView
from models.policy import Policy
from models.rules import proofs
from models.rules.counter_items import to_tick
from models.rules.readback import is_confirmed, is_read
from models.rules.transitions import shown
from models.tasks import Task


def view_of(case: Case, policy: Policy) -> CaseView:
    """The view that `ops show` prints: no names, no numbers, the account by its last four digits."""
    return CaseView(
        application=case.application,
        state=shown(case.legs),
        tier=case.tier,
        waiting_for=case.waiting_for,
        due=case.due,
        tasks=tuple(_task(task) for task in case.tasks.values() if task.live),
        findings=tuple(case.findings),
        account=f"*{case.account.number[-4:]} {case.account.state}" if case.account else None,
        asked=case.asked,
        rounds=case.rounds,
        refusal=case.refusal.reason_code if case.refusal else None,
        counter_minutes=case.counter.minutes,
        confirmed=is_confirmed(case) if is_read(case) else None,
        proofs=proofs.missing(case, policy),
        to_tick=to_tick(case, policy),
        score=case.score,
        measures=policy.measures[case.tier] if case.tier else None,
        held=case.held,
        products=dict(case.account.contracts) if case.account else {},
        withheld=case.withheld,
    )


def _task(task: Task) -> TaskView:
    return TaskView(
        kind=task.kind, role=task.role, assignee=task.assignee, level=task.level, due=task.due, note=task.note
    )
