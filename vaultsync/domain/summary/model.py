"""What progress.json holds, as a pydantic model: version 2, which reads version 1 as well."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Day = Annotated[str, Field(description="An ISO day such as 2026-11-21, or empty.", pattern=r"^(\d{4}-\d\d-\d\d)?$")]
Count = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Resources(_Part):
    """Resources tallied apart from the tasks."""

    done: Count
    total: Count


class _Figures(_Part):
    """Leaf tasks: `total` are those in scope, without the skipped ones.

    `percent` is what is done of those in scope, `coverage` what is done of all, the skipped ones included.
    """

    done: Count
    total: Count
    doing: Count
    skipped: Count
    percent: Annotated[float, Field(ge=0, le=100)]
    coverage: Annotated[float, Field(ge=0, le=100)] = 0
    resources: Resources


class Section(_Figures):
    """A section or unit.

    `note` is its vault path. `start` and `finish` are its days in the plan, `expected` the day on which it would be
    done at the learner's pace, `finished` that on which it was; what is not known is empty.
    """

    id: str
    title: str
    note: str
    status: str
    start: Day = ""
    finish: Day = ""
    expected: Day = ""
    finished: Day = ""
    sections: list[Section]


class Item(_Part):
    """An item that is not todo; `date` is the day of its tick, `counted` whether it is a task of the figures."""

    id: str
    text: str
    note: str
    mark: str
    date: str
    counted: bool


class Plan(_Part):
    """First and last day of the plan; its tasks, those done, and those wanted by now; days ahead, negative: behind."""

    start: Day
    finish: Day
    tasks: Count
    done: Count
    wanted: Count | None
    days_ahead: int | None


class Week(_Part):
    """Seven days, and what was done in them."""

    first: Day
    last: Day
    tasks: Count
    minutes: Count


class Pace(_Part):
    """The learner's pace over the last active weeks, at most four, the newest first."""

    tasks_per_week: float
    hours_per_week: float
    weeks: list[Week]


class Forecast(_Part):
    """The days on which all would be done at a fast, the usual and a slow pace; `late` may be empty."""

    early: Day
    likely: Day
    late: Day


class Milestone(_Part):
    """Goals, certificates or projects of a roadmap; `due` is the day by which the roadmap wants them, or empty."""

    goal: str
    title: str
    note: str
    due: Day
    status: str
    done: Count
    total: Count


class ActiveDay(_Part):
    """A day on which something was done."""

    date: Day
    tasks: Count
    minutes: Count


class RoadmapSummary(_Figures):
    """One roadmap; `first` and `last` are the days of its first and last dated tick, or empty."""

    name: str
    title: str
    note: str
    first: Day
    last: Day
    minutes: Count = 0
    plan: Plan | None = None
    pace: Pace | None = None
    forecast: Forecast | None = None
    milestones: list[Milestone] = []
    sections: list[Section]
    items: list[Item]


class SummaryModel(_Figures):
    """The whole file. `as_of` is the newest day of a tick or journal entry; all figures are as of then."""

    version: Annotated[int, Field(ge=1, le=2)]
    as_of: Day
    minutes: Count = 0
    active_days: Count = 0
    active_of_last_28_days: Count = 0
    days: list[ActiveDay] = []
    roadmaps: list[RoadmapSummary]


def schema() -> dict[str, Any]:
    """The JSON Schema of what is written today; published as `docs/progress.schema.json`."""
    made = SummaryModel.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "vaultsync progress.json"}
