"""A watch as it is told: the line on a terminal, the log, the events."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable

import made_reports as reports
import made_watch as made
import pytest

from vaultsync.cli.printing.watch import event_to_json, standing
from vaultsync.cli.telling import Log, StatusLine, telling
from vaultsync.models.reports import PushReport
from vaultsync.models.structs import replace
from vaultsync.models.watching import WatchEvent


class Terminal(io.StringIO):
    """A terminal that remembers what it was sent."""

    def isatty(self) -> bool:
        return True

    def screen(self) -> list[str]:
        """What stands there, line by line."""
        lines = [""]
        for part in self.getvalue().split("\n"):
            lines[-1] += part
            lines.append("")
        return [line.split("\r\x1b[K")[-1] for line in lines[:-1]]


@pytest.fixture
def terminal(monkeypatch) -> Callable[[], Terminal]:
    """Puts a terminal of 80 columns in the place of standard output; to be called in the test itself."""

    def put() -> Terminal:
        made = Terminal()
        monkeypatch.setattr(sys, "stdout", made)
        return made

    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    return put


def test_what_was_nothing_after_all_is_taken_back(terminal):
    terminal = terminal()
    line = StatusLine()
    watching, stirred, counted, *_ = made.events()
    calm = WatchEvent("calm", stirred.at)
    for event in (watching, stirred, calm):
        line.tell(event)
    assert terminal.screen()[-1] == "Watching /home/learner/my vault"
    line.tell(counted)
    told = terminal.screen()[-1]
    for event in (stirred, stirred, calm):
        line.tell(event)
    assert terminal.screen()[-1] == told


def test_one_line_tells_how_things_stand(terminal):
    terminal = terminal()
    line = StatusLine()
    expected = [
        "Watching /home/learner/my vault",
        "Something changed; waiting until it is quiet…",
        "14:05 · 28 done, 1 skipped, 1 open again · The Night Sky 41/478 · to be committed",
        "14:05 · 28 done, 1 skipped, 1 open again · The Night Sky 41/478 · to be committed · …",
        "14:05 · 28 done, 1 skipped, 1 open again · The Night Sky 41/478 · committed",
    ]
    for event, text in zip(made.events(), expected, strict=False):
        line.tell(event)
        (shown,) = terminal.screen()
        assert shown == (text if len(text) < 80 else text[:78] + "…")
    line.close()
    assert terminal.screen() == [""]


def test_the_last_news_stays_when_a_pass_has_nothing_new(terminal, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    terminal = terminal()
    line = StatusLine()
    line.tell(WatchEvent("pass", made.AT, PushReport()))
    assert terminal.screen() == ["14:05 · nothing new"]
    line.tell(WatchEvent("pull", made.AT, replace(reports.pull(), warnings=[])))
    (pulled,) = terminal.screen()
    assert pulled.startswith("14:05 · Pulled: ")
    line.tell(WatchEvent("stirred", made.AT.replace("14:05", "14:06")))
    for minute in ("14:06", "14:07"):
        line.tell(WatchEvent("pass", made.AT.replace("14:05", minute), PushReport()))
        assert terminal.screen() == [f"{pulled} · {minute} nothing new"]
    line.tell(WatchEvent("pass", made.AT.replace("14:05", "14:08"), PushReport(uncommitted=True)))
    assert terminal.screen() == [f"{pulled} · 14:08 to be committed"]


def test_warnings_stand_whole_above_the_line(terminal):
    terminal = terminal()
    line = StatusLine()
    warning = f"Roadmaps/Knots/1 Basics/1.1 Loops.md: {'a word and another ' * 6}end"
    line.tell(WatchEvent("pass", made.AT, PushReport(warnings=[warning])))
    *stays, last = terminal.screen()
    assert last == "14:05 · nothing new"
    assert " ".join(" ".join(stays).split()) == f"14:05 ! {warning}"
    assert all(len(text) <= 80 for text in stays)


def test_figures_are_told_once():
    report = PushReport(
        commit="2f3a1c9d0", subject="Study: 1 done in Hitches (Knots 2/7)", roadmaps=reports.push().roadmaps
    )
    told = standing(WatchEvent("commit", made.AT, report))
    assert told == "14:05 · Committed 2f3a1c9d0: Study: 1 done in Hitches (Knots 2/7)"


def test_what_needs_a_look_stays_on_the_terminal(terminal):
    terminal = terminal()
    line = StatusLine()
    for event in made.events():
        line.tell(event)
    *stays, last = terminal.screen()
    assert last == ""
    assert stays.pop() == "14:05 · 2 notes from origin/main"
    first, *stays = " ".join(stays).partition("14:05 PROGRESS.md: ")
    assert first.startswith("14:05 ! Roadmaps/")  # warnings of the pull
    assert "".join(stays) == (
        "14:05 PROGRESS.md: the disk is full. Free space "
        "14:05 Waiting: /home/learner/my vault: a merge is under way "
        "14:05 All is well again "
        "14:05 The vault is gone: /home/learner/my vault. Waiting until it is back"
    )


def test_the_log_has_a_line_for_all_that_is_to_be_said(tmp_path):
    log = Log(tmp_path / "logs" / "watch.log")
    for event in made.events():
        log.tell(event)
    lines = log.path.read_text("utf-8").splitlines()
    assert len(lines) == len(made.events()) - 2  # a hint, and a pass with nothing to do
    assert all(line.startswith(made.AT) for line in lines)
    assert log.path.stat().st_mode & 0o077 == 0


def test_the_log_does_not_grow_for_ever(tmp_path):
    log = Log(tmp_path / "watch.log")
    log.path.write_bytes(b"x" * 1_000_001)
    log.tell(made.events()[0])
    assert log.path.stat().st_size < 1000
    assert log.path.with_suffix(".old.log").stat().st_size == 1_000_001


def test_a_log_that_cannot_be_written_is_no_reason_to_end(tmp_path):
    (tmp_path / "file").write_text("")
    Log(tmp_path / "file" / "watch.log").tell(made.events()[0])


def test_events_as_json(tmp_path, capsys):
    with telling(tmp_path, as_json=True) as tell:
        for event in made.events():
            tell(event)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["event"] for event in told] == [e.kind for e in made.events() if e.kind != "stirred"]
    assert told[6]["error"]["what"] == "the disk is full"
    assert told[1]["report"]["uncommitted"] is True
    assert event_to_json(made.events()[0]) == {"event": "watching", "at": made.AT, "text": made.VAULT}
