"""A dry run of init tells what init does, and touches nothing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from study import DOCUMENT, Study

from vaultsync.errors import GitError, UsageError
from vaultsync.usecases.init import init


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A folder with notes of somebody's own, and a document."""
    (tmp_path / "knots.md").write_text(DOCUMENT, "utf-8")
    (tmp_path / "vault" / "Videos").mkdir(parents=True)
    (tmp_path / "vault" / "Mine.md").write_text("Mine.\n", "utf-8")
    with open(tmp_path / "vault" / "Videos" / "long.mkv", "wb") as video:
        video.truncate(1 << 42)  # four terabytes, none of them on the disk
    return Study(tmp_path / "vault", tmp_path / "knots.md")


def git(study: Study, *words: str) -> None:
    subprocess.run(["git", "-C", str(study.vault), *words], check=True, capture_output=True)


def test_it_copies_no_films_and_minds_no_pipes(study: Study) -> None:
    os.mkfifo(study.vault / "pipe")
    report = init(study.vault, roadmaps=[study.document], context=study.context, dry_run=True)
    assert report.pull.dry_run
    assert report.created_repository
    assert {path.name for path in study.vault.iterdir()} == {"Mine.md", "Videos", "pipe"}


def test_who_commits_may_be_known_by_the_repository_alone(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [name for name in os.environ if name.startswith(("GIT_AUTHOR", "GIT_COMMITTER", "GIT_CONFIG"))]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    git(study, "init", "-q")
    with pytest.raises(GitError, match="git does not know who you are"):
        init(study.vault, roadmaps=[study.document], context=study.context, dry_run=True)
    git(study, "config", "user.name", "Ada")
    git(study, "config", "user.email", "ada@example.org")
    report = init(study.vault, roadmaps=[study.document], context=study.context, dry_run=True)
    assert not report.created_repository
    assert not (study.vault / "vaultsync.toml").exists()


def test_a_roadmap_is_called_as_init_is_told(study: Study) -> None:
    with pytest.raises(UsageError, match="cannot be the name"):
        init(study.vault, roadmaps=[study.document], names=["My Knots"], context=study.context)
    with pytest.raises(UsageError, match="each name is for a roadmap"):
        init(study.vault, roadmaps=[study.document], names=["a", "b"], context=study.context)
    fresh = Study(study.vault.parent / "fresh", study.document)
    init(fresh.vault, roadmaps=[fresh.document, fresh.document], names=["knots-2"], context=fresh.context)
    assert [line for line in fresh.read("vaultsync.toml").splitlines() if line.startswith("name")] == [
        'name = "knots-2"',
        'name = "knots"',
    ]
