"""For risk and anti-money-laundering officers (风险岗): escalated cases, extended reviews, refusals."""

import typer

from cli.decisions import add_confirm_refusal, add_decide
from cli.desk import add_desk
from cli.limits import add_confirm_limits
from cli.owners import add_owners
from cli.review_file import add_show
from cli.screen import add_clear
from cli.tier import add_lower

app = typer.Typer(no_args_is_help=True, help="The risk officer: continue, extend, refuse, confirm. 风险岗")
add_desk(app, "risk", ("RISK", "RISK_HEAD"), "inbox", "Risk reviews to do, the one due first ahead 待复审.", "E20421")
add_show(app, "risk", "E20421")
add_lower(app, "risk", "E20421")
add_owners(app, "risk", "E20421")
add_clear(app, "risk", "E20421")
add_decide(
    app,
    "risk",
    ("DecideRisk", "DecideOpening"),
    "Decide the open task: continue, extend or refuse a risk review; approve, extend or refuse an opening 风险决定.",
    "continue --clear WIDN --reason 已核实身份 --as E20421",
)
add_confirm_refusal(app, "risk", "E20421")
add_confirm_limits(app, "risk", "E20421")
