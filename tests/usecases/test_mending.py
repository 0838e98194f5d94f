"""What other tools leave in a vault is mended by the next push or pull: rebases, union merges, conflict copies."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.usecases.study import Study, begin
from vaultsync.markdown import note
from vaultsync.usecases.settling import settle_review

CLOVE = "- [ ] 1.2.1 Clove hitch ^clove-hitch\n"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def settled(study: Study) -> None:
    """Nothing is left to do, no marker stands anywhere, and every id stands once in its note."""
    files = study.files()
    assert study.push(offline=True).commit == ""
    assert study.files() == files
    assert not study.git("status", "--porcelain").strip()
    for path, data in files.items():
        text = data.decode("utf-8")
        assert not re.search(r"^(<{7}|>{7}|\|{7})( |$)", text, re.MULTILINE), path
        if path.startswith("Roadmaps/"):
            ids = [task.block_id for task in note.scan(path, text).tasks if task.block_id]
            assert len(ids) == len(set(ids)), path


def clone(study: Study, folder: Path) -> Study:
    folder.mkdir()
    subprocess.run(["git", "clone", "--quiet", str(study.vault), str(folder / "vault")], check=True)
    document = folder / study.document.name
    document.write_text(study.document.read_text("utf-8"), "utf-8")
    return Study(folder / "vault", document)


def on_two_devices(study: Study, folder: Path) -> Study:
    """Both devices tick, write and finish; the other one commits with plain git."""
    other = clone(study, folder)
    study.mark("1.2", "Clove")
    study.edit("1.2", "^clove-hitch\n", "^clove-hitch\n  - on the first device\n")
    study.edit("1.2", "## Journal\n", "## Journal\n- 2026-11-20 30m: the first\n")
    study.edit("1.2", "done: false\n", "done: false\nmood: good\n")
    study.mark("1.1", "Figure")
    study.push()
    other.mark("1.2", "Rolling")
    other.edit("1.2", "^clove-hitch\n", "^clove-hitch\n  - on the second device\n")
    other.edit("1.2", "## Journal\n", "## Journal\n- 2026-11-20 45m: the second\n")
    other.edit("1.2", "done: false\n", "done: false\nplace: harbour\n")
    other.mark("1.1", "Left")
    return other


def has_both(study: Study) -> None:
    text = study.read(study.note("1.2"))
    for words in ("on the first device", "on the second device", "30m: the first", "45m: the second"):
        assert text.count(words) == 1, words
    for words in ("mood: good", "place: harbour", "## Journal"):
        assert text.count(words) == 1, words
    assert text.index("- [x] 1.2.1") < text.index("on the first") < text.index("- [x] 1.2.2")
    assert text.index("on the second") < text.index("- [x] 1.2.2")
    assert study.line("1.1", "Left").startswith("- [x]")
    assert study.line("1.1", "Figure").startswith("- [x]")
    assert study.status().figures["done"] == 4


@pytest.mark.parametrize("pushed", [True, False])
def test_a_rebase_with_the_vaults_own_attributes(study: Study, tmp_path: Path, pushed: bool) -> None:
    other = on_two_devices(study, tmp_path / "other")
    if pushed:
        other.push(offline=True)
    else:
        other.git("commit", "--quiet", "-am", "vault backup")
    other.git("pull", "--quiet", "--rebase")
    report = other.push(offline=True)
    assert any("1.2" in sentence for sentence in report.healed)
    has_both(other)
    settled(other)


@pytest.mark.parametrize("style", ["merge", "diff3"])
@pytest.mark.parametrize("pushed", [True, False])
def test_a_rebase_by_a_tool_that_commits_its_markers(study: Study, tmp_path: Path, style: str, pushed: bool) -> None:
    other = on_two_devices(study, tmp_path / "other")
    if pushed:
        other.push(offline=True)
    else:
        other.git("commit", "--quiet", "-am", "vault backup")
    (other.vault / ".git/info/attributes").write_text("* merge=text\n", "utf-8")
    other.git("config", "merge.conflictStyle", style)
    command = ["git", "-C", str(other.vault), "pull", "--quiet", "--rebase"]
    assert subprocess.run(command, capture_output=True, check=False).returncode
    other.git("add", "-A")
    other.git("-c", "core.editor=true", "rebase", "--continue")
    assert "<<<<<<<" in other.read(other.note("1.2"))
    other.push(offline=True)
    has_both(other)
    settled(other)


def test_a_merge_by_a_tool_that_commits_its_markers(study: Study, tmp_path: Path) -> None:
    other = on_two_devices(study, tmp_path / "other")
    other.push(offline=True)
    (other.vault / ".git/info/attributes").write_text("* merge=text\n", "utf-8")
    command = ["git", "-C", str(other.vault), "pull", "--quiet", "--no-rebase"]
    assert subprocess.run(command, capture_output=True, check=False).returncode
    other.git("add", "-A")
    other.git("commit", "--quiet", "-m", "Merge by hand")
    assert "<<<<<<<" in other.read(other.note("1.2"))
    other.push(offline=True)
    has_both(other)
    settled(other)


def conflict(ours: str, theirs: str) -> str:
    return f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> 0123abc (Study: 1 done)\n"


def test_markers_in_every_file_of_the_vault(study: Study) -> None:
    study.mark("1.2", "Clove")
    study.push()
    row = "hitches#^clove-hitch\tdone\t2026-11-21\n"
    marks = study.read(".vaultsync/marks/knots.tsv")
    assert row in marks
    study.write(".vaultsync/marks/knots.tsv", marks.replace(row, conflict("", row)))
    base = ".vaultsync/base/knots/hitches.md"
    study.write(base, study.read(base).replace(CLOVE, conflict(CLOVE, "") + CLOVE))
    for path in ("PROGRESS.md", "progress.json"):
        study.write(path, conflict(study.read(path), "{}\n"))
    study.write("Journal/2026-11-20.md", conflict("## Study\n- 45m: mine\n", "## Study\n- 30m: theirs\n"))
    settings = study.read("vaultsync.toml")
    study.write("vaultsync.toml", settings + conflict("", "hours_per_week = 5\n"))
    study.git("commit", "--quiet", "-am", "a tool that commits its conflicts")
    assert study.status().figures["done"] == 1
    report = study.push()
    assert sorted(sentence.partition(":")[0] for sentence in report.healed) == [
        "Journal/2026-11-20.md",
        "vaultsync.toml",
    ]
    assert study.read(".vaultsync/marks/knots.tsv") == marks
    assert study.read("vaultsync.toml") == settings + "hours_per_week = 5\n"
    assert study.read("Journal/2026-11-20.md") == "## Study\n- 45m: mine\n- 30m: theirs\n"
    settled(study)
    assert not study.pull().changed
    assert study.status().figures["done"] == 1


def test_settings_that_cannot_both_hold(study: Study) -> None:
    settings = study.read("vaultsync.toml")
    ours = next(line for line in settings.splitlines(True) if line.startswith("stamp ="))
    study.write("vaultsync.toml", settings.replace(ours, conflict(ours, 'stamp = "none"\n')))
    study.push()
    assert study.read("vaultsync.toml") == settings + '# From another device:\n# stamp = "none"\n'
    settled(study)


def test_a_conflict_copy_is_merged_and_goes(study: Study) -> None:
    path = study.note("1.2")
    text = study.read(path)
    study.write(path, text.replace("## Notes\n", "## Notes\nMINE\n"))
    copy = path.replace(".md", ".sync-conflict-20261121-101500-ABCDEFG.md")
    study.write(copy, text.replace(CLOVE, CLOVE.replace("[ ]", "[x]")).replace("## Journal\n", "## Journal\nTHEIRS\n"))
    assert f"{path}: merged with its copy {copy}; the next push mends it" in study.status().warnings
    assert study.push(dry_run=True).healed == [f"{path}: merged with its copy {copy}"]
    assert (study.vault / copy).exists()
    report = study.push()
    assert report.healed == [f"{path}: merged with its copy {copy}"]
    assert not any("same id" in warning for warning in report.warnings)
    assert not (study.vault / copy).exists()
    text = study.read(path)
    assert "MINE" in text
    assert "THEIRS" in text
    assert study.status().figures["done"] == 1
    settled(study)


def test_a_copy_that_says_something_else_waits(study: Study) -> None:
    path = study.note("1.2")
    text = study.read(path)
    study.write(path, text.replace("done: false\n", "done: false\nmood: good\n"))
    study.write("Roadmaps/copy.md", text.replace("done: false\n", "done: false\nmood: bad\n"))
    for _ in range(2):
        report = study.push()
        assert report.healed == []
        assert any("same id" in warning for warning in report.warnings)
    assert "mood: bad" in study.read("Roadmaps/copy.md")


def test_a_task_that_a_rebase_left_twice_with_two_marks_is_asked_about(study: Study) -> None:
    line = study.line("1.2", "Clove")
    skipped, done = line.replace("[ ]", "[-]"), line.replace("[ ]", "[x]")
    path = study.edit("1.2", line, f"{done}\n{skipped}")
    report = study.push()
    why = "“1.2.1 Clove hitch” was marked [x] and [-] on two devices; [x] was taken"
    assert [one.why for one in report.review] == [why]
    assert study.read(path).count("^clove-hitch") == 1
    assert [one.why for one in study.status().review] == [why]
    settle_review(study.context, "1", "skipped")
    assert study.line("1.2", "Clove") == skipped
    study.edit("1.2", skipped, f"{skipped}\n{line}")
    assert not study.push().review, "open says nothing"


@pytest.mark.parametrize("pushed", [True, False])
def test_a_note_that_one_device_ticked_and_a_skip_of_the_other_after_a_rebase_are_asked_about(
    study: Study, tmp_path: Path, pushed: bool
) -> None:
    """Whether the ticks of the note's tasks stand in the lines that a union left, or follow from its property."""
    phone = clone(study, tmp_path / "phone")
    study.edit("1.2", "done: false", "done: true")
    if pushed:
        study.push()
    else:
        study.git("commit", "-q", "-a", "-m", "by hand")
    phone.mark("1.2", "Rolling", "-")
    phone.git("commit", "-q", "-a", "-m", "by hand")
    phone.git("pull", "-q", "--rebase")
    report = phone.push(offline=True)
    if pushed:
        why = "“1.2.2 Rolling hitch” was marked [x] and [-] on two devices; [x] was taken"
        assert [one.why for one in report.review] == [why]
        assert [one.why for one in phone.status().review] == [why]
    else:
        assert phone.line("1.2", "Rolling").startswith("- [-]")


def test_of_several_copies_no_warning_names_one_of_them_as_the_note(study: Study) -> None:
    path = study.note("1.2")
    text = study.read(path)
    folder = path.rpartition("/")[0]
    names = ("A copy.md", "Copy of Hitches.md", "Roadmaps/B.md", f"{folder}/1.2 Hitches 1.md", f"{folder}/0.md")
    for n, name in enumerate(names):
        study.write(name, text.replace("## Notes\n", f"## Notes\nvariant {n}\n"))
    warned = study.status().warnings
    assert not any("only that one is read" in warning and path not in warning for warning in warned)
    report = study.push()
    assert len(report.healed) == len(names)
    assert report.warnings == []
    assert all(f"variant {n}" in study.read(path) for n in range(len(names)))
