"""What commits changed, read for the log with as few contents as possible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from vaultsync.domain.commits.reading import PULL, TRAILER, TRAILERS, UNDO_TRAILER, kind_of, read_message
from vaultsync.domain.commits.steps import (
    NoteReader,
    settled_as_same,
    steps_of_marks,
    steps_of_message,
    steps_of_summary,
)
from vaultsync.domain.journal.diary import Record, takes_back
from vaultsync.domain.summary.readback import (
    SUMMARY_DATA,
    Key,
    KnownItem,
    ReadSummary,
    changed_items,
    find_item,
    with_marks,
)
from vaultsync.edges import state as states
from vaultsync.edges import statelists
from vaultsync.edges.questions import parse_questions
from vaultsync.edges.repo import Contents, Difference, FileChange
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.diary import Step
from vaultsync.models.question import Question
from vaultsync.usecases.logs.entries import EntryReader
from vaultsync.usecases.logs.runs import Run, runs

_TOGETHER = 128
_MARKS = f"{states.FOLDER}/marks/"
_REVIEW = f"{states.FOLDER}/review/"


class HistoryReader:
    """Reads commits, the newest first: `records` tell what they changed, `days` on which day each was made."""

    def __init__(self, vault: Path, contents: Contents, known: ReadSummary) -> None:
        self._contents = contents
        self._known = known
        self._notes = NoteReader(known.paths)
        self._reverted: list[str] = []
        self._summed = False
        self.entries = EntryReader(vault, contents, known)
        self.records: list[Record] = []
        self.days: list[str] = []

    def take(self, commits: Sequence[Difference]) -> None:
        """Read the next older commits. All contents that these need are read together."""
        self.days += [difference.commit.day for difference in commits]
        self._catch_up(commits)
        for difference in commits:
            self._reverted += takes_back(difference.commit.message, difference.commit.trailers.get(UNDO_TRAILER, ()))
        together = list(runs(commits, self._alone))
        for start in range(0, len(together), _TOGETHER):
            self.records += self._records(together[start : start + _TOGETHER])

    def pages(self, after: str) -> int:
        """An upper bound for the number of days after this ISO day of which there is something to tell."""
        days = {*self.days, *(day.date for day in self.entries.days)}
        for record in self.records:
            days.update(step.date for step in record.steps)
            days.update(entry.day for entry in record.alone)
        return sum(day > after for day in days)

    def _alone(self, difference: Difference) -> bool:
        """Whether a commit is told on its own: one of vaultsync's, or one that reverts or is reverted."""
        commit = difference.commit
        return (
            any(key.startswith(TRAILERS) for key in commit.trailers)
            or bool(kind_of(commit.subject))
            or any(file.path.startswith(_MARKS) or file.path == SUMMARY_DATA for file in difference.files)
            or bool(takes_back(commit.message))
            or any(commit.id.startswith(id_) for id_ in self._reverted)
        )

    def _catch_up(self, commits: Sequence[Difference]) -> None:
        """Where marks were committed that the last summary does not have yet, they say how things stand."""
        for difference in commits:
            if self._summed:
                return
            self._summed = _file(difference, SUMMARY_DATA) is not None
            if not self._summed and any(file.path.startswith(_MARKS) for file in difference.files):
                self._summed = True
                paths = {name: states.marks_path(name) for name in self._known.titles}
                found = self._contents.show_all("HEAD", paths.values())
                for name, path in paths.items():
                    text = found.get(path, b"").decode("utf-8", "replace")
                    with_marks(self._known, name, statelists.parse_marks(text, path)[0])

    def _records(self, part: Sequence[Run]) -> list[Record]:
        reading = _Blobs(self._contents)
        reading.fetch(file for run in part for file in (*_telling_files(run), *_questions(run)))
        made = [self._record(reading, run) for run in part]
        noted = [self.entries.with_entries(run.files) for run in part]
        self.entries.look_up(file.path for files in noted for file in files)
        self._add_words(reading, part, made)
        self._add_entries(reading, made, noted)
        return made

    def _record(self, reading: _Blobs, run: Run) -> Record:
        """A commit, or several that are told together, with its steps."""
        commit = run.commit
        told = read_message(commit.message, commit.trailers.get(TRAILER))
        record = Record(commit.id, commit.day, told, commit.message, also=run.also, first=run.first)
        record.undoes = commit.trailers.get(UNDO_TRAILER, [])
        for file in _telling_files(run):
            if file.path.startswith(_MARKS):
                record.steps += reading.steps_of_marks(file)
            elif file.path == SUMMARY_DATA:
                record.steps += steps_of_summary(*reading.summaries(file))
            else:
                self._note(reading, record, file)
        if not record.steps:
            record.steps = steps_of_message(told)
        for file in _questions(run):
            record.settled |= settled_as_same(record.steps, _name_of(file), *reading.questions(file))
        return record

    def _note(self, reading: _Blobs, record: Record, file: FileChange) -> None:
        """The steps and the words of a note that another tool committed."""
        before = file.before[0] if file.before else None
        steps, wrote = self._notes.steps(file.path, reading.known(before), reading.known(file.after))
        record.steps += steps
        if wrote and not self._gains(reading, file):
            key = self._known.paths.get(file.path)
            record.wrote.append(self._known.sections[key].title if key else self._title(reading, file))

    def _title(self, reading: _Blobs, file: FileChange) -> str:
        """The title that a note had which is no longer at its path, as the message of a push has it."""
        data = reading.data(file.after) or reading.data(file.before[0] if file.before else None)
        title = frontmatter.value_of(data.decode("utf-8", "replace"), "title")
        return str(title or "") or file.path.rpartition("/")[2].removesuffix(".md")

    def _gains(self, reading: _Blobs, file: FileChange) -> bool:
        """Whether a note gained entries, which tell more than that it was written in."""
        if not self.entries.with_entries([file]):
            return False
        before = reading.data(file.before[0] if file.before else None)
        return self.entries.gains(file.path, before, reading.data(file.after))

    def _add_words(self, reading: _Blobs, part: Sequence[Run], made: Sequence[Record]) -> None:
        """Give the records the words of items that the summary of today does not have: from that of their commit.

        Where another tool committed the marks, it has none: the notes say the words.
        """
        lacking = [(record, _file(run, SUMMARY_DATA)) for run, record in zip(part, made, strict=True)]
        lacking = [(record, file) for record, file in lacking if self._unknown(record)]
        reading.fetch(file for _, file in lacking if file is not None)
        for record, file in lacking:
            for key in self._unknown(record) if file is not None else ():
                _give_words(record, key, reading.item(file, key[1]) if file is not None else None)
        unsummed = [record for record, file in lacking if file is None]
        paths = {self._path(key) for record in unsummed for key in self._unknown(record)} - {""}
        texts = self._contents.show_all("HEAD", sorted(paths)) if paths else {}
        for record in unsummed:
            for key in self._unknown(record):
                text = texts.get(self._path(key), b"").decode("utf-8", "replace")
                if task := self._notes.item(self._path(key), text, key[1]):
                    _give_words(record, key, task.item if task.leaf else None)

    def _unknown(self, record: Record) -> set[Key]:
        """The items of a commit whose words the summary of today does not have."""
        return {
            (step.roadmap, step.item)
            for step in record.steps
            if "#^" in step.item and not step.text and (step.roadmap, step.item) not in self._known.items
        }

    def _path(self, key: Key) -> str:
        section = self._known.sections.get((key[0], key[1].partition("#^")[0]))
        return section.note if section else ""

    def _add_entries(self, reading: _Blobs, made: Sequence[Record], noted: Sequence[Sequence[FileChange]]) -> None:
        """Give the records what only their messages tell: entries that stand in no note, and titles of notes."""
        standing = self.entries.standing()
        for record in made:
            record.alone = [told for told in record.told.entries if not standing.has(told)]
        reading.fetch(
            file
            for record, files in zip(made, noted, strict=True)
            for file in files
            if record.alone or record.told.notes
        )
        for record, files in zip(made, noted, strict=True):
            if record.alone and files:  # reworded since, or taken out
                then = self.entries.standing_in({file.path: reading.data(file.after) for file in files})
                record.alone = [told for told in record.alone if not then.has(told)]
            if record.told.notes and not any(self._gains(reading, file) for file in files):
                record.wrote += record.told.notes


def _give_words(record: Record, key: Key, item: KnownItem | None) -> None:
    """The words of an item; where it is none that is counted, it only follows those below it."""
    if item is not None:
        record.words[key] = item
    else:
        record.following.add(key)


def _file(change: Difference | Run, path: str) -> FileChange | None:
    return next((file for file in change.files if file.path == path), None)


def _questions(run: Run) -> list[FileChange]:
    """The files of questions, where a commit changed marks along with them: some may have been answered."""
    if not any(file.path.startswith(_MARKS) for file in run.files):
        return []
    return [file for file in run.files if file.path.startswith(_REVIEW) and file.path.endswith(".tsv")]


def _name_of(file: FileChange) -> str:
    """The roadmap whose list a file of vaultsync's is."""
    return file.path.rpartition("/")[2].removesuffix(".tsv")


def _telling_files(run: Run) -> list[FileChange]:
    """The files that tell what was marked: known marks, else the summary, else the notes."""
    marks = [file for file in run.files if file.path.startswith(_MARKS) and file.path.endswith(".tsv")]
    summary = _file(run, SUMMARY_DATA)
    if marks or (summary is not None and summary.after is not None):
        return marks or ([summary] if summary else [])
    if run.commit.subject.startswith(f"{PULL}: ") or run.commit.trailers.get(TRAILER):
        return []
    return [file for file in run.files if file.path.lower().endswith(".md") and not file.path.startswith(".")]


class _Blobs:
    """The contents of files that commits changed, fetched before they are asked for."""

    def __init__(self, contents: Contents) -> None:
        self._source = contents
        self._read: dict[str, bytes] = {}
        self._lines: dict[str, frozenset[bytes]] = {}

    def fetch(self, files: Iterable[FileChange]) -> None:
        """Read the contents of these files, before and after."""
        wanted = {blob for file in files for blob in (*file.before, file.after) if blob}
        self._read |= self._source.blobs(wanted - self._read.keys())

    def data(self, blob: str | None) -> bytes:
        """The content of a blob; nothing for none."""
        return self._read.get(blob or "", b"")

    def known(self, blob: str | None) -> bytes | None:
        """The content of a blob; None for none."""
        return self._read.get(blob or "")

    def steps_of_marks(self, file: FileChange) -> list[Step]:
        """The steps of a file of known marks; of a merge those that neither side had."""
        sides = [self._lines_of(blob) for blob in file.before]
        now = self._lines_of(file.after)
        added = now.difference(*sides)
        removed = frozenset.intersection(*sides) - now if sides else frozenset()
        before, after = (
            statelists.parse_marks(b"\n".join(sorted(lines)).decode("utf-8", "replace"), file.path)[0]
            for lines in (removed, added)
        )
        there = {line.partition(b"\t")[0] for line in now} if before.keys() - after.keys() else set()
        for item in before.keys() - after.keys():
            if item.encode() in there:  # another line on it stays: a merge by lines had doubled it
                del before[item]
        return steps_of_marks(_name_of(file), before, after)

    def questions(self, file: FileChange) -> list[dict[str, Question]]:
        """The questions that waited before a commit, and after it."""
        blobs = (file.before[0] if file.before else None, file.after)
        return [parse_questions(self.data(blob).decode("utf-8", "replace")) for blob in blobs]

    def summaries(self, file: FileChange) -> tuple[ReadSummary, ReadSummary]:
        """The summary before and after a commit, without the items that stayed as they were."""
        return changed_items(self.data(file.before[0] if file.before else None), self.data(file.after))

    def item(self, file: FileChange, item: str) -> KnownItem | None:
        """An item as the summary after a commit has it, else as the one before it had it."""
        found = [known for blob in (*file.before, file.after) if (known := find_item(self.data(blob), item))]
        return found[-1] if found else None

    def _lines_of(self, blob: str | None) -> frozenset[bytes]:
        if blob is None:
            return frozenset()
        if blob not in self._lines:
            self._lines[blob] = frozenset(self.data(blob).splitlines())
        return self._lines[blob]
