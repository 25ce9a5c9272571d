"""For operations: lists, one case, why it waits, the trail, evidence, figures."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.choices import State
from cli.closing import add_closing
from cli.common import Refused, document, look, misuse, note, refuse, run
from cli.duties import add_duties
from cli.figures import figures
from cli.file import note_reading, write_private
from cli.listing import every_case
from cli.living import add_living
from cli.options import NO, SHANGHAI, AsJson, Number
from cli.patterns import add_patterns
from cli.policy import app as policy_app
from cli.progress import product_lines
from cli.tables import clock, notes, show

if TYPE_CHECKING:
    from activities.providers.ledger import CaseEntry
    from models.case import CaseView
    from models.papers import EvidenceRef
    from workers.bootstrap import Kept

app = typer.Typer(no_args_is_help=True, help="Operations: lists, one case, the trail, evidence, figures. 运维与督导")

app.add_typer(policy_app, name="policy")
add_closing(app)
add_duties(app)
add_living(app)
add_patterns(app)

HEADINGS = ("申请 application", "状态 state", "等级 tier", "等待 waiting for", "级 level", "时限 due", "更新 updated")


@app.command("list", epilog="Example: ekaihu ops list --state PRE_REVIEW --branch 0300")
def list_(
    state: Annotated[State | None, typer.Option(help="Only this state 状态.", show_default=False)] = None,
    branch: Annotated[str | None, typer.Option(help="Only this branch 网点.", show_default=False)] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """The applications, the last changed first 申请列表."""
    cases = look(lambda kept: kept.ledger.cases(state=state, branch=branch, limit=limit))
    if as_json:
        document([case.model_dump(mode="json") for case in cases])
        return
    rows = ((c.application, c.state, c.tier, c.waiting_for, c.level, clock(c.due), clock(c.updated)) for c in cases)
    show(HEADINGS, rows, f"{len(cases)} 笔申请 applications")


@app.command("show", epilog=f"Example: ekaihu ops show {NO} --json")
def show_(no: Number, as_json: AsJson = False) -> None:
    """One case without personal data: state, tasks, findings, account 查看申请."""
    view = run(lambda tools: tools.front.show(no))
    document(view.model_dump(mode="json")) if as_json else _print(view)


def _print(view: "CaseView") -> None:
    from models.states import State
    from models.tasks import TaskKind

    print(f"{view.application}  {State(view.state).chinese} {view.state}  等级 tier {view.tier or '—'}")
    print(f"等待 waiting for {view.waiting_for or '—'}  时限 due {clock(view.due)}  账户 account {view.account or '—'}")
    tasks = [(TaskKind(t.kind).chinese, t.kind, t.role, t.assignee, f"L{t.level}", clock(t.due)) for t in view.tasks]
    if tasks:
        show(("任务", "task", "角色 role", "经办 assignee", "级 level", "时限 due"), tasks)
        notes((TaskKind(t.kind).chinese, t.note) for t in view.tasks)
    findings = [(finding.severity, finding.code, finding.about, finding.zh) for finding in view.findings]
    if findings:
        show(("级别", "代码 code", "对象 about", "说明"), findings)
    for line in (*product_lines(view.products), *view.withheld):
        print(f"· {line}")


@app.command(epilog=f"Example: ekaihu ops explain {NO} --as E20417 --why 复核")
def explain(
    no: Number,
    me: Annotated[
        str,
        typer.Option(
            "--as", envvar="EKAIHU_STAFF", metavar="STAFF", help="Adds the cross-check matrix.", show_default=False
        ),
    ] = "",
    why: Annotated[str, typer.Option(help="Why you read it; goes on the trail 查阅理由.", show_default=False)] = "",
    as_json: AsJson = False,
) -> None:
    """Why it waits and what was judged: findings, score, tier, hard rules; for staff the matrix too 为什么在等."""
    from cli.explain import explanation
    from cli.judgement import judged, matrix_for, print_judgement

    if me and not why.strip():
        misuse("--as needs --why REASON: the matrix holds personal data")
    view, judgement = run(lambda tools: judged(tools, no))
    matrix = run(lambda tools: matrix_for(tools, no, me, why)) if me else None
    said = explanation(view)
    if as_json:
        document(
            {
                "application": no,
                "zh": [zh for zh, _ in said],
                "en": [en for _, en in said],
                "judgement": judgement.model_dump(mode="json"),
                "matrix": matrix,
            }
        )
        return
    print("".join(zh for zh, _ in said))
    print(" ".join(en for _, en in said))
    print_judgement(judgement, matrix)


@app.command(epilog=f"Example: ekaihu ops watch {NO}")
def watch(
    nos: Annotated[
        list[str] | None, typer.Argument(metavar="NO…", help="Only these; they end the watch when ended.")
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Print once and end.")] = False,
    as_json: AsJson = False,
) -> None:
    """A live table of applications, new every second 实时查看."""
    from cli.watch import watched

    look(lambda kept: watched(kept, list(nos or []), HEADINGS, once=once, as_json=as_json))


@app.command(epilog=f"Example: ekaihu ops wait {NO} --for ACTIVE --for REFUSED --timeout 120")
def wait(
    no: Number,
    states: Annotated[
        list[str], typer.Option("--for", metavar="STATE", help="Wait until it stands at one of these 等待状态.")
    ],
    timeout: Annotated[float, typer.Option(min=0, help="Seconds to wait at most.")] = 60.0,
    as_json: AsJson = False,
) -> None:
    """Wait until an application gets to a state; refused when the time is up 等待."""
    from models.states import State

    if unknown := set(states) - set(State):
        misuse(f"--for: there is no state {min(unknown)}; choose from {', '.join(State)}")
    limit = timedelta(seconds=timeout)
    view = run(lambda tools: tools.front.wait_until(no, lambda seen: seen.state in states, limit))
    document(view.model_dump(mode="json")) if as_json else print(f"{no}  {view.state}")


@app.command(epilog=f"Example: ekaihu ops audit {NO}")
def audit(no: Number, as_json: AsJson = False) -> None:
    """The trail, event by event 审计轨迹."""
    events = [event for event, _ in look(lambda kept: _events(kept, no))]
    if as_json:
        document(events)
        return
    show(
        ("序 seq", "时间 time", "人 actor", "动作 action", "变化 change", "对象 about", "原因 reason"),
        map(_cells, events),
    )


async def _events(kept: "Kept", no: str) -> list[tuple[dict[str, object], str]]:
    try:
        events = await kept.ledger.events(no)
    except ValueError:
        raise Refused(f"the trail of {no} holds something that is no event; see `ekaihu ops verify {no}`") from None
    if not events:
        raise Refused(f"nothing was recorded under {no}; check the number")
    return events


def _cells(event: dict[str, object]) -> tuple[object, ...]:
    actor = event["actor"]
    who = f"{actor['id']} {actor['role']}" if isinstance(actor, dict) else actor
    change = " → ".join(str(event[name]) for name in ("before", "after") if event.get(name))
    reason = " ".join(str(event[name]) for name in ("reason_code", "reason_text") if event.get(name))
    return (
        event["seq"],
        str(event["at"])[:23].replace("T", " "),
        who,
        event["action"],
        change,
        event.get("object"),
        reason,
    )


@app.command(epilog=f"Example: ekaihu ops verify {NO}")
def verify(no: Number, as_json: AsJson = False) -> None:
    """Whether the trail is whole, event by event; exit 1 when it is broken 校验轨迹."""
    broken = look(lambda kept: kept.ledger.verify(no))
    if as_json:
        document({"application": no, "whole": broken is None, "broken": broken})
    if broken:
        refuse(broken)
    if not as_json:
        print(f"{no}  轨迹完整 the trail is whole")


@app.command(epilog=f"Example: ekaihu ops evidence {NO} --fetch 3f2a --out licence.jpg --why 客户异议 --as E20417")
def evidence(
    no: Number,
    fetch: Annotated[str | None, typer.Option(metavar="SHA", help="Fetch this one; the first digits will do.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write it.", show_default=False)] = None,
    why: Annotated[str, typer.Option(help="Why you read it; goes on the trail 查阅理由.", show_default=False)] = "",
    me: Annotated[
        str, typer.Option("--as", envvar="EKAIHU_STAFF", metavar="STAFF", help="Needed to fetch.", show_default=False)
    ] = "",
    as_json: AsJson = False,
) -> None:
    """List what is kept as evidence, or fetch one object; every fetch goes on the trail 证据."""
    if fetch is not None:
        _fetched(no, fetch, out, why, me, as_json)
        return
    refs = look(lambda kept: kept.ledger.evidence(no))
    if as_json:
        document([ref.model_dump(mode="json") for ref in refs])
        return
    show(("sha256", "kind", "media type", "bytes"), ((r.sha256, r.kind, r.media_type, r.size) for r in refs))


def _fetched(no: str, sha: str, out: Path | None, why: str, me: str, as_json: bool) -> None:
    if out is None or not why.strip() or not me:
        misuse("--fetch needs --out FILE, --why REASON and --as STAFF")
    ref = look(lambda kept: _fetch(kept, no, sha, out, why, me))
    if as_json:
        document(
            {"sha256": ref.sha256, "kind": ref.kind, "media_type": ref.media_type, "size": ref.size, "file": str(out)}
        )
    else:
        note(f"{ref.kind} {ref.sha256[:12]}… was written to {out}; delete it when you are done")


async def _fetch(kept: "Kept", no: str, sha: str, out: Path, why: str, me: str) -> "EvidenceRef":
    """On the trail first, then the bytes, into a file for the owner's eyes alone."""
    found = [ref for ref in await kept.ledger.evidence(no) if ref.sha256.startswith(sha)]
    if len({ref.sha256 for ref in found}) != 1:
        raise Refused(
            f"{no} has {'no' if not found else 'more than one'} evidence {sha}; see `ekaihu ops evidence {no}`"
        )
    await note_reading(kept, no, me, why, found[0].sha256)
    write_private(out, await kept.evidence.fetch(no, found[0].sha256))
    return found[0]


@app.command(epilog="Example: ekaihu ops report --branch 0300")
def report(
    branch: Annotated[str | None, typer.Option(help="Only this branch 网点.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """Outcomes and key figures, from the audit events alone 指标报告."""
    from cli.report import print_figures

    found = figures(look(lambda kept: _trails(kept, branch)))
    document(found) if as_json else print_figures(found)


async def _trails(kept: "Kept", branch: str | None) -> list[list[dict[str, object]]]:
    cases = await every_case(kept, branch)
    return [[event for event, _ in await kept.ledger.events(case.application)] for case in cases]


@app.command(epilog="Example: ekaihu ops reviews --until 2026-12-31 --branch 0300")
def reviews(
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Due up to this day, else within 30 days 截止日.", show_default=False),
    ] = None,
    branch: Annotated[str | None, typer.Option(help="Only this branch 网点.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """The reviews of opened accounts that fall due, the earliest first 开户后复查."""
    from cli.reviews import HEADINGS as REVIEW_HEADINGS
    from cli.reviews import due_until

    end = until.date() if until else (datetime.now(SHANGHAI) + timedelta(days=30)).date()
    rows = due_until(look(lambda kept: _opened(kept, branch)), end)
    if as_json:
        document(rows)
        return
    cells = ([row[name] for name in ("due", "application", "tier", "branch", "review")] for row in rows)
    show(REVIEW_HEADINGS, cells, f"{len(rows)} 项 reviews")


async def _opened(kept: "Kept", branch: str | None) -> "list[tuple[CaseEntry, list[dict[str, object]]]]":
    from models.states import State

    cases = [case for case in await every_case(kept, branch, State.ACTIVE) if case.closed is None]
    return [(case, [event for event, _ in await kept.ledger.events(case.application)]) for case in cases]


@app.command(epilog="Example: ekaihu ops screen 上海诚明样例精密仪器有限公司 --number 91310199MA1K0A0T1Y")
def screen(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A firm or person, in characters or in pinyin 名称.")],
    number: Annotated[
        str, typer.Option(help="Identity number or credit code, matched exactly 证件号码.", show_default=False)
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Look for a name in the bank's own lists; each match with score and reasons 名单检索."""
    from cli.screen import print_matches, screened

    found = screened(name, number)
    document(found) if as_json else print_matches(found)


@app.command("open", epilog=f"Example: ekaihu ops open {NO}")
def open_(no: Number, as_json: AsJson = False) -> None:
    """The address of the case in Temporal's Web UI 网页地址."""
    from workers.connect import client_config
    from workers.settings import SettingsError, load_settings

    try:
        settings = load_settings()
        namespace = client_config(settings)["namespace"]
    except SettingsError as error:
        refuse(str(error))
    url = f"{settings.ui_url.rstrip('/')}/namespaces/{namespace}/workflows/{no}"
    document({"application": no, "url": url}) if as_json else print(url)
