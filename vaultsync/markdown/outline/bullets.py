"""Lists that were not written in Markdown (bullet characters, drawn boxes, `a)`, `1、`), made Markdown line by line."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from vaultsync.markdown.patterns import regex

_LEAD = r"^(?P<space>\s*)(?P<marker>(?:[-*+]|\d{1,9}[.)])\s+)?"
_OPEN = "☐⬜🔲□▢◻❏❐❑❒🗆"
_DONE = "☑☒✅✔🗹✓"
_DRAWN_BOX = regex(rf"{_LEAD}(?P<box>[{_OPEN}{_DONE}❌✗✘])\ufe0f?\s*(?=\S)")
_SLOPPY_BOX = regex(
    r"^(?P<marker>\s*(?:[-*+]|\d{1,9}[.)]))(?P<space>\s*)\\?\[(?P<box>\s*[xX]?\s*)\\?\](?:\s+(?=\S)|(?<=.\])(?<!\[\])(?=[^\s(\[:]))"
)
_BOX = regex(r"^\s*(?:[-*+]|\d{1,9}[.)])\s+\[[ xX]\]\s")
_BARE_BOX = regex(r"^(?P<space>\s*)\[(?P<box>[ xX])\]\s+(?=[^\s\[(])")
_BULLET = regex(r"^(?P<space>\s*)(?:(?P<bullet>[•◦▪▫‣⁃●○■∙·►▶➤➔→➜⇒–—\uf0b7]|o(?= ))\s+|(?P<dot>[・•]))(?=\S)")
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI")
_ROMAN = regex(rf"^ {{0,3}}(?P<roman>{'|'.join(_ROMANS)})[.)]\s+(?=\S)")
_LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")
_LETTER = regex(r"^(?P<space>\s*)(?P<sign>[a-z])[.)]\s+(?=\S)")
_SMALL_ROMANS = tuple(roman.lower() for roman in _ROMANS[:10])
_SMALL_ROMAN = regex(rf"^(?P<space>\s*)(?P<sign>{'|'.join(_SMALL_ROMANS)})[.)]\s+(?=\S)")
_COMMA_NUMBER = regex(r"^(?P<space>\s*)(?P<number>\d{1,3})、\s*(?=\S)")
_CIRCLED = regex(r"^(?P<space>\s*)(?=[①-⑳]|[(（]\d{1,2}[)）]\s*\S)")
_ORDERED = regex(r"^(?P<space>\s*)\d{1,9}[.)]\s")
_PAGE = regex(
    r"^\s*\W{0,3}(?:page|seite|página|pagina|страница|стр\.)\s*\d+\s*(?:(?:of|/|von|de|из)\s*\d+)?\W{0,3}$",
    re.IGNORECASE,
)
_BARE_PAGE = regex(r"^\s*[-–—|]?\s*(\d{1,4})\s*[-–—|]?\s*$")


def mend_lists(lines: list[str], prose: list[int]) -> None:
    """Write such lists as Markdown, in place. `prose` are the indexes of the lines outside code fences.

    One character at the start of one line says nothing: it takes a row of them.
    """
    signs = set("".join(lines[number].lstrip()[:1] for number in prose))
    if signs & set("[-*+0123456789"):
        _mend_boxes(lines, [number for number in prose if "]" in lines[number][:40]])
    if signs & set("123456789①②③(（"):
        _mend_numbers(lines, prose)
    beyond = [number for number in prose if not lines[number].isascii()]
    if beyond:
        _mend_drawn_boxes(lines, beyond)
    if not "".join(signs).isascii():
        _mend_bullets(lines, prose)
    if "a" in signs or "i" in signs:
        _mend_letters(lines, prose)
    if "I" in signs:
        _mend_romans(lines, prose)


def _mend_boxes(lines: list[str], prose: list[int]) -> None:
    """`- []`, `-[ ]`, `- [ x ]` and, where there are several, `[ ]` without a bullet."""
    bare = [number for number in prose if _BARE_BOX.match(lines[number]) and lines[number].count("[ ]") <= 1]
    for number in bare if len(bare) > 1 else []:
        lines[number] = _BARE_BOX.sub(r"\g<space>- [\g<box>] ", lines[number])
    for number in prose:
        line = lines[number]
        if not _BOX.match(line) and (match := _SLOPPY_BOX.match(line)):
            box = match["box"].strip() or " "
            lines[number] = f"{match['marker']}{match['space'] or ' '}[{box}] {line[match.end() :]}"


def _mend_drawn_boxes(lines: list[str], prose: list[int]) -> None:
    """`☐ Learn` is a checkbox in a document that has open ones; a lone ✅ is decoration."""
    found = [(number, match) for number in prose if (match := _DRAWN_BOX.match(lines[number]))]
    if sum(1 for _, match in found if match["box"] in _OPEN) < 2 and not (
        len(found) > 1 and any(match["box"] in _OPEN for _, match in found)
    ):
        return
    for number, match in found:
        box = "x" if match["box"] in _DONE else " "
        lines[number] = f"{match['space']}{match['marker'] or '- '}[{box}] {lines[number][match.end() :]}"


def _mend_bullets(lines: list[str], prose: list[int]) -> None:
    """`• Learn`; another character right below it, not indented, is a level of its own."""
    found = {number: match for number in prose if (match := _BULLET.match(lines[number]))}
    signs = Counter(match["bullet"] or match["dot"] for match in found.values())
    levels: list[str] = []
    last, last_space = -2, ""
    for number, match in found.items():
        sign = match["bullet"] or match["dot"]
        space = match["space"]
        row = number - 1 in found or number + 1 in found
        if not row and (signs[sign] < 3 or sign in "–—o→"):
            continue
        if number - last > 2 or space != last_space:
            levels = []
        if sign in levels:
            del levels[levels.index(sign) + 1 :]
        elif sign != "o" or levels:
            levels.append(sign)
        else:
            continue
        last, last_space = number, space
        lines[number] = f"{space}{'  ' * (len(levels) - 1)}- {lines[number][match.end() :]}"


def _mend_numbers(lines: list[str], prose: list[int]) -> None:
    """`1、…` and rows of `①…` or `(1) …`."""
    for number in prose:
        line = lines[number]
        if "、" in line[:12]:
            lines[number] = _COMMA_NUMBER.sub(r"\g<space>\g<number>. ", line)
    circled = {number for number in prose if _CIRCLED.match(lines[number])}
    for number in circled:
        if number - 1 in circled or number + 1 in circled:
            lines[number] = _CIRCLED.sub(r"\g<space>- ", lines[number])


def _mend_romans(lines: list[str], prose: list[int]) -> None:
    """`I. …`, `II. …` in their order are items, with what is indented below them."""
    found = [(number, match) for number in prose if (match := _ROMAN.match(lines[number]))]
    values = [_ROMANS.index(match["roman"]) for _, match in found]
    if len(found) > 1 and values[0] == 0 and all(b in (a + 1, 0) for a, b in pairwise(values)):
        for number, _ in found:
            lines[number] = f"- {lines[number].lstrip()}"


def _mend_letters(lines: list[str], prose: list[int]) -> None:
    """`a) …` above `b) …` and `i. …` above `ii. …`, below the numbered item they follow."""
    for pattern, signs in ((_LETTER, _LETTERS), (_SMALL_ROMAN, _SMALL_ROMANS)):
        found = {number: match for number in prose if (match := pattern.match(lines[number]))}
        rows: list[list[int]] = []
        for number, match in found.items():
            value = signs.index(match["sign"])
            if value == 0:
                rows.append([number])
            elif rows and number == rows[-1][-1] + 1 and value == signs.index(found[number - 1]["sign"]) + 1:
                rows[-1].append(number)
        for row in rows:
            if len(row) < 2:
                continue
            above = _ORDERED.match(lines[row[0] - 1]) if row[0] else None
            nested = above is not None and len(above["space"]) >= len(found[row[0]]["space"])
            for number in row:
                space = found[number]["space"] + ("   " if nested else "")
                lines[number] = f"{space}- {lines[number].lstrip()}"


def page_lines(lines: list[str], prose: list[int]) -> list[int]:
    """The indexes of lines that only number pages, as converters leave them behind."""
    short = [number for number in prose if 0 < len(lines[number].strip()) <= 40]
    named = [number for number in short if _PAGE.match(lines[number].strip())]
    if len(named) > 1:
        return named
    bare = [
        (number, int(match.group(1)))
        for number in short
        if (match := _BARE_PAGE.match(lines[number].strip()))
        and (number == 0 or not lines[number - 1].strip())
        and (number + 1 == len(lines) or not lines[number + 1].strip())
    ]
    rising = len(bare) > 2 and all(b == a + 1 for (_, a), (_, b) in pairwise(bare))
    return [number for number, _ in bare] if rising else []
