"""How far a line is indented."""

from __future__ import annotations


def columns(text: str) -> int:
    """The width of the white space in front of `text`; a tab reaches to the next multiple of four."""
    bare = text.lstrip(" ")
    if bare[:1] != "\t":
        return len(text) - len(bare)
    width = 0
    for char in text:
        if char == " ":
            width += 1
        elif char == "\t":
            width += 4 - width % 4
        else:
            break
    return width
