"""`vaultsync log`: the learning journal."""

from __future__ import annotations

from datetime import date

import click

from vaultsync.cli import options
from vaultsync.cli.printing import show_import, show_log


@click.command("log")
@click.option("--by", type=click.Choice(["day", "roadmap"]), default="day", help="How it is arranged.")
@click.option("--since", metavar="DATE", callback=options.day, help="From this day on, such as 2026-11-21.")
@click.option("--until", metavar="DATE", callback=options.day, help="Up to this day.")
@click.option("--grep", metavar="WORDS", default="", help="Only what has these words in it.")
@options.roadmaps
@click.option(
    "-n",
    "limit",
    metavar="DAYS",
    type=click.IntRange(min=0),
    help="At most so many days of study; 0 for all. 10 where neither this nor --since is given.",
)
@click.option("--markdown", is_flag=True, help="Print it as Markdown.")
@click.option(
    "--import",
    "imported",
    metavar="[FILE]",
    is_flag=False,
    flag_value="",
    help="Give ticks without a date the day on which the document that they came with first had them, by its git "
    "history. FILE is another checklist, in any git repository; its ticks come along.",
)
@options.dry_run
@options.yes_of_no_effect
@options.as_json
@click.pass_obj
def command(
    vault: str | None,
    by: str,
    since: date | None,
    until: date | None,
    grep: str,
    roadmaps: tuple[str, ...],
    limit: int | None,
    markdown: bool,
    imported: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Read your learning journal from git.

    What you finished and wrote, day by day, as the commits of the vault tell it: those of vaultsync and those of
    other tools. Writes nothing, unless --import says so: that dates ticks from the history of a checklist that was
    kept in git before.
    """
    from pathlib import Path

    from vaultsync.usecases.log import log

    if markdown and as_json:
        raise click.UsageError("--markdown and --json exclude each other")
    if since is not None and until is not None and until < since:
        raise click.UsageError(f"--until {until} is before --since {since}, so that no day is left")
    if imported is not None:
        from vaultsync.usecases.importing import date_ticks

        with options.surroundings(vault) as context:
            dated = date_ticks(context, Path(imported) if imported else None, roadmaps=roadmaps, dry_run=dry_run)
        show_import(dated, as_json=as_json)
        return
    with options.surroundings(vault) as context:
        report = log(context, by=by, since=since, until=until, grep=grep, roadmaps=roadmaps, limit=limit)
    show_log(report, as_json=as_json, markdown=markdown, asked=_asked(roadmaps, grep, since, limit))


def _asked(roadmaps: tuple[str, ...], grep: str, since: date | None, limit: int | None) -> str:
    """The options that chose from the journal, to read on with."""
    from vaultsync.cli.printing.parts import quoted

    told = [*(f" --roadmap {quoted(name)}" for name in roadmaps), f" --grep {quoted(grep)}" if grep else ""]
    return "".join([*told, f" --since {since}" if since else "", f" -n {limit}" if limit else ""])
