"""Links of documents."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the document: its visible words and its address."""

    title: str
    url: str
