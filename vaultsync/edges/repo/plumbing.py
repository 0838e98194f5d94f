"""A commit made by git's own parts, which take a third of the time of `git commit` and do less.

See "Git Internals - Git Objects" in Pro Git, and githooks(5) for what `git commit` runs besides.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from vaultsync.edges.repo.process import run

# What the configuration can ask of `git commit` that these parts leave out. Keys as `git config` prints them.
WISHES = r"^(commit\.gpgsign|core\.hookspath|hook\..+)$"
_NO = {"false", "no", "off", "0", ""}  # git-config(1), boolean
_HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit")
# As `git gc --auto` guesses: 6,700 loose objects, counted in one of their 256 folders.
_SAMPLE, _MANY = "objects/17", 27
# Says by its time when `git commit` was called here last; it is called once a day at least.
_LAST, _DAY = "vaultsync/committed", 86_400.0


def suffices(git_dir: Path, config: Mapping[str, str]) -> bool:
    """Whether `git commit` would do no more here: no hook is there, nothing is signed, no housekeeping is due.

    Housekeeping is packing many objects, and once a day looking anew at files that were only touched, which git would
    else read again at each status. `config` has the keys that `WISHES` names, those that are set.
    """
    wishes = [value for key, value in config.items() if re.match(WISHES, key)]
    if any(value.lower() not in _NO for value in wishes):
        return False
    hooks = git_dir / "hooks"
    if any(os.access(hooks / hook, os.X_OK) for hook in _HOOKS):
        return False
    return _was_called_lately(git_dir / _LAST) and not _is_crowded(git_dir / _SAMPLE)


def remember_call(git_dir: Path) -> None:
    """Remember that `git commit` was called just now."""
    mark = git_dir / _LAST
    with suppress(OSError):  # then it is called the next time, too
        mark.parent.mkdir(exist_ok=True)
        mark.write_bytes(b"")
        os.utime(mark)


def _was_called_lately(mark: Path) -> bool:
    try:
        return 0 <= time.time() - os.stat(mark).st_mtime < _DAY
    except OSError:
        return False


def _is_crowded(folder: Path) -> bool:
    try:
        return len(os.listdir(folder)) >= _MANY
    except OSError:
        return False


def record(top: Path, message: str, parent: str, env: Mapping[str, str]) -> None:
    """Commit the index that `env` names upon `parent`, the last commit of the branch ("" for the first one).

    Raises GitError; also where the branch has another last commit by now.
    """
    tree = run(top, "write-tree", env=env).out.decode("ascii").strip()
    text = cleaned(message)
    made = run(
        top,
        *("-c", "i18n.commitEncoding=UTF-8", "commit-tree", *(("-p", parent) if parent else ()), "-F", "-", tree),
        stdin=text.encode("utf-8", "replace"),
        env=env,
    )
    subject = text.partition("\n")[0]
    told = f"commit: {subject}" if parent else f"commit (initial): {subject}"
    run(top, "update-ref", "-m", told, "HEAD", made.out.decode("ascii").strip(), parent, env=env)


def cleaned(message: str) -> str:
    """A message as `git commit --cleanup=whitespace` leaves it: no blanks that end a line, no needless empty lines."""
    lines = "\n".join(line.rstrip(" \t\r") for line in message.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"
