"""Progress of long work: a bar on standard error, only on a terminal, removed before anything else is shown."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from vaultsync.cli import terminal

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 0.5  # seconds that pass before a bar is shown
PACE = 0.05  # seconds between two looks at it


class ProgressBar:
    """Call it with (what, done, total); it shows a bar once the work has taken a while.

    For a negative total it does so at once.
    """

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._told = 0.0
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._what = ""

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
            self._bar = _bar()
            self._bar.start()
            terminal.moves(self.close)
        if self._task is None or what != self._what:
            if self._task is not None:
                self._bar.remove_task(self._task)
            # A total that is not known can only be said at the start; the bar moves by itself then.
            known = total if total > 0 else None
            self._task, self._what = self._bar.add_task(what, total=known, completed=done), what
        else:
            self._bar.update(self._task, completed=done, total=total if total > 0 else None)

    def close(self) -> None:
        """Remove the bar; if the work goes on, it is shown again after a while."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = self._task = None
            self._since = time.monotonic()


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
    from rich.text import Text

    class Count(ProgressColumn):
        """How many steps are done, or for how many seconds the work goes on where nobody knows how many there are."""

        def render(self, task: Task) -> Text:
            if task.total is None:
                return Text(f"{task.elapsed or 0:.0f} s")
            return Text(f"{task.completed:,.0f}/{task.total:,.0f}")

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        Count(),
        console=Console(stderr=True),
        transient=True,
    )
