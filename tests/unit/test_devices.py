"""What a device's kit reports, as it is said on the command line."""

import pytest
import typer

from cli.devices import device_report
from models.visit import NOT_REPORTED, DeviceReport


@pytest.mark.parametrize(("emulator", "remote_control"), [(False, False), (True, False), (False, True), (True, True)])
def test_a_device_that_was_asked_says_yes_or_no(*, emulator: bool, remote_control: bool) -> None:
    told = device_report(emulator=emulator, remote_control=remote_control, silent=False)
    assert told == DeviceReport(emulator=emulator, remote_control=remote_control)
    assert told.whole


def test_a_silent_device_has_said_nothing_and_nothing_good() -> None:
    told = device_report(emulator=False, remote_control=False, silent=True)
    assert told == NOT_REPORTED
    assert not told.whole
    assert not told.suspect


def test_a_silent_device_cannot_speak() -> None:
    with pytest.raises(typer.Exit):
        device_report(emulator=True, remote_control=False, silent=True)
