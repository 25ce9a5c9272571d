"""For the account manager (客户经理): agree the visit, arrive, photograph, report, sign."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import uploads
from cli.choices import Conclusion, Datum
from cli.common import act_of, made, perform, receipt, run
from cli.desk import add_desk
from cli.devices import DeviceSilent, Emulator, RemoteControl, device_report
from cli.forms import filled, form
from cli.limits import add_raise_limits, add_upgrade
from cli.options import NO, AsJson, Me, Number, Reason, moment
from cli.owners import add_owners
from cli.proofs import add_proof

if TYPE_CHECKING:
    from models.acts import Receipt
    from models.papers import EvidenceRef
    from models.visit import PositionFix, VisitReport
    from workers.bootstrap import Tools

app = typer.Typer(no_args_is_help=True, help="The account manager: the visit on site. 客户经理")
add_desk(app, "manager", ("AM",), "visits", "Visits to agree or to make, the one due first ahead 我的尽调.", "E20401")
add_proof(app, "manager", "E20401")
add_owners(app, "manager", "E20401")
add_raise_limits(app)
add_upgrade(app)

File = Annotated[Path, typer.Option(exists=True, dir_okay=False, metavar="FILE")]
Lat = Annotated[float, typer.Option(min=-90, max=90, help="Latitude in degrees 纬度.")]
Lon = Annotated[float, typer.Option(min=-180, max=180, help="Longitude in degrees 经度.")]
Accuracy = Annotated[float, typer.Option(help="Accuracy of the fix in metres 精度.")]
Yes = Annotated[bool | None, typer.Option(show_default=False)]


@app.command(epilog=f"Example: ekaihu manager book {NO} --at 2026-10-09T14:00 --as E20401")
def book(
    no: Number,
    at: Annotated[datetime, typer.Option(parser=moment, metavar="TIME", help="The time agreed with the customer.")],
    me: Me = "",
    as_json: AsJson = False,
) -> None:
    """Record the time that was agreed with the customer 预约上门."""
    from models.acts import BookVisit

    perform(no, act_of(BookVisit, me, at=at), as_json)


@app.command(
    "check-in",
    epilog=f"Example: ekaihu manager check-in {NO} --lat 31.2304 --lon 121.4737 --accuracy 12 --face me.jpg",
)
def check_in(
    no: Number,
    lat: Lat,
    lon: Lon,
    accuracy: Accuracy,
    face: File,
    me: Me = "",
    datum: Annotated[Datum, typer.Option(help="Datum of the coordinates 坐标系.")] = "WGS-84",
    mock: Annotated[
        bool, typer.Option("--mock", help="The device says that the position is simulated 模拟定位.")
    ] = False,
    emulator: Emulator = False,
    remote_control: RemoteControl = False,
    device_silent: DeviceSilent = False,
    taken: Annotated[
        datetime | None, typer.Option(parser=moment, metavar="TIME", help="The device's time of the fix, else now.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Arrive at the premises: position and a live picture of your own face 到场签到."""
    from models.visit import PositionFix

    point = {"lat": lat, "lon": lon, "datum": datum}
    device = device_report(emulator=emulator, remote_control=remote_control, silent=device_silent)
    fix = made(PositionFix, point=point, accuracy=accuracy, mock=mock, taken=taken or datetime.now(UTC), device=device)
    receipt(run(lambda tools: _check_in(tools, no, me, fix, face)), as_json)


async def _check_in(tools: "Tools", no: str, me: str, fix: "PositionFix", face: Path) -> "Receipt":
    from models.acts import CheckInVisit

    live = await _live_face(tools, no, face)
    return await tools.front.act(no, act_of(CheckInVisit, me, fix=fix, live_face=live))


@app.command(epilog=f"Example: ekaihu manager photo {NO} door.jpg --as E20401")
def photo(
    no: Number,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE", help="The photo as it was taken.")
    ],
    me: Me = "",
    as_json: AsJson = False,
) -> None:
    """Add a photo of the premises; position and time come from its EXIF 现场照片."""
    receipt(run(lambda tools: _photo(tools, no, me, file)), as_json)


async def _photo(tools: "Tools", no: str, me: str, file: Path) -> "Receipt":
    from cli.exif import place_and_time
    from cli.looks import look_of
    from models.acts import AddSitePhoto
    from models.papers import EvidenceKind
    from models.visit import SitePhoto

    await tools.front.show(no)
    ref = await uploads.picture(tools, no, EvidenceKind.SITE_PHOTO, file)
    point, taken = place_and_time(file)
    photo = SitePhoto(ref=ref, point=point, taken=taken, look=look_of(file))
    return await tools.front.act(no, act_of(AddSitePhoto, me, photo=photo))


@app.command(
    epilog=f"Example: ekaihu manager report {NO} --report samples/forms/visit_report.yaml --face lr.jpg --as E20401"
)
def report(
    no: Number,
    face: File,
    me: Me = "",
    report: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, metavar="FILE", help="The report as YAML or JSON.")
    ] = None,
    address_used: Yes = None,
    consistent: Yes = None,
    owners_confirmed: Yes = None,
    local_senior: Annotated[
        str | None, typer.Option(help="Of a foreign company's branch: who runs it here 境内高管.", show_default=False)
    ] = None,
    staff_seen: Annotated[int | None, typer.Option(min=0, show_default=False)] = None,
    purpose: Annotated[str | None, typer.Option(show_default=False)] = None,
    sign: Annotated[list[str] | None, typer.Option("--abnormal", help="An abnormal sign; repeatable 异常迹象.")] = None,
    conclusion: Annotated[Conclusion | None, typer.Option(show_default=False)] = None,
    as_json: AsJson = False,
) -> None:
    """Write the report and take a live picture of the legal representative; flags lead over the file 尽调报告.

    Before you confirm the owners, see what was computed of them: `ekaihu manager owners NO`.
    """
    from models.visit import VisitReport

    fields = filled(
        form(report),
        address_really_used=address_used,
        consistent_with_business=consistent,
        owners_confirmed=owners_confirmed,
        local_senior=local_senior,
        staff_seen=staff_seen,
        purpose=purpose,
        abnormal_signs=sign,
        conclusion=conclusion,
    )
    written = made(VisitReport, **fields)
    receipt(run(lambda tools: _report(tools, no, me, written, face)), as_json)


async def _report(tools: "Tools", no: str, me: str, written: "VisitReport", face: Path) -> "Receipt":
    from models.acts import ReportVisit

    shown = await _live_face(tools, no, face)
    return await tools.front.act(no, act_of(ReportVisit, me, report=written, representative_face=shown))


@app.command(epilog=f"Example: ekaihu manager sign {NO} --as E20401")
def sign(no: Number, me: Me = "", as_json: AsJson = False) -> None:
    """Sign the visit's record 签署尽调."""
    from models.acts import SignVisit

    perform(no, act_of(SignVisit, me), as_json)


@app.command("no-show", epilog=f"Example: ekaihu manager no-show {NO} --reason 无人在场 --as E20401")
def no_show(no: Number, me: Me = "", reason: Reason = "", as_json: AsJson = False) -> None:
    """Nobody was there: back to scheduling 客户未到场."""
    from models.acts import NoShow

    perform(no, act_of(NoShow, me, reason=reason), as_json)


async def _live_face(tools: "Tools", no: str, face: Path) -> "EvidenceRef":
    from models.papers import EvidenceKind

    await tools.front.show(no)  # an unknown number keeps no evidence
    return await uploads.picture(tools, no, EvidenceKind.LIVE_FACE, face)
