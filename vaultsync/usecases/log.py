"""Log: the learning journal, read from git. Writes nothing, and reads no more of the history than it must."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from vaultsync.domain.journal.diary import Choice, by_roadmap, write_diary
from vaultsync.domain.summary.readback import SUMMARY_DATA, ReadSummary, read_summary
from vaultsync.edges.repo import Contents, Repo
from vaultsync.errors import VaultError
from vaultsync.markdown.names import told_apart
from vaultsync.models.diary import Diary, LogReport
from vaultsync.usecases.logs.reading import HistoryReader

if TYPE_CHECKING:
    from vaultsync.usecases.opened.context import Context

USUAL_DAYS = 10
_FIRST = 48
# Commits are not quite in the order of their days: clocks differ, and work is rebased.
_SLOP = 16


def log(
    context: Context,
    *,
    by: str = "day",
    since: date | None = None,
    until: date | None = None,
    grep: str = "",
    roadmaps: Sequence[str] = (),
    limit: int | None = None,
) -> LogReport:
    """What was studied, the newest first.

    `by` is `day` or `roadmap`. `limit`: at most so many days (0: all); where None, some days, or all from `since` on.
    `grep`: words that must occur, in any order and case. Raises VaultsyncError.
    """
    root = context.root()
    repo = Repo.discover(root)
    if repo is None:
        raise VaultError(
            "the vault is in no git repository, so there is no history", where=str(root), next_step='Run "git init"'
        )
    if limit is None:
        limit = 0 if since is not None else USUAL_DAYS
    choice = Choice(
        since.isoformat() if since else "",
        until.isoformat() if until else "",
        frozenset(roadmaps),
        tuple(grep.casefold().split()),
    )
    with closing(repo.contents()) as contents:
        known = _summary(contents)
        _check(choice, known)
        diary = _read(repo, contents, known, choice, limit)
    return LogReport(str(root), by, diary, by_roadmap(diary, known) if by == "roadmap" else [])


def _summary(contents: Contents) -> ReadSummary:
    """The summary of the last commit: nothing else but the history is needed, so that a fresh clone will do."""
    data = contents.show_all("HEAD", [SUMMARY_DATA]).get(SUMMARY_DATA)
    found = (read_summary(data) if data is not None else None) or ReadSummary()
    found.titles = told_apart(found.titles)
    return found


def _read(repo: Repo, contents: Contents, known: ReadSummary, choice: Choice, limit: int) -> Diary:
    """Read commits, ever more of them, until the wanted days are complete."""
    reading = HistoryReader(repo.vault, contents, known)
    size = _FIRST
    with closing(repo.differences()) as commits:
        while True:
            chunk = list(islice(commits, size))
            reading.take(chunk)
            horizon = max(reading.days[-_SLOP:], default="")
            at_end = len(chunk) < size or bool(choice.since and horizon < choice.since)
            possible = reading.pages(horizon)
            if limit and possible < limit and not at_end:
                size = _more(len(reading.days), possible, limit)
                continue
            diary = write_diary(reading.records, known, choice, reading.entries.days)
            complete = [page for page in diary.days if at_end or page.day > horizon]
            if limit and (len(complete) >= limit or at_end):
                more = not at_end or len(complete) > limit
                diary.days = complete[:limit]
                diary.older = _day_before(diary.days[-1].day) if more and diary.days else ""
                return diary
            if at_end:
                return diary
            size = _more(len(reading.days), len(complete), limit)


def _more(read: int, complete: int, limit: int) -> int:
    """How many further commits to read: as many as the wanted days may take by what was read, at most twice as many."""
    if not limit or not complete:
        return 2 * read
    return max(_FIRST, min(2 * read, read * limit // complete - read + _SLOP))


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _check(choice: Choice, known: ReadSummary) -> None:
    """Refuse a roadmap that the history does not know."""
    for name in choice.roadmaps:
        if name not in known.titles:
            raise VaultError(
                f'there is no roadmap named "{name}"',
                where="--roadmap",
                next_step=f"The roadmaps of this vault: {', '.join(known.titles) or 'none yet'}",
            )
