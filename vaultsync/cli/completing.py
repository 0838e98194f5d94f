"""Completion in shells: names of notes and roadmaps, as Click asks for them (its documentation: Shell Completion)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vaultsync.markdown.patterns import regex

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# The current folder, the vault that was named, the environment, what is begun → names that it may become.
NamesOf = Callable[[Path, Path | None, Mapping[str, str], str], list[str]]

_SPECIAL = regex(r"([^\w@%+=:,./-])")


def note_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of study notes that begin with what is there already."""
    from vaultsync.usecases.completing import note_names

    return _offered(ctx, incomplete, note_names)


def roadmap_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of the vault's roadmaps."""
    from vaultsync.usecases.completing import roadmap_names

    return _offered(ctx, incomplete, roadmap_names)


def deleted_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of notes that were deleted."""
    from vaultsync.usecases.completing import deleted_names

    return _offered(ctx, incomplete, deleted_names)


def answers(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The answers to the question that was named."""
    from vaultsync.usecases.completing import answers

    query = str(ctx.params.get("query") or "")
    return _offered(ctx, incomplete, lambda start, given, env, begun: answers(start, given, env, query, begun))


def _offered(ctx: click.Context, incomplete: str, names_of: NamesOf) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    bash = os.environ.get("_VAULTSYNC_COMPLETE", "").startswith("bash")
    begun = re.sub(r"\\(.)", r"\1", incomplete) if bash else incomplete
    given = ctx.find_root().params.get("vault")
    names = names_of(Path.cwd(), Path(given) if given else None, os.environ, begun)
    # Bash takes what it is given as it stands; other shells put the quotes themselves.
    return [CompletionItem(_SPECIAL.sub(r"\\\1", name) if bash else name) for name in names]
