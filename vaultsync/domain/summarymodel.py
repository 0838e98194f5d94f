"""What progress.json holds, as a pydantic model: version 1."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Resources(_Part):
    """Resources tallied apart from the tasks."""

    done: int
    total: int


class _Figures(_Part):
    """Leaf tasks: `total` are those in scope, without the skipped ones."""

    done: int
    total: int
    doing: int
    skipped: int
    percent: float
    resources: Resources


class Section(_Figures):
    """A section or unit; `note` is its vault path."""

    id: str
    title: str
    note: str
    status: str
    sections: list[Section]


class Item(_Part):
    """An item that is not todo; `date` is ISO text or empty."""

    id: str
    text: str
    note: str
    mark: str
    date: str
    counted: bool


class RoadmapSummary(_Figures):
    """One roadmap; `first` and `last` are the days of its first and last dated tick, or empty."""

    name: str
    title: str
    note: str
    first: str
    last: str
    sections: list[Section]
    items: list[Item]


class SummaryModel(_Figures):
    """The whole file."""

    version: int
    as_of: str
    roadmaps: list[RoadmapSummary]
