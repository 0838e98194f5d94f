"""Temporary files left by a killed run: deleted, except for what somebody saved in the moment of a write."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from vaultsync.edges.disk import Disk
from vaultsync.edges.files.batch import PART_SUFFIX, TEMP_PREFIX, TEMP_SUFFIX, content, fits, put_new
from vaultsync.edges.files.redo import digest
from vaultsync.edges.processwide import DISK


def sweep(root: Path) -> list[str]:
    """Delete the temporary files in the vault. The lock is held.

    What somebody had saved becomes a file of its own, named as sync tools name conflict copies. Returns the paths of
    these.
    """
    saved = []
    for folder, folders, files in os.walk(root):
        if ".git" in folders:
            folders.remove(".git")
        for name in files:
            if not name.startswith(TEMP_PREFIX) or not name.endswith((TEMP_SUFFIX, PART_SUFFIX)):
                continue
            place = os.path.join(folder, name)
            with suppress(OSError):
                held = held_alone(place)
                if held is None or name.endswith(PART_SUFFIX) or fits(name, held):
                    DISK.now.unlink(place)
                else:
                    saved.append(os.path.relpath(_keep(DISK.now, place), root).replace(os.sep, "/"))
    return saved


def held_alone(temporary: str) -> bytes | None:
    """What a temporary file holds; None if it does not exist, or is another name of a file in the vault.

    Raises OSError where it cannot be read: then it must not be deleted.
    """
    try:
        return content(temporary) if os.stat(temporary).st_nlink < 2 else None
    except FileNotFoundError:
        return None


def give_back(disk: Disk, temporary: str, place: Path, written: str) -> None:
    """Put what somebody saved back into its place, if that holds what was `written` over it (a digest).

    Otherwise put it beside that place.
    """
    now = _said(place)
    if now is None and put_new(disk, temporary, str(place)):
        with suppress(FileNotFoundError):
            disk.unlink(temporary)
    elif now is not None and digest(now) == written:
        disk.rename(temporary, str(place))
    else:
        _keep(disk, temporary, place)


def _said(place: Path) -> bytes | None:
    """What a file of the vault says; None for what is no file (a pipe would keep us waiting) or cannot be read."""
    try:
        return content(str(place)) if place.is_file() else None
    except OSError:
        return None


def _keep(disk: Disk, temporary: str, place: Path | None = None) -> str:
    """Name what somebody saved as sync tools name their copies, beside the file at `place`; the new path.

    That is the one that has what the temporary file was to put there, where it is not given.
    """
    folder, name = os.path.split(temporary)
    if place is None:
        beside = (Path(folder, other) for other in sorted(os.listdir(folder)) if not other.startswith(TEMP_PREFIX))
        place = next((one for one in beside if (held := _said(one)) is not None and fits(name, held)), None)
    at = datetime.fromtimestamp(os.stat(temporary).st_mtime).strftime("%Y%m%d-%H%M%S")
    stem, ending = (place.stem, place.suffix) if place is not None else ("Saved", ".md")
    for number in count():
        kept = os.path.join(folder, f"{stem}{f' {number}' if number else ''}.sync-conflict-{at}{ending}")
        if put_new(disk, temporary, kept):
            break
    with suppress(FileNotFoundError):
        disk.unlink(temporary)
    return kept
