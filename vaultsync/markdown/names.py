"""File names and ids: given once, at birth, from a title or a text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

from vaultsync.markdown.patterns import regex

LONGEST_STEM = 100  # characters
LONGEST_STEM_BYTES = 200  # file systems allow 255 for the whole name, sync tools add some of their own
LONGEST_ID = 24
_LONGEST_TITLE = 1000  # what comes after that is no title

_MARKDOWN_LINK = regex(r"!?\[((?:[^\[\]\\]|\\.)*)\]\((?:[^()\\]|\\.|\([^()]*\))*\)")
_WIKILINK = regex(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_TAG = regex(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
_ESCAPE = regex(r"\\([!-/:-@\[-`{-~])")
_EMPHASIS = regex(r"(\*{1,3}|~~|==|`+)(?=\S)(.+?)(?<=\S)\1")
_UNDERLINED = regex(r"(?<![^\W_])(_{1,3})(?=[^\s_])(.+?)(?<=[^\s_])\1(?![^\W_])")

_NUMBER = regex(r"[0-9]+(?:\.[0-9]+)+[.)]?(?:[ \t]*[:–—-])?\s+|[0-9]+[.):]\s+")
_POSITION = regex(r"\s*[0-9]{1,3}[.)]\s+(?=\S)")
_LETTER_SHARP = regex(r"\b([CFJ])#(?!\w)")
_KEYCAP = regex("([0-9])\ufe0f?\u20e3")
_BETWEEN = regex(r"(?<=\S)[/\\:|^]+(?=\S)")
_APART = regex(r"\s*[/\\:|^]+(?:\s+|$)|\s+[/\\:|^]+\s*")
_FORBIDDEN = regex(r"[\\/:*?\"<>|#^%`]")
_DEVICE = regex(r"(?i)(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])\s*(?=\.|$)")
_EDGES = " .-_~=*`,;"

# Letters that NFKD leaves alone though everybody writes them in ASCII.
_ASCII = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
    | {"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i"}
)


def file_stem(title: str, *, fallback: str) -> str:
    """A file name (without `.md`) for a title: safe on Windows, macOS, Linux and in wikilinks.

    `Phase 1: CI/CD` gives `Phase 1 - CI-CD`. NFC, at most 100 characters, cut at a word. Where nothing of the
    title can stay, `fallback` is made a name in the same way.
    """
    for text in (title, fallback):
        stem = _until_unchanged(_stem, text)
        if stem:
            return stem
    return "Note"


def _until_unchanged(change: Callable[[str], str], text: str) -> str:
    """`change` until it changes nothing more, so that a name given is a name kept."""
    for _ in range(20):
        changed = change(text)
        if changed == text:
            break
        text = changed
    return text


def _stem(text: str) -> str:
    text = _KEYCAP.sub(r"\1", unicodedata.normalize("NFC", plain(text)))
    text = "".join(char for char in text if not _is_unwritable(char))
    text = _LETTER_SHARP.sub(r"\1 sharp", text)
    text = text.replace("[", "(").replace("]", ")")
    text = _FORBIDDEN.sub("", _APART.sub(" - ", _BETWEEN.sub("-", text)))
    text = _trimmed(" ".join(text.split()))
    text = _cut(unicodedata.normalize("NFC", text))
    if text.lower().endswith(".md"):  # a wikilink to it would mean another file
        text = f"{text[:-3]} {text[-2:]}"
    return _DEVICE.sub(r"\1_", text, count=1) if _DEVICE.match(text) else text


def _is_unwritable(char: str) -> bool:
    """Control and format characters, private and unassigned ones; blanks and joiners within words are not."""
    if char in "\u200c\u200d" or char.isspace():
        return False
    return unicodedata.category(char) in {"Cc", "Cf", "Co", "Cn", "Cs"}


def _trimmed(text: str) -> str:
    """Without markup and emoji at the edges, unless nothing else is there."""
    bare = text.strip(_EDGES)
    while bare and (_is_ornament(bare[0]) or bare[0] in _EDGES):
        bare = bare[1:]
    while bare and (_is_ornament(bare[-1]) or bare[-1] in _EDGES):
        bare = bare[:-1]
    return bare or text.strip(_EDGES + "\u200c\u200d\ufe0f")


def without_ornament(title: str) -> str:
    """A title without emoji in front of it, unless nothing else is there."""
    at = next((n for n, char in enumerate(title) if not (_is_ornament(char) or char.isspace())), len(title))
    return title[at:] or title


def _is_ornament(char: str) -> bool:
    """Whether a character is part of an emoji or an arrow, bullet or the like."""
    if char in "\u200c\u200d\ufe0e\ufe0f\u20e3":
        return True
    return char > "\u2000" and unicodedata.category(char) in {"So", "Sk"}


def _cut(text: str, longest: int = LONGEST_STEM) -> str:
    """At most so many characters (and bytes), cut at a word where there is one in the second half."""
    short = text[:longest]
    while len(short.encode("utf-8", "surrogatepass")) > LONGEST_STEM_BYTES:
        short = short[:-1]
    if short == text:
        return text
    space = short.rfind(" ")
    if text[len(short)] != " " and space > len(short) // 2:
        return short[:space].rstrip(_EDGES)
    while short and (unicodedata.combining(text[len(short)]) or text[len(short)] in "\u200d\ufe0f"):
        short = short[:-1]
    return short.rstrip(_EDGES)


def unique_stem(stem: str, taken: Collection[str]) -> str:
    """The stem, or with ` 2`, ` 3`… where a name in `taken` differs at most by case."""
    return _unique(stem, taken, lambda number: f"{_cut(stem, LONGEST_STEM - len(str(number)) - 1)} {number}")


def _unique(name: str, taken: Collection[str], numbered: Callable[[int], str]) -> str:
    keys = {_fold(other) for other in taken}
    number, candidate = 1, name
    while _fold(candidate) in keys:
        number += 1
        candidate = numbered(number)
    return candidate


@lru_cache(maxsize=100_000)
def _fold(name: str) -> str:
    """What file systems that know no case take for the same name."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def whole_slug(text: str) -> str:
    """The id of a note or block where it tells all of its words; else empty."""
    name = slug(text, parent="")
    return name if slug(f"{text} x", parent="") == f"{name}-x" else ""


def is_slug_of(text: str, name: str) -> bool:
    """Whether an id tells words that a text begins with: as `slug` makes it, or as `unique_id` numbers that."""
    made = slug(text, parent="")
    return name == made or (name.startswith(f"{made}-") and name[len(made) + 1 :].isdecimal())


def slug(text: str, *, parent: str) -> str:
    """The id of a note or block: whole words in ASCII and lower case, at most 24 characters.

    A number in front, markup and emoji do not count. Where under half of the letters survive, `t-` and six
    base-32 characters of a SHA-256 of text and parent.
    """
    bare = without_number(unicodedata.normalize("NFC", plain(text)))
    ascii_words, kept, letters = [""], 0, 0
    for char in unicodedata.normalize("NFKD", bare.translate(_ASCII)):
        kind = unicodedata.category(char)[0]
        if kind in "LN":
            letters += 1
            if char.isascii():
                kept += 1
                ascii_words[-1] += char.lower()
        elif kind != "M" and char not in "'’\u200c\u200d":
            ascii_words.append("")
    words = [word for word in ascii_words if word]
    if not words or kept * 2 < letters:
        return f"t-{_digest(parent, bare)}"
    name = words[0][:LONGEST_ID]
    for word in words[1:]:
        if len(name) + 1 + len(word) > LONGEST_ID:
            break
        name = f"{name}-{word}"
    return name


def _digest(parent: str, text: str) -> str:
    from base64 import b32encode
    from hashlib import sha256

    digest = sha256(f"{parent}\n{text}".encode("utf-8", "surrogatepass")).digest()
    return b32encode(digest[:5]).decode("ascii")[:6].lower()


def unique_id(name: str, taken: Collection[str]) -> str:
    """The id, or with `-2`, `-3`… where it is in `taken`; Obsidian finds block ids without regard to case."""
    return _unique(name, taken, lambda number: f"{name}-{number}")


def plain(text: str) -> str:
    """A title's words without inline Markdown: links give their words, emphasis and code their contents."""
    return _until_unchanged(_plainer, text[:_LONGEST_TITLE]).strip()


def _plainer(text: str) -> str:
    text = _MARKDOWN_LINK.sub(r"\1", _WIKILINK.sub(r"\1", text))
    text = _UNDERLINED.sub(r"\2", _EMPHASIS.sub(r"\2", _TAG.sub("", text)))
    return _ESCAPE.sub(r"\1", text)


def without_number(text: str) -> str:
    """A title without the outline number in front of it (`1.1.1 `, `2) `), unless nothing else is there."""
    bare = text.lstrip()
    match = _NUMBER.match(bare)
    return bare[match.end() :] if match and bare[match.end() :].strip() else bare


def unnumbered(title: str) -> str:
    """A title without a bare position in front of it: `2. Phase 2: Binoculars`, but not `2.1 First Targets`."""
    match = _POSITION.match(title)
    return title[match.end() :] if match else title


def told_apart(titles: Mapping[str, str]) -> dict[str, str]:
    """Roadmaps' titles by name, with the name behind those that several have: `Knots (knots)`, `Knots (more-knots)`."""
    seen = Counter(title.casefold() for title in titles.values())
    return {name: title if seen[title.casefold()] == 1 else f"{title} ({name})" for name, title in titles.items()}
