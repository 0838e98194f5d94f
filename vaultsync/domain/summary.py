"""Progress → PROGRESS.md for people and progress.json for programs: the only files with live figures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from vaultsync.markdown.links import escape_inline, markdown_link, relative
from vaultsync.models.marks import Mark
from vaultsync.models.progress import Progress, RoadmapProgress, SectionProgress, Status, Tally

SUMMARY = "PROGRESS.md"
VERSION = 1
_WIDTH = 10
_LATELY = 8
_NEXT = 5
_DEPTH = 2
_STATUS = {
    Status.NOT_STARTED: "Not started",
    Status.IN_PROGRESS: "In progress",
    Status.COMPLETED: "Completed",
    Status.SKIPPED: "Skipped",
}

Part = Callable[[Progress], Iterator[str]]


def progress_md(progress: Progress) -> str:
    """PROGRESS.md: plain Markdown that a git host and Obsidian both show; links are relative."""
    lines = ["# Progress"]
    for part in PARTS:
        lines += part(progress)
    return "\n".join(lines) + "\n"


def bar(tally: Tally, width: int = _WIDTH) -> str:
    """A bar of text: full only when all is done, never empty when something is."""
    filled = (2 * width * tally.done + tally.total) // (2 * tally.total) if tally.total else 0
    if not tally.complete:
        filled = min(max(filled, 1 if tally.done else 0), width - 1)
    return "█" * filled + "░" * (width - filled)


def _overall(progress: Progress) -> Iterator[str]:
    when = f", as of {progress.as_of}" if progress.as_of else ""
    yield from ("", "## Overall", "", _figure_line(progress.tally, when))
    if len(progress.roadmaps) > 1:
        yield from ("", "| Roadmap | Done | % | Bar |", "| --- | ---: | ---: | --- |")
        titles = [roadmap.title for roadmap in progress.roadmaps]
        for roadmap in progress.roadmaps:
            shown = roadmap.title if titles.count(roadmap.title) == 1 else roadmap.folder
            yield _row(markdown_link(shown, relative(SUMMARY, roadmap.top.path)), roadmap.tally)


def _figure_line(tally: Tally, when: str = "") -> str:
    """The figure in words, with what a reader wants to know beside it."""
    sentences = [f"`{bar(tally, 20)}` **{tally.percent}%**: {tally.done} of {_tasks(tally.total)}{when}."]
    if tally.doing:
        sentences.append(f"{tally.doing} begun.")
    if tally.skipped:
        coverage = f"of all {_tasks(tally.leaves)}, {tally.coverage}% are done"
        sentences.append(f"{tally.skipped} skipped and out of scope; {coverage}.")
    if tally.resources_total:
        sentences.append(f"Resources: {tally.resources_done} of {tally.resources_total}.")
    return " ".join(sentences)


def _tasks(number: int) -> str:
    return f"{number} {'task' if number == 1 else 'tasks'}"


def _row(name: str, tally: Tally, *more: str) -> str:
    return f"| {' | '.join([name, *more])} | {tally.done}/{tally.total} | {tally.percent}% | `{bar(tally)}` |"


def _link(section: SectionProgress) -> str:
    return markdown_link(section.title, relative(SUMMARY, section.path))


def _roadmaps(progress: Progress) -> Iterator[str]:
    for roadmap in progress.roadmaps:
        yield from ("", f"## {roadmap.folder.rpartition('/')[2]}", "", _figure_line(roadmap.tally))
        yield from _sections(roadmap)
        yield from _finished(roadmap)
        yield from _next_up(roadmap)


def _sections(roadmap: RoadmapProgress) -> Iterator[str]:
    """The sections down to the second level; single notes are not listed where sections are."""
    rows: list[str] = []
    stack = [(section, 0) for section in reversed(roadmap.top.sections)]
    while stack:
        section, depth = stack.pop()
        if not section.tally.leaves:
            continue  # resources only: they are tallied above
        indent = "&emsp;" * depth
        rows.append(_row(indent + _link(section), section.tally, _STATUS[section.status]))
        if depth + 1 < _DEPTH and any(child.sections for child in section.sections):
            stack.extend((child, depth + 1) for child in reversed(section.sections))
    if rows:
        yield from ("", "| Section | Status | Done | % | Bar |", "| --- | --- | ---: | ---: | --- |", *rows)


def _finished(roadmap: RoadmapProgress) -> Iterator[str]:
    if not roadmap.finished:
        return
    yield from ("", "**Finished lately**", "")
    for found in roadmap.finished[:_LATELY]:
        link = markdown_link(found.title, relative(SUMMARY, found.path))
        shown = [escape_inline(item) for item in found.items[:3]]
        more = len(found.items) - len(shown)
        words = "; ".join(shown) + (f"; and {more} more" if more > 0 else "")
        yield f"- {found.date} {link}{' (all of it)' if found.completed else ''}: {words}"


def _next_up(roadmap: RoadmapProgress) -> Iterator[str]:
    if not roadmap.next_up:
        return
    yield from ("", "**Next up**", "")
    for item in roadmap.next_up[:_NEXT]:
        link = markdown_link(item.unit, relative(SUMMARY, item.path))
        begun = " (begun)" if item.doing else ""
        yield f"- {escape_inline(item.text)}{begun}, in {link}"


# What PROGRESS.md is made of, in order: each part gives lines, and begins with an empty one.
PARTS: tuple[Part, ...] = (_overall, _roadmaps)


def progress_json(progress: Progress) -> str:
    """progress.json: totals per section, and an entry for every item that is not todo. Checked by its model."""
    from vaultsync.domain.summarymodel import SummaryModel

    data: dict[str, Any] = {
        "version": VERSION,
        "as_of": progress.as_of,
        **_figures(progress.tally),
        "roadmaps": [_roadmap(roadmap) for roadmap in progress.roadmaps],
    }
    SummaryModel.model_validate(data)
    return _json(data, "") + "\n"


def _json(value: Any, indent: str) -> str:
    """Indented JSON in which an item, and a section without sections, is one line: a difference reads by itself."""
    if not isinstance(value, dict | list) or not _is_deep(value):
        return json.dumps(value, ensure_ascii=False)
    inner = indent + "  "
    if isinstance(value, dict):
        parts = [f"{json.dumps(key, ensure_ascii=False)}: {_json(part, inner)}" for key, part in value.items()]
        return "{\n" + ",\n".join(inner + part for part in parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + _json(part, inner) for part in value) + f"\n{indent}]"


def _is_deep(value: dict[str, Any] | list[Any]) -> bool:
    """Whether there is a list within that holds something: such a value gets a line for each part."""
    if isinstance(value, list):
        return bool(value)
    return any(isinstance(part, list) and part for part in value.values())


def _figures(tally: Tally) -> dict[str, Any]:
    return {
        "done": tally.done,
        "total": tally.total,
        "doing": tally.doing,
        "skipped": tally.skipped,
        "percent": tally.percent,
        "resources": {"done": tally.resources_done, "total": tally.resources_total},
    }


def _roadmap(roadmap: RoadmapProgress) -> dict[str, Any]:
    return {
        "name": roadmap.name,
        "title": roadmap.title,
        "note": roadmap.top.path,
        "first": roadmap.first,
        "last": roadmap.last,
        **_figures(roadmap.tally),
        "sections": [_section(section) for section in roadmap.top.sections],
        "items": [
            {
                "id": item.id,
                "text": item.text,
                "note": item.note,
                "mark": str(item.mark),
                "date": item.date,
                "counted": item.counted,
            }
            for item in roadmap.items
            if item.mark is not Mark.TODO
        ],
    }


def _section(section: SectionProgress) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": section.title,
        "note": section.path,
        "status": str(section.status),
        **_figures(section.tally),
        "sections": [_section(child) for child in section.sections],
    }
