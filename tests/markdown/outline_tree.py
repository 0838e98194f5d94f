"""An outline as a compact tree, for documents small enough to check by eye.

```
Title
  | prose of the document
<kind/label> number. Title @duration
  | prose
  ! [x] kind/type: words <url> @duration      a task: `!`, its checkbox where the document has one
  * resource: words                           tickable, tallied apart
  - reference: words                          a plain line
  " words between items
~ 3 reason: dropped words
? 1 warning
```
"""

from __future__ import annotations

import re
from pathlib import Path

from vaultsync.markdown.outline.parsing import parse_outline
from vaultsync.models.outline import RESOURCE_KINDS, Duration, Item, Outline, Section

FOLDER = Path(__file__).parent / "outlines"
_CASE = re.compile(r"(?P<title>[^\n]+)\n\.\n(?P<text>.*?)\n\.\n(?P<tree>.*?)\n\.\n", re.DOTALL)


def show(outline: Outline) -> str:
    lines = [outline.title, *_prose(outline.text, 1)]
    for section in outline.sections:
        _section(section, 0, lines)
    lines += [f"~ {drop.line} {drop.why}: {drop.text}" for drop in outline.dropped]
    lines += [f"? {warning.line} {warning.text}" for warning in outline.warnings]
    return "\n".join(lines)


def _span(duration: Duration | None) -> str:
    return f" @{duration.text}" if duration else ""


def _prose(text: str, depth: int) -> list[str]:
    return ["  " * depth + f"| {line}".rstrip() for line in text.split("\n") if text]


def _section(section: Section, depth: int, lines: list[str]) -> None:
    kind = f"{section.kind}/{section.label}" if section.label else section.kind
    number = f"{section.number}. " if section.number else ""
    lines.append("  " * depth + f"<{kind}> {number}{section.title}{_span(section.duration)}")
    lines += _prose(section.text, depth + 1)
    for item in section.items:
        _item(item, depth + 1, lines)
    for child in section.sections:
        _section(child, depth + 1, lines)


def _item(item: Item, depth: int, lines: list[str]) -> None:
    mark = "!" if item.task else "*" if item.kind in RESOURCE_KINDS else "-"
    if item.prose:
        line = f'" {item.text}'
    else:
        box = {None: "", True: "[x] ", False: "[ ] "}[item.checked]
        kind = f"{item.kind}/{item.type}" if item.type else item.kind
        links = "".join(f" <{link.url}>" for link in item.links)
        line = f"{mark} {box}{kind}: {item.text}{links}{_span(item.duration)}"
    lines.append("  " * depth + line.rstrip())
    for child in item.items:
        _item(child, depth + 1, lines)


def cases() -> list[tuple[str, str, str, str]]:
    """(file, title, document, expected tree) of every fixture."""
    return [
        (path.stem, match["title"], match["text"], match["tree"])
        for path in sorted(FOLDER.glob("*.txt"))
        for match in _CASE.finditer(path.read_bytes().decode())
    ]


def rewrite() -> None:
    """Write what the parser says now into the fixtures: `python tests/markdown/outline_tree.py`; read the diff."""

    def now(match: re.Match[str]) -> str:
        return f"{match['title']}\n.\n{match['text']}\n.\n{show(parse_outline(match['text'], 'plan'))}\n.\n"

    for path in sorted(FOLDER.glob("*.txt")):
        path.write_bytes(_CASE.sub(now, path.read_bytes().decode()).encode())


if __name__ == "__main__":
    rewrite()
