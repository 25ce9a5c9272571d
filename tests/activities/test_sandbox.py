"""The simulated world: it agrees with the cast, remembers over a restart, and fails on demand."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import prcoords
import pytest
import yaml

from activities.providers.core_bank import CoreBankOverHttp
from activities.providers.http import OutsideClient
from models.rules.datum import to_wgs84
from models.visit import Datum, Point
from samples.cast import CAST_FILE, Firm, Scenario, load_cast
from sandbox.app import SCENARIOS
from sandbox.make_scenario import scenario
from sandbox.systems.core import luhn
from tests.activities.orders import NUMBER, filing, reservation
from tests.activities.outside import OutsideWorld

FIRMS = load_cast().firms
ROOT = Path(__file__).parents[2]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[OutsideWorld]:
    async with OutsideWorld(tmp_path) as there:
        yield there


def registration(firm: Firm) -> dict[str, str]:
    person = firm.representative
    return {
        "request": "r",
        "credit_code": firm.credit_code,
        "name": firm.name,
        "representative": person.name,
        "representative_id": person.number,
    }


# ── the cast ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_scenario_file_is_the_one_that_the_cast_makes() -> None:
    made = scenario(yaml.safe_load(CAST_FILE.read_text("utf-8")))
    kept = yaml.safe_load((SCENARIOS / "cast.yaml").read_text("utf-8"))
    assert kept == made, "run: python -m sandbox.make_scenario samples/cast.yaml sandbox/scenarios/cast.yaml"


@pytest.mark.parametrize("firm", FIRMS, ids=lambda firm: firm.key)
async def test_the_world_knows_each_firm_of_the_cast_as_its_papers_say(world: OutsideWorld, firm: Firm) -> None:
    told = await world.call("POST", "/check/registration", registration(firm))
    if firm.scenario is Scenario.REGISTRY_MISMATCH:
        assert told["result"] == "WLPI"
        return
    assert told["result"] == "MCHD"
    facts = told["firm"]
    assert facts["address"] == firm.address
    assert facts["established"] == firm.established.isoformat()
    assert facts["type"] == firm.type
    assert facts["scope"] == firm.scope
    assert facts["authority"] == firm.authority


@pytest.mark.parametrize("firm", FIRMS, ids=lambda firm: firm.key)
async def test_the_world_knows_each_person_phone_and_tax_number_of_the_cast(world: OutsideWorld, firm: Firm) -> None:
    person = firm.representative
    citizen = {"request": "r", "number": person.number, "name": person.name}
    phone = {"request": "r", "phone": person.phone, "name": person.name, "id_type": "IC00"}
    numbers = {"id_number": person.number, "credit_code": firm.credit_code}
    tax = {"request": "r", "credit_code": firm.credit_code, "name": firm.name}
    assert (await world.call("POST", "/citizen/check", citizen))["code"] == "01"
    assert (await world.call("POST", "/check/phone", {**phone, **numbers}))["result"] == "MCHD"
    assert (await world.call("POST", "/check/tax", tax))["offices"][0]["state"] == "OPEN"


@pytest.mark.parametrize("firm", FIRMS, ids=lambda firm: firm.key)
async def test_the_map_knows_each_address_in_gcj_02_within_a_metre_of_the_cast(world: OutsideWorld, firm: Firm) -> None:
    told = await world.call("POST", "/maps/geocode", {"address": firm.address})
    assert told["datum"] == "GCJ-02"
    back = to_wgs84(Point(**told["point"], datum=Datum.GCJ02))
    assert (back.lat, back.lon) == pytest.approx((firm.point.latitude, firm.point.longitude), abs=1e-5)


def test_the_conversion_is_that_of_the_published_vectors() -> None:
    moved = prcoords.wgs_gcj((31.2304, 121.4737))
    assert tuple(moved) == pytest.approx((31.228458, 121.478223), abs=1e-6)


async def test_nobody_of_the_cast_is_on_a_list(world: OutsideWorld) -> None:
    subjects = [{"name": firm.name, "number": firm.credit_code} for firm in FIRMS]
    subjects += [{"name": firm.representative.name, "number": firm.representative.number} for firm in FIRMS]
    assert (await world.call("POST", "/lists/screen", {"request": "r", "subjects": subjects}))["hits"] == []


# ── memory ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_accounts_filings_messages_and_overrides_survive_a_restart(world: OutsideWorld, tmp_path: Path) -> None:
    message = {"message_id": "m-1", "application": "EK1", "phone": "19900000001", "template": "t", "text": "x"}
    await world.call("POST", "/core/accounts", reservation().model_dump())
    await world.call("POST", "/filing/filings", filing().model_dump(mode="json"))
    await world.call("POST", "/messages", message)
    await world.override("citizen", "310199199001010018", result="04")
    again = world.restart(tmp_path)
    assert [each["number"] for each in await again.call("GET", "/core/accounts")] == [NUMBER]
    assert len(await again.call("GET", "/filing/filings")) == len(await again.call("GET", "/messages")) == 1
    assert (await again.call("GET", "/scenario/citizen/310199199001010018"))["result"] == "04"
    second = await again.call("POST", "/core/accounts", reservation(application="EK2").model_dump())
    assert second["number"] != NUMBER
    await again.close()


async def test_forgetting_everything_never_gives_a_number_out_twice(world: OutsideWorld) -> None:
    await world.call("POST", "/core/accounts", reservation().model_dump())
    await world.call("DELETE", "/state")
    assert await world.call("GET", "/core/accounts") == []
    assert (await world.call("POST", "/core/accounts", reservation().model_dump()))["number"] != NUMBER


def test_the_world_as_a_process_keeps_an_account_over_kill_9(tmp_path: Path) -> None:
    """Takes a few seconds: two real server processes have to start."""
    with server(tmp_path) as (base, process):
        first = httpx.post(f"{base}/core/accounts", json=reservation().model_dump()).json()["number"]
        process.send_signal(signal.SIGKILL)
        process.wait()
    with server(tmp_path) as (base, _):
        assert httpx.post(f"{base}/core/accounts", json=reservation().model_dump()).json()["number"] == first


async def test_the_adapters_reach_the_world_over_a_real_network(tmp_path: Path) -> None:
    """Takes a second or two: a real server process has to start."""
    with server(tmp_path) as (base, _):
        async with OutsideClient({"127.0.0.1"}, seconds=5) as client:
            assert await CoreBankOverHttp(client, base).reserve(reservation()) == NUMBER


# ── faults ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_fault_can_be_for_the_next_calls_only(world: OutsideWorld) -> None:
    await world.fault("tax", "down", calls=2)
    asked = {"request": "r", "credit_code": FIRMS[0].credit_code, "name": FIRMS[0].name}
    statuses = [(await world.request("POST", "/check/tax", asked)).status_code for _ in range(3)]
    assert statuses == [503, 503, 200]
    assert await world.call("GET", "/faults") == {}


async def test_a_fault_can_be_about_one_firm_while_the_others_go_on(world: OutsideWorld) -> None:
    first, second = FIRMS[:2]
    await world.fault("registration", "closed", about=first.name)
    closed = await world.call("POST", "/check/registration", registration(first))
    assert closed == {"service": "DSBL", "processed": "PR09"}
    assert (await world.call("POST", "/check/registration", registration(second)))["result"] == "MCHD"


async def test_the_whole_check_system_can_fail_under_one_name(world: OutsideWorld) -> None:
    await world.fault("check", "closed")
    assert set(await world.call("GET", "/faults")) == {"registration", "phone", "tax", "feedback"}
    await world.fault("check", "ok")
    assert await world.call("GET", "/faults") == {}


async def test_healing_one_system_leaves_the_faults_of_others(world: OutsideWorld) -> None:
    await world.fault("tax", "down")
    await world.fault("phone", "garbage")
    await world.fault("tax", "ok")
    assert set(await world.call("GET", "/faults")) == {"phone"}
    assert await world.call("DELETE", "/faults") == {}


@pytest.mark.parametrize(("system", "source"), [("phone", "MIIT"), ("tax", "CSAT"), ("registration", "SAMR")])
async def test_the_service_state_names_the_closed_source(world: OutsideWorld, system: str, source: str) -> None:
    await world.fault(system, "closed")
    states = (await world.call("GET", "/check/service"))["states"]
    assert states == {name: "DSBL" if name == source else "ENBL" for name in ("MIIT", "CSAT", "SAMR")}


@pytest.mark.parametrize("body", [{}, {"mode": "tired"}, {"mode": "slow", "seconds": -1}, {"mode": "down", "calls": 0}])
async def test_a_fault_that_makes_no_sense_is_refused(world: OutsideWorld, body: dict[str, Any]) -> None:
    assert (await world.request("PUT", "/faults/tax", body)).status_code == 422


async def test_a_fault_of_an_unknown_system_is_refused(world: OutsideWorld) -> None:
    assert (await world.request("PUT", "/faults/weather", {"mode": "down"})).status_code == 422


async def test_looking_at_a_failing_system_from_outside_still_works(world: OutsideWorld) -> None:
    await world.fault("core_bank", "down")
    assert await world.call("GET", "/core/accounts") == []


# ── overrides ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("result", ["MCHD", "WCON", "WLPN", "WLPI", "NTFD"])
async def test_any_answer_of_the_registry_can_be_forced(world: OutsideWorld, result: str) -> None:
    await world.override("registration", FIRMS[0].credit_code, result=result)
    assert (await world.call("POST", "/check/registration", registration(FIRMS[0])))["result"] == result


async def test_an_override_can_be_taken_back(world: OutsideWorld) -> None:
    await world.override("registration", FIRMS[0].credit_code, state="注销")
    await world.call("DELETE", f"/scenario/registration/{FIRMS[0].credit_code}")
    told = await world.call("POST", "/check/registration", registration(FIRMS[0]))
    assert told["firm"]["state"].startswith("存续")


async def test_all_overrides_can_be_taken_back_at_once(world: OutsideWorld) -> None:
    await world.override("citizen", "310199199001010018", name="范例平")
    await world.override("address", "上海市示范区新路1号", lat=31.0, lon=121.0)
    await world.call("DELETE", "/scenario")
    assert (await world.request("GET", "/scenario/address/上海市示范区新路1号")).status_code == 404
    assert (await world.call("GET", "/scenario/citizen/310199199001010018"))["name"] == "范例安"


async def test_a_firm_can_become_unknown_and_a_new_one_known(world: OutsideWorld) -> None:
    known = await world.call("GET", f"/scenario/registration/{FIRMS[0].credit_code}")
    await world.override("registration", FIRMS[0].credit_code, forget=True)
    assert (await world.call("POST", "/check/registration", registration(FIRMS[0])))["result"] == "NTFD"
    await world.override("registration", "91310199D2143569X7", **known)
    new = {**registration(FIRMS[0]), "credit_code": "91310199D2143569X7"}
    assert (await world.call("POST", "/check/registration", new))["result"] == "MCHD"


@pytest.mark.parametrize("changes", [{"colour": "red"}, {"established": "yesterday"}])
async def test_an_override_that_makes_no_sense_is_refused_and_changes_nothing(
    world: OutsideWorld, changes: dict[str, str]
) -> None:
    path = f"/scenario/registration/{FIRMS[0].credit_code}"
    before = await world.call("GET", path)
    assert (await world.request("PUT", path, changes)).status_code == 422
    assert await world.call("GET", path) == before


# ── the page and the digits ─────────────────────────────────────────────────────────────────────────────────────────


async def test_the_docs_page_lists_every_endpoint_and_loads_nothing_from_elsewhere(world: OutsideWorld) -> None:
    page = (await world.request("GET", "/docs")).text
    for path in (await world.call("GET", "/openapi.json"))["paths"]:
        assert path in page
    assert "http" not in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("body", "check"), [("7992739871", "3"), ("0300010000000001", "0"), ("0300020000000001", "8"), ("0", "0")]
)
def test_the_check_digit_of_account_numbers_is_luhn(body: str, check: str) -> None:
    assert luhn(body) == check


@contextmanager
def server(state: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """`python -m sandbox` on a free port, with its base URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--state", str(state)]
    process = subprocess.Popen(command, cwd=ROOT)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_for(base, process)
        yield base, process
    finally:
        process.kill()
        process.wait()


def _wait_for(base: str, process: "subprocess.Popen[bytes]") -> None:
    transport = httpx.HTTPTransport(retries=0)
    with httpx.Client(transport=transport, timeout=1) as client:
        while process.poll() is None:
            try:
                client.get(f"{base}/health").raise_for_status()
            except httpx.HTTPError:
                _pause()
            else:
                return
    raise AssertionError("the sandbox ended before it answered")


def _pause() -> None:
    """A server process cannot be skipped forward: look again a moment later."""
    time.sleep(0.05)
