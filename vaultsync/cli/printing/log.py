"""How the learning journal is told: as a page for the terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from vaultsync.cli.printing.page import Page, count
from vaultsync.cli.printing.values import jsonable
from vaultsync.domain.dates import duration, long_day
from vaultsync.markdown.links import escape_inline
from vaultsync.models.diary import DiaryDay, DiaryEntry, DiaryItem, DiaryNote, DiaryRoadmap, LogReport, RoadmapDiary
from vaultsync.models.marks import Mark

MOST_ITEMS = 12

_SIGNS = {Mark.DONE: ("✓", "green"), Mark.DOING: ("›", "yellow"), Mark.SKIPPED: ("–", ""), Mark.TODO: ("○", "yellow")}
_MEANINGS = {Mark.DONE: "", Mark.DOING: "begun", Mark.SKIPPED: "skipped", Mark.TODO: "open again"}


def print_log(page: Page, report: LogReport, asked: str = "") -> None:
    """The days, or the roadmaps, and how to read on: `asked` are the options that chose them."""
    if report.by == "roadmap":
        for roadmap in report.roadmaps:
            _print_roadmap_as_a_whole(page, roadmap)
    else:
        several = len({roadmap.name for day in report.diary.days for roadmap in day.roadmaps}) > 1
        for day in report.diary.days:
            _print_day(page, day, several)
    if not (report.roadmaps if report.by == "roadmap" else report.diary.days):
        page.said("Nothing in the journal for that.")
    if report.diary.older:
        page.gap()
        by = "" if report.by == "day" else f" --by {report.by}"
        page.said(f"Older: vaultsync log{by}{asked} --until {report.diary.older}", dim=True)


def _print_day(page: Page, day: DiaryDay, several: bool) -> None:
    page.gap()
    counted = "" if several else "".join(_count(roadmap) for roadmap in day.roadmaps)
    page.sides(long_day(day.day), " · ".join(filter(None, [_figures(day), counted])), bold=True)
    page.gap()
    for roadmap in day.roadmaps:
        if several:
            page.entry(roadmap.title, _count(roadmap))
        for group in roadmap.notes:
            _print_note(page, group, lead="    " if several else "  ")
    for entry in day.entries:
        _print_entry(page, entry)
    if day.wrote:
        page.wrapped(f"Wrote in {_and(day.wrote)}.")
    for news in day.news:
        page.wrapped(f"New from the roadmaps: {news}", dim=True)


def _print_note(page: Page, group: DiaryNote, *, lead: str, days: bool = False) -> None:
    finished = ("finished " + group.finished if days else "finished") if group.finished else ""
    page.entry(group.title, finished, lead=lead)
    shown = group.items if not page.cuts or len(group.items) <= MOST_ITEMS + 1 else group.items[:MOST_ITEMS]
    for item in shown:
        sign, colour = _SIGNS[item.mark]
        when, meaning = f"{item.day} " if days else "", _meaning(item)
        taken = len(lead) + len(when) + 4 + (len(meaning) + 2 if meaning else 0)
        text = page.cut(item.text, page.width - taken) + (f"  {page.dim(meaning)}" if meaning else "")
        page.line(f"{lead}  {page.dim(when)}{page.styled(sign, colour)} {text}")
    if len(group.items) > len(shown):
        page.line(f"{lead}  {page.dim(f'… and {len(group.items) - len(shown):,} more')}")


def _print_entry(page: Page, entry: DiaryEntry, *, lead: str = "  ") -> None:
    tail = ", ".join(_about(entry))
    said = f"“{entry.text}”" if entry.text else "Studied"
    page.wrapped(said + _bracketed(tail), lead=lead)


def _about(entry: DiaryEntry) -> list[str]:
    """How long an entry took, and the notes it is on that its words do not name."""
    notes = [title for title in entry.notes if title not in entry.text]
    return [duration(entry.minutes), *notes] if entry.minutes else notes


def _print_roadmap_as_a_whole(page: Page, roadmap: RoadmapDiary) -> None:
    page.gap()
    page.sides(roadmap.title or "Not known of which roadmap", _count(roadmap), bold=True)
    page.gap()
    for group in roadmap.notes:
        _print_note(page, group, lead="  ", days=True)
    for entry in roadmap.entries:
        _print_entry(page, entry, lead=f"  {entry.day} ")


def _meaning(item: DiaryItem) -> str:
    words = [_MEANINGS[item.mark]] if _MEANINGS[item.mark] else []
    words += [count(item.tasks, "task")] if item.tasks else []
    words += ["known from before"] if item.known else []
    return ", ".join(words)


def _figures(day: DiaryDay) -> str:
    """`4 done, 1h 15m`."""
    words = [f"{day.ticked:,} done"] if day.ticked else []
    words += [duration(day.minutes)] if day.minutes else []
    return ", ".join(words)


def _count(roadmap: DiaryRoadmap) -> str:
    return f"{roadmap.done:,} of {roadmap.total:,}" if roadmap.total else ""


def log_to_json(report: LogReport) -> dict[str, Any]:
    """The journal as JSON values: by day or by roadmap, and where to read on."""
    told: dict[str, Any] = {"by": report.by, "older": report.diary.older}
    if report.by == "roadmap":
        return {**told, "roadmaps": jsonable(report.roadmaps)}
    days = [{"day": day.day, "done": day.ticked, "minutes": day.minutes, **jsonable(day)} for day in report.diary.days]
    return {**told, "days": days}


def log_markdown(report: LogReport) -> str:
    """The journal as Markdown that reads the same on a git host and in Obsidian."""
    lines = ["# Learning journal"]
    if report.by == "roadmap":
        for roadmap in report.roadmaps:
            lines += ["", f"## {escape_inline(roadmap.title or 'Other')}{_bracketed(_count(roadmap))}"]
            for group in roadmap.notes:
                lines += ["", f"### {escape_inline(group.title)}", "", *_items(group.items, days=True)]
            if roadmap.entries:
                lines += ["", "### Journal", "", *(_entry(entry, f"{entry.day} ") for entry in roadmap.entries)]
    else:
        for day in report.diary.days:
            lines += ["", f"## {long_day(day.day)}{_bracketed(_figures(day))}", *_day(day)]
    return "\n".join(lines) + "\n"


def _day(day: DiaryDay) -> Iterator[str]:
    for roadmap in day.roadmaps:
        yield from ("", f"### {escape_inline(roadmap.title or 'Other')}{_bracketed(_count(roadmap))}")
        for group in roadmap.notes:
            yield from ("", f"**{escape_inline(group.title)}**{' (finished)' if group.finished else ''}")
            if group.items:
                yield from ("", *_items(group.items))
    if day.entries:
        yield from ("", "### Journal", "")
        yield from map(_entry, day.entries)
    if day.wrote:
        yield from ("", f"Wrote in {escape_inline(_and(day.wrote))}.")
    for news in day.news:
        yield from ("", f"New from the roadmaps: {escape_inline(news)}")


def _entry(entry: DiaryEntry, when: str = "") -> str:
    tail = ", ".join(map(escape_inline, _about(entry)))
    return f"- {when}{escape_inline(entry.text or 'Studied')}{_bracketed(tail)}"


def _items(items: Sequence[DiaryItem], *, days: bool = False) -> Iterable[str]:
    for item in items:
        when = f"{item.day} " if days else ""
        yield f"- {when}{_SIGNS[item.mark][0]} {escape_inline(item.text)}{_bracketed(_meaning(item))}"


def _bracketed(text: str) -> str:
    return f" ({text})" if text else ""


def _and(titles: Sequence[str]) -> str:
    return " and ".join([", ".join(titles[:-1]), titles[-1]]) if len(titles) > 1 else "".join(titles)
