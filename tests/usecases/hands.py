"""A learner's hands on the bytes of a note: what editors do to it without changing a word, and where words are put."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

BOX = re.compile(r"^(\s*)- \[(.)\] (.*?)((?: ✅ \d{4}-\d\d-\d\d)?(?: \^[A-Za-z0-9-]+)?)$")
WORD = re.compile(r"word \d+ of \d\.")


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def name_of(words: str) -> str:
    """A task's words without its number and what the learner wrote beside them."""
    return re.sub(rf"(?: {WORD.pattern})+$", "", re.sub(r"^\d+(?:\.\d+)+ ", "", words))


def boxes(text: str) -> list[tuple[str, str]]:
    """Name and character of every box of a study note, in order."""
    found = []
    for line in text.replace("\r\n", "\n").split("\n"):
        match = BOX.match(line)
        if match and "[[" not in line:
            found.append((name_of(match[3]), match[2]))
    return found


def on_line_of(text: str, name: str, change: Callable[[str], list[str]]) -> str | None:
    """The text with the line of a task changed (without its line end); None where the task is not in it."""
    end = newline(text)
    lines = text.replace("\r\n", "\n").split("\n")
    for n, line in enumerate(lines):
        match = BOX.match(line)
        if match and "[[" not in line and name_of(match[3]) == name:
            lines[n : n + 1] = change(line)
            return end.join(lines)
    return None


def under_heading(text: str, heading: str, line: str) -> str:
    """The text with a line put under a heading that it has."""
    end = newline(text)
    lines = text.replace("\r\n", "\n").split("\n")
    at = lines.index(heading) + 1
    return end.join([*lines[:at], line, *lines[at:]])


def _block(text: str) -> tuple[list[str], list[str], list[str]]:
    """The lines before the properties, theirs, and all behind them."""
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].removeprefix("\ufeff") != "---" or "---" not in lines[1:]:
        return [], [], lines
    end = lines.index("---", 1)
    return lines[:1], lines[1:end], lines[end:]


def with_comment(text: str, words: str) -> str:
    """A comment behind the first property."""
    head, block, rest = _block(text)
    assert head, text
    return newline(text).join([*head, block[0], f"# {words}", *block[1:], *rest])


def _turned(text: str) -> str:
    """The properties in the opposite order, each with the lines that belong to it."""
    head, block, rest = _block(text)
    keys: list[list[str]] = []
    for line in block:
        if line[:1] in (" ", "-", "#") and keys:
            keys[-1].append(line)
        else:
            keys.append([line])
    return newline(text).join([*head, *(line for key in reversed(keys) for line in key), *rest])


KINDS: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\r\n", "\n").replace("\n", "\r\n"),
    "LF": lambda text: text.replace("\r\n", "\n"),
    "BOM": lambda text: "\ufeff" + text.removeprefix("\ufeff"),
    "no BOM": lambda text: text.removeprefix("\ufeff"),
    "no final newline": lambda text: text.rstrip("\r\n"),
    "turned properties": _turned,
    "tabs": lambda text: re.sub(r"(?m)^ {2}(?=- word)", "\t", text),
}
