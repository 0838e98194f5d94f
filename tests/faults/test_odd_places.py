"""What is no file where a note was, and gits that die or are told odd things: one clear line, and nothing is lost."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from study import DOCUMENT, Study, begin
from test_git_goes_on import hook

from vaultsync.errors import GitError, GitStoppedError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links as POSIX has them")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = begin(tmp_path)
    study.mark("1.2", "Clove")
    study.push()
    return study


@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_a_note_that_is_no_file_is_told_and_stops_nothing(study: Study, tmp_path: Path, kind: str) -> None:
    path = study.note("1.2")
    text = study.read(path)
    (study.vault / path).rename(tmp_path / "aside.md")
    if kind == "pipe":
        os.mkfifo(study.vault / path)
    elif kind == "link":
        (study.vault / path).symlink_to(tmp_path / "aside.md")
    else:
        (study.vault / path).mkdir()
    study.mark("2 Rope", "Whipping")
    report = study.push()
    assert report.commit
    assert any(warning.startswith(f"{path}: ") for warning in report.warnings), report.warnings
    study.document.write_text(DOCUMENT.replace("- [ ] 1.2.2", "- [ ] 1.2.9 Half hitch\n- [ ] 1.2.2"), "utf-8")
    study.pull()
    assert study.status().deleted == []
    (study.vault / path).rmdir() if kind == "folder" else (study.vault / path).unlink()
    study.write(path, text)
    study.pull()
    assert "Half hitch" in study.read(path)
    assert study.line("1.2", "Clove").startswith("- [x] ")
    assert study.status().figures["done"] == 2


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever may read everything can read this")
def test_a_note_that_may_not_be_read_stops_nothing(study: Study) -> None:
    path = study.edit("1.2", "## Notes\n", "## Notes\nMine.\n")
    (study.vault / path).chmod(0)
    study.mark("2 Rope", "Whipping")
    report = study.push()
    assert report.commit
    assert any(warning.startswith(f"{path}: ") for warning in report.warnings), report.warnings
    (study.vault / path).chmod(0o644)
    study.push()
    assert "Mine." in study.git("show", f"HEAD:{path}")


def test_a_folder_that_became_a_link_is_told_and_nothing_goes(study: Study, tmp_path: Path) -> None:
    (study.vault / "Roadmaps").rename(tmp_path / "Elsewhere")
    (study.vault / "Roadmaps").symlink_to(tmp_path / "Elsewhere")
    before = {path: path.read_bytes() for path in (tmp_path / "Elsewhere").rglob("*.md")}
    with pytest.raises(GitError, match="is a symbolic link now") as told:
        study.push()
    assert str(told.value.where).startswith("Roadmaps/Knots/")
    assert {path: path.read_bytes() for path in (tmp_path / "Elsewhere").rglob("*.md")} == before
    (study.vault / "Roadmaps").unlink()
    (tmp_path / "Elsewhere").rename(study.vault / "Roadmaps")
    study.mark("2 Rope", "Whipping")
    assert study.push().commit
    assert study.status().figures["done"] == 2


def test_a_git_that_is_killed_is_told_and_its_locks_go(study: Study) -> None:
    study.mark("2 Rope", "Whipping")
    hook(study.vault, "reference-transaction", '[ "$1" = prepared ] && kill -9 $PPID; exit 0')
    with pytest.raises(GitStoppedError, match="git was stopped by signal 9"):
        study.push()
    assert list((study.vault / ".git").rglob("*.lock"))
    (study.vault / ".git/hooks/reference-transaction").unlink()
    assert study.push().commit
    assert list((study.vault / ".git").rglob("*.lock")) == []


def test_line_ends_that_git_would_convert_are_no_reason_to_keep_nothing(study: Study) -> None:
    study.git("config", "core.autocrlf", "true")
    study.git("config", "core.safecrlf", "true")
    study.mark("2 Rope", "Whipping")
    assert study.push().commit
    assert study.push().commit == ""
    assert study.git("status", "--porcelain") == ""
