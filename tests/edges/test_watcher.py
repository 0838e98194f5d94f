"""Hints of the real watcher, and looks: what rings and what does not."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vaultsync.edges.files import writes
from vaultsync.edges.looking import concerns, look
from vaultsync.edges.ownwrites import OwnWrites
from vaultsync.edges.processwide import DISK
from vaultsync.edges.watcher import Bell, Watcher


@pytest.fixture
def vault(tmp_path) -> Path:
    root = tmp_path / "vault"
    for folder in (".git/objects", ".trash", ".obsidian", ".vaultsync", "Roadmaps/a/b"):
        (root / folder).mkdir(parents=True)
    (root / "vaultsync.toml").write_text("")
    (root / "Roadmaps/a/b/note.md").write_text("one\n")
    return root


@pytest.fixture
def rung(vault) -> Iterator[Callable[[], bool]]:
    """Whether the bell rang for what was done just before; a later change shows that nothing is still to come."""
    bell, own = Bell(), OwnWrites(vault)
    watcher = Watcher(vault, [vault.parent / "elsewhere.md"], bell.ring, own.made)
    watcher.start()

    def ask() -> bool:
        time.sleep(0.7)  # the system tells of moves half a second late
        return bell.heard() is not None

    with DISK.set_to(own):
        yield ask
    watcher.close()


def test_saves_ring_and_reads_do_not(vault, rung):
    note = vault / "Roadmaps/a/b/note.md"
    note.read_text()
    list(os.scandir(note.parent))
    assert not rung()
    note.write_text("two\n")
    assert rung()
    os.replace(note, note.with_name("other.md"))
    assert rung()
    note.with_name("other.md").unlink()
    assert rung()


def test_what_is_nobodys_work_does_not_ring(vault, rung):
    for path in (".git/index", ".git/objects/x", ".trash/note.md", ".obsidian/workspace.json", ".vaultsync/x.tsv"):
        (vault / path).write_text("x")
    for name in ("note.md~", ".note.md.swp", "4913", ".~vaultsync-1-2-3.tmp", ".syncthing.note.md.tmp", "note.md.lock"):
        (vault / "Roadmaps" / name).write_text("x")
        (vault / "Roadmaps" / name).unlink()
    assert not rung()
    assert rung() is False


def test_a_file_that_gets_its_name_from_a_temporary_one_rings(vault, rung):
    temporary = vault / "Roadmaps/a/.syncthing.note.md.tmp"
    temporary.write_text("three\n")
    assert not rung()
    os.replace(temporary, vault / "Roadmaps/a/b/note.md")
    assert rung()


def test_own_writes_do_not_ring_and_later_ones_of_others_do(vault, rung):
    path = "Roadmaps/a/b/note.md"
    writes.write(vault, path, "ours\n", b"one\n")
    writes.write(vault, "Roadmaps/new.md", "ours\n", None)
    writes.write(vault, "Charts/new/heat.svg", "ours\n", None)
    assert not rung()
    with open(vault / path, "a") as file:
        file.write("theirs\n")
    assert rung()


def test_documents_outside_ring_however_they_are_replaced(vault, rung):
    outside = vault.parent / "elsewhere.md"
    (vault.parent / "other.md").write_text("x")
    assert not rung()
    outside.write_text("x")
    assert rung()
    (vault.parent / "new.tmp").write_text("y")
    os.replace(vault.parent / "new.tmp", outside)
    assert rung()


@pytest.mark.parametrize(
    "path",
    [
        *(".git/x", "a/.trash/b.md", "a/.b.md.swp", "~$plan.docx", "~syncthing~b.md.tmp", "#b.md#", "b.md~", "4913"),
        *("x.crdownload", "b.md.tmp.123", "sedAb12Cd", "a/b.part", ".DS_Store", "index.lock"),
    ],
)
def test_passing_files(path):
    assert not concerns(path)


@pytest.mark.parametrize(
    "path", ["a.md", "a/b/ü 1.md", "vaultsync.toml", "PROGRESS.md", "2026.md", "tmp.md", "sediment", "a#b.md"]
)
def test_files_of_the_learner(path):
    assert concerns(path)


def test_a_look_sees_files_and_documents(vault, tmp_path):
    (tmp_path / "doc.md").write_text("x")
    (vault / "b~").write_text("x")
    found = look(vault, [tmp_path / "doc.md", tmp_path / "none.md"], 5.0)
    assert set(found.files) == {"vaultsync.toml", "Roadmaps/a/b/note.md"}
    assert set(found.sources) == {str(tmp_path / "doc.md")}
    assert found.folders == {"Roadmaps"}
    assert found.at == 5.0
