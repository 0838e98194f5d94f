"""How long work is told: a bar on standard error, only on a terminal, and gone afterwards."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from vaultsync.cli import terminal

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 0.5  # seconds that pass before a bar is shown
PACE = 0.05  # seconds between two looks at it


class Waiting:
    """Call it with (what, done, total); it shows a bar once the work has taken a while, at once for a total below 0."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._told = 0.0
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    @property
    def seen(self) -> bool:
        """Whether a person could see a bar."""
        return terminal.is_terminal(sys.stderr)

    def __call__(self, what: str, done: int, total: int) -> None:
        """`done` of `total` steps of `what` are done."""
        now = time.monotonic()
        if total >= 0 and (now - self._since < PATIENCE or (now - self._told < PACE and done < total)):
            return
        self._told = now
        if self._bar is None:
            self._start()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=what, completed=done, total=total if total > 0 else None)

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("")
        self._bar.start()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = self._task = None
