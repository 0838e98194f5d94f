"""Files of a vault that can hold links, and their contents with links rewritten."""

from __future__ import annotations

from collections.abc import Iterator

from vaultsync.edges.files import vault
from vaultsync.errors import VaultError
from vaultsync.markdown.linking.relinking import Renames, relink, relink_json
from vaultsync.usecases.opened.generated import SUMMARY

_JSON = (".obsidian/bookmarks.json", ".obsidian/graph.json")


def linking(listed: list[str]) -> Iterator[str]:
    """The files among these that can hold links."""
    for path in listed:
        if path.lower().endswith((".md", ".canvas")) and path != SUMMARY:
            yield path
    yield from _JSON


def relinked_file(data: bytes, path: str, renames: Renames) -> bytes:
    """A file's content with its links rewritten; a file that is no text stays as it is."""
    try:
        text = vault.decode(data, path)
    except VaultError:
        return data
    new = relink(text, path, renames) if path.lower().endswith(".md") else relink_json(text, path, renames)
    return new.encode("utf-8")
