"""`ekaihu demo`: the living branch. Scripted people open accounts for six firms on the real parts, then a scorecard."""

import asyncio
import shutil
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import refuse
from cli.demo_board import Row, aside, board, print_scorecard, stage_times
from cli.dev import stop_signal
from cli.figures import typed_fields

if TYPE_CHECKING:
    from cli.demo_people import Branch, Media
    from samples.cast import Firm
    from workers.bootstrap import Tools
    from workers.devplan import DevPlan
    from workers.settings import Settings

Keep = Annotated[
    bool, typer.Option("--keep", help="Leave everything running afterwards, to look around in the Web UI.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the scorecard as one JSON document.")]


def demo_command(keep: Keep = False, as_json: Json = False) -> None:
    """Open accounts for six firms end to end with scripted people. 演示"""
    from activities.vision import VisionFailed
    from models.policy import PolicyError
    from workers.settings import SettingsError
    from workflows.client import Refusal

    try:
        good = asyncio.run(_demo(keep, as_json))
    except (SettingsError, PolicyError, Refusal, FileNotFoundError, VisionFailed) as error:
        refuse(str(error))
    if not good:
        raise typer.Exit(1)


async def _demo(keep: bool, as_json: bool) -> bool:
    from samples.cast import load_cast
    from workers.bootstrap import tools
    from workers.dev import branch

    settings, plan = _stage()
    media = await asyncio.to_thread(_media, settings)
    rows = [_row(firm) for firm in load_cast().firms]
    began = time.monotonic()
    async with branch(settings, plan, say=aside) as reached, tools(reached) as ours:
        with board(rows):
            await asyncio.gather(*(_play(row, ours, media, plan.sandbox_url) for row in rows))
        for row in rows:
            await _judge(row, ours)
        print_scorecard(rows, as_json, time.monotonic() - began)
        if keep:
            aside(f"Look around: EKAIHU_HOME={settings.home} ekaihu ops list; Ctrl-C stops everything.")
            await stop_signal().wait()
    return all(row.good for row in rows)


def _stage() -> "tuple[Settings, DevPlan]":
    """A home of its own, emptied at every start (the sandbox remembers accounts), and ports that are free."""
    from workers.devplan import read_plan
    from workers.logs import configure
    from workers.settings import ROOT, SettingsError, load_settings

    settings = load_settings(policy=ROOT / "policy" / "demo.yaml")
    home = (settings.home / "demo").resolve()
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    configure(as_json=settings.log_json, stream=(home / "demo.log").open("w"))
    plan = read_plan()
    try:
        plan.refuse_busy_ports()
    except SettingsError:
        plan = plan.on_free_ports()
    return settings.model_copy(update={"home": home}), plan


def _media(settings: "Settings") -> "Media":
    """Portraits onto the specimen cards, faces and recordings from the assets, site photos with their positions."""
    from cli.demo_people import Media
    from samples.cast import Paper, Point, load_cast
    from samples.faces import make_faces
    from samples.papers import paste_portrait
    from samples.site_photo import site_photo

    folder = settings.home / "media"
    make_faces(folder, settings.assets / "faces")
    settings.photos.mkdir(parents=True, exist_ok=True)
    shutil.copy(folder / "staff_photo.jpg", settings.photos / "staff.jpg")
    portrait = (folder / "lr_portrait.jpg").read_bytes()
    papers, photos = {}, {}
    for firm in load_cast().firms:
        front = folder / f"{firm.key}-id_front.png"
        front.write_bytes(paste_portrait(firm.picture(Paper.ID_FRONT).read_bytes(), portrait))
        papers[firm.key] = {
            "licence": firm.picture(Paper.LICENCE),
            "id_front": front,
            "id_back": firm.picture(Paper.ID_BACK),
        }
        elsewhere = Point(latitude=firm.point.latitude + 0.045, longitude=firm.point.longitude)  # five kilometres north
        for name, place in ((f"{firm.key}-site", firm.point), (firm.key, elsewhere)):
            photos[name] = folder / f"{name}.jpg"
            photos[name].write_bytes(site_photo(firm, taken_at=datetime.now(UTC), at=place))
    return Media(papers=papers, faces=folder, photos=photos)


def _row(firm: "Firm") -> Row:
    from cli.demo_stories import STORIES

    return Row(firm, STORIES[firm.scenario])


async def _play(row: Row, tools: "Tools", media: "Media", sandbox: str) -> None:
    """One firm's story; a story that does not come true is a problem on the scorecard, not the end of the others."""
    from cli.demo_people import Branch
    from workflows.client import Refusal

    def tell(doing: str) -> None:
        row.application, row.doing = people.number, doing

    people = Branch(tools, row.firm, media, tell)
    watch = asyncio.create_task(_watch(row, people))
    try:
        await row.story.play(people, sandbox)
        await tools.front.outcome(people.number)
    except (Refusal, TimeoutError) as error:
        row.problem = f"{row.doing}: {error}"
    finally:
        watch.cancel()
    row.doing = ""


async def _watch(row: Row, people: "Branch") -> None:
    from workflows.client import Refusal

    while True:
        with suppress(Refusal):
            if people.number:
                row.state = (await people.tools.front.show(people.number)).state
        await asyncio.sleep(1)


async def _judge(row: Row, tools: "Tools") -> None:
    """The outcome from the trail alone: end state, what had to be seen, times, and an unbroken chain."""
    events = [event for event, _ in await tools.ledger.events(row.application)]
    actions = {event["action"] for event in events}
    row.state = (await tools.front.show(row.application)).state
    broken = await tools.ledger.verify(row.application)
    unseen = row.story.shows - actions
    if not row.problem and row.state != row.story.state:
        row.problem = f"ended as {row.state}, expected {row.story.state}"
    if not row.problem and unseen:
        row.problem = f"never seen on the trail: {', '.join(sorted(unseen))}"
    row.problem = row.problem or broken or ""
    receipts = [event["detail"]["minutes"] for event in events if event["action"] == "COUNTER_RECEIPT"]
    row.score = {
        "firm": row.firm.key,
        "application": row.application,
        "story": row.story.title,
        "expected": row.story.state,
        "outcome": row.state,
        "stages": stage_times(events),
        "fields_typed": len(typed_fields(events)),
        "counter_minutes": receipts[0] if receipts else None,
        "events": len(events),
        "chain": "whole" if broken is None else broken,
        "as_expected": row.good,
        "problem": row.problem or None,
    }
