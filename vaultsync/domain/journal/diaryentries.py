"""The journal entries of a diary: those that stand in notes, and those that only commit messages tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from vaultsync.domain.commits.reading import ToldEntry
from vaultsync.domain.summary.readback import KnownSection, ReadSummary
from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.links import file_title, is_path_of, with_names
from vaultsync.markdown.patterns import regex
from vaultsync.models.diary import DiaryDay, DiaryEntry
from vaultsync.models.journal import Day, Entry

_CUT = "…"
_PLACE = regex(r"[0-9]{2,3} (?=\S)")


class StandingEntries:
    """The entries of these days in a form (without markup, cut) in which those of messages are found again."""

    def __init__(self, days: Iterable[Day]) -> None:
        self._days: dict[str, list[str]] = defaultdict(list)
        for day in days:
            for entry in day.entries:
                # Messages name a linked note, those of old its path.
                self._days[day.date] += {_letters(shown(entry.text)), _letters(read_inline(entry.text)[0])}

    def has(self, told: ToldEntry) -> bool:
        """Whether this entry of a message is one of them."""
        letters = _letters(told.text)
        there = self._days.get(told.day, ())
        return letters in there or (told.text.endswith(_CUT) and any(other.startswith(letters) for other in there))


def write_entries(page: Callable[[str], DiaryDay], days: Iterable[Day], known: ReadSummary) -> None:
    """Put entries of notes, and the study time of daily notes' properties, on the pages of their days."""
    for day in days:
        own = page(day.date)
        own.entries = [_entry(entry, known) for entry in day.entries]
        own.stated = day.minutes_override


def write_told(page: DiaryDay, told: ToldEntry) -> None:
    """Put an entry that only a message has on a page."""
    if told.text:
        page.entries.append(DiaryEntry(told.text, told.minutes, day=page.day))


def shown(text: str, name_of: Callable[[str], str] | None = None) -> str:
    """The words of an entry on one line; links are replaced by the names of their notes."""
    return " ".join(read_inline(with_names(text, name_of))[0].split())


def _entry(entry: Entry, known: ReadSummary) -> DiaryEntry:
    keys = [(name, node) for name, _, node in (id_.partition("/") for id_ in entry.notes)]
    about = [known.sections[key] for key in keys if key in known.sections]

    def name_of(path: str) -> str:
        return next((one.title for one in about if is_path_of(path, one.note)), "") or _gone(path, about)

    titles = [section.title for section in about]
    roadmaps = list(dict.fromkeys(name for name, _ in keys))
    return DiaryEntry(shown(entry.text, name_of), entry.minutes or 0, titles, roadmaps, entry.day)


def _gone(path: str, about: Iterable[KnownSection]) -> str:
    """The name of a note that is not there: of a roadmap's, without its place among the others."""
    folders = [section.note.rpartition("/")[0] for section in about]
    name = file_title(path)
    return _PLACE.sub("", name) if any(folder and path.startswith(f"{folder}/") for folder in folders) else name


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
