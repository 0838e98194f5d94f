"""The loop of a watch: wait, look, and make passes when the rhythm says so."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vaultsync.domain.looks import age_of, changed, known_after, too_young
from vaultsync.domain.rhythm import Intervals, Rhythm, Step
from vaultsync.edges.files.vault import SETTINGS_FILE
from vaultsync.edges.inmemory import holding
from vaultsync.edges.looking import is_there, look
from vaultsync.edges.ownwrites import OwnWrites
from vaultsync.edges.processwide import DISK, GIT_APART
from vaultsync.edges.settings import load
from vaultsync.edges.watcher import Bell, Watcher
from vaultsync.errors import LockedError, UnsafeRepositoryError, VaultError
from vaultsync.models.settings import Settings
from vaultsync.models.structs import replace
from vaultsync.models.watching import FileState, Look
from vaultsync.usecases.watching.passes import Passes, documents_of, wanted

_HEARTBEAT = 15.0  # seconds; a vault that is gone and a clock that jumped are noticed that soon
_JUMP = 20.0  # seconds between the two clocks that mean that the computer slept
_SHARE = 300.0  # looks without hints of the system may take one part in so many of the time
_LEAST_POLL = 2.0  # seconds
_LAST_TRIES = 2


class Watching:
    """Watches one vault as long as it is there."""

    def __init__(self, passes: Passes, bell: Bell, watcher: type[Watcher], *, remote: bool) -> None:
        self.passes = passes
        self.root = passes.root
        self.context = passes.context
        self.bell = bell
        self.always_remote = remote
        self.settings: Settings = load(self.root)
        self.rhythm = Rhythm(Intervals(), bell.now())
        self.known: Look | None = None
        self._settings_as: FileState | None = None  # their file when they were read last
        self._own = OwnWrites(self.root)
        self._watcher_type = watcher
        self._watcher: Watcher | None = None
        self._watched: tuple[frozenset[str], tuple[Path, ...]] | None = None  # top folders and documents
        self._look_took = 0.0
        self._stirred = False  # it was told that something may have changed, and not yet what came of it
        self._offset = self._clocks_apart()
        self._keep_time()

    def run(self) -> bool:
        """Watch until the bell says stop (True; everything is finished) or the vault is missing (False)."""
        self.passes.tell("watching", text=str(self.root))
        with DISK.set_to(self._own), GIT_APART.set_to(True), holding():
            return self._run()

    def _run(self) -> bool:
        try:
            self._watch_for(self._look())
            while not self.bell.stopped:
                if self._is_gone():
                    return False
                step, at = self.rhythm.next()
                now = self.bell.now()
                if at <= now:
                    self._do(step)
                else:
                    self.bell.wait(min(at - now, _HEARTBEAT), light=not self.rhythm.stirring)
                self._hear()
            if not self._is_gone():
                self._end()
            return True
        finally:
            if self._watcher is not None:
                self._watcher.close()

    def _is_gone(self) -> bool:
        """Whether the vault is no longer there; an editor may be replacing the settings for an instant."""
        if is_there(self.root):
            return False
        self.bell.wait(1.0, light=False)
        return not is_there(self.root)

    def _hear(self) -> None:
        """Take note of hints, and of a clock that jumped: the computer slept, or somebody set it."""
        rung = self.bell.heard()
        if rung is not None:
            if not (self.rhythm.stirring or self._stirred):
                self.passes.tell("stirred")
                self._stirred = True
            self.rhythm.stirred(rung)
        apart = self._clocks_apart()
        if abs(apart - self._offset) > _JUMP:
            self.rhythm.look_at(self.bell.now())
        self._offset = apart

    def _clocks_apart(self) -> float:
        return self.context.now().timestamp() - self.bell.now()

    def _do(self, step: Step) -> None:
        try:
            if step is Step.EXCHANGE:
                self._exchange()
            else:
                self._look_and_pass(step)
        except Exception as error:  # whatever it is: watching goes on, and it is told
            waits = isinstance(error, UnsafeRepositoryError | LockedError)
            self.rhythm.failed(step, self.bell.now(), waiting=waits)
            if is_there(self.root):
                self.passes.trouble(step.value, error)

    def _look_and_pass(self, step: Step) -> None:
        expected = self.rhythm.stirring or self.rhythm.owed
        now = self._look()
        different = changed(self.known, now)
        due = self.rhythm.looked(self.bell.now(), age_of(different, now))
        self._watch_for(now, doubtful=bool(different) and not expected)
        overdue = self.rhythm.overdue(self.bell.now())
        if due or overdue or (step is Step.COMMIT and not different):
            self._pass(now, commit=overdue or not due, now_or_never=overdue)
        elif self._stirred and not self.rhythm.stirring:
            self.passes.tell("calm")
            self._stirred = False

    def _pass(self, before: Look, *, commit: bool = False, now_or_never: bool = False) -> None:
        """Make a pass, and know the vault as it left it. `commit`, unless nothing ever is.

        Notes that are too young to be written to are waited for: with pulls, and unless it is `now_or_never` with
        the commit, too.
        """
        self._read_settings(before)
        commit = self.rhythm.commit == "each" or (commit and self.rhythm.commit != "never")
        ripe = not too_young(before, self.context.untouched)
        self._own.forget()
        with _in_one_go():
            unsaved, committed = self.passes.make(
                self.settings,
                before.sources if ripe else None,
                commit=commit and (ripe or now_or_never),
                now=self.bell.now(),
            )
        self.passes.report.passes += 1
        self._stirred = False
        self._know(before)
        self._watch_for(self.known or before)  # the pass may have made folders
        self.rhythm.passed(self.bell.now(), unsaved=unsaved, committed=committed)
        self.passes.over(Step.LOOK.value)
        if not unsaved:
            self.passes.over(Step.COMMIT.value)

    def _exchange(self) -> None:
        before = self._look()
        self._read_settings(before)
        self._own.forget()
        with _in_one_go():
            self.passes.exchange(self.settings)
        self._know(before)
        self._read_settings(self.known or before)  # they may have come along
        self.rhythm.exchanged(self.bell.now())
        self.passes.over(Step.EXCHANGE.value)

    def _know(self, before: Look) -> None:
        """Know the vault as it is now, but for what somebody changed meanwhile: that is looked at when it is quiet.

        So is what was too young to be written to.
        """
        after = self._look()
        young = too_young(before, self.context.untouched)
        self.known, others = known_after(before, after, self._own.written, self._own.deleted, young)
        if others:
            self.rhythm.stirred(self.bell.now())
        elif young:
            self.rhythm.stirred(self.bell.now() + self.context.untouched - self.rhythm.pace.quiet)

    def _look(self) -> Look:
        began = self.bell.now()
        found = look(self.root, documents_of(self.root, self.settings), self.context.now().timestamp())
        self._look_took = self.bell.now() - began
        return found

    def _read_settings(self, now: Look) -> None:
        """Read the settings anew where they may have changed. Raises SettingsError."""
        stamp = now.files.get(SETTINGS_FILE)
        if stamp is None or stamp != self._settings_as:
            self.settings = wanted(load(self.root), self.always_remote)
            self._settings_as = stamp
            self._keep_time()
            self._watch_for(now)

    def _keep_time(self) -> None:
        """Keep the time that the settings want."""
        given = self.settings.watch
        pace = Intervals(quiet=given.quiet, rest=given.rest * 60)
        if self._watched is not None and self._watcher is None:
            pace = replace(pace, look=max(_LEAST_POLL, self._look_took * _SHARE))
        self.rhythm.pace = pace
        self.rhythm.commit = given.commit if self.settings.git.commit else "never"
        self.rhythm.remote = self.always_remote or given.remote

    def _watch_for(self, now: Look, *, doubtful: bool = False) -> None:
        """See to it that the system tells of changes in these folders; else the vault is looked at every now and then.

        `doubtful`: something changed of which the system told nothing.
        """
        wanted = (now.folders, tuple(documents_of(self.root, self.settings)))
        try:
            if self._watched == wanted and not doubtful:
                if self._watcher is not None:
                    self._watcher.check()
                return
            if self._watched == wanted and self._watcher is None:
                return
            if self._watcher is not None:
                self._watcher.close()
            self._watched = wanted
            self._watcher = self._watcher_type(self.root, wanted[1], self.bell.ring, self._own.made)
            self._watcher.start()
            self.passes.over("polling")
            self.rhythm.stirred(self.bell.now())  # the watcher does not report what changed before it began
        except VaultError as error:
            if self._watcher is not None:
                self._watcher.close()
            self._watcher = None
            if is_there(self.root):
                self.passes.trouble("polling", error)
        self._keep_time()

    def _end(self) -> None:
        """Finish; what goes wrong now is told as the end of it all, and raised."""
        try:
            self._finish()
        except Exception as error:
            self.passes.tell("trouble", error=error)
            self.passes.tell("stopped")
            raise

    def _finish(self) -> None:
        """The last pass: what there is, is committed, unless nothing ever is. Raises VaultsyncError.

        Notes that were saved just now are waited for, once: then they can be written to.
        """
        keeps = self.rhythm.commit != "never"
        now = self._look()
        if not set(too_young(now, self.context.untouched)).isdisjoint(changed(self.known, now)):
            self.bell.pause(self.context.untouched)
        for tries in range(_LAST_TRIES):
            now = self._look()
            if not (changed(self.known, now) or self.rhythm.owed or (self.rhythm.unsaved and keeps)):
                break
            try:
                self._pass(now, commit=True, now_or_never=True)
                break
            except Exception:  # the interrupt may have reached a git that was at work
                if tries == _LAST_TRIES - 1:
                    raise
        if self.rhythm.remote and self.rhythm.next()[0] is Step.EXCHANGE:
            self._exchange()


@contextmanager
def _in_one_go() -> Iterator[None]:
    """Look for garbage behind a pass, not in it: a pass is large and then over, and what it leaves would lie about."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()
