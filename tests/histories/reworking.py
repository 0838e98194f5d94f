"""What the authors of a popular checklist do to it over the years, beside adding, rewording and moving items.

They fold, retire and tabulate sections, write lists and links in other ways, translate, and put aside what is optional.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from made_histories import Entry, Maker, Part

_ABROAD = ("El", "La", "Das", "Le", "Проект", "学习", "演習")
_OPTIONAL = ("Optional", "Appendix", "Advanced (optional)")


def _small_parts(maker: Maker) -> list[Part]:
    """The sections that hold items and no others, and not most of the document."""
    most = len(maker.book.entries()) // 4
    return [part for part in maker.book.sections() if part.entries and not part.parts and len(part.entries) <= most]


def _reform(maker: Maker, form: str) -> None:
    """A section is written in another form, or as before."""
    parts = _small_parts(maker)
    if parts:
        part = maker.random.choice(parts)
        part.form = "" if part.form else form


def tabulate(maker: Maker) -> None:
    """A list becomes a table, or a list again."""
    _reform(maker, "table")


def retire(maker: Maker) -> None:
    """A section is commented out, or in again."""
    _reform(maker, "comment")


def fold_one(maker: Maker) -> None:
    """The heading of a section becomes the summary of what folds."""
    _reform(maker, "details")


def fold_several(maker: Maker) -> None:
    """All small sections of one part fold."""
    for part in maker.random.choice(maker.book.parts).parts:
        if part.entries and not part.parts:
            part.form = "" if part.form else "details"


def embolden(maker: Maker) -> None:
    """The heading of a section becomes a bold line."""
    _reform(maker, "bold")


def unform(maker: Maker) -> None:
    """All sections are written as they were."""
    for part in maker.book.sections():
        part.form = ""


def retire_items(maker: Maker) -> None:
    """Some items of a section are commented out, or in again."""
    for entry in maker.random.choice(maker.book.sections()).entries[:2]:
        entry.retired = not entry.retired and not entry.under


def strike(maker: Maker) -> None:
    """Items that nobody should study any more are struck out, or no longer."""
    for entry in maker.random.sample(maker.book.entries(), 3):
        entry.words = entry.words.strip("~") if entry.words.startswith("~~") else f"~~{entry.words}~~"


def order_lists(maker: Maker) -> None:
    """Lists get numbers instead of bullets, or bullets again."""
    maker.book.style.ordered = not maker.book.style.ordered


def refer(maker: Maker) -> None:
    """Where links lead to stands at the end of the document, or behind their words again."""
    maker.book.style.links = "" if maker.book.style.links else "reference"


def bare_links(maker: Maker) -> None:
    """Links stand behind their words as they are, or under them again."""
    maker.book.style.links = "" if maker.book.style.links else "bare"


def name_links(maker: Maker) -> None:
    """What is linked in a section gets the title that it has there."""
    for entry in maker.random.choice(maker.book.sections()).entries:
        if entry.link:
            entry.words = maker.fresh_words()


def translate_items(maker: Maker) -> None:
    """The items of a section in another language, their links as they were."""
    word = maker.random.choice(_ABROAD)
    for entry in maker.random.choice(maker.book.sections()).entries:
        entry.words = f"{word} {maker.thing()} {maker.random.randint(1, 99)}"


def set_aside(maker: Maker) -> None:
    """Some items go to a section at the end for what is optional."""
    title = maker.random.choice(_OPTIONAL)
    if maker.book.parts[-1].title not in _OPTIONAL:
        maker.book.parts.append(maker.new_part(title, []))
    for _ in range(maker.random.randint(2, 6)):
        lists = [entries for entries in maker.book.lists() if entries and entries is not maker.book.parts[-1].entries]
        entries = maker.random.choice(lists)
        maker.book.parts[-1].entries.append(entries.pop(maker.random.randrange(len(entries))))


def set_part_aside(maker: Maker) -> None:
    """A whole section goes there."""
    if len(maker.book.parts) > 3 and maker.book.parts[-1].title in _OPTIONAL:
        part = maker.book.parts.pop(maker.random.randrange(len(maker.book.parts) - 1))
        maker.book.parts[-1].parts.append(part)


def take_apart(maker: Maker) -> None:
    """What was said of two things in one item is said in two."""
    for entries in maker.book.lists():
        for n, entry in enumerate(entries):
            first, joint, second = entry.words.partition(" and ")
            if joint and second and maker.flip(0.5):
                entry.words = first
                entries.insert(n + 1, maker.new_entry(f"{second[0].upper()}{second[1:]}", []))
                return


def resources_everywhere(maker: Maker) -> None:
    """Every section gets a part of the same name at its end, with items that others have, too."""
    title = maker.random.choice(["Resources", "Exercises"])
    for part in maker.book.parts:
        if all(below.title != title for below in part.parts):
            words = maker.random.sample(["Cheat sheet", "Video", "Quiz", "Slides", "Project", "Notes"], 2)
            part.parts.append(maker.new_part(title, [*map(_plain(maker), words), maker.entry(3)]))


def _plain(maker: Maker) -> Callable[[str], Entry]:
    return lambda words: maker.new_entry(words, [])


def wrap_all(maker: Maker) -> None:
    """Sections stand under a few new headings."""
    parts, size = maker.book.parts, maker.random.randint(2, 4)
    if len(parts) > 5:
        stages = range(0, len(parts), size)
        maker.book.parts = [maker.new_part(f"Stage {n}", []) for n, _ in enumerate(stages, 1)]
        for stage, at in zip(maker.book.parts, stages, strict=True):
            stage.parts = parts[at : at + size]


REWORKING: tuple[Callable[[Maker], None], ...] = (
    tabulate, tabulate, retire, retire, fold_one, fold_several, embolden, unform, retire_items, strike, order_lists, refer,
    bare_links, name_links, translate_items, set_aside, set_aside, set_part_aside, take_apart, take_apart,
    resources_everywhere, wrap_all,
)  # fmt: skip
