"""`vaultsync status`: where everything stands."""

from __future__ import annotations

import click

from vaultsync.cli import options
from vaultsync.cli.printing import show


@click.command("status")
@options.roadmaps
@options.as_json
@click.pass_obj
def command(vault: str | None, roadmaps: tuple[str, ...], as_json: bool) -> None:
    """Show where you stand.

    Figures of each roadmap as they would be after a push, what you changed since the last one, what comes next,
    and the state of the repository. Writes nothing.
    """
    from vaultsync.usecases.status import status

    with options.surroundings(vault) as context:
        report = status(context, roadmaps=roadmaps)
    show(report, as_json=as_json)
