"""Setting a tier by hand: any officer raises it, RISK lowers it by one for a while."""

from typing import Annotated

import typer

from cli.choices import Tier
from cli.common import act_of, perform
from cli.options import NO, AsJson, Me, Number, Reason, moment

To = Annotated[Tier, typer.Argument(metavar="TIER", help="The tier from now on, R4 … R1 目标等级.")]
End = Annotated[str, typer.Option("--until", metavar="TIME", parser=moment, help="When the lowering ends 有效期至.")]


def add_raise(app: typer.Typer, group: str, staff: str) -> None:
    def raise_tier(no: Number, tier: To, me: Me = "", reason: Reason = "", as_json: AsJson = False) -> None:
        """Raise the tier, with a reason 调高等级."""
        from models.acts import RaiseTier

        perform(no, act_of(RaiseTier, me, tier=tier, reason=reason), as_json)

    example = f"Example: ekaihu {group} raise-tier {NO} R2 --reason 现场情况存疑 --as {staff}"
    app.command("raise-tier", epilog=example)(raise_tier)


def add_lower(app: typer.Typer, group: str, staff: str) -> None:
    def lower_tier(no: Number, tier: To, until: End, me: Me = "", reason: Reason = "", as_json: AsJson = False) -> None:
        """Lower the tier by one step until a day, with a reason 调低等级."""
        from models.acts import LowerTier

        perform(no, act_of(LowerTier, me, tier=tier, until=until, reason=reason), as_json)

    example = f"Example: ekaihu {group} lower-tier {NO} R3 --until 2026-12-31T17:00 --reason 已核实 --as {staff}"
    app.command("lower-tier", epilog=example)(lower_tier)
