"""What words say, without what only decorates them: two items that agree in it say the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from vaultsync.domain.identity.rewording import tokens
from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.patterns import regex
from vaultsync.markdown.words import labels
from vaultsync.markdown.words.durations import without_spans

_DECORATION = {
    "So": " ",
    "Sk": "",
    "Cf": "",
    "Pi": "",
    "Pf": "",
    "Pd": " ",
}  # symbols, modifiers, joiners, quotes, dashes

_ADDRESS = regex(r"(?:\s*[:：])?\s*[(<]?https?://[^\s()<>]*[^\s()<>:.,;][)>]?(?=[\s:.,;]|$)")
_IN_BRACKETS = regex(r"\s*\(([^()]*\d[^()]*)\)$")
_ORIGIN = regex(r"^(?:https?:)?//(?:www\.)?", re.IGNORECASE)
_STEPPED = regex(r"^\D{1,24}?(?:[\d\s–—,&-]+|\s[ivx]{1,4}\s*)[:：.–—-]\s*(\S.{3,})$")


class _Undecorated(dict[int, str]):
    """What becomes of a character, by its code point: nothing of decoration. Filled as characters are met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = "" if char in "\"'`\ufe0f" else _DECORATION.get(unicodedata.category(char), char)
        return self[code]


_undecorated = _Undecorated()


@lru_cache(maxsize=1 << 17)
def same_words(text: str) -> str:
    """Text without number, case, markup and outer white space: two items that agree in it say the same."""
    plain = read_inline(text.replace("\\[\\[", "[["))[0]
    return " ".join(labels.NUMBER.sub("", plain.strip()).casefold().split())


@lru_cache(maxsize=1 << 17)
def bare(words: str) -> str:
    """Words without what only decorates them: emoji, quotes, dashes, bare addresses, time and stops at the end."""
    said = _ADDRESS.sub("", words) if "://" in words else words
    if said.endswith(")") and (time := _IN_BRACKETS.search(said)) and not tokens(without_spans(time[1])):
        said = said[: time.start()]
    return " ".join(said.translate(_undecorated).split()).strip(".,:;!… ") or words


def address(url: str) -> str:
    """A link without what changes when a site moves to HTTPS or drops its `www`."""
    return _ORIGIN.sub("", url).rstrip("/")


def core(title: str) -> str:
    """Words behind the number of a step (`month 2: barre chords` → `barre chords`), else empty."""
    found = _STEPPED.match(title)
    return found.group(1).strip() if found and labels.step(title) else ""
