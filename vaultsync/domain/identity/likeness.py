"""How alike two texts are."""

from __future__ import annotations


def likeness(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 100: rapidfuzz's normalised similarity by insertions and deletions."""
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other)
