"""The journal: what the learner wrote about studying, entry by entry and day by day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from vaultsync.models.structs import Frozen, field


class RawEntry(NamedTuple):
    """One entry as it stands: `line` is its zero-based line; `targets` are the notes it links, as wikilinks name them.

    `day`, `time`, `minutes` and `text` as in `studytime.Reading`. `under` tells that it stands under the journal
    heading; others are entries only if they link a study note.
    """

    line: int
    day: str
    time: str
    minutes: int | None
    text: str
    targets: tuple[str, ...]
    under: bool


class Said(NamedTuple):
    """What one note says of studying: its entries; of a daily note, the minutes of its properties, or what is wrong.

    `day` is the ISO day of a daily note.
    """

    entries: tuple[RawEntry, ...] = ()
    minutes: int | None = None
    problem: str = ""
    day: str = ""


class JournalNote(NamedTuple):
    """A note that may hold entries: its vault path and text.

    `id` is the note id of a roadmap's note, `day` the ISO day of a daily note; one of the two is empty. Where it is
    known already what it says, that is `said`, and the text is not needed.
    """

    path: str
    text: str
    id: str = ""
    day: str = ""
    said: Said | None = None


class Entry(Frozen):
    """One thing the learner wrote about studying on a day.

    `day` is ISO text. `text` is Markdown on one line, without the date, the time and the duration it began or ended
    with; it is empty where only a time was noted. `minutes` is None where none were noted; `time` is `14:05` or
    empty. `notes` are the ids of the roadmaps' notes it is about: those it links, or the study note it stands in.
    `source` is the vault path of its file, `line` its zero-based line there.
    """

    day: str
    text: str
    minutes: int | None = None
    time: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    line: int = 0


class Day(Frozen):
    """The entries of one ISO day, in the order of their times.

    `minutes_override` is what the properties of the daily note say; it replaces the sum of the entries.
    """

    date: str
    minutes_override: int | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def minutes(self) -> int:
        """The minutes studied that day."""
        if self.minutes_override is not None:
            return self.minutes_override
        return sum(entry.minutes or 0 for entry in self.entries)


class Journal(Frozen):
    """All days with entries or study time, the oldest first. `problems`: vault path → what could not be read there."""

    days: tuple[Day, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)

    def until(self, day: str) -> Journal:
        """The days that are not after the ISO `day`: a later one counts nowhere."""
        return Journal(tuple(found for found in self.days if found.date <= day), self.problems)


class StudyTime(Frozen):
    """Minutes studied; every sum of parts is the `total`, to the minute.

    `by_day`: ISO day → minutes. `by_roadmap`: roadmap's name → ISO day → minutes, where the name is empty for what
    names no roadmap. `by_note`: note id → minutes, where the id is a roadmap's name for what names no note of it.
    """

    total: int = 0
    by_day: Mapping[str, int] = field(default_factory=dict)
    by_roadmap: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    by_note: Mapping[str, int] = field(default_factory=dict)
