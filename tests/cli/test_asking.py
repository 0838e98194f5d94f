"""Questions: asked where a person can answer, and only there."""

from __future__ import annotations

import json

import made_reports as reports
import pytest
from click.testing import CliRunner

from vaultsync.cli import asking
from vaultsync.cli.commands import commands
from vaultsync.errors import VaultError, VaultsyncError
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
    if "9" in typed:
        most = len(unsure.candidates)
        assert f"“9” is none of these. Choose 1 to {most}, or 0 for none" in shown
        assert "“x” is none of these" in shown


def test_nobody_is_asked_without_a_terminal(vaultsync, use_cases):
    use_cases.answer("journal", JournalReport("2026-11-21", unsure=reports.unsure()))
    told = vaultsync("journal", "words", "--on", "mirrors")
    assert told.exit_code == 1
    assert "could be any of these" in told.stdout
    assert use_cases.last[1]["choose"] is None
    assert vaultsync("journal").exit_code == 2


def test_in_json_words_that_are_not_sure_are_an_error(vaultsync, use_cases):
    use_cases.answer("journal", JournalReport("2026-11-21", unsure=reports.unsure()))
    told = vaultsync("journal", "words", "--on", "mirrors", "--json")
    assert told.exit_code == 1
    values = json.loads(told.stdout)
    assert values["error"]["where"] == "mirrors"
    assert values["error"]["what"] == "it could mean 12 notes or tasks"
    assert values["error"]["exit_code"] == 1
    assert len(values["unsure"]) == 3
    assert told.stderr.startswith("vaultsync: error: mirrors: it could mean 12 notes or tasks")


def test_what_is_written_in_the_editor(tmp_path, monkeypatch):
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nprintf "Knots.\\n" | cat - "$1" > "$1.new" && mv "$1.new" "$1"\n', "utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    assert asking.write_words("Say something.") == "Knots."
    monkeypatch.setenv("VISUAL", "true")
    assert asking.write_words("Say something.") == ""


@pytest.mark.parametrize("editor", ["/nowhere/editor", "false"])
def test_an_editor_that_fails(editor, monkeypatch):
    monkeypatch.setenv("VISUAL", editor)
    with pytest.raises(VaultsyncError) as told:
        asking.write_words("Say something.")
    assert told.value.where == f"$VISUAL or $EDITOR, {editor}"
    assert told.value.next_step.startswith("Set $EDITOR")


@pytest.mark.parametrize(
    "answer", [VaultError("the disk is full"), JournalReport("2026-11-21", unsure=reports.unsure())]
)
def test_what_was_written_in_the_editor_is_given_back(answer, vaultsync, use_cases, monkeypatch):
    monkeypatch.setattr(asking, "can_ask", lambda: True)
    monkeypatch.setattr(asking, "write_words", lambda hint: "PRECIOUS\nwords")
    use_cases.answer("journal", answer)
    told = vaultsync("journal", "--on", "mirrors")
    assert told.exit_code == 1
    assert "What you wrote:\n\nPRECIOUS\nwords\n" in told.stderr
    assert "PRECIOUS" not in vaultsync("journal", "PRECIOUS", "--on", "mirrors").stderr  # the shell has it


def test_what_is_no_text_is_no_entry(vaultsync, use_cases):
    told = CliRunner().invoke(commands, ["journal", "-"], input=b"\0\1", prog_name="vaultsync")
    assert told.exit_code == 2
    assert "standard input: what came in is no text. Send it as UTF-8" in told.stderr
