"""Commits as trees of files: differences, contents, and merge commits made without touching the work tree."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from vaultsync.edges.repo.index import STAGE, own_index, spare_index
from vaultsync.edges.repo.process import run
from vaultsync.edges.repo.repo import Repo
from vaultsync.models.structs import Frozen

_ABSENT = "0" * 40


class TreeEntry(Frozen):
    """A file of a commit: git's mode (`100644`, `120000`, …) and the id of its content."""

    mode: str
    blob: str

    @property
    def is_file(self) -> bool:
        """Whether it is a plain file, not a symbolic link or another repository."""
        return self.mode.startswith("100")


class Merge(Frozen):
    """A merge commit: its id, and those of its parents."""

    id: str
    parents: tuple[str, ...]


def commit_id(repo: Repo, rev: str) -> str:
    """The id of the commit that `rev` names, empty where there is none."""
    answer = run(repo.top, "rev-parse", "--verify", "--quiet", f"{rev}^{{commit}}", allowed=(0, 1))
    return answer.out.decode("ascii").strip()


def commit_ids(repo: Repo, *revs: str) -> list[str]:
    """The ids of the commits that these names mean, each empty where there is none. Starts one process."""
    request = "".join(f"{rev}^{{commit}}\n" for rev in revs).encode("utf-8")
    out = run(repo.top, "cat-file", "--buffer", "--batch-check=%(objecttype) %(objectname)", stdin=request).out
    lines = out.decode("utf-8", "replace").splitlines()
    return [line.removeprefix("commit ") if line.startswith("commit ") else "" for line in lines]


def merge_base(repo: Repo, one: str, other: str) -> str:
    """The common ancestor of two commits, the newest if there are several; empty if there is none."""
    answer = run(repo.top, "merge-base", "--all", one, other, allowed=(0, 1))
    bases = answer.out.decode("ascii").split()
    if len(bases) < 2:
        return "".join(bases)
    newest = run(repo.top, "rev-list", "--max-count=1", "--no-walk=sorted", *bases)
    return newest.out.decode("ascii").strip()


def is_ancestor(repo: Repo, one: str, other: str) -> bool:
    """Whether the commit `one` is `other` or in its history."""
    return run(repo.top, "merge-base", "--is-ancestor", one, other, allowed=(0, 1)).code == 0


def is_cut_off(repo: Repo, commit: str) -> bool:
    """Whether the history of a shallow clone begins with this commit, though others were before it."""
    place = repo.git_path("shallow")
    return place.exists() and commit in place.read_text("ascii").split()


def commit_time(repo: Repo, rev: str, paths: Sequence[str] = ()) -> int:
    """When the last commit of `rev` that touches `paths` was made, in seconds; 0 where none does."""
    asked = ["--", *(repo.prefix + path for path in paths)] if paths else []
    answer = run(repo.top, "--literal-pathspecs", "log", "--max-count=1", "--format=%ct", rev, *asked)
    return int(answer.out.strip() or 0)


def tree_diff(repo: Repo, one: str, other: str) -> dict[str, tuple[TreeEntry | None, TreeEntry | None]]:
    """Path from the repository's top → its entry in `one` and in `other`, for all paths in which they differ.

    An empty `one` stands for a tree without files.
    """
    start = one or run(repo.top, "hash-object", "-t", "tree", "--stdin", stdin=b"").out.decode("ascii").strip()
    out = run(repo.top, "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", start, other).out
    found: dict[str, tuple[TreeEntry | None, TreeEntry | None]] = {}
    fields = iter(out.split(b"\0"))
    for record in fields:
        if record.startswith(b":"):
            old_mode, new_mode, old, new, _ = record.decode("ascii")[1:].split(" ")
            path = os.fsdecode(next(fields))
            found[path] = (_entry(old_mode, old), _entry(new_mode, new))
    return found


def _entry(mode: str, blob: str) -> TreeEntry | None:
    return TreeEntry(mode, blob) if mode.strip("0") else None


def below(repo: Repo, rev: str, folder: str = "") -> list[str]:
    """The vault paths of all files of `rev` below a vault folder (or at it, where it is a file)."""
    if not rev:
        return []
    where = ["--", repo.prefix + folder] if repo.prefix + folder else []
    out = run(repo.top, "--literal-pathspecs", "ls-tree", "-r", "-z", "--name-only", rev, *where).out
    return [os.fsdecode(path).removeprefix(repo.prefix) for path in out.split(b"\0") if path]


def before_last_change(repo: Repo, path: str) -> str:
    """The parent of the commit that last changed the file at a vault path; empty if there is none."""
    words = "--literal-pathspecs", "log", "-1", "--format=%P", "HEAD", "--", repo.prefix + path
    return run(repo.top, *words).out.decode("ascii").split(" ", 1)[0].strip()


def before_words_left(repo: Repo, path: str, words: str) -> str:
    """The commit before the one in which the file at a vault path lost these words; empty where it never did."""
    asked = "--literal-pathspecs", "log", "-1", "--format=%P", f"-S{words}", "HEAD", "--", repo.prefix + path
    return run(repo.top, *asked).out.decode("ascii").split(" ", 1)[0].strip()


def files_of(repo: Repo, rev: str, paths: Iterable[str]) -> dict[str, bytes]:
    """The files at these vault paths as `rev` would check them out, without those it does not have.

    Starts two processes.
    """
    asked = [path for path in paths if "\n" not in path] if rev else []
    if not asked:
        return {}
    request = b"".join(os.fsencode(f"{rev}:{repo.prefix}{path}\n") for path in asked)
    lines = run(repo.top, "cat-file", "--buffer", "--batch-check", stdin=request).out.split(b"\n")
    blobs = {}
    for path, line in zip(asked, lines, strict=False):
        fields = line.rsplit(b" ", 2)
        if len(fields) == 3 and fields[1] == b"blob":
            blobs[path] = fields[0].decode("ascii")
    found = contents(repo, [(blob, repo.prefix + path) for path, blob in blobs.items()])
    return {path: data for path, data in zip(blobs, found, strict=True) if data is not None}


def contents(repo: Repo, blobs: Sequence[tuple[str, str]]) -> list[bytes | None]:
    """The content of each blob as git would check it out at its path (from the top), with filters applied.

    None for a blob that does not exist. Starts one process.
    """
    if not blobs:
        return []
    # Git reports sizes before filters are applied, so a size does not tell where a content ends: the answer to a query
    # for nothing behind it does.
    nonce = f"vaultsync-{os.urandom(8).hex()}"
    end = f"\n{nonce} missing\n".encode("ascii")
    request = b"".join(
        f"{blob} ".encode("ascii") + os.fsencode(path if "\n" not in path else "-") + f"\n{nonce} -\n".encode("ascii")
        for blob, path in blobs
    )
    out = run(repo.top, "cat-file", "--buffer", "--batch", "--filters", stdin=request).out
    found: list[bytes | None] = []
    at = 0
    for _ in blobs:
        stop = out.index(end, at)
        header, _, data = out[at:stop].partition(b"\n")
        found.append(data if header.split(b" ")[1:2] == [b"blob"] else None)
        at = stop + len(end)
    return found


def foreign_merges(repo: Repo, head: str, trailer: str, known: Sequence[str] = ()) -> list[Merge]:
    """The merges in the history of `head` since the last commit with a trailer of vaultsync, the oldest first.

    `trailer` is the prefix of the keys of these trailers; `known` are commits up to which was looked before.
    """
    merges = _merges(repo, head, known)
    if not merges:
        return []
    ours = run(
        *(repo.top, "log", "--max-count=1", "--format=%H", "--extended-regexp", f"--grep=^{trailer}", head),
        allowed=(0, 128),
    )
    seen = ours.out.decode("ascii").split()
    return _merges(repo, head, [*seen, *known]) if seen else merges


def _merges(repo: Repo, head: str, known: Sequence[str]) -> list[Merge]:
    """The merges in the history of `head`, oldest first, that are not in that of the `known` commits."""
    out = run(repo.top, "rev-list", "--merges", "--parents", "--reverse", head, *(f"^{commit}" for commit in known)).out
    rows = [line.split() for line in out.decode("ascii").splitlines()]
    return [Merge(row[0], tuple(row[1:])) for row in rows]


def move_to(repo: Repo, commit: str, old: str, paths: Mapping[str, TreeEntry | None]) -> None:
    """Make `commit` the branch's last one; `paths` (from the top) differ, and are on the disk already.

    The index comes first, the branch last: an interruption in between leaves changes to commit, nothing worse.
    """
    with own_index(repo.git_dir) as mine:
        _to_index(repo, paths, mine)
        run(repo.top, "update-index", "-q", "--refresh", env=mine, allowed=(0, 1))
    run(repo.top, "update-ref", "-m", "vaultsync: fast-forward", "HEAD", commit, old)


def commit_merge(
    repo: Repo, message: str, parents: tuple[str, str], outside: Mapping[str, TreeEntry | None], when: str = ""
) -> str:
    """Commit what has changed in the vault's folder as a merge of `parents`, the first of which is HEAD; its id.

    `outside` are files outside the vault's folder, as the merge has them. The tree is made in an index of its own: only
    the branch and the index entries of these files move, and the repository is never in the middle of a merge. Signs as
    the configuration says.
    """
    status = repo.status()
    targets = b"".join(os.fsencode(repo.prefix + path) + b"\0" for path in repo.keepable(status))
    with spare_index(repo.git_dir) as index:
        env = {"GIT_INDEX_FILE": str(index)}
        run(repo.top, "read-tree", parents[0], env=env)
        if targets:
            run(repo.top, *STAGE, stdin=targets, env=env)
        _to_index(repo, outside, env)
        made = run(repo.top, "write-tree", env=env).out.decode("ascii").strip()
    signed = run(repo.top, "config", "--type=bool", "--get", "commit.gpgSign", allowed=(0, 1)).out.strip() == b"true"
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when} if when else {}
    sign = ["-S"] if signed else []
    commit = run(
        repo.top,
        *("-c", "i18n.commitEncoding=UTF-8", "commit-tree", *sign),
        *(flag for parent in parents for flag in ("-p", parent)),
        *("-F", "-", made),
        stdin=message.encode("utf-8", "replace"),
        env=dates,
    )
    new = commit.out.decode("ascii").strip()
    with own_index(repo.git_dir) as mine:
        if targets:
            run(repo.top, *STAGE, stdin=targets, env=mine)
        _to_index(repo, outside, mine)
    run(repo.top, "update-ref", "-m", "vaultsync: merge", "HEAD", new, parents[0])
    return new


def commit_aside(repo: Repo, parent: str, texts: Mapping[str, bytes], message: str) -> str:
    """Make a commit on top of `parent` with other contents of some files (by vault path), on no branch; its id."""
    with spare_index(repo.git_dir) as index:
        env = {"GIT_INDEX_FILE": str(index)}
        run(repo.top, "read-tree", parent, env=env)
        entries = {
            repo.prefix + path: TreeEntry("100644", _stored(repo, repo.prefix + path, data))
            for path, data in texts.items()
        }
        _to_index(repo, entries, env)
        made = run(repo.top, "write-tree", env=env).out.decode("ascii").strip()
    answer = run(repo.top, "commit-tree", "-p", parent, "-F", "-", made, stdin=message.encode("utf-8"))
    return answer.out.decode("ascii").strip()


def _stored(repo: Repo, path: str, data: bytes) -> str:
    """The id of a content that git keeps from now on, as it would keep a file at this path (from the top)."""
    answer = run(repo.top, "hash-object", "-w", "--stdin", f"--path={path}", stdin=data)
    return answer.out.decode("ascii").strip()


def _to_index(repo: Repo, paths: Mapping[str, TreeEntry | None], env: Mapping[str, str] | None = None) -> None:
    """Set these entries in the index; None takes one away."""
    if paths:
        rows = [
            f"{entry.mode} {entry.blob}\t".encode() if entry else f"0 {_ABSENT}\t".encode() for entry in paths.values()
        ]
        listing = b"".join(row + os.fsencode(path) + b"\0" for row, path in zip(rows, paths, strict=True))
        run(repo.top, "update-index", "-z", "--index-info", stdin=listing, env=env)


def uncommitted(repo: Repo, paths: Iterable[str]) -> list[str]:
    """Those of these files (paths from the top) that differ from HEAD on the disk or in the index, or are ignored."""
    asked = set(paths)
    if not asked:
        return []
    out = run(
        *(repo.top, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignored=matching")
    ).out
    found = {os.fsdecode(record[3:]) for record in out.split(b"\0") if record}
    folders = tuple(path for path in found if path.endswith("/"))
    return sorted(path for path in asked if path in found or path.startswith(folders))


def as_in(repo: Repo, entries: Mapping[str, TreeEntry | None]) -> list[str]:
    """Those of these paths (from the top) at which the disk has what the entry says."""
    there = [path for path in entries if (repo.top / path).is_file() and "\n" not in path]
    listing = b"".join(os.fsencode(path) + b"\n" for path in there)
    made = run(repo.top, "hash-object", "--stdin-paths", stdin=listing).out.decode("ascii").split() if there else []
    blobs = dict(zip(there, made, strict=True))
    return [
        path
        for path, entry in entries.items()
        if (entry.blob == blobs.get(path) if entry is not None else not os.path.lexists(repo.top / path))
    ]


def check_out(repo: Repo, paths: Mapping[str, TreeEntry | None]) -> None:
    """Check out these files (paths from the top) from the index, with git's modes and filters; None: delete.

    They are overwritten: only for files without uncommitted changes (`uncommitted`).
    """
    listing = b"".join(os.fsencode(path) + b"\0" for path, entry in paths.items() if entry is not None)
    if listing:
        run(repo.top, "checkout-index", "--force", "--quiet", "-z", "--stdin", stdin=listing)
    for path, entry in paths.items():
        if entry is None:
            with suppress(OSError):
                (repo.top / path).unlink()
