"""`vaultsync pull`: roadmaps → vault."""

from __future__ import annotations

import click

from vaultsync.cli import options
from vaultsync.cli.printing import show


@click.command("pull")
@options.roadmaps
@click.option("--rename", is_flag=True, help="Rename notes after their present titles, with all links to them.")
@click.option("--again", is_flag=True, help="Bring in a version that was undone or replaced, too.")
@options.dry_run
@options.yes
@options.offline
@options.as_json
@click.pass_obj
def command(
    vault: str | None,
    roadmaps: tuple[str, ...],
    rename: bool,
    again: bool,
    dry_run: bool,
    yes: bool,
    offline: bool,
    as_json: bool,
) -> None:
    """Bring what is new in the roadmaps into the vault.

    Commits what you changed, merges what is new on the remote, if there is one, reads the roadmap documents anew,
    updates the notes and commits that too. What you wrote or ticked stays. Where there is nothing new, nothing is
    written.
    """
    from vaultsync.usecases.pull import pull

    with options.surroundings(vault) as context:
        report = pull(context, roadmaps=roadmaps, dry_run=dry_run, yes=yes, offline=offline, again=again, rename=rename)
    show(report, as_json=as_json)
