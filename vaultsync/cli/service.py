"""`vaultsync service`: a watch that the system starts and ends."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vaultsync.cli import options
from vaultsync.cli.printing import show_service


@click.command("service")
@click.argument("deed", metavar="install|remove|status", type=click.Choice(["install", "remove", "status"]))
@click.option("--remote", is_flag=True, help="The watch pulls from the remote and pushes to it, too.")
@options.dry_run
@options.yes_of_no_effect
@options.as_json
@click.pass_obj
def command(vault: str | None, deed: str, remote: bool, dry_run: bool, as_json: bool) -> None:
    """Let the system keep a watch running.

    "install" writes a systemd user unit (Linux) or a launchd property list (macOS) for this vault and starts it, now
    and whenever you log in; "remove" stops it and takes it away; "status" tells how it is. With --dry-run the file is
    printed and nothing is done.
    """
    from vaultsync.usecases.service import service

    with options.surroundings(vault) as context:
        report = service(
            context,
            deed,
            program=[sys.executable, "-P", "-m", "vaultsync"],  # -P: whatever lies in the current folder
            platform=sys.platform,
            home=Path.home(),
            remote=remote,
            dry_run=dry_run,
        )
    show_service(report, as_json=as_json)
