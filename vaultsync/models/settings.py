"""What `vaultsync.toml` says, checked."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Literal

from vaultsync.models.structs import Frozen, field, names


class RoadmapSettings(Frozen):
    """One roadmap of the vault. `source` is a path, absolute or from the vault's folder, or a URL."""

    name: str
    source: str
    title: str = ""
    start: datetime.date | None = None
    hours_per_week: float | None = None
    tasks: Literal["auto", "checkboxes", "bullets"] = "auto"
    ticks: Literal["mine", "ignore"] | None = None

    @property
    def is_url(self) -> bool:
        """Whether the source is read from the web."""
        return "://" in self.source

    @property
    def keeps_ticks(self) -> bool:
        """Whether ticks in the document are the learner's: in files they are, at URLs they are not."""
        return not self.is_url if self.ticks is None else self.ticks == "mine"

    def location(self, vault: Path) -> str | Path:
        """Where the document is: a URL as text, else a path."""
        return self.source if self.is_url else vault / Path(self.source).expanduser()


class Folders(Frozen):
    """Where vaultsync keeps its notes, from the vault's root, with `/`."""

    roadmaps: str = "Roadmaps"
    resources: str = "Resources"
    journal: str = "Journal"
    reviews: str = "Reviews"
    archive: str = "Archive"
    templates: str = "Templates"
    charts: str = "Charts"

    def by_use(self) -> dict[str, str]:
        """Each folder by what it is for."""
        return {name: getattr(self, name) for name in names(self)}


class JournalSettings(Frozen):
    """How the journal is read and told."""

    heading: str = "Study"
    in_commits: bool = True


class Git(Frozen):
    """What vaultsync does with git. An empty remote or branch: what the current branch tracks."""

    commit: bool = True
    remote: str = ""
    branch: str = ""


class Watch(Frozen):
    """How `vaultsync watch` behaves. `quiet` is in seconds, `rest` in minutes."""

    commit: Literal["session", "each", "never"] = "session"
    quiet: float = 5.0
    rest: float = 10.0
    remote: bool = False


class Settings(Frozen):
    """All of `vaultsync.toml`."""

    roadmaps: tuple[RoadmapSettings, ...] = ()
    links: Literal["wiki", "markdown"] = "wiki"
    stamp: Literal["tasks", "none"] = "tasks"
    folders: Folders = field(default_factory=Folders)
    journal: JournalSettings = field(default_factory=JournalSettings)
    git: Git = field(default_factory=Git)
    watch: Watch = field(default_factory=Watch)
