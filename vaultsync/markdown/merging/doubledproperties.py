"""Properties that a note has twice, since another tool kept the lines of both devices: each becomes one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from vaultsync.markdown import note
from vaultsync.markdown.hidden import find_hidden
from vaultsync.markdown.merging.reconcile import CALLOUT, after_title
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter
from vaultsync.markdown.properties.flat import PropertyEntry
from vaultsync.markdown.properties.scalars import as_key, is_moment
from vaultsync.markdown.properties.yamlblock import read_block

_COMMENT = regex(r"(?:^|[ \t])(#.*)")
_PROPERTY = regex(r"([\w-]+):(?:[ \t]|\r?\Z)")


def with_single_block(text: str, base: str, deeds: list[str]) -> str:
    """The text with one property block, where a union merge has put the end of a second one into the body.

    `base` is what vaultsync last wrote there, if that is known.
    """
    text = _without_inner_opening(text, deeds)
    block = frontmatter.split(text)
    if block is None:
        return text
    lines = text[block.end :].split("\n")
    here, ours = frontmatter.read(text).values, frontmatter.read(base).values
    own = here.get("vaultsync") or ours.get("vaultsync")
    hidden = find_hidden(text[block.end :], lines, 0).lines
    found = _end_with_id(lines, hidden, own, {*here, *frontmatter.ORDER})
    if found is None and own is not None:
        found = _end_of_lost(lines, {*ours, *frontmatter.ORDER} - here.keys())
    if found is None:
        return text
    start, end = found
    moved = [line.rstrip("\r") + block.newline for line in lines[start:end]]
    behind = end + 1
    for above in lines[:start]:  # what both sides have between the block and what they changed
        if behind >= len(lines) or lines[behind].rstrip() != above.rstrip():
            break
        behind += 1
    deeds.append("doubled properties: a second block")
    body = "\n".join([*lines[:start], *lines[behind:]])
    return text[: block.closed] + "".join(moved) + text[block.closed : block.end] + body


def _end_with_id(
    lines: Sequence[str], hidden: Collection[int], own: object, known: Collection[str]
) -> tuple[int, int] | None:
    """Where the end of a block stands in the body that has the note's own id, and a line `---` behind it.

    Of the lines above the id those belong to it that begin with a `known` key. Where it is not known what the own id
    is, it is that which stands at the top of the body.
    """
    for at, line in enumerate(lines):
        if at in hidden or not line.startswith("vaultsync:"):
            continue
        if own is not None and frontmatter.value_of(f"---\n{line}\n---\n", "vaultsync") != own:
            continue
        end = _last_property(lines, at)
        if end is None:
            continue
        start = first = at
        while first and _is_property(lines[first - 1]):
            first -= 1
            match = _PROPERTY.match(lines[first])
            start = first if match and match[1] in known else start
        if own is not None or not start:
            return start, end
    return None


def _end_of_lost(lines: Sequence[str], lost: Collection[str]) -> tuple[int, int] | None:
    """Where the end of a block stands at the top of the body that has properties which are `lost` above."""
    end = _last_property(lines, 0) if _is_property(lines[0]) else None
    if end is None:
        return None
    keys = {match[1] for line in lines[:end] if (match := _PROPERTY.match(line))}
    return (0, end) if keys & {*lost} else None


def _last_property(lines: Sequence[str], at: int) -> int | None:
    """The index behind the properties from line `at` on, if that line is `---`."""
    end = next((n for n in range(at, len(lines)) if not (_is_property(lines[n]) or lines[n].startswith("#"))), None)
    return end if end is not None and lines[end].rstrip() == "---" else None


def _without_inner_opening(text: str, deeds: list[str]) -> str:
    """The text without the first line of a note with a byte-order mark, where it stands among the properties."""
    block = frontmatter.split(text)
    at = text.find("\n\ufeff---", block.opened, block.closed) if block else -1
    if block is None or at < 0:
        return text
    end = text.find("\n", at + 1)
    if text[at + 1 : end].rstrip("\r") != "\ufeff---":
        return text
    deeds.append("doubled properties: a second block")
    return text[: at + 1] + text[end + 1 :]


def _is_property(line: str) -> bool:
    return bool(_PROPERTY.match(line) or (line.startswith(("  - ", "- ")) and not line.startswith("- [")))


def with_single_properties(text: str, base: str, deeds: list[str]) -> str:
    """The text with every property once: done if either is, the earliest date, all items of a list.

    What vaultsync wrote gives way to what the learner set. If the learner set both, one stands as the property, and the
    other in a callout under the title.
    """
    block = frontmatter.split(text)
    if block is None:
        return text
    reading = read_block(text, block.opened, block.closed)
    if not (reading.valid and reading.lines):
        return text
    written = frontmatter.read(base)
    groups: dict[str, list[PropertyEntry]] = {}
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


def _one_value(
    key: str, entries: Sequence[PropertyEntry], ours: Sequence[object]
) -> tuple[PropertyEntry, Any, list[PropertyEntry]]:
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
