"""The summary before it is written: progress, plan and study time of all roadmaps together."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from vaultsync.models.journal import Day
from vaultsync.models.progress import Progress, RoadmapProgress, SectionStatus, Tally
from vaultsync.models.schedule import ActiveDay, Nonsense, Outlook
from vaultsync.models.structs import Frozen, Struct, field


class Goal(StrEnum):
    """What a milestone is about."""

    MILESTONE = "milestone"
    CERTIFICATION = "certification"
    PROJECT = "project"


class Milestone(Frozen):
    """Something to show at the end: a section of goals, certificates, or projects.

    `due` is the ISO day by which the roadmap wants it, or empty. `tally` counts its tasks, `open` are the words of
    the first open ones (where tasks have days of their own, of those due then), `path` is the vault path of its note.
    """

    goal: Goal
    title: str
    path: str
    tally: Tally
    status: SectionStatus
    due: str = ""
    open: tuple[str, ...] = ()


class RoadmapSummary(Struct):
    """One roadmap: progress, plan, milestones, the days on which it was studied, durations that cannot be meant."""

    progress: RoadmapProgress
    outlook: Outlook
    days: Mapping[str, ActiveDay] = field(default_factory=dict)
    minutes: int = 0
    milestones: list[Milestone] = field(default_factory=list)
    nonsense: list[Nonsense] = field(default_factory=list)


class Summary(Struct):
    """All roadmaps.

    `as_of` is the newest date of a tick or journal entry that counts, or empty. `days` are the active days of all
    roadmaps by ISO date, `minutes` all minutes studied. `journal` are the last days with entries, newest first;
    `notes` tells title and vault path of the notes they are about, by note id.
    """

    as_of: str
    progress: Progress
    roadmaps: list[RoadmapSummary] = field(default_factory=list)
    days: Mapping[str, ActiveDay] = field(default_factory=dict)
    minutes: int = 0
    journal: tuple[Day, ...] = ()
    notes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
