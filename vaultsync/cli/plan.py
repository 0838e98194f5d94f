"""`vaultsync plan`: when everything is due, and whether you are on time."""

from __future__ import annotations

from pathlib import Path

import click

from vaultsync.cli import options
from vaultsync.cli.printing import show


@click.command("plan")
@options.roadmaps
@click.option("--why", is_flag=True, help="Say how dates and figures come about.")
@click.option(
    "--ics", "calendar", metavar="FILE", type=click.Path(path_type=Path), help="Write the dates as a calendar file."
)
@options.dry_run
@options.yes
@options.as_json
@click.pass_obj
def command(
    vault: str | None,
    roadmaps: tuple[str, ...],
    why: bool,
    calendar: Path | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Show when everything is due, and where your pace leads.

    The durations of the roadmaps, and "start" and "hours_per_week" in vaultsync.toml, give every section its dates;
    your last four active weeks give the forecast. Reads the clock. Writes nothing but the file of --ics.
    """
    from vaultsync.usecases.plan import plan

    with options.surroundings(vault) as context:
        report = plan(context, roadmaps=roadmaps, calendar=calendar, dry_run=dry_run, yes=yes)
    show(report, as_json=as_json, why=why)
