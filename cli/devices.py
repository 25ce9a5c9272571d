"""What the kit on a field or customer's device reports of the device itself 设备环境."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import misuse

if TYPE_CHECKING:
    from models.visit import DeviceReport

Emulator = Annotated[bool, typer.Option("--emulator", help="The device says that it is an emulator 模拟器.")]
RemoteControl = Annotated[bool, typer.Option("--remote-control", help="The device is steered from afar 远程控制.")]
DeviceSilent = Annotated[bool, typer.Option("--device-silent", help="The device says neither of it 未报告设备环境.")]


def device_report(*, emulator: bool, remote_control: bool, silent: bool) -> "DeviceReport":
    """The report of the options: without any of them the device was asked and says no."""
    from models.visit import NOT_REPORTED, DeviceReport

    if not silent:
        return DeviceReport(emulator=emulator, remote_control=remote_control)
    if emulator or remote_control:
        misuse("--device-silent: a device that says nothing cannot say --emulator or --remote-control")
    return NOT_REPORTED
