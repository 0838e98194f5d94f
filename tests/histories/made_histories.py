"""Made-up histories of roadmaps: dated versions of one invented document, changed as popular checklists are changed.

Deterministic: a seed and a shape give the same versions for ever. Run as a program it writes them into a folder.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from reworking import REWORKING
from rewriting import ROUGH, SWEEPING

_THINGS = (
    "bowline", "clove hitch", "sheet bend", "prusik", "trucker's hitch", "marlinspike", "fisherman's bend", "rope splice",
    "orchard ladder", "cold frame", "seed tray", "compost heap", "grafting knife", "espalier", "root cellar", "rain barrel",
    "crescent moon", "double star", "meteor shower", "planisphere", "finder scope", "star atlas", "Milky Way", "sundial",
    "sourdough", "rye starter", "proofing basket", "baking stone", "water kefir", "brine crock", "cheese cloth", "whey",
    "tide table", "log line", "sextant", "sea anchor", "spinnaker", "mooring buoy", "harbour chart", "bilge pump",
)  # fmt: skip
_DEEDS = (
    "Tie", "Learn", "Watch", "Compare", "Draw", "Repair", "Measure", "Teach", "Practise", "Photograph", "Sketch", "Read about",
    "Try", "Explain", "Build", "Sharpen", "Find", "Collect", "Describe", "Test",
)  # fmt: skip
_WAYS = (
    "with one hand", "in the dark", "before breakfast", "for a neighbour", "under load", "without notes", "from memory",
    "in winter", "by the book", "against the clock", "with wet gloves", "at dawn", "on a slope", "in a crowd", "twice over",
    "for beginners", "the slow way", "with a friend", "while it rains", "on paper",
)  # fmt: skip
_FOREIGN = (
    "Anudar", "Aprender", "Dibujar", "Reparar", "Medir", "Observar", "学习", "练习", "观察", "Вязать", "Наблюдать", "Schärfen",
)  # fmt: skip
_TWINS = ("Introduction", "Videos:", "Exercises", "Summary", "Quiz", "Read the chapter", "Project", "Further reading")
_EMOJI = ("📺", "📖", "🎧", "🔥", "⭐", "🧭", "🪢")
_NEW_WORDS = ("carefully", "again", "in detail", "(optional)", "- part two", "at home", "[free]", "thoroughly")


@dataclass
class Entry:
    """An item of the document."""

    words: str
    link: str = ""
    emoji: str = ""
    under: list[Entry] = field(default_factory=list)
    bullet: bool = False
    tail: str = ""
    ticked: bool = False
    retired: bool = False


@dataclass
class Part:
    """A section of the document."""

    title: str
    entries: list[Entry] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    prose: str = ""
    groups: bool = False
    form: str = ""  # how it is written, where not as a heading and a list: table, comment, details, bold


@dataclass
class Style:
    """How the document is written down."""

    mark: str = "-"
    indent: str = "  "
    newline: str = "\n"
    box: str = "[ ] "
    numbers: bool = False
    deep: int = 2
    contents: bool = False
    html: bool = False
    rules: bool = False
    blanks: bool = True
    numbered_items: bool = False
    setext: bool = False
    closed: bool = False
    bom: bool = False
    folded: bool = False
    ordered: bool = False
    links: str = ""  # where links lead to, where not behind their words in brackets: reference, bare
    cut: float = 1.0  # how much of the text there is


@dataclass
class Book:
    """A document as a tree, and what left it."""

    title: str
    parts: list[Part]
    style: Style
    gone: list[tuple[str, Entry]] = field(default_factory=list)
    gone_parts: list[Part] = field(default_factory=list)

    def sections(self) -> list[Part]:
        found, stack = [], list(reversed(self.parts))
        while stack:
            part = stack.pop()
            found.append(part)
            stack.extend(reversed(part.parts))
        return found

    def lists(self) -> list[list[Entry]]:
        """All lists of entries, nested ones too."""
        found = []
        stack = [part.entries for part in reversed(self.sections())]
        while stack:
            entries = stack.pop()
            found.append(entries)
            stack.extend(entry.under for entry in entries if entry.under)
        return found

    def entries(self) -> list[Entry]:
        return [entry for entries in self.lists() for entry in entries]

    def entries_at_top(self) -> list[Entry]:
        """All entries that stand under no other."""
        return [entry for part in self.sections() for entry in part.entries]


def _name(link: str) -> str:
    """What a link is called where its address stands at the end of the document."""
    return link.rpartition("/")[2]


class Maker:
    """Makes and changes one document."""

    def __init__(self, seed: int, items: int, shape: str = "plain") -> None:
        self.random = random.Random(f"{seed}/{items}/{shape}")
        self.shape, self.count, self.used, self.year = shape, 0, set[str](), 2018
        self.past: list[Book] = []
        style = Style(contents=self.flip(0.5), html=self.flip(0.3), rules=self.flip(0.3), numbers=self.flip(0.4))
        style.mark = self.random.choice("--*+")
        style.indent = self.random.choice(["  ", "    ", "\t"])
        self.book = Book(f"The {self.thing()} path", [], style)
        if shape == "bullets":
            style.box = ""
        while len(self.book.entries()) < items:
            self.book.parts.append(self.part(0))
        if shape == "numbered":
            style.numbered_items = True

    def flip(self, chance: float) -> bool:
        return self.random.random() < chance

    def thing(self) -> str:
        return self.random.choice(_THINGS)

    def fresh_words(self) -> str:
        """Words that were not used before; close to others now and then."""
        while True:
            deed = self.random.choice(_FOREIGN if self.shape == "translated" else _DEEDS)
            said = f"{deed} the {self.thing()} {self.random.choice(_WAYS)}"
            if self.flip(0.15):
                said = f"Chapter {self.random.randint(1, 30)}: {said}"
            if self.flip(0.1):
                said = f"{self.thing().capitalize()} {self.random.choice(['I', 'II', 'III', '101', '2.0'])}"
            if said not in self.used:
                self.used.add(said)
                return said

    def entry(self, depth: int = 0) -> Entry:
        self.count += 1
        twin = self.flip(0.35 if self.shape in ("twins", "rough") else 0.06)
        made = Entry(self.random.choice(_TWINS) if twin else self.fresh_words())
        if self.flip(0.9 if self.shape == "links" else 0.35):
            made.link = f"https://{self.random.choice(['tube', 'books', 'wiki'])}.example.org/{self.count:03d}"
        if self.flip(0.3 if self.shape == "emoji" else 0.05):
            made.emoji = self.random.choice(_EMOJI)
        nested = 0.35 if self.shape == "nested" else 0.1
        if depth < 3 and self.flip(nested):
            made.under = [self.entry(depth + 1) for _ in range(self.random.randint(1, 4))]
        return made

    def part(self, depth: int) -> Part:
        title = f"{self.thing().capitalize()} {self.random.choice(['basics', 'in depth', 'and beyond', 'workshop', 'week'])}"
        if depth and self.flip(0.3):
            title = self.random.choice(["Introduction", "Resources", "Exercises", "Videos", "Practice"])
        made = Part(title, [self.entry() for _ in range(self.random.randint(0 if depth == 0 else 2, 9))])
        if self.flip(0.4):
            made.prose = f"Take your time with the {self.thing()}. {self.random.choice(_WAYS).capitalize()}, it is another thing."
        if depth < (3 if self.shape == "deep" else 1) and self.flip(0.5):
            made.parts = [self.part(depth + 1) for _ in range(self.random.randint(1, 4))]
        return made

    def new_entry(self, words: str, under: list[Entry]) -> Entry:
        return Entry(words, under=under)

    def new_part(self, title: str, entries: list[Entry]) -> Part:
        return Part(title, entries)

    # ------------------------------------------------------------------ changes

    def change(self) -> None:
        """One version's changes: a few small ones, and sometimes a sweeping one."""
        small: list[Callable[[], None]] = [
            self.add, self.add, self.remove, self.move, self.respell, self.relink, self.reword, self.swap, self.reorder,
            self.decorate, self.nest, self.split, self.merge, self.restore, self.retitle, self.edit_prose, self.add_part,
            self.double,
        ]  # fmt: skip
        for _ in range(self.random.choice([1, 2, 3, 5, 12])):
            self.random.choice(small)()
        if self.flip(0.35):
            large: list[Callable[[], None]] = [
                self.shuffle_parts, self.move_part, self.remove_part, self.restore_part, self.levels, self.new_host,
                self.newlines, self.indentation, self.markers, self.numbering, self.contents, self.title, self.case,
                self.boxes, self.drop_links, self.renumber_chapters, self.wrap, self.unwrap, self.html, self.join_parts,
                self.blanks, self.setext, self.bold, self.punctuation, self.split_part,
            ]  # fmt: skip
            self.random.choice(large)()
        if self.flip(0.2):
            self.random.choice(SWEEPING)(self)
        if self.shape == "reworked":
            for _ in range(self.random.choice([0, 1, 1, 2])):
                self.random.choice(REWORKING)(self)
        if self.shape == "rough":
            self.book.style.cut = 1.0
            self.past.append(deepcopy(self.book))
            if self.flip(0.4):
                self.random.choice(ROUGH)(self)

    def _list(self) -> list[Entry]:
        lists = [entries for entries in self.book.lists() if entries]
        return self.random.choice(lists) if lists else self.book.parts[0].entries

    def _pick(self) -> Entry:
        return self.random.choice(self.book.entries())

    def add(self) -> None:
        entries = self._list()
        for _ in range(self.random.randint(1, 3)):
            entries.insert(self.random.randint(0, len(entries)), self.entry(2))

    def remove(self) -> None:
        entries = self._list()
        if len(self.book.entries()) > 10:
            entry = entries.pop(self.random.randrange(len(entries)))
            self.book.gone.append(("", entry))

    def restore(self) -> None:
        if self.book.gone:
            _, entry = self.book.gone.pop(self.random.randrange(len(self.book.gone)))
            entries = self._list()
            entries.insert(self.random.randint(0, len(entries)), entry)

    def move(self) -> None:
        source = self._list()
        entry = source.pop(self.random.randrange(len(source)))
        target = self.random.choice(self.book.sections()).entries
        target.insert(self.random.randint(0, len(target)), entry)

    def respell(self) -> None:
        entry = self._pick()
        letters = list(entry.words)
        at = self.random.randrange(len(letters))
        if self.flip(0.5) and at + 1 < len(letters):
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        else:
            letters[at : at + 1] = [letters[at], letters[at]]
        entry.words = "".join(letters).strip()

    def reword(self) -> None:
        entry = self._pick()
        if self.flip(0.5):
            entry.words = f"{entry.words} {self.random.choice(_NEW_WORDS)}"
        elif self.flip(0.5):
            said = entry.words.split(" ")
            said[self.random.randrange(len(said))] = self.thing()
            entry.words = " ".join(said)
        else:
            entry.words = self.fresh_words()

    def relink(self) -> None:
        entry = self._pick()
        self.count += 1
        entry.link = "" if self.flip(0.3) else f"https://new.example.net/{self.count}"

    def swap(self) -> None:
        entries = self._list()
        a, b = self.random.randrange(len(entries)), self.random.randrange(len(entries))
        entries[a], entries[b] = entries[b], entries[a]

    def reorder(self) -> None:
        self.random.shuffle(self._list())

    def decorate(self) -> None:
        entry = self._pick()
        entry.emoji = "" if entry.emoji else self.random.choice(_EMOJI)

    def nest(self) -> None:
        entries = self._list()
        if len(entries) > 1:
            at = self.random.randrange(1, len(entries))
            entries[at - 1].under.append(entries.pop(at))

    def unnest(self) -> None:
        for entries in self.book.lists():
            for n, entry in enumerate(entries):
                if entry.under:
                    entries[n + 1 : n + 1] = entry.under
                    entry.under = []
                    return

    def split(self) -> None:
        entries = self._list()
        at = self.random.randrange(len(entries))
        entry = entries[at]
        entries.insert(at + 1, Entry(f"{entry.words}, continued", ""))

    def merge(self) -> None:
        entries = self._list()
        if len(entries) > 1:
            at = self.random.randrange(1, len(entries))
            other = entries.pop(at)
            entries[at - 1].words = f"{entries[at - 1].words} and {other.words[:1].lower()}{other.words[1:]}"
            entries[at - 1].under += other.under

    def double(self) -> None:
        """The same item under another section, too."""
        entry = deepcopy(self._pick())
        entry.under = []
        self.random.choice(self.book.sections()).entries.append(entry)

    def retitle(self) -> None:
        part = self.random.choice(self.book.sections())
        part.title = self.random.choice(
            [f"{part.title} (updated)", part.title.upper(), f"Mastering {part.title}", self.part(3).title]
        )

    def edit_prose(self) -> None:
        part = self.random.choice(self.book.sections())
        part.prose = "" if self.flip(0.3) else f"{part.prose} Mind the {self.thing()}.".strip()

    def add_part(self) -> None:
        self.book.parts.insert(self.random.randint(0, len(self.book.parts)), self.part(0))

    def shuffle_parts(self) -> None:
        self.random.shuffle(self.book.parts)

    def _take_part(self) -> Part | None:
        homes = [self.book.parts, *(part.parts for part in self.book.sections() if part.parts)]
        home = self.random.choice(homes)
        if home is self.book.parts and len(home) < 3:
            return None
        return home.pop(self.random.randrange(len(home)))

    def move_part(self) -> None:
        part = self._take_part()
        if part is not None:
            homes = [self.book.parts, *(other.parts for other in self.book.parts)]
            home = self.random.choice(homes)
            home.insert(self.random.randint(0, len(home)), part)

    def remove_part(self) -> None:
        part = self._take_part()
        if part is not None:
            self.book.gone_parts.append(part)

    def restore_part(self) -> None:
        if self.book.gone_parts:
            self.book.parts.insert(self.random.randint(0, len(self.book.parts)), self.book.gone_parts.pop())

    def wrap(self) -> None:
        """A new heading above some of the parts."""
        if len(self.book.parts) > 3:
            a = self.random.randrange(len(self.book.parts) - 2)
            moved = self.book.parts[a : a + 2]
            self.book.parts[a : a + 2] = [Part(f"Stage {self.thing()}", parts=moved)]

    def unwrap(self) -> None:
        for n, part in enumerate(self.book.parts):
            if part.parts:
                self.book.parts[n + 1 : n + 1] = part.parts
                part.parts = []
                return

    def join_parts(self) -> None:
        """The entries of a part go to its neighbour."""
        if len(self.book.parts) > 2:
            at = self.random.randrange(1, len(self.book.parts))
            part = self.book.parts.pop(at)
            self.book.parts[at - 1].entries += part.entries
            self.book.parts[at - 1].parts += part.parts

    def split_part(self) -> None:
        part = self.random.choice(self.book.sections())
        if len(part.entries) > 3:
            half = len(part.entries) // 2
            self.book.parts.append(Part(f"More {part.title}", part.entries[half:]))
            part.entries = part.entries[:half]

    def levels(self) -> None:
        self.book.style.deep = 1 if self.book.style.deep == 2 else 2

    def new_host(self) -> None:
        """All links lead elsewhere."""
        for entry in self.book.entries():
            entry.link = entry.link.replace("example.org", "example.com").replace("http:", "https:")

    def drop_links(self) -> None:
        for entry in self.random.choice(self.book.sections()).entries:
            entry.link = ""

    def newlines(self) -> None:
        self.book.style.newline = "\r\n" if self.book.style.newline == "\n" else "\n"
        self.book.style.bom = not self.book.style.bom

    def indentation(self) -> None:
        self.book.style.indent = self.random.choice(["  ", "    ", "\t", "   "])

    def markers(self) -> None:
        self.book.style.mark = self.random.choice("-*+")

    def numbering(self) -> None:
        self.book.style.numbers = not self.book.style.numbers

    def contents(self) -> None:
        self.book.style.contents = not self.book.style.contents

    def title(self) -> None:
        self.book.title = f"{self.book.title}, a checklist" if self.flip(0.5) else f"Path of the {self.thing()}"

    def case(self) -> None:
        for entry in self.random.choice(self.book.sections()).entries:
            entry.words = entry.words.title() if self.flip(0.5) else entry.words.lower()

    def punctuation(self) -> None:
        for entry in self.random.choice(self.book.sections()).entries:
            entry.words = entry.words.rstrip(".") if entry.words.endswith(".") else f"{entry.words}."

    def bold(self) -> None:
        for entry in self.random.choice(self.book.sections()).entries:
            entry.words = entry.words.strip("*") if entry.words.startswith("**") else f"**{entry.words}**"

    def boxes(self) -> None:
        """Boxes become bullets in one section, or boxes again."""
        part = self.random.choice(self.book.sections())
        for entry in part.entries if len(part.entries) * 4 < len(self.book.entries()) else ():
            entry.bullet = not entry.bullet

    def renumber_chapters(self) -> None:
        self.book.style.numbered_items = not self.book.style.numbered_items

    def html(self) -> None:
        self.book.style.html = not self.book.style.html

    def blanks(self) -> None:
        self.book.style.blanks = not self.book.style.blanks

    def setext(self) -> None:
        self.book.style.setext = not self.book.style.setext

    # ------------------------------------------------------------------ writing it down

    def text(self) -> str:
        style = self.book.style
        lines = [f"# {self.book.title}", ""]
        if style.html:
            lines += ['<p align="center"><img alt="a knot" src="https://img.example.org/k.svg"></p>', ""]
        lines += ["Tick the boxes as you go.", ""]
        if style.contents:
            lines += ["## Table of Contents", ""]
            lines += [f"- [{part.title}](#{part.title.lower().replace(' ', '-')})" for part in self.book.parts]
            lines.append("")
        for n, part in enumerate(self.book.parts, 1):
            self._part(lines, part, style.deep, str(n))
        if style.links == "reference":
            links = dict.fromkeys(entry.link for entry in self.book.entries() if entry.link)
            lines += [f"[{_name(link)}]: {link}" for link in links]
        text = style.newline.join(lines[: max(3, int(len(lines) * style.cut))]).rstrip() + style.newline
        return ("\ufeff" if style.bom else "") + text

    def _part(self, lines: list[str], part: Part, level: int, number: str) -> None:
        style = self.book.style
        title = f"{number}{'' if '.' in number else '.'} {part.title}" if style.numbers else part.title
        if style.rules and level == style.deep:
            lines += ["---", ""]
        begin = len(lines)
        if part.form == "details":
            lines += ["<details>", f"<summary>{title}</summary>"]
        elif part.form == "bold":
            lines.append(f"**{title}**")
        elif style.setext and level == 2:
            lines += [part.title, "-" * len(part.title)]  # behind a number it would be an item of a list
        else:
            lines.append(f"{'#' * min(level, 6)} {title}")
        if style.blanks:
            lines.append("")
        if part.prose:
            lines += [part.prose, ""]
        folded = style.folded and part.entries and not part.parts and not part.form
        lines += ["<details>", "<summary>Show</summary>", ""] if folded else []
        if part.form in ("details", "bold"):
            lines.append("")
        if part.form == "table":
            lines += ["| Topic | About |", "| --- | --- |", *self._rows(part.entries), ""]
        else:
            self._entries(lines, part.entries, "", number)
        lines += ["", "</details>", ""] if folded or part.form == "details" else [""]
        for n, child in enumerate(part.parts, 1):
            self._part(lines, child, level + 1, f"{number}.{n}")
        if part.form == "comment":
            inside = [line.replace("<!--", "").replace("-->", "").rstrip() for line in lines[begin:]]
            lines[begin:] = ["<!--", *inside, "-->", ""]

    def _rows(self, entries: list[Entry]) -> list[str]:
        """A list as rows of a table, what stands below others behind these."""
        rows = []
        for entry in entries:
            said = f"[{entry.words}]({entry.link})" if entry.link else entry.words
            rows += [f"| {said} | {entry.tail.strip(' -') or '-'} |", *self._rows(entry.under)]
        return rows

    def _said(self, entry: Entry) -> str:
        """What an item says, as a line of Markdown."""
        said = f"{entry.words}{entry.tail}"
        if entry.link and self.book.style.links == "bare":
            said = f"{said}: {entry.link}"
        elif entry.link:
            target = f"[{_name(entry.link)}]" if self.book.style.links else f"({entry.link})"
            said = f"[{entry.words}]{target}{entry.tail}"
        return f"{entry.emoji} {said}" if entry.emoji else said

    def _entries(self, lines: list[str], entries: list[Entry], pad: str, number: str) -> None:
        style = self.book.style
        for n, entry in enumerate(entries, 1):
            said = f"{number}.{n} {self._said(entry)}" if style.numbered_items else self._said(entry)
            box = "" if entry.bullet else style.box.replace(" ]", "x]") if entry.ticked else style.box
            line = f"{pad}{f'{n}.' if style.ordered else style.mark} {box}{said}"
            lines.append(f"<!-- {line} -->" if entry.retired else line)
            self._entries(lines, entry.under, pad + ("    " if style.ordered else style.indent), f"{number}.{n}")


SHAPES = (
    "plain",
    "twins",
    "links",
    "nested",
    "deep",
    "emoji",
    "numbered",
    "translated",
    "rough",
    "bullets",
    "reworked",
)


def history(seed: int, versions: int, items: int, shape: str = "plain") -> list[str]:
    """The texts of all versions, oldest first."""
    maker = Maker(seed, items, shape)
    made = [maker.text()]
    while len(made) < versions:
        maker.change()
        made.append(maker.text())
    return made


def write(folder: Path, texts: list[str]) -> list[Path]:
    """Write versions as files whose names sort by date."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for n, text in enumerate(texts):
        paths.append(folder / f"{n:03d}-{2016 + n // 12}-{n % 12 + 1:02d}-01.md")
        paths[-1].write_bytes(text.encode())
    return paths


if __name__ == "__main__":
    write(Path(sys.argv[1]), history(int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]))
