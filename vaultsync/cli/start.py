"""`vaultsync start`: mark as begun."""

from __future__ import annotations

from typing import Any

import click

from vaultsync.cli import marking
from vaultsync.models.marks import Mark


@click.command("start")
@marking.shared
def command(ctx: click.Context, queries: tuple[str, ...], **given: Any) -> None:
    """Mark notes or tasks as begun.

    Each QUERY is some words of one: where they could mean several, you are asked on a terminal, elsewhere nothing is
    done and they are listed. What is begun comes first in "vaultsync next".
    """
    marking.run(ctx, Mark.DOING, queries, **given)
