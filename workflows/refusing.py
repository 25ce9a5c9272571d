"""Refusing takes two people: the decider with a reason code, and a second from RISK or supervision (process.md 4)."""

from temporalio import workflow

from workflows.human_task import Desk
from workflows.office import Office

with workflow.unsafe.imports_passed_through():
    from models.acts import ConfirmRefusal, Reasoned
    from models.case import Refusal
    from models.endings import Refused
    from models.people import Role
    from models.tasks import TaskKind


async def refuse(office: Office, desk: Desk, act: Reasoned) -> None:
    """Get the second person's word: raises Refused when they agree, returns when they do not."""
    decider = next((actor for actor in reversed(office.case.actors) if actor.id == act.by), None)
    second = Role.SUPERVISOR if decider is None or decider.role is not Role.SUPERVISOR else Role.RISK
    excluded = frozenset({decider.person}) if decider else frozenset()
    reason = act.reason_code or ""
    office.record("REFUSAL_PROPOSED", reason_code=reason)
    answer = await desk.decide(TaskKind.REFUSAL, second, ConfirmRefusal, note=reason, excluded=excluded)
    if answer.decision == "agree":
        office.case.refusal = Refusal(reason_code=reason, reason=act.reason, by=act.by, second=answer.by)
        office.record("REFUSED", reason_code=reason, detail={"by": act.by, "second": answer.by})
        raise Refused(reason)
