"""One line of text for a terminal: harmless there, and how many columns it takes."""

from __future__ import annotations

from vaultsync.markdown.patterns import regex

_SPACES = regex(r"\s+")
# Control characters could move the cursor, the others turn the direction of what follows.
_UNSEEN = regex("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """`text` as one line that does nothing to a terminal but stand there."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", _SPACES.sub(" ", text)).strip()


def columns_of(text: str) -> int:
    """How many columns `text` takes on a terminal."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
