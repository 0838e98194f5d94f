"""Long work as it is shown on a terminal."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable

import pytest

from vaultsync.cli import asking, waiting
from vaultsync.cli import terminal as shows
from vaultsync.cli.waiting import ProgressBar


class Terminal(io.StringIO):
    """A terminal that keeps all that it was sent."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch) -> Callable[[], Terminal]:
    """Puts a terminal of 80 columns in the place of standard error; to be called in the test itself."""

    def put() -> Terminal:
        made = Terminal()
        monkeypatch.setattr(sys, "stderr", made)
        return made

    monkeypatch.setattr(waiting, "PATIENCE", 0.0)
    monkeypatch.setattr(waiting, "PACE", 0.0)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    return put


def test_work_of_unknown_length_tells_the_time(terminal):
    terminal = terminal()
    wait = ProgressBar()
    wait("Understanding sky", 0, -1)
    wait.close()
    told = terminal.getvalue()
    assert "Understanding sky" in told
    assert "0 s" in told
    assert "/100" not in told


def test_each_work_counts_its_own_steps(terminal):
    terminal = terminal()
    wait = ProgressBar()
    wait("Reading notes", 1200, 1200)
    wait("Comparing notes", 0, 0)
    wait("Writing notes", 3, 7)
    wait.close()
    told = terminal.getvalue()
    assert "1,200/1,200" in told
    last = told.rpartition("Writing notes")[2]
    assert "3/7" in last
    assert "Comparing" not in last


@pytest.mark.parametrize("shows", [shows.write, shows.write_error, asking.confirm])
def test_the_bar_is_gone_before_anything_else_is_shown(terminal, monkeypatch, shows):
    """It would be drawn again and again over what somebody types."""
    terminal = terminal()
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda words: "y")
    wait, before = ProgressBar(), set(threading.enumerate())
    for _ in range(2):
        wait("Reading notes", 3, 7)
        (drawing,) = set(threading.enumerate()) - before
        shows("Your answer")
        drawing.join(2)
        assert not drawing.is_alive()


def test_nothing_is_shown_where_nobody_looks(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert not ProgressBar().seen
