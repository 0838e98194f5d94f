"""`vaultsync skip`: mark as skipped."""

from __future__ import annotations

from typing import Any

import click

from vaultsync.cli import marking
from vaultsync.models.marks import Mark


@click.command("skip")
@marking.shared
def command(ctx: click.Context, queries: tuple[str, ...], **given: Any) -> None:
    """Mark notes or tasks as skipped.

    Each QUERY is some words of one: where they could mean several, you are asked on a terminal, elsewhere nothing is
    done and they are listed. What is skipped leaves the count; "vaultsync reopen" brings it back.
    """
    marking.run(ctx, Mark.SKIPPED, queries, **given)
