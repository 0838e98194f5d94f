"""`vaultsync remove`: a roadmap leaves the vault."""

from __future__ import annotations

import click

from vaultsync.cli import options
from vaultsync.cli.completing import roadmap_names
from vaultsync.cli.printing import show


@click.command("remove")
@click.argument("name", shell_complete=roadmap_names)
@options.dry_run
@options.yes
@options.as_json
@click.pass_obj
def command(vault: str | None, name: str, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Take a roadmap out of the vault.

    Its notes go, but for those that hold your work: they move to the archive. The document itself stays where
    it is.
    """
    from vaultsync.usecases.roadmaps import remove

    with options.surroundings(vault) as context:
        report = remove(context, name, dry_run=dry_run, yes=yes)
    show(report, as_json=as_json, verb="Removed")
