"""What a document brings along and nobody wants: byte-order marks, mojibake, citation marks, redirects."""

from __future__ import annotations

import re
from urllib.parse import unquote

from vaultsync.markdown.conflicts import needless
from vaultsync.markdown.outline.bullets import mend_lists, page_lines
from vaultsync.markdown.patterns import regex
from vaultsync.models.outline import Dropped
from vaultsync.models.structs import Struct, field

# Letters that UTF-8 read as Windows-1252 or Latin-1 leaves behind, each followed by another such one.
_MOJIBAKE = regex(
    "[\u00c2\u00c3\u00e2\u00f0\u00c5\u00c4\u00e3\u00d0\u00d1\u00e5\u00ef][\u0080-\u00bf\u0152-\u017e\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_INVISIBLE = regex("[\u200b\u2060\ufeff\u00ad\u200e\u200f]")
_CODE = regex(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
_OPENING = regex(r"(?:[-*+]\s+)?(`{3,}|~{3,})(?!.*`)")
COMMENT = "comment: not visible"
_DEEPEST = 500  # columns of white space; lists are not read as deep as that
_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), 127))
_SPACES = regex("[\u00a0\u202f\u2007\u2009]")
_FENCE = regex(r"^ {0,3}(`{3,}|~{3,})\s*([^\s`]*)[^`]*$")
_ESCAPED_MARKER = regex(r"^(\s*)\\(#{1,6}|[-*+>])(?=\s)")
_ESCAPED_NUMBER = regex(r"^(\s*\d{1,9})\\([.)])(?=\s)")
_ESCAPED_BOX = regex(r"^(\s*(?:[-*+]|\d+[.)])\s+)\\\[([ xX/-])\\?\]")
_MARKER = regex(r"^\s*(?:#{1,6}|[-*+])\s")
_NEEDLESS = regex(r"(?<=\w)\\_(?=\w)|\\(?=[&!,;:'\"?%@=/$](?!\[))|(?<=[^\s\\])\s?\\(?=[-+](?:\s|\w))")
_CITATION = regex(r"(?<=[^\s\[\]!])(?:\[\d{1,3}\])+(?![(\[])")
_DEFINITION = regex(r"^ {0,3}\[([^\]]+)\]:\s*\S+")
_REDIRECT = regex(
    r"https?://(?:www\.)?(?:google\.[a-z.]{2,6}/(?:search|url)|duckduckgo\.com/l/|l\.facebook\.com/l\.php)"
    r"\?(?:[^\s()<>]*?&(?:amp;)?)?(?:q|url|u|uddg)=(https?(?::|%3A)[^\s()<>&]*)(?:&[^\s()<>]*)?",
    re.IGNORECASE,
)
_HEADING = regex(r"^ {0,3}(?:#{1,6}\s+\S|\S.*\n {0,3}(?:=+|-+)\s*$)")


class Cleaned(Struct):
    """A document's lines, still one for each line of the file, and what was taken out of them."""

    lines: list[str]
    dropped: list[Dropped] = field(default_factory=list)
    repaired: int = 0  # lines whose encoding was repaired


def _target(match: re.Match[str]) -> str:
    url = unquote(match.group(1))
    return re.sub(r"[\s()<>]", lambda bad: f"%{ord(bad.group()):02X}", url)


def clean(text: str) -> Cleaned:
    """Clean a document line by line, leaving what stands in code fences as it is.

    Line numbers stay true: nothing is joined or removed, a line at most becomes empty.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    result = Cleaned(lines)
    for number, line in enumerate(lines):
        fixed = line
        if not line.isascii() and _MOJIBAKE.search(line):  # first: part of what was garbled may look like a blank now
            fixed = _fix_encoding(line)
            result.repaired += fixed != line
        lines[number] = _tidy(fixed)
    if "<<<<<<<" in text or ">>>>>>>" in text:
        for number in needless(lines):
            result.dropped.append(Dropped(number + 1, lines[number].strip(), "left of a merge conflict"))
            lines[number] = ""
    _unwrap_fence(lines)
    _unescape(lines)
    prose = _take_comments(result)
    for number in page_lines(lines, prose):
        result.dropped.append(Dropped(number + 1, lines[number].strip(), "page number"))
        lines[number] = ""
    mend_lists(lines, prose)
    cited = _citations(lines, prose)
    for number in prose:
        line = lines[number]
        if cited and "[" in line:
            for match in _CITATION.finditer(line):
                result.dropped.append(Dropped(number + 1, match.group(), "citation mark that leads nowhere"))
            line = _CITATION.sub("", line)
        if "http" in line and "=" in line:
            line = _REDIRECT.sub(_target, line)
        if "\\" in line:
            line = _NEEDLESS.sub(_without_backslash, line)
        lines[number] = line
    return result


def _tidy(line: str) -> str:
    if len(line) < _DEEPEST and line.isascii() and line.isprintable():
        return line
    if len(line) > _DEEPEST and line[:_DEEPEST].isspace():
        line = line[:_DEEPEST] + line.lstrip()
    if line.isascii():
        return line.translate(_CONTROLS)
    return _SPACES.sub(" ", _INVISIBLE.sub("", line)).translate(_CONTROLS)


def _fix_encoding(line: str) -> str:
    import ftfy

    return ftfy.fix_encoding(line)


def _without_backslash(match: re.Match[str]) -> str:
    return match.group().replace("\\", "")


def _unwrap_fence(lines: list[str]) -> None:
    """Empty the two lines of a fence that wraps the whole document (at most a few words stand outside)."""
    opening = next((n for n, line in enumerate(lines) if _FENCE.match(line)), None)
    if opening is None:
        return
    match = _FENCE.match(lines[opening])
    assert match is not None
    fence, info = match.group(1), match.group(2).lower()
    if info not in ("", "markdown", "md"):
        return
    closing = max(
        (
            n
            for n, line in enumerate(lines)
            if n > opening and re.fullmatch(rf" {{0,3}}{fence[0]}{{{len(fence)},}}\s*", line)
        ),
        default=None,
    )
    if closing is None:
        return
    outside = [line for line in lines[:opening] + lines[closing + 1 :] if line.strip()]
    inside = lines[opening + 1 : closing]
    headings = sum(1 for line in inside if re.match(r"^ {0,3}#{1,6}\s+\S", line))
    if len(outside) <= 3 and headings >= 2 and not any(re.match(r"^ {0,3}#{1,6}\s", line) for line in outside):
        lines[opening] = lines[closing] = ""


def _unescape(lines: list[str]) -> None:
    """Take the backslashes from the markers of a document in which everything is escaped."""
    escaped = sum(1 for line in lines if _ESCAPED_MARKER.match(line))
    if escaped < 3 or escaped <= sum(1 for line in lines if _MARKER.match(line)):
        return
    for number, line in enumerate(lines):
        line = _ESCAPED_MARKER.sub(r"\1\2", line)
        line = _ESCAPED_NUMBER.sub(r"\1\2", line)
        lines[number] = _ESCAPED_BOX.sub(r"\1[\2]", line)


def _take_comments(result: Cleaned) -> list[int]:
    """Empty what is not shown (comments of HTML and of Obsidian), and give the lines outside code fences."""
    lines = result.lines
    outside: list[int] = []
    fence = closer = ""
    last = {end: max((n for n, line in enumerate(lines) if end in line), default=-1) for end in ("-->", "%%")}
    for number, line in enumerate(lines):
        if fence:
            stripped = line.strip().lstrip("> ")
            if stripped.startswith(fence) and not stripped.strip(fence[0]):
                fence = ""
            continue
        if not closer and ("```" in line or "~~~" in line):
            opened = _OPENING.match(line.strip().lstrip("> "))
            if opened:
                fence = opened.group(1)
                continue
        outside.append(number)
        if closer or "<!--" in line or (line.lstrip().startswith("%%")):
            kept, closer = _without_comments(result, number, closer, last)
            lines[number] = kept.rstrip()
    return outside


def _without_comments(result: Cleaned, number: int, closer: str, last: dict[str, int]) -> tuple[str, str]:
    """A line without its comments, and what ends the one that goes on below it. What is never closed hides nothing."""
    line, kept = result.lines[number], ""
    while True:
        if closer:
            hidden, found, line = line.partition(closer)
            if hidden.strip():
                result.dropped.append(Dropped(number + 1, hidden.strip(), COMMENT))
            if not found:
                return kept, closer
            closer = ""
        sign = "%%" if not kept and line.lstrip().startswith("%%") else "<!--"
        before, found, after = line.partition(sign)
        kept += before
        if not found:
            return kept, ""
        end = "%%" if sign == "%%" else "-->"
        if "`" in before and any(span.start() < len(before) < span.end() for span in _CODE.finditer(line)):
            kept += sign
        elif end in after or last[end] > number:
            closer = end
        line = after


def _citations(lines: list[str], prose: list[int]) -> bool:
    """Whether numbers in brackets are citation marks left behind, rather than reference links."""
    defined = {match.group(1) for n in prose if lines[n].lstrip()[:1] == "[" and (match := _DEFINITION.match(lines[n]))}
    found: list[str] = []
    for number in prose:
        if "[" in lines[number]:
            found += (mark for match in _CITATION.finditer(lines[number]) for mark in re.findall(r"\d+", match.group()))
    return len(found) >= 3 and not any(mark in defined for mark in found)
