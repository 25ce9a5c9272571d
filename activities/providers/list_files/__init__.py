"""Screening lists from files: XML of the UN and of OFAC (both forms), CSV, FollowTheMoney lines; a manifest says which
file is which list.

A list is loaded whole or refused: a bad record is counted and named by its number, and the file is not used unless its
row of the manifest says `skip_bad: true`.
"""

from activities.providers.list_files.folder import MANIFEST, ListFilesError, fingerprint, load_folder

__all__ = ["MANIFEST", "ListFilesError", "fingerprint", "load_folder"]
