"""Questions: asked where a person can answer, and only there."""

from __future__ import annotations

import made_reports as reports
import pytest
from click.testing import CliRunner

from vaultsync.cli import asking
from vaultsync.models.deeds import JournalReport


@pytest.mark.parametrize(("typed", "chosen"), [("2\n", 1), ("0\n", None), ("9\nx\n1\n", 0)])
def test_one_of_several_is_chosen(typed, chosen):
    unsure = reports.unsure()[0]
    with CliRunner().isolation(input=typed) as (_, told, *_rest):
        answer = asking.choose(unsure)
        shown = told.getvalue().decode("utf-8")
    assert answer == (None if chosen is None else unsure.candidates[chosen])
    assert "could be any of these" in shown
    assert "  2. [-] 1.2.3 Mirrors" in shown


def test_nobody_is_asked_without_a_terminal(vaultsync, use_cases):
    use_cases.answer("journal", JournalReport("2026-11-21", unsure=reports.unsure()))
    told = vaultsync("journal", "words", "--on", "mirrors")
    assert told.exit_code == 1
    assert "could be any of these" in told.stdout
    assert use_cases.last[1]["choose"] is None
    assert vaultsync("journal").exit_code == 2


def test_what_is_written_in_the_editor(tmp_path, monkeypatch):
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nprintf "Knots.\\n" | cat - "$1" > "$1.new" && mv "$1.new" "$1"\n', "utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    assert asking.write_words("Say something.") == "Knots."
    monkeypatch.setenv("VISUAL", "true")
    assert asking.write_words("Say something.") == ""
