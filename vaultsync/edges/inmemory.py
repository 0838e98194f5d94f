"""What a long-lived process keeps in memory of files, as long as these do not change."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from vaultsync.edges.processwide import IN_MEMORY

_Value = TypeVar("_Value")


@contextmanager
def holding(store: dict[Hashable, object] | None = None) -> Iterator[None]:
    """Keep values in memory within the block, in `store` or a new one; without it nothing is kept."""
    with IN_MEMORY.set_to({} if store is None else store):
        yield


def holds() -> bool:
    """Whether values are kept."""
    return IN_MEMORY.now is not None


def keep(key: Hashable, value: object) -> None:
    """Keep a value, which nobody may change any more, under a key; it replaces the one before."""
    if IN_MEMORY.now is not None:
        IN_MEMORY.now[key] = value


def kept(key: Hashable, kind: type[_Value]) -> _Value | None:
    """The value kept under this key if it is one of this `kind`, else None."""
    value = IN_MEMORY.now.get(key) if IN_MEMORY.now is not None else None
    return value if isinstance(value, kind) else None
