"""`ops policy`: the bank's numbers with their reasons, whether a file may be used, and what changes between two."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import document, look, note, refuse
from cli.options import SHANGHAI, AsJson
from cli.tables import show as print_table

if TYPE_CHECKING:
    from models.policy import PolicyNumber
    from workers.bootstrap import Kept

app = typer.Typer(no_args_is_help=True, help="The bank's numbers: show, check, compare. 参数")

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE", help="A policy file.")]
HEADINGS = ("参数 number", "值 value", "单位 unit", "理由 reason", "来源 source")
PAGE = 500


@app.command(epilog="Example: ekaihu ops policy show scoring.weights")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A number, or what its name begins with.")] = "",
    file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Another file than the one in force.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The numbers in force with unit, reason and source 查看参数."""
    found = [number for number in _numbers(file) if _named(number.name, name)]
    if not found:
        refuse(f"no number is called {name}; see `ekaihu ops policy show`")
    if as_json:
        document([number.model_dump(mode="json") for number in found])
        return
    print_table(HEADINGS, ((n.name, _brief(n.value), n.unit, n.reason, n.source) for n in found))


@app.command(epilog="Example: ekaihu ops policy check policy/default.yaml")
def check(file: File, as_json: AsJson = False) -> None:
    """Whether a file may be used: every problem at once, exit 1 if there is one 检查参数."""
    wrong = _problems(file)
    if as_json:
        document({"file": file.name, "problems": wrong})
    for said in wrong:
        note(said)
    if wrong:
        raise typer.Exit(1)
    if not as_json:
        print(f"{file.name}  可以使用 may be used")


@app.command(epilog="Example: ekaihu ops policy diff policy/default.yaml next.yaml")
def diff(before: File, after: File, as_json: AsJson = False) -> None:
    """What changes between two files, why, and which running cases keep which version 比较参数."""
    old, new = _values(before), _values(after)
    changed = list(_changes(old, new))
    versions = [_version(file) for file in (before, after)]
    if changed and versions[0] == versions[1]:
        note(f"both files call themselves version {versions[0]}: give the changed one a version of its own")
    running = look(_running)
    if as_json:
        document({"before": versions[0], "after": versions[1], "changed": changed, "running": running})
        return
    print_table(
        ("参数 number", f"{versions[0]}", f"{versions[1]}", "理由 reason"),
        ((c["name"], _brief(c["before"]), _brief(c["after"]), c["reason"]) for c in changed),
        f"{len(changed)} 处变化 changed; 在途申请沿用各自版本 running cases keep their version",
    )
    print_table(("版本 version", "在途 running"), sorted(running.items()))


def _numbers(file: Path | None) -> "list[PolicyNumber]":
    from models.policy import PolicyError, numbers
    from workers.settings import load_settings, policy_tree

    try:
        return list(numbers(policy_tree(file or load_settings().policy)))
    except PolicyError as error:
        refuse(str(error))


def _problems(file: Path) -> list[str]:
    from models.policy import PolicyError
    from models.rules.policy_sense import outdated
    from workers.settings import examined_policy, policy_tree

    try:
        policy, wrong = examined_policy(policy_tree(file))
    except PolicyError as error:
        return [str(error)]
    return [*wrong, *(outdated(policy, datetime.now(SHANGHAI).date()) if policy else ())]


def _version(file: Path) -> str:
    from workers.settings import policy_tree

    return str(policy_tree(file).get("version", "?"))


def _values(file: Path) -> dict[str, tuple[Any, str]]:
    """Name → value and reason; a value of several numbers is taken apart, so that each change stands alone."""
    return {
        name: (value, number.reason) for number in _numbers(file) for name, value in _parts(number.name, number.value)
    }


def _parts(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, dict):
        yield name, value
        return
    for part, inner in value.items():
        yield from _parts(f"{name}.{part}", inner)


def _changes(old: dict[str, tuple[Any, str]], new: dict[str, tuple[Any, str]]) -> Iterator[dict[str, Any]]:
    for name in dict.fromkeys([*old, *new]):
        before, after = (side.get(name, (None, "")) for side in (old, new))
        if before[0] != after[0]:
            yield {"name": name, "before": before[0], "after": after[0], "reason": after[1]}


async def _running(kept: "Kept") -> dict[str, int]:
    """How many cases that have not ended keep each version."""
    versions: Counter[str] = Counter()
    seen, counted = 0, set()
    while page := await kept.ledger.cases(limit=PAGE, offset=seen):
        seen += len(page)
        for case in page:
            if case.ended is None and case.application not in counted:
                counted.add(case.application)
                events = await kept.ledger.events(case.application)
                versions[str(events[0][0].get("policy_version", "?")) if events else "?"] += 1
    return dict(versions)


def _named(name: str, wanted: str) -> bool:
    return not wanted or name == wanted or name.startswith(f"{wanted}.")


def _brief(value: Any) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{name} {_brief(inner)}" for name, inner in value.items())
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
