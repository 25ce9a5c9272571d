"""Limits beyond the tier: the manager's wish on the firm's sealed paper, the others' word, and the chain."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import uploads
from cli.choices import Agreement
from cli.common import Refused, act_of, made, perform, receipt, run
from cli.file import note_reading
from cli.options import NO, SHANGHAI, AsJson, Me, Number, Reason
from cli.tables import show

if TYPE_CHECKING:
    from models.account import Limits
    from models.acts import Receipt
    from models.judgement import LimitsHeld, RaiseAsked
    from workers.bootstrap import Tools

Paper = Annotated[
    Path, typer.Option(exists=True, dir_okay=False, metavar="FILE", help="The firm's sealed paper 盖章申请.")
]
Start = Annotated[
    datetime | None,
    typer.Option(
        "--from", formats=["%Y-%m-%d"], metavar="DATE", help="From which day, else today.", show_default=False
    ),
]
Yuan = Annotated[int | None, typer.Option(min=0, metavar="YUAN", help="As it is if not named.", show_default=False)]
Count = Annotated[int | None, typer.Option(min=0, help="As it is if not named.", show_default=False)]
Word = Annotated[Agreement, typer.Argument(help="Your word on the raise 复核意见.")]
Seal = Annotated[bool, typer.Option("--seal-seen", help="You saw the firm's seal on the paper 已核对印章.")]

COLUMNS = {
    "single": "单笔 single",
    "per_day": "日累计 per day",
    "count_per_day": "日笔数 count/day",
    "per_month": "月累计 per month",
    "to_persons_per_day": "对个人日累计 to persons/day",
    "tokens": "U盾数 tokens",
}
_IN_CENTS = frozenset({"single", "per_day", "per_month", "to_persons_per_day"})


def add_raise_limits(app: typer.Typer) -> None:
    def raise_limits(
        no: Number,
        paper: Paper,
        me: Me = "",
        reason: Reason = "",
        starts: Start = None,
        single: Yuan = None,
        per_day: Yuan = None,
        count_per_day: Count = None,
        per_month: Yuan = None,
        to_persons_per_day: Yuan = None,
        tokens: Count = None,
        as_json: AsJson = False,
    ) -> None:
        """Ask for limits beyond the tier's; they count when others have agreed 申请调高限额."""
        wanted = _named(single, per_day, count_per_day, per_month, to_persons_per_day, tokens)
        fields = {"reason": reason, "starts": (starts or datetime.now(SHANGHAI)).date()}
        receipt(run(lambda tools: _ask(tools, no, me, paper, wanted, fields)), as_json)

    example = f"Example: ekaihu manager raise-limits {NO} --paper sealed.jpg --single 800000 --reason 月末集中付款"
    app.command("raise-limits", epilog=f"{example} --as E20401")(raise_limits)


def add_upgrade(app: typer.Typer) -> None:
    def upgrade(
        no: Number,
        paper: Paper,
        me: Me = "",
        reason: Reason = "",
        single: Yuan = None,
        per_day: Yuan = None,
        count_per_day: Count = None,
        per_month: Yuan = None,
        to_persons_per_day: Yuan = None,
        tokens: Count = None,
        as_json: AsJson = False,
    ) -> None:
        """Ask to lift a simplified account's lower limits after better due diligence 简易开户升级.

        To the tier's own row, or to less where a limit is named; it is done when others have agreed (`confirm-limits`).
        So are those of an account of elevated risk after its review, to what is named.
        """
        wanted = _named(single, per_day, count_per_day, per_month, to_persons_per_day, tokens)
        receipt(run(lambda tools: _upgrade(tools, no, me, paper, wanted, reason)), as_json)

    example = f"Example: ekaihu manager upgrade {NO} --paper diligence.pdf --reason 上门复查经营属实"
    app.command("upgrade", epilog=f"{example} --as E20401")(upgrade)


def add_confirm_limits(app: typer.Typer, group: str, staff: str) -> None:
    def confirm_limits(
        no: Number, word: Word, me: Me = "", seal_seen: Seal = False, reason: Reason = "", as_json: AsJson = False
    ) -> None:
        """Agree with limits beyond the tier's, or end the raise 限额调高复核."""
        from models.acts import ConfirmLimits

        perform(no, act_of(ConfirmLimits, me, decision=word, seal_seen=seal_seen, reason=reason), as_json)

    example = f"Example: ekaihu {group} confirm-limits {NO} agree --seal-seen --as {staff}"
    app.command("confirm-limits", epilog=example)(confirm_limits)


async def _ask(
    tools: "Tools", no: str, me: str, paper: Path, wanted: dict[str, int], fields: dict[str, Any]
) -> "Receipt":
    from models.acts import RaiseLimits
    from models.papers import EvidenceKind

    limits = await _with(tools, no, wanted)
    seen = await uploads.paper(tools, no, paper, EvidenceKind.PROOF)
    return await tools.front.act(no, act_of(RaiseLimits, me, limits=limits, paper=seen, **fields))


async def _upgrade(tools: "Tools", no: str, me: str, paper: Path, wanted: dict[str, int], reason: str) -> "Receipt":
    from models.account import Limits
    from models.acts import RaiseLimits
    from models.findings import Tier
    from models.papers import EvidenceKind

    await note_reading(tools, no, me, reason, "upgrade")
    tier = (await tools.front.show(no)).tier
    if tier is None:
        raise Refused(f"{no} has no tier, so there is nothing to upgrade")
    limits = made(Limits, **{**tools.policy.measures[Tier(tier)].limits.model_dump(), **wanted})
    seen = await uploads.paper(tools, no, paper, EvidenceKind.PROOF)
    today = datetime.now(SHANGHAI).date()
    act = act_of(RaiseLimits, me, limits=limits, starts=today, paper=seen, reason=reason)
    return await tools.front.upgrade(no, act, await tools.ledger.tasks(application=no, live=False))


async def _with(tools: "Tools", no: str, wanted: dict[str, int]) -> "Limits":
    """The tier's limits with the columns that were named."""
    from models.account import Limits

    held = (await tools.front.judgement(no, datetime.now(UTC))).limits
    if held is None:
        raise Refused(f"{no} has no tier yet, so it has no limits; come back after the opening decision")
    return made(Limits, **{**held.tier.model_dump(), **wanted})


def _named(
    single: int | None,
    per_day: int | None,
    count_per_day: int | None,
    per_month: int | None,
    to_persons_per_day: int | None,
    tokens: int | None,
) -> dict[str, int]:
    """The columns that were named, in cents."""
    columns = {
        "single": _cents(single),
        "per_day": _cents(per_day),
        "count_per_day": count_per_day,
        "per_month": _cents(per_month),
        "to_persons_per_day": _cents(to_persons_per_day),
        "tokens": tokens,
    }
    return {name: value for name, value in columns.items() if value is not None}


def _cents(yuan: int | None) -> int | None:
    return None if yuan is None else yuan * 100


def print_limits(held: "LimitsHeld | None") -> None:
    """What the tier gives, what the account has, how far a raise goes, and the raise asked for with its chain."""
    if held is None:
        return
    rows = [("等级 tier", held.tier), ("账户 account", held.account), ("最高可调至 farthest", held.farthest)]
    if held.raised:
        rows.append(("申请调高至 asked", held.raised.limits))
    show(("限额 CNY", *COLUMNS.values()), [(name, *_amounts(row)) for name, row in rows], "限额 limits (H11)")
    if held.raised:
        print(chain(held.raised))


def _amounts(row: "Limits | None") -> tuple[str, ...]:
    if row is None:
        return ("—",) * len(COLUMNS)
    return tuple(f"{getattr(row, name) / (100 if name in _IN_CENTS else 1):,.0f}" for name in COLUMNS)


def chain(raised: "RaiseAsked") -> str:
    """One sentence on the chain: who asked, who agreed, who is awaited, and whether it counts."""
    agreed = "、".join(raised.agreed) or "无"
    awaited = "、".join(role.chinese for role in raised.awaited) or "无"
    state = "已生效" if raised.counts else "未生效"
    return (
        f"限额调高审批链：{raised.maker}按{raised.tier}级申请，自{raised.starts}起；已同意：{agreed}；待复核：{awaited}；"
        f"{state}。"
    )
