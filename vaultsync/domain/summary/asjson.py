"""The summary for programs: progress.json, described by its model."""

from __future__ import annotations

import json
from typing import Any

from vaultsync.domain.progress.counts import tally_dict
from vaultsync.domain.progress.figures import RECENT, active_days
from vaultsync.models.marks import Mark
from vaultsync.models.progress import SectionProgress
from vaultsync.models.schedule import Outlook, Planned
from vaultsync.models.summary import Milestone, RoadmapSummary, Summary

VERSION = 2
_text = json.JSONEncoder(ensure_ascii=False).encode


def progress_json(summary: Summary) -> str:
    """progress.json, as `SummaryModel` describes it: totals per section, and every item that is not todo."""
    data: dict[str, Any] = {
        "version": VERSION,
        "as_of": summary.as_of,
        **tally_dict(summary.progress.tally),
        "minutes": summary.minutes,
        "active_days": len(summary.days),
        f"active_of_last_{RECENT}_days": active_days(summary.days, summary.as_of),
        "days": [
            {"date": day, "tasks": what.tasks, "minutes": what.minutes} for day, what in sorted(summary.days.items())
        ],
        "roadmaps": [_roadmap(roadmap) for roadmap in summary.roadmaps],
    }
    return _json(data, "") + "\n"


def _json(value: Any, indent: str) -> str:
    """Indented JSON in which an item, and a section without sections, is one line: a difference reads by itself."""
    kind = type(value)
    if (kind is not dict and kind is not list) or not _is_deep(value):
        return _text(value)
    inner = indent + "  "
    if kind is dict:
        parts = [f"{_text(key)}: {_json(part, inner)}" for key, part in value.items()]
        return "{\n" + ",\n".join(inner + part for part in parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + _json(part, inner) for part in value) + f"\n{indent}]"


def _is_deep(value: dict[str, Any] | list[Any]) -> bool:
    """Whether there is a list within that holds something: such a value gets a line for each part."""
    if isinstance(value, list):
        return bool(value)
    return bool([part for part in value.values() if type(part) is list and part])


def _roadmap(summary: RoadmapSummary) -> dict[str, Any]:
    roadmap, outlook = summary.progress, summary.outlook
    planned = dict(_planned(outlook.schedule.sections)) if outlook.schedule else {}
    return {
        "name": roadmap.name,
        "title": roadmap.title,
        "note": roadmap.top.path,
        "first": roadmap.first,
        "last": roadmap.last,
        **tally_dict(roadmap.tally),
        "minutes": summary.minutes,
        "plan": _plan(outlook),
        "pace": _pace(outlook),
        "forecast": _forecast(outlook),
        "milestones": [_milestone(milestone) for milestone in summary.milestones],
        "sections": [_section(section, planned) for section in roadmap.top.sections],
        "items": [
            {
                "id": item.id,
                "text": item.text,
                "note": item.note,
                "mark": str(item.mark),
                "date": item.date,
                "counted": item.counted,
            }
            for item in roadmap.items
            if item.mark is not Mark.TODO
        ],
    }


def _planned(sections: list[Planned]) -> list[tuple[str, Planned]]:
    """All sections of a plan by id."""
    found = []
    stack = list(sections)
    while stack:
        planned = stack.pop()
        found.append((planned.id, planned))
        stack.extend(planned.sections)
    return found


def _plan(outlook: Outlook) -> dict[str, Any] | None:
    schedule, standing = outlook.schedule, outlook.standing
    if schedule is None:
        return None
    return {
        "start": schedule.start,
        "finish": schedule.finish,
        "tasks": schedule.tasks,
        "done": schedule.done,
        "wanted": standing.wanted if standing else None,
        "days_ahead": standing.lead if standing else None,
    }


def _pace(outlook: Outlook) -> dict[str, Any] | None:
    pace = outlook.pace
    if pace is None:
        return None
    return {
        "tasks_per_week": round(pace.tasks, 2),
        "hours_per_week": round(pace.hours, 2),
        "weeks": [
            {"first": week.first, "last": week.last, "tasks": week.tasks, "minutes": week.minutes}
            for week in pace.weeks
        ],
    }


def _forecast(outlook: Outlook) -> dict[str, Any] | None:
    forecast = outlook.forecast
    if forecast is None:
        return None
    return {"early": forecast.early, "likely": forecast.likely, "late": forecast.late}


def _milestone(milestone: Milestone) -> dict[str, Any]:
    return {
        "goal": str(milestone.goal),
        "title": milestone.title,
        "note": milestone.path,
        "due": milestone.due,
        "status": str(milestone.status),
        "done": milestone.tally.done,
        "total": milestone.tally.total,
    }


def _section(section: SectionProgress, planned: dict[str, Planned]) -> dict[str, Any]:
    plan = planned.get(section.id)
    return {
        "id": section.id,
        "title": section.title,
        "note": section.path,
        "status": str(section.status),
        **tally_dict(section.tally),
        "start": plan.start if plan else "",
        "finish": plan.finish if plan else "",
        "expected": plan.expected if plan else "",
        "finished": plan.finished if plan else "",
        "sections": [_section(child, planned) for child in section.sections],
    }
