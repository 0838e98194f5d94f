"""Journal: write one entry into a daily note or a study note, and change nothing else there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from vaultsync.edges.files import vault
from vaultsync.edges.files.vault import writable
from vaultsync.edges.files.writes import Write, write_all
from vaultsync.errors import UsageError, VaultError
from vaultsync.markdown.journal.entries import NOTE_HEADING, day_minutes, diary_entries, note_entries
from vaultsync.markdown.journal.entrylines import entry_line, with_entry
from vaultsync.markdown.journal.studytime import mentions_time
from vaultsync.markdown.links import wikilink
from vaultsync.markdown.words.moments import fill, written
from vaultsync.models.deeds import JournalReport
from vaultsync.models.finding import Candidate
from vaultsync.models.structs import Frozen
from vaultsync.usecases.finding import Choose, candidates, find_all
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.opened.dailynotes import daily_notes_of, day_of_path
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.journaling import daily_paths, template_text
from vaultsync.usecases.recording.study import last_pulled

_TRIES = 3


class _Place(Frozen):
    """Where an entry goes: `make` gives the text of a note that is not there yet, `day` is set in a study note."""

    path: str
    heading: str
    day: str = ""
    make: Callable[[], str] | None = None


def journal(
    context: Context,
    text: str,
    *,
    on: str = "",
    minutes: int | None = None,
    day: date | None = None,
    dry_run: bool = False,
    choose: Choose | None = None,
) -> JournalReport:
    """Write an entry into the daily note of `day` (default: today), or into the note that the words `on` mean.

    Where `on` may mean several notes and `choose` is None, nothing is written and the report lists them. The next push
    commits the entry like one written by hand. Raises VaultsyncError.
    """
    if not text.strip() and minutes is None:
        raise UsageError("an entry needs words or a time", next_step='Call it as: vaultsync journal "what you learned"')
    workspace = Workspace.open(context, writes=not dry_run)
    when = _moment(context, day)
    iso = when.date().isoformat()
    report = JournalReport(day=iso, minutes=minutes, dry_run=dry_run, warnings=workspace.warnings)
    if iso > context.today():
        workspace.warn(f"{iso} is yet to come: an entry counts once its day is there")
    if dry_run:
        _decide(workspace, text, on, when, choose, report)
        return report
    with workspace.lock() as lock:
        workspace.recover(lock)
        _decide(workspace, text, on, when, choose, report)
    return report


def _decide(
    workspace: Workspace, text: str, on: str, when: datetime, choose: Choose | None, report: JournalReport
) -> None:
    if on:
        workspace.load()
        roadmaps = last_pulled(workspace)
        marks = {name: workspace.states[name].marks for name in roadmaps}
        among = candidates(workspace, roadmaps, marks, only_marked=False)
        found, report.unsure = find_all([on], among, roadmaps, choose)
        if not found:
            return
        place, about = _Place(found[0].path, NOTE_HEADING, report.day), _about(workspace, found[0])
        report.on = found[0].text
        entry = entry_line(text, day=report.day, minutes=report.minutes, about=about)
    else:
        place = _daily_place(workspace, when)
        today = report.day == workspace.context.today()
        report.time = f"{when.hour:02}:{when.minute:02}" if today else ""
        entry = entry_line(text, time=report.time, minutes=report.minutes)
    report.note, report.entry = place.path, entry
    for _ in range(_TRIES):
        if _put(workspace, place, entry, report):
            return
    raise VaultError("it kept changing while vaultsync wrote", where=place.path, next_step="Run the command again")


def _put(workspace: Workspace, place: _Place, entry: str, report: JournalReport) -> bool:
    """Put the entry in; whether the note was still what was read."""
    data = vault.read(workspace.root, place.path)
    if data is None and place.make is None:
        raise VaultError(
            "this note is not in the vault", where=place.path, next_step='Bring it back with "vaultsync restore"'
        )
    report.created = data is None
    old = vault.decode(data, place.path) if data is not None else place.make() if place.make else ""
    new, report.line = with_entry(old, place.heading, entry, day=place.day, fill=data is None)
    _look(place, new, report)
    if report.dry_run:
        return True
    if not writable(workspace.root, place.path):
        raise VaultError("it is read-only", where=place.path, next_step="Make it writable, then try again")
    return not write_all(workspace.root, [Write(place.path, new, data)])


def _look(place: _Place, text: str, report: JournalReport) -> None:
    """Read the entry back as a push will; warn where it will not count."""
    if place.day:
        raws = note_entries(place.path, text)
        override = None
    else:
        raws = diary_entries(place.path, text, place.heading)
        override, _ = day_minutes(text)
    raw = next((raw for raw in raws if raw.line == report.line), None)
    if raw is None:
        report.warnings.append(
            f"{place.path}:{report.line + 1}: the entry stands in a code block or comment, or is an open task: it "
            "does not count"
        )
        return
    report.minutes, report.time = raw.minutes, raw.time
    if raw.minutes is None and mentions_time(report.entry):
        report.warnings.append(
            f'{place.path}:{report.line + 1}: no study time was read from it; begin it with "45m: " if it took so long '
            "(--time 45m writes that)"
        )
    if override is not None and raw.minutes:
        report.warnings.append(
            f"{place.path}: its properties say {override} minutes for the whole day; that is what counts"
        )


def _daily_place(workspace: Workspace, when: datetime) -> _Place:
    """The daily note of a day: the one that is there, else the one Obsidian would make."""
    daily = daily_notes_of(workspace)
    name = written(daily.form, when)
    path = f"{daily.folder}/{name}.md" if daily.folder else f"{name}.md"
    heading = workspace.settings.journal.heading
    if vault.read(workspace.root, path) is None:
        day = when.date().isoformat()
        there = [other for other in daily_paths(workspace, daily) if day_of_path(other, daily, workspace) == day]
        path = there[0] if there else path

    def make() -> str:
        title = path.rsplit("/", 1)[-1].removesuffix(".md")
        return fill(template_text(workspace, daily), title, when, daily.date_form, daily.time_form)

    return _Place(path, heading, make=make)


def _moment(context: Context, day: date | None) -> datetime:
    """Now, on the day that is meant."""
    now = context.now()
    return now if day is None else datetime.combine(day, now.timetz())


def _about(workspace: Workspace, found: Candidate) -> str:
    """What an entry in a study note is about, where that is one of its tasks: a link to its line."""
    if found.is_note:
        return ""
    block = found.item.partition("#^")[2]
    if workspace.settings.links != "wiki":
        return found.text
    return wikilink(f"#^{block}", found.text)
