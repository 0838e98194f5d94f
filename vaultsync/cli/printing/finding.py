"""How words that are not sure are told: what they could mean."""

from __future__ import annotations

from collections.abc import Sequence

from vaultsync.cli.cells import columns_of
from vaultsync.cli.printing.page import Page
from vaultsync.cli.printing.parts import name_of
from vaultsync.models.finding import Candidate, Unsure
from vaultsync.models.marks import CHAR_OF_MARK

_WIDEST = 36


def print_unsure(page: Page, unsure: Sequence[Unsure]) -> None:
    """Every query that could mean several things or means none, and what to do about it."""
    for one in unsure:
        print_one(page, one)
    page.gap()
    if any(one.candidates for one in unsure):
        page.said(
            "Nothing was written. Give more of its words, words of its note too, its number, or the ^id of its line."
        )
    else:
        page.said('Nothing was written. Try a word of a note\'s title or of a task; "vaultsync next" shows some.')


def print_one(page: Page, unsure: Unsure, *, numbered: bool = False) -> None:
    """One query with its candidates."""
    if not unsure.candidates:
        page.heading(f"Nothing is called “{unsure.query}”")
        return
    if unsure.near:
        page.heading(f"Nothing is called “{unsure.query}”; perhaps one of these")
    else:
        page.heading(f"“{unsure.query}” could be any of these")
    told = [(_named(candidate), _where(candidate)) for candidate in unsure.candidates]
    for tell in (_under, _apart, _by_id):
        told = [
            (words[0], tell(candidate)) if told.count(words) > 1 else words
            for candidate, words in zip(unsure.candidates, told, strict=True)
        ]
    for number, (name, where) in enumerate(told, 1):
        page.entry(name, where, lead=f"  {number}. " if numbered else "  ")
    if unsure.of > len(unsure.candidates):
        page.line("  " + page.dim(f"… and {unsure.of - len(unsure.candidates):,} more"))


def _named(candidate: Candidate) -> str:
    return candidate.text if candidate.is_note else f"[{CHAR_OF_MARK[candidate.mark]}] {candidate.text}"


def _under(candidate: Candidate) -> str:
    """The task that a task stands under, and its note."""
    return _cut(f"{candidate.under} · {candidate.unit}") if candidate.under else _where(candidate)


def _apart(candidate: Candidate) -> str:
    """Where a candidate stands that another is called like: its roadmap's name, which is a word to ask with as well."""
    above = candidate.path.split("/")[-2:-1]
    return _cut(f"{candidate.roadmap}: {above[0] if above else candidate.unit}")


def _by_id(candidate: Candidate) -> str:
    """The block id of a task, which stands at the end of its line, and its note: a word to ask with, as well."""
    block = candidate.item.partition("#^")[2]
    return _cut(f"^{block} in {candidate.unit}") if block else _apart(candidate)


def _where(candidate: Candidate) -> str:
    if not candidate.is_note:
        return _cut(candidate.unit)
    return _cut(f"note of {candidate.unit}" if candidate.item else name_of(candidate.path))


def _cut(where: str) -> str:
    return where if columns_of(where) <= _WIDEST else where[: _WIDEST - 1].rstrip() + "…"
