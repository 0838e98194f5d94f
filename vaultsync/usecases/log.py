"""Log: the learning journal, read from git. Writes nothing, and reads no more of the history than it must."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from vaultsync.domain.commits import TRAILER, UNDO_TRAILER
from vaultsync.domain.diary import Choice, Record, by_roadmap, write_diary
from vaultsync.domain.messages import PULL, read_message
from vaultsync.domain.readback import SUMMARY_DATA, Summary, find_item, read_summary
from vaultsync.domain.steps import steps_of_marks, steps_of_message, steps_of_note, steps_of_summary
from vaultsync.edges import state as states
from vaultsync.edges.repo import Difference, FileChange, Repo
from vaultsync.errors import VaultError
from vaultsync.models.diary import Diary, LogReport, Step
from vaultsync.usecases.logentries import EntryReader

if TYPE_CHECKING:
    from vaultsync.usecases.context import Context

USUAL_DAYS = 10
_FIRST = 64
# Commits are not quite in the order of their days: clocks differ, and work is rebased.
_SLOP = 16
_TOGETHER = 128
_MARKS = f"{states.FOLDER}/marks/"


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
    known = _summary(repo)
    _check(choice, known)
    diary = _read(repo, known, choice, limit)
    return LogReport(str(root), by, diary, by_roadmap(diary, known) if by == "roadmap" else [])


def _summary(repo: Repo) -> Summary:
    """The summary of the last commit: nothing else but the history is needed, so that a fresh clone will do."""
    data = repo.show("HEAD", SUMMARY_DATA)
    return (read_summary(data) if data is not None else None) or Summary()


def _read(repo: Repo, known: Summary, choice: Choice, limit: int) -> Diary:
    """Read commits, ever more of them, until the wanted days are complete."""
    records: list[Record] = []
    size = _FIRST
    entries = EntryReader(repo.vault, known)
    with closing(repo.differences()) as commits:
        while True:
            chunk = list(islice(commits, size))
            records += _records(repo, chunk, known, entries)
            horizon = max((record.day for record in records[-_SLOP:]), default="")
            diary = write_diary(records, known, choice)
            at_end = len(chunk) < size
            complete = [page for page in diary.days if at_end or page.day > horizon]
            if limit and (len(complete) >= limit or at_end):
                more = not at_end or len(complete) > limit
                diary.days = complete[:limit]
                diary.older = _day_before(diary.days[-1].day) if more and diary.days else ""
                return diary
            if at_end or (choice.since and horizon < choice.since):
                return diary
            size *= 2


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _check(choice: Choice, known: Summary) -> None:
    """Refuse a roadmap that the history does not know."""
    for name in choice.roadmaps:
        if name not in known.titles:
            raise VaultError(
                f'there is no roadmap named "{name}"',
                where=SUMMARY_DATA,
                next_step=f"The roadmaps of this vault: {', '.join(known.titles) or 'none'}",
            )


def _records(repo: Repo, chunk: Sequence[Difference], known: Summary, entries: EntryReader) -> list[Record]:
    """The commits with what they tell; the contents that this takes are read together."""
    records: list[Record] = []
    for start in range(0, len(chunk), _TOGETHER):
        part = chunk[start : start + _TOGETHER]
        reading = _Reading(repo, known, entries)
        reading.fetch(file for difference in part for file in _telling_files(difference))
        reading.fetch(file for difference in part for file in reading.noted(difference))
        made = [reading.record(difference) for difference in part]
        lacking = [(record, _file(difference, SUMMARY_DATA)) for difference, record in zip(part, made, strict=True)]
        lacking = [(record, file) for record, file in lacking if file is not None and reading.unknown(record)]
        reading.fetch(file for _, file in lacking if file is not None)
        for record, file in lacking:
            if file is not None:
                reading.add_words(record, file)
        records += made
    return records


def _file(difference: Difference, path: str) -> FileChange | None:
    return next((file for file in difference.files if file.path == path), None)


def _telling_files(difference: Difference) -> list[FileChange]:
    """The files that tell what was marked: known marks, else the summary, else the notes."""
    marks = [file for file in difference.files if file.path.startswith(_MARKS) and file.path.endswith(".tsv")]
    summary = _file(difference, SUMMARY_DATA)
    if marks or (summary is not None and summary.after is not None):
        return marks or ([summary] if summary else [])
    kind = difference.commit.subject.partition(": ")[0]
    if kind == PULL or difference.commit.trailers.get(TRAILER):
        return []
    return [file for file in difference.files if file.path.lower().endswith(".md") and not file.path.startswith(".")]


class _Reading:
    """Reads what commits changed, with the contents of files fetched before."""

    def __init__(self, repo: Repo, known: Summary, entries: EntryReader) -> None:
        self._entries = entries
        self._repo = repo
        self._known = known
        self._contents: dict[str, bytes] = {}
        self._lines: dict[str, frozenset[bytes]] = {}
        self._summaries: dict[str, Summary] = {}

    def fetch(self, files: Iterable[FileChange]) -> None:
        """Read the contents of these files, before and after."""
        wanted = {blob for file in files for blob in (*file.before, file.after) if blob}
        self._contents |= self._repo.blobs(wanted - self._contents.keys())

    def record(self, difference: Difference) -> Record:
        """A commit with its steps."""
        commit = difference.commit
        told = read_message(commit.message, commit.trailers.get(TRAILER))
        record = Record(commit.id, commit.day, told, commit.message, first=not commit.parents)
        record.undoes = commit.trailers.get(UNDO_TRAILER, [])
        for file in self.noted(difference):
            self._journal(record, file)
        for file in _telling_files(difference):
            if file.path.startswith(_MARKS):
                record.steps += self._marks(file)
            elif file.path == SUMMARY_DATA:
                before = self._summary(file.before[0]) if file.before else Summary()
                record.steps += steps_of_summary(before, self._summary(file.after))
            else:
                self._note(record, file)
        if not record.steps:
            record.steps = steps_of_message(told)
        if told.notes and not record.written:
            record.wrote.append(told.notes)
        return record

    def noted(self, difference: Difference) -> list[FileChange]:
        """The files of a commit that may hold journal entries."""
        if difference.commit.subject.startswith(f"{PULL}: "):
            return []
        return self._entries.telling(difference.files)

    def _journal(self, record: Record, file: FileChange) -> None:
        before = [self._text(blob) or "" for blob in file.before]
        change = self._entries.read(file.path, before, self._text(file.after) or "")
        record.written += change.written
        record.unwritten += change.unwritten
        record.stated |= change.stated

    def unknown(self, record: Record) -> set[str]:
        """The items of a commit whose words the summary of today does not have."""
        known = self._known
        return {
            step.item
            for step in record.steps
            if "#^" in step.item and not step.text and (step.roadmap, step.item) not in known.items
        }

    def add_words(self, record: Record, file: FileChange) -> None:
        """Give the record the words of such items, from the summary of its commit."""
        record.summary = Summary()
        for blob in (*file.before, file.after):
            data = self._contents.get(blob or "", b"")
            for item in self.unknown(record):
                if found := find_item(data, item):
                    record.summary.items |= {(step.roadmap, item): found for step in record.steps if step.item == item}

    def _marks(self, file: FileChange) -> list[Step]:
        """The steps of a file of known marks; of a merge those that neither side had."""
        sides = [self._lines_of(blob) for blob in file.before]
        now = self._lines_of(file.after)
        added = now.difference(*sides)
        removed = frozenset.intersection(*sides) - now if sides else frozenset()
        before, after = (
            states.parse_marks(b"\n".join(sorted(lines)).decode("utf-8", "replace"), file.path)[0]
            for lines in (removed, added)
        )
        for item in before.keys() - after.keys():  # another line on it stays: a merge by lines had doubled it
            start = f"{item}\t".encode()
            if any(line.startswith(start) for line in now):
                del before[item]
        return steps_of_marks(file.path.removeprefix(_MARKS).removesuffix(".tsv"), before, after)

    def _lines_of(self, blob: str | None) -> frozenset[bytes]:
        if blob is None:
            return frozenset()
        if blob not in self._lines:
            self._lines[blob] = frozenset(self._contents.get(blob, b"").splitlines())
        return self._lines[blob]

    def _summary(self, blob: str | None) -> Summary:
        if blob is None:
            return Summary()
        if blob not in self._summaries:
            self._summaries[blob] = read_summary(self._contents.get(blob, b"")) or Summary()
        return self._summaries[blob]

    def _note(self, record: Record, file: FileChange) -> None:
        """The steps and the words of a note that another tool committed."""
        before, after = (self._text(blob) for blob in (file.before[0] if file.before else None, file.after))
        steps, wrote = steps_of_note(file.path, before, after, self._known.paths)
        record.steps += steps
        if wrote and all(entry.source != file.path for entry in record.written):
            key = self._known.paths.get(file.path)
            title = self._known.sections[key].title if key else file.path.rpartition("/")[2].removesuffix(".md")
            record.wrote.append(title)

    def _text(self, blob: str | None) -> str | None:
        return self._contents[blob].decode("utf-8", "replace") if blob in self._contents else None
