"""The writes of one batch: temporary files, renames, and what somebody saves in the very moment of a write."""

from __future__ import annotations

import errno
import itertools
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from vaultsync.edges.disk import CANNOT_EXCHANGE, Disk, patiently
from vaultsync.edges.files import redo
from vaultsync.edges.files.redo import LoggedWrite, digest
from vaultsync.edges.files.vault import read, safe_path, shown, trouble
from vaultsync.errors import VaultError
from vaultsync.models.structs import Frozen

TEMP_PREFIX = ".~vaultsync-"
TEMP_SUFFIX = ".tmp"
PART_SUFFIX = ".part"  # of a temporary file that is still being written

# From this many files on, one sync of everything costs less than one for each.
MANY = 64
_LETTERS = 12  # of a digest: enough to tell two contents of one file apart
_run = os.urandom(4).hex()
_number = itertools.count()


class Write(Frozen):
    """A wanted change of one file, as a value.

    `text` is the new content, None to delete the file. `expected` is what was read before deciding, None where there
    must be no file. A write marked `last` is skipped if any other write of its batch was: it tells of the others.
    """

    path: str
    text: str | bytes | None
    expected: bytes | None
    last: bool = False

    @property
    def data(self) -> bytes | None:
        """The new content as bytes, None to delete the file. Raises VaultError."""
        if self.text is None or isinstance(self.text, bytes):
            return self.text
        try:
            return self.text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise VaultError(
                "its text holds characters that cannot be written",
                where=shown(self.path),
                next_step="Look for broken characters in the roadmap",
            ) from error


class Batch:
    """The files of one batch, from the first temporary file to the last rename.

    New content is staged in a temporary file beside its place. The two then exchange names in one step, so that the
    temporary file holds what stood in the place. If that is not what was expected, somebody has saved the file
    meanwhile, and it gets its place back. The name of a temporary file tells which contents it may hold (`fits`): so a
    save survives a kill between the two steps.
    """

    def __init__(self, root: Path, disk: Disk, *, shared_sync: bool = False) -> None:
        self.root = root
        self.disk = disk
        self.shared_sync = shared_sync
        self.temporaries: dict[str, None] = {}
        self.displaced: dict[str, Write] = {}  # by the path at which the old content is, or will be
        self.new_folders: list[str] = []
        self.folders: set[str] = set()
        self.checked: set[str] = set()
        self.log: Path | None = None
        self._asides: dict[str, str] = {}  # where what is to be deleted is put first, by path

    @contextmanager
    def cleaned_up(self) -> Iterator[None]:
        """Whatever happens within, remove temporary files and new empty folders; a promised batch keeps its files."""
        try:
            yield
        finally:
            for temporary in self.temporaries if self.log is None else ():
                with suppress(OSError, VaultError):  # what cannot be restored stays in its temporary file
                    if temporary in self.displaced:
                        self._stands(temporary)
                    self.disk.unlink(temporary)
            for folder in reversed(self.new_folders):
                with suppress(OSError):
                    self.disk.rmdir(folder)  # fails, as it should, if the folder is not empty

    def stage(self, wanted: Write) -> str | None:
        """Write the new content to a temporary file; its path, or None if the file is not as expected."""
        place = safe_path(self.root, wanted.path, self.checked)
        data = wanted.data or b""
        try:
            mode = _mode(place, wanted.path)
            if (mode is None) != (wanted.expected is None):
                return None
            folder = os.path.dirname(place)
            self._make_folder(folder)
            temporary = self._beside(folder, wanted)
            self._fill(temporary, data, mode, sync=not self.shared_sync)
            return temporary
        except OSError as error:
            raise trouble(error, wanted.path, "written") from error

    def _beside(self, folder: str, wanted: Write | None = None) -> str:
        """A name for a temporary file, which is cleaned up; it tells of the file's old content and of the new."""
        told = f"-{_mark(wanted.expected)}-{_mark(wanted.data)}" if wanted is not None else ""
        temporary = f"{folder}{os.sep}{TEMP_PREFIX}{os.getpid()}-{_run}-{next(_number)}{told}{TEMP_SUFFIX}"
        self.temporaries[temporary] = None
        return temporary

    def _fill(self, temporary: str, data: bytes, mode: int | None = None, *, sync: bool) -> None:
        """Write a temporary file, which has its name once it is whole."""
        part = temporary.removesuffix(TEMP_SUFFIX) + PART_SUFFIX
        self.temporaries[part] = None
        handle = self.disk.create(part, mode)
        try:
            self.disk.write(handle, data)
            if sync:
                self.disk.sync(handle)
        finally:
            os.close(handle)
        patiently(self.disk.rename, part, temporary)
        del self.temporaries[part]

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
                self.disk.mkdir(name)
            except FileExistsError:
                if not os.path.isdir(name):  # else somebody has just made it
                    raise
            else:
                self.new_folders.append(name)
        self.folders.add(folder)

    def sync(self) -> None:
        """Bring the staged content to the disk (fsync), unless that was done file by file."""
        if self.shared_sync:
            try:
                self.disk.sync_everything()
            except OSError as error:
                raise trouble(error, self.root, "written") from error

    def promise(self, log: Path, staged: Sequence[tuple[Write, str | None]], deletions: Sequence[Write]) -> None:
        """Write the log of this batch, from which it can be finished after a kill."""
        steps = [self._step(wanted, temporary) for wanted, temporary in staged if temporary is not None]
        for wanted in deletions:
            self._asides[wanted.path] = self._beside(os.path.dirname(self.root / wanted.path), wanted)
            steps.append(self._step(wanted, self._asides[wanted.path]))
        try:
            folder = str(log.parent)
            self._make_folder(folder)
            temporary = self._beside(folder)
            self._fill(temporary, redo.dumped(steps), sync=True)
            self.disk.rename(temporary, str(log))
        except OSError as error:
            raise trouble(error, log, "written") from error
        self.log = log

    def _step(self, wanted: Write, temporary: str) -> LoggedWrite:
        beside = os.path.relpath(temporary, self.root).replace(os.sep, "/")
        return LoggedWrite(wanted.path, beside, digest(wanted.expected), digest(wanted.data), wanted.last)

    def keep_promise(self) -> None:
        """Delete the log: everything is done."""
        if self.log is not None:
            with suppress(FileNotFoundError):
                self.disk.unlink(str(self.log))
            self.log = None

    def put(self, wanted: Write, temporary: str) -> bool:
        """Give staged content its name, unless the file there is not as expected. Returns whether that was done."""
        place = str(self.root / wanted.path)
        try:
            if wanted.expected is None:
                return put_new(self.disk, temporary, place)
            if read(self.root, wanted.path, self.checked) != wanted.expected:
                return False
            self.displaced[temporary] = wanted  # noted before the exchange, so that an exception in between finds it
            try:
                patiently(self.disk.exchange, temporary, place)
            except OSError as error:
                if error.errno not in CANNOT_EXCHANGE:
                    raise
                patiently(self.disk.rename, temporary, place)
                return True
        except OSError as error:
            raise trouble(error, wanted.path, "written") from error
        return self._stands(temporary)

    def remove(self, wanted: Write) -> bool:
        """Delete a file if it is as expected, and folders that become empty. Returns whether it is gone."""
        place = safe_path(self.root, wanted.path, self.checked)
        now = read(self.root, wanted.path, self.checked)
        if now is None or now != wanted.expected:
            return now is None
        try:
            _mode(place, wanted.path)
            aside = self._asides.get(wanted.path) or self._beside(str(place.parent), wanted)
            self.displaced[aside] = wanted
            patiently(self.disk.rename, str(place), aside)
            if not self._stands(aside):
                return False
            self.disk.unlink(aside)
        except OSError as error:
            raise trouble(error, wanted.path, "deleted") from error
        folder = place.parent
        with suppress(OSError):
            while folder != self.root:
                self.disk.rmdir(str(folder))
                self.folders.discard(str(folder))
                folder = folder.parent
        self.folders.add(str(folder))
        return True

    def look_again(self) -> list[str]:
        """The files that somebody saved while they were replaced; what was saved is back in its place."""
        return [wanted.path for aside, wanted in [*self.displaced.items()] if not self._stands(aside)]

    def overwritten(self, writes: Iterable[Write]) -> list[str]:
        """The files among these writes that no longer have the content written: somebody has saved them again."""
        return [wanted.path for wanted in writes if read(self.root, wanted.path, self.checked) != wanted.data]

    def _stands(self, aside: str) -> bool:
        """Whether what was displaced, now `aside`, is what was expected; else it gets its place back, once.

        Somebody may save once more meanwhile: the last save stands.
        """
        wanted = self.displaced[aside]
        last, place = wanted.data, str(self.root / wanted.path)
        try:
            saved = content(aside)
            if saved is None or saved in (wanted.expected, last):
                return True
            while saved is not None:
                if not os.path.lexists(place):
                    put_new(self.disk, aside, place)
                    break
                if last is None:
                    break  # it was to be deleted, and somebody has saved it anew: that save stands
                self.disk.exchange(aside, place)
                displaced = content(aside)
                if displaced == last:
                    break
                last, saved = saved, displaced
        except OSError as error:
            raise trouble(error, wanted.path, "written") from error
        del self.displaced[aside]
        return False

    def sync_folders(self) -> None:
        """Bring the new names to the disk too, where the file system can do that."""
        if os.name == "nt":
            return
        with suppress(OSError):
            if len(self.folders) > MANY and sys.platform == "linux":
                self.disk.sync_everything()
                return
            for folder in self.folders:
                handle = os.open(folder, os.O_RDONLY)
                try:
                    self.disk.sync(handle)
                finally:
                    os.close(handle)


def _mark(data: bytes | None) -> str:
    """What a content is known by in the name of a temporary file."""
    return digest(data)[:_LETTERS] or "0"


def fits(name: str, data: bytes) -> bool:
    """Whether a temporary file of this name may hold this content: its new content, or what stood in its place.

    A name that tells nothing belongs to a file that only vaultsync writes.
    """
    _, *told = name.removeprefix(TEMP_PREFIX).removesuffix(TEMP_SUFFIX).split("-")[2:]
    return not told or _mark(data) in told


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
    if not mode & 0o222:  # a rename would succeed, but somebody has protected this file
        raise VaultError("it is read-only", where=shown(path), next_step="Make it writable, then try again")
    return mode


def content(path: str) -> bytes | None:
    """What a file holds; None if it does not exist or is a folder. Raises OSError where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def put_new(disk: Disk, temporary: str, place: str) -> bool:
    """Give a new file its name without replacing any other; False if the name is taken."""
    try:
        disk.link(temporary, place)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if os.path.lexists(place):
            return False
        disk.rename(temporary, place)
    return True
