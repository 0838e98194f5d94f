"""The days on which ticks were made: from the file's time, and from the history for ticks committed by other hands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from vaultsync.domain.marks.dating import Search
from vaultsync.markdown import note
from vaultsync.models.dating import Tick
from vaultsync.models.marks import Mark, NoteScan, TaskLine
from vaultsync.models.structs import Frozen
from vaultsync.usecases.opened.found import Found
from vaultsync.usecases.opened.reading import split_id
from vaultsync.usecases.opened.workspace import Workspace

_ROUNDS = 8  # renames of a file that are followed back


class Past(Frozen):
    """The history in which committed ticks are dated: all commits that `tips` hold.

    While a merge is made, `tips` are the commits of both sides. `arrived` are then the vault paths that the merge
    brings from the other side: git calls them changed, but their ticks are committed there.
    """

    tips: tuple[str, ...] = ("HEAD",)
    arrived: frozenset[str] = frozenset()


HEAD = Past()


class Dating:
    """Finds the days of new ticks.

    A tick that is not committed yet has the day on which its file was changed; any other that of the commit which first
    holds it. Questions about the history are collected, and answered together by `look_up`.
    """

    def __init__(self, workspace: Workspace, past: Past = HEAD) -> None:
        self._workspace, self._past = workspace, past
        self._today = workspace.context.today()
        self._found = {found.path: found for found in workspace.notes.values()}
        self._changed = {*(workspace.status.changed if workspace.status else ()), *workspace.staged}
        self._lines: dict[str, dict[int, TaskLine]] = {}
        self._committed: Mapping[str, NoteScan] | None = None
        self._asked: dict[Tick, Tick] = {}  # as it stands now → as the last commit has it
        self._days: dict[Tick, str] = {}

    def day_of(self, path: str, line: int | None) -> str:
        """The ISO day of the tick in this line (None: of the property `done`); today until it is looked up."""
        tick = self._tick(path, line)
        if tick not in self._days:
            before = self._in_last_commit(tick)
            if before is None:
                self._days[tick] = self._day_of_file(path)
            else:
                self._asked[tick] = before
        return self._days.get(tick, self._today)

    def look_up(self) -> bool:
        """Look up in the history what was asked. Returns whether anything was: if so, ask everything again."""
        repo = self._workspace.repo
        if not self._asked or repo is None:
            return False
        wanted: dict[Tick, list[Tick]] = {}
        for now, then in self._asked.items():
            wanted.setdefault(then, []).append(now)
        starts: dict[tuple[str, ...], dict[Tick, list[Tick]]] = {self._past.tips: wanted}
        for _ in range(_ROUNDS):
            later: dict[tuple[str, ...], dict[Tick, list[Tick]]] = {}
            for tips, ticks in starts.items():
                search = Search(ticks)
                for change in repo.line_changes(tips, search.paths):
                    if not search.see(change):
                        break
                if tips == self._past.tips:
                    search.give_up()
                for tick, day in search.days.items():
                    self._days |= dict.fromkeys(ticks[tick], min(day, self._today))
                names = repo.renames(search.born.values()) if search.born else {}
                for tick, commit in search.born.items():
                    if tick.path in names[commit]:
                        older = Tick(names[commit][tick.path], tick.block_id, tick.text)
                        later.setdefault((f"{commit}^",), {}).setdefault(older, []).extend(ticks[tick])
            if not later:
                break
            starts = later
        for now in self._asked:
            if now not in self._days:
                self._days[now] = self._day_of_file(now.path)
        self._asked = {}
        return True

    def _tick(self, path: str, line: int | None) -> Tick:
        if line is None:
            return Tick(path)
        if path not in self._lines:
            self._lines[path] = {task.line: task for task in self._found[path].scan.tasks}
        task = self._lines[path][line]
        return Tick(path, task.block_id, "" if task.block_id else task.text)

    def _in_last_commit(self, tick: Tick) -> Tick | None:
        """The tick where the last commit has it, else None."""
        if self._workspace.repo is None:
            return None
        if tick.path not in self._changed or tick.path in self._past.arrived:
            return tick
        found = self._found[tick.path]
        for path in dict.fromkeys((tick.path, self._last_path(found))):
            scan = self._last_commit().get(path)
            if scan is not None and _has(scan, tick):
                return Tick(path, tick.block_id, tick.text)
        return None

    def _last_path(self, found: Found) -> str:
        """Where a note stood at the last sync."""
        name, node = split_id(found.scan.id)
        state = self._workspace.states.get(name)
        return state.paths.get(node, found.path) if state else found.path

    def _last_commit(self) -> Mapping[str, NoteScan]:
        """The notes that wait for a commit, as the last commit has them. Read once, by one process."""
        if self._committed is None:
            waiting = [found for found in self._found.values() if found.path in self._changed]
            paths = {path for found in waiting for path in (found.path, self._last_path(found))}
            repo, status = self._workspace.repo, self._workspace.status
            texts = repo.show_all(status.head, sorted(paths)) if repo and status and status.head else {}
            self._committed = {path: note.scan(path, data.decode("utf-8", "replace")) for path, data in texts.items()}
        return self._committed

    def _day_of_file(self, path: str) -> str:
        try:
            changed = (self._workspace.root / path).stat().st_mtime
        except OSError:
            return self._today
        zone = self._workspace.context.now().tzinfo
        return min(datetime.fromtimestamp(changed, zone).date().isoformat(), self._today)


def _has(scan: NoteScan, tick: Tick) -> bool:
    if not tick.block_id and not tick.text:
        return scan.done is True
    return any(
        task.mark is Mark.DONE and (task.block_id == tick.block_id if tick.block_id else task.text == tick.text)
        for task in scan.tasks
    )
