"""`owners` for those who judge or confirm: who stands behind the firm as computed, as text or for a browser."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import Refused, document, run
from cli.file import open_file
from cli.options import NO, AsJson, Me, Number
from cli.tables import show

if TYPE_CHECKING:
    from models.owners import OwnersFound
    from workers.bootstrap import Tools

Why = Annotated[str, typer.Option("--why", help="Why you read it; goes on the trail 查阅理由.")]


def add_owners(app: typer.Typer, group: str, staff: str) -> None:
    def owners(
        no: Number,
        me: Me = "",
        mermaid: Annotated[bool, typer.Option("--mermaid", help="As a Mermaid flowchart, for a browser.")] = False,
        why: Why = "核实受益所有人 owners",
        as_json: AsJson = False,
    ) -> None:
        """The beneficial owners as computed, with chains and grounds; a person confirms them 受益所有人."""
        found = run(lambda tools: _found(tools, no, me, why))
        if as_json:
            document(found.model_dump(mode="json"))
        elif mermaid:
            print(found.mermaid)
        else:
            print_owners(found.model_dump(mode="json"))

    app.command("owners", epilog=f"Example: ekaihu {group} owners {NO} --as {staff}")(owners)


async def _found(tools: "Tools", no: str, me: str, why: str) -> "OwnersFound":
    found = (await open_file(tools, no, me, why, "owners")).owners
    if found is None:
        raise Refused(
            f"the owners behind {no} were not traced (yet); look with `ekaihu ops show {no}` what it waits for"
        )
    return found


def print_owners(found: dict[str, Any]) -> None:
    """Owners with grounds and chains, then the whole graph."""
    from models.owners import Ground

    rows = [
        (
            owner["name"],
            f"{float(owner['equity']):.2f}%",
            f"{float(owner['votes']):.2f}%",
            "、".join(Ground(ground).chinese for ground in owner["grounds"]),
            "\n".join(f"{float(path['percent']):.2f}% {' ← '.join(path['names'])}" for path in owner["paths"]),
        )
        for owner in found["owners"]
    ]
    whole = "完整 complete" if found["complete"] else f"未穿透 unknown {float(found['unknown']):.2f}%"
    title = f"受益所有人 owners ≥{found['threshold']}%  {whole}  {found['layers']} 层 layers"
    show(("姓名", "持股 equity", "表决 votes", "依据 ground", "股权链 chains"), rows, title)
    print("\n".join(found["tree"]))
