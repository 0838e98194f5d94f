"""How words that are not sure are told: what they could mean."""

from __future__ import annotations

from collections.abc import Sequence

from vaultsync.cli.printing.page import Page, columns_of
from vaultsync.cli.printing.parts import name_of
from vaultsync.models.finding import Candidate, Unsure
from vaultsync.models.marks import CHAR_OF_MARK


def print_unsure(page: Page, unsure: Sequence[Unsure]) -> None:
    """Every query that could mean several things or means none, and what to do about it."""
    for one in unsure:
        print_one(page, one)
    page.gap()
    if any(one.candidates for one in unsure):
        page.said("Nothing was written. Say more of its words, those of its note too, or its number.")
    else:
        page.said("Nothing was written.")


def print_one(page: Page, unsure: Unsure, *, numbered: bool = False) -> None:
    """One query with its candidates."""
    if not unsure.candidates:
        page.heading(f"Nothing is called “{unsure.query}”")
        return
    if unsure.near:
        page.heading(f"Nothing is called “{unsure.query}”; perhaps one of these")
    else:
        page.heading(f"“{unsure.query}” could be any of these")
    for number, candidate in enumerate(unsure.candidates, 1):
        lead = f"  {number}. " if numbered else "  "
        page.entry(_named(candidate), _where(candidate), lead=lead)
    if unsure.of > len(unsure.candidates):
        page.line("  " + page.dim(f"… and {unsure.of - len(unsure.candidates):,} more"))


def _named(candidate: Candidate) -> str:
    return candidate.text if candidate.is_note else f"[{CHAR_OF_MARK[candidate.mark]}] {candidate.text}"


def _where(candidate: Candidate) -> str:
    where = f"note of {candidate.unit}" if candidate.is_note and candidate.item else name_of(candidate.path)
    return where if columns_of(where) <= 36 else where[:35].rstrip() + "…"
