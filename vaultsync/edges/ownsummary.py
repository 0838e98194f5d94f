"""Digests of what vaultsync last wrote into the summary: so an uncommitted summary is known to be its own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from vaultsync.edges.cache import Cache, key_of
from vaultsync.edges.files.writes import Write

_KEY = "written"


def known_summary(folder: Path) -> dict[str, str]:
    """Vault path → digest of the summary's files as they were last written; `folder` is that of the lock."""
    with suppress(ValueError, AttributeError):
        kept = json.loads(_cache(folder).get(_KEY) or b"{}")
        return {str(path): str(value) for path, value in kept.items()}
    return {}


def remember_summary(folder: Path, writes: Iterable[Write]) -> None:
    """Note down the digests of what was just written."""
    known = known_summary(folder)
    for write in writes:
        text = write.text
        if text is None:
            known.pop(write.path, None)
        else:
            known[write.path] = key_of([text])
    _cache(folder).put(_KEY, json.dumps(known).encode())


def _cache(folder: Path) -> Cache:
    return Cache(folder / "summary")
