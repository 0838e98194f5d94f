"""The vault's files: find the vault, list its notes, read them."""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from vaultsync.errors import VaultError
from vaultsync.markdown.patterns import regex

SETTINGS_FILE = "vaultsync.toml"
VAULT_VARIABLE = "VAULTSYNC_VAULT"

# No links followed, no waiting for a pipe's other end, no newline translation.
_READ_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_GONE = (errno.ENOENT, errno.ENOTDIR)
# An empty part, one that leads elsewhere, git's own folder.
_UNSAFE = regex(r"(?:^|/)(?:\.{0,2}|\.git)(?:/|\Z)|\x00", re.IGNORECASE)
_ADVICE = {
    errno.ENOSPC: ("the disk is full", "Free some space and run the command again; nothing is half-written"),
    errno.EDQUOT: ("the disk quota is used up", "Free some space and run the command again"),
    errno.EROFS: ("the file system is read-only", "Make it writable, or copy the vault to a place that is"),
    errno.EACCES: ("permission denied", "Give yourself read and write access to it, then try again"),
    errno.EPERM: ("not permitted", "Give yourself read and write access to it, then try again"),
    errno.ENAMETOOLONG: ("the path is too long for this system", "Move the vault to a shorter path"),
    errno.ELOOP: ("it is a symbolic link", "vaultsync leaves links alone; put the file itself there"),
    errno.EISDIR: ("it is a folder", "Rename the folder; a file of that name is expected"),
    errno.ENOTDIR: ("a file stands where a folder is expected", "Rename that file"),
    errno.EEXIST: ("a file stands where a folder is expected", "Rename that file"),
    errno.EMFILE: ("too many files are open", "Close some programs and try again"),
    errno.EIO: ("the disk reports an error", "Check the disk and your backups"),
}


def trouble(error: OSError, where: str | Path, doing: str = "read") -> VaultError:
    """The system's `error` on `where`, in words for the user; `doing` is `read`, `written` or `deleted`."""
    code = error.errno or 0
    reason, next_step = _ADVICE.get(code, (error.strerror or str(error), "Look at the file, then try again"))
    return VaultError(f"cannot be {doing}: {reason}", where=shown(where), next_step=next_step)


def shown(path: str | Path) -> str:
    """A path as text that any terminal can show."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def find(start: Path, env: Mapping[str, str]) -> Path:
    """The root of the vault that holds `start`, else the one that `env` names.

    Looks for `vaultsync.toml` in `start` and its parents, then in `VAULTSYNC_VAULT`.
    Raises VaultError with the next step.
    """
    here = Path(os.path.abspath(start))
    if not here.is_dir():
        what = "it is a file, no vault" if here.exists() else "there is no such folder"
        raise VaultError(what, where=shown(here), next_step="Name a vault's folder")
    for folder in (here, *here.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    named = env.get(VAULT_VARIABLE, "")
    if not named:
        raise VaultError(
            f"this is not a vault: no {SETTINGS_FILE} here or above",
            where=shown(here),
            next_step='Go into a vault, name it with "vaultsync -C DIR", or make one: "vaultsync init DIR"',
        )
    folder = Path(os.path.abspath(os.path.expanduser(named)))
    if (folder / SETTINGS_FILE).is_file():
        return folder
    raise VaultError(
        f"{VAULT_VARIABLE} names a folder that is not a vault: no {SETTINGS_FILE} in it",
        where=shown(folder),
        next_step=f'Correct {VAULT_VARIABLE}, or make the vault with "vaultsync init DIR"',
    )


def files(root: Path, *, folder: str = "") -> Iterator[str]:
    """The vault paths of all files outside dot folders; otherwise as `notes`."""
    return notes(root, folder=folder, ending="")


def notes(
    root: Path, problem: Callable[[VaultError], None] | None = None, *, folder: str = "", ending: str = ".md"
) -> Iterator[str]:
    """The vault paths (with `/`) of all Markdown files outside dot folders, in a fixed order; of those in `folder`.

    Links are not followed. Names that begin with a dot belong to other tools, and a folder with settings of its own is
    another vault. Folders that cannot be listed are reported to `problem`.
    """
    tell = problem or (lambda _: None)
    stack = [folder]
    while stack:
        folder = stack.pop()
        files: list[str] = []
        folders: list[str] = []
        try:
            with os.scandir(root / folder if folder else root) as entries:
                for entry in entries:
                    name = entry.name
                    if name.startswith("."):
                        continue
                    if name == SETTINGS_FILE and folder:
                        files, folders = [], []
                        break
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(name)
                    elif name.lower().endswith(ending) and entry.is_file(follow_symlinks=False):
                        files.append(name)
        except OSError as error:
            tell(trouble(error, folder or root))
        prefix = f"{folder}/" if folder else ""
        files = [spelled(root, prefix, name) for name in files]
        folders = [spelled(root, prefix, name) for name in folders]
        for name in sorted(files):
            if _is_text(name):
                yield prefix + name
            else:
                tell(_odd_name(prefix + name))
        for name in sorted(folders, reverse=True):
            if _is_text(name):
                stack.append(prefix + name)
            else:
                tell(_odd_name(prefix + name))


def spelled(root: Path, prefix: str, name: str) -> str:
    """A name as vaultsync and git write it: NFC, where the file system takes both forms for the same name."""
    if name.isascii() or not _is_text(name):
        return name
    composed = unicodedata.normalize("NFC", name)
    return composed if composed != name and same_file(root, prefix + composed, prefix + name) else name


def spelling_key(path: str) -> str:
    """A key that is equal for two spellings of one path on file systems that ignore case or Unicode form."""
    return (path if path.isascii() else unicodedata.normalize("NFC", path)).casefold()


def may_be_folder(root: Path, path: str) -> bool:
    """Whether `path` is a folder or does not exist."""
    place = root / path
    return not os.path.lexists(place) or (place.is_dir() and not place.is_symlink())


def names(root: Path, folder: str, ending: str) -> list[str]:
    """The names of the files directly in a folder with this ending; none if there is no such folder."""
    try:
        found = [entry.name for entry in os.scandir(root / folder) if entry.name.endswith(ending)]
        return sorted(spelled(root, f"{folder}/", name) for name in found)
    except OSError as error:
        if error.errno in _GONE:
            return []
        raise trouble(error, folder) from error


def _is_text(name: str) -> bool:
    return name.isascii() or not any("\ud800" <= char <= "\udfff" for char in name)


def _odd_name(path: str) -> VaultError:
    return VaultError("its name is not valid UTF-8", where=shown(path), next_step="Rename it")


def safe_path(root: Path, path: str, checked: set[str] | None = None) -> Path:
    """The place of the vault path `path`. Raises VaultError if it is invalid or outside the vault.

    `checked` remembers folders between calls that belong to one piece of work.
    """
    _check(root, path, set() if checked is None else checked)
    return root / path


def _check(root: Path, path: str, checked: set[str]) -> None:
    """Refuse a path that is none, or lies outside the vault. Notes are read by the ten thousand: here pathlib tells."""
    if _UNSAFE.search(path) or (os.name == "nt" and (":" in path or "\\" in path)):
        raise _outside(path)
    folder = path.rpartition("/")[0]
    if folder and folder not in checked:
        _check_folder(root, path, folder.split("/"))
        checked.add(folder)


def _check_folder(root: Path, path: str, parts: list[str]) -> None:
    """Refuse a folder that a symbolic link takes out of the vault."""
    place = str(root)
    for part in parts:
        place = os.path.join(place, part)
        try:
            linked = stat.S_ISLNK(os.lstat(place).st_mode)
        except OSError:
            return  # missing or unreadable: that shows when it is used
        if linked:
            real, home = os.path.realpath(place), os.path.realpath(root)
            if real != home and not real.startswith(home.rstrip(os.sep) + os.sep):
                raise _outside(path)


def _outside(path: str) -> VaultError:
    return VaultError(
        "this path leads out of the vault",
        where=shown(path.replace("\0", "\\0")),
        next_step="Give the file a plain place inside the vault; links out of it are not followed",
    )


def read(root: Path, path: str, checked: set[str] | None = None) -> bytes | None:
    """The bytes of a file of the vault; None when there is none. Raises VaultError."""
    _check(root, path, set() if checked is None else checked)
    try:
        handle = os.open(f"{root}/{path}", _READ_FLAGS)
    except OSError as error:
        if error.errno in _GONE:
            return None
        raise trouble(error, path) from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            code = errno.EISDIR if stat.S_ISDIR(status.st_mode) else errno.EINVAL
            raise OSError(code, "it is not a regular file")
        data = os.read(handle, status.st_size + 1)
        if len(data) != status.st_size:  # it is growing or the read was cut short: read on to the end
            while more := os.read(handle, 1 << 20):
                data += more
        return data
    except OSError as error:
        raise trouble(error, path) from error
    finally:
        os.close(handle)


def oddity(root: Path, path: str) -> VaultError | None:
    """What stands where a file is expected, if it is a link, a folder or a pipe; None if all is well."""
    try:
        mode = os.lstat(root / path).st_mode
    except OSError:
        return None
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISLNK(mode) or stat.S_ISDIR(mode):
        return trouble(OSError(errno.ELOOP if stat.S_ISLNK(mode) else errno.EISDIR, ""), path)
    return VaultError(
        "it is a pipe or a device", where=shown(path), next_step="Move it away and put the note back in its place"
    )


def same_file(root: Path, one: str, other: str) -> bool:
    """Whether two differently spelled vault paths are one file, as on a file system that ignores case."""
    try:
        return one != other and os.path.samefile(root / one, root / other)
    except OSError:
        return False


def read_text(root: Path, path: str) -> str:
    """The text of a file of the vault, line endings and byte-order mark as they are. Raises VaultError."""
    data = read(root, path)
    if data is None:
        raise VaultError("there is no such file", where=shown(path), next_step="Check the name")
    return decode(data, path)


def read_all(
    root: Path, paths: Iterable[str], checked: set[str] | None = None
) -> Iterator[tuple[str, bytes | VaultError]]:
    """Each path with its bytes, or with the error; a file that does not exist is left out.

    `checked` as in `safe_path`.
    """
    checked = set() if checked is None else checked
    for path in paths:
        try:
            data = read(root, path, checked)
        except VaultError as error:
            yield path, error
        else:
            if data is not None:
                yield path, data


def decode(data: bytes, where: str) -> str:
    """The text of a note's bytes. Raises VaultError where they are not UTF-8 text."""
    if b"\0" in data:
        raise VaultError(
            "it is binary, or not in UTF-8", where=shown(where), next_step="Save it as UTF-8, or rename it"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise VaultError(
            "it is not valid UTF-8", where=f"{shown(where)}:{line}", next_step="Save the file as UTF-8"
        ) from error


def writable(root: Path, path: str) -> bool:
    """Whether a file of the vault is not read-only. A file that does not exist can be made."""
    try:
        return bool((root / path).stat().st_mode & 0o222)
    except OSError:
        return True


def age(place: Path, now: float) -> float:
    """For how many seconds the file is unchanged at `now` (seconds of the epoch); infinite if it does not exist.

    Negative if its time is in the future.
    """
    try:
        status = place.stat()
    except OSError:
        return float("inf")
    # A sync tool can set a file's modification time, but not the time of its last change of any kind (ctime).
    changed = status.st_mtime if os.name == "nt" else max(status.st_mtime, status.st_ctime)
    return now - changed
