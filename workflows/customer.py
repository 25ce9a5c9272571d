"""Waiting for the customer: reminders, then expiry."""

from collections.abc import Callable
from datetime import datetime

from temporalio import workflow

from workflows.office import Office
from workflows.waiting import climb

with workflow.unsafe.imports_passed_through():
    from models.audit import stamp
    from models.durations import Span
    from models.endings import Expired
    from models.people import Role
    from models.rules.calendar import due
    from models.rules.ladder import Deed, Rung, customer_rungs


async def customer_acts(
    office: Office,
    met: Callable[[], bool],
    *,
    within: Span,
    since: datetime | None = None,
    remind: tuple[Span, ...] = (),
    reminder: str | None = None,
) -> None:
    """Wait until the customer has acted; remind with the text `reminder`, raise Expired when the time is up."""
    start = since or office.now()
    calendar = office.policy.calendar
    end = due(start, within, calendar)
    if end <= office.now() and not met():  # a wait that is taken up again may be over already
        raise Expired("EX01")
    office.waiting(Role.CUSTOMER, end)

    def step(rung: Rung) -> None:
        if rung.deed is Deed.EXPIRE:
            raise Expired("EX01")
        office.record("CUSTOMER_REMINDED")
        if reminder:
            office.tell(reminder, due=stamp(end)[:16].replace("T", " "))

    await climb(
        lambda: customer_rungs(start, remind, within, calendar), met, step, start=office.now(), what="客户 customer"
    )
    office.waited()
