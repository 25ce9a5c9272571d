"""Screening of accounts that are open: run once a day, it asks the lists about everybody whom they did not see yet."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import Refused, document, refuse, run
from cli.file import open_file
from cli.options import AsJson, Me
from cli.tables import show

if TYPE_CHECKING:
    from activities.living import Matched, Screened
    from models.audit import AuditActor
    from models.living import LivingAccount
    from models.policy import Living
    from workers.bootstrap import Tools

_WHY = "存续账户名单筛查"
_FORGOTTEN = frozenset({"UNKNOWN", "STANDS_STILL"})
"""Nobody can tell any more, or not before an engineer has mended it; anything else passes, and the run waits for it."""
HEADINGS = ("申请 application", "网点", "级别", "名单 list", "条目 entry", "相符 by", "应答 answer")


def add_living(app: typer.Typer) -> None:
    app.command("screen-accounts", epilog="Example: ekaihu ops screen-accounts --as E20421")(screen_accounts)


def screen_accounts(
    me: Me = "",
    every: Annotated[bool, typer.Option("--all", help="Also accounts that these lists were asked about 全部.")] = False,
    as_json: AsJson = False,
) -> None:
    """Screen opened accounts when a list changed; exit 1 while RISK has a match to settle 存续账户名单筛查."""
    found = run(lambda tools: _screened(tools, me, every))
    document(_told(found)) if as_json else _print(found)
    if not found.clean:
        refuse(
            f"{len(found.matched)} accounts with new matches, {len(found.unknown)} that nobody can screen,"
            f" {len(found.open)} with a match to settle; see `ekaihu ops duties`"
        )


async def _screened(tools: "Tools", me: str, every: bool) -> "Screened":
    from activities.failures import OutsideFailed, ServiceClosed
    from activities.living import ListsChanged, LivingAccounts
    from workers import bootstrap

    by, rules, now = _officer(tools, me), _rules(tools), datetime.now(UTC)

    async def recalled(no: str) -> "LivingAccount | None":
        return await _recalled(tools, no, me, now)

    async with bootstrap.lists_of(tools.settings) as lists:
        accounts = LivingAccounts(tools.ledger, tools.evidence, lists, rules, tools.policy.calendar)
        try:
            return await accounts.screen(by, recalled, now, every=every)
        except (OutsideFailed, ServiceClosed, ListsChanged) as error:
            raise Refused(f"not everybody was screened: {error}") from None


def _officer(tools: "Tools", me: str) -> "AuditActor":
    """Whoever starts it sees matches and stands for the run: an officer of RISK."""
    from models.audit import AuditActor
    from models.duties import DutyKind

    staff, closers = tools.staff.find(me), DutyKind.LIST_MATCH.closers
    roles = sorted(staff.roles & closers) if staff else []
    if staff is None or not roles:
        raise Refused(f"{me} may not screen accounts; ask somebody with the role {' or '.join(sorted(closers))}")
    return AuditActor(id=staff.id, role=roles[0], branch=staff.branch)


def _rules(tools: "Tools") -> "Living":
    if tools.policy.living is None:
        raise Refused("living: missing in the policy; take it over from policy/default.yaml, or name that as base")
    return tools.policy.living


async def _recalled(tools: "Tools", no: str, me: str, now: datetime) -> "LivingAccount | None":
    """From the file, which is read once in the life of an account and on the trail."""
    from models.rules.living import account_of
    from workflows.client import Refusal

    try:
        return account_of(await open_file(tools, no, me, _WHY, "living_account"), now)
    except Refusal as refusal:
        if refusal.code in _FORGOTTEN:
            return None
        raise


def _told(found: "Screened") -> dict[str, Any]:
    matches = [match for one in found.matched for match in _matches(one)]
    counts = {"lists": found.version, "accounts": found.accounts, "asked": found.asked}
    return {**counts, "matches": matches, "unknown": found.unknown, "open": found.open}


def _matches(matched: "Matched") -> list[dict[str, Any]]:
    """Each new match without a name: what the entry says is in the answer, which is read for a reason."""
    from models.rules.screening import match_severity

    known = {"application": matched.application, "branch": matched.branch, "answer": matched.answer.sha256}
    return [
        {**known, "severity": match_severity(hit).value}
        | {"kind": hit.kind.value, "source": hit.source, "entry": hit.entry, "by_number": hit.by_number}
        for hit in matched.hits
    ]


def _print(found: "Screened") -> None:
    told = _told(found)
    rows = [
        (
            *(match["application"], match["branch"], match["severity"]),
            *(f"{match['kind']} {match['source']}".strip(), match["entry"]),
            *("号码 number" if match["by_number"] else "姓名 name", match["answer"][:12]),
        )
        for match in told["matches"]
    ]
    print(f"存续账户 accounts {found.accounts}  已筛查 asked {found.asked}  名单 lists {found.version or '—'}")
    if rows:
        show(HEADINGS, rows, "新命中 new matches")
    if found.unknown:
        show(("无法筛查 cannot be screened",), [(no,) for no in found.unknown])
