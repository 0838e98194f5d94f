"""The day a tick was made, found in the history: that of the commit which first holds it."""

from __future__ import annotations

from collections.abc import Iterable

from vaultsync.markdown import tasklines
from vaultsync.markdown.note import says_done
from vaultsync.models.dating import LineChange, Tick
from vaultsync.models.marks import MARK_OF_CHAR, Mark


class Search:
    """Looks for ticks in the changes of a history, the newest first.

    `days` has what was found. `born` has ticks that came with their file, and the commit: the file may have had another
    name before.
    """

    def __init__(self, ticks: Iterable[Tick]) -> None:
        self._open: dict[str, set[Tick]] = {}
        for tick in ticks:
            self._open.setdefault(tick.path, set()).add(tick)
        self.days: dict[Tick, str] = {}
        self.born: dict[Tick, str] = {}
        self._newest: dict[str, str] = {}

    @property
    def paths(self) -> list[str]:
        """The files whose ticks are not all found yet."""
        return sorted(self._open)

    def see(self, change: LineChange) -> bool:
        """Take in the next older change. Returns whether more are needed."""
        self._newest.setdefault(change.path, change.day)
        for tick in list(self._open.get(change.path, ())):
            if not _holds(change.added, tick) or _holds(change.removed, tick):
                continue  # it was there before as well, or it is not what this commit is about
            self.days[tick] = change.day
            if change.born:
                self.born[tick] = change.commit
            self._open[tick.path].discard(tick)
            if not self._open[tick.path]:
                del self._open[tick.path]
        return bool(self._open)

    def give_up(self) -> None:
        """Date ticks that were not found (for instance since a merge made them) by their file's last commit."""
        for path, ticks in self._open.items():
            if path in self._newest:
                self.days |= dict.fromkeys(ticks, self._newest[path])
        self._open = {}


def _holds(lines: Iterable[str], tick: Tick) -> bool:
    return any(_is(line, tick) for line in lines)


def _is(line: str, tick: Tick) -> bool:
    """Whether a line is this tick."""
    if not tick.block_id and not tick.text:
        return says_done(line)
    if "]" not in line or (tick.block_id and "^" not in line):
        return False
    parts = tasklines.parse(line)
    if parts is None or MARK_OF_CHAR.get(parts.char) is not Mark.DONE:
        return False
    return parts.block_id == tick.block_id if tick.block_id else parts.text == tick.text
