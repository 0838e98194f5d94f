"""Reports as JSON values."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from vaultsync.cli.faults import as_values, told_unsure
from vaultsync.models.structs import names

if TYPE_CHECKING:
    from vaultsync.models.agreement import Change
    from vaultsync.models.reports import PlanReport, StatusReport
    from vaultsync.models.schedule import Outlook


def report_to_json(report: Any) -> Any:
    """A report as JSON: its fields by name. That of `status` has the form its documentation promises."""
    from vaultsync.models.reports import PlanReport, StatusReport

    if isinstance(report, PlanReport):
        return _plan(report)
    if isinstance(report, StatusReport):
        return _status(report)
    values = jsonable(report)
    if (failure := told_unsure(getattr(report, "unsure", ()))) is not None:
        values["error"] = as_values(failure)
    return values


def jsonable(value: Any) -> Any:
    """Values as objects, enums by their value; `from_` is `from`."""
    if isinstance(value, Enum):
        return value.value
    if fields := names(value):
        return {name.rstrip("_"): jsonable(getattr(value, name)) for name in fields}
    if isinstance(value, dict):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [jsonable(item) for item in value]
    return value


def _status(report: StatusReport) -> dict[str, Any]:
    figures = jsonable(report.figures)
    return {
        "roadmaps": figures.get("roadmaps", []),
        "done": figures.get("done", 0),
        "total": figures.get("total", 0),
        "percent": figures.get("percent", 0),
        "coverage": figures.get("coverage", 0),
        "changed": [_changed(change) for change in report.changed],
        "warnings": report.warnings,
        "git": jsonable(report.git),
        "review": jsonable(report.review),
        "plan": {name: _standing(outlook) for name, outlook in report.outlooks.items()},
        "deleted": jsonable(report.deleted),
    }


def _standing(outlook: Outlook) -> dict[str, Any]:
    """A roadmap's dates, and days ahead (negative: behind); null where there is no plan or pace."""
    schedule, standing, forecast = outlook.schedule, outlook.standing, outlook.forecast
    return {
        "start": schedule.start if schedule else None,
        "finish": schedule.finish if schedule else None,
        "days_ahead": standing.lead if standing else None,
        "forecast": forecast.likely if forecast else None,
    }


def _plan(report: PlanReport) -> dict[str, Any]:
    values: dict[str, Any] = jsonable(report)
    for roadmap in values["roadmaps"]:
        if roadmap["outlook"]["schedule"] is not None:
            for how in ("stretches", "ticks"):  # what the days are reckoned from, not what comes of it
                del roadmap["outlook"]["schedule"][how]
    return values


def _changed(change: Change) -> dict[str, str]:
    return {"note": change.note, "item": change.item, "from": change.from_.value, "to": change.to.value}
