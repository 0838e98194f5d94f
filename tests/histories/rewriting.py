"""Sweeping changes to a made-up document: what authors do once in a while to all of it, or to a whole section."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from made_histories import Maker

_TITLES = (
    "Основы",
    "Grundlagen",
    "基础",
    "Fundamentos",
    "Les bases",
    "上級",
    "Практика",
    "Vertiefung",
    "Proyectos",
    "応用",
)
_REMARKS = ("a short video", "free, 3 hours", "the classic", "slides and code", "by the harbour master", "2nd edition")


def reverse_parts(maker: Maker) -> None:
    """The newest first."""
    maker.book.parts.reverse()


def reverse_entries(maker: Maker) -> None:
    for entries in maker.book.lists():
        entries.reverse()


def sort_entries(maker: Maker) -> None:
    for part in maker.book.sections():
        part.entries.sort(key=lambda entry: entry.words.casefold())


def translate_titles(maker: Maker) -> None:
    """Titles in another language, items as they are."""
    for n, part in enumerate(maker.book.sections()):
        part.title = f"{maker.random.choice(_TITLES)} {n + 1}"


def describe(maker: Maker) -> None:
    """Remarks behind the links of a section, or gone again."""
    for entry in maker.random.choice(maker.book.sections()).entries:
        entry.tail = "" if entry.tail else f" - {maker.random.choice(_REMARKS)}"


def rewrite(maker: Maker) -> None:
    """The document written anew: other title, sections, prose and order; most items are still there, some reworded."""
    items = maker.book.entries_at_top()
    maker.random.shuffle(items)
    maker.book.title = f"Learn the {maker.thing()}"
    kept = [entry for entry in items if not maker.flip(0.08)]
    for entry in kept:
        if maker.flip(0.08):
            entry.words = f"{entry.words} {maker.random.choice(_REMARKS)}"
    size = maker.random.randint(6, 14)
    parts = []
    for at in range(0, len(kept), size):
        part = maker.part(3)
        part.entries, part.parts = kept[at : at + size], []
        parts.append(part)
    maker.book.parts = parts


def demote(maker: Maker) -> None:
    """A section becomes part of the one before it: its heading goes a level down."""
    if len(maker.book.parts) > 3:
        at = maker.random.randrange(1, len(maker.book.parts))
        part = maker.book.parts.pop(at)
        maker.book.parts[at - 1].parts.append(part)


def decorate_titles(maker: Maker) -> None:
    sign = maker.random.choice("📚🚀🧩✨")
    for part in maker.book.parts:
        part.title = part.title[2:] if part.title[0] in "📚🚀🧩✨" else f"{sign} {part.title}"


def days(maker: Maker) -> None:
    """Sections get a step in front, or others than before."""
    word = maker.random.choice(["Day", "Week", "Module"])
    for n, part in enumerate(maker.book.parts, maker.random.choice([0, 1])):
        title = part.title.partition(": ")[2] if part.title.startswith(("Day ", "Week ", "Module ")) else part.title
        part.title = f"{word} {n}: {title}"


def all_boxes(maker: Maker) -> None:
    """No item has a box any more, or all have one."""
    if maker.shape != "bullets":
        maker.book.style.box = "" if maker.book.style.box else "[ ] "


def typography(maker: Maker) -> None:
    pairs = [("'", "\u2019"), (" - ", " \u2013 "), (" and ", " & ")]
    old, new = maker.random.choice(pairs)
    for entry in maker.book.entries():
        if old in entry.words or maker.flip(0.5):
            entry.words = entry.words.replace(old, new)


def break_down(maker: Maker) -> None:
    """An item gets steps."""
    entry = maker.random.choice(maker.book.entries())
    if not entry.under:
        entry.under = [maker.entry(3) for _ in range(maker.random.randint(2, 3))]


def item_to_part(maker: Maker) -> None:
    """An item with others below it becomes a section of its own."""
    for part in maker.book.sections():
        for n, entry in enumerate(part.entries):
            if len(entry.under) > 1 and maker.flip(0.5):
                part.parts.append(maker.new_part(entry.words, entry.under))
                del part.entries[n]
                return


def part_to_item(maker: Maker) -> None:
    """A small section becomes an item with others below it."""
    for part in maker.book.sections():
        for n, below in enumerate(part.parts):
            if below.entries and not below.parts and maker.flip(0.3):
                part.entries.append(maker.new_entry(below.title, below.entries))
                del part.parts[n]
                return


def author_ticks(maker: Maker) -> None:
    """The author ticks items of their own, or unticks them."""
    for entry in maker.random.choice(maker.book.sections()).entries[:2]:
        entry.ticked = not entry.ticked


def fold(maker: Maker) -> None:
    """Sections that fold open and shut."""
    maker.book.style.folded = not maker.book.style.folded


def years(maker: Maker) -> None:
    """`(2019)` behind titles becomes `(2020)`."""
    maker.year += 1
    for part in maker.book.parts:
        part.title = f"{part.title.partition(' (20')[0]} ({maker.year})"


def clear_out(maker: Maker) -> None:
    """Old items go all over the document, and new ones come."""
    for entries in maker.book.lists():
        for entry in [*entries]:
            if maker.flip(0.06) and len(entries) > 1:
                entries.remove(entry)
            elif maker.flip(0.06):
                entries.append(maker.entry(3))


def revert(maker: Maker) -> None:
    """An old version is back."""
    maker.book = deepcopy(maker.random.choice(maker.past))


def cut_off(maker: Maker) -> None:
    """For one version the document ends in the middle."""
    maker.book.style.cut = maker.random.choice([0.02, 0.3, 0.5, 0.8])


def weeks(maker: Maker) -> None:
    """Sections are called by bare steps."""
    word = maker.random.choice(["Week", "Day", "Module"])
    for n, part in enumerate(maker.book.parts, 1):
        part.title = f"{word} {n}"


def put_in(maker: Maker) -> None:
    """A section comes, another goes, and the steps that others are called by move on."""
    maker.add_part()
    if len(maker.book.parts) > 4:
        del maker.book.parts[maker.random.randrange(len(maker.book.parts))]
    if sum(part.title.split()[0] in ("Week", "Day", "Module") for part in maker.book.parts) > 3:
        weeks(maker)


def schemes(maker: Maker) -> None:
    """All links go to HTTPS, or back."""
    for entry in maker.book.entries():
        old, new = ("https://", "http://www.") if maker.year % 2 else ("http://www.", "https://")
        entry.link = entry.link.replace(old, new)
    maker.year += 1


def badges(maker: Maker) -> None:
    """A badge behind all items of a section, or none any more."""
    for entry in maker.random.choice(maker.book.sections()).entries:
        entry.tail = "" if entry.tail else " ![new](https://img.example.org/new.svg)"


def label_all(maker: Maker) -> None:
    """A label in front of all items of a section, with a number that grows, or gone again."""
    entries = maker.random.choice(maker.book.sections()).entries
    for n, entry in enumerate(entries, 1):
        label, colon, rest = entry.words.partition(": ")
        entry.words = rest if colon and label.startswith("Step ") else f"Step {n}: {entry.words}"


def move_and_reword(maker: Maker) -> None:
    for _ in range(maker.random.randint(1, 4)):
        source = maker.random.choice([entries for entries in maker.book.lists() if entries])
        entry = source.pop(maker.random.randrange(len(source)))
        entry.words = f"{entry.words} {maker.random.choice(_REMARKS)}"
        maker.random.choice(maker.book.sections()).entries.append(entry)


def split_in_two(maker: Maker) -> None:
    """A section becomes two of its level."""
    for n, part in enumerate(maker.book.parts):
        if len(part.entries) > 4 and maker.flip(0.4):
            half = len(part.entries) // 2
            maker.book.parts.insert(n + 1, maker.new_part(f"{part.title}, part 2", part.entries[half:]))
            part.entries = part.entries[:half]
            return


SWEEPING: tuple[Callable[[Maker], None], ...] = (
    reverse_parts, reverse_entries, sort_entries, translate_titles, describe, describe, rewrite, demote, decorate_titles,
    days, all_boxes, typography, break_down, break_down, item_to_part, item_to_part, part_to_item, author_ticks, fold, years,
    clear_out,
)  # fmt: skip

# What other authors do; drawn from only where a history is to be rough, so that the others stay as they were.
ROUGH: tuple[Callable[[Maker], None], ...] = (
    revert, revert, cut_off, cut_off, weeks, put_in, put_in, put_in, schemes, badges, label_all, move_and_reword, split_in_two,
    translate_titles, reverse_entries, rewrite, demote, decorate_titles,
)  # fmt: skip
