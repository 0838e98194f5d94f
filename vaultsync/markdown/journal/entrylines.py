"""Where a new journal entry goes in a note: one line put in, everything else as it was."""

from __future__ import annotations

import re

from vaultsync.markdown.journal.entries import ITEM, HeadingLines, Lines
from vaultsync.markdown.journal.studytime import read_entry, split_time
from vaultsync.markdown.patterns import regex

_BARE = regex(r" ?(?:[-*+]|[0-9]{1,9}[.)])[ \t]*\r?\Z")


def entry_line(text: str, *, day: str = "", time: str = "", minutes: int | None = None, about: str = "") -> str:
    """An entry as it is written, without its list marker: `2026-11-20 45m: about: words`.

    Further lines of `text` stand below the first, indented. A time that the text begins with stands before all.
    """
    first, *more = [line.rstrip() for line in text.strip().splitlines()] or [""]
    own, rest = split_time(re.sub(r"^[-*+][ \t]+(?!\[.\])", "", first))
    head = " ".join(part for part in (day, own or time, minutes_written(minutes)) if part)
    words = f"{about}: {rest}" if about and rest else about or rest
    begun = f"{head}: {words}" if words and (minutes or day) else f"{head} {words}".strip()
    return "\n".join([begun, *(_indented(line) for line in more)])


def minutes_written(minutes: int | None) -> str:
    """`1h30m`, `45m`; nothing for none."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}h" if hours else "") + (f"{rest:02}m" if hours and rest else f"{rest}m" if rest else "")


def with_entry(text: str, heading: str, entry: str, *, day: str = "", fill: bool = False) -> tuple[str, int]:
    """The text with an entry under `heading`, and the zero-based line at which it now stands.

    It becomes the last item there, before an empty one at the end; with a `day`, the last of those that are not after
    it (where the newest stand first: the first of those that are not). Where the heading is missing it is made, at the
    end. `fill` puts the entry into an empty item at the end: for a note that was just made. Apart from that, nothing
    but whole lines is put in, all in one place.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = Lines(text)
    sections = lines.sections(heading)
    if not sections:
        return _at_end(text, f"## {heading}", entry, newline)
    section = _own_part(lines, sections[0])
    at, marker = _dated_place(lines, section, day) if day else (-1, "")
    before: list[str] = []
    after: list[str] = []
    if at < 0:
        at, marker, before, after = _last_place(lines, section)
    at = _outside(lines, at)
    put = [*before, *f"{marker}{entry}".split("\n"), *after]
    if fill and at < section.end and _BARE.match(lines.all[at]):
        lines.all[at : at + 1] = [line + lines.all[at][len(lines.all[at].rstrip("\r")) :] for line in put]
        return "\n".join(lines.all), at
    if at == len(lines.all):  # after a last line that has no end
        return text + "".join(newline + line for line in put), at + len(before)
    end = newline.removesuffix("\n")
    lines.all[at:at] = [line + end for line in put]
    return "\n".join(lines.all), at + len(before)


def _indented(line: str) -> str:
    """A further line of an entry, inside its list item; it opens no section of the note."""
    if re.match(r"[ ]{0,3}#{1,6}(?:[ \t]|\Z)", line):
        line = line.replace("#", "\\#", 1)
    return f"  {line}" if line else ""


def _own_part(lines: Lines, section: HeadingLines) -> HeadingLines:
    """What stands under a heading before the first heading below it."""
    end = min((at for at, *_ in lines.headings if section.begin <= at < section.end), default=section.end)
    return HeadingLines(section.heading, section.begin, end)


def _dated_place(lines: Lines, section: HeadingLines, day: str) -> tuple[int, str]:
    """The line before which an entry of `day` goes among the dated items, and its list marker; -1 where none are."""
    dated: list[tuple[str, int, int, str]] = []  # day, first line, the line after it, marker
    for at in range(section.begin, section.end):
        line = lines.all[at].removeprefix("\ufeff")
        if at in lines.hidden:
            continue
        match = ITEM.match(line)
        if match is not None and len(match[1].expandtabs(4)) < 2:
            found = read_entry(line[match.end() :].strip()).day
            if found:
                dated.append((found, at, _item_end(lines, at, section.end), _marker(line)))
    if not dated:
        return -1, ""
    if dated[0][0] > dated[-1][0]:  # the newest first
        first = next((one for one in dated if one[0] <= day), None)
        return (first[1], first[3]) if first else (dated[-1][2], dated[-1][3])
    earlier = [one for one in dated if one[0] <= day]
    return (earlier[-1][2], earlier[-1][3]) if earlier else (dated[0][1], dated[0][3])


def _item_end(lines: Lines, at: int, end: int) -> int:
    """The line after a list item at the margin, with all that is indented or goes on below it."""
    last = at + 1
    for here in range(at + 1, end):
        line = lines.all[here]
        if not line.strip():
            continue
        margin = not line.startswith(("  ", "\t"))
        apart = not lines.all[here - 1].strip() or line[0] in "#>|<`~" or here in lines.hidden or ITEM.match(line)
        if margin and apart:
            break
        last = here + 1
    return last


def _outside(lines: Lines, at: int) -> int:
    """The line `at`, or the first after the comment or code that it would stand in."""
    while at in lines.hidden and (at - 1 in lines.hidden or lines.all[at].lstrip()[:3] not in ("```", "~~~")):
        at += 1
    return at


def _last_place(lines: Lines, section: HeadingLines) -> tuple[int, str, list[str], list[str]]:
    """Where the last item of a section goes: before which line, its marker, blank lines before and after it."""
    written = [at for at in range(section.begin, section.end) if lines.all[at].strip()]
    if lines.open_fence in written:  # it runs to the end of the note, and hides whatever comes after it
        written = written[: written.index(lines.open_fence)]
        section = HeadingLines(section.heading, section.begin, lines.open_fence)
    following = section.end < len(lines.all)
    if not written:
        if section.begin < section.end and section.begin != len(lines.all) - 1:
            crowded = following and section.end - section.begin == 1
            return section.begin + 1, "- ", [], [""] if crowded else []
        return section.begin, "- ", [""], [""] if following else []
    last = written[-1]
    if _BARE.match(lines.all[last]) and last not in lines.hidden:
        return last, re.match(r"[ \t]*\S+", lines.all[last])[0] + " ", [], []  # type: ignore[index]
    first = last
    while first > section.begin and (lines.all[first][:1] in " \t" or not lines.all[first].strip()):
        first -= 1
    listed = ITEM.match(lines.all[first].removeprefix("\ufeff")) if first not in lines.hidden else None
    crowded = following and section.end == last + 1
    after = [""] if crowded else []
    if listed is None:
        return last + 1, "- ", [""], after
    return last + 1, _marker(lines.all[first]), [], after


def _marker(line: str) -> str:
    """The list marker to go on with after this item."""
    match = re.match(r"\ufeff?([ \t]*)([-*+]|[0-9]{1,9}[.)])", line)
    sign = match[2] if match else "-"
    return f"{match[1] if match else ''}{sign if sign in ('-', '*', '+') else '-'} "


def _at_end(text: str, heading: str, entry: str, newline: str) -> tuple[str, int]:
    """The text with a new heading and an entry under it at its end."""
    lines = entry.split("\n")
    head = "" if not text.strip("\ufeff \t\r\n") else newline
    if text and not text.endswith("\n") and head:
        head += newline
    whole = newline.join([heading, "", "- " + lines[0], *lines[1:]])
    result = text + head + whole + (newline if text.endswith("\n") or not head else "")
    return result, (text + head).count("\n") + 2
