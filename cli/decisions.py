"""One verb `decide` for every decision of a role: the live task says which act it is, and its choices are checked."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from cli.choices import Agreement, TaskKind
from cli.common import Refused, act_of, misuse, perform, receipt, run
from cli.options import NO, AsJson, Me, Number, Reason, ReasonCode, Until

if TYPE_CHECKING:
    from models.acts import Reasoned, Receipt
    from models.case import CaseView
    from workers.bootstrap import Tools

Choice = Annotated[str, typer.Argument(metavar="DECISION", help="What you decide 决定.")]
Which = Annotated[
    TaskKind | None, typer.Option("--task", help="Which task, if several are open 任务.", show_default=False)
]
Word = Annotated[Agreement, typer.Argument(help="Your word on the refusal 复核意见.")]


def add_decide(app: typer.Typer, group: str, acts: tuple[str, ...], told: str, example: str) -> None:
    """Give `app` the verb decide for these acts of models.acts, by class name; `--clear` where one clears stops."""
    clears = typer.Option(
        metavar="CODE",
        help="A stop that you looked at and clear; once for each 已核实的拦截项.",
        show_default=False,
        hidden="DecideRisk" not in acts,
    )

    def decide(
        no: Number,
        decision: Choice,
        me: Me = "",
        task: Which = None,
        reason: Reason = "",
        reason_code: ReasonCode = None,
        until: Until = None,
        clear: Annotated[list[str] | None, clears] = None,
        as_json: AsJson = False,
    ) -> None:
        fields = {"decision": decision, "reason": reason, "reason_code": reason_code}
        receipt(run(lambda tools: _decided(tools, no, me, acts, task, fields, until, clear)), as_json)

    app.command("decide", help=told, epilog=f"Example: ekaihu {group} decide {NO} {example}")(decide)


def add_confirm_refusal(app: typer.Typer, group: str, staff: str) -> None:
    def confirm_refusal(no: Number, word: Word, me: Me = "", reason: Reason = "", as_json: AsJson = False) -> None:
        """Agree with a colleague's refusal, or send it back to them 拒绝复核."""
        from models.acts import ConfirmRefusal

        perform(no, act_of(ConfirmRefusal, me, decision=word, reason=reason), as_json)

    example = f"Example: ekaihu {group} confirm-refusal {NO} agree --as {staff}"
    app.command("confirm-refusal", epilog=example)(confirm_refusal)


async def _decided(
    tools: "Tools",
    no: str,
    me: str,
    acts: tuple[str, ...],
    task: str | None,
    fields: dict[str, str | None],
    until: datetime | None,
    clear: list[str] | None,
) -> "Receipt":
    kinds = deciding(acts)
    chosen = task or _live(await tools.front.show(no), kinds)
    if chosen not in kinds:
        misuse(f"--task: {chosen} is not decided here; choose from {', '.join(kinds)}")
    act = kinds[chosen]
    if fields["decision"] not in choices(act):
        misuse(f"DECISION: for the task {chosen} choose {', '.join(choices(act))}")
    given: dict[str, Any] = {**fields, "until": until} if until else {**fields}
    if "clears" in act.model_fields:
        given["clears"] = tuple(clear or ())
    elif clear:
        misuse(f"--clear: the task {chosen} clears no stops")
    if until and "until" not in act.model_fields:
        misuse(f"--until: the task {chosen} has no extended review")
    return await tools.front.act(no, act_of(act, me, **given))


def deciding(acts: tuple[str, ...]) -> "dict[str, type[Reasoned]]":
    """Task kind → the act that decides it."""
    from models import acts as known

    classes: list[type[Reasoned]] = [getattr(known, name) for name in acts]
    return {kind.value: act for act in classes for kind in act.answers}


def choices(act: "type[Reasoned]") -> tuple[str, ...]:
    """What this act can decide."""
    return get_args(act.model_fields["decision"].annotation)


def _live(view: "CaseView", kinds: "dict[str, type[Reasoned]]") -> str:
    live = sorted({task.kind for task in view.tasks} & set(kinds))
    if not live:
        raise Refused(f"{view.application} has nothing to decide here now; it stands at {view.state}")
    if len(live) > 1:
        raise Refused(f"{view.application} has several decisions open; name one with --task: {', '.join(live)}")
    return live[0]
