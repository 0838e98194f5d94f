"""Files in git that should not be there: found, and taken out without touching the disk."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from vaultsync.edges.repo import Repo


@pytest.mark.parametrize("prefix", ["", "notes/vault/"])
def test_taken_out_and_not_put_back(tmp_path: Path, prefix: str) -> None:
    vault = tmp_path / prefix
    vault.mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    for path in ("a.md", ".obsidian/workspace.json", "own.log", "sub/.DS_Store", ".trash/b.md"):
        (vault / path).parent.mkdir(exist_ok=True)
        (vault / path).write_text("x\n", "utf-8")
    repo = Repo.open(vault)
    repo.commit("all")
    patterns = (".obsidian/workspace*.json", ".trash/", ".DS_Store")
    assert repo.tracked_though_ignored() == []
    assert repo.tracked_though_ignored(patterns) == [".obsidian/workspace.json", ".trash/b.md", "sub/.DS_Store"]
    (vault / ".gitignore").write_text("*.log\n.obsidian/workspace*.json\n", "utf-8")
    assert repo.tracked_though_ignored() == [".obsidian/workspace.json", "own.log"]

    repo.untrack([".obsidian/workspace.json", "sub/.DS_Store"])
    assert (vault / ".obsidian/workspace.json").exists()
    assert repo.status().dropped == (".obsidian/workspace.json",), "the other one is new again"
    assert repo.commit("without") is not None
    assert repo.status().clean
    assert repo.tracked_though_ignored() == ["own.log"]
    assert repo.show("HEAD", ".obsidian/workspace.json") is None
    assert repo.show("HEAD", "sub/.DS_Store") == b"x\n"

    subprocess.run(["git", "-C", str(vault), "rm", "--quiet", "--cached", "own.log"], check=True)
    (vault / "a.md").unlink()
    assert repo.commit("by hand") is not None
    assert (vault / "own.log").exists()
    assert repo.show("HEAD", "own.log") is None
    assert repo.show("HEAD", "a.md") is None
