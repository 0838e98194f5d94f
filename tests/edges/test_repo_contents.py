"""The contents of commits, asked from one git however much it is."""

from __future__ import annotations

import random
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from vaultsync.edges.repo import Repo
from vaultsync.edges.repo import contents as contents_module
from vaultsync.edges.repo.process import serve
from vaultsync.errors import GitError


def git(folder: Path, *args: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *args], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    return tmp_path


def test_many_and_large_ones_and_those_that_are_not_there(folder: Path) -> None:
    chance = random.Random(1)
    inner = folder / "inner"
    inner.mkdir()
    texts = {f"note {n}.md": chance.randbytes(chance.choice([0, 1, 300, 200_000 if n < 3 else 9])) for n in range(500)}
    texts |= {"large.md": b"\n".join([b"x" * 999] * 2_000), "ключ 3 4.md": b"odd", "missing": b"5 missing\n"}
    for name, data in texts.items():
        (inner / name).write_bytes(data)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "all")
    repo = Repo.open(inner)
    ids = git(folder, "ls-tree", "-r", "HEAD", "--format=%(objectname)").split()
    with closing(repo.contents()) as contents:
        assert contents.show_all("HEAD", [*texts, "none.md", "no 12", "two\nlines"]) == texts
        assert contents.show_all("HEAD", []) == {}
        assert set(contents.blobs([*ids, "0" * 40]).values()) == set(texts.values())
        assert contents.show_each({"large.md": "HEAD", "missing": "HEAD^"}) == {"large.md": texts["large.md"]}
        assert contents.show_all("HEAD", ["."]) == {}  # a folder
    assert repo.show("HEAD", "missing") == b"5 missing\n"


def test_a_git_that_ends_before_it_has_answered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo, started = Repo.open(folder), []
    monkeypatch.setattr(contents_module, "serve", lambda *args: started.append(serve(*args)) or started[-1])
    with closing(repo.contents()) as contents:
        assert contents.show_all("HEAD", ["x"]) == {}
        (process,) = started
        process.kill()
        process.wait()
        with pytest.raises(GitError, match="git was stopped by signal 9"):
            contents.show_all("HEAD", ["x"])
        assert contents.show_all("HEAD", ["x"]) == {}
