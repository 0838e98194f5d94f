"""`vaultsync outline`: what is understood of a roadmap document."""

from __future__ import annotations

import click

from vaultsync.cli import options
from vaultsync.cli.printing import show_outline


@click.command("outline")
@click.argument("file", type=click.Path())
@click.option("--brief", is_flag=True, help="Leave out the items: sections and figures only.")
@options.tasks
@options.as_json
def command(file: str, brief: bool, tasks: str, as_json: bool) -> None:
    """Show what is understood of a roadmap document.

    Prints its sections and items as a tree, with what counts as a task, then what stands in no note and why.
    Look at it before you trust a vault to it. Nothing is written.
    """
    from pathlib import Path

    from vaultsync.usecases.outline import read_outline

    outline = read_outline(file if "://" in file else Path(file), tasks_from=tasks)
    show_outline(outline, brief=brief, as_json=as_json)
