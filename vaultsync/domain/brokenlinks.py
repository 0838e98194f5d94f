"""Links that lead nowhere: what they name, and what may have been meant."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from urllib.parse import unquote

from vaultsync.markdown import tasklines
from vaultsync.markdown.hidden import find_hidden, without_code
from vaultsync.markdown.linking.anchors import Anchors, anchors
from vaultsync.markdown.linking.linktargets import Files
from vaultsync.markdown.links import addresses, wikilinks
from vaultsync.models.check import Finding, Kind

_FIX = '"vaultsync check --fix" does, where it is the same task'


class Lookup:
    """What links can lead to: existing files, deleted notes, and moved ones.

    `moved` maps the path of a note at the last sync to its present one. `read` gives the text of a note by its vault
    path, None where it cannot be read. `archive` is the archive's folder. `blocks` maps ids of tasks that stand in just
    one note to its path.
    """

    def __init__(
        self,
        paths: Iterable[str],
        deleted: Iterable[str],
        moved: Mapping[str, str],
        read: Callable[[str], str | None],
        *,
        archive: str,
        blocks: Mapping[str, str] | None = None,
    ) -> None:
        self._files, self._deleted, self._before = Files(paths, last=archive), Files(deleted), Files(moved)
        self._moved, self._read = moved, read
        self._blocks = blocks or {}
        self._anchors: dict[str, Anchors | None] = {}

    def has(self, target: str, source: str) -> bool:
        """Whether the target of a link in the note `source` exists."""
        return bool(self._files.meant(target, source))

    def path_of(self, target: str, source: str) -> str:
        """The vault path that a link in the note `source` means, even if that was deleted or moved.

        Else the target itself.
        """
        if not target:
            return source
        places = (self._files, self._deleted, self._before)
        return next((path for files in places if (path := files.meant(target, source))), target)

    def was_there(self, target: str, source: str) -> bool:
        """Whether the target of a link in the note `source` was a note of a roadmap that was deleted or moved."""
        return bool(self._deleted.meant(target, source) or self._before.meant(target, source))

    def told(self, target: str, source: str) -> tuple[str, str]:
        """What is wrong with a link that leads nowhere, and what to do about it."""
        if deleted := self._deleted.meant(target, source):
            return f"links to {target}, which you deleted", f'Bring it back: vaultsync restore "{deleted}"'
        if old := self._before.meant(target, source):
            what = f"links to {target}, which is now {self._moved[old]}"
            return what, 'The next pull corrects all links to it, and so does "vaultsync check --fix"'
        what = f"links to {target}, which is not there"
        if like := self._files.named(target.rstrip("/").rsplit("/", 1)[-1], source):
            return what, f"Perhaps {like} is meant"
        return what, "Correct the link, or make the note"

    def place(self, target: str, fragment: str, source: str, *, slugs: bool = False) -> tuple[str, str] | None:
        """What is wrong with a link to a heading or block of a note, and what to do about it; None if nothing.

        An empty `target` is the note `source` itself. `slugs`: headings may be named as git hosts do.
        """
        path = self._files.meant(target, source) if target else source
        found = self._of(path)
        if found is None or found.has(fragment) or (slugs and found.has_slug(fragment)):
            return None
        last = fragment.rsplit("#", 1)[-1].strip()
        where = f"{target}, which has none of that name" if target else "this note, which has none of that name"
        if last.startswith("^"):
            if now := self._blocks.get(last[1:].casefold()):
                return (
                    f"links to block {last} of {where}",
                    f"It stands in {now} now: link that note; {_FIX}",
                )
            near = get_close_matches(last[1:].casefold(), sorted(found.blocks), 1)
            meant = f"^{near[0]}" if near else ""
            return f"links to block {last} of {where}", f"Perhaps {meant} is meant" if meant else "Correct the link"
        near = get_close_matches(last, [words for _, words in found.headings], 1)
        remedy = f"Perhaps “{near[0]}” is meant" if near else "Correct the link, or make the heading"
        return f"links to heading “{last}” of {where}", remedy

    def _of(self, path: str) -> Anchors | None:
        """What can be linked to in a note; None for what is no note, or cannot be read."""
        if path not in self._anchors:
            text = self._read(path) if path.lower().endswith(".md") else None
            self._anchors[path] = anchors(text) if text is not None else None
        return self._anchors[path]


def broken_links(
    path: str, text: str, lookup: Lookup, *, base: str = "", within: Iterable[str] = ()
) -> Iterator[Finding]:
    """The links of a note that lead nowhere; with `within` only those into these folders.

    In lines of the base text, links to headings are not reported: they are of the roadmap's document, where that
    heading may be a note here, and not the learner's to correct. The same goes for addresses of files beside the
    document.
    """
    folders = tuple(f"{folder}/" for folder in within)
    given = {line.rstrip() for line in base.split("\n")}
    lines = text.split("\n")
    hidden = find_hidden(text, lines, 0).lines
    for n, line in enumerate(lines):
        if n in hidden or "[" not in line:
            continue
        blank = tasklines.with_mark(line, " ", None) if tasklines.parse(line) is not None else line
        for name, told in _wrong(without_code(line), path, lookup, own=blank.rstrip() not in given):
            if not folders or lookup.path_of(name, path).startswith(folders):
                yield Finding(path, n + 1, Kind.LINK, *told)


def _wrong(line: str, path: str, lookup: Lookup, *, own: bool) -> Iterator[tuple[str, tuple[str, str]]]:
    """The targets of the links of a line that lead nowhere, and what is told of them: wikilinks first."""
    for link in wikilinks(line):
        name, _, fragment = link.target.removesuffix("\\").partition("#")
        name = name.strip()
        if name and not lookup.has(name, path):
            yield name, lookup.told(name, path)
        elif own and (told := lookup.place(name, fragment, path)):
            yield name, told
    for address in addresses(line):
        written, _, fragment = unquote(address.removeprefix("<").removesuffix(">")).partition("#")
        name = _local(written, path)
        if name and not lookup.has(name, path) and not lookup.has(written, path):
            if own or lookup.was_there(name, path):
                yield name, lookup.told(name, path)
        elif own and fragment and (name or not written):
            target = name if not name or lookup.has(name, path) else written
            if told := lookup.place(target, fragment, path, slugs=True):
                yield name, told


def _local(address: str, from_path: str) -> str:
    """The vault path that a Markdown link's address means; empty where it leads out of the vault."""
    if not address or address.startswith(("/", "\\", "?")) or ":" in address.split("/", 1)[0]:
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(from_path), address))
    return "" if path.startswith("../") or path == ".." else path
