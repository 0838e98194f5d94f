"""`vaultsync push`: vault → summary and commit."""

from __future__ import annotations

import click

from vaultsync.cli import options
from vaultsync.cli.printing import show


@click.command("push")
@options.dry_run
@options.yes_of_no_effect
@options.as_json
@click.pass_obj
def command(vault: str | None, dry_run: bool, as_json: bool) -> None:
    """Sum up what you ticked, and commit it.

    Makes all places of a tick agree, counts, writes PROGRESS.md and progress.json, and commits everything that
    changed in the vault.
    """
    from vaultsync.usecases.push import push

    with options.surroundings(vault) as context:
        report = push(context, dry_run=dry_run)
    show(report, as_json=as_json)
