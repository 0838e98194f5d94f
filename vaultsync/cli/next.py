"""`vaultsync next`: what to study now."""

from __future__ import annotations

import click

from vaultsync.cli import options
from vaultsync.cli.printing import show


@click.command("next")
@click.option("-n", "number", metavar="N", type=click.IntRange(1), default=5, help="At most so many; 5 otherwise.")
@options.time_at_hand
@options.roadmaps
@options.as_json
@click.pass_obj
def command(vault: str | None, number: int, minutes: int | None, roadmaps: tuple[str, ...], as_json: bool) -> None:
    """Show what to study now.

    What you have begun comes first; then the roadmaps take turns, the one whose next task is due earliest in front,
    each in its own order. With --time, the list is what fits into it together: what is known to take longer than
    what is left of it is left out. A task says so itself, or has its share of the hours of its note. Habits are never
    proposed.
    """
    from vaultsync.usecases.next import propose

    with options.surroundings(vault) as context:
        report = propose(context, number=number, minutes=minutes, roadmaps=roadmaps)
    show(report, as_json=as_json)
