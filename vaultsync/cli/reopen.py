"""`vaultsync reopen`: mark as open again."""

from __future__ import annotations

from typing import Any

import click

from vaultsync.cli import marking
from vaultsync.models.marks import Mark


@click.command("reopen")
@marking.shared
def command(ctx: click.Context, queries: tuple[str, ...], **given: Any) -> None:
    """Mark notes or tasks as open again.

    Each QUERY is some words of one: where they could mean several, you are asked on a terminal, elsewhere nothing is
    done and they are listed. A note opens those of its tasks that were marked with it; what you ticked one by one
    stays.
    """
    marking.run(ctx, Mark.TODO, queries, **given)
