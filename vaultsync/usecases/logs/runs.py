"""Commits of other tools grouped by day: a plugin that commits every few minutes counts as one day of study."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from vaultsync.edges.repo import Commit, Difference, FileChange
from vaultsync.models.structs import Struct, field


class Run(Struct):
    """Commits that are read as one. `commit` is the newest, `also` are the ids of the others, the newest first.

    `files` changed from what they were before the oldest to what they are after the newest. `first`: the history begins
    with this run.
    """

    commit: Commit
    files: list[FileChange]
    also: list[str] = field(default_factory=list)
    first: bool = False


def runs(commits: Iterable[Difference], alone: Callable[[Difference], bool]) -> Iterator[Run]:
    """Group the commits of a day that follow one another directly; `commits` are given the newest first.

    A commit in `alone`, a merge, and commits of parallel branches stay by themselves.
    """
    run: Run | None = None
    files: dict[str, FileChange] = {}
    for difference in commits:
        single = len(difference.commit.parents) != 1 or alone(difference)
        if run is not None and not single and _goes_on(files, run, difference):
            run.also.append(difference.commit.id)
            for file in difference.files:
                last = files.get(file.path, file)
                files[file.path] = FileChange(file.path, file.before, last.after)
            run.files = list(files.values())
            continue
        if run is not None:
            yield run
        whole = Run(difference.commit, difference.files, first=not difference.commit.parents)
        if single:
            yield whole
            run = None
        else:
            run, files = whole, {file.path: file for file in difference.files}
    if run is not None:
        yield run


def _goes_on(files: dict[str, FileChange], run: Run, older: Difference) -> bool:
    """Whether what the run changed was, before it, what an older commit of its day left."""
    return run.commit.day == older.commit.day and all(
        file.path not in files or files[file.path].before == (file.after,) for file in older.files
    )
