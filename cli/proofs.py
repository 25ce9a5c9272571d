"""`proof` for those who see further proofs: the picture goes into the evidence store, the act carries its reference."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import uploads
from cli.choices import Proof
from cli.common import act_of, receipt, run
from cli.options import NO, AsJson, Me, Number

if TYPE_CHECKING:
    from models.acts import Receipt
    from workers.bootstrap import Tools

Kind = Annotated[Proof, typer.Argument(metavar="PROOF", help="purpose, both_places, neighbours, funds or owner_chain.")]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE", help="Its photo or scan.")]
Note = Annotated[str, typer.Option(help="What kind of paper it is, without anybody's data 材料名称.")]


def add_proof(app: typer.Typer, group: str, staff: str) -> None:
    def proof(no: Number, kind: Kind, file: File, note: Note, me: Me = "", as_json: AsJson = False) -> None:
        """Confirm a further proof that the tier demands, with its picture 确认佐证材料."""
        receipt(run(lambda tools: _confirm(tools, no, me, kind, file, note)), as_json)

    example = f"Example: ekaihu {group} proof {NO} purpose contract.jpg --note 购销合同 --as {staff}"
    app.command("proof", epilog=example)(proof)


async def _confirm(tools: "Tools", no: str, me: str, kind: str, file: Path, note: str) -> "Receipt":
    from models.acts import ConfirmProof
    from models.papers import EvidenceKind

    await tools.front.show(no)
    seen = await uploads.paper(tools, no, file, EvidenceKind.PROOF)
    return await tools.front.act(no, act_of(ConfirmProof, me, proof=kind, seen=seen, note=note))
