"""What commands found and did, as values: the command line prints them, and only it does."""

from __future__ import annotations

from typing import Any

from vaultsync.models.agreement import Change, Review
from vaultsync.models.progress import Tally
from vaultsync.models.schedule import Outlook
from vaultsync.models.structs import Frozen, Struct, field
from vaultsync.models.summary import Milestone

LINKS_FOLLOW = "links to moved notes"  # what is told, behind its path, of a file whose links followed notes
TASKS_FOLLOW = "links to moved tasks"  # the same of links to tasks that are in other notes now


class GitState(Struct):
    """Where the repository stands. `ahead` and `behind` are None without an upstream.

    `stopped` is why push and pull are refused there, in a few words.
    """

    branch: str
    ahead: int | None = None
    behind: int | None = None
    clean: bool = True
    stopped: str = ""


class RoadmapCount(Struct):
    """A roadmap's figures in a line: done and total leaves in scope."""

    name: str
    title: str
    done: int
    total: int
    percent: float
    notes: int = 0
    path: str = ""  # vault path of its index note


class SyncReport(Struct):
    """What came from the remote (`origin/main`) and went there.

    `received` are the vault paths of notes that came or changed; `merged`: both sides had something new; `commit` is
    then the merge's short id. `trouble` is why the remote was not reached, in a sentence.
    """

    remote: str
    received: list[str] = field(default_factory=list)
    merged: bool = False
    commit: str = ""
    subject: str = ""
    pushed: bool = False
    trouble: str = ""


class PushReport(Struct):
    """What a push did. `commit` is the new commit's short id, empty where there was nothing to commit.

    `healed` tells, file by file, what other tools had left there and was mended; `uncommitted` that a pass of `watch`
    left something for a later commit. `waiting` are notes that marks are to be written into, and could not be.
    `deleted` are titles of notes that the learner deleted since the last commit, `deleted_lines` the words of tasks.
    """

    changes: list[Change] = field(default_factory=list)
    review: list[Review] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    healed: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    deleted_lines: list[str] = field(default_factory=list)
    roadmaps: list[RoadmapCount] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    commit: str = ""
    subject: str = ""
    sync: SyncReport | None = None
    uncommitted: bool = False
    dry_run: bool = False

    @property
    def is_idle(self) -> bool:
        """Whether there was nothing to do; the remote aside."""
        return not (self.commit or self.written or self.healed or self.changes or self.review or self.waiting)


class NoteChange(Struct):
    """One note that a pull touched (or would touch): `deed` is a word of `models.plan.Deed`.

    `shared`: it is no roadmap's own, but Home or the note of a resource. Commits count the roadmaps' notes.
    """

    deed: str
    note: str
    target: str = ""
    shared: bool = False


class TaskNews(Frozen):
    """One task that `came` into a note or `left` it with a pull, or one that you marked and the pull changed (`deed`).

    It was `reworded`, or is tallied `apart` now, as resources are, or `counted`, which it was not.

    `note` is the note's vault path, `text` the task's words, `before` those that it had. What you did at a task that
    left is kept in the file `archive`; it is empty where there was nothing. `mark` is the one with which a task came
    back that had left before.
    """

    deed: str
    note: str
    text: str
    archive: str = ""
    before: str = ""
    mark: str = ""


class PullReport(Struct):
    """What a pull did, after committing the learner's own changes (`study`) and merging the remote's (`sync`)."""

    study: PushReport | None = None
    sync: SyncReport | None = None
    notes: list[NoteChange] = field(default_factory=list)
    tasks: list[TaskNews] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)  # files of Obsidian and git that were added or completed
    healed: list[str] = field(default_factory=list)  # what was put right, a sentence for each note
    anew: list[str] = field(default_factory=list)  # what was taken in and changes no note, a sentence for each
    arrived: int = 0  # ticks that the documents brought
    skipped: int = 0  # new tasks under something that the learner had skipped
    reopened: list[Change] = field(default_factory=list)
    renaming: PullReport | None = None  # what a pull did that renamed notes, after the first
    held: list[str] = field(default_factory=list)  # roadmaps whose version was undone, and is not brought in again
    waiting: list[str] = field(default_factory=list)  # notes that cannot be written to, and for which there is news
    roadmaps: list[RoadmapCount] = field(default_factory=list)
    review: list[Review] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    commit: str = ""
    subject: str = ""
    dry_run: bool = False

    def count(self, *deeds: str) -> int:
        """How many notes had one of these deeds done to them."""
        return sum(change.deed in deeds for change in self.notes)

    @property
    def changed(self) -> bool:
        """Whether anything was written for the roadmaps."""
        return bool(self.commit) or self.count("create", "update", "delete", "archive") > 0


class InitReport(Struct):
    """A new or adopted vault at `vault` (an absolute path), and its first pull."""

    vault: str
    pull: PullReport
    adopted: bool = False  # there were files before
    created_repository: bool = False
    copied: list[str] = field(default_factory=list)  # documents copied into the vault


class SettingsReport(Struct):
    """A roadmap added to or removed from the settings, and the pull after it."""

    name: str
    pull: PullReport


class DeletedNote(Frozen):
    """A note that the learner deleted, and that still counts: `done` of `tasks` of its own.

    `emptied`: its file is still there, without a word in it. `block`: the id of a task of the note; then that is
    there, only the line of the task is gone, and `title` are its words.
    """

    id: str
    note: str
    title: str
    tasks: int = 0
    done: int = 0
    emptied: bool = False
    block: str = ""


class RestoreReport(Struct):
    """The notes that could be restored (`deleted`), or those that were, and what the pull behind it did."""

    deleted: list[DeletedNote] = field(default_factory=list)
    restored: list[DeletedNote] = field(default_factory=list)
    pull: PullReport | None = None
    dry_run: bool = False


class RoadmapPlan(Struct):
    """One roadmap's plan: its title, what is done of it in words of figures, and its outlook."""

    name: str
    title: str
    tally: Tally
    outlook: Outlook
    milestones: list[Milestone] = field(default_factory=list)


class PlanReport(Struct):
    """The plans of all roadmaps on `day`. `calendar` is the file written for calendars, or empty."""

    vault: str
    day: str
    roadmaps: list[RoadmapPlan] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    calendar: str = ""
    events: int = 0
    dry_run: bool = False


class SettleReport(Struct):
    """What waits to be settled (`review`), and what was: `settled` with `choice`, and the `alike` along with it.

    `study` is the commit of the learner's own changes before, `push` what followed from the answer.
    """

    review: list[Review] = field(default_factory=list)
    settled: Review | None = None
    alike: list[Review] = field(default_factory=list)
    choice: str = ""
    study: PushReport | None = None
    push: PushReport | None = None
    dry_run: bool = False


class UndoReport(Struct):
    """What was taken back: the commit `undone` (short id) with its subject `what`.

    `study` is the commit of the learner's own changes before; `changes` are marks that are as they were; `kept` are
    marks changed since, left alone; `held` are roadmaps whose undone version waits for `pull --again`.
    """

    undone: str
    what: str
    redo: bool = False
    study: PushReport | None = None
    notes: list[NoteChange] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    roadmaps: list[RoadmapCount] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    commit: str = ""
    subject: str = ""
    dry_run: bool = False


class StatusReport(Struct):
    """Where everything stands. `figures` is the JSON of `status --json` but for what the others hold."""

    vault: str
    figures: dict[str, Any]
    changed: list[Change] = field(default_factory=list)
    review: list[Review] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)  # notes whose files differ from the last commit
    next_up: list[tuple[str, str, str]] = field(default_factory=list)  # roadmap, item's words, title of its note
    deleted: list[DeletedNote] = field(default_factory=list)  # notes the learner deleted that still count
    warnings: list[str] = field(default_factory=list)
    git: GitState | None = None
    as_of: str = ""
    outlooks: dict[str, Outlook] = field(default_factory=dict)  # roadmap's name → its plan and pace today
