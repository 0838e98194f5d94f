"""Add and remove: change which roadmaps a vault has, and pull."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from vaultsync.edges import state as states
from vaultsync.edges.files.vault import SETTINGS_FILE, read_text
from vaultsync.edges.files.writes import Write
from vaultsync.edges.settings.checking import parse
from vaultsync.edges.settings.editing import add_roadmap, remove_roadmap, source_for
from vaultsync.edges.settings.model import is_roadmap_name, roadmap_name
from vaultsync.edges.sources import read_source
from vaultsync.errors import UsageError
from vaultsync.models.reports import SettingsReport
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.pulling.bringing import Way, bring_in
from vaultsync.usecases.recording.study import foresee, last_pulled, record
from vaultsync.usecases.unfinished import begin


def add(
    context: Context,
    document: Path | str,
    *,
    name: str = "",
    start: datetime.date | None = None,
    hours_per_week: float | None = None,
    tasks: str = "auto",
    ticks: str | None = None,
    dry_run: bool = False,
) -> SettingsReport:
    """Add a roadmap to the settings and pull it. Raises VaultsyncError, with nothing written."""
    if name:
        check_name(name)
    workspace = Workspace.open(context, writes=not dry_run)
    source = read_source(document)
    name = name or roadmap_name(source.stem)
    where = str(document) if "://" in str(document) else source_for(Path(document).absolute(), workspace.root)

    def edit(text: str) -> str:
        begun = any(roadmap.name == name and roadmap.source == where for roadmap in parse(text).roadmaps)
        changed = workspace.status.changed if workspace.status else ()
        if begun and (SETTINGS_FILE in changed or states.load(workspace.root, name, bases=False).document is None):
            return text  # the last call was interrupted
        return add_roadmap(text, name, where, start=start, hours_per_week=hours_per_week, tasks=tasks, ticks=ticks)

    return _change(workspace, name, edit, added=name, dry_run=dry_run)


def check_name(name: str) -> None:
    """Raise UsageError where no roadmap may be called so."""
    if not is_roadmap_name(name):
        raise UsageError(
            f'"{name}" cannot be the name of a roadmap',
            where="--name",
            next_step=f"Wanted: small letters, digits and dashes, such as {roadmap_name(name)}",
        )


def remove(context: Context, name: str, *, dry_run: bool = False, yes: bool = False) -> SettingsReport:
    """Take a roadmap out of the settings. Its notes are deleted; those with the learner's work go to the archive."""
    workspace = Workspace.open(context, writes=not dry_run)

    def edit(text: str) -> str:
        if all(roadmap.name != name for roadmap in parse(text).roadmaps) and name in states.names(workspace.root):
            return text  # the last call was interrupted
        list(workspace.chosen([name]))
        return remove_roadmap(text, name)

    return _change(workspace, name, edit, added="", dry_run=dry_run, yes=yes)


def _change(
    workspace: Workspace, name: str, edit: Callable[[str], str], *, added: str, dry_run: bool, yes: bool = False
) -> SettingsReport:
    """Edit the settings and pull. The learner's own changes are committed before."""
    if dry_run:
        workspace.load()
        study = foresee(workspace, last_pulled(workspace))
        workspace.settings = settings = parse(edit(read_text(workspace.root, SETTINGS_FILE)))
        _load_new(workspace)
        chosen = [roadmap for roadmap in settings.roadmaps if roadmap.name == added]
        report = bring_in(workspace, chosen, Way(dry_run=True, yes=yes, removed=name))
        report.study = study
        return SettingsReport(name, report)
    with workspace.lock() as lock:
        workspace.recover(lock)
        old = read_text(workspace.root, SETTINGS_FILE)
        new = edit(old)
        settings = parse(new)
        redone = begin(workspace)
        study = record(workspace, last_pulled(workspace), merged=redone)
        settings_write = Write(SETTINGS_FILE, new, old.encode("utf-8")) if new != old else None
        workspace.settings = settings
        workspace.status = workspace.repo.status() if workspace.repo else None
        _load_new(workspace)
        chosen = [roadmap for roadmap in settings.roadmaps if roadmap.name == added]
        report = bring_in(workspace, chosen, Way(yes=yes, removed=name, settings=settings_write))
        report.study = study
    return SettingsReport(name, report)


def _load_new(workspace: Workspace) -> None:
    """Bring what is known in line with the settings: new roadmaps in, removed ones left to the pull."""
    names = {roadmap.name for roadmap in workspace.settings.roadmaps}
    for name in names - workspace.states.keys():
        workspace.states[name] = states.load(workspace.root, name)
    for name in [name for name in workspace.states if name not in names and not name.startswith("_")]:
        del workspace.states[name]
