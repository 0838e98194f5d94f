"""Completion in shells: the names of notes, as Click asks for them (its documentation: Shell Completion)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vaultsync.markdown.patterns import regex

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_SPECIAL = regex(r"([^\w@%+=:,./-])")


def note_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of study notes that begin with what is there already."""
    from click.shell_completion import CompletionItem

    from vaultsync.usecases.completing import note_names

    bash = os.environ.get("_VAULTSYNC_COMPLETE", "").startswith("bash")
    begun = re.sub(r"\\(.)", r"\1", incomplete) if bash else incomplete
    given = ctx.find_root().params.get("vault")
    names = note_names(Path.cwd(), Path(given) if given else None, os.environ, begun)
    # Bash takes what it is given as it stands; other shells put the quotes themselves.
    return [CompletionItem(_SPECIAL.sub(r"\\\1", name) if bash else name) for name in names]
