"""Roll up, and write the summary: PROGRESS.md, progress.json and the pictures."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from vaultsync.domain.journal.entries import study_time
from vaultsync.domain.progress.counts import roll_up
from vaultsync.domain.progress.items import item_tree
from vaultsync.edges.cache import key_of
from vaultsync.edges.files import vault
from vaultsync.edges.files.writes import Write, write_all
from vaultsync.edges.ownsummary import known_summary, remember_summary
from vaultsync.markdown.names import told_apart
from vaultsync.markdown.properties import frontmatter
from vaultsync.markdown.words.calendardates import stated_span
from vaultsync.models.marks import KnownMark
from vaultsync.models.outline import Duration
from vaultsync.models.progress import Progress, Tally
from vaultsync.models.reports import RoadmapCount
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.schedule import PlanSettings
from vaultsync.models.summary import Summary
from vaultsync.usecases.opened.generated import SUMMARY, SUMMARY_DATA
from vaultsync.usecases.opened.reading import split_id
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.journaling import journal_of


def count(
    workspace: Workspace, roadmaps: Mapping[str, Roadmap], marks: Mapping[str, Mapping[str, KnownMark]]
) -> Progress:
    """The progress of these roadmaps as of today."""
    paths = {name: workspace.paths(name) for name in roadmaps}
    gone = {name: workspace.states[name].gone for name in roadmaps}
    return roll_up(list(roadmaps.values()), marks, today=workspace.context.today(), paths=paths, gone=gone)


def summarise(
    workspace: Workspace,
    roadmaps: Mapping[str, Roadmap],
    marks: Mapping[str, Mapping[str, KnownMark]],
    *,
    clock: str = "",
    counts: Mapping[str, Sequence[Tally]] | None = None,
    absent: Mapping[str, Container[str]] | None = None,
) -> Summary:
    """The whole summary. Plans and pace are as of the ISO day `clock`, else as of the newest tick or entry.

    `counts` and `absent` as in `rollup.sum_up`.
    """
    from vaultsync.domain.summary.rollup import sum_up

    today = workspace.context.today()
    journal = journal_of(workspace).until(today)
    plans = {
        given.name: PlanSettings(given.start.isoformat() if given.start else "", given.hours_per_week or 0)
        for given in workspace.settings.roadmaps
    }
    paths = {name: workspace.paths(name) for name in roadmaps}
    summary = sum_up(
        list(roadmaps.values()),
        marks,
        today=today,
        clock=clock,
        paths=paths,
        plans=plans,
        stated=stated_durations(workspace, roadmaps),
        journal=journal,
        study=study_time(journal.days, list(roadmaps)),
        gone={name: workspace.states[name].gone for name in roadmaps},
        counts=counts,
        absent=absent,
    )
    for found in (found for one in summary.roadmaps for found in one.nonsense):
        line = line_of_duration(workspace, found.path)
        where = f"{found.path}:{line}" if line else found.path
        workspace.warn(
            f"{where}: the duration “{found.stated}” is not used: {found.why}; write one such as 2 weeks, or none"
        )
    return summary


def line_of_duration(workspace: Workspace, path: str) -> int:
    """The line of a note's property `duration`, from 1; 0 where it has none."""
    text = next((note.text for note in workspace.notes.values() if note.scan.path == path), "")
    block = frontmatter.split(text)
    lines = text[: block.end].split("\n") if block else []
    return next((number for number, line in enumerate(lines, 1) if line.startswith("duration:")), 0)


def stated_durations(workspace: Workspace, roadmaps: Mapping[str, Roadmap]) -> dict[str, Duration]:
    """The durations in notes' properties that differ from the roadmap's, by note id."""
    stated: dict[str, Duration] = {}
    for name, roadmap in roadmaps.items():
        tree = item_tree(roadmap)
        for id_, found in workspace.notes_of(name):
            at = tree.index.get(split_id(id_)[1]) if found.duration else None
            if at is not None:
                node = tree.entries[at].node
                if found.duration != (" ".join(node.duration.text.split()) if node.duration else ""):
                    stated[found.scan.id] = stated_span(found.duration) or Duration(found.duration)
    return stated


def write_summary(workspace: Workspace, summary: Summary, *, keep: bool = True) -> list[str]:
    """Write PROGRESS.md, progress.json and the pictures where they change. Returns the vault paths written.

    `keep` first commits what somebody else wrote into these files.
    """
    from vaultsync.domain.charts import pictures
    from vaultsync.domain.summary.asjson import progress_json
    from vaultsync.domain.summary.page import progress_md

    album = workspace.settings.folders.charts
    made = list(pictures(summary)) if vault.may_be_folder(workspace.root, album) else []
    if not made and summary.days:
        workspace.warn(
            f"{album}: it is no folder, so there are no pictures; [folders] charts in vaultsync.toml names another"
        )
    wanted: dict[str, str | None] = {f"{album}/{picture.name}": picture.svg for picture in made}
    wanted |= {SUMMARY: progress_md(summary, made, album=album), SUMMARY_DATA: progress_json(summary)}
    writes = [*_pictures_to_write(workspace, album, wanted)]
    for path in (SUMMARY, SUMMARY_DATA):
        old = vault.read(workspace.root, path)
        if old != str(wanted[path]).encode("utf-8"):
            writes.append(Write(path, wanted[path], old))
    if writes:
        if keep:
            _keep_theirs(workspace, [write.path for write in writes])
        stale = set(write_all(workspace.root, writes))
        remember_summary(workspace.lock().folder, [write for write in writes if write.path not in stale])
    return [write.path for write in writes]


def _pictures_to_write(workspace: Workspace, album: str, wanted: Mapping[str, str | None]) -> Iterator[Write]:
    """The pictures that differ, and the end of those that nothing shows any more. Files of others stay as they are."""
    from vaultsync.domain.charts import is_ours

    there = vault.names(workspace.root, album, ".svg") if vault.may_be_folder(workspace.root, album) else []
    for path in sorted({path for path in wanted if path.endswith(".svg")} | {f"{album}/{name}" for name in there}):
        old = vault.read(workspace.root, path)
        new = wanted.get(path)
        if old is not None and not is_ours(old):
            if new is not None:
                workspace.warn(f"{path}: a file of yours has this name, so it stays, and PROGRESS.md shows it")
        elif old != (new.encode("utf-8") if new is not None else None):
            yield Write(path, new, old)


def _keep_theirs(workspace: Workspace, paths: list[str]) -> None:
    """Commit what somebody else wrote into the summary before it is made anew."""
    changed = set(workspace.status.changed) if workspace.status else set()
    theirs = [path for path in paths if path in changed]
    if theirs:
        ours = known_summary(workspace.lock().folder)
        here = {path: data for path in theirs if (data := vault.read(workspace.root, path)) is not None}
        theirs = [path for path, data in here.items() if key_of([data]) != ours.get(path)]
    if theirs and workspace.repo is not None and workspace.settings.git.commit:
        workspace.repo.commit("Study: words in the summary, before it is made anew\n", theirs)
        workspace.warn(f"{', '.join(theirs)}: what was written there is in git now; the file itself is made anew")


def counts(progress: Progress) -> list[RoadmapCount]:
    """A line of figures for each roadmap, under titles that tell them apart."""
    shown = told_apart({roadmap.name: roadmap.title for roadmap in progress.roadmaps})
    return [
        RoadmapCount(
            roadmap.name,
            shown[roadmap.name],
            roadmap.top.tally.done,
            roadmap.top.tally.total,
            roadmap.top.tally.percent,
            path=roadmap.top.path,
        )
        for roadmap in progress.roadmaps
    ]
