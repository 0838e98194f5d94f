"""`vaultsync add`: one more roadmap."""

from __future__ import annotations

from datetime import date

import click

from vaultsync.cli import options
from vaultsync.cli.printing import show


@click.command("add")
@click.argument("file", type=click.Path())
@click.option(
    "--name", metavar="NAME", default="", help="Its short name; otherwise made from the name of the file or folder."
)
@click.option("--start", metavar="DATE", callback=options.day, help="The day you begin, such as 2026-11-21.")
@click.option(
    "--hours-per-week",
    metavar="H",
    type=click.FloatRange(0, 168, min_open=True),
    help="How many hours a week you mean to study.",
)
@options.tasks
@click.option(
    "--ticks",
    type=click.Choice(["mine", "ignore"]),
    help="Whether ticks in the document are yours. They are in files, not at URLs.",
)
@options.dry_run
@options.yes_of_no_effect
@options.as_json
@click.pass_obj
def command(
    vault: str | None,
    file: str,
    name: str,
    start: date | None,
    hours_per_week: float | None,
    tasks: str,
    ticks: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Add a roadmap to the vault.

    FILE is noted in the vault's settings and pulled at once. It stays where it is: a new version of it comes in
    with the next "vaultsync pull".
    """
    from pathlib import Path

    from vaultsync.usecases.roadmaps import add

    with options.surroundings(vault) as context:
        report = add(
            context,
            file if "://" in file else Path(file),
            name=name,
            start=start,
            hours_per_week=hours_per_week,
            tasks=tasks,
            ticks=ticks,
            dry_run=dry_run,
        )
    show(report, as_json=as_json, verb="Added")
