"""The log of a batch of writes, from which a killed one can be finished."""

from __future__ import annotations

import json
from collections.abc import Iterable

from vaultsync.models.structs import Frozen, asdict


class LoggedWrite(Frozen):
    """One write of a batch, as vault paths and digests.

    `temporary` holds the new content; empty for a deletion. `old` is the digest of the expected content (empty: no
    file), `new` that of the new one (empty: deleted). A step marked `last` is skipped if any step before it was.
    """

    path: str
    temporary: str
    old: str
    new: str
    last: bool = False


def digest(data: bytes | None) -> str:
    """The digest of a content; empty for no file."""
    if data is None:
        return ""
    from hashlib import sha256

    return sha256(data).hexdigest()


def dumped(steps: Iterable[LoggedWrite]) -> bytes:
    """The text of a log with these steps."""
    return json.dumps([asdict(step) for step in steps]).encode("ascii")


def loaded(data: bytes) -> list[LoggedWrite]:
    """The steps of a log; none if it is incomplete or from another version."""
    try:
        return [LoggedWrite(**row) for row in json.loads(data)]
    except (ValueError, TypeError):
        return []
