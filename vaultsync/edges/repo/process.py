"""Running git: the only module that uses GitPython, and the messages for what git refuses.

Most calls start git directly, since importing GitPython takes longer than most of them; it is used for what takes long,
the remote.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from vaultsync.edges.files.vault import shown, trouble
from vaultsync.edges.processwide import CHILD_HANDLES, GIT_APART
from vaultsync.errors import GitError, GitStoppedError, UnsafeRepositoryError
from vaultsync.models.structs import Frozen

if TYPE_CHECKING:
    from git import Git

# What git tells a hook about one repository must not decide about another: `git rev-parse --local-env-vars`.
_LOCAL_VARIABLES = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)

# Queries must not write: a killed `git status` would leave the index locked.
_NO_SIDE_EFFECTS = {"GIT_OPTIONAL_LOCKS": "0"}

_PATIENCE = 0.5  # seconds after git has ended in which its output is read to the end
_AHEAD = 8_192  # bytes of a history that git may write ahead of the reader, where the pipe's size can be set
_GRACE = 5.0  # seconds in which git may end by itself when it is asked to

_USER = re.compile(r"(https?://)[^/@\s]+@")  # user part of a URL, which may hold a password or token

NO_IDENTITY = (
    "git does not know who you are",
    'Run: git config --global user.name "Your Name" && git config --global user.email "you@example.com"',
)


class NoRepositoryError(GitError):
    """The folder is in no git repository."""


class Answer(Frozen):
    """The result of a git process: exit code, standard output as bytes, standard error as text."""

    code: int
    out: bytes
    err: str

    @property
    def complaint(self) -> str:
        """Everything git and its hooks said, on one line of at most 600 characters, without a password or token."""
        lines = (self.err + "\n" + self.out.decode("utf-8", "replace")).splitlines()
        said = " | ".join(stripped for line in lines if (stripped := line.strip()) and not stripped.startswith("hint:"))
        said = _USER.sub(r"\1", said)
        return said if len(said) <= 600 else said[:599] + "…"


def run(
    folder: Path,
    *args: str,
    stdin: bytes | None = None,
    env: Mapping[str, str] | None = None,
    allowed: tuple[int, ...] = (0,),
    meanwhile: Callable[[], object] | None = None,
) -> Answer:
    """Run git in `folder`. Raises GitError where it ends with a code that is not `allowed`.

    `meanwhile` is called while git is at work.
    """
    with _source(stdin) as source:
        process = _start(folder, args, source, env)
        try:
            if meanwhile is not None:
                meanwhile()
            out, err = _listen(process)
        finally:
            end(process)
    answer = Answer(process.returncode, out, err.decode("utf-8", "replace"))
    if answer.code not in allowed:
        raise refusal(answer, folder)
    return answer


@contextmanager
def _source(data: bytes | None) -> Iterator[BinaryIO | None]:
    """A file that git reads `data` from: unlike a pipe it keeps nobody waiting. Raises VaultError."""
    if data is None:
        yield None
        return
    import tempfile

    try:
        source = tempfile.TemporaryFile()  # noqa: SIM115 (closed below, after errors of its own are told)
    except OSError as error:
        raise trouble(error, tempfile.gettempdir(), "written") from error
    with source:
        try:
            source.write(data)
            source.seek(0)
        except OSError as error:
            raise trouble(error, tempfile.gettempdir(), "written") from error
        yield source


def talk(folder: Path, *args: str, env: Mapping[str, str]) -> Answer:
    """Run git with a remote. Any exit code is returned, not raised."""
    process = _start_long(folder, args, env)
    try:
        out, err = _listen(process)
    finally:
        end(process)
    return Answer(process.returncode, out, err.decode("utf-8", "replace"))


def stream(folder: Path, *args: str, separator: bytes = b"\0") -> Iterator[bytes]:
    """The separated pieces of git's output while it runs. Git is ended when the generator is closed."""
    process = _start(folder, args, None, None, complaints=subprocess.DEVNULL, ahead=_AHEAD)
    assert process.stdout is not None
    try:
        rest = b""
        while block := os.read(process.stdout.fileno(), 1 << 16):
            *pieces, rest = (rest + block).split(separator)
            yield from pieces
        if rest:
            yield rest
    finally:
        end(process)


def serve(folder: Path, *args: str) -> subprocess.Popen[bytes]:
    """Start a git that answers questions through its pipes. The caller has to `end` it."""
    return _start(folder, args, subprocess.PIPE, None, complaints=subprocess.DEVNULL)


def _start(
    folder: Path,
    args: Sequence[str],
    source: BinaryIO | int | None,
    env: Mapping[str, str] | None,
    *,
    complaints: int = subprocess.PIPE,
    ahead: int = -1,
) -> subprocess.Popen[bytes]:
    """Start git for an answer, of which it may give `ahead` bytes before they are read (-1: what is usual)."""
    try:
        return subprocess.Popen(
            ["git", "-C", str(folder), *args],
            stdin=source or subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env={**_surroundings(), **(env or {})},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            pipesize=ahead,
            start_new_session=GIT_APART.now,
            **_kept_open(),
        )
    except FileNotFoundError as error:
        raise no_git() from error
    except OSError as error:
        raise _not_started(error, folder) from error


def _start_long(folder: Path, args: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start git for what goes on for long: a remote."""
    git = _git()
    from git.exc import GitCommandNotFound

    try:
        started = git.execute(
            ["git", "-C", str(folder), *args],
            as_process=True,
            env={**_NO_SIDE_EFFECTS, **env},
            start_new_session=GIT_APART.now,
            **_kept_open(),
        )
    except GitCommandNotFound as error:
        raise no_git() from error
    except OSError as error:
        raise _not_started(error, folder) from error
    process: subprocess.Popen[bytes] | None = started.proc
    started.proc = None  # else it would be ended when `started` is forgotten
    assert process is not None
    return process


def _kept_open() -> dict[str, Any]:
    """What git keeps open, so that the next run knows it is alive though this process be killed."""
    return {} if sys.platform == "win32" else {"pass_fds": CHILD_HANDLES.now}


def _not_started(error: OSError, folder: Path) -> GitError:
    return GitError(
        f"git could not be started: {error.strerror or error}",
        where=shown(folder),
        next_step="See what the system lacks, then run the command again; every file is whole",
    )


def _listen(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """What git says until it ends; what a hook or ssh leaves running may keep the same outputs open for ever."""
    while True:
        ended = process.poll() is not None
        try:
            return process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired as error:
            if ended and error.output is not None:
                return error.output, error.stderr or b""


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a git that still runs to end, so that it removes its locks; kill it if it does not."""
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _surroundings() -> dict[str, str]:
    """The environment of a git that only answers: in plain English, of no other repository, without locks."""
    known = {name: value for name, value in os.environ.items() if name not in _LOCAL_VARIABLES}
    return {**known, "LANGUAGE": "C", "LC_ALL": "C", **_NO_SIDE_EFFECTS}


def _git() -> Git:
    for name in _LOCAL_VARIABLES:
        os.environ.pop(name, None)
    try:
        from git import Git
    except ModuleNotFoundError:
        raise
    except ImportError as error:  # GitPython looks for git when it is imported
        raise no_git() from error
    return Git()


def no_git() -> GitError:
    """The error for a machine without git."""
    return GitError("git was not found", next_step="Install git (https://git-scm.com) and see that it is on the PATH")


def refusal(answer: Answer, folder: Path) -> GitError:
    """The error for what git refused, with the next step where one is known."""
    said, where = answer.complaint, shown(folder)
    if answer.code < 0:
        return GitStoppedError(
            f"git was stopped by signal {-answer.code}",
            where=where,
            next_step="Run the command again; everything you wrote is kept",
        )
    if "dubious ownership" in said:
        place = re.search(r"repository at '(.+?)'(?= \||$)", said)
        return GitError(
            "git does not trust this folder, since it belongs to another user",
            where=where,
            next_step=f"Run: git config --global --add safe.directory {shlex.quote(place[1] if place else where)}",
        )
    if "not a git repository" in said:
        return NoRepositoryError("this is not in a git repository", where=where, next_step='Run "git init" there')
    if "must be run in a work tree" in said:
        return UnsafeRepositoryError(
            "the git repository is bare, it has no files to work on",
            where=where,
            next_step="Clone it and use the clone",
        )
    if re.search(r"index\.lock'?: File exists", said):
        return locked(where)
    if re.search(r"tell me who you are|empty ident|auto-detect (email|name)|no (email|name) was given", said):
        return GitError(NO_IDENTITY[0], where=where, next_step=NO_IDENTITY[1])
    if beyond := re.search(r"'(.+?)' is beyond a symbolic link", said):
        return GitError(
            "a folder on the way to this file is a symbolic link now, and git does not follow it",
            where=beyond[1],
            next_step="Put the folder itself in the place of the link",
        )
    if "No space left on device" in said:
        return GitError("the disk is full", where=where, next_step="Free some space and run the command again")
    if re.search(r"couldn't write|unable to (write|append)|write error", said) and "ermission" not in said:
        return GitError(
            f"git could not write: {said}",
            where=where,
            next_step="See whether the disk is full, then run the command again; everything you wrote is kept",
        )
    return GitError(f"git refused: {said or f'exit code {answer.code}'}", where=where, next_step="See what git says")


def locked(where: str) -> UnsafeRepositoryError:
    """The error for an index that another git is writing."""
    return UnsafeRepositoryError(
        "the git index is locked",
        where=where,
        next_step="Wait for the other git to finish; if none is running, delete index.lock in the git directory",
    )
