"""The git repository that holds the vault: its state, its commits, its history."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path

from vaultsync.edges import inmemory
from vaultsync.edges.files.vault import shown
from vaultsync.edges.repo import plumbing
from vaultsync.edges.repo.asked import Between, Shown, is_id, keep_location, location_of, tip_of
from vaultsync.edges.repo.changes import line_changes, renames
from vaultsync.edges.repo.committing import Committing
from vaultsync.edges.repo.contents import Contents
from vaultsync.edges.repo.differences import Difference, differences
from vaultsync.edges.repo.history import Commit, last_texts, log
from vaultsync.edges.repo.index import check_unlocked, clear_locks, clear_own_lock, is_odd, own_index
from vaultsync.edges.repo.process import NO_IDENTITY, Answer, NoRepositoryError, run
from vaultsync.edges.repo.status import Status, check_git_dir, check_status, parse_status, unmerged_in
from vaultsync.edges.repo.versions import Version, texts, versions
from vaultsync.errors import GitError
from vaultsync.markdown.patterns import regex
from vaultsync.models.dating import LineChange
from vaultsync.models.structs import replace

_URL = regex(r"remote\.(.+)\.url")
_CONFIG = rf"^(remote|branch)\..+\..|^(user|author|committer)\.(name|email)$|{plumbing.WISHES}"
_IDENTITY = ("user.", "author.", "committer.")
_WHO = {f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


class Repo:
    """A repository seen from the vault in it: all paths are vault paths.

    `vault` may be the whole work tree `top` or a folder of it, `prefix` as git writes it (`a/b/`, or
    empty). `git_dir` is the work tree's own. Make one with `open`, `discover` or `init`.
    """

    def __init__(self, vault: Path, top: Path, git_dir: Path, prefix: str) -> None:
        self.vault = vault
        self.top = top
        self.git_dir = git_dir
        self.prefix = prefix
        self._shown: Shown | None = None
        self.parent = ""  # what the last commit made here was made upon, where git's files tell it plainly

    @classmethod
    def open(cls, vault: Path) -> Repo:
        """The repository that holds the folder `vault`. Starts one process. Raises GitError.

        A long-lived process remembers the answer while the vault's own `.git` is the same folder.
        """
        known = location_of(vault)
        if known is not None:
            return cls(vault, known.top, known.git_dir, "")
        answer = run(vault, "rev-parse", "--show-toplevel", "--absolute-git-dir", "--show-prefix")
        lines = os.fsdecode(answer.out).split("\n")
        if len(lines) != 4:
            raise GitError(
                "the path of the repository holds a line break", where=shown(vault), next_step="Rename the folder"
            )
        top, git_dir = Path(lines[0]), Path(lines[1])
        if not lines[2]:
            keep_location(vault, top, git_dir)
        return cls(vault, top, git_dir, lines[2])

    @classmethod
    def discover(cls, vault: Path) -> Repo | None:
        """As `open`, but None where `vault` is in no repository."""
        try:
            return cls.open(vault)
        except NoRepositoryError:
            return None

    @classmethod
    def init(cls, vault: Path) -> Repo:
        """The repository of the folder `vault`, created if there is none, or if the one above ignores the vault."""
        known = cls.discover(vault)
        if known is not None and not known.ignores("vaultsync.toml"):
            return known
        configured = run(vault, "config", "--get", "init.defaultBranch", allowed=(0, 1)).out.strip()
        run(vault, "init", "--quiet", *([] if configured else ["--initial-branch=main"]))
        return cls.open(vault)

    def git_path(self, name: str) -> Path:
        """A place for `name` in the work tree's git directory, as `git rev-parse --git-path` gives it."""
        return self.git_dir / name

    def status(self, meanwhile: Callable[[], object] | None = None) -> Status:
        """Branch, ahead, behind and what has changed in the vault's folder. One process.

        `meanwhile` is called while git is at work.
        """
        asked = time.time_ns()
        answer = self._run(
            "--literal-pathspecs",
            "status",
            "--porcelain=v2",
            "--branch",
            "--ahead-behind",
            "-z",
            "--no-renames",
            "--untracked-files=all",
            "--ignored=matching",
            "--ignore-submodules=none",
            *self._here(),
            meanwhile=meanwhile,
        )
        return parse_status(answer.out, self.prefix, asked)

    def keepable(self, status: Status) -> list[str]:
        """The changed vault paths that git can store: no pipes or devices, and no files that may not be read."""
        return [path for path in status.changed if not is_odd(self.vault / path)]

    def check_at_rest(self, status: Status | None = None) -> None:
        """Raise UnsafeRepositoryError where a merge, a rebase or the like is under way. Starts no process else.

        `status`, if given, also tells of unmerged paths and of a detached HEAD.
        """
        check_git_dir(self.git_dir, shown(self.top), self._unmerged)
        if status is not None:
            check_status(status, [], shown(self.top))

    def check_safe(self, meanwhile: Callable[[], object] | None = None) -> Status:
        """The status, if writing is safe; to be called before anything is written. `meanwhile` is as in `status`.

        Raises UnsafeRepositoryError with the name of the unsafe state and the way out.
        """
        where = shown(self.top)
        self.check_at_rest()
        check_unlocked(self.git_dir, where)
        status = self.status(meanwhile)
        # git commits nothing while a conflict is open anywhere
        check_status(status, [*self._unmerged()] if self.prefix else [], where)
        return status

    def _unmerged(self) -> dict[str, bool]:
        """The files of the repository at which git stopped, and whether one side deleted them."""
        return unmerged_in(self._run("ls-files", "--unmerged", "-z").out)

    def check_identity(self) -> None:
        """Raise GitError with the two commands to run where git would have to guess who commits."""
        self.__dict__.pop("config", None)
        who = {key: value for key, value in self.config.items() if key.startswith(_IDENTITY)}
        plain = who.keys() == {"user.name", "user.email"} and _WHO.isdisjoint(os.environ)
        if plain and all(any(char.isalnum() for char in value) for value in who.values()):
            return
        answer = self._run("-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT", allowed=(0, 1, 128))
        if answer.code or answer.out.startswith((b"<", b" <")):
            raise GitError(NO_IDENTITY[0], where=shown(self.top), next_step=NO_IDENTITY[1])

    @cached_property
    def config(self) -> Mapping[str, str]:
        """The configuration of remotes, branches, committer and commits, by key; of a repeated key the last value.

        Read once, and again by `check_identity`.
        """
        out = self._run("config", "--null", "--get-regexp", _CONFIG, allowed=(0, 1)).out
        entries = (os.fsdecode(entry).partition("\n") for entry in out.split(b"\0") if entry)
        return {key: value for key, _, value in entries}

    def configure(self, values: Mapping[str, str]) -> None:
        """Set these keys in the repository's own configuration."""
        for key, value in values.items():
            self._run("config", "--local", key, value)

    def remotes(self) -> list[str]:
        """The names of the remotes that git can reach."""
        return [key.removeprefix("remote.").removesuffix(".url") for key in self.config if _URL.fullmatch(key)]

    def ignores(self, path: str) -> bool:
        """Whether git ignores this path of the vault."""
        return self._run("check-ignore", "--quiet", "--", self.prefix + path, allowed=(0, 1)).code == 0

    def tracked_though_ignored(self, patterns: Iterable[str] = ()) -> list[str]:
        """The vault paths of tracked files that git ignores, or would with these `patterns` added."""
        more = [f"--exclude={f'**/{pattern}' if '/' in pattern.rstrip('/') else pattern}" for pattern in patterns]
        out = self._run("ls-files", "--cached", "--ignored", "--exclude-standard", *more, "-z", *self._here()).out
        return [os.fsdecode(path).removeprefix(self.prefix) for path in out.split(b"\0") if path]

    def untrack(self, paths: Iterable[str]) -> None:
        """Remove files from the index; they stay on the disk, and the next commit of them removes them from git."""
        listing = b"".join(os.fsencode(self.prefix + path) + b"\0" for path in paths)
        with own_index(self.git_dir) as mine:
            self._run("update-index", "--force-remove", "-z", "--stdin", stdin=listing, env=mine)

    def commit(
        self,
        message: str,
        paths: Iterable[str] | None = None,
        *,
        when: str = "",
        status: Status | None = None,
        texts: Mapping[str, bytes | None] | None = None,
    ) -> str | None:
        """Commit what has changed in the vault's folder. Returns the commit's id, None if nothing has.

        With `paths` only those of them that changed. Nothing outside the vault's folder is committed, and what is
        staged there stays staged. `when` (ISO 8601) replaces the clock. `status`, if given, tells what has changed, so
        that git is not asked. `texts` are files to be committed with another content than the disk has (None: deleted).
        Hooks and signing work as in plain git. Raises GitError; then everything is as it was.
        """
        status, texts = status or self.status(), texts or {}
        wanted = None if paths is None else {*paths, *texts}
        targets = {self.prefix + path: None for path in self.keepable(status) if wanted is None or path in wanted}
        instead = {self.prefix + path: data for path, data in texts.items()}
        if not (targets or instead):
            return None
        dropped = {self.prefix + path for path in status.dropped}
        dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when} if when else {}
        staged = [path for path in targets if path not in dropped and path not in instead]
        with own_index(self.git_dir) as mine:
            self.parent = tip_of(self.git_dir)
            plain = bool(self.parent or not status.head) and plumbing.suffices(self.git_dir, self.config)
            work = Committing(self.top, mine, parent=self.parent if plain else None, born=bool(status.head))
            work.stage(staged, instead)
            if not work.commit(message, {*targets, *instead}, self.git_dir, dates):
                return None  # touched, not changed
            if not plain:
                plumbing.remember_call(self.git_dir)
        return tip_of(self.git_dir) or self.head()

    def clear_own_lock(self) -> None:
        """Delete the index lock of a killed vaultsync. vaultsync's own lock is held. Starts no process."""
        clear_own_lock(self.git_dir)

    def clear_locks(self, since: float) -> None:
        """Delete the locks left by a killed vaultsync that began at `since` (seconds of the epoch), and by its gits."""
        common = os.fsdecode(self._run("rev-parse", "--git-common-dir").out).rstrip("\n")
        clear_locks(self.git_dir, self.top / common, since)

    def head(self) -> str | None:
        """The id of the last commit, None before the first."""
        answer = self._run("rev-parse", "--verify", "--quiet", "HEAD", allowed=(0, 1))
        return answer.out.decode("ascii").strip() or None

    def merged_since(self, ref: str, head: str = "") -> bool:
        """Whether the history has merges that the history of `ref` has not; True if there is no such ref.

        `head` is the id of the last commit, if it is known.
        """
        place = ("no merges", self.top, ref)
        if head and inmemory.kept(place, str) == head:
            return False
        answer = self._run("rev-list", "--merges", "--max-count=1", head or "HEAD", f"^{ref}", allowed=(0, 128))
        found = bool(answer.code or answer.out)
        inmemory.keep(place, "" if found else head)
        return found

    def set_ref(self, ref: str, commit: str) -> None:
        """Let the ref `ref` (`refs/…`) point to a commit."""
        self._run("update-ref", ref, commit)

    def log(self, *, limit: int | None = None, paths: Iterable[str] = ()) -> list[Commit]:
        """The commits that touch the vault (or `paths` of it), the newest first."""
        return log(self.top, limit, [self.prefix + path for path in paths] or self._here()[1:])

    def differences(self, rev: str = "HEAD") -> Generator[Difference, None, None]:
        """The commits up to `rev` with the files they changed in the vault, the newest first, streamed."""
        return differences(self.top, self.prefix, rev)

    def versions(self, path: str) -> list[Version]:
        """The versions of a file, across renames and merges, each after those it was made from."""
        return versions(self.top, self.prefix + path)

    def texts(self, found: list[Version]) -> Iterator[Mapping[str, bytes]]:
        """The contents of all versions by blob, a few at a time, in their order."""
        return texts(self.top, found)

    def contents(self) -> Contents:
        """A reader of what commits hold, by vault path or by blob. One process answers all questions."""
        return Contents(self.top, self.prefix)

    def first_parents(self, *, limit: int | None = None) -> list[Commit]:
        """The commits of this branch, the newest first: of a merge only the first parent is followed."""
        return log(self.top, limit, self._here()[1:], "--first-parent")

    def changed_in(self, commit: Commit) -> list[str]:
        """The vault paths in which a commit differs from its first parent; none if it has no parent."""
        if not commit.parents:
            return []
        return sorted(self.changed_between(commit.parents[0], commit.id))

    def changed_between(self, one: str, other: str) -> set[str]:
        """The vault paths in which two commits differ. Raises GitError if one does not exist."""
        place, between = ("between", self.top, self.prefix), (one, other)
        known = inmemory.kept(place, Between)
        if known is not None and known.commits == between:
            return set(known.paths)
        args = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", one, other)
        listed = self._run("--literal-pathspecs", *args, *self._here()).out
        paths = {os.fsdecode(path).removeprefix(self.prefix) for path in listed.split(b"\0") if path}
        if is_id(one) and is_id(other):
            inmemory.keep(place, Between(between, frozenset(paths)))
        return paths

    def last_texts(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The files `paths` as they were last committed, without those that never were."""
        found = last_texts(self.top, {self.prefix + path for path in paths}, self._here()[1:])
        return {path.removeprefix(self.prefix): data for path, data in found.items()}

    def line_changes(self, tips: Sequence[str], paths: Iterable[str]) -> Iterator[LineChange]:
        """What the commits up to these removed from and added to files, the newest first."""
        for change in line_changes(self.top, tips, [self.prefix + path for path in paths]):
            yield replace(change, path=change.path.removeprefix(self.prefix))

    def renames(self, commits: Iterable[str]) -> dict[str, dict[str, str]]:
        """Commit → new path → old path of the vault's files that these commits renamed."""
        return {
            commit: {
                new.removeprefix(self.prefix): old.removeprefix(self.prefix)
                for new, old in names.items()
                if new.startswith(self.prefix) and old.startswith(self.prefix)
            }
            for commit, names in renames(self.top, commits).items()
        }

    def show(self, rev: str, path: str) -> bytes | None:
        """The file `path` in the commit `rev`; None if it does not have it."""
        return self.show_all(rev, [path]).get(path)

    def show_all(self, rev: str, paths: Iterable[str]) -> dict[str, bytes]:
        """The files `paths` in the commit `rev`, without those it does not have. Starts one process.

        A long-lived process remembers the last answer about a commit named by its id.
        """
        wanted = list(paths)
        place = ("shown", self.top, self.prefix)
        known = self._shown or inmemory.kept(place, Shown)
        if known is None or known.commit != rev:
            known = Shown(rev, {})
        if anew := known.missing(wanted):
            with closing(self.contents()) as contents:
                known = known.joined(anew, contents.show_all(rev, anew))
            if known.is_worth_keeping:
                self._shown = known
                inmemory.keep(place, known)
        return known.of(wanted)

    def _here(self) -> list[str]:
        return ["--", self.prefix] if self.prefix else []

    def _run(
        self,
        *args: str,
        stdin: bytes | None = None,
        env: Mapping[str, str] | None = None,
        allowed: tuple[int, ...] = (0,),
        meanwhile: Callable[[], object] | None = None,
    ) -> Answer:
        return run(self.top, *args, stdin=stdin, env=env, allowed=allowed, meanwhile=meanwhile)
