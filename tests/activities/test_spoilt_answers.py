"""A damaged answer is never better than the truth: whatever of it is missing, empty or of another kind."""

import asyncio
import copy
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.check import Answered
from activities.failures import OutsideFailed, ServiceClosed
from activities.providers.check_system import PhoneOverHttp, RegistrationOverHttp, TaxOverHttp
from activities.providers.citizen import CitizenOverHttp
from activities.providers.http import OutsideClient
from activities.providers.lists import ListsOverHttp
from models.checks import (
    CitizenAsked,
    Dossier,
    ListsAsked,
    PhoneAsked,
    PhoneQuery,
    RegistrationAsked,
    RegistrationQuery,
    System,
    TaxAsked,
    TaxQuery,
)
from models.findings import Severity
from models.rules.plan import Questions
from models.rules.screening import findings
from tests.activities.outside import BASE, OutsideWorld
from tests.activities.questions import CHENGMING, CITIZEN, LISTS, PHONE, REQUEST, TAX
from tests.builders import NOW, policy

WORST_LAST = (Severity.INFO, Severity.FLAG, Severity.FIX, Severity.STOP, Severity.HARD)
WRONG: tuple[Any, ...] = (None, "", 0, -1, 1.5, True, [], {}, ["x"], {"x": 1})

REVOKED = RegistrationQuery(
    credit_code="93310199MA1K0F5A1Q",
    name="上海市示范区芦汀样例水产专业合作社",
    representative="陆样汀",
    representative_id="310199198008080022",
)
MOVED = RegistrationQuery(
    credit_code="91110199MA01TTT189",
    name="北京朔原样例商贸有限公司",
    representative="方试原",
    representative_id="310199198102020034",
)
LOST = RegistrationQuery(
    credit_code="91440399MA5ABCD19A",
    name="深圳澄屿样例电子有限公司",
    representative="黎拟屿",
    representative_id="310199198203030047",
)


def _phone(number: str, name: str, id_number: str) -> PhoneQuery:
    return PhoneQuery(phone=number, name=name, id_number=id_number, credit_code=CHENGMING.credit_code)


NAMESAKE = CHENGMING.model_copy(update={"representative_id": "310199199001010050"})
UNKNOWN = CHENGMING.model_copy(update={"credit_code": "91310199D2143569X7"})
TRUTHS: dict[str, tuple[System, Any, str]] = {
    "another person of that name": (System.REGISTRATION, NAMESAKE, "WLPI"),
    "unknown to the registry": (System.REGISTRATION, UNKNOWN, "NTFD"),
    "revoked": (System.REGISTRATION, REVOKED, "NOT_IN_BUSINESS"),
    "not reachable": (System.REGISTRATION, MOVED, "ABNORMAL_4"),
    "licence lost": (System.REGISTRATION, LOST, "LOST_LICENCE"),
    "another's phone": (System.PHONE, PHONE.model_copy(update={"id_number": "310199199001010050"}), "WIDN"),
    "a unit's phone": (System.PHONE, _phone("19900000021", "陆样汀", "310199198008080022"), "PHONE_OF_UNIT"),
    "suspended phone": (System.PHONE, _phone("19900000022", "方试原", "310199198102020034"), "PHONE_SUSPENDED"),
    "virtual phone": (System.PHONE, _phone("19900000023", "黎拟屿", "310199198203030047"), "PHONE_VIRTUAL"),
    "another firm at the tax office": (System.TAX, TAX.model_copy(update={"name": "别的样例有限公司"}), "NMCH"),
    "abnormal taxpayer": (
        System.TAX,
        TaxQuery(credit_code="9131019978901234XB", name="上海霁川样例建材有限公司"),
        "TAX_IMID",
    ),
    "another's number": (System.CITIZEN, CITIZEN.model_copy(update={"name": "范例平"}), "CITIZEN_NAME_MISMATCH"),
    "no such person": (
        System.CITIZEN,
        CITIZEN.model_copy(update={"number": "310199197506150164"}),
        "CITIZEN_NOT_FOUND",
    ),
    "on a mandatory list": (
        System.LISTS,
        LISTS.model_copy(update={"subjects": (LISTS.subjects[0].model_copy(update={"number": "91310199D2143569X7"}),)}),
        "LIST_MANDATORY",
    ),
}

ASK: dict[System, Callable[[OutsideClient, Any], Awaitable[Any]]] = {
    System.REGISTRATION: lambda client, query: RegistrationOverHttp(client, BASE).ask(query, REQUEST),
    System.PHONE: lambda client, query: PhoneOverHttp(client, BASE).ask(query, REQUEST),
    System.TAX: lambda client, query: TaxOverHttp(client, BASE).ask(query, REQUEST),
    System.CITIZEN: lambda client, query: CitizenOverHttp(client, BASE, "A").ask(query),
    System.LISTS: lambda client, query: ListsOverHttp(client, BASE).ask(query),
}
ASKED: dict[System, type[Any]] = {
    System.REGISTRATION: RegistrationAsked,
    System.PHONE: PhoneAsked,
    System.TAX: TaxAsked,
    System.CITIZEN: CitizenAsked,
    System.LISTS: ListsAsked,
}

Mutate = Callable[[Any], Any]


class Replaying(httpx.AsyncBaseTransport):
    """The world's true answer with this request's id, then damaged."""

    def __init__(self, answer: Any, mutate: Mutate) -> None:
        self._answer, self._mutate = answer, mutate

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = json.loads(await request.aread())
        told = self._mutate({**copy.deepcopy(self._answer), "request": asked["request"]})
        content = httpx.ByteStream(json.dumps(told).encode())
        return httpx.Response(200, headers={"content-type": "application/json"}, stream=content)


@cache
def true_answer(truth: str) -> Any:
    """What the world says, as JSON."""
    system, query, _ = TRUTHS[truth]

    async def ask() -> Any:
        with TemporaryDirectory() as state:
            async with OutsideWorld(Path(state)) as world:
                told = await ASK[system](world.client, query)
        return json.loads(told.raw)

    return asyncio.run(ask())


def codes(truth: str, mutate: Mutate) -> dict[str, Severity] | None:
    """The findings on the answer as it arrives, None when it is no answer."""
    system, query, _ = TRUTHS[truth]
    client = OutsideClient({"127.0.0.1"}, seconds=30, transport=Replaying(true_answer(truth), mutate))
    try:
        told = asyncio.run(_asked(client, system, query))
    except (OutsideFailed, ServiceClosed):
        return None
    if not isinstance(told, Answered):
        return None
    answered = {system.value: ASKED[system](at=NOW, query=query, answer=told.answer)}
    found = findings(Questions(**{system.value: query}), Dossier(**answered), date(2018, 3, 5), policy(), NOW)
    return {finding.code: finding.severity for finding in found if finding.code != "NOT_ASKED"}


async def _asked(client: OutsideClient, system: System, query: Any) -> Any:
    async with client:
        return await ASK[system](client, query)


def worst(found: dict[str, Severity]) -> int:
    return max((WORST_LAST.index(severity) for severity in found.values()), default=-1)


def places(answer: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all fields and entries, however deep."""
    inner = answer.items() if isinstance(answer, dict) else enumerate(answer) if isinstance(answer, list) else ()
    for name, value in inner:
        yield (*path, name)
        yield from places(value, (*path, name))


def wrong_for(value: Any, name: Any) -> list[Any]:
    """Values of other kinds, and empty ones. A lie of the right kind nobody can tell: that no statement of a lost
    licence exists, that a list is empty.
    """
    same_kind = [each for each in WRONG if type(each) is type(value) and each != ""]
    lies = [None] if name == "lost_licence" else []
    return [each for each in WRONG if not any(each is lie for lie in (*same_kind, *lies))]


@st.composite
def damages(draw: st.DrawFn, truth: str) -> Mutate:
    """One to three fields deleted, emptied or of another kind; an entry of a list is never just left out."""
    answer = true_answer(truth)
    chosen = draw(st.lists(st.sampled_from(sorted(places(answer), key=repr)), min_size=1, max_size=3))
    steps = []
    for path in chosen:
        value: Any = answer
        for part in path:
            value = value[part]
        delete = not isinstance(path[-1], int) and draw(st.booleans())
        steps.append((path, delete, None if delete else draw(st.sampled_from(wrong_for(value, path[-1])))))

    def mutate(told: Any) -> Any:
        for path, delete, value in steps:
            _damage(told, path, delete, value)
        return told

    return mutate


def _damage(told: Any, path: tuple[Any, ...], delete: bool, value: Any) -> None:
    for part in path[:-1]:
        if not isinstance(told, dict | list) or (isinstance(told, dict) and part not in told):
            return
        if isinstance(told, list) and not (isinstance(part, int) and part < len(told)):
            return
        told = told[part]
    if isinstance(told, dict) and delete:
        told.pop(path[-1], None)
    elif isinstance(told, dict) or (isinstance(told, list) and isinstance(path[-1], int) and path[-1] < len(told)):
        told[path[-1]] = value


@pytest.mark.parametrize("truth", TRUTHS)
def test_the_true_answer_has_its_finding(truth: str) -> None:
    found = codes(truth, lambda told: told)
    assert found is not None
    assert TRUTHS[truth][2] in found


@pytest.mark.parametrize("truth", TRUTHS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_answer_is_no_answer_or_no_better_than_the_truth(truth: str, data: st.DataObject) -> None:
    whole = codes(truth, lambda told: told)
    damaged = codes(truth, data.draw(damages(truth)))
    assert whole is not None
    assert damaged is None or worst(damaged) >= worst(whole)
