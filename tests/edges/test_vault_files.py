"""Finding the vault, listing its notes, reading them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from vaultsync.edges.files import vault
from vaultsync.errors import VaultError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    root.mkdir()
    (root / "vaultsync.toml").write_text("")
    return root


def put(root: Path, path: str, data: bytes = b"text\n") -> None:
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


def test_find_looks_upward(root):
    deep = root / "a" / "b"
    deep.mkdir(parents=True)
    assert vault.find(deep, {}) == root
    assert vault.find(root, {"VAULTSYNC_VAULT": "/elsewhere"}) == root


def test_find_takes_the_variable_last(root, tmp_path):
    assert vault.find(tmp_path, {"VAULTSYNC_VAULT": str(root)}) == root


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({}, "this is not a vault: no vaultsync.toml here or above"),
        ({"VAULTSYNC_VAULT": "nowhere"}, "VAULTSYNC_VAULT names a folder that is not a vault"),
    ],
)
def test_find_tells_the_next_step(tmp_path, env, words):
    with pytest.raises(VaultError) as caught:
        vault.find(tmp_path, env)
    assert words in str(caught.value)
    assert "vaultsync init DIR" in caught.value.next_step
    assert "\n" not in str(caught.value)


def test_find_in_no_folder(tmp_path):
    with pytest.raises(VaultError, match="no such folder"):
        vault.find(tmp_path / "gone", {})


def test_notes_lists_markdown_outside_dot_folders(root, tmp_path):
    for path in (
        "b.md",
        "A.MD",
        "x/y.md",
        "x/é.md",
        "z.txt",
        ".obsidian/t.md",
        ".vaultsync/base/n.md",
        "x.md/i.md",
    ):
        put(root, path)
    for path in (
        ".~vaultsync-1-2-3.tmp",
        ".syncthing.b.md.tmp",
        "~syncthing~b.md.tmp",
        "4913",
        "b.md~",
        ".b.md.swp",
        "._b.md",
    ):
        put(root, path)
    put(tmp_path, "outside/secret.md")
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "out.md").symlink_to(tmp_path / "outside" / "secret.md")
    (root / "x" / "loop").symlink_to(root)
    assert list(vault.notes(root)) == ["A.MD", "b.md", "x/y.md", "x/é.md", "x.md/i.md"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_notes_tells_what_it_cannot_list(root):
    put(root, "fine.md")
    (Path(os.fsdecode(os.fsencode(root) + b"/odd\xff.md"))).write_text("")
    problems: list[VaultError] = []
    assert list(vault.notes(root, problems.append)) == ["fine.md"]
    assert [str(problem) for problem in problems] == [r"odd\xff.md: its name is not valid UTF-8. Rename it"]
    assert list(vault.notes(root / "gone", problems.append)) == []
    assert "cannot be read" in str(problems[-1])


def test_notes_goes_very_deep(root):
    deep = root
    for _ in range(400):
        deep = deep / "abcdef"
        os.mkdir(deep)
    (deep / "n.md").write_text("")
    assert len(list(vault.notes(root))) == 1


def test_read(root):
    put(root, "n.md", b"\xef\xbb\xbfa\r\nb")
    assert vault.read(root, "n.md") == b"\xef\xbb\xbfa\r\nb"
    assert vault.read_text(root, "n.md") == "\ufeffa\r\nb"
    assert vault.read(root, "gone.md") is None
    assert vault.read(root, "n.md/below.md") is None


@pytest.mark.parametrize(
    "path",
    [
        "../x.md",
        "a/../../x.md",
        "/etc/passwd",
        "",
        "a//b.md",
        ".",
        "a/./b",
        "a\0b",
        ".git/config",
        "a/.GIT/x",
    ],
)
def test_no_path_leads_out(root, path):
    with pytest.raises(VaultError, match="leads out of the vault"):
        vault.read(root, path)


def test_links_out_are_not_followed(root, tmp_path):
    put(tmp_path, "outside/secret.md")
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "n.md").symlink_to(tmp_path / "outside" / "secret.md")
    put(root, "real/n.md")
    (root / "in").symlink_to(root / "real")
    with pytest.raises(VaultError, match="leads out of the vault"):
        vault.read(root, "out/secret.md")
    with pytest.raises(VaultError, match="symbolic link"):
        vault.read(root, "n.md")
    assert vault.read(root, "in/n.md") == b"text\n"


def test_a_vault_behind_a_link_is_fine(root, tmp_path):
    put(root, "a/n.md")
    link = tmp_path / "link"
    link.symlink_to(root)
    assert vault.read(link, "a/n.md") == b"text\n"


def test_what_is_no_text_is_told(root):
    put(root, "binary.md", b"a\0b")
    put(root, "latin.md", b"one\ntwo\ncaf\xe9\n")
    put(root, "fine.md")
    (root / "folder.md").mkdir()
    os.mkfifo(root / "pipe.md")
    found = dict(vault.read_all(root, ["fine.md", "folder.md", "pipe.md", "gone.md", "../x.md"]))
    assert found["fine.md"] == b"text\n"
    assert "gone.md" not in found
    assert str(found["folder.md"]).startswith("folder.md: cannot be read: it is a folder")
    assert "not a regular file" in str(found["pipe.md"])
    assert isinstance(found["../x.md"], VaultError)
    with pytest.raises(VaultError, match="binary"):
        vault.read_text(root, "binary.md")
    with pytest.raises(VaultError, match=r"latin\.md:3: it is not valid UTF-8"):
        vault.read_text(root, "latin.md")
    with pytest.raises(VaultError, match="no such file"):
        vault.read_text(root, "gone.md")
