"""All commands by name and purpose; each is loaded when it is called, so that `vaultsync --help` stays quick."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from vaultsync import __version__
from vaultsync.cli import terminal

# In the order in which somebody meets them. The command `name` is `command` in `vaultsync.cli.name`, and
# these are the first lines of their help.
PURPOSES = {
    "init": "Make a vault, and bring in its first roadmaps.",
    "add": "Add a roadmap to the vault.",
    "remove": "Take a roadmap out of the vault.",
    "outline": "Show what is understood of a roadmap document.",
    "next": "Show what to study now.",
    "done": "Tick notes or tasks.",
    "start": "Mark notes or tasks as begun.",
    "skip": "Mark notes or tasks as skipped.",
    "reopen": "Mark notes or tasks as open again.",
    "journal": "Write an entry in the journal.",
    "pull": "Bring what is new in the roadmaps into the vault.",
    "push": "Sum up what you ticked, commit it, and push.",
    "watch": "Keep the vault in step while you study.",
    "service": "Let the system keep a watch running.",
    "status": "Show where you stand.",
    "review": "Look back on a week, a month or a quarter.",
    "log": "Read your learning journal from git.",
    "settle": "Settle what only you can decide.",
    "undo": "Take back the last pull or push.",
    "restore": "Bring back notes and task lines that you deleted.",
    "check": "Find what is not in order in the vault.",
    "plan": "Show when everything is due, and where your pace leads.",
}


class Stopped(Exception):  # noqa: N818 (it may carry an interrupt, which is no error)
    """Carries an exception past Click, which would handle it in its own way."""


class Commands(click.Group):
    """A group that knows its commands by name, and turns every failure into one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(PURPOSES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        if cmd_name not in PURPOSES:
            return None
        command = import_module(f"vaultsync.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called, or say which one was likely meant."""
        name = args[0]
        if name not in PURPOSES and not name.startswith("-") and not ctx.resilient_parsing:
            from difflib import get_close_matches

            near = get_close_matches(name, PURPOSES, n=1)
            hint = f' (did you mean "{near[0]}"?)' if near else ""
            raise click.UsageError(f'there is no command "{name}"{hint}', ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, purpose.rstrip(".")) for name, purpose in PURPOSES.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. What Click would treat in its own way is carried past it."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            name = ctx.invoked_subcommand
            command = self.get_command(ctx, name) if name is not None and error.ctx is None else None
            if command is not None:  # Click's parser does not say which command was called
                error.ctx = click.Context(command, info_name=name, parent=ctx)
            raise
        except (KeyboardInterrupt, EOFError, OSError) as error:
            raise Stopped from error

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run with `args` (the process's own where there are none) and exit: the one place where errors end."""
        given = args[0] if args else extra.get("args")
        words = sys.argv[1:] if given is None else list(given)
        terminal.prepare()
        extra["standalone_mode"] = False
        try:
            code = super().main(*args, **extra)
        except Exception as error:
            from vaultsync.cli.faults import tell

            cause = error.__cause__ if isinstance(error, Stopped) else None
            code = tell(cause or error, words)
        sys.exit(code if isinstance(code, int) else 0)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[-C DIR]",
    subcommand_metavar="COMMAND [ARGS]...",
    epilog='"vaultsync COMMAND --help" tells more of each. Options of a command stand after it.',
)
@click.option(
    "-C",
    "--vault",
    metavar="DIR",
    type=click.Path(),
    help="The vault. Otherwise it is looked for from the current folder upward, then in VAULTSYNC_VAULT.",
)
@click.version_option(__version__, "--version", message="%(prog)s %(version)s", help="Show the version and exit.")
@click.help_option("-h", "--help", help="Show this message and exit.")
@click.pass_context
def commands(ctx: click.Context, vault: str | None) -> None:
    """Study roadmaps in, an Obsidian vault out, and a git record of what you learned."""
    ctx.obj = vault
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        ctx.exit(2)
