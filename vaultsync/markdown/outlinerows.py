"""An outline as plain rows and back, so that a document that did not change need not be read twice."""

from __future__ import annotations

from typing import Any

from vaultsync.models.links import Link
from vaultsync.models.outline import Dropped, Duration, Item, Outline, Section, Warning

Row = list[Any]


def to_rows(outline: Outline) -> Row:
    """The outline as lists, texts, numbers and mappings: what JSON can hold."""
    return [
        outline.title,
        outline.name,
        outline.text,
        [_section(section) for section in outline.sections],
        outline.properties,
        [[dropped.line, dropped.text, dropped.why] for dropped in outline.dropped],
        [[warning.line, warning.text] for warning in outline.warnings],
    ]


def from_rows(rows: Row) -> Outline:
    """The outline that `to_rows` was given. ValueError or TypeError where the rows are no outline."""
    title, name, text, sections, properties, dropped, warnings = rows
    return Outline(
        title,
        name,
        text,
        [_read_section(row) for row in sections],
        dict(properties),
        [Dropped(*row) for row in dropped],
        [Warning(*row) for row in warnings],
    )


def _section(section: Section) -> Row:
    return [
        section.title,
        section.number,
        section.kind,
        section.line,
        section.level,
        section.text,
        section.label,
        _duration(section.duration),
        [[link.title, link.url] for link in section.links],
        [_item(item) for item in section.items],
        [_section(below) for below in section.sections],
    ]


def _read_section(row: Row) -> Section:
    title, number, kind, line, level, text, label, duration, links, items, sections = row
    return Section(
        title,
        number,
        kind,
        line,
        level,
        text,
        label,
        _read_duration(duration),
        [Link(*link) for link in links],
        [_read_item(item) for item in items],
        [_read_section(section) for section in sections],
    )


def _item(item: Item) -> Row:
    return [
        item.text,
        item.source,
        item.kind,
        item.line,
        item.task,
        item.checked,
        _duration(item.duration),
        item.type,
        item.block_id,
        item.prose,
        [[link.title, link.url] for link in item.links],
        [_item(below) for below in item.items],
    ]


def _read_item(row: Row) -> Item:
    text, source, kind, line, task, checked, duration, type_, block_id, prose, links, items = row
    return Item(
        text,
        source,
        kind,
        line,
        task,
        checked,
        _read_duration(duration) if duration else None,
        type_,
        block_id,
        prose,
        [Link(*link) for link in links] if links else [],
        [_read_item(item) for item in items] if items else [],
    )


def _duration(duration: Duration | None) -> Row | None:
    return None if duration is None else [duration.text, duration.weeks, duration.hours, duration.ongoing]


def _read_duration(row: Row | None) -> Duration | None:
    if row is None:
        return None
    text, weeks, hours, ongoing = row
    return Duration(text, _range(weeks), _range(hours), ongoing)


def _range(pair: list[float] | None) -> tuple[float, float] | None:
    return None if pair is None else (pair[0], pair[1])
