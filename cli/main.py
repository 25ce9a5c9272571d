"""The command line ``ekaihu``: one group for each who uses it.

Nothing heavy is imported here or in the modules below: commands import what they need when they run.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Annotated

import typer

from cli import counter, customer, manager, ops, reviewer, risk, supervisor, teller

app = typer.Typer(
    help="ekaihu (e开户): corporate account opening for a bank, one durable workflow per application. 企业开户",
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"]},
)

for name, group in (
    ("customer", customer.app),
    ("reviewer", reviewer.app),
    ("manager", manager.app),
    ("teller", teller.app),
    ("supervisor", supervisor.app),
    ("risk", risk.app),
    ("counter", counter.app),
    ("ops", ops.app),
):
    app.add_typer(group, name=name)

SINGLE = (
    ("dev", "cli.dev:dev_command", "ekaihu dev"),
    ("demo", "cli.demo:demo_command", "ekaihu demo"),
    ("worker", "cli.dev:worker_command", "ekaihu worker --queue ekaihu"),
    ("doctor", "cli.dev:doctor_command", "ekaihu doctor"),
    ("read", "cli.read:read_command", "ekaihu read licence.jpg --json"),
    ("compare-faces", "cli.faces:compare_faces_command", "ekaihu compare-faces id_front.jpg live.jpg --json"),
)
"""Commands of their own: name, where it lives, and the example of its help."""


def _mount(name: str, place: str, example: str) -> None:
    module, _, attribute = place.partition(":")
    found = getattr(import_module(module), attribute, None) if find_spec(module) else None
    if found is None:
        return
    told = "Example:" in (found.__doc__ or "")
    app.command(name, epilog=None if told else f"Example: {example}")(found)


for single in SINGLE:
    _mount(*single)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(version("ekaihu"))
        raise typer.Exit


@app.callback(epilog="Example: ekaihu customer status EK2026100800000001")
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """ekaihu (e开户): corporate account opening for a bank, one durable workflow per application. 企业开户"""
