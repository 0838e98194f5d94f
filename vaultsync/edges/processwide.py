"""What holds for the whole process: the few things that are not passed as arguments, each with the reason.

A switch is set with `with`, and has its old value afterwards.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from vaultsync.edges.disk import Disk

_Value = TypeVar("_Value")


class Switch(Generic[_Value]):
    """A value that holds for the whole process: `now` is the present one."""

    def __init__(self, usual: _Value) -> None:
        self.now = usual

    @contextmanager
    def set_to(self, value: _Value) -> Iterator[_Value]:
        """Within the block it is `value`."""
        before, self.now = self.now, value
        try:
            yield value
        finally:
            self.now = before


# Who carries out every change of the disk. A watch has to hear of all that its process writes, and a test lets the
# n-th change fail, whoever makes it: a write through another disk would escape both.
DISK = Switch(Disk())

# What is held in memory of files (`edges.inmemory`); None where nothing is. Only a process that goes on has a use for
# it, and it holds what many functions on different floors read, for whatever vaults there are.
IN_MEMORY: Switch[dict[Hashable, object] | None] = Switch(None)

# Whether git is started in sessions of its own. The terminal sends its interrupt to all processes of a session: whether
# that is to reach git is known to who waits for it, as a watch does, and to nobody who asks git something.
GIT_APART = Switch(False)

# The file handles that processes started now keep open: the lock's, so that the next holder knows whether what a killed
# run had started is still alive (`edges.files.lock`). The system hands them to every process, whatever it is for.
CHILD_HANDLES: Switch[tuple[int, ...]] = Switch(())
