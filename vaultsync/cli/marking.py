"""What `done`, `start`, `skip` and `reopen` have in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from vaultsync.cli import asking, faults, options
from vaultsync.cli.completing import note_names
from vaultsync.cli.printing import show
from vaultsync.models.marks import Mark

queries = click.argument("queries", metavar="QUERY...", nargs=-1, required=True, shell_complete=note_names)


def shared(body: Callable[..., Any]) -> Callable[..., Any]:
    """The arguments and options that all of them have."""
    for option in (options.as_json, options.yes, options.dry_run, options.roadmaps, queries):
        body = option(body)
    return click.pass_context(body)


def run(
    ctx: click.Context,
    to: Mark,
    words: tuple[str, ...],
    *,
    roadmaps: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    as_json: bool,
    day: date | None = None,
    already: bool = False,
) -> None:
    """Mark what the words mean, and tell; exit with 1 where they are not sure."""
    from vaultsync.usecases.mark import mark

    ask = asking.can_ask() and not as_json
    with options.surroundings(ctx.obj) as context:
        report = mark(
            context,
            words,
            to,
            roadmaps=roadmaps,
            day=day,
            already=already,
            dry_run=dry_run,
            yes=yes,
            choose=asking.choose if ask else None,
            confirm=asking.confirm if ask else None,
        )
    show(report, as_json=as_json)
    faults.tell_beside(report.unsure if as_json else ())
    ctx.exit(1 if report.unsure else 0)
