"""Files of the vault written whole or not at all, and only where they still are what was read."""

from __future__ import annotations

import errno
import itertools
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from vaultsync.edges import redo
from vaultsync.edges.disk import CANNOT_EXCHANGE, Disk, patiently
from vaultsync.edges.redo import Step, digest
from vaultsync.edges.vault import read, safe_path, shown, trouble
from vaultsync.errors import VaultError
from vaultsync.models.structs import Frozen

TEMP_PREFIX = ".~vaultsync-"
TEMP_SUFFIX = ".tmp"

# From this many files on, one sync of everything costs less than one for each.
_MANY = 64
_run = os.urandom(4).hex()
_number = itertools.count()


class Write(Frozen):
    """A wanted change of one file, as a value.

    `text` is the new content, None to delete the file. `expected` is what was read before deciding,
    None where there must be no file. What comes `last` is left alone where anything before it in the
    batch was: it tells of the others.
    """

    path: str
    text: str | bytes | None
    expected: bytes | None
    last: bool = False


class ChangedMeanwhileError(VaultError):
    """The file is no longer what was read: decide again."""


disk = Disk()


def write(root: Path, path: str, text: str | bytes, expected: bytes | None) -> None:
    """Write one file whole. Raises ChangedMeanwhileError where it is not `expected`, else VaultError."""
    _one(root, Write(path, text, expected))


def delete(root: Path, path: str, expected: bytes) -> None:
    """Delete one file, and the folders that this leaves empty. Raises as `write`."""
    _one(root, Write(path, None, expected))


def _one(root: Path, wanted: Write) -> None:
    if write_all(root, [wanted]):
        raise ChangedMeanwhileError(
            "it was changed while vaultsync worked on it",
            where=wanted.path,
            next_step="Run the command again",
        )


Tell = Callable[[int, int], None]


def write_all(root: Path, writes: Sequence[Write], log: Path | None = None, tell: Tell | None = None) -> list[str]:
    """Carry out `writes`; the paths of those left alone since the file was not what was expected.

    All new content is on the disk before the first file gets its name, deletions come last, so an
    interruption at any instant leaves every file whole, old or new. With a `log` (a place that no other
    tool syncs) the batch is noted down there first: see `vaultsync.edges.unfinished`. `tell` is told how many of how
    many files are written.
    Raises VaultError; where the content cannot all be written (disk full, read-only), nothing has changed.
    """
    in_turn = sorted(writes, key=lambda wanted: wanted.last)
    contents = [wanted for wanted in in_turn if wanted.text is not None]
    deletions = [wanted for wanted in in_turn if wanted.text is None]
    work = Batch(root, shared_sync=len(contents) > _MANY and sys.platform == "linux")
    changed: dict[str, None] = {}
    with work.cleaned_up():
        staged = []
        for count, wanted in enumerate(contents, 1):
            staged.append((wanted, work.stage(wanted)))
            if tell is not None:
                tell(count, len(contents))
        work.sync()
        if log is not None and len(writes) > 1:
            work.promise(log, staged, deletions)
        first = sum(not wanted.last for wanted in contents)
        for wanted, temporary in staged[:first]:
            if temporary is None or not work.put(wanted, temporary):
                changed[wanted.path] = None
        if any(wanted.last for wanted in writes):  # what comes last goes by all of the others
            changed |= dict.fromkeys([*work.look_again(), *work.overwritten(contents[:first])])
        for wanted, temporary in staged[first:]:
            if temporary is None or changed or not work.put(wanted, temporary):
                changed[wanted.path] = None
        for wanted in deletions:
            if (wanted.last and changed) or not work.remove(wanted):
                changed[wanted.path] = None
        changed |= dict.fromkeys(work.look_again())
        work.sync_folders()
        work.keep_promise()
    return list(changed)


class Batch:
    """One batch on its way: its temporary files, the folders it made and those it touched."""

    def __init__(self, root: Path, *, shared_sync: bool = False) -> None:
        self.root = root
        self.shared_sync = shared_sync
        self.temporaries: dict[str, None] = {}
        self.displaced: list[tuple[Write, str]] = []
        self.new_folders: list[str] = []
        self.folders: set[str] = set()
        self.checked: set[str] = set()
        self.log: Path | None = None

    @contextmanager
    def cleaned_up(self) -> Iterator[None]:
        """Whatever happens, leave no temporary file and no folder made in vain; but what was promised needs them."""
        try:
            yield
        finally:
            for temporary in self.temporaries if self.log is None else ():
                with suppress(OSError):
                    disk.unlink(temporary)
            for folder in reversed(self.new_folders):
                with suppress(OSError):
                    disk.rmdir(folder)  # fails, rightly, where something is in it

    def stage(self, wanted: Write) -> str | None:
        """Write the new content beside its place; the temporary file, or None where all has changed."""
        place = safe_path(self.root, wanted.path, self.checked)
        data = _encoded(wanted)
        try:
            mode = _mode(place, wanted.path)
            if (mode is None) != (wanted.expected is None):
                return None
            folder = os.path.dirname(place)
            self._make_folder(folder)
            temporary = self._beside(folder)
            self._fill(temporary, data, sync=not self.shared_sync)
            if mode is not None:
                disk.chmod(temporary, mode)
            return temporary
        except OSError as error:
            raise trouble(error, wanted.path, "written") from error

    def _beside(self, folder: str) -> str:
        """A name for a temporary file, which is cleaned up."""
        temporary = f"{folder}{os.sep}{TEMP_PREFIX}{os.getpid()}-{_run}-{next(_number)}{TEMP_SUFFIX}"
        self.temporaries[temporary] = None
        return temporary

    def _fill(self, temporary: str, data: bytes, *, sync: bool) -> None:
        handle = disk.create(temporary)
        try:
            disk.write(handle, data)
            if sync:
                disk.sync(handle)
        finally:
            os.close(handle)

    def _make_folder(self, folder: str) -> None:
        if folder in self.folders:
            return
        missing = []
        above = folder
        while not os.path.isdir(above):
            missing.append(above)
            above = os.path.dirname(above)
        for name in reversed(missing):
            try:
                disk.mkdir(name)
            except FileExistsError:
                if not os.path.isdir(name):  # else somebody has just made it
                    raise
            else:
                self.new_folders.append(name)
        self.folders.add(folder)

    def sync(self) -> None:
        """Bring the staged content to the disk, unless that was done one by one."""
        if self.shared_sync:
            try:
                disk.sync_everything()
            except OSError as error:
                raise trouble(error, self.root, "written") from error

    def promise(self, log: Path, staged: Sequence[tuple[Write, str | None]], deletions: Sequence[Write]) -> None:
        """Note down what is to be done, so that it can be finished after a kill."""
        steps = [
            Step(
                wanted.path,
                os.path.relpath(temporary, self.root).replace(os.sep, "/"),
                digest(wanted.expected),
                digest(_encoded(wanted)),
                wanted.last,
            )
            for wanted, temporary in staged
            if temporary is not None
        ]
        steps += [Step(wanted.path, "", digest(wanted.expected), "", wanted.last) for wanted in deletions]
        try:
            folder = str(log.parent)
            self._make_folder(folder)
            temporary = self._beside(folder)
            self._fill(temporary, redo.dumped(steps), sync=True)
            disk.rename(temporary, str(log))
        except OSError as error:
            raise trouble(error, log, "written") from error
        self.log = log

    def keep_promise(self) -> None:
        """All is done: nothing has to be finished any more."""
        if self.log is not None:
            with suppress(FileNotFoundError):
                disk.unlink(str(self.log))
            self.log = None

    def put(self, wanted: Write, temporary: str) -> bool:
        """Give staged content its name, unless what stands there is not what was expected."""
        place = str(self.root / wanted.path)
        try:
            if wanted.expected is None:
                return _put_new(temporary, place)
            if read(self.root, wanted.path, self.checked) != wanted.expected:
                return False
            try:
                patiently(disk.exchange, temporary, place)
            except OSError as error:
                if error.errno not in CANNOT_EXCHANGE:
                    raise
                patiently(disk.rename, temporary, place)
                return True
        except OSError as error:
            raise trouble(error, wanted.path, "written") from error
        self.displaced.append((wanted, temporary))
        return self._stands(wanted, temporary)

    def remove(self, wanted: Write) -> bool:
        """Delete a file that is as expected, and the folders this leaves empty."""
        place = safe_path(self.root, wanted.path, self.checked)
        now = read(self.root, wanted.path, self.checked)
        if now is None or now != wanted.expected:
            return now is None
        try:
            _mode(place, wanted.path)
            aside = self._beside(str(place.parent))
            patiently(disk.rename, str(place), aside)
            self.displaced.append((wanted, aside))
            if not self._stands(wanted, aside):
                return False
            disk.unlink(aside)
        except OSError as error:
            raise trouble(error, wanted.path, "deleted") from error
        folder = place.parent
        with suppress(OSError):
            while folder != self.root:
                disk.rmdir(str(folder))
                self.folders.discard(str(folder))
                folder = folder.parent
        self.folders.add(str(folder))
        return True

    def look_again(self) -> list[str]:
        """The files that somebody was saving while they were displaced: what was saved is back in its place."""
        return [wanted.path for wanted, aside in self.displaced if not self._stands(wanted, aside)]

    def overwritten(self, writes: Iterable[Write]) -> list[str]:
        """The files that do not say any more what was written just now: somebody saved them once more."""
        return [wanted.path for wanted in writes if read(self.root, wanted.path, self.checked) != _encoded(wanted)]

    def _stands(self, wanted: Write, aside: str) -> bool:
        """Whether what was displaced, now `aside`, is what was expected; else it gets its place back.

        Somebody may save once more meanwhile: the last save stands.
        """
        saved = _content(aside)
        if saved is None or saved == wanted.expected:
            return True
        place = str(self.root / wanted.path)
        last = None if wanted.text is None else _encoded(wanted)
        try:
            while saved is not None:
                if not os.path.lexists(place):
                    _put_new(aside, place)
                    break
                if last is None:
                    break  # deleted, and saved anew meanwhile: that is there
                disk.exchange(aside, place)
                displaced = _content(aside)
                if displaced == last:
                    break
                last, saved = saved, displaced
        except OSError as error:
            raise trouble(error, wanted.path, "written") from error
        return False

    def sync_folders(self) -> None:
        """Bring the names to the disk too; a file system that cannot do that need not."""
        if os.name == "nt":
            return
        with suppress(OSError):
            if len(self.folders) > _MANY and sys.platform == "linux":
                disk.sync_everything()
                return
            for folder in self.folders:
                handle = os.open(folder, os.O_RDONLY)
                try:
                    disk.sync(handle)
                finally:
                    os.close(handle)


def _encoded(wanted: Write) -> bytes:
    if isinstance(wanted.text, bytes):
        return wanted.text
    try:
        return (wanted.text or "").encode("utf-8")
    except UnicodeEncodeError as error:
        raise VaultError(
            "its text holds characters that cannot be written",
            where=shown(wanted.path),
            next_step="Look for broken characters in the roadmap",
        ) from error


def _mode(place: Path, path: str) -> int | None:
    """The mode bits of the file at `place`, None where there is none. Raises where it must stay."""
    try:
        status = os.lstat(place)
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(status.st_mode):
        raise OSError(errno.ELOOP, "it is a symbolic link")
    if stat.S_ISDIR(status.st_mode):
        raise OSError(errno.EISDIR, "it is a folder")
    mode = stat.S_IMODE(status.st_mode)
    if not mode & 0o222:  # a rename would get by, but somebody protected this file
        raise VaultError("it is read-only", where=shown(path), next_step="Make it writable, then try again")
    return mode


def _content(path: str) -> bytes | None:
    """What a file holds; None where it is gone, or no file."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def _put_new(temporary: str, place: str) -> bool:
    """Name a new file without ever taking the name from another; False where the name is taken."""
    try:
        disk.link(temporary, place)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if os.path.lexists(place):
            return False
        disk.rename(temporary, place)
    return True


def sweep(root: Path) -> int:
    """Remove temporary files that a killed run left behind; how many. Only for who holds the lock."""
    removed = 0
    for folder, folders, files in os.walk(root):
        if ".git" in folders:
            folders.remove(".git")
        for name in files:
            if name.startswith(TEMP_PREFIX) and name.endswith(TEMP_SUFFIX):
                with suppress(OSError):
                    disk.unlink(os.path.join(folder, name))
                    removed += 1
    return removed
