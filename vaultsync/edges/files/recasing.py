"""Rename files by case alone, on file systems that ignore case."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

from vaultsync.edges.files.vault import safe_path, trouble
from vaultsync.edges.processwide import DISK


def recase(root: Path, old: str, new: str) -> bool:
    """Give a file and its folders names that differ from the old ones by case alone.

    Only where the file system takes both names for the same file; returns False elsewhere. Raises VaultError.
    """
    place = safe_path(root, new)
    try:
        if not os.path.lexists(place) or not os.path.samefile(safe_path(root, old), place):
            return False
        above = root
        for before, after in zip(old.split("/"), new.split("/"), strict=True):
            there = os.listdir(above)
            if before != after and before in {*there, *(unicodedata.normalize("NFC", name) for name in there)}:
                DISK.now.rename(str(above / before), str(above / after))
            above /= after
    except OSError as error:
        raise trouble(error, old, "written") from error
    return True
