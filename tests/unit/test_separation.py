"""Separation of duties: one person, one pair of eyes."""

from itertools import permutations

import pytest

from models.case import Actor
from models.people import Role
from models.rules.separation import PAIRS, conflict, excluded, violations
from tests.builders import actors

AM, CBT, CR, VT, CT = (
    Role.ACCOUNT_MANAGER, Role.CLOUD_TELLER, Role.REVIEWER, Role.VIDEO_TELLER, Role.COUNTER_TELLER,
)  # fmt: skip
SUP, RISK, HEAD, BM = Role.SUPERVISOR, Role.RISK, Role.RISK_HEAD, Role.BRANCH_MANAGER


def did(role: Role, person: str = "P01", staff_id: str = "E20401") -> Actor:
    return Actor(role=role, id=staff_id, person=person)


@pytest.mark.parametrize(("first", "second"), [(AM, CBT), (AM, CR), (CBT, CR), (CT, CR), (RISK, AM), (RISK, CR)])
def test_each_pair_of_the_process_needs_two_people_whoever_comes_first(first: Role, second: Role) -> None:
    assert conflict(second, "P01", [did(first)])
    assert conflict(first, "P01", [did(second)])


@pytest.mark.parametrize("own", [AM, CBT, CR, VT, CT, RISK])
@pytest.mark.parametrize("authoriser", [SUP, HEAD, BM])
def test_who_authorises_never_authorises_an_own_step(authoriser: Role, own: Role) -> None:
    assert conflict(authoriser, "P01", [did(own)])
    assert conflict(own, "P01", [did(authoriser)])


@pytest.mark.parametrize(("one", "other"), list(permutations([SUP, HEAD, BM], 2)))
def test_two_authorising_roles_on_one_case_are_two_people(one: Role, other: Role) -> None:
    assert conflict(one, "P01", [did(other)])


@pytest.mark.parametrize(("one", "other"), [(CBT, VT), (CBT, CT), (VT, CT), (AM, VT), (AM, CT), (VT, CR)])
def test_pairs_that_no_rule_names_are_free(one: Role, other: Role) -> None:
    assert conflict(one, "P01", [did(other)]) is None
    assert frozenset({one, other}) not in PAIRS


def test_the_same_person_may_do_the_same_role_again() -> None:
    assert conflict(CR, "P01", [did(CR)]) is None


def test_another_person_is_free() -> None:
    assert conflict(CR, "P02", [did(AM, "P01")]) is None


def test_a_second_staff_id_of_the_same_human_does_not_help() -> None:
    assert conflict(CBT, "P01", [did(AM, "P01", "E20401")])
    assert excluded(CBT, [did(AM, "P01", "E20401"), did(VT, "P02", "E20499")]) == {"P01"}


def test_the_refusal_names_both_roles_and_what_to_do() -> None:
    said = conflict(CR, "P01", [did(AM), did(CBT)])
    assert said == (
        "separation of duties: this person already acted as AM and CBT on this application and may not act as CR;"
        " let a colleague take it"
    )


def test_excluded_lists_every_barred_person_and_nobody_else() -> None:
    assert excluded(CR, actors()) == {"P01", "P02", "P05", "P06"}
    assert excluded(CBT, actors()) == {"P01", "P03", "P05"}
    assert excluded(CR, []) == frozenset()


def test_a_clean_case_has_no_violations() -> None:
    assert violations(actors()) == ()


def test_every_conflict_among_the_actors_is_a_violation() -> None:
    assert len(violations(actors(reviewer="P01"))) == 2  # seen from the manager and from the reviewer
