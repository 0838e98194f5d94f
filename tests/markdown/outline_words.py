"""The words of an outline, and those of a document that it lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from outside_reader import visible_words, words

from vaultsync.markdown.outline.asjson import outline_to_json
from vaultsync.markdown.outline.clean import clean
from vaultsync.markdown.outline.parsing import parse_outline

_NO_WORDS = {"kind", "label", "type", "why", "url", "warnings", "name"}


def strings(value: Any, key: str = "") -> Iterator[str]:
    """The words in the JSON of an outline, those of `links` only where they stand nowhere else."""
    if isinstance(value, str) and key not in _NO_WORDS:
        yield value
    elif isinstance(value, list) and key != "links":
        for entry in value:
            yield from strings(entry, key)
    elif isinstance(value, dict):
        for name, entry in value.items():
            yield from strings(entry, name)


def lost_words(text: str) -> Counter[str]:
    made = outline_to_json(parse_outline(text, "plan"))
    kept = Counter(word for piece in strings(made) for word in words(piece))
    return visible_words("\n".join(clean(text).lines)) - kept
