"""The checks when the outside world fails, and what an activity makes of answers and failures."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.check import CheckActivities
from activities.failures import OutsideFailed, ServiceClosed
from activities.providers.check_system import PhoneOverHttp, RegistrationOverHttp, TaxOverHttp
from activities.providers.citizen import CitizenOverHttp
from activities.providers.lists import ListsOverHttp
from models.checks import Accepted, TaxCode
from models.papers import EvidenceKind, EvidenceRef
from models.requests import AskCitizen, AskLists, AskPhone, AskRegistration, AskTax
from tests.activities.outside import BASE, FAULTS, OutsideWorld
from tests.activities.questions import APPLICATION, CHENGMING, CITIZEN, LISTS, PERSONAL, PHONE, QUESTIONS, TAX, told


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[OutsideWorld]:
    async with OutsideWorld(tmp_path) as there:
        yield there


# ── failures ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("system", QUESTIONS)
async def test_a_healthy_system_answers_with_the_raw_bytes_beside(world: OutsideWorld, system: str) -> None:
    assert (await QUESTIONS[system](world)).raw.startswith(b"{")


@pytest.mark.parametrize("mode", FAULTS)
@pytest.mark.parametrize("system", QUESTIONS)
async def test_a_failing_system_is_a_failure_and_never_an_answer(world: OutsideWorld, system: str, mode: str) -> None:
    """Slow systems take a hasty client's 0.3 s."""
    await world.fault(system, mode)
    with pytest.raises(OutsideFailed) as failure:
        await QUESTIONS[system](world)
    assert failure.value.system == system
    assert not any(word in str(failure.value) for word in PERSONAL)


@pytest.mark.parametrize("system", QUESTIONS)
async def test_a_system_that_says_it_is_closed_is_closed_and_not_broken(world: OutsideWorld, system: str) -> None:
    await world.fault(system, "closed")
    with pytest.raises(ServiceClosed) as closed:
        await QUESTIONS[system](world)
    assert closed.value.system == system


async def test_an_answer_to_another_question_is_a_failure(world: OutsideWorld) -> None:
    with pytest.raises(OutsideFailed, match="another question"):
        await told(PhoneOverHttp(world.twisted("request", "an old one"), BASE), PHONE)


async def test_one_failing_system_leaves_the_others_alone(world: OutsideWorld) -> None:
    await world.fault("registration", "down")
    assert (await QUESTIONS["tax"](world)).answer.code is TaxCode.MATCHED


# ── the activities ──────────────────────────────────────────────────────────────────────────────────────────────────


class RememberedEvidence:
    """Keeps what was stored."""

    def __init__(self) -> None:
        self.stored: list[tuple[str, EvidenceKind, str, bytes]] = []

    async def store(self, application: str, kind: EvidenceKind, media_type: str, data: bytes) -> EvidenceRef:
        self.stored.append((application, kind, media_type, data))
        return EvidenceRef(sha256="a" * 64, kind=kind, media_type=media_type, size=len(data))


def activities(world: OutsideWorld, evidence: RememberedEvidence) -> CheckActivities:
    client = world.client
    return CheckActivities(
        RegistrationOverHttp(client, BASE),
        PhoneOverHttp(client, BASE),
        TaxOverHttp(client, BASE),
        CitizenOverHttp(client, BASE, "A"),
        ListsOverHttp(client, BASE),
        evidence,
    )


async def test_every_answer_is_kept_as_evidence_with_question_time_and_reference(world: OutsideWorld) -> None:
    evidence, run = RememberedEvidence(), ActivityEnvironment().run
    checks = activities(world, evidence)
    before = datetime.now(UTC)
    asked = [
        await run(checks.check_registration, AskRegistration(application=APPLICATION, query=CHENGMING)),
        await run(checks.check_phone, AskPhone(application=APPLICATION, query=PHONE)),
        await run(checks.check_tax, AskTax(application=APPLICATION, query=TAX)),
        await run(checks.check_citizen, AskCitizen(application=APPLICATION, query=CITIZEN)),
        await run(checks.screen_lists, AskLists(application=APPLICATION, query=LISTS)),
    ]
    assert not [one for one in asked if isinstance(one, Accepted)]
    answered: list[Any] = list(asked)
    assert [one.query for one in answered] == [CHENGMING, PHONE, TAX, CITIZEN, LISTS]
    assert all(before <= one.at <= datetime.now(UTC) and one.raw is not None for one in answered)
    assert {kept[:3] for kept in evidence.stored} == {(APPLICATION, EvidenceKind.OUTSIDE_ANSWER, "application/json")}
    assert len(evidence.stored) == len(asked)


@pytest.mark.parametrize(
    ("mode", "kind", "final"), [("closed", "SERVICE_CLOSED", True), ("garbage", "OUTSIDE_FAILED", False)]
)
async def test_a_closed_service_is_not_retried_by_temporal_and_a_failing_one_is(
    world: OutsideWorld, mode: str, kind: str, final: bool
) -> None:
    evidence = RememberedEvidence()
    await world.fault("registration", mode)
    with pytest.raises(ApplicationError) as error:
        await ActivityEnvironment().run(
            activities(world, evidence).check_registration, AskRegistration(application=APPLICATION, query=CHENGMING)
        )
    assert (error.value.type, error.value.non_retryable, error.value.details) == (kind, final, ("registration",))
    assert evidence.stored == []
