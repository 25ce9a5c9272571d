"""What the customer may know: stage, who acts next, what is asked; never hits, scores or suspicion (process.md 6)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from cli.tables import clock

if TYPE_CHECKING:
    from models.case import CaseView

IN_REVIEW = "IN_REVIEW"
"""The one name under which a customer sees every look that the bank takes by itself: no tipping off."""


def progress(view: "CaseView") -> dict[str, Any]:
    """The customer's view: `next` is you, bank or nobody; `due` only where the customer must act."""
    from models.people import Role
    from models.states import State

    state = State(view.state)
    quiet = state in (State.SUBMITTED, State.MACHINE_CHECK, State.CHECK_PENDING, State.PRE_REVIEW, State.RISK_REVIEW)
    yours = view.waiting_for == Role.CUSTOMER and not quiet
    return {
        "application": view.application,
        "state": IN_REVIEW if quiet else state.value,
        "state_zh": "审核中" if quiet else state.chinese,
        "next": "nobody" if state.terminal else "you" if yours else "bank",
        "due": view.due.isoformat() if yours and view.due else None,
        "asked": [{"paper": item.paper, "statement": item.statement, "zh": item.zh} for item in view.asked],
        "rounds": view.rounds,
        "account": view.account,
        "products": view.products,
        "withheld": list(view.withheld),
        "read_back": _read_back(view, quiet),
    }


def _read_back(view: "CaseView", quiet: bool) -> str | None:
    """`open` while the customer may still look at what was read, `confirmed` after that; None when there is none."""
    in_time = quiet or view.state == "SUPPLEMENT"
    if view.confirmed is None:
        return None
    return "confirmed" if view.confirmed else "open" if in_time else None


def print_progress(found: dict[str, Any]) -> None:
    whose = {"you": "请您办理 your turn", "bank": "银行处理中 the bank is working on it", "nobody": "已结束 ended"}
    print(f"{found['application']}  {found['state_zh']} {found['state']}  {whose[found['next']]}")
    if found["due"]:
        print(f"请于 {clock(datetime.fromisoformat(found['due']))} 前办理 due")
    for item in found["asked"]:
        print(f"· {item['zh']}")
    if found["read_back"] == "open":
        print(f"请核对识别结果 look at what was read: ekaihu customer readback {found['application']}")
    if found["account"]:
        print(f"账户 account {found['account']}")
    for line in (*product_lines(found["products"]), *found["withheld"]):
        print(f"· {line}")


def product_lines(products: dict[str, str]) -> list[str]:
    """How far each ordered product has come, in Chinese."""
    from models.products import ProductState, chinese

    return [f"{chinese(name)}：{ProductState(state).chinese}" for name, state in products.items()]
