"""A batch of writes noted down before its first file gets its name, so that a killed one can be finished."""

from __future__ import annotations

import json
from collections.abc import Iterable

from vaultsync.models.structs import Frozen, asdict


class Step(Frozen):
    """One write of a batch: all of it is vault paths and digests.

    `temporary` holds the new content, empty for a deletion; `old` is the digest of what was there, empty for
    nothing; `new` that of what is to be there; what comes `last` is not done where anything before it was not.
    """

    path: str
    temporary: str
    old: str
    new: str
    last: bool = False


def digest(data: bytes | None) -> str:
    """What tells contents apart; empty for no file."""
    if data is None:
        return ""
    from hashlib import sha256

    return sha256(data).hexdigest()


def dumped(steps: Iterable[Step]) -> bytes:
    """The steps as a file."""
    return json.dumps([asdict(step) for step in steps]).encode("ascii")


def loaded(data: bytes) -> list[Step]:
    """The steps of such a file; none where it is not whole or from another version."""
    try:
        return [Step(**row) for row in json.loads(data)]
    except (ValueError, TypeError):
        return []
