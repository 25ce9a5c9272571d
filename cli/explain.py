"""Why a case is waiting, on whom, until when, and what happens then: a few plain sentences from its view alone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.tables import clock

if TYPE_CHECKING:
    from models.case import CaseView, TaskView

Said = tuple[str, str]
"""One sentence, Chinese and English."""


def explanation(view: "CaseView") -> list[Said]:
    """The sentences in the order to read them."""
    return [
        _where(view),
        *_on_whom(view),
        *_asked(view),
        *_doubts(view),
        *_held(view),
        *_risk(view),
        *_demands(view),
        _then(view),
    ]


def _where(view: "CaseView") -> Said:
    from models.states import State

    state = State(view.state)
    ended = state.terminal
    zh = f"申请{view.application}{'已结束' if ended else '目前'}：{state.chinese}（{state}）。"
    return zh, f"Application {view.application} {'has ended as' if ended else 'stands at'} {state}."


def _on_whom(view: "CaseView") -> Iterator[Said]:
    from models.people import Role

    for task in view.tasks:
        yield _task(task)
    if not view.tasks and view.waiting_for == Role.CUSTOMER:
        yield f"等待客户办理，期限{clock(view.due)}。", f"It waits for the customer until {clock(view.due)}."
    elif not view.tasks and view.waiting_for == Role.SYSTEM:
        yield ("系统正在处理，无需人工操作。", "The machine is at work on it; nobody has to do anything.")
    elif not view.tasks and view.waiting_for:
        yield (
            f"等待{view.waiting_for}，下次时点{clock(view.due)}。",
            f"It waits for {view.waiting_for}; the next step is at {clock(view.due)}.",
        )


def _task(task: "TaskView") -> Said:
    from models.people import Role
    from models.tasks import TaskKind

    kind, role = TaskKind(task.kind), Role(task.role)
    zh_who = f"{role.chinese}{task.assignee}" if task.assignee else f"{role.chinese}（尚未领取）"
    en_who = f"{task.assignee} ({role})" if task.assignee else f"any {role}, nobody has claimed it"
    level = (f"，已升级至{task.level}级", f", escalated to level {task.level}") if task.level else ("", "")
    return (
        f"等待{zh_who}完成{kind.chinese}，期限{clock(task.due)}{level[0]}。",
        f"It waits for {en_who} to do {kind}, due {clock(task.due)}{level[1]}.",
    )


def _asked(view: "CaseView") -> Iterator[Said]:
    if view.asked:
        names = ", ".join(str(item.paper or item.statement) for item in view.asked)
        yield (
            f"第{view.rounds}次补件，共{len(view.asked)}项：{names}。",
            f"Supplement round {view.rounds} asks for {len(view.asked)} item(s): {names}.",
        )


def _doubts(view: "CaseView") -> Iterator[Said]:
    grave = [finding for finding in view.findings if finding.severity in ("HARD", "STOP", "FIX")]
    if grave:
        codes = ", ".join(dict.fromkeys(finding.code for finding in grave))
        yield f"未决发现：{codes}。", f"Findings that stand: {codes}."


def _held(view: "CaseView") -> Iterator[Said]:
    """Why the case came back to whoever has it, and what can still be done (rules.md 11)."""
    from models.rules import mending

    yield from dict.fromkeys(mending.reason(finding) for finding in view.held)


def _risk(view: "CaseView") -> Iterator[Said]:
    """The score with what weighs most in it, and whatever raised the tier (risk.md 1: explainable in one sentence)."""
    score = view.score
    if score is None:
        return
    ruled = (f"（规则计算为{score.ruled}，由人员调整）", f" (set by a person; {score.ruled} by the rules)")
    by_hand = ruled if score.ruled else ("", "")
    yield (
        f"评分{score.points:.1f}分，等级{score.tier}{by_hand[0]}。",
        f"The score is {score.points:.1f} points, tier {score.tier}{by_hand[1]}.",
    )
    yield from ((each.zh, f"{each.en[:1].upper()}{each.en[1:]}") for each in score.raised)
    yield from ((each.zh, f"{each.en[:1].upper()}{each.en[1:]}") for each in score.factors if each.score >= _WEIGHTY)


_WEIGHTY = 4
"""From this score on a factor is told; all of them stand in the file (`show`)."""


def _demands(view: "CaseView") -> Iterator[Said]:
    """What the tier asks for before an account is opened (risk.md 4)."""
    from models.proofs import Proof

    if view.measures is None:
        return
    who = "、".join(role.chinese for role in view.measures.decides)
    yield (
        f"该等级须{view.measures.reviewers}名审核员审核，由{who}决定。",
        f"This tier takes {view.measures.reviewers} reviewer(s), and {' and '.join(view.measures.decides)} decide.",
    )
    if view.proofs:
        names = "、".join(Proof(proof).chinese for proof in view.proofs)
        yield f"尚缺证明：{names}。", f"Proofs that nobody has seen yet: {', '.join(view.proofs)}."


def _then(view: "CaseView") -> Said:
    """What happens when nobody comes (process.md 4, timers)."""
    from models.people import Role
    from models.states import State

    state = State(view.state)
    if state.terminal:
        return "无后续动作；如仍需开户须提交新申请。", "Nothing follows; another account needs a new application."
    if state is State.COUNTER_BOOKED:
        return (
            "逾期未到店则预约作废，可重新预约。",
            "A customer who comes too late loses the slot and can book another.",
        )
    if view.tasks:
        return _task_then(max(task.level for task in view.tasks))
    if view.waiting_for == Role.CUSTOMER:
        return "逾期未办则申请失效（EXPIRED）。", "When nothing comes by then, the application expires (EXPIRED)."
    return (
        "到时系统自动继续，失败则重试或转人工，不会自动通过。",
        "Then the system goes on by itself; a failure is retried or given to a person, never passed.",
    )


def _task_then(level: int) -> Said:
    if level >= 2:
        return (
            "已升级到最高级，将持续催办，最终无人处理则申请失效。",
            "It is at the top level: reminders repeat, and if nobody ever decides the application expires.",
        )
    return (
        f"逾期则升级至{level + 1}级并催办，不会自动通过。",
        f"When overdue it is escalated to level {level + 1} and reminded; it is never passed by itself.",
    )
