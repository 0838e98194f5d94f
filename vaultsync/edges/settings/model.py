"""What `vaultsync.toml` may say, as pydantic models; the allowed values stand in their descriptions."""

from __future__ import annotations

import base64
import datetime
import hashlib
import re
import unicodedata
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic import ValidationError as ValidationError

from vaultsync.markdown.patterns import regex
from vaultsync.models.settings import Folders, Git, JournalSettings, RoadmapSettings, Settings, Watch

# The defaults are those of the values in `models.settings`.
_USUAL, _ROADMAP = Settings(), RoadmapSettings("", "")
_FOLDERS, _JOURNAL, _GIT, _WATCH = _USUAL.folders, _USUAL.journal, _USUAL.git, _USUAL.watch

_NAME = regex(r"[a-z0-9][a-z0-9-]{0,59}")
_NOT_IN_FOLDERS = regex(r'[\\:*?"<>|#^\[\]\x00-\x1f\x7f]|%%')
_DEVICE = regex(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def roadmap_name(stem: str) -> str:
    """The short name of a roadmap, made from its document's file stem: `[a-z0-9-]`, at most 40 characters.

    Where few letters survive (a Japanese file name), it is `roadmap-` and six base-32 characters of the
    stem's SHA-256. Never a name that Windows keeps for a device.
    """
    letters = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    if len(name) > 40:
        name = name[:41].rpartition("-")[0] or name[:40]
    wanted = sum(char.isalnum() for char in stem)
    if 2 * sum(char.isalnum() for char in letters) < wanted or not name:
        digest = hashlib.sha256(unicodedata.normalize("NFC", stem).encode("utf-8", "surrogatepass")).digest()
        name = "roadmap-" + base64.b32encode(digest).decode().lower()[:6]
    return f"roadmap-{name}" if _DEVICE.fullmatch(name) else name


def is_roadmap_name(name: str) -> bool:
    """Whether a roadmap may be called so: in the settings, in ids and in names of files."""
    return _NAME.fullmatch(name) is not None and not _DEVICE.fullmatch(name)


def _safe_name(name: str) -> str:
    if not is_roadmap_name(name):
        raise ValueError
    return name


def _safe_folder(folder: str) -> str:
    for part in folder.split("/"):
        if not part or part[0] in ". " or part[-1] in ". " or _DEVICE.fullmatch(part):
            raise ValueError
    if _NOT_IN_FOLDERS.search(folder):
        raise ValueError
    return folder


def _one_line(text: str) -> str:
    if not text.strip() or "\n" in text or "\0" in text:
        raise ValueError
    return text


def _iso_date(value: object) -> object:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


FolderName = Annotated[
    str, AfterValidator(_safe_folder), Field(description='a folder inside the vault, such as "Study/Journal"')
]


class _Table(BaseModel):
    """A table of the file; `value` is what it says, as the rest of the program knows it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    kind: ClassVar[type]

    def value(self) -> Any:
        """The settings of this table, checked, as a plain value."""
        return self.kind(**{name: _value(said) for name, said in self})


def _value(said: object) -> object:
    if isinstance(said, list):
        return tuple(_value(one) for one in said)
    return said.value() if isinstance(said, _Table) else said


class RoadmapTable(_Table):
    """One `[[roadmaps]]` table."""

    kind = RoadmapSettings
    name: Annotated[
        str,
        AfterValidator(_safe_name),
        Field(description="a short name of small letters, digits and dashes, such as complete-roadmap"),
    ]
    source: Annotated[
        str,
        AfterValidator(_one_line),
        Field(description="the document: a path, absolute or from the vault's folder, or a URL"),
    ]
    title: Annotated[str, Field(description="a text")] = _ROADMAP.title
    start: Annotated[
        datetime.date | None, BeforeValidator(_iso_date), Field(description="a date such as 2026-11-21")
    ] = None
    hours_per_week: Annotated[
        float | None, Field(gt=0, le=168, description="a number of hours above 0, at most 168")
    ] = None
    tasks: Literal["auto", "checkboxes", "bullets"] = _ROADMAP.tasks
    ticks: Literal["mine", "ignore"] | None = None


class FoldersTable(_Table):
    """The table `[folders]`."""

    kind = Folders
    roadmaps: FolderName = _FOLDERS.roadmaps
    resources: FolderName = _FOLDERS.resources
    journal: FolderName = _FOLDERS.journal
    reviews: FolderName = _FOLDERS.reviews
    archive: FolderName = _FOLDERS.archive
    templates: FolderName = _FOLDERS.templates
    charts: FolderName = _FOLDERS.charts


class JournalTable(_Table):
    """The table `[journal]`."""

    kind = JournalSettings
    heading: Annotated[str, AfterValidator(_one_line), Field(description="the text of a heading")] = _JOURNAL.heading
    in_commits: Annotated[bool, Field(description="true or false")] = _JOURNAL.in_commits


class GitTable(_Table):
    """The table `[git]`."""

    kind = Git
    commit: Annotated[bool, Field(description="true or false")] = _GIT.commit
    remote: Annotated[str, Field(description="the name of a git remote, or nothing")] = _GIT.remote
    branch: Annotated[str, Field(description="the name of a branch there, or nothing")] = _GIT.branch


class WatchTable(_Table):
    """The table `[watch]`."""

    kind = Watch
    commit: Literal["session", "each", "never"] = _WATCH.commit
    quiet: Annotated[float, Field(ge=0.5, le=600, description="a number of seconds from 0.5 to 600")] = _WATCH.quiet
    rest: Annotated[float, Field(gt=0, le=1440, description="a number of minutes above 0, at most 1440")] = _WATCH.rest
    remote: Annotated[bool, Field(description="true or false")] = _WATCH.remote


class SettingsFile(_Table):
    """All of `vaultsync.toml`."""

    kind = Settings
    roadmaps: Annotated[list[RoadmapTable], Field(description="[[roadmaps]] tables")] = []
    links: Literal["wiki", "markdown"] = _USUAL.links
    stamp: Literal["tasks", "none"] = _USUAL.stamp
    folders: Annotated[FoldersTable, Field(description="a [folders] table")] = FoldersTable()
    journal: Annotated[JournalTable, Field(description="a [journal] table")] = JournalTable()
    git: Annotated[GitTable, Field(description="a [git] table")] = GitTable()
    watch: Annotated[WatchTable, Field(description="a [watch] table")] = WatchTable()
