"""Comments among the properties of a note: they have no key, and so no merge by key keeps them."""

from __future__ import annotations

from collections.abc import Iterator

from vaultsync.markdown.patterns import regex
from vaultsync.markdown.properties import frontmatter
from vaultsync.markdown.properties.yamlblock import read_block

_WHOLE_LINE = regex(r"[ \t]*(#[^\n]*?)[ \t]*\r?\n")
_AT_THE_END = regex(r"""[^"'#]*[ \t](#[^\n]*?)[ \t]*\r?\n""")


def with_comments(text: str, ancestor: str, other: str) -> str:
    """The note with the comments that `other` has beyond `ancestor`, and without those that it deleted.

    A comment goes on a line of its own behind the property behind which it stands there, after the comments there.
    """
    mine, was, theirs = ([*_comments(one)] for one in (text, ancestor, other))
    there = {comment for _, comment in mine}
    before, after = {comment for _, comment in was}, {comment for _, comment in theirs}
    for comment in before - after:
        text = _without(text, comment)
    for key, comment in theirs:
        if comment not in before and comment not in there:
            text = _with(text, key, comment)
    return text


def comments(text: str) -> list[str]:
    """The comments among the properties of a note, in order."""
    return [comment for _, comment in _comments(text)]


def _comments(text: str) -> Iterator[tuple[str, str]]:
    """Every comment with the key that stands above it (empty: none), in order."""
    block = frontmatter.split(text)
    if block is None or "#" not in text[block.opened : block.closed]:
        return
    entries = read_block(text, block.opened, block.closed).entries
    key, at = "", block.opened
    for line in text[block.opened : block.closed].splitlines(keepends=True):
        around = next((entry for entry in entries if entry.start <= at < entry.end), None)
        key = around.key if around is not None else key
        words = around is not None and isinstance(around.value, str) and at > around.start
        match = None if words else _WHOLE_LINE.fullmatch(line)
        if match is None and around is not None and not words:
            # What stands in the value itself is no comment, whatever it looks like.
            start = at if isinstance(around.value, list) else max(around.value_end, at)
            match = _AT_THE_END.fullmatch(text, start, at + len(line))
        if match is not None:
            yield key, match[1]
        at += len(line)


def _with(text: str, key: str, comment: str) -> str:
    block = frontmatter.split(text)
    if block is None:
        return f"---\n{comment}\n---\n{text}"
    entries = [entry for entry in read_block(text, block.opened, block.closed).entries if entry.key == key]
    at = entries[0].end if entries else block.closed if key else block.opened
    while at < block.closed and (match := _WHOLE_LINE.match(text, at, block.closed)):  # in the order they came in
        at = match.end()
    return f"{text[:at]}{comment}{block.newline}{text[at:]}"


def _without(text: str, comment: str) -> str:
    """The note without the line that is this comment; one behind a value stays."""
    block = frontmatter.split(text)
    if block is None:
        return text
    lines = text[block.opened : block.closed].splitlines(keepends=True)
    kept = [line for line in lines if line.strip() != comment]
    return text[: block.opened] + "".join(kept) + text[block.closed :]
