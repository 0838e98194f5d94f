"""An independent reading of Markdown: its list items and where they stand, found by plain patterns."""

from __future__ import annotations

import difflib
import html
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

_ITEM = re.compile(r"^((?:\s|>)*)([-*+]|\d+[.)])(\s+)(?:\[([ xX/-])\](?=\s|$)\s*)?(.*)$")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_HTML_HEADING = re.compile(r"^\s*<h([1-6])[^>]*>(.*?)</h\1>", re.IGNORECASE)
_LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(<?([^()\s]*(?:\([^()]*\)[^()\s]*)*)>?(?:\s+\"[^\"]*\")?\)")
_REFERENCE = re.compile(r"\[([^\[\]]+)\]\[([^\[\]]*)\]")
_PLACE = re.compile(r"(?m)^ {0,3}\[([^\[\]^]+)\]: +<?(\S+?)>?\s*$")
_SIGNS = re.compile(r"^(?:[^\w\s]+\s+)+")  # emoji and the like in front
_CELLS = re.compile(r"(?<!\\)\|")
_BOX_CELL = re.compile(r"^\[([ xX])\]$")
_STEP = re.compile(r"^\W*(?:\w+ )?\d*\W*$")
_NUMBER = re.compile(r"^\d+(?:\.\d+)*[.):]?\s")


@dataclass(frozen=True, slots=True)
class Item:
    """A list item. `above` are the words of the items and headings it stands under, the nearest first."""

    line: int
    words: str
    address: str
    box: bool
    ticked: bool
    above: tuple[str, ...]
    leaf: bool
    raw: str
    home: int = -1  # the line of the item or heading that it stands right under
    row: bool = False  # it is the row of a table with a checkbox: `words` are those of its first cell that is no number


@lru_cache(maxsize=1 << 16)
def words(text: str) -> str:
    """What a line says, without markup, addresses, number, stamp and case."""
    text = re.sub(r"(?:^|\s)\^[A-Za-z0-9-]+\s*$", "", text)
    text = re.sub(r"\s*✅ \d{4}-\d\d-\d\d", "", text)
    text = re.sub(r"(?<=[^\s:–—(<-])[\s:–—-]+[(<]?https?://[^\s()<>]+[)>]?(?=\s|$)", "", text)
    text = re.sub(r"(?<=\S)(?:\s?\[\d{1,3}\])+(?![\[(])", "", text)  # citation marks
    text = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]", r"\1", text)
    text = _LINK.sub(r"\1", _LINK.sub(r"\1", text))
    text = re.sub(r"\[([^\[\]]*)\]\[[^\[\]]*\]", r"\1", text)
    text = html.unescape(re.sub(r"</?[A-Za-z][^<>]*>", "", text)).replace("\\", "").replace("*", "")
    plain = _NUMBER.sub("", _SIGNS.sub("", text.replace("\u200b", "").strip())).casefold()
    return " ".join(re.findall(r"[^\W_]+", plain)) or " ".join(text.split())


def written(item: Item) -> str:
    """An item as it is written, without number, stamp and block id."""
    text = re.sub(r"\s\^[A-Za-z0-9-]+\s*$", "", item.raw)
    return _NUMBER.sub("", re.sub(r"\s*✅ \d{4}-\d\d-\d\d", "", text)).strip()


def link(text: str) -> str:
    """The address a line leads to, else empty."""
    found = [address for _, address in _LINK.findall(text)] or re.findall(r"<?(https?://[^\s<>()]+)", text)
    return found[-1] if len(set(found)) == 1 else ""


def _resolved(said: str, places: Mapping[str, str]) -> str:
    """An item whose links lead where the document says at another place, `[words][name]`, with these as addresses."""

    def inline(found: re.Match[str]) -> str:
        to = places.get(found[2] or found[1])
        return f"[{found[1]}]({to})" if to else found[0]

    return _REFERENCE.sub(inline, said) if places else said


def linked(text: str) -> set[str]:
    """What the links of a text say."""
    return {words(said) for said, _ in _LINK.findall(text)}


@lru_cache(maxsize=1 << 12)  # most notes say the same for a long time
def read(text: str) -> tuple[Item, ...]:
    """All list items outside code fences, comments and properties."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    found: list[Item] = []
    headings: list[tuple[int, str]] = []
    lists: list[tuple[int, str]] = []
    heading_line = -1
    list_lines: dict[int, int] = {}  # depth → line
    fence, comment = "", False
    places = dict(_PLACE.findall(text)) if "]: " in text else {}
    start = lines.index("---", 1) + 1 if lines[0] == "---" and "---" in lines[1:] else 0
    for n in range(start, len(lines)):
        line = lines[n]
        mark = re.match(r"\s*(```+|~~~+)", line)
        if mark and (not fence or mark.group(1).startswith(fence)):
            fence = "" if fence else mark.group(1)[:3]
            continue
        if not fence and not comment and "<!--" in line and "-->" not in line:
            comment = True
        elif comment:
            comment = "-->" not in line
            continue
        if fence or comment:
            continue
        heading = _HEADING.match(line) or _HTML_HEADING.match(line)
        if heading or (n + 1 < len(lines) and line.strip() and re.match(r"^(=+|-{3,})\s*$", lines[n + 1])):
            level = _level(heading, lines[n + 1] if n + 1 < len(lines) else "")
            title = heading.group(2) if heading else line
            headings = [above for above in headings if above[0] < level] + [(level, words(title))]
            lists, heading_line = [], n
            continue
        item = _ITEM.match(line)
        row = _row(line) if line.lstrip().startswith("|") else None
        if row:
            mark, raw = row
            raw = _resolved(raw, places)
            above = tuple(name for _, name in reversed(headings))
            ticked = mark in ("x", "X")
            found.append(Item(n, words(raw), link(raw), True, ticked, above, True, raw, heading_line, True))
        if not item:
            if line.strip() and not line.startswith((" ", "\t", ">")):
                lists = []
            continue
        depth = len(item.group(1).replace(">", "").expandtabs(4))
        lists = [above for above in lists if above[0] < depth]
        raw = _resolved(item.group(5), places)
        said = words(raw)
        above = tuple(name for _, name in (*reversed(lists), *reversed(headings)))
        ticked = (item.group(4) or "") in ("x", "X")
        home = list_lines[lists[-1][0]] if lists else heading_line
        found.append(Item(n, said, link(raw), item.group(4) is not None, ticked, above, True, raw, home))
        lists.append((depth, said))
        list_lines[depth] = n
    return _with_leaves(found)


def _row(line: str) -> tuple[str, str] | None:
    """The mark of the only checkbox in a row of a table, and what its first cell says that is no number."""
    cells = [cell.strip() for cell in _CELLS.split(line.strip().strip("|"))]
    marks = [mark[1] for cell in cells if (mark := _BOX_CELL.match(cell))]
    said = [cell for cell in cells if not _BOX_CELL.match(cell) and not _STEP.match(cell)]
    return (marks[0], said[0]) if len(marks) == 1 and said else None


def holders(text: str, said: Collection[str], lines: Collection[int]) -> dict[str, int]:
    """Which of some items (by line) each of the learner's lines stands right under, of those that stand in a text."""
    found: dict[str, int] = {}
    stack: list[tuple[int, int]] = []
    for n, line in enumerate(text.split("\n")):
        item = _ITEM.match(line)
        depth = len(line) - len(line.lstrip()) if item is None else len(item.group(1).replace(">", "").expandtabs(4))
        if line.strip():
            stack = [above for above in stack if above[0] < depth]
        words_here = line.strip().removeprefix("- ")
        if words_here in said and stack:
            found[words_here] = stack[-1][1]
        elif item is not None and n in lines:
            stack.append((depth, n))
    return found


def _level(heading: re.Match[str] | None, following: str) -> int:
    if heading is None:
        return 1 if following.startswith("=") else 2
    return len(heading.group(1)) if heading.group(1).startswith("#") else int(heading.group(1))


def _with_leaves(items: Sequence[Item], *, bullets: bool = False) -> tuple[Item, ...]:
    """Items under which other boxes stand (or `bullets`, too) are no leaves."""
    made: list[Item] = []
    following: Item | None = None
    for item in reversed(items):
        inner = (item.words, *item.above)
        parent = following is not None and following.above[-len(inner) :] == inner
        made.append(replace(item, leaf=not parent))
        following = item if item.box or bullets else following
    return tuple(reversed(made))


@lru_cache(maxsize=16)
def studied(text: str) -> tuple[Item, ...]:
    """What is studied in a document: its boxes, or all list items but its contents where it has hardly any."""
    items = [item for item in read(text) if item.words]
    boxes = tuple(item for item in items if item.box)
    if 3 * len(boxes) >= len(items):
        return boxes
    homes = Counter(item.home for item in items)
    contents = Counter(item.home for item in items if item.address.startswith("#"))
    return _with_leaves([item for item in items if 2 * contents[item.home] <= homes[item.home]], bullets=True)


def locate(wanted: Sequence[Item], there: Sequence[Item]) -> dict[int, int]:
    """Which of `there` each wanted item is, one to one: by words.

    Twins are told by how they are written (a link says which `Video` it is, wherever it stands in its list), by their
    place in the order of all items, by what they stand under, by what stands under and beside them, then in order.
    Where not all twins are there, one is only taken for what stands under the same.
    """
    aligned = _aligned(wanted, there)
    round_wanted, round_there = surroundings(wanted), surroundings(there)
    by_words: dict[str, list[int]] = defaultdict(list)
    for n, item in enumerate(there):
        by_words[item.words].append(n)
    groups: dict[str, list[int]] = defaultdict(list)
    for n, item in enumerate(wanted):
        groups[item.words].append(n)
    found: dict[int, int] = {}
    for said, mine in groups.items():
        free = list(by_words.get(said, ()))
        here, yonder = _ranks(wanted, mine), _ranks(there, free)
        pairs = [
            (
                -_alike(wanted[n], there[m]),
                aligned.get(n) != m,
                -_nearness(wanted[n], there[m]),
                *_unlike(round_wanted[n], round_there[m]),
                abs(here[n] - yonder[m]),
                abs(p - q),
                n,
                m,
            )
            for p, n in enumerate(mine)
            for q, m in enumerate(free)
            if len(mine) == len(free) or set(wanted[n].above[:1]) <= set(there[m].above)
        ]
        for *_, n, m in sorted(pairs):
            if n not in found and m in free:
                found[n] = m
                free.remove(m)
    return found | _rows(wanted, there, found)


def _rows(wanted: Sequence[Item], there: Sequence[Item], found: Mapping[int, int]) -> dict[int, int]:
    """Rows of tables that say more elsewhere: what stands in their other cells, too."""
    free = sorted(set(range(len(there))) - {*found.values()})
    rows: dict[int, int] = {}
    for n in (n for n, item in enumerate(wanted) if item.row and n not in found):
        longer = [m for m in free if f" {wanted[n].words} " in f" {there[m].words} "]
        if longer:
            rows[n] = max(longer, key=lambda m: _nearness(wanted[n], there[m]))
            free.remove(rows[n])
    return rows


@dataclass(frozen=True, slots=True)
class Round:
    """The words right under an item, and those before and behind it in its list; sorted, none at the ends."""

    below: tuple[str, ...]
    beside: tuple[str, ...]


def surroundings(items: Sequence[Item]) -> list[Round]:
    """What stands round each item."""
    lists: dict[tuple[int, tuple[str, ...]], list[int]] = defaultdict(list)
    for n, item in enumerate(items):
        lists[item.home, item.above].append(n)
    beside: dict[int, tuple[str, ...]] = {}
    for siblings in lists.values():
        names = [items[n].words for n in siblings]
        for k, n in enumerate(siblings):
            beside[n] = tuple(sorted((*names[max(0, k - 1) : k], *names[k + 1 : k + 2])))
    below = [lists.get((item.line, (item.words, *item.above)), ()) for item in items]
    return [Round(tuple(sorted(items[m].words for m in inner)), beside[n]) for n, inner in enumerate(below)]


def _unlike(one: Round, other: Round) -> tuple[bool, int]:
    """How unlike is what stands round two items: what is under them, then what is beside them."""
    below = bool(one.below or other.below) and {*one.below}.isdisjoint(other.below)
    return below, -len({*one.beside} & {*other.beside})


def _ranks(items: Sequence[Item], twins: Sequence[int]) -> dict[int, int]:
    """How many twins of each stand under the same before it."""
    seen: dict[tuple[str, ...], int] = defaultdict(int)
    ranks = {}
    for n in twins:
        ranks[n] = seen[items[n].above]
        seen[items[n].above] += 1
    return ranks


def _aligned(wanted: Sequence[Item], there: Sequence[Item]) -> dict[int, int]:
    """Items that stand in the same order on both sides: long runs of equal words."""
    matcher = difflib.SequenceMatcher(None, [one.words for one in wanted], [one.words for one in there], autojunk=False)
    blocks = matcher.get_matching_blocks()
    return {block.a + k: block.b + k for block in blocks if block.size > 2 for k in range(block.size)}


def _alike(one: Item, other: Item) -> int:
    """How much alike two items that say the same are written: 2 letter by letter, 1 with one link."""
    return 2 if written(one) == written(other) else int(one.address == other.address)


def _nearness(one: Item, other: Item) -> float:
    """How much of what one item stands under the other stands under too; the nearest weighs most."""
    names = set(other.above)
    near = sum(1 / (n + 1) for n, name in enumerate(one.above) if name in names)
    return near + (one.above[:1] == other.above[:1])
