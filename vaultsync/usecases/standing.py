"""Where everything stands: marks, plan, questions and git, read from the vault as it is."""

from __future__ import annotations

from collections.abc import Sequence

from vaultsync.domain.progress.counts import status_dict
from vaultsync.models.marks import Mark
from vaultsync.models.reports import StatusReport
from vaultsync.usecases.gitstate import edited_notes, git_state
from vaultsync.usecases.mending import to_be_mended
from vaultsync.usecases.next import in_turn
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.agreeing import decide
from vaultsync.usecases.recording.deleted import absent_items, all_deleted
from vaultsync.usecases.recording.questions import waiting
from vaultsync.usecases.recording.study import last_pulled
from vaultsync.usecases.recording.summing import summarise

_NEXT = 3  # tasks of each roadmap that are told


def standing(workspace: Workspace, roadmaps: Sequence[str] = ()) -> StatusReport:
    """The figures as they would be after a push, the changes since the last sync, and the state of git.

    `roadmaps` names those to report on (default: all). The workspace is open but not loaded.
    """
    context = workspace.context
    chosen = {given.name for given in workspace.chosen(roadmaps)}
    workspace.load()
    pulled = {name: roadmap for name, roadmap in last_pulled(workspace).items() if name in chosen}
    agreed = decide(workspace, pulled)
    summary = summarise(workspace, pulled, agreed.marks(), clock=context.today(), counts=agreed.counts())
    progress = summary.progress
    report = StatusReport(str(workspace.root), status_dict(progress), as_of=progress.as_of)
    for given in workspace.settings.roadmaps:
        if given.name in chosen and given.name not in pulled:
            workspace.warnings.append(f'{given.name}: not pulled yet; run "vaultsync pull"')
    begun = {roadmap.name: roadmap.begun_notes for roadmap in progress.roadmaps}
    for figures in report.figures["roadmaps"]:
        own = [line for lines in agreed.agreements[figures["name"]].own.values() for line in lines]
        figures["begun_notes"] = begun[figures["name"]]
        figures["own"] = {"done": sum(line.mark is Mark.DONE for line in own), "total": len(own)}
    for agreement in agreed.agreements.values():
        report.changed += agreement.changes
        report.warnings += [
            f"{problem.note}{f':{problem.line + 1}' if problem.line >= 0 else ''}: {problem.text}"
            for problem in agreement.problems
        ]
    report.warnings += [f"{told}; the next push mends it" for told in to_be_mended(workspace)]
    report.warnings[:0] = workspace.warnings
    report.review = [one.review for one in waiting(workspace, pulled, agreed)]
    report.deleted = all_deleted(workspace, pulled, agreed)
    report.outlooks = {one.progress.name: one.outlook for one in summary.roadmaps}
    marks, absent = agreed.marks(), absent_items(pulled, report.deleted, agreed)
    for name, roadmap in pulled.items():
        found = in_turn(workspace, {name: roadmap}, marks, summary, absent)
        report.next_up += [(name, one.text, one.unit) for one in found[:_NEXT]]
    if workspace.status is not None:
        report.git, report.edited = git_state(workspace.status), edited_notes(workspace.status)
    workspace.remember_notes()
    return report
