"""`vaultsync undo`: the last pull or push is taken back."""

from __future__ import annotations

import click

from vaultsync.cli import options
from vaultsync.cli.printing import show


@click.command("undo")
@click.argument("what", type=click.Choice(["pull", "push"]), required=False)
@click.option("--redo", is_flag=True, help="Take back the last undo instead.")
@options.dry_run
@options.yes_of_no_effect
@options.as_json
@click.pass_obj
def command(vault: str | None, what: str | None, redo: bool, dry_run: bool, as_json: bool) -> None:
    """Take back the last pull or push.

    A new commit takes back what the last one of the two did, or the last pull, or the last push; called again, it goes
    one further back. The history keeps everything.

    Of a pull all is taken back, and that version of the roadmap is not brought in again until there is a newer one, or
    "vaultsync pull --again" is called. Of a push the marks are taken back; the words that you wrote stay. An answer
    given to "vaultsync settle" counts as a push, and is taken back as a whole.

    What you did since stays. Where that cannot be, nothing is done, and you are told what stands in the way.
    """
    if redo and what:
        raise click.UsageError("--redo takes back the last undo, whatever that was of")
    from vaultsync.usecases.undo import undo

    with options.surroundings(vault) as context:
        report = undo(context, what or "", redo=redo, dry_run=dry_run)
    show(report, as_json=as_json)
