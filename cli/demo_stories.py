"""The demo's six stories: what the people around each firm do, and how it has to end."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from cli.demo_people import OTHER_MANAGER, Branch
from models.states import State
from samples.cast import Scenario

_SHOWN_SECONDS = 4.0
"""How long the closed check system stays closed once the case waits for it: long enough to be seen waiting and asking
again.
"""


async def clean(branch: Branch, sandbox: str) -> None:
    """A clean firm: opened."""
    await branch.apply()
    await _from_review(branch)


async def blurred_supplement(branch: Branch, sandbox: str) -> None:
    """The back of the card is blurred: asked for once, sent, opened."""
    await branch.apply(id_back=branch.firm.blurred_id_back)
    await branch.ask_for_supplement()
    await branch.supplement(id_back=branch.paper("id_back"))
    await _from_review(branch)


async def registry_mismatch(branch: Branch, sandbox: str) -> None:
    """The registry knows the representative under another number (WLPI): refused by two people."""
    await branch.apply()
    await branch.refuse("RF01")


async def nobody_reviews(branch: Branch, sandbox: str) -> None:
    """Nobody takes the review: reminder, escalation, the supervisor reassigns, opened."""
    await branch.apply()
    await branch.rescue_review()
    await _after_review(branch)


async def check_system_closed(branch: Branch, sandbox: str) -> None:
    """The check system is closed for this firm: the case waits, resumes by itself, and is opened."""
    async with httpx.AsyncClient(base_url=sandbox, trust_env=False) as world:
        await world.put("/faults/check", json={"mode": "closed", "about": branch.firm.credit_code})
        await branch.apply()
        await branch.until(lambda view: view.state == State.CHECK_PENDING)
        await asyncio.sleep(_SHOWN_SECONDS)
        await world.put("/faults/check", json={"mode": "ok"})
    await _from_review(branch)


async def wrong_place_and_face(branch: Branch, sandbox: str) -> None:
    """Five kilometres off with another's face: the visit stops, the supervisor orders another visit by another
    manager.
    """
    await branch.apply()
    await branch.review()
    await asyncio.gather(_stopped_then_visited(branch), branch.interview())
    await _after_visit(branch)


async def _stopped_then_visited(branch: Branch) -> None:
    await branch.visit_elsewhere()
    await branch.order_another_visit()
    await branch.visit(OTHER_MANAGER)


async def _from_review(branch: Branch) -> None:
    await branch.review()
    await _after_review(branch)


async def _after_review(branch: Branch) -> None:
    await asyncio.gather(branch.visit(), branch.interview())
    await _after_visit(branch)


async def _after_visit(branch: Branch) -> None:
    await branch.decide()
    await branch.book_counter()
    await branch.counter()


@dataclass(frozen=True)
class Story:
    """`play` is what people do; the application has to end in `state`, and its trail has to show each action of
    `shows`.
    """

    play: Callable[[Branch, str], Awaitable[None]]
    title: str
    state: State
    shows: frozenset[str]


STORIES = {
    Scenario.CLEAN: Story(clean, "材料齐全 clean", State.ACTIVE, frozenset()),
    Scenario.BLURRED_SUPPLEMENT: Story(
        blurred_supplement,
        "影像模糊补件 blurred, supplemented",
        State.ACTIVE,
        frozenset({"SUPPLEMENT_REQUESTED", "SUPPLEMENT_RECEIVED"}),
    ),
    Scenario.REGISTRY_MISMATCH: Story(
        registry_mismatch, "登记证件号不符 WLPI", State.REFUSED, frozenset({"REFUSAL_PROPOSED", "REFUSED"})
    ),
    Scenario.NOBODY_REVIEWS: Story(
        nobody_reviews, "无人审核 nobody reviews", State.ACTIVE, frozenset({"TASK_REMINDED", "SLA_BREACHED"})
    ),
    Scenario.CHECK_SYSTEM_CLOSED: Story(
        check_system_closed, "核查系统关闭 check system closed", State.ACTIVE, frozenset({"CHECK_FAILED"})
    ),
    Scenario.WRONG_PLACE_AND_FACE: Story(
        wrong_place_and_face, "位置人脸不符 wrong place and face", State.ACTIVE, frozenset({"VISIT_ENDED"})
    ),
}
