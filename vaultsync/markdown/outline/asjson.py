"""An outline as JSON values: what `vaultsync outline --json` prints."""

from __future__ import annotations

from typing import Any

from vaultsync.markdown.outline import tasks
from vaultsync.models.links import Link
from vaultsync.models.outline import Duration, Item, Outline, Section


def outline_to_json(outline: Outline) -> dict[str, Any]:
    """The outline as documented in `docs/outline.md`: JSON values only.

    `text` of document and section is Markdown prose; `checked` is None where the document has no checkbox.
    """
    return {
        "title": outline.title,
        "name": outline.name,
        "text": outline.text,
        "sections": [_section(section) for section in outline.sections],
        "dropped": [{"line": drop.line, "text": drop.text, "why": drop.why} for drop in outline.dropped],
        "warnings": [f"line {warning.line}: {warning.text}" for warning in outline.warnings],
        "counts": tasks.counts(outline),
    }


def _section(section: Section) -> dict[str, Any]:
    later = [item.source for item in section.items if item.prose]
    return {
        "title": section.title,
        "number": section.number,
        "kind": section.kind,
        "label": section.label,
        "line": section.line,
        "text": "\n\n".join(filter(None, [section.text, *later])),
        "duration": _duration(section.duration),
        "links": _links(section.links),
        "items": [_item(item) for item in section.items if not item.prose],
        "sections": [_section(child) for child in section.sections],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "text": item.text,
        "kind": item.kind,
        "type": item.type,
        "task": item.task,
        "checked": item.checked,
        "line": item.line,
        "block_id": item.block_id,
        "duration": _duration(item.duration),
        "links": _links(item.links),
        "items": [_item(child) for child in item.items],
    }


def _links(links: list[Link]) -> list[dict[str, str]]:
    return [{"title": link.title, "url": link.url} for link in links]


def _duration(duration: Duration | None) -> dict[str, Any] | None:
    if duration is None:
        return None
    return {
        "text": duration.text,
        "weeks": list(duration.weeks) if duration.weeks else None,
        "hours": list(duration.hours) if duration.hours else None,
        "ongoing": duration.ongoing,
    }
