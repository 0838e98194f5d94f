"""The journal: entries of daily notes and study notes, and the study time they add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from vaultsync.domain.journal.linkednotes import LinkedNotes
from vaultsync.markdown.journal.entries import day_minutes, diary_entries, note_entries
from vaultsync.markdown.names import told_apart, without_number
from vaultsync.models.journal import Day, Entry, Journal, JournalNote, RawEntry, Said, StudyTime

if TYPE_CHECKING:
    from vaultsync.models.roadmap import Roadmap


def read_journal(
    notes: Iterable[JournalNote],
    *,
    heading: str = "Study",
    prompts: Sequence[str] = (),
    linked: LinkedNotes | None = None,
) -> Journal:
    """The entries of daily notes and of roadmaps' notes, by day (docs/journal.md).

    `heading` is that of the entries in a daily note, `prompts` the texts of its template. `linked` are the notes that
    entries can link; by default those among `notes`. Linear.
    """
    given = list(notes)
    linked = linked or LinkedNotes({note.id: note.path for note in given if note.id})
    by_day: dict[str, list[Entry]] = defaultdict(list)
    overrides: dict[str, int] = {}
    problems: dict[str, str] = {}
    for note in given:
        said = note.said if note.said is not None else hear(note, heading, prompts)
        if said.problem:
            problems[note.path] = said.problem
        if said.minutes is not None:
            overrides[note.day] = overrides.get(note.day, 0) + said.minutes
        for raw in said.entries:
            entry = _entry(note, raw, linked)
            if raw.under or entry.notes:
                by_day[entry.day].append(entry)
    days = [Day(date, overrides.get(date), tuple(by_day[date])) for date in sorted({*by_day, *overrides})]
    return Journal(tuple(together(days)), problems)


def together(days: Iterable[Day]) -> list[Day]:
    """The days of several notes merged: the oldest first, the entries of each by time."""
    entries: dict[str, list[Entry]] = defaultdict(list)
    overrides: dict[str, int] = {}
    for day in days:
        entries[day.date] += day.entries
        if day.minutes_override is not None:
            overrides[day.date] = overrides.get(day.date, 0) + day.minutes_override
    found = []
    for date, own in sorted(entries.items()):
        own.sort(key=lambda entry: (entry.time or "~", entry.source, entry.line))
        found.append(Day(date, overrides.get(date), tuple(_in_order(own))))
    return found


def hear(note: JournalNote, heading: str = "Study", prompts: Sequence[str] = ()) -> Said:
    """What one note says of studying; `heading` and `prompts` as in `read_journal`."""
    if not note.day:
        return Said(tuple(note_entries(note.path, note.text)))
    minutes, problem = day_minutes(note.text)
    return Said(tuple(diary_entries(note.path, note.text, heading, prompts)), minutes, problem, note.day)


def study_time(days: Iterable[Day], roadmaps: Sequence[str] = ()) -> StudyTime:
    """The minutes of `days`, by day, by roadmap and by note.

    An entry about several notes is shared evenly among them. Minutes in the properties of a day are shared in
    proportion to its entries, or evenly if these have no minutes. If there is one roadmap (`roadmaps`), what names none
    belongs to it.
    """
    alone = roadmaps[0] if len(roadmaps) == 1 else ""
    by_day: dict[str, int] = {}
    by_roadmap: dict[str, dict[str, int]] = {}
    by_note: dict[str, int] = {}
    for day in days:
        total = day.minutes
        if total <= 0:
            continue
        by_day[day.date] = by_day.get(day.date, 0) + total
        for note, minutes in _shared(day, total, alone).items():
            name = note.partition("/")[0]
            dates = by_roadmap.setdefault(name, {})
            dates[day.date] = dates.get(day.date, 0) + minutes
            by_note[note] = by_note.get(note, 0) + minutes
    return StudyTime(sum(by_day.values()), by_day, by_roadmap, by_note)


def routines(roadmaps: Iterable[Roadmap]) -> dict[str, list[str]]:
    """The habits of the roadmaps for the daily template, in groups by name; a single group has no name.

    Each is Markdown without number, and stands once. A group is named after its section, after its roadmap if that has
    one group, or after both if several roadmaps have some.
    """
    found: dict[str, dict[str, list[str]]] = {}
    seen: set[str] = set()
    titles = {}
    for roadmap in roadmaps:
        titles[roadmap.name] = roadmap.title
        for node in roadmap.root.walk():
            for task in node.tasks():
                words = without_number(task.source)
                if task.kind == "habit" and not task.tasks and "\n" not in words and words not in seen:
                    seen.add(words)
                    found.setdefault(roadmap.name, {}).setdefault(node.title, []).append(words)
    if sum(len(sections) for sections in found.values()) == 1:
        return {"": next(iter(habits for sections in found.values() for habits in sections.values()))}
    apart = told_apart(titles)
    named: dict[str, list[str]] = {}
    for name, sections in found.items():
        for section, habits in sections.items():
            called = without_number(section)
            if len(found) > 1:
                called = apart[name] if len(sections) == 1 else f"{apart[name]}: {called}"
            named.setdefault(called, []).extend(habits)
    return named


def word_count(entry: Entry) -> int:
    """The number of words of an entry; in scripts without blanks every letter counts as one."""
    count = 0
    for word in entry.text.split():
        wide = sum("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" for char in word)
        count += wide or any(char.isalnum() for char in word)
    return count


def new_entries(before: Iterable[Entry], after: Iterable[Entry]) -> list[Entry]:
    """The entries of `after` that were nowhere in the vault `before`."""
    left: dict[tuple[object, ...], int] = defaultdict(int)
    for entry in before:
        left[_said(entry)] += 1
    found = []
    for entry in after:
        if left[_said(entry)] > 0:
            left[_said(entry)] -= 1
        else:
            found.append(entry)
    return found


def _said(entry: Entry) -> tuple[object, ...]:
    return entry.day, entry.time, entry.minutes, entry.text


def _entry(note: JournalNote, raw: RawEntry, linked: LinkedNotes) -> Entry:
    day = raw.day
    if note.day:  # an entry of a daily note that names an earlier day was written down late
        day = raw.day if raw.day and raw.day <= note.day else note.day
    about = [note.id] if note.id else []
    if not note.id:
        about = [id_ for target in raw.targets if (id_ := linked.find(target, note.path))]
    text = raw.text if raw.day in ("", day) else f"{raw.day} {raw.text}".strip()
    return Entry(day, text, raw.minutes, raw.time, tuple(dict.fromkeys(about)), note.path, raw.line)


def _in_order(entries: list[Entry]) -> list[Entry]:
    """By time; what has none keeps its place after the entry above it in its note."""
    timed = {(entry.source, entry.line): entry.time for entry in entries}
    keys: dict[tuple[str, int], str] = {}
    for source in dict.fromkeys(entry.source for entry in entries):
        last = ""
        for line in sorted(line for path, line in timed if path == source):
            last = timed[source, line] or last
            keys[source, line] = last
    return sorted(entries, key=lambda entry: (keys[entry.source, entry.line], entry.source, entry.line))


def _shared(day: Day, total: int, alone: str) -> dict[str, int]:
    """The day's minutes by note id, or by roadmap's name where no note is named; they add up to `total`."""
    weights: dict[str, float] = {}
    timed = any(entry.minutes for entry in day.entries)
    for entry in day.entries:
        weight = float(entry.minutes or 0) if timed else 1.0
        about = entry.notes or (alone,)
        for note in about:
            weights[note] = weights.get(note, 0.0) + weight / len(about)
    weights = {note: weight for note, weight in weights.items() if weight > 0} or {alone: 1.0}
    whole = sum(weights.values())
    exact = {note: total * weight / whole for note, weight in weights.items()}
    shares = {note: int(minutes) for note, minutes in exact.items()}
    by_rest = sorted(exact, key=lambda note: (shares[note] - exact[note], note))
    for note in by_rest[: total - sum(shares.values())]:
        shares[note] += 1
    return {note: minutes for note, minutes in shares.items() if minutes}
