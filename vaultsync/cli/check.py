"""`vaultsync check`: what is not in order."""

from __future__ import annotations

import click

from vaultsync.cli import options
from vaultsync.cli.printing import show


@click.command("check")
@click.option("--fix", is_flag=True, help="Mend what can be mended without losing a word, and commit it.")
@options.dry_run
@options.yes_of_no_effect
@options.as_json
@click.pass_obj
def command(vault: str | None, fix: bool, dry_run: bool, as_json: bool) -> int:
    """Find what is not in order in the vault.

    Conflict copies of sync tools, conflict markers, doubled ids, notes that cannot be read, marks that are none, links
    that lead nowhere, notes that were moved or deleted, dates in the future, lost state, missing documents, files in
    git that should be ignored: each with its file, its line and what to do. The exit code is 1 where something is
    found.
    """
    from vaultsync.usecases.check import check

    with options.surroundings(vault) as context:
        report = check(context, fix=fix, dry_run=dry_run)
    show(report, as_json=as_json)
    return 1 if report.findings else 0
