"""Footnotes: their words stand in the note that refers to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from vaultsync.markdown.outline.tasks import walk, walk_items
from vaultsync.markdown.patterns import regex
from vaultsync.models.outline import Outline, Section

_MARK = regex(r"\[\^([^\]\s]+)\](?!:)")


def place_footnotes(
    outline: Outline, footnotes: Mapping[str, tuple[int, str]], drop: Callable[[int, str, str], None]
) -> None:
    """Put each footnote below the text of the section that refers to it; what nothing refers to is dropped."""
    if not footnotes:
        return
    used: set[str] = set()
    outline.text = _with_notes(outline.text, _marks([outline.text]), footnotes, used)
    for section in walk(outline.sections):
        if section.kind != "group":
            section.text = _with_notes(section.text, _marks(_sources(section)), footnotes, used)
    for label, (line, text) in footnotes.items():
        if label not in used:
            drop(line, text, "footnote that nothing refers to")


def _sources(section: Section) -> Iterator[str]:
    """The texts of a section's own note."""
    yield section.text
    yield from (item.source for item in walk_items(section.items))
    for child in section.sections:
        if child.kind == "group":
            yield from _sources(child)


def _marks(texts: list[str] | Iterator[str]) -> list[str]:
    return list(dict.fromkeys(label for text in texts if "[^" in text for label in _MARK.findall(text)))


def _with_notes(text: str, marks: list[str], footnotes: Mapping[str, tuple[int, str]], used: set[str]) -> str:
    known = [label for label in marks if label in footnotes]
    used.update(known)
    return "\n\n".join(filter(None, [text, *(f"[^{label}]: {footnotes[label][1]}" for label in known)]))
