"""Commits made by git's parts: the same as those of `git commit`, and left to it where it would do more."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultsync.edges.repo import Repo, plumbing
from vaultsync.errors import GitError

WHEN = "2026-11-21T10:00:00+01:00"
MESSAGES = [
    "Study: ✅ 3 done",
    "\n\n  Subject  \n\n\n\nA body \t\n# no comment\n\n\nKey: value\n\n\n",
    "One\r\n\r\nTwo\r\n",
]


def git(folder: Path, *args: str, stdin: bytes | None = None) -> str:
    run = subprocess.run(["git", "-C", str(folder), *args], capture_output=True, input=stdin, check=True)
    return run.stdout.decode()


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    vault = tmp_path / "vault"
    (vault / "deep").mkdir(parents=True)
    git(vault, "init", "-q")
    (vault / "note.md").write_text("one\n")
    (vault / "deep" / "note.md").write_text("one\n")
    git(vault, "add", "-A")
    git(vault, "commit", "-qm", "first")
    plumbing.remember_call(vault / ".git")
    return vault


def head(vault: Path) -> str:
    return git(vault, "rev-parse", "HEAD").strip()


def hook(vault: Path, name: str, body: str = "exit 0") -> None:
    path = vault / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def is_plain(vault: Path) -> bool:
    repo = Repo.open(vault)
    return plumbing.suffices(repo.git_dir, repo.config)


@pytest.mark.parametrize("message", MESSAGES)
def test_the_same_commit(vault: Path, tmp_path: Path, message: str) -> None:
    other = tmp_path / "other"
    shutil.copytree(vault, other)
    hook(other, "post-commit")
    assert (is_plain(vault), is_plain(other)) == (True, False)
    for place in (vault, other):
        (place / "note.md").write_text("two\n")
        (place / "deep" / "note.md").unlink()
        (place / "new é.md").write_text("new\n")
        repo = Repo.open(place)
        assert repo.commit(message, when=WHEN) == head(place)
        assert repo.status().clean
    assert git(vault, "cat-file", "-p", "HEAD") == git(other, "cat-file", "-p", "HEAD")
    told = "log", "-1", "--walk-reflogs", "--format=%gd %gs %gn", "--date=iso"
    assert git(vault, *told) == git(other, *told)
    assert git(vault, *told, "main") == git(other, *told, "main")
    assert not git(vault, "fsck", "--strict")


def test_the_first_commit_of_all(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "note.md").write_text("one\n")
    repo = Repo.open(tmp_path)
    plumbing.remember_call(repo.git_dir)
    assert plumbing.suffices(repo.git_dir, repo.config)
    repo.commit("First words")
    assert git(tmp_path, "log", "--format=%s %P").strip() == "First words"
    assert git(tmp_path, "reflog", "--format=%gs").strip() == "commit (initial): First words"


def test_a_branch_that_moved_meanwhile_stays(vault: Path) -> None:
    old = head(vault)
    git(vault, "commit", "-q", "--allow-empty", "-m", "somebody else")
    now = head(vault)
    with pytest.raises(GitError, match="git refused"):
        plumbing.record(vault, "mine", old, {})
    assert head(vault) == now


@pytest.mark.parametrize("name", ["pre-commit", "prepare-commit-msg", "commit-msg", "post-commit"])
def test_hooks_are_run(vault: Path, name: str) -> None:
    hook(vault, name, f"echo {name} > ran")
    (vault / "note.md").write_text("two\n")
    Repo.open(vault).commit("with a hook")
    assert (vault / "ran").read_text() == f"{name}\n"


def test_hooks_elsewhere_are_run(vault: Path) -> None:
    elsewhere = vault / ".git" / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "post-commit").write_text("#!/bin/sh\necho yes > ran\n")
    os.chmod(elsewhere / "post-commit", 0o755)
    git(vault, "config", "core.hooksPath", str(elsewhere))
    (vault / "note.md").write_text("two\n")
    Repo.open(vault).commit("with a hook")
    assert (vault / "ran").read_text() == "yes\n"


@pytest.mark.parametrize(
    ("key", "value", "plain"),
    [
        ("commit.gpgSign", "true", False),
        ("commit.gpgSign", "off", True),
        ("hook.lint.command", "lint", False),
        ("core.hooksPath", "hooks", False),
        ("core.autocrlf", "input", True),
    ],
)
def test_what_is_configured(vault: Path, key: str, value: str, plain: bool) -> None:
    git(vault, "config", key, value)
    assert is_plain(vault) is plain


def test_housekeeping_is_git_s(vault: Path) -> None:
    crowd = vault / ".git" / "objects" / "17"
    crowd.mkdir(exist_ok=True)
    for n in range(27):
        (crowd / f"{n:038}").touch()
    assert not is_plain(vault)


@pytest.mark.parametrize(("age", "plain"), [(0, True), (86_000, True), (87_000, False), (-1_000, False)])
def test_the_first_commit_of_a_day_is_git_s(vault: Path, age: int, plain: bool) -> None:
    then = time.time() - age
    os.utime(vault / ".git" / "vaultsync" / "committed", (then, then))
    assert is_plain(vault) is plain
    (vault / "note.md").write_text("two\n")
    Repo.open(vault).commit("on this day")
    assert is_plain(vault)


def test_touched_files_are_looked_at_anew_by_git_s_own_commit(vault: Path) -> None:
    shutil.rmtree(vault / ".git" / "vaultsync")
    os.utime(vault / "deep" / "note.md")
    (vault / "note.md").write_text("two\n")
    Repo.open(vault).commit("anew")
    assert not git(vault, "diff-files", "--name-only")


@given(st.text(alphabet="a# \t\r\n\f\v", max_size=30))
def test_messages_are_cleaned_as_git_does(text: str) -> None:
    done = subprocess.run(["git", "stripspace"], input=text.encode(), capture_output=True, check=True)
    assert (plumbing.cleaned(text) if done.stdout else "") == done.stdout.decode()
