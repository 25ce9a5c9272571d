"""The reviews of opened accounts that fall due, from the trail alone."""

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HEADINGS = ("到期 due", "申请 application", "等级 tier", "网点 branch", "复查 review")


def due_until(opened: "Iterable[tuple[Any, list[dict[str, Any]]]]", end: date) -> list[dict[str, Any]]:
    """Every review due up to `end`, the earliest ahead; `opened` are cases (as listed) with their events."""
    rows = [row for case, events in opened for row in _of(case, events, end)]
    return sorted(rows, key=lambda row: (row["due"], row["application"]))


def _of(case: Any, events: list[dict[str, Any]], end: date) -> "Iterator[dict[str, Any]]":
    from models.after_opening import ReviewDuty
    from models.rules.after_opening import UPGRADE, until

    upgraded = any(event["action"] == "ACCOUNT_UPGRADED" for event in events)
    for event in events:
        if event["action"] == "REVIEW_PLANNED" and not (upgraded and event["object"] == UPGRADE):
            duty = ReviewDuty(name=str(event["object"]), **_detail(event))
            for on in until(duty, end):
                known = {"application": case.application, "tier": case.tier, "branch": case.branch}
                yield {"due": on.isoformat(), **known, "review": duty.name}


def _detail(event: dict[str, Any]) -> dict[str, Any]:
    detail = event["detail"]
    return {"due": date.fromisoformat(detail["due"]), "every_months": detail["every_months"]}
