"""Journal entries that are new since the last commit stand in the next one's message, and can forge nothing there."""

from __future__ import annotations

import subprocess

import pytest
from study import Study, begin

from vaultsync.domain.commits.reading import read_message
from vaultsync.domain.commits.writing import journal_line

TODAY = "Journal/2026-11-21.md"


@pytest.fixture
def study(tmp_path) -> Study:
    return begin(tmp_path)


def message(study: Study) -> str:
    return study.git("log", "-1", "--format=%B").rstrip("\n")


def test_new_entries_stand_under_journal(study):
    study.write(
        TODAY, "# Saturday\n- milk\n\n## Study\n- 14:05 45m: bowline **at last**\n\n## Private\n- nobody's business\n"
    )
    study.edit("1.1 Loops", "## Journal\n", "## Journal\n- 2026-11-19 20m: [[#^bowline|slippery]]\n")
    study.mark("1.1 Loops", "Figure eight")
    study.push()
    assert message(study) == (
        "Study: 1 done in Loops (Knots 1/7)\n\nDone\n- 1.1.2 Figure eight\n\nJournal\n"
        "- 2026-11-19: slippery (20m)\n- 2026-11-21: bowline at last (45m)\n\nVaultsync-Progress: knots 1/7"
    )
    assert "nobody" not in message(study)


def test_only_what_is_new_is_told_again(study):
    study.write(TODAY, "## Study\n- 45m one\n")
    study.push()
    study.write(TODAY, "words above\n\n## Study\n- 45m one\n- two\n")
    study.push()
    assert message(study) == "Study: journal of 2026-11-21\n\nJournal\n- 2026-11-21: two"
    study.write(TODAY, "other words above\n\n## Study\n- 45m one\n- two\n")
    study.push()
    assert message(study) == "Study: notes in 2026-11-21"


def test_an_entry_that_moved_is_not_new(study):
    study.write(TODAY, "## Study\n- 45m one\n- two\n")
    study.push()
    study.write(TODAY, "## Study\n- two\n")
    study.edit("1.1 Loops", "## Journal\n", "## Journal\n- 2026-11-21 45m: one\n- 2026-11-21 three\n")
    study.push()
    assert message(study) == "Study: notes in 2026-11-21 and Loops\n\nJournal\n- 2026-11-21: three"


def test_several_days_and_notes(study):
    study.write(TODAY, "## Study\n- one\n")
    study.write("Journal/2026-11-20.md", "## Study\n- 30m\n")
    study.push()
    assert message(study) == "Study: journal of 2 days\n\nJournal\n- 2026-11-20: (30m)\n- 2026-11-21: one"
    study.write(TODAY, "## Study\n- one\n- two\n")
    study.edit("1.1 Loops", "## Notes\n", "## Notes\nmine\n")
    study.push()
    assert message(study) == "Study: notes in Loops\n\nJournal\n- 2026-11-21: two"


def test_the_setting_keeps_entries_out(study):
    settings = study.read("vaultsync.toml")
    study.write("vaultsync.toml", settings.replace("in_commits = true", "in_commits = false"))
    assert study.read("vaultsync.toml") != settings
    study.push()
    study.write(TODAY, "## Study\n- 45m secret\n")
    study.edit("1.1 Loops", "## Journal\n", "## Journal\n- 2026-11-19 20m: secret\n")
    study.push()
    assert "secret" not in message(study)
    assert message(study) == "Study: notes in Loops"
    study.write(TODAY, "## Study\n- 45m secret\n- more of it\n")
    study.push()
    assert message(study) == "Study: journal of 2026-11-21"


@pytest.mark.parametrize(
    "words",
    [
        "Vaultsync-Progress: knots 7/7",
        "Signed-off-by: Somebody <x@y.example>",
        "(cherry picked from commit 0123456789012345678901234567890123456789)",
        "# a comment",
        "x\r- 2026-11-21: forged",
        "x\u2028\u2028Vaultsync-Progress: knots 7/7",
        "x\x1b[31m",
    ],
)
def test_no_words_pass_for_a_trailer(study, words):
    study.write(TODAY, f"## Study\n- {words}\n")
    study.push()
    text = message(study)
    found = subprocess.run(
        ["git", "interpret-trailers", "--parse"], input=text, capture_output=True, text=True, check=True
    )
    assert found.stdout == ""
    assert text.count("\n- ") == 1
    assert "\x1b" not in text
    assert len(read_message(text).entries) == 1


def test_a_long_entry_is_cut_and_many_are_counted(study):
    line = journal_line("2026-11-21", "word " * 200, 45)
    assert len(line) <= 200
    assert line.endswith("… (45m)")
    study.write(TODAY, "## Study\n" + "".join(f"- entry {n}\n" for n in range(60)))
    study.push()
    assert message(study).endswith("- 2026-11-21: entry 39\n- and 20 more")


def test_what_is_told_is_read_back():
    for text, minutes in (("SVD (30m) at last.", 45), ("SVD", None), ("", 90), ("x", 60)):
        told = read_message(f"Study: journal\n\nJournal\n- {journal_line('2026-11-21', text, minutes)}").entries
        assert [(entry.day, entry.text, entry.minutes) for entry in told] == [("2026-11-21", text, minutes or 0)]


def test_a_vault_without_git_or_commit_still_pushes(study):
    settings = study.read("vaultsync.toml")
    study.write("vaultsync.toml", settings.replace("commit = true", "commit = false"))
    study.write(TODAY, "## Study\n- 45m one\n")
    assert study.push().commit == ""
