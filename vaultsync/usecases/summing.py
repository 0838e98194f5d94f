"""Roll up and write the summary: PROGRESS.md and progress.json."""

from __future__ import annotations

from collections.abc import Mapping

from vaultsync.domain.progress import roll_up
from vaultsync.edges import vault
from vaultsync.edges.writes import Write, write_all
from vaultsync.models.marks import KnownMark
from vaultsync.models.progress import Progress
from vaultsync.models.reports import RoadmapCount
from vaultsync.models.roadmap import Roadmap
from vaultsync.usecases.workspace import Workspace, node_id

SUMMARY = "PROGRESS.md"
SUMMARY_DATA = "progress.json"


def count(
    workspace: Workspace, roadmaps: Mapping[str, Roadmap], marks: Mapping[str, Mapping[str, KnownMark]]
) -> Progress:
    """The progress of these roadmaps as of today."""
    paths = {node_id(name, node): path for name in roadmaps for node, path in workspace.paths(name).items()}
    return roll_up(list(roadmaps.values()), marks, today=workspace.context.today(), paths=paths)


def write_summary(workspace: Workspace, progress: Progress, *, keep: bool = True) -> list[str]:
    """Write PROGRESS.md and progress.json where they change; the vault paths written.

    `keep` commits first what somebody else wrote into them.
    """
    from vaultsync.domain.summary import progress_json, progress_md

    writes = []
    for path, text in ((SUMMARY, progress_md(progress)), (SUMMARY_DATA, progress_json(progress))):
        old = vault.read(workspace.root, path)
        if old != text.encode("utf-8"):
            writes.append(Write(path, text, old))
    if writes:
        if keep:
            _keep_theirs(workspace, [write.path for write in writes])
        write_all(workspace.root, writes)
    return [write.path for write in writes]


def _keep_theirs(workspace: Workspace, paths: list[str]) -> None:
    """Commit what somebody else wrote into the summary before it is made anew."""
    changed = set(workspace.status.changed) if workspace.status else set()
    theirs = [path for path in paths if path in changed]
    if theirs and workspace.repo is not None and workspace.settings.git.commit:
        workspace.repo.commit("Study: words in the summary, before it is made anew\n", theirs)
        workspace.warn(f"{', '.join(theirs)}: what was written there is in git now; the file itself is made anew")


def counts(progress: Progress) -> list[RoadmapCount]:
    """A line of figures for each roadmap."""
    return [
        RoadmapCount(
            roadmap.name,
            roadmap.title,
            roadmap.top.tally.done,
            roadmap.top.tally.total,
            roadmap.top.tally.percent,
            path=roadmap.top.path,
        )
        for roadmap in progress.roadmaps
    ]
