"""Change notifications of the system, by watchdog: hints that something may have changed, no more."""

from __future__ import annotations

import errno
import logging
import os
import queue
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from vaultsync.edges.files.vault import shown
from vaultsync.edges.looking import concerns
from vaultsync.edges.state import FOLDER
from vaultsync.errors import VaultError

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers.api import BaseObserver

_LIMITS = Path("/proc/sys/fs/inotify")
_RAISE = "echo fs.inotify.{0}={1} | sudo tee /etc/sysctl.d/60-inotify.conf && sudo sysctl --system"


class Bell:
    """The clock of the watch's loop, and what wakes it, from any thread and from signal handlers.

    `stopped`: the loop is to end.
    """

    def __init__(self) -> None:
        self.stopped = False
        self._rung = self._heard = 0.0
        self._light = False
        self._wake: queue.SimpleQueue[None] = queue.SimpleQueue()  # the only one that signal handlers may put into

    def now(self) -> float:
        """The monotonic time, in seconds."""
        return time.monotonic()

    def ring(self) -> None:
        """Wake the loop: something may have changed."""
        self._rung = self.now()
        if self._light:
            self._light = False
            self._wake.put(None)

    def stop(self) -> None:
        """Ask the loop to end."""
        self.stopped = True
        self._wake.put(None)

    def heard(self) -> float | None:
        """When it rang last, None if it has not since the last call."""
        rung = self._rung
        if rung == self._heard:
            return None
        self._heard = rung
        return rung

    def pause(self, seconds: float) -> None:
        """Wait `seconds`, even where the loop is to end."""
        time.sleep(seconds)

    def wait(self, seconds: float, *, light: bool) -> None:
        """Wait `seconds`, or until the loop is to end; if `light`, at most until it rings.

        In a burst of thousands of changes there is nothing to be done before it is over.
        """
        self._light = light
        if self.stopped or (light and self._rung != self._heard):
            return
        with suppress(queue.Empty):
            self._wake.get(timeout=max(seconds, 0.0))


class Watcher:
    """Calls `ring` when a file changes that may be the learner's, and not one that vaultsync itself `made`.

    Watches the folders of the vault at `root`, except those that begin with a dot, and the folders of `documents`
    outside it. `start` raises VaultError where the system cannot watch them all, with the way to change that.
    """

    def __init__(
        self, root: Path, documents: Iterable[Path], ring: Callable[[], None], made: Callable[[str], bool]
    ) -> None:
        self.root = root
        # macOS reports paths with symbolic links resolved.
        self._roots = {os.path.join(place, "") for place in (str(root), os.path.realpath(root))}
        self.outside: dict[str, set[str]] = {}
        for document in documents:
            place = os.path.abspath(document)
            if not place.startswith(f"{root}{os.sep}"):
                self.outside.setdefault(os.path.dirname(place), set()).add(os.path.basename(place))
        self.grown = False  # a folder was created: watching it may exceed the system's limit
        self._ring = ring
        self._made = made
        self._observer: BaseObserver | None = None

    def start(self) -> None:
        """Begin to watch. Raises VaultError."""
        logging.getLogger("watchdog").setLevel(logging.CRITICAL + 1)  # it would write over the terminal
        from watchdog.observers import Observer

        try:
            self._observer = Observer()
            self._observer.start()
            self._schedule()
        except OSError as error:
            self.close()
            raise _trouble(error, self.root) from error

    def _schedule(self) -> None:
        observer = self._observer
        assert observer is not None
        kinds = _kinds()
        for name in sorted(os.listdir(self.root)):
            place = self.root / name
            if not name.startswith(".") and place.is_dir() and not place.is_symlink():
                with suppress(FileNotFoundError, NotADirectoryError):
                    observer.schedule(_handler(self._in_vault), str(place), recursive=True, event_filter=kinds)
        for folder, names in self.outside.items():
            with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
                observer.schedule(_handler(_named(names, self._ring)), folder, event_filter=kinds)
        # Last, since only this one fails if another has reached the system's limit.
        observer.schedule(_handler(self._in_vault), str(self.root), event_filter=kinds)

    def check(self) -> None:
        """Check that it still works. Raises VaultError if it does not, or if new folders cannot be watched."""
        observer = self._observer
        if observer is None or not observer.is_alive():
            raise VaultError(
                "the system's news of changes ended; the vault is looked at instead",
                where=shown(self.root),
                next_step="Nothing has to be done; it takes a little longer",
            )
        if self.grown:
            self.grown = False
            place = self.root / FOLDER
            if place.is_dir():
                try:
                    observer.unschedule(observer.schedule(_handler(_nothing), str(place), event_filter=_kinds()))
                except OSError as error:
                    raise _trouble(error, self.root) from error

    def close(self) -> None:
        """Stop watching, and wait for its threads to end."""
        observer, self._observer = self._observer, None
        if observer is not None:
            observer.stop()
            with suppress(RuntimeError):  # never begun
                observer.join(5.0)

    def _in_vault(self, event: FileSystemEvent) -> None:
        if event.is_directory:
            self.grown = True
        for place in (event.src_path, event.dest_path):
            path = self._vault_path(os.fsdecode(place))
            if path and concerns(path) and not self._made(path):
                self._ring()
                return

    def _vault_path(self, place: str) -> str:
        return next((place[len(root) :].replace(os.sep, "/") for root in self._roots if place.startswith(root)), "")


def _kinds() -> list[type[FileSystemEvent]]:
    """What a reader does not cause."""
    from watchdog import events

    return [
        *(events.FileCreatedEvent, events.FileModifiedEvent, events.FileMovedEvent, events.FileDeletedEvent),
        *(events.FileClosedEvent, events.DirCreatedEvent, events.DirMovedEvent, events.DirDeletedEvent),
    ]


def _handler(call: Callable[[FileSystemEvent], None]) -> FileSystemEventHandler:
    from watchdog.events import FileSystemEventHandler

    class Handler(FileSystemEventHandler):
        """Hands every event on."""

        def dispatch(self, event: FileSystemEvent) -> None:
            call(event)

    return Handler()


def _named(names: set[str], ring: Callable[[], None]) -> Callable[[FileSystemEvent], None]:
    def call(event: FileSystemEvent) -> None:
        if names & {os.path.basename(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path}:
            ring()

    return call


def _nothing(event: FileSystemEvent) -> None:
    """For a watch that only tries whether there may be one more."""


def _trouble(error: OSError, root: Path) -> VaultError:
    """Why the system cannot watch, and what to do about it."""
    if sys.platform == "linux" and error.errno in (errno.ENOSPC, errno.EMFILE):
        name = "max_user_watches" if error.errno == errno.ENOSPC else "max_user_instances"
        now = 0
        with suppress(OSError, ValueError):
            now = int((_LIMITS / name).read_text("ascii"))
        limit = f"fs.inotify.{name}{f' = {now}' if now else ''}"
        what = f"the system cannot tell of every change, its limit is reached ({limit}); the vault is looked at instead"
        return VaultError(
            what, where=shown(root), next_step=f"To raise it: {_RAISE.format(name, max(now * 4, 524288))}"
        )
    what = f"the system cannot tell of changes ({error.strerror or error}); the vault is looked at instead"
    return VaultError(what, where=shown(root), next_step="Nothing has to be done; it takes a little longer")
