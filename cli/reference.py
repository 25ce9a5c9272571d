"""docs/cli.md, made from the commands themselves: ``python -m cli.reference`` writes it, a test proves it current."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import typer.main

from cli.main import app

FILE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"

HEAD = """# The command line

Made by `python -m cli.reference`; do not edit by hand.

Every command has `--help` with an example. `--json` prints one JSON document on stdout and nothing else there; messages
go to stderr. Exit codes: 0 done, 1 refused (one sentence on stderr), 2 wrong usage. Staff say who they are with
`--as STAFF` or `EKAIHU_STAFF`. Times without a zone are Shanghai's. Answers and reports can come from files: filled-in
examples are in [samples/forms](../samples/forms).
"""


def commands(command: Any, path: str = "ekaihu") -> Iterator[tuple[str, Any]]:
    """Every command that does something, with the words that call it, in the order of `--help`."""
    members = getattr(command, "commands", None)
    if members is None:
        yield path, command
        return
    for name, member in members.items():
        yield from commands(member, f"{path} {name}")


def reference() -> str:
    """The whole page."""
    root = typer.main.get_command(app)
    parts = [HEAD]
    for name, member in getattr(root, "commands", {}).items():
        parts.append(f"## {name}\n\n{_told(member)}\n" if hasattr(member, "commands") else "")
        parts += [_section(path, command) for path, command in commands(member, f"ekaihu {name}")]
    return "\n".join(part for part in parts if part)


def _section(path: str, command: Any) -> str:
    level = "##" if path.count(" ") == 1 else "###"
    example = command.epilog.removeprefix("Example: ") if command.epilog else None
    body = [f"{level} `{path}`", _told(command)]
    body += [f"```\n{example}\n```"] if example else []
    rows = [_row(parameter) for parameter in command.params if not getattr(parameter, "hidden", False)]
    rows = [row for row in rows if row]
    body += ["| parameter | | meaning |\n|---|---|---|\n" + "\n".join(rows)] if rows else []
    return "\n\n".join(body) + "\n"


def _told(command: Any) -> str:
    return " ".join((command.help or "").split())


def _row(parameter: Any) -> str:
    """One line of the table; `--help` itself is left out, every command has it."""
    if parameter.name == "help":
        return ""
    option = parameter.param_type_name == "option"
    names = [*parameter.opts, *parameter.secondary_opts] if option else [parameter.metavar or parameter.name.upper()]
    words = _choices(parameter.type_descriptor.annotation)
    needed = "required" if parameter.required else ""
    told = [getattr(parameter, "help", None) or "", f"One of {', '.join(words)}." if words else ""]
    return f"| {' '.join(f'`{name}`' for name in names)} | {needed} | {_cell(told)} |"


def _choices(annotation: Any) -> tuple[str, ...]:
    """The words of a Literal, also of an optional one."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next((found for part in get_args(annotation) if (found := _choices(part))), ())


def _cell(told: list[str]) -> str:
    return " ".join(part for part in told if part).replace("|", "\\|")


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(reference(), "utf-8")
