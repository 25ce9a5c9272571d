"""The staff directory, read from a YAML file: who works where in which roles, and which human an id means."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from models.people import Role, Staff

DEFAULT = Path(__file__).resolve().parents[2] / "policy" / "staff.yaml"

_STAFF_ID = re.compile(r"E\d{5}")
_NOBODYS = frozenset({Role.CUSTOMER, Role.SYSTEM})


class DirectoryError(ValueError):
    """The staff file cannot be used; the message says which entry and why."""


class StaffDirectory:
    """All staff by id."""

    def __init__(self, staff: list[Staff]) -> None:
        for entry in staff:
            _check(entry)
        twice = [staff_id for staff_id, times in Counter(entry.id for entry in staff).items() if times > 1]
        if twice:
            raise DirectoryError(f"{twice[0]} stands in the directory twice; give each entry an id of its own")
        self._staff = {entry.id: entry for entry in staff}

    @classmethod
    def read(cls, path: Path = DEFAULT) -> "StaffDirectory":
        """Read a file like policy/staff.yaml. Raises DirectoryError."""
        try:
            tree = yaml.safe_load(path.read_text("utf-8"))
        except (OSError, yaml.YAMLError) as error:
            raise DirectoryError(f"the staff file {path.name} cannot be read; put a right one there") from error
        entries = tree.get("staff") if isinstance(tree, dict) else None
        if not isinstance(entries, list) or not entries:
            raise DirectoryError(f"the staff file {path.name} needs a list named staff with at least one entry")
        return cls([_staff(place, entry) for place, entry in enumerate(entries, start=1)])

    def find(self, staff_id: str) -> Staff | None:
        """The entry of this id, or None."""
        return self._staff.get(staff_id)

    def with_role(self, role: Role, branch: str | None = None) -> list[Staff]:
        """Everybody who has the role (at the branch), in the order of the ids."""
        fits = [entry for entry in self._staff.values() if role in entry.roles and branch in (None, entry.branch)]
        return sorted(fits, key=lambda entry: entry.id)

    def everybody(self) -> list[Staff]:
        return sorted(self._staff.values(), key=lambda entry: entry.id)


def _staff(place: int, entry: Any) -> Staff:
    try:
        return Staff.model_validate(entry)
    except ValueError as error:
        raise DirectoryError(
            f"entry {place} of the staff file needs id, person, roles and branch, each as in the first"
        ) from error


def _check(entry: Staff) -> None:
    if not _STAFF_ID.fullmatch(entry.id):
        raise DirectoryError(f"{entry.id!r} is not a staff id; write E and five digits")
    if not entry.roles or entry.roles & _NOBODYS:
        raise DirectoryError(f"{entry.id} needs at least one role, and only roles that staff can have")
