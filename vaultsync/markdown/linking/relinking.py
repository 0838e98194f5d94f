"""Links rewritten where files got other names: each means what it meant before, and nothing else of a text changes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote

from vaultsync.markdown.hidden import find_code, without_code
from vaultsync.markdown.linking.linktargets import Files
from vaultsync.markdown.links import is_address_elsewhere, relative
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.structs import Frozen

_WIKI = regex(r"\[\[[ \t]*([^\[\]|#^\n\\]*[^\[\]|#^\n\\ \t])[ \t]*(?=\\?\||[#^]|\]\])(?=[^\n]*?\]\])")
_HREF = r"<[^<>\n]*>|[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*"
_INLINE = regex(rf"\]\([ \t]*({_HREF})(?=[ \t]*\)|[ \t]+[\"'(])")
_DEFINED = regex(rf"^(?:[ ]{{0,3}}>)*[ ]{{0,3}}\[(?!\^)[^\[\]\n]+\]:[ \t]*({_HREF})(?=[ \t\r]|$)", re.MULTILINE)
_STRING = regex(r'"(file|path|text|query)"(\s*:\s*)"((?:[^"\\]|\\.)*)"')
_ESCAPE = regex(r"\\(?:u[0-9a-fA-F]{4}(?:\\u[dD][c-fC-F][0-9a-fA-F]{2})?|.)|.", re.DOTALL)
_FOLDER_QUERY = regex(r'path:"([^"]*)"')

Edit = tuple[int, int, str]


class Renames(Frozen):
    """Files before and after; `moved` has the new path of every file that gets one, `folders` that of every folder."""

    before: Files
    after: Files
    moved: Mapping[str, str]
    folders: Mapping[str, str]

    def of(self, path: str) -> str:
        """Where a file is afterwards."""
        return self.moved.get(path, path)


def relink(text: str, source: str, renames: Renames) -> str:
    """The text of the note that was at `source`, with links that mean what they meant."""
    edits = [*_wiki_edits(text, source, renames), *_address_edits(text, source, renames)]
    return spliced(text, edits)


def relink_json(text: str, source: str, renames: Renames) -> str:
    """The same for a canvas, for bookmarks, and for the colours of the graph. Text that is no JSON stays as it is."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    return spliced(text, json_edits(text, lambda key, value: _value_edits(key, value, source, renames)))


def json_edits(text: str, edits_of: Callable[[str, str], list[Edit]]) -> list[Edit]:
    """The edits of a JSON text's strings under keys that name files or hold Markdown: `edits_of(key, value)`."""
    edits: list[Edit] = []
    for found in _STRING.finditer(text):
        chars = [(match.start(), match.end(), json.loads(f'"{match[0]}"')) for match in _ESCAPE.finditer(found[3])]
        value = "".join(char for _, _, char in chars)
        ends = [end for _, end, char in chars for _ in char]
        starts = [start for start, _, char in chars for _ in char]
        for start, end, new in edits_of(found[1], value):
            low = found.start(3) + (starts[start] if start < len(starts) else len(found[3]))
            high = found.start(3) + (ends[end - 1] if end else 0)
            edits.append((low, high, json.dumps(new, ensure_ascii=False)[1:-1]))
    return edits


def _value_edits(key: str, value: str, source: str, renames: Renames) -> list[Edit]:
    if key == "text":
        return [*_wiki_edits(value, source, renames), *_address_edits(value, source, renames)]
    if key == "query":
        return [
            (found.start(1), found.end(1), renames.folders[found[1]])
            for found in _FOLDER_QUERY.finditer(value)
            if found[1] in renames.folders
        ]
    new = renames.folders.get(value) or renames.of(renames.before.at(value) or value)
    return [(0, len(value), new)] if new != value and renames.before.at(value) + renames.folders.get(value, "") else []


def spliced(text: str, edits: list[Edit]) -> str:
    """The text with what each edit (start, end, words) puts in the place of what stood there."""
    if not edits:
        return text
    parts, at = [], 0
    for start, end, new in sorted(edits):
        if start >= at:
            parts += [text[at:start], new]
            at = end
    return "".join(parts) + text[at:]


def visible(text: str) -> str:
    """The text with code blanked out, character for character."""
    if "`" not in text and "~~~" not in text:
        return text
    block = frontmatter.split(text)
    start = text.count("\n", 0, block.end) if block else 0
    lines = text.split("\n")
    code = find_code(lines, start)
    return "\n".join(" " * len(line) if n in code else without_code(line) for n, line in enumerate(lines))


def _wiki_edits(text: str, source: str, renames: Renames) -> Iterator[Edit]:
    if "[[" not in text:
        return
    block = frontmatter.split(text)
    for found in _WIKI.finditer(visible(text)):
        quoted = block is not None and found.start() < block.closed and in_single_quotes(text, found.start())
        target = found[1].replace("''", "'") if quoted else found[1]
        new = _new_target(target, source, renames)
        if new != target:
            yield found.start(1), found.end(1), new.replace("'", "''") if quoted else new


def in_single_quotes(text: str, at: int) -> bool:
    """Whether a place in a property block is within a string in single quotes."""
    line, sign = text[text.rfind("\n", 0, at) + 1 : at], ""
    for n, char in enumerate(line):
        if sign:
            sign = "" if char == sign and line[n - 1 : n] != "\\" else sign
        elif char in "'\"" and (n == 0 or line[n - 1] in " \t[,{'"):
            sign = char
    return sign == "'"


def _new_target(target: str, source: str, renames: Renames) -> str:
    """What a wikilink has to say to mean what it meant."""
    meant = renames.before.meant(target, source)
    wanted, here = renames.of(meant), renames.of(source)
    if not meant or renames.after.meant(target, here) == wanted:
        return target
    return named_alike(target, meant, wanted, here, renames.after.meant)


def named_alike(target: str, meant: str, wanted: str, here: str, means: Callable[[str, str], str]) -> str:
    """A name for a file in the manner of `target`, which named the file `meant`: as short, or the whole path."""
    end = "" if target.casefold().endswith(".md") or not wanted.casefold().endswith(".md") else ".md"
    if target.startswith(("./", "../")):
        path = unquote(relative(here, wanted))
        return ("" if path.startswith("../") else "./") + path.removesuffix(end)
    lead = "/" if target.startswith("/") else ""
    whole = wanted.removesuffix(end)
    if not lead and target.casefold() != meant.casefold().removesuffix(end.casefold()):
        short = "/".join(whole.split("/")[-1 - target.count("/") :])
        if means(short, here) == wanted:
            return short
    return lead + whole


def _address_edits(text: str, source: str, renames: Renames) -> Iterator[Edit]:
    if "](" not in text and "]:" not in text:
        return
    seen = visible(text)
    for pattern in (_INLINE, _DEFINED):
        for found in pattern.finditer(seen):
            new = _new_address(found[1], source, renames)
            if new != found[1]:
                yield found.start(1), found.end(1), new


def _new_address(href: str, source: str, renames: Renames) -> str:
    """What the address of a Markdown link has to say to mean what it meant."""
    bracketed = href.startswith("<")
    address = href.removeprefix("<").removesuffix(">") if bracketed else href
    if is_address_elsewhere(address):
        return href
    path, mark, rest = parted(address)
    target = unquote(path)
    here = renames.of(source)
    before = meant_by_address(renames.before, target, source)
    wanted = renames.of(before)
    beside = renames.before.beside(target, source) == before
    after = renames.after.beside(target, here) if beside else meant_by_address(renames.after, target, here)
    if not before or after == wanted:
        return href
    if beside:
        end = "" if target.casefold().endswith(".md") or not wanted.casefold().endswith(".md") else ".md"
        new = relative(here, wanted).removesuffix(end)
        new = f"./{new}" if path.startswith("./") and not new.startswith("../") else new
    else:
        name = named_alike(target, before, wanted, here, lambda short, at: meant_by_address(renames.after, short, at))
        new = relative("", name)
    if bracketed:
        plain = unquote(new)
        new = plain if not re.search(r"[<>%#?\\]", plain) else new
        return f"<{new}{mark}{rest}>"
    return f"{new}{mark}{rest}"


def parted(address: str) -> tuple[str, str, str]:
    """The path of an address, the sign that ends it, and what follows."""
    at = min((n for n in (address.find("#"), address.find("?")) if n >= 0), default=len(address))
    return address[:at], address[at : at + 1], address[at + 1 :]


def meant_by_address(files: Files, target: str, source: str) -> str:
    """The file that a Markdown link means: beside its note, from the root of the vault, or by a part of its path."""
    if not target:
        return ""
    return files.beside(target, source) or files.meant(target, source)
