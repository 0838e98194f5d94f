"""Notes whose file exists but is empty: treated as deleted, so that their marks are kept all the same."""

from __future__ import annotations

import os

from vaultsync.edges.files import vault
from vaultsync.errors import VaultError
from vaultsync.usecases.opened.reading import VaultNotes, node_id

_BLANK = 64  # bytes that a file without any word may have at most: a byte-order mark, ends of lines


def emptied(reading: VaultNotes) -> dict[str, str]:
    """The paths of empty notes by note id: files at the known path of a note, without a word in them."""
    return {
        id_: path
        for name, state in reading.states.items()
        for node, path in state.paths.items()
        if (id_ := node_id(name, node)) not in reading.notes and node in state.bases and is_blank(reading, path)
    }


def is_blank(reading: VaultNotes, path: str) -> bool:
    """Whether a file exists and holds nothing but white space."""
    try:
        if os.lstat(reading.root / path).st_size > _BLANK:
            return False
        data = vault.read(reading.root, path)
    except (OSError, VaultError):
        return False
    return data is not None and not data.removeprefix(b"\xef\xbb\xbf").strip()


def emptied_warning(path: str) -> str:
    """The warning about an empty note."""
    return f'{path}: it is empty. Bring back what it said: vaultsync restore "{path}"'
