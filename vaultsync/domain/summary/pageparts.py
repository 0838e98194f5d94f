"""One roadmap in PROGRESS.md: figures, plan, sections, milestones, what was finished and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from vaultsync.domain.charts.gantt import gantt
from vaultsync.domain.progress.figures import count, hours
from vaultsync.domain.schedule.pace import ENOUGH_DAYS
from vaultsync.markdown.linking.anchors import folded_heading
from vaultsync.markdown.links import escape_inline, markdown_link, relative
from vaultsync.markdown.names import unnumbered, without_number
from vaultsync.models.progress import NextUp, RoadmapProgress, SectionProgress, SectionStatus, Tally
from vaultsync.models.schedule import Outlook, Planned
from vaultsync.models.summary import Goal, Milestone, RoadmapSummary

SUMMARY = "PROGRESS.md"
FOLDED = 5  # entries of one day, items of one note: how many are told
_HEADINGS = frozenset(
    {
        *("progress", "overall", "study time", "journal", "next up", "milestones and goals"),
        *("finished lately", "sections", "plan"),
    }
)
_WIDTH = 10
_LATELY = 5
_NEXT = 5
_FIRST = 3  # of a roadmap that was not begun: its part is short
_DEPTH = 2
_STATUS = {
    SectionStatus.NOT_STARTED: "Not started",
    SectionStatus.IN_PROGRESS: "In progress",
    SectionStatus.COMPLETED: "Completed",
    SectionStatus.SKIPPED: "Skipped",
}
_GOALS = {Goal.MILESTONE: "Goal", Goal.CERTIFICATION: "Certificates", Goal.PROJECT: "Projects"}


def heading_of(folder: str) -> str:
    """The heading of a roadmap's part, which its index note embeds: no other heading may have these words."""
    return f"{folder} (roadmap)" if folded_heading(folder) in _HEADINGS else folder


def roadmap_part(roadmap: RoadmapSummary, pictures: Mapping[str, str]) -> Iterator[str]:
    """The part of one roadmap; its index note embeds it."""
    progress = roadmap.progress
    yield from ("", f"## {heading_of(progress.folder.rpartition('/')[2])}", "")
    tally, notes = progress.tally, progress.begun_notes
    begun = bool(roadmap.days or tally.done or tally.doing or tally.skipped or notes)
    if begun:
        spent = f" Study time: {hours(roadmap.minutes)}." if roadmap.minutes else ""
        marked = f" {count(notes, 'note')} marked as begun." if notes else ""
        yield figure_line(tally) + marked + spent
    else:
        yield _waiting(tally)
    plan = _plan_line(roadmap.outlook)
    if plan:
        yield from ("", plan)
    yield from _next_up(progress, _NEXT if begun else _FIRST)
    for kind in ("burn-up", "sections"):
        shown = pictures.get(f"{progress.name}-{kind}.svg")
        if shown:
            yield from ("", shown)
    if begun:
        yield from _milestones(roadmap)
        yield from _finished(progress)
        yield from _sections(roadmap)
    yield from _gantt(roadmap)


def bar(tally: Tally, width: int = _WIDTH) -> str:
    """A bar of text: full only when all is done, never empty when something is."""
    filled = (2 * width * tally.done + tally.total) // (2 * tally.total) if tally.total else 0
    if not tally.complete:
        filled = min(max(filled, 1 if tally.done else 0), width - 1)
    return "█" * filled + "░" * (width - filled)


def figure_line(tally: Tally, when: str = "") -> str:
    """The figures of a tally in words, with `when` beside them."""
    if tally.skipped and not tally.total:
        return f"All tasks ({tally.skipped}) are skipped: nothing is in scope. `vaultsync reopen` takes one up again."
    sentences = [f"`{bar(tally, 20)}` **{tally.percent}%**: {tally.done} of {count(tally.total, 'task')}{when}."]
    if tally.doing:
        sentences.append(f"{tally.doing} begun.")
    if tally.skipped:
        coverage = f"of all {count(tally.leaves, 'task')}, {tally.coverage}% are done"
        sentences.append(f"{tally.skipped} skipped and out of scope; {coverage}.")
    if tally.resources_total:
        sentences.append(f"Resources: {tally.resources_done} of {tally.resources_total}.")
    return " ".join(sentences)


def link(title: str, path: str) -> str:
    """A title that leads to its note."""
    return markdown_link(unnumbered(title), relative(SUMMARY, path))


def _waiting(tally: Tally) -> str:
    if not (tally.total or tally.resources_total or tally.skipped):
        return "No tasks."
    resources = f", {count(tally.resources_total, 'resource')}" if tally.resources_total else ""
    return f"{count(tally.total, 'task')}{resources}; not begun yet."


def _plan_line(outlook: Outlook) -> str:
    """The plan in words, and where the learner's pace leads."""
    schedule, standing, pace, forecast = outlook.schedule, outlook.standing, outlook.pace, outlook.forecast
    sentences = []
    if schedule is not None:
        if schedule.done == schedule.tasks:
            sentences.append(f"All that was planned until {schedule.finish} is done.")
        elif standing is None or outlook.day < schedule.start:
            sentences.append(f"Planned from {schedule.start} until {schedule.finish}.")
        else:
            sentences.append(f"Planned until **{schedule.finish}**: {_lead(standing.lead)}.")
    if forecast is not None and pace is not None:
        late = f", between {forecast.early} and {forecast.late}" if forecast.wide else ""
        late = late if forecast.late else f", {forecast.early} at the earliest"
        spent = f" and {pace.hours:.1f} hours" if pace.hours else ""
        sentences.append(
            f"At your pace ({pace.tasks:.1f} tasks{spent} in an active week) done on **{forecast.likely}**{late}."
        )
    elif outlook.too_early:
        sentences.append(f"It is too early for a forecast: it takes ticks on {ENOUGH_DAYS} days.")
    return " ".join(sentences)


def _lead(days: int) -> str:
    if not days:
        return "on time"
    return f"{count(abs(days), 'day')} {'ahead' if days > 0 else 'behind'}"


def _sections(roadmap: RoadmapSummary) -> Iterator[str]:
    """The sections, and those within what is under way; single notes are not listed where sections are."""
    schedule = roadmap.outlook.schedule
    dates = dict(_by_id(schedule.sections)) if schedule else {}
    rows: list[list[str]] = []
    stack = [(section, 0) for section in reversed(roadmap.progress.top.sections)]
    while stack:
        section, depth = stack.pop()
        if not section.tally.leaves:
            continue  # resources only: they are tallied above
        rows.append(_section_row(section, depth, dates.get(section.id), dated=bool(dates)))
        under_way = section.status is SectionStatus.IN_PROGRESS
        if under_way and depth + 1 < _DEPTH and any(child.sections for child in section.sections):
            stack.extend((child, depth + 1) for child in reversed(section.sections))
    if not rows:
        return
    heads = ["Section", "Status", "Done", "Progress", *(["Planned until", "Expected"] if dates else [])]
    if dates and not any(row[-1] for row in rows):
        heads, rows = heads[:-1], [row[:-1] for row in rows]
    yield from ("", "### Sections", "")
    yield _row(heads)
    yield _row(["---:" if head == "Done" else "---" for head in heads])
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _section_row(section: SectionProgress, depth: int, planned: Planned | None, *, dated: bool) -> list[str]:
    tally = section.tally
    name = "&emsp;" * depth + link(section.title, section.path)
    row = [name, _STATUS[section.status], f"{tally.done}/{tally.total}", f"`{bar(tally)}` {tally.percent}%"]
    if dated:
        row += [_planned(planned), _expected(planned)]
    return row


def _planned(planned: Planned | None) -> str:
    if planned is None or not planned.start:
        return ""
    return "beside the rest" if planned.beside and not planned.placed else planned.finish


def _expected(planned: Planned | None) -> str:
    if planned is None:
        return ""
    return f"done {planned.finished}" if planned.finished else planned.expected


def _by_id(sections: list[Planned]) -> Iterator[tuple[str, Planned]]:
    for planned in sections:
        yield planned.id, planned
        yield from _by_id(planned.sections)


def _gantt(roadmap: RoadmapSummary) -> Iterator[str]:
    lines = list(gantt(roadmap.outlook, roadmap.milestones))
    if lines:
        yield from ("", "### Plan", "", "```mermaid", *lines, "```")


def _milestones(roadmap: RoadmapSummary) -> Iterator[str]:
    """Goals with their dates, certificates, projects."""
    if not roadmap.milestones:
        return
    yield from (
        "",
        "### Milestones and goals",
        "",
        "| What | | Due | Done | Progress |",
        "| --- | --- | --- | ---: | --- |",
    )
    for milestone in sorted(roadmap.milestones, key=lambda one: one.due or "9999"):
        name = link(without_number(milestone.title), milestone.path)
        tally = milestone.tally
        kind = _GOALS[milestone.goal]
        yield f"| {name} | {kind} | {milestone.due} | {tally.done}/{tally.total} | `{bar(tally)}` {tally.percent}% |"
    coming = _coming(roadmap.milestones)
    if coming is not None:
        words = "; ".join(escape_inline(item) for item in coming.open)
        by = f" by {coming.due}" if coming.due else ""
        yield from ("", f"Coming up{by}, {link(without_number(coming.title), coming.path)}: {words}")


def _coming(milestones: list[Milestone]) -> Milestone | None:
    """The next open goal: that with the earliest date, else the first."""
    opened = [one for one in milestones if one.open and one.goal is Goal.MILESTONE]
    return min(opened, key=lambda one: one.due or "9999", default=None)


def _finished(roadmap: RoadmapProgress) -> Iterator[str]:
    if not roadmap.finished:
        return
    yield from ("", "### Finished lately", "")
    for found in roadmap.finished[:_LATELY]:
        shown = [escape_inline(item) for item in found.items[:3]]
        more = len(found.items) - len(shown)
        words = "; ".join(shown) + (f"; and {more} more" if more > 0 else "")
        whole = " (all of it)" if found.completed else ""
        yield f"- {found.date} {link(found.title, found.path)}{whole}: {words}"


def _next_up(roadmap: RoadmapProgress, most: int) -> Iterator[str]:
    """What is open next, a line for each note."""
    if not roadmap.next_up:
        return
    yield from ("", "### Next up", "")
    notes: dict[str, list[NextUp]] = {}
    for item in roadmap.next_up[:most]:
        notes.setdefault(item.path, []).append(item)
    for path, items in notes.items():
        words = "; ".join(f"{escape_inline(item.text)}{' (begun)' if item.doing else ''}" for item in items)
        yield f"- {link(items[0].unit, path)}: {words}"
