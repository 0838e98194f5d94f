"""A vault read by other means than vaultsync's own: links resolved as Obsidian's help tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_LINK = re.compile(r"(!?)\[\[([^\[\]|#^\n]*)(#[^\[\]|\n]*)?(?:\|[^\[\]\n]*)?\]\]")
_FENCE = re.compile(r"^\s*(```+|~~~+)")


def notes(vault: Path) -> dict[str, str]:
    """Vault path → text of every note Obsidian would show."""
    found = {}
    for path in sorted(vault.rglob("*.md")):
        relative = path.relative_to(vault)
        if not any(part.startswith(".") for part in relative.parts):
            found[relative.as_posix()] = path.read_text("utf-8")
    return found


def visible(text: str) -> Iterator[str]:
    """The lines of a note outside code fences."""
    fence = ""
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if fence:
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif match:
            fence = match.group(1)
        else:
            yield line


def links(text: str) -> Iterator[tuple[str, str]]:
    """(target, heading or block) of every wikilink and embed of a note, properties included."""
    for line in visible(text):
        for match in _LINK.finditer(re.sub(r"`[^`]*`", "", line)):
            yield match.group(2).strip(), (match.group(3) or "")[1:]


def resolve(target: str, vault: dict[str, str]) -> list[str]:
    """The notes a link target can mean: the exact path, else every note whose path ends so."""
    wanted = target.casefold().removesuffix(".md") + ".md"
    exact = [path for path in vault if path.casefold() == wanted]
    return exact or [path for path in vault if path.casefold().endswith("/" + wanted)]


def headings(text: str) -> list[str]:
    """The headings of a note."""
    return [match.group(1).strip() for line in visible(text) if (match := re.match(r"#{1,6}\s+(.*)", line))]
