"""How a watch reports its events: on a terminal, as lines of JSON, or in a log file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vaultsync.cli import bugs, terminal
from vaultsync.cli.cells import printable
from vaultsync.cli.faults import failure_of
from vaultsync.cli.printing.page import Page
from vaultsync.cli.printing.watch import BY_ITSELF, event_to_json, line_of, news, since, standing, warnings_of
from vaultsync.errors import VaultsyncError
from vaultsync.models.watching import WatchEvent

Tell = Callable[[WatchEvent], None]
_LARGEST = 1_000_000  # bytes of a log, before it becomes the old one


@contextmanager
def telling(root: Path, *, as_json: bool) -> Iterator[Tell]:
    """Within the block, a function that reports events.

    On a terminal it does so in one line, elsewhere in this vault's log file.
    """
    if as_json:
        yield _safely(_tell_json)
    elif terminal.is_terminal(sys.stdout):
        line = StatusLine()
        try:
            yield _safely(line.tell)
        finally:
            line.close()
    else:
        yield _where(root, Log(log_path(root)))


def _where(root: Path, log: Log) -> Tell:
    """Tells a log, and once it has begun where the log is: who is refused watches nothing."""
    told: list[str] = []

    def tell(event: WatchEvent) -> None:
        if event.kind == "watching" and not told:
            told.append(event.kind)
            terminal.write_error(f"vaultsync: watching {printable(str(root))}; the log is {log.path}")
        log.tell(event)

    return tell


def _tell_json(event: WatchEvent) -> None:
    if event.kind not in ("stirred", "calm"):  # hints, and no more: what comes of them is told
        terminal.write_json(json.dumps(event_to_json(event), ensure_ascii=False))


def log_path(root: Path) -> Path:
    """The log file of the watch of this vault."""
    from vaultsync.domain.services import service_name

    return bugs.folder() / f"{service_name(os.fspath(root))}.log"


def _safely(tell: Tell) -> Tell:
    """Nobody may be there any more to be told: no reason to end."""

    def told(event: WatchEvent) -> None:
        with suppress(terminal.OutputClosedError, VaultsyncError):
            tell(event)
            terminal.flush()

    return told


class StatusLine:
    """One line at the bottom of the terminal that says how things stand; what needs attention stays above it."""

    def __init__(self) -> None:
        self._shown = False
        self._standing = ""
        self._before = ""  # how they stood before something stirred
        self._done = ""  # how things stand after the last pass
        self._news = ""  # and the last one that did something

    def tell(self, event: WatchEvent) -> None:
        """Show what this event changes."""
        failure = failure_of(event.error) if event.error is not None else None
        if event.kind in BY_ITSELF:
            self._keep(event, line_of(event, failure))
        for warning in warnings_of(event):
            self._keep(event, warning)
        self._standing = standing(event) or (self._before if event.kind == "calm" else self._standing)
        if event.report is not None and news(event.report):
            self._news = self._done = self._standing
        elif event.report is not None:
            self._done = self._standing = since(self._news, event) if self._news else self._standing
        if event.kind == "over" and self._done:
            self._standing = self._done
        if event.kind != "stirred":
            self._before = self._standing
        if event.kind == "stopped":
            self.close()
            if self._done:
                terminal.write(self._cut(self._done))
        else:
            self._show(self._standing)

    def _keep(self, event: WatchEvent, text: str) -> None:
        """Write lines that stay."""
        self.close()
        page = Page(terminal.columns(), terminal.has_colours(sys.stdout))
        page.wrapped(text, lead=f"{event.at[11:16]} ", dim=event.kind == "over")
        terminal.write(page.text())

    def _show(self, text: str) -> None:
        if not text or sys.stdout is None:
            return
        # A carriage return and "erase to the end of the line", which all terminals know.
        with suppress(OSError, ValueError):
            sys.stdout.write(f"\r\x1b[K{self._cut(text)}")
            sys.stdout.flush()
            self._shown = True

    def _cut(self, text: str) -> str:
        page = Page(terminal.columns())
        return page.cut(text, page.width - 1)

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            self._shown = False
            with suppress(OSError, ValueError):
                sys.stdout.write("\r\x1b[K")
                sys.stdout.flush()


class Log:
    """A log file with a line for each event. A full or missing disk is no reason to end."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def tell(self, event: WatchEvent) -> None:
        """Write a line, unless there is nothing to be said."""
        text = line_of(event, failure_of(event.error) if event.error is not None else None)
        if not text:
            return
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.exists() and self.path.stat().st_size > _LARGEST:
                os.replace(self.path, self.path.with_suffix(".old.log"))
            # It holds words of somebody's notes: for their eyes only.
            with open(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
                file.write(f"{event.at} {printable(text)}\n".encode("utf-8", "backslashreplace"))
