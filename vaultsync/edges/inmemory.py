"""What a process that goes on for long holds in memory of files, for as long as these stay as they are."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from vaultsync.edges.processwide import IN_MEMORY

_Value = TypeVar("_Value")


@contextmanager
def holding(store: dict[Hashable, object] | None = None) -> Iterator[None]:
    """Hold what is kept meanwhile, in `store` or in a new one; without it nothing is kept, as in a short command."""
    with IN_MEMORY.set_to({} if store is None else store):
        yield


def holds() -> bool:
    """Whether anything is kept."""
    return IN_MEMORY.now is not None


def keep(key: Hashable, value: object) -> None:
    """Hold a value, which nobody changes any more, under a key in place of the one before."""
    if IN_MEMORY.now is not None:
        IN_MEMORY.now[key] = value


def kept(key: Hashable, kind: type[_Value]) -> _Value | None:
    """The value that is held under this key, where it is one of this `kind`."""
    value = IN_MEMORY.now.get(key) if IN_MEMORY.now is not None else None
    return value if isinstance(value, kind) else None
