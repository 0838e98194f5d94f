"""How questions are told, and their answers."""

from __future__ import annotations

from vaultsync.cli.printing.page import Page, count
from vaultsync.cli.printing.parts import name_of, print_changes, print_commit, print_warnings
from vaultsync.domain.questions import asked
from vaultsync.models.agreement import Review
from vaultsync.models.reports import SettleReport


def print_settle(page: Page, report: SettleReport) -> None:
    """What was settled, and what waits."""
    if report.settled is not None:
        if report.study is not None and report.study.commit:
            print_commit(page, report.study.commit, report.study.subject, "Committed your work first:")
        words = "Would settle" if report.dry_run else "Settled"
        more = f" and {len(report.alike):,} more" if report.alike else ""
        page.wrapped(f"{name_of(report.settled.note)}{more}: {report.choice}", lead=f"{words}  ")
        if report.push is not None:
            print_changes(page, "Counted", report.push.changes)
            page.gap()
            print_commit(page, report.push.commit, report.push.subject)
            print_warnings(page, report.push.warnings)
        if report.review and not report.dry_run:
            page.gap()
            page.said(f"{count(len(report.review), 'question')} left (vaultsync settle)", dim=True)
        return
    if not report.review:
        page.said("Nothing waits to be settled.")
        return
    page.heading(f"For you to settle: {count(len(report.review), 'question')}")
    first_of: dict[object, int] = {}
    for number, question in enumerate(report.review, 1):
        first = first_of.setdefault(asked(question), number)
        if first == number:
            print_question(page, question, number)
        else:
            page.wrapped(f"{name_of(question.note)}: asks the same as {first}", lead=f"{number:>3}  ")
    page.gap()
    example = f"vaultsync settle 1 {report.review[0].choices[-1]}"
    page.said(f'Answer with "vaultsync settle NUMBER ANSWER", as in "{example}".')
    if len(first_of) < len(report.review):
        page.said("With --alike, all that ask the same are answered at once.")


def print_question(page: Page, question: Review, number: int) -> None:
    """One question with its number and its answers; the first of them holds until it is settled."""
    page.wrapped(f"{name_of(question.note)}: {question.why}", lead=f"{number:>3}  ")
    page.line(f"     {page.dim('answers: ' + ', '.join(map(str, question.choices)))}")
