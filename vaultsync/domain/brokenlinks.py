"""Links that lead nowhere: what they name, and what may be meant."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from vaultsync.markdown.hidden import find_hidden, without_code
from vaultsync.markdown.links import addresses, wikilinks
from vaultsync.markdown.linktargets import Files
from vaultsync.models.check import Finding, Kind


class Lookup:
    """What links can lead to: the files there are, the notes that were deleted, and those that were moved.

    `moved` maps the path of a note at the last sync to where it is now.
    """

    def __init__(self, paths: Iterable[str], deleted: Iterable[str], moved: Mapping[str, str]) -> None:
        self._files, self._deleted, self._before = Files(paths), Files(deleted), Files(moved)
        self._moved = moved

    def has(self, target: str, source: str) -> bool:
        """Whether what a link in the note `source` names is there."""
        return bool(self._files.meant(target, source))

    def told(self, target: str, source: str) -> tuple[str, str]:
        """What is wrong with a link that leads nowhere, and what to do."""
        if deleted := self._deleted.meant(target, source):
            return f"links to {target}, which you deleted", f'Bring it back: vaultsync restore "{deleted}"'
        if old := self._before.meant(target, source):
            what = f"links to {target}, which is now {self._moved[old]}"
            return what, 'Run "vaultsync check --fix" to correct all links to it'
        what = f"links to {target}, which is not there"
        if like := self._files.named(target.rstrip("/").rsplit("/", 1)[-1], source):
            return what, f"Perhaps {like} is meant"
        return what, "Correct the link, or make the note"


def broken_links(path: str, text: str, lookup: Lookup, *, within: Iterable[str] = ()) -> Iterator[Finding]:
    """The links of a note that lead nowhere; `within` only those that lead into these folders."""
    folders = tuple(f"{folder}/" for folder in within)
    lines = text.split("\n")
    hidden = find_hidden(text, lines, 0).lines
    for n, line in enumerate(lines):
        if n in hidden or "[" not in line:
            continue
        shown = without_code(line)
        names = [link.target.split("#", 1)[0].strip().removesuffix("\\") for link in wikilinks(shown)]
        names = [name for name in names if name and not lookup.has(name, path)]
        for address in addresses(shown):
            written = unquote(address.removeprefix("<").removesuffix(">")).partition("#")[0]
            name = _local(written, path)
            if name and not lookup.has(name, path) and not lookup.has(written, path):
                names.append(name)
        for name in names:
            if not folders or name.startswith(folders):
                yield Finding(path, n + 1, Kind.LINK, *lookup.told(name, path))


def _local(address: str, from_path: str) -> str:
    """The vault path that a Markdown link's address means; empty where it leads out of the vault."""
    if not address or address.startswith(("/", "\\", "?")) or ":" in address.split("/", 1)[0]:
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(from_path), address))
    return "" if path.startswith("../") or path == ".." else path
