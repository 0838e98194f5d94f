"""Pull: roadmaps (and the remote) → vault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from vaultsync.edges.cache import key_of
from vaultsync.edges.sources import read_source
from vaultsync.errors import RoadmapError
from vaultsync.models.reports import PullReport
from vaultsync.models.settings import RoadmapSettings
from vaultsync.usecases.opened.answers import Answers
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.opened.opening import Opened


def pull(
    context: Context,
    *,
    roadmaps: Sequence[str] | None = (),
    dry_run: bool = False,
    yes: bool = False,
    offline: bool = False,
    again: bool = False,
    rename: bool = False,
) -> PullReport:
    """Bring what is new on the remote and in the roadmaps into the vault; `offline` leaves the remote alone.

    `roadmaps` names those to be pulled: all if it is empty, none if it is None. `again` also takes in a version that
    was undone. `rename` gives notes the names that their titles have now. Raises VaultsyncError.
    """
    opened = Opened.open(context, writes=not dry_run)
    if dry_run:
        from vaultsync.usecases.pulling.bringing import foreseen

        return foreseen(opened, roadmaps, yes=yes, again=again, rename=rename)
    with opened.lock() as lock:
        opened.recover(lock)
        answers = None
        if (
            opened.is_calm(lock)
            and roadmaps is not None
            and not (yes or again or rename or context.untouched)
            and (offline or not opened.has_remote())
        ):
            documents = _documents(opened.root, opened.settings.roadmaps)
            answers = Answers.to(opened, "pull", *roadmaps, "", *documents) if documents is not None else None
        known = answers.get(PullReport) if answers is not None else None
        if known is not None:
            return known
        from vaultsync.usecases.opened.workspace import Workspace
        from vaultsync.usecases.pulling.bringing import pulled

        workspace = Workspace.of(opened)
        report = pulled(workspace, roadmaps, yes=yes, offline=offline, again=again, rename=rename)
        if answers is not None and _is_idle(report):
            answers.put(report, workspace.read_from())
        return report


def _documents(root: Path, roadmaps: Iterable[RoadmapSettings]) -> list[str] | None:
    """What the documents say, each as a short key; None where one cannot be read, or would be fetched."""
    found = []
    for given in roadmaps:
        if given.is_url:
            return None
        try:
            found.append(key_of([given.name, read_source(given.location(root)).text]))
        except RoadmapError:
            return None
    return found


def _is_idle(report: PullReport) -> bool:
    """Whether a pull found nothing to do."""
    if report.study is not None and not report.study.is_idle:
        return False
    told = (
        report.notes
        or report.settings
        or report.healed
        or report.anew
        or report.review
        or report.held
        or report.waiting
    )
    return not (report.sync or report.commit or told)
