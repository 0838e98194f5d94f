"""Commit messages read back: what `domain.commits.writing` wrote, as values.

Of a message of another tool, or one that was rewritten, whatever can be understood is taken.
"""

from __future__ import annotations

from vaultsync.markdown.patterns import regex
from vaultsync.models.marks import Mark
from vaultsync.models.structs import Frozen, Struct, field

TRAILERS = "Vaultsync-"  # so begins every trailer of vaultsync's
TRAILER = f"{TRAILERS}Progress"
MERGE_TRAILER = f"{TRAILERS}Merge"
UNDO_TRAILER = f"{TRAILERS}Undo"
SETTLED_TRAILER = f"{TRAILERS}Settled"
STUDY = "Study"
PULL = "Pull"

_KIND = regex(r"([A-Z][a-z]+): ")
_LISTS = {"Done": Mark.DONE, "Doing": Mark.DOING, "Skipped": Mark.SKIPPED, "Reopened": Mark.TODO}
_JOURNAL = "Journal"
_NOTED = "Notes"
_MORE = regex(r"and [0-9]+ more")
_TASKS = regex(r" \(([0-9]+)(?: of ([0-9]+))? tasks?\)$")
_ENTRY = regex(r"([0-9]{4}-[0-9]{2}-[0-9]{2}): (.*)")
_TIME = regex(r" ?\((?:([0-9]+)h)?[ ]?(?:([0-9]+)m)?\)$")
_FIGURE = regex(r"(.+) ([0-9]+)/([0-9]+)")
_WHERE = regex(r"Study: (?:[0-9]+ [a-z]+(?: done)?, )*[0-9]+ [a-z]+(?: done)? in (.+)")
_FIGURES = regex(r" \([^()]* [0-9]+/[0-9]+(?:[^()]* [0-9]+/[0-9]+)?[^()]*\)$")
_NOTES = regex(r"Study: notes in (.+)")


class ToldItem(Frozen):
    """An item of a list in a message: its words; `unit` is the note whose list it is, empty if unknown."""

    mark: Mark
    unit: str
    text: str

    @property
    def tasks(self) -> int:
        """The number of tasks that followed a section marked as a whole; 0 for anything else."""
        found = _TASKS.search(self.text)
        return int(found[1]) if found else 0

    @property
    def title(self) -> str:
        """The words without that number."""
        return _TASKS.sub("", self.text)


class ToldEntry(Frozen):
    """A journal entry: its day (ISO), its words, and the minutes studied (0: not told)."""

    day: str
    text: str
    minutes: int = 0


class Told(Struct):
    """What a message tells.

    `kind` is the word before the subject's colon, or empty. `figures` are (done, total) by roadmap name. `notes` are
    the notes that were written in, by title, or as the subject has them; `unit` is the note that the subject names as
    the place of what was marked.
    """

    kind: str
    subject: str
    items: list[ToldItem] = field(default_factory=list)
    entries: list[ToldEntry] = field(default_factory=list)
    figures: dict[str, tuple[int, int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unit: str = ""


def kind_of(subject: str) -> str:
    """The word before the colon of a subject in vaultsync's form; empty if it has another form."""
    found = _KIND.match(subject)
    return found[1] if found else ""


def read_message(message: str, figures: list[str] | None = None) -> Told:
    """Read the message of a commit. `figures` are the values of its progress trailers, as git understands them."""
    subject, _, body = message.partition("\n")
    told = Told(kind_of(subject), subject)
    if named := _NOTES.fullmatch(subject):
        told.notes = [named[1]]
    elif where := _WHERE.fullmatch(_FIGURES.sub("", subject)):
        told.unit = where[1]
    if told.kind == STUDY:
        _read_lists(told, body)
    for value in figures or ():
        if found := _FIGURE.fullmatch(value):
            told.figures[found[1]] = (int(found[2]), int(found[3]))
    return told


def _read_lists(told: Told, body: str) -> None:
    """The lists of the body: a heading, and lines that begin with a dash until an empty one."""
    heading = ""
    notes: list[str] = []
    for line in body.split("\n"):
        if not line.startswith("- "):
            heading = line
            continue
        text = line[2:]
        if _MORE.fullmatch(text):
            continue
        if heading == _NOTED:
            notes.append(text)
            continue
        if heading == _JOURNAL:
            told.entries += _entry(text)
            continue
        word, _, unit = heading.partition(" in ")
        if word in _LISTS:
            told.items.append(ToldItem(_LISTS[word], unit, text))
    told.notes = notes or told.notes


def _entry(text: str) -> list[ToldEntry]:
    found = _ENTRY.fullmatch(text)
    if found is None:
        return [ToldEntry("", text)]
    words, time = found[2], _TIME.search(found[2])
    if time is None or not (time[1] or time[2]):
        return [ToldEntry(found[1], words)]
    return [ToldEntry(found[1], words[: time.start()], int(time[1] or 0) * 60 + int(time[2] or 0))]
