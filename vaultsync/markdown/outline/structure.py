"""The tree of a document's headings, with levels that lie repaired."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise

from vaultsync.markdown.outline.blocks import Document, Heading, Paragraph, Rule
from vaultsync.markdown.outline.headings import find_parts
from vaultsync.markdown.outline.items import plain
from vaultsync.markdown.outline.parts import Drop, Part
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels
from vaultsync.markdown.words.durations import begins_with_span

_PERIODS = ("phase", "month", "week")
_BARE_NUMBER = regex(r"^(\d{1,2})\s+(?=[^\W\d])")


def build_tree(document: Document, drop: Drop, *, titled: bool = False) -> Part:
    """The document as a tree of parts. The title heading, where there is one, is the root.

    `titled` tells that the document has its title elsewhere: then only a level-1 heading is one.
    """
    parts = find_parts(document, drop)
    root, parts = parts[0], parts[1:]
    _take_title(root, parts, titled)
    atx = [part for part in parts if part.way == "atx"]
    _take_bare_numbers(atx)
    _repair_lone_heading(atx)
    _repair_series(atx)
    _repair_numbers(atx)
    _rank_bold(parts, bool(atx))
    _mark_periods(parts)
    _nest(root, parts)
    _mark_recurring(root)
    return root


def _take_title(root: Part, parts: list[Part], titled: bool) -> None:
    """Make the title heading the root; a second one straight below it is a subtitle."""
    atx = [part for part in parts if part.way == "atx"]
    if not atx:
        if not titled:
            _take_first_line(root, parts)
        return
    first = atx[0]
    before = parts[: parts.index(first)]
    tops = [part for part in atx[1:] if part.level == 1]
    higher = first.level > 1 and any(part.level <= first.level for part in atx[1:])
    if higher and len(atx) > 2 and atx[1].level < first.level and not first.holds_items():
        higher = any(part.level == first.level for part in atx[1:])  # else a title below the level of its sections
    if labels.is_contents(first.title) or (higher and not first.html) or (titled and first.level > 1):
        return
    if first.step and any(part.step for part in tops):
        return
    if any(part.holds_items() for part in [root, *before]) and (first.level > 1 or tops):
        return
    root.title, root.line, root.level = first.full, first.line, first.level
    root.duration, root.links = first.duration, first.links
    for part in before:
        root.blocks.extend([Heading(part.line, part.level, f"**{part.full}**"), *part.blocks])
    root.blocks.extend(first.blocks)
    del parts[: len(before) + 1]
    while parts and _is_subtitle(parts, tops, len(atx)):
        subtitle = parts.pop(0)
        root.blocks.append(Paragraph(subtitle.line, [f"**{subtitle.full}**"]))
        root.links = [*root.links, *subtitle.links]
        root.blocks.extend(subtitle.blocks)


def _is_subtitle(parts: list[Part], tops: list[Part], count: int) -> bool:
    first = parts[0]
    if first.step or first.way != "atx":
        return False
    if first.html:
        return not first.holds_items() and (len(parts) == 1 or parts[1].html or parts[1].level <= first.level)
    return tops == [first] and count > 3


def _take_first_line(root: Part, parts: list[Part]) -> None:
    """Without headings, a bold first line above others is the title, or a short first line by itself."""
    line = root.blocks[0] if root.blocks else None
    if isinstance(line, Paragraph):
        words = "" if "](" in line.source or "http" in line.source else line.lines[0].strip()
        if len(line.lines) == 1 and len(words) <= 60 and re.match(r"[^\W_]", words) and re.search(r"[\w)]$", words):
            root.title = plain(words)
            del root.blocks[0]
    elif line is None and len(parts) > 2 and not parts[0].holds_items() and not (parts[0].step or parts[0].label):
        first = parts.pop(0)
        root.title, root.line, root.links, root.duration = first.full, first.line, first.links, first.duration
        root.blocks.extend(first.blocks)


def _take_bare_numbers(atx: list[Part]) -> None:
    """`1 Basics`, `2 Loops`, `3 Files`: numbers without a point, where they count up through a level."""
    by_level: dict[int, list[tuple[Part, re.Match[str]]]] = defaultdict(list)
    for part in atx:
        match = None if part.number or begins_with_span(part.title) else _BARE_NUMBER.match(part.title)
        if match:
            by_level[part.level].append((part, match))
    for level, found in by_level.items():
        values = [int(match.group(1)) for _, match in found]
        counting = all(b in (a + 1, 1) for a, b in pairwise(values)) and values[0] in (0, 1)
        if len(found) >= 3 and counting and 2 * len(found) >= sum(1 for part in atx if part.level == level):
            for part, match in found:
                part.number = match.group(1)
                part.title = part.title[match.end() :]


def _repair_lone_heading(atx: list[Part]) -> None:
    """A single level-1 heading in mid-document, among level-2 siblings, is one of them."""
    tops = [part for part in atx if part.level == 1]
    if len(tops) != 1 or atx[0] is tops[0]:
        return
    position = atx.index(tops[0])
    if any(part.level == 2 for part in atx[:position]) and any(part.level == 2 for part in atx[position:]):
        tops[0].rank = 2.0


def _repair_series(atx: list[Part]) -> None:
    """Headings that stand between `Phase 2` and `Phase 3` at their level are parts of Phase 2."""
    for level in sorted({part.level for part in atx}):
        run: list[Part] = []
        for part in [*atx, None]:
            if part is None or part.rank < level:
                _repair_run(run, level)
                run = []
            elif part.rank == level:
                run.append(part)


def _repair_run(run: list[Part], level: int) -> None:
    words = [part.step[1] if part.step else "" for part in run]
    counted = {word: words.count(word) for word in words if word}
    if not counted:
        return
    word = max(counted, key=lambda name: (counted[name], -words.index(name)))
    members = [n for n, name in enumerate(words) if name == word]
    if len(members) < 2 or len(members) == members[-1] - members[0] + 1:
        return
    numbered = any(run[n].number for n in members)
    for n in range(members[0] + 1, len(run)):
        part = run[n]
        if words[n] == word:
            continue
        if n > members[-1] and (part.label == "resource" or labels.is_reference(part.title)):
            return
        if not (numbered and part.number and "." not in part.number):
            part.rank = level + 0.5


def _repair_numbers(atx: list[Part]) -> None:
    """`1.1 …` on the level of `1. …` is a part of it."""
    last: dict[float, Part] = {}
    for part in atx:
        before = last.get(float(part.level))
        if before and part.rank == part.level and before.number and part.number.startswith(before.number + "."):
            part.rank = part.level + 0.5
        else:
            last[float(part.level)] = part


def _rank_bold(parts: list[Part], structured: bool) -> None:
    """Bold paragraphs rank just below the heading they stand under; without headings they are the structure."""
    current = 1.0
    if not structured:
        _rank_unstructured(parts)
        return
    for part in parts:
        if part.way == "atx":
            current = part.rank
        else:
            part.rank = current + (0.2 if part.step else 0.25)
    for steps, run in groupby(parts, lambda part: part.way == "bold"):
        row = list(run) if steps else []
        if any(part.step for part in row):
            for part in row[_first_apart(row, Counter(labels.normal(part.title) for part in row)) :]:
                part.rank = min(other.rank for other in row)


def _rank_unstructured(parts: list[Part]) -> None:
    """Steps by their word, labels below the titles they follow; resources named once are those of the document."""
    order = {"phase": 2.0, "module": 2.0, "month": 3.0, "week": 4.0, "day": 5.0}
    seen = Counter(labels.normal(part.title) for part in parts)
    for part in parts:
        step = part.step
        part.soft = False
        label = part.label or (not step and seen[labels.normal(part.title)] > 2)
        part.rank = order[step[0]] if step else (5.5 if label else 5.0)
        part.way = "bold" if label else "atx"
    top = min((part.rank for part in parts), default=0.0)
    for part in parts[_first_apart(parts, seen) :]:
        part.rank, part.way = top, "atx"


def _mark_periods(parts: list[Part]) -> None:
    """Mark the bold lines that say which weeks the plan has, where no headings say that."""
    steps = [(part, part.step[1]) for part in parts if part.step and part.step[0] in _PERIODS]
    headed = {word for part, word in steps if part.way != "bold"}
    times = Counter(word for _, word in steps)
    for part, word in steps:
        part.period = part.way == "bold" and word not in headed and times[word] > 1


def _first_apart(parts: list[Part], seen: Counter[str]) -> int:
    """Where what belongs to no step begins, below the last of them.

    There stand resources, habits and tips that are named once, and all below a rule where rules part nothing but steps.
    """
    last = max((n for n, part in enumerate(parts) if part.step), default=-1)
    ruled = [n for n in range(1, len(parts)) if parts[n - 1].blocks and isinstance(parts[n - 1].blocks[-1], Rule)]
    first = len(parts)
    for n in range(len(parts) - 1, max(last, 0), -1):
        part = parts[n]
        if seen[labels.normal(part.title)] > 1:
            break
        if part.label in ("resource", "habit") or labels.is_reference(part.title):
            first = n
        elif last < 0:
            break
    if _steps_are_plain(parts[: last + 1], seen):
        rest = (n for n in range(last + 1, first) if not parts[n].label and seen[labels.normal(parts[n].title)] == 1)
        first = next(rest, first)
    if last >= 0 and all(parts[n].step for n in ruled if n <= last):
        first = min([first, *(n for n in ruled if n > last)])
    return first


def _steps_are_plain(parts: list[Part], seen: Counter[str]) -> bool:
    """Whether several steps come before the last and have no parts of their own but such as recur."""
    steps = [part for part in parts if part.step]
    begun = parts[parts.index(steps[0]) :] if steps else []
    return len(steps) > 2 and all(part.step or part.label or seen[labels.normal(part.title)] > 1 for part in begun)


def _nest(root: Part, parts: list[Part]) -> None:
    stack = [root]
    real = [part for part in parts if part.way == "atx" and not part.soft]
    lying = sum(part.colon for part in real) <= 0.8 * len(real)
    above: Part | None = None  # the last heading without a colon
    for position, part in enumerate(parts):
        while stack[-1] is not root and (part.rank <= stack[-1].rank or (stack[-1].soft and not part.soft)):
            stack.pop()
        colon_group = part.way == "atx" and part.colon and lying
        if part.way == "atx" and not part.colon:
            above = part
        elif colon_group and above is not None and not _has_deeper(parts, position) and _heads(above, part):
            stack = [root, *_chain(above, root)]
            part.rank = above.rank + 0.125
        part.parent = stack[-1]
        stack[-1].parts.append(part)
        stack.append(part)


def _chain(part: Part, root: Part) -> list[Part]:
    """The parts from below the root down to this one."""
    chain: list[Part] = []
    node: Part | None = part
    while node is not None and node is not root:
        chain.append(node)
        node = node.parent
    return chain[::-1]


def _has_deeper(parts: list[Part], position: int) -> bool:
    """Whether a heading without colon stands below this one."""
    part = parts[position]
    for other in parts[position + 1 :]:
        if other.way != "atx":
            continue
        if other.level <= part.level:
            return False
        if not other.colon:
            return True
    return False


def _heads(above: Part, part: Part) -> bool:
    """Whether the heading above is the unit whose group a heading with a colon is."""
    return part.level > above.level or not above.holds_items()


def _mark_recurring(root: Part) -> None:
    """Mark headings whose words recur under three siblings or more: they are labels, not topics."""
    seen: dict[tuple[float, str], set[int]] = defaultdict(set)
    places: dict[tuple[float, str], list[Part]] = defaultdict(list)
    stack = [root]
    while stack:
        parent = stack.pop()
        for part in parent.parts:
            echo = part.step is not None and parent.step is not None and part.step[1:] == parent.step[1:]
            part.recurs = part.recurs or echo  # `Stage 1 complete when:` below `Stage 1`
            if part.way == "atx" and (echo or not part.step) and parent is not root:
                key = (parent.rank, re.sub(r"\d+", "#", labels.normal(part.title)))
                seen[key].add(id(parent))
                places[key].append(part)
            stack.append(part)
    for key, parents in seen.items():
        if len(parents) >= 3:
            for part in places[key]:
                part.recurs = True
    _mark_among_recurring(places)


def _mark_among_recurring(places: Mapping[tuple[float, str], Sequence[Part]]) -> None:
    """A heading among labels is one, where it is once `Immersion` and else `Vocabulary`."""
    single = [part for found in places.values() for part in found if not part.recurs and not part.parts]
    parents = {id(part.parent): part.parent.parts for part in single if part.parent}
    labelled = {key: 2 * sum(part.recurs for part in parts) > len(parts) for key, parts in parents.items()}
    for part in single:
        part.recurs = labelled.get(id(part.parent), False)
