"""How a watch is told: its events in a line or as JSON, and what one pass did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vaultsync.cli.printing.page import Page, count
from vaultsync.cli.printing.parts import name_of, print_warnings, tally
from vaultsync.cli.printing.values import jsonable
from vaultsync.models.reports import PullReport, PushReport
from vaultsync.models.watching import WatchEvent, WatchReport

if TYPE_CHECKING:
    from vaultsync.cli.faults import Failure

# Events that a person should find on the terminal later, too.
BY_ITSELF = frozenset({"trouble", "waiting", "over", "gone"})


def line_of(event: WatchEvent, failure: Failure | None = None) -> str:
    """What an event says, in a line; nothing where there is nothing to say. `failure` is its error in words."""
    if failure is not None:
        return f"{_AHEAD[event.kind]}{failure.line()}" if event.kind in _AHEAD else failure.line()
    match event.kind:
        case "watching":
            return f"Watching {event.text}"
        case "gone":
            return f"The vault is gone: {event.text}. Waiting until it is back"
        case "over":
            return _OVER.get(event.text, f"That is settled: {event.text}")
        case "stopped":
            return "Stopped"
        case "stirred" | "calm":
            return ""
    return "; ".join([*news(event.report), *warnings_of(event)])


_AHEAD = {"waiting": "Waiting: ", "trouble": ""}
_OVER = {
    "look": "All is well again",
    "commit": "Committing works again",
    "exchange": "The remote works again",
    "remote": "In step with the remote again",
    "polling": "The system tells of changes again",
    "gone": "The vault is back",
}


def warnings_of(event: WatchEvent) -> list[str]:
    """What a pass warns of, each in a line."""
    return [f"! {warning}" for warning in event.report.warnings] if event.report is not None else []


def news(report: PushReport | PullReport | None) -> list[str]:
    """What a pass did; empty if there was nothing to do."""
    if report is None:
        return []
    parts = []
    if isinstance(report, PullReport):
        if report.changed:
            parts.append(f"Pulled: {_brought(report)}")
    else:
        if report.changes:
            parts.append(tally(report.changes))
        if report.commit:
            parts.append(f"Committed {report.commit}: {report.subject}")
        elif report.written and not report.changes:
            parts.append("Summed up")
        parts += [f"Mended {name_of(healed.partition(':')[0])}" for healed in report.healed]
    if report.sync is not None:
        if report.sync.received:
            parts.append(f"{count(len(report.sync.received), 'note')} from {report.sync.remote}")
        if report.sync.pushed:
            parts.append(f"Pushed to {report.sync.remote}")
    if report.review:
        parts.append(f"{count(len(report.review), 'question')} for you: vaultsync settle")
    return parts


def standing(event: WatchEvent) -> str:
    """How things stand after an event, for the status line of a terminal; empty if that has not changed."""
    if event.kind in _STANDING:
        return _STANDING[event.kind].format(event.text)
    report = event.report
    if report is None:
        return ""
    told, state = next(iter(news(report)), ""), ""
    if isinstance(report, PushReport):
        if report.commit and not report.changes:
            return f"{event.at[11:16]} · {told}"  # its subject has the figures
        if report.changes:
            told = tally(report.changes)
        state = "committed" if report.commit else _WAITS if report.uncommitted else ""
    return " · ".join(part for part in (event.at[11:16], told or _IDLE, _figures(report), state) if part)


def since(last: str, event: WatchEvent) -> str:
    """The `last` news, and that a pass since then had nothing to count."""
    waits = isinstance(event.report, PushReport) and event.report.uncommitted
    if waits and last.endswith(_WAITS):
        return last
    return f"{last} · {event.at[11:16]} {_WAITS if waits else _IDLE}"


_WAITS = "to be committed"
_IDLE = "nothing new"
_STANDING = {
    "watching": "Watching {}",
    "stirred": "Something changed; waiting until it is quiet…",
    "trouble": "Watching; what failed is tried again…",
    "waiting": "Watching; waiting for another program…",
    "over": "Watching",
    "gone": "Waiting until the vault is back…",
}


def _figures(report: PushReport | PullReport) -> str:
    """Done and total: of the roadmap in which something was marked, else of all."""
    marked = {change.roadmap for change in report.changes} if isinstance(report, PushReport) else set()
    one = [found for found in report.roadmaps if {found.name} == marked]
    done, total = (sum(getattr(found, key) for found in one or report.roadmaps) for key in ("done", "total"))
    title = f"{one[0].title or one[0].name} " if one else ""
    return f"{title}{done:,}/{total:,}" if report.roadmaps else ""


def event_to_json(event: WatchEvent) -> dict[str, Any]:
    """An event as a JSON object: `event` and `at`, and of `report`, `error` and `text` what there is."""
    values: dict[str, Any] = {"event": event.kind, "at": event.at}
    if event.text:
        values["text"] = event.text
    if event.report is not None:
        values["report"] = jsonable(event.report)
    if event.error is not None:
        from vaultsync.cli.faults import failure_of

        failure = failure_of(event.error)
        values["error"] = {
            "what": failure.what,
            "where": failure.where,
            "next_step": failure.next_step,
            "exit_code": failure.exit_code,
        }
    return values


def print_watch(page: Page, report: WatchReport) -> None:
    """What one pass did."""
    from vaultsync.cli.printing.pull import print_pull
    from vaultsync.cli.printing.push import print_push

    pushes = [pushed for pushed in report.push if pushed.sync or pushed.warnings or not pushed.is_idle]
    for pushed in pushes or ([] if report.pull else report.push):
        if pushed.uncommitted:
            page.said(line_of(WatchEvent("pass", "", pushed)) or "Nothing new")
            page.said("Left for you to commit, as the settings say.")
        else:
            print_push(page, pushed)
        page.gap()
    for pulled in report.pull:
        print_pull(page, pulled)
        page.gap()
    print_warnings(page, report.warnings)


def _brought(report: PullReport) -> str:
    """What a pull did to tasks, else to notes: there is one line for it."""
    came, left = (sum(task.deed == deed for task in report.tasks) for deed in ("came", "left"))
    notes = [(report.count("create"), "new"), (report.count("update", "merge"), "changed")]
    notes += [(report.count("archive"), "to the archive"), (report.count("delete"), "gone")]
    if came or left:
        tasks = ", ".join(
            f"{count(number, 'task')} {word}" for number, word in ((came, "came"), (left, "left")) if number
        )
        return f"{tasks}, in {count(sum(number for number, _ in notes), 'note')}"
    return ", ".join(f"{number} {word}" for number, word in notes if number) or "nothing to change in the notes"
