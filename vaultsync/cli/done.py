"""`vaultsync done`: tick."""

from __future__ import annotations

from typing import Any

import click

from vaultsync.cli import marking, options
from vaultsync.models.marks import Mark


@click.command("done")
@marking.shared
@click.option("--date", "day", metavar="DATE", callback=options.day, help="The day it was done, if not today.")
@click.option("--already", is_flag=True, help="You knew it before: done, without a date, never part of your pace.")
def command(ctx: click.Context, queries: tuple[str, ...], **given: Any) -> None:
    """Tick notes or tasks.

    Each QUERY is some words of one ("eigenvalues", "loops bowline", "1.1.2"): where they could mean several, you are
    asked on a terminal, elsewhere nothing is done and they are listed. A note ticks all that is open in it. All places
    agree at once; the next push commits it, as what you tick by hand.
    """
    marking.run(ctx, Mark.DONE, queries, **given)
