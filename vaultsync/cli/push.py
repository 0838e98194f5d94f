"""`vaultsync push`: vault → summary and commit."""

from __future__ import annotations

import click

from vaultsync.cli import options
from vaultsync.cli.printing import show


@click.command("push")
@options.dry_run
@options.yes
@options.offline
@options.as_json
@click.pass_obj
def command(vault: str | None, dry_run: bool, yes: bool, offline: bool, as_json: bool) -> None:
    """Sum up what you ticked, commit it, and push.

    Makes all places of a tick agree, counts, writes PROGRESS.md and progress.json, and commits everything that
    changed in the vault. Where there is a remote, it is pushed there, merging first what is new on it.
    """
    from vaultsync.usecases.push import push

    with options.surroundings(vault) as context:
        report = push(context, dry_run=dry_run, yes=yes, offline=offline)
    show(report, as_json=as_json)
