"""`vaultsync journal`: an entry in the journal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import click

from vaultsync.cli import asking, faults, options, terminal
from vaultsync.cli.completing import note_names
from vaultsync.cli.printing import show
from vaultsync.errors import UsageError


@click.command("journal")
@click.argument("text", nargs=-1)
@click.option(
    "--on",
    metavar="QUERY",
    default="",
    shell_complete=note_names,
    help="A note or task it is about, by some of its words.",
)
@options.study_time
@click.option("--date", "day", metavar="DATE", callback=options.day, help="Another day than today: 2026-11-21.")
@options.dry_run
@options.yes_of_no_effect
@options.as_json
@click.pass_context
def command(
    ctx: click.Context,
    text: tuple[str, ...],
    on: str,
    minutes: int | None,
    day: date | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write an entry in the journal.

    TEXT goes into today's daily note, where Obsidian keeps those, or with --on into the note it is about. Without
    TEXT your editor opens ($VISUAL or $EDITOR); "-" reads standard input. The next push commits it.
    """
    from vaultsync.usecases.journal import journal

    words = _words(text, minutes)
    with options.surroundings(ctx.obj) as context:
        ask = asking.choose if asking.can_ask() and not as_json else None
        with _given_back(words, typed=not text and minutes is None) as give_back:
            report = journal(context, words, on=on, minutes=minutes, day=day, dry_run=dry_run, choose=ask)
    show(report, as_json=as_json)
    faults.tell_beside(report.unsure if as_json else ())
    if report.unsure:
        give_back()
    ctx.exit(1 if report.unsure else 0)


@contextmanager
def _given_back(words: str, *, typed: bool) -> Iterator[Callable[[], None]]:
    """Show again what was `typed` in the editor where it cannot be written: it stands nowhere else."""

    def give_back() -> None:
        if typed:
            terminal.write_error(f"What you wrote:\n\n{words}\n")

    try:
        yield give_back
    except BaseException:
        give_back()
        raise


def _words(text: tuple[str, ...], minutes: int | None) -> str:
    """What to write: the arguments, standard input, or what is written in the editor now."""
    if text == ("-",):
        return _sent()
    if text or minutes is not None:
        return " ".join(text)
    if not asking.can_ask():
        raise UsageError(
            "there are no words for the entry",
            next_step='Call it as: vaultsync journal "what you learned" (on a terminal your editor would open)',
        )
    words = asking.write_words("What did you study, and what became clear? Save and close; empty writes nothing.")
    if not words:
        raise UsageError("you wrote nothing, so nothing was written", next_step="Run it again when you have something")
    return words


def _sent() -> str:
    """What came on standard input. Raises UsageError where it is no text."""
    no_text = UsageError("what came in is no text", where="standard input", next_step="Send it as UTF-8")
    try:
        words = sys.stdin.read()
        words.encode("utf-8")  # bytes that are none of its encoding may stand for themselves
    except UnicodeError as error:
        raise no_text from error
    if "\0" in words:
        raise no_text
    return words
