"""What several commands have in common: their options, and the surroundings they hand to a use case."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from vaultsync.cli.completing import roadmap_names
from vaultsync.errors import VaultError

if TYPE_CHECKING:
    from vaultsync.usecases.opened.context import Context

Body = TypeVar("Body", bound=Callable[..., Any])

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on standard output.")
dry_run = click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
_YES_HELP = "Go ahead where vaultsync would stop to be sure."
yes = click.option("--yes", is_flag=True, help=_YES_HELP)
# For commands that never ask: accepted so that scripts can pass it everywhere.
yes_of_no_effect = click.option("--yes", is_flag=True, expose_value=False, help=_YES_HELP)
offline = click.option("--offline", is_flag=True, help="Leave the remote alone.")
roadmaps = click.option(
    "--roadmap",
    "roadmaps",
    metavar="NAME",
    multiple=True,
    help="Only this roadmap. May be given several times.",
    shell_complete=roadmap_names,
)
tasks = click.option(
    "--tasks",
    type=click.Choice(["auto", "checkboxes", "bullets"]),
    default="auto",
    help="What counts as a task: only checkboxes, every bullet of study, or what the document suggests (auto).",
)


def day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """Read the value of an option as a day, or say what it should look like."""
    try:
        return date.fromisoformat(value) if value is not None else None
    except ValueError as error:
        raise click.BadParameter(f'"{value}" is not a day such as 2026-11-21', ctx, param) from error


def _minutes(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """Read the value of an option as a time of study in minutes, or say what it should look like."""
    from vaultsync.markdown.journal.clocktimes import DAY_MINUTES
    from vaultsync.markdown.journal.studytime import read_minutes

    if value is None:
        return None
    digits = value.strip()
    minutes = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else read_minutes(value)
    if minutes is None or not 0 < minutes <= DAY_MINUTES:
        raise click.BadParameter(f'"{value}" is no time such as 45m, 1h30m or 2h', ctx, param)
    return minutes


study_time = click.option(
    "--time", "minutes", metavar="TIME", callback=_minutes, help="How long you studied: 45m, 1h30m, 2h."
)
time_at_hand = click.option(
    "--time", "minutes", metavar="TIME", callback=_minutes, help="The time you have, for all together: 45m, 1h30m, 2h."
)


@contextmanager
def surroundings(vault: str | None) -> Iterator[Context]:
    """What a use case needs to know of where and when it was called; `vault` is what stood after `-C`.

    Long work is told on the terminal meanwhile.
    """
    from vaultsync.cli.waiting import ProgressBar
    from vaultsync.usecases.opened.context import Context

    try:
        start = Path.cwd()
    except OSError as error:
        raise VaultError("the current folder is gone", next_step="Go to a folder that exists") from error
    waiting = ProgressBar()
    try:
        yield Context(
            start=start,
            vault=Path(vault) if vault is not None else None,
            env=os.environ,
            now=lambda: datetime.now().astimezone(),
            progress=waiting if waiting.seen else None,
            asks=sys.stdin is not None and sys.stdin.isatty(),
        )
    finally:
        waiting.close()
