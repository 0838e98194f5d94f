"""Change git's index so that a kill at any instant leaves no lock that nobody can explain."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vaultsync.edges.files.vault import shown, trouble
from vaultsync.edges.repo.process import locked

# git's own locks hold an index, or nothing yet.
_OURS = b"vaultsync\n"
_FOLDER, _SPARE = "vaultsync", "index-"
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.75)  # seconds; a commit of another program's takes about one
_AT_REST = 2.0  # seconds after which a reference's lock belongs to no living git: these are held for an instant


# Git may warn that it converts line endings; that is no reason to refuse a file.
STAGE = ("-c", "core.safecrlf=false", "update-index", "--add", "--remove", "--replace", "-z", "--stdin")


def is_odd(place: Path) -> bool:
    """Whether git cannot store what stands there: a pipe, a socket, a device, or a file that may not be read."""
    try:
        mode = os.lstat(place).st_mode
    except OSError:
        return False
    if stat.S_ISREG(mode):
        return not os.access(place, os.R_OK)
    return not (stat.S_ISLNK(mode) or stat.S_ISDIR(mode))


@contextmanager
def own_index(git_dir: Path) -> Iterator[dict[str, str]]:
    """Within the block, a copy of the index, as git's environment; at the end it replaces the index.

    Meanwhile the index is locked in git's own way, by a lock file that tells its owner. After an error the index stays
    as it was. Raises UnsafeRepositoryError where it is locked.
    """
    import shutil

    lock, index = git_dir / "index.lock", git_dir / "index"
    with spare_index(git_dir) as mine:
        try:
            _take(lock, mine.parent)
        except OSError as error:
            raise trouble(error, git_dir, "written") from error
        try:
            with suppress(FileNotFoundError):
                shutil.copy2(index, mine)  # git compares its time with those of files
            yield {"GIT_INDEX_FILE": str(mine)}
            if mine.exists():
                os.replace(mine, index)
        except OSError as error:
            raise trouble(error, git_dir, "written") from error
        finally:
            with suppress(OSError):
                lock.unlink()


@contextmanager
def spare_index(git_dir: Path) -> Iterator[Path]:
    """A path for an index that no other process uses, not even one that a killed vaultsync left running."""
    folder = git_dir / _FOLDER
    mine = folder / f"{_SPARE}{os.getpid()}-{os.urandom(4).hex()}"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise trouble(error, git_dir, "written") from error
    try:
        yield mine
    finally:
        for leftover in (mine, mine.with_name(mine.name + ".lock")):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)


def _take(lock: Path, folder: Path) -> None:
    """Make the lock, whole from its first instant."""
    beside = folder / f"{_SPARE}lock-{os.getpid()}"
    beside.write_bytes(_OURS)
    try:
        for wait in (*_WAITS, 0.0):
            try:
                os.link(beside, lock)
                return
            except FileExistsError:
                if _is_ours(lock):  # the caller holds vaultsync's own lock: whoever made this one is dead
                    lock.unlink(missing_ok=True)
                time.sleep(wait)
            except OSError:  # a file system without hard links
                with open(lock, "xb") as file:
                    file.write(_OURS)
                return
        raise locked(shown(lock.parent))
    finally:
        beside.unlink(missing_ok=True)


def _is_ours(lock: Path) -> bool:
    try:
        return lock.read_bytes() == _OURS
    except OSError:
        return False


def check_unlocked(git_dir: Path, where: str) -> None:
    """Wait a little while another git writes the index; raise UnsafeRepositoryError if that takes long."""
    lock = git_dir / "index.lock"
    for wait in (*_WAITS, 0.0):
        if not lock.exists() or _is_ours(lock):
            return
        time.sleep(wait)
    raise locked(where)


def clear_own_lock(git_dir: Path) -> None:
    """Delete the index lock of a killed vaultsync. vaultsync's own lock is held."""
    lock = git_dir / "index.lock"
    if _is_ours(lock):
        with suppress(OSError):
            lock.unlink()


def clear_locks(git_dir: Path, common: Path, since: float) -> None:
    """Delete the spare indexes and locks left by a vaultsync that began at `since` (seconds of the epoch), all killed.

    `common` is the directory that all work trees share. Only where all processes of that vaultsync are dead. A lock
    other than the index's is deleted when it is too old to belong to anybody.
    """
    for spare in (git_dir / _FOLDER).glob(f"{_SPARE}*"):
        with suppress(OSError):
            spare.unlink()
    places = [*git_dir.glob("*.lock"), *common.glob("*.lock"), *(common / "refs").rglob("*.lock")]
    for lock in dict.fromkeys(places):
        if lock.name == "index.lock":
            continue
        with suppress(OSError):
            made = lock.stat().st_mtime
            if made < since - _AT_REST:
                continue
            time.sleep(min(max(made + _AT_REST - time.time(), 0), _AT_REST))
            if lock.stat().st_mtime == made:
                lock.unlink()
