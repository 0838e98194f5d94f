"""What a replay lost, by the numbers of a checklist's tasks: boxes are read with another parser, and told by words only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from maintained import Row
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark").enable("strikethrough")
_BOX = re.compile(r"^\[([ x])\]\s+(?!\[\[)(.*?)(?:\s*✅ [\d-]{10})?\s\^[\w-]+$")
_PREFIX = re.compile(r"^\s*(?:[-*]|\d+\.)\s+(?:\[ \]\s+)?(#+ )?")
_CELLS = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Box:
    """A task of the vault: its note and line, whether it is ticked, its words, and the titles it stands under."""

    note: Path
    line: int
    ticked: bool
    words: str
    under: frozenset[str]


def words_of(text: str) -> str:
    """The words of a piece of Markdown, and where its links lead."""
    children = _MARKDOWN.parseInline(text)[0].children or ()
    said = "".join(child.content for child in children if child.type in ("text", "code_inline"))
    links = [str(child.attrs["href"]) for child in children if child.type == "link_open"]
    return " ".join([*re.findall(r"[^\W_]+", said.casefold()), *links])


def boxes_of(vault: Path) -> list[Box]:
    """The tasks of a vault's roadmaps, in their order."""
    found: list[tuple[int, Path, int, Box]] = []
    for note in (vault / "Roadmaps").rglob("*.md"):
        _, properties, body = note.read_text("utf-8").split("---\n", 2)
        order = re.search(r"^order: (\d+)$", properties, re.MULTILINE)
        names = (part.removesuffix(".md") for part in note.relative_to(vault / "Roadmaps").parts)
        titles = {0: {words_of(re.sub(r"^[\d.]+ ", "", name)) for name in names}}
        tokens, skipped = _MARKDOWN.parse(body), properties.count("\n") + 2
        for n, token in enumerate(tokens):
            if token.type != "inline" or token.map is None:
                continue
            if tokens[n - 1].type == "heading_open":
                level = int(tokens[n - 1].tag[1])
                titles = {depth: held for depth, held in titles.items() if depth < level}
                titles[level] = {words_of(token.content)}
            elif box := _BOX.match(token.content.split("\n")[0]):
                under = frozenset().union(*titles.values())
                line = token.map[0] + skipped
                made = Box(note, line, box[1] == "x", words_of(box[2]), under)
                found.append((int(order[1]) if order else 0, note, line, made))
    return [box for *_, box in sorted(found, key=lambda row: row[:3])]


@dataclass(frozen=True)
class Said:
    """A task of the document: its row, its words, and the titles it stands under."""

    row: Row
    words: str
    under: frozenset[str]


def said_of(text: str, rows: Sequence[Row]) -> list[Said]:
    """What the tasks of a document say."""
    places = dict(re.findall(r"(?m)^\[(\d+)\]: (\S+)$", text))
    text = re.sub(r"\]\[(\d+)\]", lambda name: f"]({places[name[1]]})", text)
    lines, titles, under = text.split("\n"), dict[int, str](), list[frozenset[str]]()
    for line in lines:
        if heading := re.match(r"^(?:[-*] (?:\[ \]\s+)?)?(#+) (.*)$", line):
            level = len(heading[1]) + 6 * (not line.startswith("#"))
            titles = {depth: title for depth, title in titles.items() if depth < level}
            titles[level] = words_of(re.sub(r"<[^>]*>", "", heading[2]))
        elif line.startswith(("**", "<summary>")):
            titles[12] = words_of(re.sub(r"<[^>]*>", "", line))
        under.append(frozenset(titles.values()))
    found = []
    for row in rows:
        cells = [cell.strip() for cell in _CELLS.split(lines[row.line].strip("|"))]
        said = _PREFIX.sub("", lines[row.line]) if row.item else cells[cells[0] == "[ ]"]
        found.append(Said(row, words_of(said), under[row.line]))
    return found


def located(document: Sequence[Said], vault: Sequence[Box]) -> dict[int, Box]:
    """The box of each task, by its number, where words, titles and order tell; rows of tables may say more there."""
    by_words: dict[str, list[Box]] = defaultdict(list)
    for box in vault:
        by_words[box.words].append(box)
    groups: dict[str, list[Said]] = defaultdict(list)
    for said in document:
        groups[said.words].append(said)
    found: dict[int, Box] = {}
    for words, mine in groups.items():
        theirs = by_words.get(words, [])
        if not theirs and not any(said.row.item for said in mine):
            longer = {said.words for said in document if said.words.startswith(f"{words} ")}
            theirs = [] if longer else [box for box in vault if box.words.startswith(f"{words} ")]
        if len(mine) == len(theirs):
            found |= _paired(mine, theirs)
    return found


def _paired(mine: Sequence[Said], theirs: Sequence[Box]) -> dict[int, Box]:
    ranks = [
        (-len(said.under & box.under), abs(n - m), n, m) for n, said in enumerate(mine) for m, box in enumerate(theirs)
    ]
    found: dict[int, Box] = {}
    taken: set[int] = set()
    for *_, n, m in sorted(ranks):
        if mine[n].row.number not in found and m not in taken:
            found[mine[n].row.number] = theirs[m]
            taken.add(m)
    return found


@dataclass
class Truth:
    """What was ticked ever, by number, and what was found lost or ticked by nobody."""

    ticked: set[int] = field(default_factory=set)
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def compare(
        self, before: Mapping[int, Box], now: Mapping[int, Box], document: Sequence[Said], asked: Sequence[str]
    ) -> None:
        """Count one pull: `before` and `now` are the boxes by number, `asked` the questions.

        What is asked about is not lost. A task under others follows them, and one that joins two, or is half of one, may have their tick.
        """
        self.ticked |= {number for number, box in before.items() if box.ticked}
        questions = [words_of(question) for question in asked]
        for said in document:
            number, box = said.row.number, now.get(said.row.number)
            was = before.get(number)
            if box is None or not said.row.leaf:
                continue
            if was is not None and was.ticked and not box.ticked:
                if not any(was.words in question for question in questions):
                    self.lost.append(f"{was.words} → {said.words}")
            elif box.ticked and number not in self.ticked and not self.ticked.issuperset(said.row.both or (number,)):
                self.wrong.append(f"{said.words} in {box.note.name}")
