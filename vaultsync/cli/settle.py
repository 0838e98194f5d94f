"""`vaultsync settle`: what only the learner can decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vaultsync.cli import options
from vaultsync.cli.completing import answers
from vaultsync.cli.printing import show

if TYPE_CHECKING:
    from vaultsync.models.reports import SettleReport
    from vaultsync.usecases.opened.context import Context


@click.command("settle")
@click.argument("query", default="")
@click.argument("choice", default="", shell_complete=answers)
@click.option("--alike", is_flag=True, help="Answer all questions that ask the same in the same words.")
@options.dry_run
@options.yes_of_no_effect
@options.as_json
@click.pass_obj
def command(vault: str | None, query: str, choice: str, alike: bool, dry_run: bool, as_json: bool) -> None:
    """Settle what only you can decide.

    Marks that said different things in different places, tasks that may be old ones in other words, lines of yours
    that may be tasks which lost their ids, words that both you and the roadmap changed. Without QUERY they are listed
    with their numbers and answers, and asked on a terminal; QUERY is a number or a part of a question, CHOICE the
    answer. What you change in a note yourself settles a question as well.

    A rewording that a roadmap has in many places is asked about in each of them: --alike answers all at once.
    """
    from vaultsync.cli.asking import can_ask
    from vaultsync.usecases.settling import settle_review

    with options.surroundings(vault) as context:
        report = settle_review(context, query, choice, alike=alike, dry_run=dry_run)
        if not query and not as_json and not dry_run and report.review and can_ask():
            _ask(context, report)
            return
    show(report, as_json=as_json)


def _ask(context: Context, report: SettleReport) -> None:
    """Ask one question after the other; what is not answered waits on."""
    from vaultsync.cli import asking, terminal
    from vaultsync.cli.printing.page import Page
    from vaultsync.cli.printing.settle import print_question
    from vaultsync.domain.questions import asked
    from vaultsync.usecases.settling import settle_review

    number = 1
    while number <= len(report.review):
        question = report.review[number - 1]
        page = Page(terminal.columns())
        print_question(page, question, number)
        terminal.write_error(page.text())
        answer = asking.answer("Your answer", [*question.choices, "later"], "later")
        if answer == "later":
            number += 1
        else:
            same = [n for n, other in enumerate(report.review, 1) if asked(other) == asked(question)]
            alike = len(same) > 1 and asking.confirm(f"And so to all {len(same):,} that ask the same?")
            report = settle_review(context, str(number), answer, alike=alike)
            number -= sum(n < number for n in same) if alike else 0
            show(report, as_json=False)
