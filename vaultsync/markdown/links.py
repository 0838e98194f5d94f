"""Wikilinks and relative Markdown links, and text that can break none of them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import NamedTuple

from vaultsync.markdown.patterns import regex

_WIKILINK = regex(r"\[\[([^\[\]|\n]+?)(?:\\?\|([^\[\]\n]*(?:(?:\[(?!\[)|\](?!\]))[^\[\]\n]*)*))?\]\]")
_TITLE = r"(?:[^\[\]\\\n]|\\.|\[[^\[\]\n]*\])*"
_HREF = r"(?:<[^<>\n]*>|[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)"
_MARKDOWN_LINK = regex(rf"""\[{_TITLE}\]\(({_HREF})(?:[ \t]+(?:"[^"\n]*"|'[^'\n]*'))?\)""")
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:|[/#?]|\\")

# Where a browser, git hosts and Obsidian read an address alike. Letters of any script stay readable.
_KEPT_IN_ADDRESS = regex(r"[A-Za-z0-9._~/!',;=@+-]")

_ALIAS_SIGNS = str.maketrans({"[": "(", "]": ")", "|": "-", "`": "'"})
_INLINE_SIGNS = regex(
    r"""[\\`*\[\]|~$]            # emphasis, code, links, tables, formulas
    | (?<![^\W_])_ | _(?![^\W_])  # an underscore within a word means nothing
    | (?<!\S)[#^]                 # tags, headings, block ids
    | (?<==)= | (?<=%)%           # ==highlight== and %%comment%%
    """,
    re.VERBOSE,
)
_ENTITY = regex(r"&(?=#?[A-Za-z0-9]+;)")
_BLOCK_START = regex(r"[-+](?=[\s-]|\Z)|[>=]|[0-9]{1,9}(?=[.)](?:\s|\Z))")
_CONTROLS = regex(r"[\x00-\x08\x0e-\x1b\x7f\ufeff]")


class Wikilink(NamedTuple):
    """A wikilink: `text[start:end]` is `[[target|alias]]`; `alias` is empty where there is none."""

    target: str
    alias: str
    start: int
    end: int


def wikilink(path: str, alias: str = "", *, in_table: bool = False) -> str:
    """`[[path|alias]]` for a vault path with or without `.md`; no alias can break the link or its line.

    Within a Markdown table (`in_table`) the bar is escaped, as Obsidian wants it there.
    """
    target = path.removesuffix(".md")
    shown = _one_line(alias.translate(_ALIAS_SIGNS)).rstrip("\\ ")
    shown = re.sub("%%+", "%", shown).replace("<!--", "<--").replace("$$", "$")
    if not shown or shown == target:
        return f"[[{target}]]"
    bar = "\\|" if in_table else "|"
    return f"[[{target}{bar}{shown}]]"


def wikilinks(text: str) -> list[Wikilink]:
    """All wikilinks and embeds of a text, in order; code is not looked at differently."""
    return [
        Wikilink(match[1].strip(), (match[2] or "").strip(), match.start(), match.end())
        for match in _WIKILINK.finditer(text)
    ]


def with_short_links(text: str) -> str:
    """The text with the links to notes cut down to their file names: equal for two ways to write the same link.

    Obsidian writes a link anew when its note is renamed, as a full, a relative or the shortest path.
    """
    if "[" not in text:
        return text
    text = _WIKILINK.sub(lambda link: link[0].replace(link[1], _file_name(link[1])), text)
    return _MARKDOWN_LINK.sub(lambda link: link[0].replace(link[1], _file_name_of_address(link[1])), text)


def with_names(text: str, name_of: Callable[[str], str] | None = None) -> str:
    """The text with an alias for every wikilink that has none: what it links, by name instead of by path.

    A heading stands after its note's name, as Obsidian shows it; a block is shown by its note's name alone. `name_of`
    gives the name of the note at a path as it is linked, which is its file name otherwise.
    """
    if "[[" not in text:
        return text
    return _WIKILINK.sub(lambda link: _named(link, name_of or file_title), text)


def file_title(path: str) -> str:
    """The file name of a note by its path, without the ending."""
    return path.rsplit("/", 1)[-1].removesuffix(".md")


def is_path_of(written: str, note: str) -> bool:
    """Whether a path as a link has it, whole or in part, with or without `.md`, is that of the `note`."""
    return f"/{note}".endswith(f"/{written.lstrip('/').removesuffix('.md')}.md")


def _named(link: re.Match[str], name_of: Callable[[str], str]) -> str:
    if (link[2] or "").strip():
        return link[0]
    path, _, place = link[1].strip().partition("#")
    parts = [name_of(path) if path else "", *place.split("#")]
    shown = " > ".join(part.strip() for part in parts if part.strip() and part[0] != "^")
    return f"[[{link[1]}|{shown or link[1].strip()}]]"


def _file_name(target: str) -> str:
    path, sign, place = target.strip().partition("#")
    return path.rsplit("/", 1)[-1].removesuffix(".md") + sign + place


def _file_name_of_address(href: str) -> str:
    from urllib.parse import unquote

    address = href.removeprefix("<").removesuffix(">")
    return href if _SCHEME.match(address) else _file_name(unquote(address))


def addresses(text: str) -> list[str]:
    """The addresses of all Markdown links and images of a text, in order; code is not looked at differently."""
    return [match[1] for match in _MARKDOWN_LINK.finditer(text)]


def plain_wikilink(text: str) -> str:
    """The target of a text that is one wikilink and nothing else, else empty."""
    match = _WIKILINK.fullmatch(text.strip()) if text.startswith(("[[", " ")) else None
    return match[1].strip() if match else ""


def plain_relative_link(text: str, from_path: str) -> str:
    """The target of a text that is one relative Markdown link to a note and nothing else, else empty.

    The target is written as in a wikilink: the path from the vault's root, without `.md`.
    """
    match = _MARKDOWN_LINK.fullmatch(text.strip()) if text.startswith(("[", " ")) else None
    return resolve(match[1], from_path) if match else ""


def markdown_targets(text: str, from_path: str) -> list[str]:
    """The notes that the relative Markdown links of a text name, as wikilinks name them; code is not told apart."""
    found = (resolve(match[1], from_path) for match in _MARKDOWN_LINK.finditer(text))
    return [target for target in found if target]


def resolve(href: str, from_path: str) -> str:
    """The note that the address of a Markdown link names, as in a wikilink; empty where it names none."""
    from urllib.parse import unquote

    address = href.removeprefix("<").removesuffix(">")
    if _SCHEME.match(address):
        return ""
    path = unquote(address.partition("#")[0])
    if not path.endswith(".md"):
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(from_path), path))
    return "" if path.startswith("../") else path.removesuffix(".md")


def is_address_elsewhere(address: str) -> bool:
    """Whether the address of a Markdown link leads out of the vault, or nowhere else than to its own note."""
    return not address or (address[0] != "/" and _SCHEME.match(address) is not None) or address.startswith("//")


def relative(from_path: str, to_path: str) -> str:
    """The address of one file in a Markdown link that stands in another; both paths from the same root."""
    path = posixpath.relpath(to_path, posixpath.dirname(from_path) or ".")
    return "".join(
        char if _KEPT_IN_ADDRESS.match(char) or (char > "\xa0" and char.isprintable()) else _percent(char)
        for char in path
    )


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))


def markdown_link(text: str, href: str) -> str:
    """`[text](href)` with any text; `href` is an address already, as `relative` makes it."""
    shown = escape_inline(text).replace("://", "\\://").replace("www.", "www\\.")
    if re.search(r"[\s()<>]", href):
        href = "<" + href.replace("<", "%3C").replace(">", "%3E").replace("\n", "%0A") + ">"
    return f"[{shown}]({href})"


def escape_inline(text: str) -> str:
    """The text as Markdown that shows it as it is: on one line, in a table cell, heading, list or link.

    Blanks and line ends become single spaces; Markdown's, Obsidian's and HTML's signs lose their meaning.
    """
    safe = _INLINE_SIGNS.sub(r"\\\g<0>", _one_line(text))
    safe = _ENTITY.sub("&amp;", safe).replace("<", "&lt;")
    start = _BLOCK_START.match(safe)
    if start is not None:
        at = start.end() if safe[0].isdigit() else 0
        safe = f"{safe[:at]}\\{safe[at:]}"
    return safe


def _one_line(text: str) -> str:
    return " ".join(_CONTROLS.sub("", text).split())
