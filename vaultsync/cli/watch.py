"""`vaultsync watch`: vault, summary and git in step while the learner works."""

from __future__ import annotations

import gc
import sys

import click

from vaultsync.cli import faults, options
from vaultsync.cli.printing import show_watch


@click.command("watch")
@click.option("--once", is_flag=True, help="Make one pass now, with its commit, and end.")
@click.option("--remote", is_flag=True, help="Pull from the remote and push to it, too.")
@options.dry_run
@options.yes
@options.as_json
@click.pass_obj
def command(vault: str | None, once: bool, remote: bool, dry_run: bool, yes: bool, as_json: bool) -> int:
    """Keep the vault in step while you study.

    Whenever you have saved and all is quiet for some seconds, makes all places of a tick agree and writes PROGRESS.md
    and progress.json. Commits when a study session rests: after ten quiet minutes, or when you stop it with Ctrl-C. A
    roadmap whose document changed is pulled. Never touches a note that was saved less than two seconds ago.

    The table [watch] of vaultsync.toml sets "commit" (session, each or never), "quiet" (seconds), "rest" (minutes) and
    "remote" (true or false). On a terminal one line tells how things stand, elsewhere a log file is written. With
    --json every event is a line of JSON.
    """
    from vaultsync.edges.watcher import Bell

    bell = Bell()
    if once or dry_run:
        from vaultsync.usecases.watch import once as one_pass

        with options.surroundings(vault) as context:
            report = one_pass(context, bell, remote=remote, dry_run=dry_run, yes=yes)
        show_watch(report, as_json=as_json)
        return 1 if report.warnings else 0
    from vaultsync.cli.signals import stopped_by_signals
    from vaultsync.cli.telling import telling
    from vaultsync.usecases.watch import watch

    gc.enable()  # unlike other commands, this one runs for long
    try:
        with (
            options.surroundings(vault) as context,
            stopped_by_signals(bell.stop),
            telling(context.root(), as_json=as_json) as tell,
        ):
            watch(context, bell, tell, remote=remote, yes=yes)
    except Exception as error:
        if not as_json:
            raise
        return faults.tell(error, sys.argv[1:], indent=None)  # a line, as all else was
    return 0
