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
    filled = round(width * tally.done / tally.total) if tally.total else 0
    if tally.done:
        filled = max(1, filled)
    if tally.done < tally.total:
        filled = min(filled, width - 1)
    return "█" * filled + "░" * (width - filled)


def _overall(progress: Progress) -> Iterator[str]:
    tally = progress.tally
    yield from ("", "## Overall", "")
    when = f", as of {progress.as_of}" if progress.as_of else ""
    yield f"`{bar(tally, 20)}` **{tally.percent} %**: {tally.done} of {tally.total} tasks{when}."
    for sentence in _asides(tally):
        yield from ("", sentence)
    if len(progress.roadmaps) > 1:
        yield from ("", "| Roadmap | Done | | |", "| --- | ---: | ---: | --- |")
        for roadmap in progress.roadmaps:
            yield _row(_link(roadmap.top), roadmap.tally)


def _asides(tally: Tally) -> Iterator[str]:
    """What a reader wants to know beside the figure."""
    if tally.skipped:
        yield f"{tally.skipped} skipped and out of scope; of all {tally.leaves} tasks {tally.coverage} % are done."
    if tally.resources_total:
        yield f"Resources: {tally.resources_done} of {tally.resources_total}."


def _row(name: str, tally: Tally, *more: str) -> str:
    return f"| {' | '.join([name, *more])} | {tally.done}/{tally.total} | {tally.percent} % | `{bar(tally)}` |"


def _link(section: SectionProgress) -> str:
    return markdown_link(section.title, relative(SUMMARY, section.path))


def _roadmaps(progress: Progress) -> Iterator[str]:
    for roadmap in progress.roadmaps:
        yield from ("", f"## {roadmap.folder}", "")
        tally = roadmap.tally
        yield f"`{bar(tally, 20)}` **{tally.percent} %**: {tally.done} of {tally.total} tasks."
        for sentence in _asides(tally):
            yield from ("", sentence)
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
        yield from ("", "| Section | Status | Done | | |", "| --- | --- | ---: | ---: | --- |", *rows)


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
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


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
