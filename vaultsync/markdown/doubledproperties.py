"""Properties that stand in a note twice, since another tool kept both devices' lines: each becomes one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vaultsync.markdown import frontmatter, note
from vaultsync.markdown.hidden import find_hidden
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import Entry
from vaultsync.markdown.reconcile import CALLOUT, after_title
from vaultsync.markdown.scalars import as_key, is_moment
from vaultsync.markdown.yamlblock import read_block

_COMMENT = regex(r"(?:^|[ \t])(#.*)")
_PROPERTY = regex(r"([\w-]+):(?:[ \t]|\r?\Z)")


def with_single_block(text: str, deeds: list[str]) -> str:
    """The text with one property block, where a union merge has put the end of a second one into the body.

    Such an end has the note's own id, stands in front of a line `---`, and its lines go back to the first block.
    """
    block = frontmatter.split(text)
    own = frontmatter.value_of(text, "vaultsync")
    if block is None or own is None or text.count("vaultsync:", block.end) == 0:
        return text
    lines = text[block.end :].split("\n")
    hidden = find_hidden(text[block.end :], lines, 0).lines
    known = {*frontmatter.read(text).values, *frontmatter.ORDER}
    for at, line in enumerate(lines):
        if at in hidden or not (
            line.startswith("vaultsync:") and frontmatter.value_of(f"---\n{line}\n---\n", "vaultsync") == own
        ):
            continue
        end = next((n for n in range(at + 1, len(lines)) if not _is_property(lines[n])), len(lines))
        if end == len(lines) or lines[end].rstrip() != "---":
            continue
        start = at
        first = at
        while first and _is_property(lines[first - 1]):
            first -= 1
            match = _PROPERTY.match(lines[first])
            start = first if match and match[1] in known else start
        moved = [found.rstrip("\r") + block.newline for found in lines[start:end]]
        behind = end + 1
        for line_above in lines[:start]:  # what both sides have between the block and what they changed
            if behind >= len(lines) or lines[behind].rstrip() != line_above.rstrip():
                break
            behind += 1
        deeds.append("doubled properties: a second block")
        body = "\n".join([*lines[:start], *lines[behind:]])
        return text[: block.closed] + "".join(moved) + text[block.closed : block.end] + body
    return text


def _is_property(line: str) -> bool:
    return bool(_PROPERTY.match(line) or (line.startswith(("  - ", "- ")) and not line.startswith("- [")))


def with_single_properties(text: str, base: str, deeds: list[str]) -> str:
    """Every property once: done where it was done once, the earliest date, all items of a list.

    What vaultsync wrote gives way to what the learner set; what the learner set twice stands once, and the other
    value in a callout under the title.
    """
    block = frontmatter.split(text)
    if block is None:
        return text
    reading = read_block(text, block.opened, block.closed)
    if not (reading.valid and reading.lines):
        return text
    written = frontmatter.read(base)
    groups: dict[str, list[Entry]] = {}
    for entry in reading.entries:
        groups.setdefault(entry.key, []).append(entry)
    changes: dict[str, frontmatter.Value | None] = {}
    said: list[str] = []
    cuts: list[tuple[int, int, str]] = []
    for key, entries in groups.items():
        if len(entries) == 1:
            continue
        ours = written.doubled.get(key) or ([written.values[key]] if key in written.values else [])
        stays, value, others = _one_value(key, entries, [as_key(one) for one in ours])
        if as_key(stays.value) != as_key(value):
            changes[key] = value
        for entry in entries:
            lines = [line.strip() for line in text[entry.start : entry.end].splitlines()]
            comment = _COMMENT.search(text[entry.value_end : entry.end])
            if entry is stays:
                continue
            said += lines if entry in others else []
            keeps = f"{comment[1].rstrip()}{block.newline}" if comment and entry not in others else ""
            cuts.append((entry.start, entry.end, keeps))
    if not cuts:
        return text
    for start, end, keeps in sorted(cuts, reverse=True):
        text = text[:start] + keeps + text[end:]
    text = frontmatter.splice(text, changes, frontmatter.ORDER) if changes else text
    if said:
        head = frontmatter.split(text)
        at = head.end if head else 0
        lines = after_title(text[at:].split("\n"), [CALLOUT, *(f"> {line}" for line in said), ""])
        text = text[:at] + "\n".join(lines)
    deeds.append(f"doubled properties: {', '.join(key for key, entries in groups.items() if len(entries) > 1)}")
    return text


def _one_value(key: str, entries: Sequence[Entry], ours: Sequence[object]) -> tuple[Entry, Any, list[Entry]]:
    """The entry that stays, its value, and those of the others that say what would be lost."""
    filled = [entry for entry in entries if entry.value is not None]
    if len({as_key(entry.value) for entry in filled}) < 2:
        stays = (filled or entries)[0]
        return stays, stays.value, []
    if key == "done" and any(isinstance(entry.value, bool) for entry in filled):
        bools = [entry for entry in filled if isinstance(entry.value, bool)]
        return bools[0], any(entry.value for entry in bools), [entry for entry in filled if entry not in bools]
    if key == "completed" and any(is_moment(str(entry.value)) for entry in filled):
        dates = [entry for entry in filled if is_moment(str(entry.value))]
        first = min(dates, key=lambda entry: str(entry.value))
        return first, first.value, [entry for entry in filled if entry not in dates]
    if all(isinstance(entry.value, list) or key in note.ALWAYS_LISTS for entry in filled):
        items: dict[object, object] = {}
        for entry in filled:
            for item in entry.value if isinstance(entry.value, list) else [entry.value]:
                items.setdefault(as_key(item), item)
        return filled[0], list(items.values()), []
    theirs = [entry for entry in filled if as_key(entry.value) not in ours]
    stays = theirs[0] if theirs else filled[-1]
    return stays, stays.value, [entry for entry in theirs if as_key(entry.value) != as_key(stays.value)]
