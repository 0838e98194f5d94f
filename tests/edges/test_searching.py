"""The files that hold a word, as git finds them on the disk."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from vaultsync.edges.files import vault
from vaultsync.edges.searching import notes_with

WORD = "vaultsync:"


def put(root: Path, path: str, data: bytes = b"---\nvaultsync: a\n---\n") -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data)


@pytest.mark.parametrize("repository", [True, False])
def test_what_a_walk_would_find(tmp_path: Path, repository: bool) -> None:
    if repository:
        subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    wanted = ["a.md", "Deep/er/b.MD", "Ignored/c.md", "Other/d.md", "ü ö.md", "x\n[y].md", "z \\ *.md"]
    for path in wanted:
        put(tmp_path, path)
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "Other")], check=True)
    put(tmp_path, "binary.md", b"\0\xff vaultsync:")
    put(tmp_path, ".gitignore", b"Ignored/\n")
    put(tmp_path, ".dot/e.md")
    put(tmp_path, "Deep/.hidden.md")
    put(tmp_path, "words.md", b"vaultsync")
    put(tmp_path, "picture.png")
    os.symlink(tmp_path / "a.md", tmp_path / "link.md")
    found = notes_with(tmp_path, WORD)
    assert found is not None
    assert found >= {*wanted, "binary.md"}
    listed = [path for path in vault.notes(tmp_path) if WORD.encode() in (tmp_path / path).read_bytes()]
    assert found & {*vault.notes(tmp_path)} == {*listed}


def test_nothing_and_nobody_to_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert notes_with(tmp_path, WORD) == set()
    monkeypatch.setenv("PATH", "")
    assert notes_with(tmp_path, WORD) is None


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever may read everything can read this")
def test_what_cannot_be_read(tmp_path: Path) -> None:
    put(tmp_path, "a.md")
    (tmp_path / "a.md").chmod(0)
    assert notes_with(tmp_path, WORD) is None
