"""Nothing of a document is lost: its words, headings, links and checkboxes, against an independent reader."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import unquote

import pytest
from outline_words import lost_words
from outside_reader import addresses, checkbox_lines, headings, words

from vaultsync.markdown.outline import tasks
from vaultsync.markdown.outline.asjson import outline_to_json
from vaultsync.markdown.outline.clean import clean
from vaultsync.markdown.outline.parsing import parse_outline

_SHARED = Path(os.environ.get("VAULTSYNC_SHARED") or Path(__file__).resolve().parents[3] / "shared")
_NAMES = sorted(str(path.relative_to(_SHARED)) for path in _SHARED.rglob("*.md") if path.parent != _SHARED)


@pytest.fixture(params=_NAMES or ["none"])
def document(request: pytest.FixtureRequest, shared: Path) -> str:
    return (shared / request.param).read_bytes().decode("utf-8-sig", "replace")


def test_no_visible_word_is_lost(document: str) -> None:
    assert not lost_words(document)


def test_every_checkbox_is_one_task(document: str) -> None:
    outline = parse_outline(document, "plan")
    boxes = [item for item in tasks.all_items(outline) if item.checked is not None]
    assert all(item.task for item in boxes)
    assert sorted(item.line for item in boxes) == checkbox_lines("\n".join(clean(document).lines))


def test_every_heading_is_found(document: str) -> None:
    outline = parse_outline(document, "plan")
    known = [set(words(f"{outline.title} {outline.text}"))]
    for section in tasks.walk(outline.sections):
        span = section.duration.text if section.duration else ""
        known.append(set(words(f"{section.number} {section.title} {span} {section.text}")))
    known += [set(words(drop.text)) for drop in outline.dropped]
    lost = [
        title
        for _, title in headings("\n".join(clean(document).lines))
        if not any(set(words(title)) <= seen for seen in known)
    ]
    assert not lost


def test_every_link_is_found(document: str) -> None:
    made = json.dumps(outline_to_json(parse_outline(document, "plan")), ensure_ascii=False)
    lost = [
        address
        for address in addresses("\n".join(clean(document).lines))
        if address not in made and address.replace("&", "&amp;") not in made and not _readable(address, made)
    ]
    assert not lost


def _readable(address: str, made: str) -> bool:
    """markdown-it percent-encodes what the document writes as letters."""
    return unquote(address) in made


def test_lines_hold_the_words(document: str) -> None:
    lines = clean(document).lines
    outline = parse_outline(document, "plan")
    for item in tasks.all_items(outline):
        seen = set(words(" ".join(lines[item.line - 1 : item.line + 1])))
        found = set(words(item.text))
        assert not found or found & seen, (item.line, item.text)
    for section in tasks.walk(outline.sections):
        seen = set(words(lines[section.line - 1]))
        found = set(words(section.title))
        assert not found or found & seen or section.title == outline.title, (section.line, section.title)


def test_the_same_document_gives_the_same_outline(document: str) -> None:
    assert parse_outline(document, "plan") == parse_outline(document.replace("\n", "\r\n"), "plan")
