"""Which items of the counter list a case needs."""

from typing import Any

import pytest

from models.account import CounterItem, CounterRecord
from models.findings import SupplementItem
from models.papers import PaperKind
from models.policy import Policy
from models.rules.counter_items import EVERY_CASE, needed, to_tick
from tests.builders import by_agent_case, case, policy


def accounts_with(**over: Any) -> Policy:
    old = policy().accounts
    assert old is not None
    return policy().model_copy(update={"accounts": old.model_copy(update=over)})


def test_a_representative_who_comes_in_person_has_the_eight_items_of_every_case() -> None:
    """A ninth would keep every case that is at the counter now from its activation: a new item needs a cause."""
    assert needed(case(), policy()) == EVERY_CASE
    assert len(EVERY_CASE) == 8


def test_nobody_is_asked_for_an_item_without_its_cause() -> None:
    with_cause = {CounterItem.TEMPORARY_CARD, CounterItem.AUTHORISATION_ORIGINAL, CounterItem.OLD_PERMIT}
    with_cause |= {CounterItem.LEFT_PAPERS}
    assert set(CounterItem) - set(needed(case(), policy())) == with_cause


def test_4_what_the_supplement_left_to_the_counter_is_seen_there_before_the_activation() -> None:
    item = SupplementItem(reason_code="CITIZEN_NOT_FOUND", paper=PaperKind.ID_FRONT, zh="请重拍", at_counter=True)
    found = case(left_to_counter=(item,), counter=CounterRecord(ticked=dict.fromkeys(EVERY_CASE, "E20404")))
    assert to_tick(found, policy()) == (CounterItem.LEFT_PAPERS,)


def test_where_an_agent_acts_the_original_of_the_letter_is_seen_at_the_counter() -> None:
    assert set(needed(by_agent_case(), policy())) - set(EVERY_CASE) == {CounterItem.AUTHORISATION_ORIGINAL}


def test_also_when_the_representative_comes_to_the_counter_for_an_agents_application() -> None:
    found = by_agent_case(counter=CounterRecord())
    assert CounterItem.AUTHORISATION_ORIGINAL in needed(found, policy())


@pytest.mark.parametrize("old", [policy().model_copy(update={"accounts": None}), accounts_with(letter_original=False)])
def test_a_case_from_before_these_items_goes_on_without_them(old: Policy) -> None:
    assert needed(by_agent_case(), old) == EVERY_CASE


def test_the_items_stand_in_the_order_of_the_list() -> None:
    for found in (case(), by_agent_case()):
        own = needed(found, policy())
        assert list(own) == [item for item in CounterItem if item in own]


def test_what_is_ticked_is_not_to_be_ticked_again() -> None:
    ticked = dict.fromkeys(EVERY_CASE, "E20406")
    assert to_tick(by_agent_case(counter=CounterRecord(ticked=ticked)), policy()) == (
        CounterItem.AUTHORISATION_ORIGINAL,
    )
