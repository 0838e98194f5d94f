"""What several reports show: ticks, figures, warnings, and what only the learner can settle."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence

from vaultsync.cli.cells import columns_of, printable
from vaultsync.cli.printing.page import Page, count, percent
from vaultsync.domain.commits.counting import count_changes
from vaultsync.domain.questions import asked
from vaultsync.models.agreement import Change, ChangeKind, Review
from vaultsync.models.marks import CHAR_OF_MARK, Mark
from vaultsync.models.reports import LINKS_FOLLOW, PushReport, SyncReport
from vaultsync.models.structs import Frozen

BAR = 20
MOST_CHANGES = 20
MOST_WARNINGS = 15
NO_ROADMAP = (
    "No roadmap was pulled into this vault yet. Those of the settings: vaultsync pull. Another one: vaultsync add FILE"
)

_WORDS = {Mark.DONE: "done", Mark.DOING: "begun", Mark.SKIPPED: "skipped", Mark.TODO: "open again"}
_COLOURS = {Mark.DONE: "green", Mark.DOING: "yellow", Mark.SKIPPED: "yellow", Mark.TODO: "yellow"}


class Figure(Frozen):
    """One line of figures."""

    title: str
    done: int
    total: int
    percent: float
    note: str = ""


def print_figures(page: Page, figures: Sequence[Figure], *, lead: str = "") -> None:
    """Titles, bars, done of total, and percent, in columns."""
    if not figures:
        return
    ratios = [f"{figure.done:,}/{figure.total:,}" for figure in figures]
    widest = max(map(len, ratios))
    size = BAR if page.width >= 70 else BAR // 2
    room = max(page.width - len(lead) - size - widest - len("99.9%") - 2 * 3, 8)
    shown = _told_apart(page, [figure.title for figure in figures], room)
    titles = max(map(columns_of, shown))
    for figure, ratio, title in zip(figures, ratios, shown, strict=True):
        page.line(
            f"{lead}{page.padded(title, titles)}  {page.bar(figure.done, figure.total, size)}"
            f"  {ratio:>{widest}}  {percent(figure.percent):>5}"
        )
        if figure.note:
            page.wrapped(figure.note, lead=f"{lead}  ", dim=True)


def _told_apart(page: Page, titles: Sequence[str], room: int) -> list[str]:
    """Titles that fit into so many columns; those that would be cut to the same words are cut in the middle."""
    shown = [page.cut(title, room) for title in titles]
    return [
        _cut_within(page, title, room) if shown.count(cut) > 1 and titles.count(title) == 1 else cut
        for title, cut in zip(titles, shown, strict=True)
    ]


def _cut_within(page: Page, title: str, room: int) -> str:
    tail = ""
    for char in reversed(printable(title)):
        if columns_of(char + tail) > room // 2:
            break
        tail = char + tail
    return page.cut(title, room - columns_of(tail)) + tail


def print_sync(page: Page, sync: SyncReport | None, most: int = 8) -> None:
    """What came from the remote and went there; why it was not reached."""
    if sync is None:
        return
    if sync.received:
        how = "merged with what you did here" if sync.merged else ""
        page.heading(f"From {sync.remote}: {count(len(sync.received), 'note')}", how)
        page.listed(((name_of(path), place_of(path)) for path in sync.received), most)
    if sync.commit:
        page.gap()
        print_commit(page, sync.commit, sync.subject, "Merged:")
    if sync.pushed:
        page.gap()
        page.said(f"Pushed to {sync.remote}.")
    if sync.trouble:
        page.gap()
        page.said(f"Not in step with {sync.remote}: {sync.trouble}")


def own_changes(changes: Sequence[Change]) -> list[Change]:
    """What the learner marked: without the tasks below a parent that was marked as a whole."""
    wholes = {(change.roadmap, change.item) for change in changes if change.kind is ChangeKind.WHOLE}
    return [change for change in changes if (change.roadmap, change.by) not in wholes]


def tally(changes: Sequence[Change]) -> str:
    """`3 done, 1 open again`, in tasks: what a commit of these changes counts."""
    return count_changes(changes).told(_WORDS)


def print_changes(page: Page, heading: str, changes: Sequence[Change]) -> None:
    """What was ticked, note by note."""
    own = own_changes(changes)
    if not own:
        return
    page.heading(f"{heading}: {tally(changes)}")
    unit = ""
    for change in own[: MOST_CHANGES if len(own) > MOST_CHANGES + 1 else len(own)]:
        if "#^" not in change.item:
            unit = ""  # a whole note: what comes below it is not a part of it
        elif change.unit != unit:
            unit = change.unit
            page.entry(unit)
        _print_change(page, change)
    if len(own) > MOST_CHANGES + 1:
        page.line("  " + page.dim(f"… and {len(own) - MOST_CHANGES:,} more"))


def _print_change(page: Page, change: Change) -> None:
    box = page.styled(f"[{CHAR_OF_MARK[change.to]}]", _COLOURS[change.to])
    note = ""
    if change.kind is ChangeKind.WHOLE:
        note = count(change.tasks, "task") if change.tasks == change.of else f"{change.tasks:,} of {change.of:,} tasks"
    lead = "    " if "#^" in change.item else "  "
    text = page.cut(change.text, page.width - len(lead) - 4 - len(note) - 2)
    page.line(f"{lead}{box} {text}{'  ' + page.dim(note) if note else ''}")


def print_commit(page: Page, report_commit: str, subject: str, words: str = "Committed") -> None:
    """The new commit."""
    if report_commit:
        room = page.width - len(words) - len(report_commit) - 3
        page.line(f"{words} {page.styled(report_commit, 'yellow')}  {page.cut(subject, room)}")


def print_planned_commit(page: Page, subject: str, words: str) -> None:
    """The commit that a dry run would have made."""
    if subject:
        page.line(f"{words}  {page.cut(subject, page.width - len(words) - 2)}")


def print_warnings(page: Page, warnings: Sequence[str]) -> None:
    """What a person should look at."""
    if not warnings:
        return
    page.heading(count(len(warnings), "warning"))
    shown = warnings if len(warnings) <= MOST_WARNINGS + 1 else warnings[:MOST_WARNINGS]
    for warning in shown:
        page.wrapped(warning, lead="  ! ", style="yellow")
    if len(warnings) > len(shown):
        page.line("  " + page.dim(f"… and {len(warnings) - len(shown):,} more (--json shows all)"))


def print_healed(
    page: Page, healed: Sequence[str], *, dry_run: bool = False, why: str = "what another tool had left there"
) -> None:
    """What other tools had left in the vault, and was mended (or would be); and which links followed moved notes."""
    links = [sentence for sentence in healed if sentence.endswith(LINKS_FOLLOW)]
    told = [sentence for sentence in healed if sentence not in links]
    _print_mended(page, "To be mended" if dry_run else "Mended", told, why)
    _print_mended(page, "Links to follow" if dry_run else "Links followed", links, "notes that were moved or renamed")


def _print_mended(page: Page, done: str, healed: Sequence[str], why: str) -> None:
    if not healed:
        return
    page.heading(f"{done}: {count(len(healed), 'file')}", why)
    shown = healed if len(healed) <= MOST_WARNINGS + 1 else healed[:MOST_WARNINGS]
    for sentence in shown:
        page.wrapped(sentence, lead="  + ", style="green")
    if len(healed) > len(shown):
        page.line("  " + page.dim(f"… and {len(healed) - len(shown):,} more (--json shows all)"))


def print_review(page: Page, review: Sequence[Review]) -> None:
    """What only the learner can settle."""
    if not review:
        return
    page.heading(f"For you to settle: {count(len(review), 'item')}", "vaultsync settle")
    alike: dict[tuple[str, tuple[str, ...]], list[Review]] = {}
    for question in review:
        alike.setdefault(asked(question), []).append(question)
    groups = list(alike.values())
    shown = groups if len(groups) <= MOST_WARNINGS + 1 else groups[:MOST_WARNINGS]
    for first, *others in shown:
        more = f" and {len(others):,} more" if others else ""
        why = first.why if all(other.why == first.why for other in others) else asked(first)[0]
        page.wrapped(f"{name_of(first.note)}{more}: {why}", lead="  ? ", style="yellow")
    if len(groups) > len(shown):
        left = sum(map(len, groups[len(shown) :]))
        page.line("  " + page.dim(f"… and {left:,} more (--json shows all)"))


def study_line(report: PushReport) -> str:
    """What of the learner's a pull committed first, in a few words."""
    return tally(report.changes)


def name_of(path: str) -> str:
    """A note's name without folders and ending."""
    return path.rsplit("/", 1)[-1].removesuffix(".md")


def place_of(path: str) -> str:
    """The folder of a note; that of a folder note is the one above its own."""
    folders = path.split("/")[:-1]
    if folders and folders[-1] == name_of(path):
        folders.pop()
    return "/".join(folders)


def quoted(path: str) -> str:
    """A path as it is typed in a command."""
    if os.name == "nt":
        return f'"{path}"' if " " in path else path
    return shlex.quote(path)
