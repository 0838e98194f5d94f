"""Questions on a terminal; where nobody sits at one, nothing is ever asked."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from vaultsync.cli import terminal
from vaultsync.errors import VaultsyncError

if TYPE_CHECKING:
    from vaultsync.models.finding import Candidate, Unsure


def can_ask() -> bool:
    """Whether a person can be asked: standard input is a terminal, and so is standard error, where questions stand."""
    return terminal.is_terminal(sys.stdin) and terminal.is_terminal(sys.stderr)


def choose(unsure: Unsure) -> Candidate | None:
    """Ask which of several notes and tasks is meant; None for none of them."""
    from vaultsync.cli.printing.finding import print_one
    from vaultsync.cli.printing.page import Page

    page = Page(terminal.columns(), terminal.has_colours(sys.stderr))
    print_one(page, unsure, numbered=True)
    terminal.write_error(page.text())
    asked = f"Which one? 1 to {len(unsure.candidates)}, or 0 for none"
    number = click.prompt(asked, value_proc=partial(_number, most=len(unsure.candidates)), err=True)
    return unsure.candidates[number - 1] if number else None


def _number(typed: str, *, most: int) -> int:
    """What was typed as a number up to `most`; else Click asks again."""
    digits = typed.strip()
    if not (digits.isascii() and digits.isdigit() and int(digits) <= most):
        raise click.UsageError(f"“{digits}” is none of these. Choose 1 to {most}, or 0 for none")
    return int(digits)


def answer(question: str, answers: Sequence[str], default: str) -> str:
    """Ask for one of these answers; `default` is the one given by Enter alone."""
    terminal.still()
    return str(click.prompt(question, type=click.Choice(answers), default=default, err=True))


def confirm(question: str) -> bool:
    """Ask whether to go on."""
    terminal.still()
    return click.confirm(question, err=True)


def write_words(hint: str) -> str:
    """What a person writes in their editor; `hint` stands there as a comment and is taken out again."""
    terminal.still()
    comment = f"<!-- {hint} -->"
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    try:
        text = click.edit(f"\n\n{comment}\n", editor=editor, extension=".md", require_save=False)
    except click.ClickException as error:
        raise VaultsyncError(
            "your editor could not be started, or failed",
            where=f"$VISUAL or $EDITOR, {editor}" if editor else "",
            next_step='Set $EDITOR to one that works, or call: vaultsync journal "what you learned"',
        ) from error
    return (text or "").replace(comment, "").strip()
