"""One commit in the making, in an index of its own, so that nothing else that is staged gets into it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from vaultsync.edges.files.vault import shown
from vaultsync.edges.repo import plumbing
from vaultsync.edges.repo.index import STAGE, spare_index
from vaultsync.edges.repo.process import Answer, refusal, run
from vaultsync.errors import GitError

_HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg")
_FILE = "100644"


class Committing:
    """A commit in the repository `top`, made in the index that the environment `mine` names.

    All paths are from the top. `born`: the branch has a commit already. `parent` is that commit where git's own parts
    suffice to add one to it ("" where it is not born), None where `git commit` must do it.
    """

    def __init__(self, top: Path, mine: Mapping[str, str], *, parent: str | None, born: bool) -> None:
        self.top, self.mine, self.parent, self.born = top, mine, parent, born

    def stage(self, paths: Iterable[str], texts: Mapping[str, bytes | None]) -> None:
        """Stage files as they are on the disk, and those of `texts` with another content (None: deleted)."""
        run(self.top, *STAGE, stdin=b"".join(os.fsencode(path) + b"\0" for path in paths), env=self.mine)
        if not texts:
            return
        gone = [path for path, data in texts.items() if data is None]
        listing = b"".join(os.fsencode(path) + b"\0" for path in gone)
        run(self.top, "update-index", "--force-remove", "-z", "--stdin", stdin=listing, env=self.mine)
        modes, rows = self._modes(texts), []
        for path, data in texts.items():
            if data is not None:
                made = run(self.top, "hash-object", "-w", "--stdin", f"--path={path}", stdin=data).out.decode("ascii")
                rows.append(f"{modes.get(path, _FILE)} {made.strip()}\t".encode() + os.fsencode(path) + b"\0")
        run(self.top, "update-index", "-z", "--index-info", stdin=b"".join(rows), env=self.mine)

    def _modes(self, paths: Iterable[str]) -> dict[str, str]:
        """The modes that these files have in the index, those that are in it."""
        listed = run(self.top, "--literal-pathspecs", "ls-files", "--stage", "-z", "--", *paths, env=self.mine).out
        found = {}
        for entry in listed.split(b"\0"):
            if entry:
                about, _, path = entry.partition(b"\t")
                found[os.fsdecode(path)] = about.split(b" ")[0].decode("ascii")
        return found

    def commit(self, message: str, targets: Collection[str], git_dir: Path, dates: Mapping[str, str]) -> bool:
        """Commit what is staged of `targets`; False if there is nothing. Raises GitError."""
        staged = self._staged()
        if staged.keys().isdisjoint(targets):
            return False
        others = {path: entry for path, entry in staged.items() if path not in targets}
        if not others:
            self._commit(message, {**dates, **self.mine})
            return True
        with spare_index(git_dir) as index:
            self._index_without(others, Path(self.mine["GIT_INDEX_FILE"]), index)
            self._commit(message, {**dates, "GIT_INDEX_FILE": str(index)})
        return True

    def _staged(self) -> dict[str, str]:
        """Every path whose entry in the index differs from HEAD, with `mode id` of HEAD (mode 0: not there)."""
        if not self.born:
            listed = run(self.top, "ls-files", "--stage", "-z", env=self.mine).out.split(b"\0")
            zero = "0 " + "0" * len(listed[0].split(b" ")[1]) if listed[0] else ""
            return {os.fsdecode(entry.partition(b"\t")[2]): zero for entry in listed if entry}
        words = ("diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "HEAD")
        fields = iter(run(self.top, *words, env=self.mine).out.split(b"\0"))
        staged = {}
        for entry in fields:
            if entry:
                mode, _, known, *_ = entry.decode("ascii").removeprefix(":").split(" ")
                staged[os.fsdecode(next(fields))] = f"{mode.lstrip('0') or '0'} {known}"
        return staged

    def _index_without(self, others: Mapping[str, str], full: Path, index: Path) -> None:
        """A copy of the index `full` in which `others` are as in HEAD."""
        import shutil

        shutil.copy2(full, index)
        entries = b"".join(f"{entry}\t".encode() + os.fsencode(path) + b"\0" for path, entry in others.items())
        run(self.top, "update-index", "-z", "--index-info", stdin=entries, env={"GIT_INDEX_FILE": str(index)})

    def _commit(self, message: str, env: Mapping[str, str]) -> None:
        if self.parent is not None:
            plumbing.record(self.top, message, self.parent, env)
            return
        answer = run(
            self.top,
            *("-c", "i18n.commitEncoding=UTF-8", "commit", "--quiet", "--cleanup=whitespace", "--file=-"),
            stdin=message.encode("utf-8", "replace"),
            env=env,
            allowed=tuple(range(256)),
        )
        if answer.code:
            raise self._not_committed(answer)

    def _not_committed(self, answer: Answer) -> GitError:
        error = refusal(answer, self.top)
        if not error.what.startswith("git refused"):
            return error
        hooks = run(self.top, "rev-parse", "--git-path", "hooks").out
        folder = self.top / os.fsdecode(hooks).rstrip("\n")
        named = [hook for hook in _HOOKS if os.access(folder / hook, os.X_OK)]
        who = f"a hook ({', '.join(named)})" if named and "fatal:" not in answer.err else "git"
        return GitError(
            f"{who} refused the commit: {answer.complaint or f'exit code {answer.code}'}",
            where=shown(self.top),
            next_step="Mend what it names and run the command again; everything you wrote is kept",
        )
