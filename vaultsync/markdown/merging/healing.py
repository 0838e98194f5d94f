"""Heal what other tools left in a note: conflict markers, doubled tasks, doubled properties.

A union merge keeps both versions of every line that two devices changed, and a rebase may leave markers. Here they
become one note again that has every word and every tick of both sides. A pure function of the text: what needs no
healing is not touched, and healing again changes nothing.
"""

from __future__ import annotations

from vaultsync.markdown import conflicts, note
from vaultsync.markdown.hidden import find_code
from vaultsync.markdown.merging.doubledparts import doubles_headings, with_single_headings, with_single_tasks
from vaultsync.markdown.merging.doubledproperties import with_single_block, with_single_properties
from vaultsync.markdown.merging.reconcile import reconcile
from vaultsync.markdown.merging.symptoms import is_ill_for_sure
from vaultsync.markdown.properties import frontmatter
from vaultsync.models.marks import NoteScan
from vaultsync.models.structs import Frozen

_BOM = "\ufeff"


class Healed(Frozen):
    """A healed text, sentences about what was done, and doubts for the learner."""

    text: str
    deeds: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def heal(text: str, base: str = "") -> Healed:
    """The text without what other tools left in it. `base` is what vaultsync last wrote, if that is known."""
    if not _is_ill(text, note.scan("", text), base):
        return Healed(text)
    deeds: list[str] = []
    doubts: list[str] = []
    healed = _without_markers(text, deeds, doubts)
    healed = _one_of_two(healed, base, deeds, doubts)
    healed = with_single_block(healed, base, deeds)
    healed = with_single_properties(healed, base, deeds)
    healed = with_single_tasks(healed, base, deeds)
    healed = with_single_headings(healed, base, deeds)
    return Healed(healed, tuple(deeds), tuple(doubts))


def _is_ill(text: str, scan: NoteScan, base: str) -> bool:
    return is_ill_for_sure(text, scan) or doubles_headings(text, base)


def _one_of_two(text: str, base: str, deeds: list[str], doubts: list[str]) -> str:
    """One note, where it stands there twice as a whole: one device had saved it with other line ends."""
    while (second := _second_note(text)) is not None:
        made = reconcile(base or None, text[:second], text[second:])
        doubts += [doubt.why for doubt in made.doubts]
        deeds.append("a doubled note")
        if len(made.text) >= len(text):
            break
        text = made.text
    return text


def _second_note(text: str) -> int | None:
    """Where the note begins a second time: a whole property block with the same id stands in its body."""
    block, own = frontmatter.split(text), frontmatter.value_of(text, "vaultsync")
    if block is None or own is None or text.count("vaultsync:", block.end) == 0:
        return None
    lines = text[block.end :].split("\n")
    code = find_code(lines, 0)
    at = block.end
    for n, line in enumerate(lines):
        if line.rstrip("\r").removeprefix(_BOM) == "---" and n not in code:
            read = frontmatter.read(text[at:])
            if read.problem is None and read.values.get("vaultsync") == own:
                return at
        at += len(line) + 1
    return None


def _without_markers(text: str, deeds: list[str], doubts: list[str]) -> str:
    sides = conflicts.sides(text)
    if sides is not None:
        marked = any((side or "").startswith(_BOM) for side in (text, *sides))
        base, ours, theirs = (side.removeprefix(_BOM) if side is not None else None for side in sides)
        made = reconcile(base, ours or "", theirs or "")
        doubts += [doubt.why for doubt in made.doubts]
        text = _BOM * marked + made.text
    whole = conflicts.without_strays(text)
    if sides is not None or whole != text:
        deeds.append("conflict markers: what stood on either side is kept")
    return whole
