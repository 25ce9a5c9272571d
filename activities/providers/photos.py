"""The folder of staff photos that the directory's entries name."""

import asyncio
from pathlib import Path

from activities.providers.directory import StaffDirectory


class NoStaffPhoto(Exception):
    """The staff member has no photo, so a live face cannot be compared: operations must add one."""


class StaffPhotoFolder:
    def __init__(self, folder: Path, staff: StaffDirectory) -> None:
        self._folder = folder
        self._staff = staff

    async def photo(self, staff_id: str) -> bytes:
        """The photo's bytes; NoStaffPhoto when the directory names none or the file is missing."""
        staff = self._staff.find(staff_id)
        path = self._folder / staff.face if staff and staff.face else None
        if path is None or not path.is_file():
            raise NoStaffPhoto(
                f"there is no photo of {staff_id}; put one into the staff photo folder and name it in the directory"
            )
        return await asyncio.to_thread(path.read_bytes)
