"""Which Markdown files of a vault hold a word, found by `git grep` on all cores, tracked or not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from vaultsync.edges.repo.process import run
from vaultsync.errors import VaultsyncError


def notes_with(root: Path, word: str, meanwhile: Callable[[], object] | None = None) -> set[str] | None:
    """The vault paths of all Markdown files outside dot folders that hold `word`; None where git cannot tell.

    It reads the disk, including ignored files and other repositories in the vault, and follows no links. Starts one
    process; `meanwhile` is called while it runs.
    """
    where = ("--", ":(icase)*.md", ":(exclude).*")
    try:
        answer = run(
            root, "grep", "--no-index", "-z", "-l", "-F", "-a", "-e", word, *where, allowed=(0, 1), meanwhile=meanwhile
        )
    except VaultsyncError:
        return None
    if answer.err:  # something could not be read
        return None
    return {os.fsdecode(path) for path in answer.out.split(b"\0") if path}
