"""Which files of a vault are made anew by every push, and which may be notes: both known by their paths."""

from __future__ import annotations

from vaultsync.usecases.opened.opening import Opened

SUMMARY = "PROGRESS.md"
SUMMARY_DATA = "progress.json"


def is_generated(opened: Opened, path: str) -> bool:
    """Whether a file of the vault is part of the summary, which is made anew and never merged."""
    return path in (SUMMARY, SUMMARY_DATA) or (
        path.startswith(f"{opened.settings.folders.charts}/") and path.endswith(".svg")
    )


def may_be_note(path: str) -> bool:
    """Whether a file may be a note, the learner's own included: Markdown in no hidden folder, and not the summary."""
    return path.lower().endswith(".md") and not path.startswith(".") and path != SUMMARY
