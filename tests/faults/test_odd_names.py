"""Vaults on file systems that ignore case or decompose letters, alone and beside a device whose file system does not."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from oddnames import odd_names
from study import DOCUMENT, Study, begin
from test_devices import pair

# Letters that decompose, and a title beside one that differs from it by case alone.
ACCENTED = DOCUMENT.replace("Hitches", "Nœuds d'été").replace("Rope care", "Überwürfe").replace("# Knots", "# Knöten")
KINDS = [("case", {"case": True}), ("nfd", {"nfd": True}), ("both", {"case": True, "nfd": True})]


@pytest.fixture(params=KINDS, ids=lambda kind: kind[0])
def kind(request: pytest.FixtureRequest) -> dict[str, bool]:
    return request.param[1]


def composed(files: dict[str, bytes]) -> dict[str, bytes]:
    return {unicodedata.normalize("NFC", path): data for path, data in files.items()}


def at_rest(study: Study) -> None:
    """Nothing is left to do, no file stands twice, nothing waits for a commit."""
    files = study.files()
    assert not study.pull().changed
    assert study.push().commit == ""
    assert study.files() == files
    names = [unicodedata.normalize("NFC", path).casefold() for path in files]
    assert sorted(set(names)) == sorted(names)
    assert study.git("status", "--porcelain") == ""


def note(study: Study, stem: str) -> str:
    """As `Study.note`, with the name as the file system lists it."""
    wanted = unicodedata.normalize("NFD", stem)
    found = [
        path.relative_to(study.vault).as_posix()
        for path in sorted(study.vault.rglob("*.md"))
        if wanted in unicodedata.normalize("NFD", path.stem) and ".vaultsync" not in path.parts
    ]
    assert len(found) == 1, found
    return found[0]


def tick(study: Study, stem: str, words: str) -> None:
    path = note(study, stem)
    text, n = re.subn(rf"- \[ \] (.*{words})", r"- [x] \1", study.read(path), count=1)
    assert n
    study.write(path, text)


def ticked(study: Study, stem: str, words: str) -> bool:
    return re.search(rf"- \[x\] .*{words}", study.read(note(study, stem))) is not None


def test_a_vault_from_its_beginning(tmp_path: Path, kind: dict[str, bool]) -> None:
    with odd_names(tmp_path, **kind):
        study = begin(tmp_path, ACCENTED, "knöten")
        at_rest(study)
        tick(study, "Nœuds", "Clove")
        study.write(note(study, "Nœuds"), study.read(note(study, "Nœuds")) + "\nMINE\n")
        study.push()
        at_rest(study)
        news = (
            ACCENTED.replace("- [ ] 1.2.2", "- [ ] 1.2.9 Half hitch\n- [ ] 1.2.2")
            + "\n## 3. Épissures\n- [ ] 3.1 Œil\n"
        )
        study.document.write_text(news, "utf-8")
        study.pull()
        at_rest(study)
        assert "Half hitch" in study.read(note(study, "Nœuds"))
        assert "MINE" in study.read(note(study, "Nœuds"))
        assert ticked(study, "Nœuds", "Clove")
        assert study.status().figures["done"] == 1


def test_the_learner_renames_and_spells_anew(tmp_path: Path, kind: dict[str, bool]) -> None:
    with odd_names(tmp_path, **kind):
        study = begin(tmp_path, ACCENTED, "knöten")
        tick(study, "Nœuds", "Clove")
        path = note(study, "Überwürfe")
        os.rename(study.vault / path, study.vault / path.replace("2 ", "2 MY "))
        path = note(study, "Loops")
        os.rename(study.vault / path, study.vault / path.replace("Loops", "LOOPS"))
        study.pull()
        at_rest(study)
        tick(study, "MY", "Whipping")
        tick(study, "LOOPS", "Bowline")
        study.document.write_text(ACCENTED.replace("- [ ] 2.2", "- [ ] 2.9 Coiling\n- [ ] 2.2"), "utf-8")
        study.pull()
        at_rest(study)
        assert "Coiling" in study.read(note(study, "MY"))
        assert ticked(study, "MY", "Whipping")
        assert ticked(study, "LOOPS", "Bowline")


def test_titles_that_change_their_case(tmp_path: Path, kind: dict[str, bool]) -> None:
    with odd_names(tmp_path, **kind):
        study = begin(tmp_path, ACCENTED, "knöten")
        tick(study, "Nœuds", "Clove")
        study.write("Diary.md", f"[[{note(study, 'Nœuds')[:-3]}]] and [[1.1 Loops]]\n")
        study.push()
        text = ACCENTED.replace("Nœuds d'été", "NŒUDS D'ÉTÉ").replace("Loops", "LOOPS").replace("# Knöten", "# KNÖTEN")
        study.document.write_text(text, "utf-8")
        study.pull()
        at_rest(study)
        report = study.pull(rename=True)
        assert report.renaming is not None
        assert "LOOPS" in note(study, "LOOPS")
        at_rest(study)
        assert study.pull(rename=True).renaming is None
        assert ticked(study, "NŒUDS", "Clove")
        assert study.status().figures["done"] == 1


@contextmanager
def device(study: Study, kind: dict[str, bool]) -> Iterator[Study]:
    with odd_names(study.vault.parent, **kind) if kind else nullcontext():
        yield study


def test_two_devices_of_which_one_is_odd(tmp_path: Path, kind: dict[str, bool]) -> None:
    one, two = pair(tmp_path, ACCENTED)
    tick(one, "Nœuds", "Clove")
    one.push()
    with device(two, kind):
        two.pull()
        assert ticked(two, "Nœuds", "Clove")
        tick(two, "Nœuds", "Rolling")
        two.write(note(two, "Überwürfe"), two.read(note(two, "Überwürfe")) + "\nTHEIRS\n")
        two.document.write_text(ACCENTED + "\n## 3. Épissures\n- [ ] 3.1 Œil\n", "utf-8")
        two.pull()
        two.push()
    tick(one, "Loops", "Bowline")
    path = note(one, "Überwürfe")
    os.rename(one.vault / path, one.vault / path.replace("Über", "ÜBER"))
    one.document.write_text(two.document.read_text("utf-8"), "utf-8")
    one.push()
    with device(two, kind):
        two.pull()
        two.push()
        at_rest(two)
    one.pull()
    one.push()
    with device(two, kind):
        two.pull()
        at_rest(two)
    at_rest(one)
    assert composed(one.files()) == composed(two.files())
    for study in (one, two):
        assert ticked(study, "Nœuds", "Clove")
        assert ticked(study, "Nœuds", "Rolling")
        assert ticked(study, "Loops", "Bowline")
        assert "THEIRS" in "".join(data.decode("utf-8", "replace") for data in study.files().values())
