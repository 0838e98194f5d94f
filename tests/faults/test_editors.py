"""Editors that save while vaultsync works: what they save is never overwritten, and a moment of nothing is no deletion."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from scenes import SCENES, Scene, files, undisturbed, victims
from study import DOCUMENT, Study, begin
from test_killed import soak, some

_SAVED = "SAVED JUST NOW"
_BUSY = [scene for scene in SCENES if scene.name in ("pull", "push", "remove")]


def texts(vault: Path) -> str:
    """All that the learner can read."""
    return "\n".join(
        data.decode("utf-8") for path, data in files(vault).items() if path.endswith(".md") and not path.startswith(".")
    )


def kept_by_git(scene: Scene, vault: Path) -> None:
    """The learner's words are in some note, or where an editor saved over it what it had before, in a commit."""
    history = subprocess.run(["git", "-C", str(vault), "log", "-p"], capture_output=True, check=True).stdout
    text = texts(vault) + history.decode("utf-8", "replace")
    assert [words for words in scene.mine if words not in text] == []


@pytest.mark.soak
@pytest.mark.parametrize("how", ["rewrite", "replace"])
@pytest.mark.parametrize("stem", ["1.1 Loops", "1.2 Hitches", "2 Rope care"])
@pytest.mark.parametrize("scene", _BUSY, ids=str)
def test_what_is_saved_meanwhile_stays(scene: Scene, stem: str, how: str, staged: Callable[[Scene], Path]) -> None:
    for at in some(scene, every=1 if soak else 240):
        folder = staged(scene)
        vault = folder / "vault"
        note = next(path for path in files(vault) if path.startswith("Roadmaps/") and path.endswith(f"{stem}.md"))
        text = (vault / note).read_text("utf-8") + f"\n{_SAVED}\n"
        told = victims().run(folder, scene.words, {"kind": "save", "at": at, "deeds": [[how, note, text]]})
        assert told.code in (0, 1), told.err
        assert _SAVED in texts(vault), at
        kept_by_git(scene, vault)
        told = victims().run(folder, scene.again or scene.words)
        assert told.code == 0, told.err
        assert _SAVED in texts(vault), at
        kept_by_git(scene, vault)


@pytest.mark.soak
@pytest.mark.parametrize("scene", _BUSY[1:], ids=str)
def test_a_file_that_is_empty_for_a_moment_is_not_a_deletion(scene: Scene, staged: Callable[[Scene], Path]) -> None:
    for at in some(scene, every=1 if soak else 120):
        folder = staged(scene)
        vault = folder / "vault"
        note = next(path for path in files(vault) if path.endswith("2 Rope care.md") and path.startswith("Roadmaps/"))
        victims().run(folder, scene.words, {"kind": "save", "at": at, "deeds": [["empty", note, ""]]})
        (vault / note).write_bytes((folder / "before").read_bytes())
        told = victims().run(folder, scene.again or scene.words)
        assert told.code == 0, told.err
        kept_by_git(scene, vault)
        wanted = undisturbed(scene).after
        assert files(vault)[".vaultsync/marks/knots.tsv"] == wanted[".vaultsync/marks/knots.tsv"], at


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


@pytest.mark.parametrize("gone", [True, False])
def test_a_note_that_is_nothing_while_the_roadmap_brings_news(study: Study, gone: bool) -> None:
    study.mark("1.2", "Clove")
    study.push()
    path = study.note("1.2")
    text = study.read(path)
    if gone:
        (study.vault / path).unlink()
    else:
        study.write(path, "")
    study.document.write_text(DOCUMENT.replace("- [ ] 1.2.2", "- [ ] 1.2.9 Half hitch\n- [ ] 1.2.2"), "utf-8")
    study.pull()
    study.push()
    study.write(path, text + "\nMINE\n")
    study.pull()
    study.pull()
    assert "MINE" in study.read(path)
    assert study.line("1.2", "Clove").startswith("- [x] ")
    assert "Half hitch" in study.read(path)
    assert study.status().figures["done"] == 1
