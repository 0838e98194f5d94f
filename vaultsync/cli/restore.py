"""`vaultsync restore`: deleted notes and task lines come back."""

from __future__ import annotations

import click

from vaultsync.cli import options
from vaultsync.cli.completing import deleted_names
from vaultsync.cli.printing import show


@click.command("restore")
@click.argument("notes", nargs=-1, metavar="[NOTE]...", shell_complete=deleted_names)
@click.option("--all", "everything", is_flag=True, help="Everything that you deleted.")
@options.dry_run
@options.yes_of_no_effect
@options.as_json
@click.pass_obj
def command(vault: str | None, notes: tuple[str, ...], everything: bool, dry_run: bool, as_json: bool) -> None:
    """Bring back notes and task lines that you deleted.

    NOTE is a path, a folder, a title, or a part of one that fits a single note; or words of a task whose line you
    deleted. It comes back as it was last committed, with what the roadmap has brought since then. A note that you
    emptied is a deleted one. Without NOTE, what can be restored is listed; as long as the roadmap has it, it counts.
    """
    from vaultsync.usecases.restore import restore

    if notes and everything:
        raise click.UsageError("--all brings back everything; give it or name notes, not both")
    with options.surroundings(vault) as context:
        report = restore(context, notes, everything=everything, dry_run=dry_run)
    show(report, as_json=as_json)
