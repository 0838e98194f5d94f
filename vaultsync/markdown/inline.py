"""The visible words and the links of one piece of inline Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any
from urllib.parse import unquote

from vaultsync.markdown.patterns import regex
from vaultsync.models.links import Link

# What may be markup at all; and what is bold and nothing else.
_MARKUP = regex(r"[\\`*\[<]|~~|(?<![^\W_])_|_(?![^\W_])|&#?\w+;|://")
_BOLD_ONLY = regex(r"(?>[^*]+|(?<!\w)\*\*(?=[^\s*])[^*]*(?<=[^\s*])\*\*(?!\w))*+")
_URL = regex(r"https?://[^\s<>\"'`\]]+", re.IGNORECASE)
_HREF = regex(r"""(?:href|src)\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_ALT = regex(r"""alt\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
_LONG = 5_000  # characters
_ROUGH_LINK = regex(r"\[([^\[\]]{0,500})\]\(([^()\s]{1,2000})\)")
_ENCODED = regex(r"(?:%[89A-F][0-9A-F])+")  # letters beyond ASCII
_LABEL = regex(r"\[([^\[\]]+)\]")
BADGE = regex(r"shields\.io|badge|travis-ci|codecov|awesome\.re", re.IGNORECASE)  # in the address of an image
_WIKILINK = regex(r"!?\[\[([^\[\]|]+)(?:\|([^\[\]]*))?\]\]")


class _OfBadge(str):
    """What a badge shows: words only where nothing else is said."""

    __slots__ = ()


@cache
def _parser() -> Any:
    import mistune

    return mistune.create_markdown(renderer="ast", plugins=["strikethrough"])


def read_inline(source: str, definitions: Mapping[str, tuple[str, str]] | None = None) -> tuple[str, list[Link]]:
    """The visible words of `source` and its links (images and bare addresses included), in order.

    `definitions` are the document's link reference definitions: label → (url, title)
    (CommonMark 0.31.2, 6.3 and 4.7).
    """
    if len(source) > _LONG:
        return _read_roughly(source)
    bare = source.replace("**", "") if "**" in source and _BOLD_ONLY.fullmatch(source) else source
    if not _MARKUP.search(bare):
        return " ".join(bare.split()), []
    refs = _references(source, definitions) if definitions and "]" in source else {}
    if refs:
        words, found = _read(source, refs)
    else:
        words, found = _read_alone(source)
    return words, list(found)


@lru_cache(maxsize=1 << 14)
def _read_alone(source: str) -> tuple[str, tuple[Link, ...]]:
    """A piece without reference links; the same piece is asked for several times on its way into a note."""
    return _read(source, {})


def _read(source: str, refs: dict[str, dict[str, str]]) -> tuple[str, tuple[Link, ...]]:
    source = _WIKILINK.sub(_shown, source)
    words: list[str] = []
    links: list[Link] = []
    try:
        tokens = _parser().inline(source, {"ref_links": refs})
    except RecursionError:
        return " ".join(source.split()), tuple(Link(url, url) for url in bare_urls(source))
    _walk(tokens, words, links)
    whole = " ".join("".join(words).split())
    if any(isinstance(word, _OfBadge) for word in words):
        said = " ".join("".join(word for word in words if not isinstance(word, _OfBadge)).split())
        whole = said.rstrip(" :：") or whole
    return whole, tuple(_as_written(link, source) for link in links)


def _as_written(link: Link, source: str) -> Link:
    """A link whose address mistune percent-encoded, as the document writes it."""
    if "%" not in link.url or link.url in source:
        return link
    url = _ENCODED.sub(lambda letters: unquote(letters.group()), link.url)
    return Link(url if link.title == link.url else link.title, url) if url in source else link


def _shown(wikilink: re.Match[str]) -> str:
    """What a wikilink or embed shows; the alias of an embed may be its width."""
    alias = wikilink.group(2) or ""
    return wikilink.group(1) if not alias or (wikilink.group()[0] == "!" and alias[0].isdigit()) else alias


def _read_roughly(source: str) -> tuple[str, list[Link]]:
    """Words and links of a text that is too long to be parsed: mistune takes time in the square of odd ones."""
    links = [Link(title or url, url) for title, url in _ROUGH_LINK.findall(source)]
    text = _ROUGH_LINK.sub(r" \1 ", source)
    links += [Link(url, url) for url in bare_urls(text)]
    return " ".join(re.sub(r"\*\*|<[^<>]{0,200}>", " ", text).split()), links


def reference_key(label: str) -> str:
    """The form in which labels of link references are compared (CommonMark 0.31.2, 4.7)."""
    return " ".join(label.split()).lower()


def _references(source: str, definitions: Mapping[str, tuple[str, str]]) -> dict[str, dict[str, str]]:
    """The definitions that `source` may refer to, as mistune wants them."""
    refs = {}
    for label in _LABEL.findall(source):
        key = reference_key(label)
        if key in definitions:
            url, title = definitions[key]
            refs[key.upper()] = {"url": url, "label": label, "title": title}
    return refs


def bare_urls(text: str) -> list[str]:
    """Addresses that stand in text as they are, without the punctuation that ends a sentence."""
    urls = []
    for match in _URL.finditer(text):
        url = match.group().rstrip(".,;:!?*_~")
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1].rstrip(".,;:!?*_~")
        urls.append(url)
    return urls


def _walk(tokens: list[dict[str, Any]], words: list[str], links: list[Link]) -> None:
    for token in tokens:
        kind = token["type"]
        if kind in ("link", "image"):
            children = token.get("children") or []
            inner: list[str] = []
            _walk(children, inner, [])
            title = " ".join("".join(inner).split())
            url = html.unescape(str(token["attrs"]["url"]))
            if not url:
                words.extend(inner)
                continue
            links.append(Link(title or url, url))
            shown = title or ("" if kind == "image" else url)
            badge = BADGE.search(url) if kind == "image" else any(isinstance(word, _OfBadge) for word in inner)
            words.append(_OfBadge(shown) if badge else shown)
        elif kind == "inline_html":
            raw = str(token["raw"])
            links.extend(Link(url, url) for url in _HREF.findall(raw))
            words.extend(f" {alt} " for alt in _ALT.findall(raw))
            if raw.lower().startswith("<br"):
                words.append(" ")
        elif kind in ("linebreak", "softbreak"):
            words.append(" ")
        elif "children" in token:
            _walk(token["children"], words, links)
        elif kind == "codespan":
            words.append(html.unescape(str(token["raw"])))
        else:
            raw = html.unescape(str(token.get("raw", "")))
            links.extend(Link(url, url) for url in bare_urls(raw))
            words.append(raw)
