"""Links that lead nowhere, looked up as Obsidian does: by path, by the end of a path, or by the file's name."""

from __future__ import annotations

import posixpath
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from vaultsync.markdown.hidden import find_hidden, without_code
from vaultsync.markdown.links import addresses, wikilinks
from vaultsync.models.check import Finding, Kind


class Files:
    """All files of the vault, to be looked up by what a link says. `deleted` maps paths of deleted notes to titles."""

    def __init__(self, paths: Iterable[str], deleted: Iterable[str] = ()) -> None:
        self._paths: dict[str, str] = {}
        self._names: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            key = _key(path)
            self._paths[key] = path
            self._names[key.rsplit("/", 1)[-1]].append(key)
        self._deleted = {_key(path): path for path in deleted}

    def has(self, target: str, from_path: str) -> bool:
        """Whether a wikilink's target is there: from the vault's root, from the note's folder, or anywhere."""
        key = _key(target)
        if key in self._paths or _key(posixpath.join(posixpath.dirname(from_path), target)) in self._paths:
            return True
        return any(name == key or name.endswith(f"/{key}") for name in self._names.get(key.rsplit("/", 1)[-1], ()))

    def was(self, target: str) -> str:
        """The path of the deleted note that a link means, or nothing."""
        key = _key(target)
        if key in self._deleted:
            return self._deleted[key]
        found = [path for other, path in self._deleted.items() if other.endswith(f"/{key}")]
        return found[0] if len(found) == 1 else ""

    def like(self, target: str) -> str:
        """The one file that has the name a broken link names, elsewhere; or nothing."""
        found = self._names.get(_key(target).rsplit("/", 1)[-1], ())
        return self._paths[found[0]] if len(found) == 1 else ""


def broken_links(path: str, text: str, files: Files, *, within: Iterable[str] = ()) -> Iterator[Finding]:
    """The links of a note that lead nowhere; `within` only those that lead into these folders."""
    folders = tuple(f"{folder}/" for folder in within)
    lines = text.split("\n")
    hidden = find_hidden(text, lines, 0).lines
    for n, line in enumerate(lines):
        if n in hidden or "[" not in line:
            continue
        shown = without_code(line)
        names = [link.target.split("#", 1)[0].strip().removesuffix("\\") for link in wikilinks(shown)]
        names = [name for name in names if name and not files.has(name, path)]
        for address in addresses(shown):
            written = unquote(address.removeprefix("<").removesuffix(">")).partition("#")[0]
            name = _local(written, path)
            if name and not files.has(name, path) and not files.has(written, path):
                names.append(name)
        for name in names:
            if not folders or name.startswith(folders):
                yield Finding(path, n + 1, Kind.LINK, *_told(name, files))


def _told(name: str, files: Files) -> tuple[str, str]:
    if deleted := files.was(name):
        return f"links to {name}, which you deleted", f'Bring it back: vaultsync restore "{deleted}"'
    if like := files.like(name):
        return f"links to {name}, which is not there", f"Perhaps {like} is meant"
    return f"links to {name}, which is not there", "Correct the link, or make the note"


def _local(address: str, from_path: str) -> str:
    """The vault path that a Markdown link's address means; empty where it leads out of the vault."""
    if not address or address.startswith(("/", "\\", "?")) or ":" in address.split("/", 1)[0]:
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(from_path), address))
    return "" if path.startswith("../") or path == ".." else path


def _key(path: str) -> str:
    return unicodedata.normalize("NFC", posixpath.normpath(path)).casefold().removesuffix(".md")
