"""`ops screen` and the list matches of a file: what was found, how near, why, and who resolved it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import act_of, perform, refuse
from cli.options import NO, AsJson, Me, Number, Reason
from cli.tables import show

if TYPE_CHECKING:
    from models.case import Case

_HOW = "风险岗继续（continue）即核实排除须停止的命中；其他仅姓名相近的以 clear-match 逐条排除"
HEADINGS = ("名单 list", "条目 entry", "得分 score", "内容 text", "理由 reasons", "核实 resolved")


Source = Annotated[str, typer.Argument(metavar="LIST", help="The list, as `show` names it after its kind 名单.")]
Entry = Annotated[str, typer.Argument(metavar="ENTRY", help="The entry of that list 条目.")]


def add_clear(app: typer.Typer, group: str, staff: str) -> None:
    def clear_match(
        no: Number, source: Source, entry: Entry, me: Me = "", reason: Reason = "", as_json: AsJson = False
    ) -> None:
        """Say that an entry of a list is about somebody else 排除名单命中."""
        from models.acts import ClearMatch

        perform(no, act_of(ClearMatch, me, source=source, entry=entry, reason=reason), as_json)

    example = f"Example: ekaihu {group} clear-match {NO} sample S-0007 --reason 出生日期不同，另有其人 --as {staff}"
    app.command("clear-match", epilog=example)(clear_match)


def screened(name: str, number: str) -> dict[str, Any]:
    """The versions of the bank's own lists and every match of this name, the best first."""
    from activities.providers.list_files import ListFilesError
    from activities.providers.screening_lists import index_of
    from models.checks import Subject
    from models.policy import PolicyError
    from workers.settings import SettingsError, load_matching, load_settings

    if not name.strip():
        refuse("say whom to look for")
    try:
        settings = load_settings()
        index = index_of(settings.lists, load_matching(settings.policy))
    except (ListFilesError, PolicyError, SettingsError) as error:
        refuse(str(error))
    subject = Subject(name=name, number=number)
    hits = [found.hit(subject).model_dump(mode="json", exclude={"subject"}) for found in index.find(subject)]
    return {"versions": index.version, "matches": [_explained(hit) for hit in hits]}


def matches_of(case: "Case") -> list[dict[str, Any]]:
    """The list matches of a case as they were last answered, each with who resolved it, if anybody."""
    from models.rules.list_matches import resolution

    hits = case.dossier.lists.answer.hits if case.dossier.lists else ()
    return [
        {
            **_explained(hit.model_dump(mode="json")),
            "resolved": cleared.model_dump(mode="json", include={"by", "note", "at"}) if cleared else None,
        }
        for hit, cleared in ((hit, resolution(hit, case.cleared_matches)) for hit in hits)
    ]


def _explained(hit: dict[str, Any]) -> dict[str, Any]:
    from models.rules.match_words import explained

    zh, en = explained(tuple(hit["why"]))
    return {**hit, "zh": zh, "en": en}


def print_matches(found: dict[str, Any]) -> None:
    show(HEADINGS[:-1], (row[:-1] for row in rows(found["matches"])), f"名单 lists: {found['versions']}")


def print_resolutions(matches: list[dict[str, Any]]) -> None:
    show(HEADINGS, rows(matches), f"名单命中 list matches: {_HOW}")


def rows(matches: Iterable[dict[str, Any]]) -> list[tuple[object, ...]]:
    return [
        (
            f"{match['kind']} {match['source']}".strip(),
            match["entry"],
            "号码 number" if match["by_number"] else match["score"],
            match["text"],
            match["zh"],
            f"{match['resolved']['by']}：{match['resolved']['note']}" if match.get("resolved") else "",
        )
        for match in matches
    ]
