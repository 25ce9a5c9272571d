"""The staff directory: the pilot's people, and what a staff file may not say."""

from pathlib import Path

import pytest

from activities.providers.directory import DirectoryError, StaffDirectory
from models.people import Role, Staff

GOOD = "{id: E20401, person: P1, roles: [AM], branch: '0300'}"


def read(tmp_path: Path, text: str) -> StaffDirectory:
    path = tmp_path / "staff.yaml"
    path.write_text(text, "utf-8")
    return StaffDirectory.read(path)


def test_every_role_of_the_bank_has_somebody_at_the_pilot_branch_or_the_head_office() -> None:
    directory = StaffDirectory.read()
    assert [role for role in Role if not directory.with_role(role)] == [Role.CUSTOMER, Role.SYSTEM]
    assert {entry.branch for entry in directory.everybody()} == {"0300", "0000"}


@pytest.mark.parametrize(
    ("role", "branch"),
    [
        (Role.ACCOUNT_MANAGER, "0300"),
        (Role.COUNTER_TELLER, "0300"),
        (Role.SUPERVISOR, "0300"),
        (Role.CLOUD_TELLER, "0000"),
        (Role.REVIEWER, "0000"),
        (Role.RISK, "0000"),
    ],
)
def test_the_roles_whose_work_needs_four_eyes_have_two_humans(role: Role, branch: str) -> None:
    assert len({entry.person for entry in StaffDirectory.read().with_role(role, branch)}) >= 2


def test_one_human_of_the_pilot_has_two_ids_with_different_roles() -> None:
    directory = StaffDirectory.read()
    old, new = directory.find("E20403"), directory.find("E20441")
    assert old is not None
    assert new is not None
    assert old.person == new.person
    assert not old.roles & new.roles


def test_every_account_manager_has_a_photo_to_be_compared_with() -> None:
    assert all(entry.face for entry in StaffDirectory.read().with_role(Role.ACCOUNT_MANAGER))


def test_an_id_is_found_exactly_or_not_at_all() -> None:
    directory = StaffDirectory.read()
    assert directory.find("E20417") == Staff(
        id="E20417", person="P5017", roles=frozenset({Role.REVIEWER}), branch="0000"
    )
    assert [directory.find(unknown) for unknown in ("E99999", "e20417", "", "E20417 ", "system", "customer")] == [
        None
    ] * 6


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "needs a list named staff"),
        ("staff: []", "at least one entry"),
        ("[unclosed", "cannot be read"),
        ("staff: [{id: E20401}]", "entry 1 of the staff file needs id, person, roles and branch"),
        (f"staff: [{GOOD}, {{id: E20402, person: P2, roles: [BOSS], branch: '0300'}}]", "entry 2"),
        (f"staff: [{GOOD}, {GOOD}]", "E20401 stands in the directory twice"),
        ("staff: [{id: Wang, person: P1, roles: [AM], branch: '0300'}]", "not a staff id"),
        ("staff: [{id: E20401, person: P1, roles: [], branch: '0300'}]", "needs at least one role"),
        ("staff: [{id: E20401, person: P1, roles: [AM, CUST], branch: '0300'}]", "only roles that staff can have"),
        ("staff: [{id: E20401, person: P1, roles: [SYSTEM], branch: '0300'}]", "only roles that staff can have"),
    ],
)
def test_a_staff_file_with_a_mistake_is_refused_whole(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DirectoryError, match=said):
        read(tmp_path, text)


def test_a_staff_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DirectoryError, match=r"nobody\.yaml cannot be read"):
        StaffDirectory.read(tmp_path / "nobody.yaml")
