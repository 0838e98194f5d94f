"""Links to blocks rewritten where a block went to another note: each means the same line, and nothing else changes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from vaultsync.markdown.linking.linktargets import Files
from vaultsync.markdown.linking.relinking import (
    Edit,
    in_single_quotes,
    json_edits,
    meant_by_address,
    named_alike,
    parted,
    spliced,
    visible,
)
from vaultsync.markdown.links import addresses, is_address_elsewhere, relative, wikilinks
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.structs import Frozen

Place = tuple[str, str]  # the vault path of a note, and a block id in it; in lower case where it is looked for

_WIKI = regex(r"\[\[([^\[\]|#^\n\\]*)#([^\[\]|\n\\]*?)\^([A-Za-z0-9-]+)[ \t]*(?=\\?\||\]\])(?=[^\n]*?\]\])")
_HREF = r"<[^<>\n]*>|[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*"
_ADDRESS = regex(rf"(?:\]\([ \t]*|\]:[ \t]*)({_HREF})")
_OBJECT = regex(r"\{[^{}]*\}")
_SUBPATH = regex(r'"subpath"\s*:\s*"#\^([A-Za-z0-9-]+)"')


class MovedBlocks(Frozen):
    """Where blocks were → where they are now, and the files that links named before and name now."""

    moved: Mapping[Place, Place]
    before: Files
    after: Files

    def at(self, path: str, block: str) -> Place | None:
        """Where a block is now; None where it has not moved."""
        return self.moved.get((path, block.casefold())) if path else None

    def may_link(self, data: bytes) -> bool:
        """Whether a file may hold a link to one of these blocks, as far as a glance tells."""
        lower = data.lower()
        return b"^" in lower and any(f"^{block}".encode() in lower for _, block in self.moved)


def follow_blocks(text: str, source: str, blocks: MovedBlocks) -> str:
    """The text of the note at `source`, with links that lead to where the blocks are now."""
    return spliced(text, _edits(text, source, blocks))


def linked_blocks(text: str, source: str, files: Files) -> Iterator[Place]:
    """The blocks that the links of a note at `source` name, by the paths of their notes, as far as these are there."""
    seen = visible(text)
    for link in wikilinks(seen):
        name, _, place = link.target.removesuffix("\\").partition("#")
        block = place.rpartition("#")[2].strip()
        if block.startswith("^"):
            yield (files.meant(name.strip(), source) if name.strip() else source), block[1:].casefold()
    for address in addresses(seen):
        path, _, place = parted(address.removeprefix("<").removesuffix(">"))
        if unquote(place).startswith("^") and not (path and is_address_elsewhere(path)):
            yield (meant_by_address(files, unquote(path), source) if path else source), unquote(place)[1:].casefold()


def follow_blocks_json(text: str, source: str, blocks: MovedBlocks) -> str:
    """The same for a canvas and for bookmarks. Text that is no JSON stays as it is."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    edits = json_edits(text, lambda key, value: _edits(value, source, blocks) if key == "text" else [])
    for found in _OBJECT.finditer(text):
        block = _SUBPATH.search(found[0])
        if block is not None:
            edits += [
                (found.start() + low, found.start() + high, new) for low, high, new in _pair(found[0], block[1], blocks)
            ]
    return spliced(text, edits)


def _pair(text: str, block: str, blocks: MovedBlocks) -> Iterator[Edit]:
    """The edits of an object that names a file and a block in it."""
    values = json.loads(text)
    key = next((key for key in ("file", "path") if isinstance(values.get(key), str)), "")
    new = blocks.at(blocks.before.at(values[key]), block) if key else None
    place = _SUBPATH.search(text)
    if new is not None and place is not None:
        yield place.start(1), place.end(1), new[1]
        yield from json_edits(text, lambda name, value: [(0, len(value), new[0])] if name == key else [])


def _edits(text: str, source: str, blocks: MovedBlocks) -> list[Edit]:
    if "^" not in text:
        return []
    seen = visible(text)
    return [*_wiki_edits(text, seen, source, blocks), *_address_edits(seen, source, blocks)]


def _wiki_edits(text: str, seen: str, source: str, blocks: MovedBlocks) -> Iterator[Edit]:
    block = frontmatter.split(text)
    for found in _WIKI.finditer(seen):
        quoted = block is not None and found.start() < block.closed and in_single_quotes(text, found.start())
        written = found[1].strip()
        target = written.replace("''", "'") if quoted else written
        meant = blocks.before.meant(target, source) if target else source
        new = blocks.at(meant, found[3])
        if new is None:
            continue
        path, id_ = new
        name = target
        if blocks.after.meant(target, source) != path if target else path != source:
            name = named_alike(target, meant, path, source, blocks.after.meant) if target else path.removesuffix(".md")
        yield found.start(1), found.end(3), f"{name.replace(chr(39), chr(39) * 2) if quoted else name}#^{id_}"


def _address_edits(seen: str, source: str, blocks: MovedBlocks) -> Iterator[Edit]:
    for found in _ADDRESS.finditer(seen):
        href = found[1]
        bracketed = href.startswith("<")
        address = href.removeprefix("<").removesuffix(">") if bracketed else href
        path, mark, rest = parted(address)
        fragment = unquote(rest)
        if mark != "#" or not fragment.startswith("^") or (path and is_address_elsewhere(address)):
            continue
        meant = meant_by_address(blocks.before, unquote(path), source) if path else source
        new = blocks.at(meant, fragment[1:])
        if new is None:
            continue
        to = relative(source, new[0])
        to = to if path.casefold().endswith(".md") or not path else to.removesuffix(".md")
        to = unquote(to) if bracketed and "%" in to and not set("<>#?") & set(unquote(to)) else to
        yield found.start(1), found.end(1), f"<{to}#^{new[1]}>" if bracketed else f"{to}#^{new[1]}"
