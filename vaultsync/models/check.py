"""What `vaultsync check` found and mended, as values."""

from __future__ import annotations

from enum import StrEnum

from vaultsync.models.structs import Frozen, Struct, field


class Kind(StrEnum):
    """What a finding is about."""

    COPY = "copy"  # two files that are one: notes with one id, conflict copies of sync tools
    DOUBLED = "doubled"  # a block id or a property that stands in a note twice
    CONFLICT = "conflict"  # conflict markers
    UNREADABLE = "unreadable"  # a note that is no text, or whose properties are no YAML
    MARK = "mark"  # a character in a box that is no mark
    DATE = "date"  # a date in the future, or of something that is not done
    DURATION = "duration"  # one that is no length of time
    LINK = "link"  # a link that leads nowhere
    MOVED = "moved"  # a note that is no longer where it was at the last sync
    MISSING = "missing"  # a note that was deleted
    STATE = "state"  # something in `.vaultsync` that is lost or cannot be understood
    SOURCE = "source"  # a document that is not where the settings say
    STOPPED = "stopped"  # a merge or the like under way in git, so that push and pull are refused
    TRACKED = "tracked"  # a file in git that should be ignored


class Finding(Frozen, order=True):
    """Something that is not in order: `line` counts from 1, and is 0 where it is about the whole file."""

    path: str
    line: int
    kind: Kind
    what: str
    remedy: str


class CheckReport(Struct):
    """What is not in order, file by file; `fixed` tells what `--fix` mended, and `findings` what remains then."""

    findings: list[Finding] = field(default_factory=list)
    fixed: list[str] = field(default_factory=list)
    commit: str = ""
    subject: str = ""
    dry_run: bool = False
