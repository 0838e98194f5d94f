"""`vaultsync review`: look back on a week, a month or a quarter."""

from __future__ import annotations

from datetime import date

import click

from vaultsync.cli import options
from vaultsync.cli.printing import show_review


@click.command("review")
@click.argument("span", metavar="week|month|quarter", type=click.Choice(["week", "month", "quarter"]))
@click.option("--date", "day", metavar="DATE", callback=options.day, help="A day within it; today otherwise.")
@options.dry_run
@options.yes_of_no_effect
@options.as_json
@click.pass_obj
def command(vault: str | None, span: str, day: date | None, dry_run: bool, as_json: bool) -> None:
    """Look back on a week, a month or a quarter.

    Makes a note in Reviews, filled with what you finished, your time and pace, and the questions that the roadmaps
    ask, for you to write in. Called again, it brings the figures up to date, unless you have written in it: then it is
    yours, and stays as it is.
    """
    from vaultsync.usecases.review import review

    with options.surroundings(vault) as context:
        report = review(context, span, day=day, dry_run=dry_run)
    show_review(report, as_json=as_json)
