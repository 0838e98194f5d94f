"""The summary for people: PROGRESS.md, plain Markdown that a git host and Obsidian both show; links are relative."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from vaultsync.domain.charts import ALBUM, Picture
from vaultsync.domain.progress.figures import RECENT, active_days, count, hours, longest_run
from vaultsync.domain.summary.pageparts import FOLDED, SUMMARY, bar, figure_line, link, roadmap_part
from vaultsync.markdown.inline import read_inline
from vaultsync.markdown.links import escape_inline, is_path_of, markdown_link, relative, wikilinks
from vaultsync.models.journal import Day, Entry
from vaultsync.models.summary import RoadmapSummary, Summary

__all__ = ["SUMMARY", "bar", "progress_md"]

_WORDS = 300  # letters of a journal entry; the rest stands in the note

Pictures = Mapping[str, str]
Part = Callable[[Summary, Pictures], Iterator[str]]


def progress_md(summary: Summary, pictures: list[Picture] | None = None, *, album: str = ALBUM) -> str:
    """PROGRESS.md. `pictures` are those that stand in the folder `album`."""
    shown = {
        picture.name: f"![{_alt(picture.words)}]({relative(SUMMARY, f'{album}/{picture.name}')})"
        for picture in pictures or []
    }
    lines = ["# Progress"]
    for part in PARTS:
        lines += part(summary, shown)
    return "\n".join(lines) + "\n"


def _alt(words: str) -> str:
    """What a picture shows, for those who do not see it."""
    return escape_inline(words)


def _overall(summary: Summary, pictures: Pictures) -> Iterator[str]:
    progress = summary.progress
    yield from ("", "## Overall", "")
    if not (progress.tally.total or progress.tally.resources_total or progress.tally.skipped):
        yield "There are no tasks."
    elif not (summary.as_of or progress.tally.done or progress.tally.doing or progress.tally.skipped):
        yield (
            f"Nothing ticked yet: {count(progress.tally.total, 'task')} to look forward to. Tick the first one wherever"
            " you meet it, then run `vaultsync push`: figures, dates and pictures appear here."
        )
    else:
        when = f", as of {summary.as_of}" if summary.as_of else ""
        yield figure_line(progress.tally, when)
    if summary.days:
        yield from ("", _activity(summary))
    if len(summary.roadmaps) > 1:
        yield from _table(summary)
    if "activity.svg" in pictures:
        yield from ("", pictures["activity.svg"])


def _activity(summary: Summary) -> str:
    """How much of late, in words that blame nobody for a pause."""
    recent = active_days(summary.days, summary.as_of)
    monday = date.fromisoformat(summary.as_of)
    monday -= timedelta(days=monday.weekday())
    week = [what for day, what in summary.days.items() if day >= monday.isoformat()]
    done, minutes = sum(what.tasks for what in week), sum(what.minutes for what in week)
    sentences = [f"Active on **{recent} of the last {RECENT} days**."]
    told = [count(done, "task")] if done else []
    told += [hours(minutes)] if minutes else []
    if told:
        sentences.append(f"In the week of {monday.isoformat()}: {' and '.join(told)}.")
    whole = f"{count(len(summary.days), 'day')} of study"
    whole += f" and {hours(summary.minutes)}" if summary.minutes else ""
    run = longest_run(summary.days)
    sentences.append(f"In all {whole}{f', at most {run} days in a row' if run > 1 else ''}.")
    return " ".join(sentences)


def _table(summary: Summary) -> Iterator[str]:
    timed = any(roadmap.minutes for roadmap in summary.roadmaps)
    titles = _titles(summary)
    header = ["Roadmap", "Done", "Progress", *(["Time"] if timed else []), "Planned until", "At your pace"]
    right = {"Done", "Time"}
    yield from ("", _cells(header), _cells(["---:" if name in right else "---" for name in header]))
    for roadmap in summary.roadmaps:
        progress = roadmap.progress
        outlook = roadmap.outlook
        row = [link(titles[progress.name], progress.top.path), f"{progress.tally.done}/{progress.tally.total}"]
        row.append(f"`{bar(progress.tally)}` {progress.tally.percent}%")
        row += [hours(roadmap.minutes) if roadmap.minutes else ""] if timed else []
        row.append(outlook.schedule.finish if outlook.schedule else "")
        row.append(_done_by(roadmap))
        yield _cells(row)


def _done_by(roadmap: RoadmapSummary) -> str:
    """When a roadmap is expected to be done, or was."""
    schedule, forecast = roadmap.outlook.schedule, roadmap.outlook.forecast
    if schedule is not None and schedule.done == schedule.tasks:
        return f"done {schedule.finished}"
    return forecast.likely if forecast is not None else ""


def _titles(summary: Summary) -> dict[str, str]:
    """Roadmap's name → its title; those of one title go by their folders, as in Home and in the headings."""
    titles = [roadmap.progress.title for roadmap in summary.roadmaps]
    return {
        roadmap.progress.name: title if titles.count(title) == 1 else roadmap.progress.folder
        for roadmap, title in zip(summary.roadmaps, titles, strict=True)
    }


def _cells(row: list[str]) -> str:
    return f"| {' | '.join(row)} |"


def _roadmaps(summary: Summary, pictures: Pictures) -> Iterator[str]:
    for roadmap in summary.roadmaps:
        yield from roadmap_part(roadmap, pictures)


def _study_time(summary: Summary, pictures: Pictures) -> Iterator[str]:
    """Tasks and hours by week, and by roadmap."""
    if not summary.minutes and "weeks.svg" not in pictures:
        return
    yield from ("", "## Study time")
    if summary.minutes:
        yield from ("", f"{hours(summary.minutes)} in all, {hours(_recent(summary))} in the last {RECENT} days.")
    if "weeks.svg" in pictures:
        yield from ("", pictures["weeks.svg"])
    if not summary.minutes:
        return
    titles = _titles(summary)
    rows = [(titles[roadmap.progress.name], roadmap.minutes) for roadmap in summary.roadmaps]
    other = summary.minutes - sum(minutes for _, minutes in rows)
    if len(rows) > 1 or other:
        yield from ("", "| Roadmap | Time |", "| --- | ---: |")
        for title, minutes in [*rows, *([("Other study", other)] if other > 0 else [])]:
            yield f"| {escape_inline(title)} | {hours(minutes)} |"


def _recent(summary: Summary) -> int:
    first = (date.fromisoformat(summary.as_of) - timedelta(days=RECENT - 1)).isoformat()
    return sum(what.minutes for day, what in summary.days.items() if day >= first)


def _journal(summary: Summary, pictures: Pictures) -> Iterator[str]:
    """What was written on the last days with entries, with links to where it stands."""
    if not summary.journal:
        return
    yield from ("", "## Journal", "")
    for day in summary.journal:
        entries = [entry for entry in day.entries if entry.text]
        yield f"- {_day(day)}{f' ({hours(day.minutes)})' if day.minutes else ''}"
        for entry in entries[:FOLDED]:
            yield f"  - {_entry(entry, summary)}"
        if len(entries) > FOLDED:
            yield f"  - and {len(entries) - FOLDED} more"


def _day(day: Day) -> str:
    """The date, as a link where all of the day stands in one note."""
    sources = {entry.source for entry in day.entries}
    source = sources.pop() if len(sources) == 1 else ""
    return markdown_link(day.date, relative(SUMMARY, source)) if source else day.date


def _entry(entry: Entry, summary: Summary) -> str:
    """An entry with its wikilinks as links; notes it is about without naming them stand behind it."""
    about = [summary.notes[note] for note in entry.notes if note in summary.notes]
    named: list[str] = []
    pieces: list[str] = []
    left, end = _WORDS, 0
    for found in [*wikilinks(entry.text), None]:
        text = entry.text[end : found.start if found else None]
        words = _plain(text, left)
        gaps = [" " if edge and edge.isspace() else "" for edge in (text[:1], text[-1:])]
        pieces.append(f"{gaps[0]}{escape_inline(words)}{gaps[1] if words else ''}")
        left -= len(words)
        if found is None or left <= 0:
            break
        end = found.end
        target, _, place = found.target.partition("#")
        title, path = next((one for one in about if is_path_of(target, one[1]) or target == one[0]), ("", ""))
        shown = found.alias or title or target.rpartition("/")[2] or place.removeprefix("^")
        named.append(path)
        pieces.append(markdown_link(shown, relative(SUMMARY, path)) if path else escape_inline(shown))
        left -= len(shown)
    others = [link(title, path) for title, path in about if path not in named]
    return "".join(pieces).strip() + (f" ({', '.join(others)})" if others else "")


def _plain(text: str, most: int) -> str:
    """The visible words of a piece of an entry, at most so many letters."""
    words = read_inline(text)[0].strip()
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


# What PROGRESS.md is made of, in order: each part gives lines, and begins with an empty one.
PARTS: tuple[Part, ...] = (_overall, _roadmaps, _study_time, _journal)
