"""Next: what to study now. Writes nothing."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from vaultsync.domain.schedule.proposals import for_time, proposals
from vaultsync.models.deeds import NextReport
from vaultsync.models.marks import KnownMark
from vaultsync.models.proposals import Proposal
from vaultsync.models.roadmap import Roadmap
from vaultsync.models.schedule import Planned
from vaultsync.models.summary import Summary
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.opened.reading import node_id
from vaultsync.usecases.opened.workspace import Workspace
from vaultsync.usecases.recording.agreeing import decide
from vaultsync.usecases.recording.deleted import absent
from vaultsync.usecases.recording.study import last_pulled
from vaultsync.usecases.recording.summing import counts, stated_durations, summarise


def propose(
    context: Context, *, number: int = 5, minutes: int | None = None, roadmaps: Sequence[str] = ()
) -> NextReport:
    """At most `number` open tasks of the chosen roadmaps (default: all), in the order in which to study them.

    `minutes`: only tasks that fit into that time. Roadmaps that begin later are left out.
    """
    workspace = Workspace.open(context, writes=False)
    chosen = {given.name: given for given in workspace.chosen(roadmaps)}
    workspace.load()
    pulled = {name: roadmap for name, roadmap in last_pulled(workspace).items() if name in chosen}
    agreed = decide(workspace, pulled)
    marks, nowhere = agreed.marks(), absent(workspace, pulled, agreed)
    today = context.today()
    summary = summarise(workspace, pulled, marks, clock=today)
    later = [name for name, given in chosen.items() if given.start is not None and given.start.isoformat() > today]
    found = in_turn(workspace, pulled, marks, summary, nowhere, later)
    if minutes is not None:
        found = for_time(found, minutes)
    report = NextReport(found[:number], today, minutes, counts(summary.progress), workspace.warnings)
    gone = sum(len(nowhere[one.name]) - len(nowhere[one.name] & marks[one.name].keys()) for one in pulled.values())
    if gone and not found:
        workspace.warn('what is open stands in notes and lines that you deleted; "vaultsync restore" lists them')
    for name in sorted(chosen.keys() - pulled.keys()):
        workspace.warn(f'{name}: not pulled yet; run "vaultsync pull"')
    for name in later:
        workspace.warn(f"{name}: it begins on {chosen[name].start}, as the settings say")
    return report


def in_turn(
    workspace: Workspace,
    pulled: Mapping[str, Roadmap],
    marks: Mapping[str, Mapping[str, KnownMark]],
    summary: Summary,
    absent: Mapping[str, Container[str]],
    later: Iterable[str] = (),
) -> list[Proposal]:
    """All open tasks of these roadmaps in the order in which to study them (`domain.schedule.proposals`)."""
    return proposals(
        list(pulled.values()),
        marks,
        absent=absent,
        due=_due(summary),
        later=later,
        stated=stated_durations(workspace, pulled),
        paths={node_id(name, node): path for name in pulled for node, path in workspace.paths(name).items()},
    )


def _due(summary: Summary) -> dict[str, str]:
    """The last day that the plan gives each note, by note id."""
    return {
        node_id(one.progress.name, planned.id): planned.finish
        for one in summary.roadmaps
        if one.outlook.schedule is not None
        for planned in _walk(one.outlook.schedule.sections)
        if planned.finish and not planned.beside
    }


def _walk(sections: Iterable[Planned]) -> Iterator[Planned]:
    for section in sections:
        yield section
        yield from _walk(section.sections)
