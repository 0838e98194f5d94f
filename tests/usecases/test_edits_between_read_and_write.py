"""An editor that saves a note between our reading and our writing: nothing is ticked that nobody ticked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from study import Study, begin

from vaultsync.edges.disk import Disk
from vaultsync.edges.processwide import DISK


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return begin(tmp_path)


def push_while(study: Study, monkeypatch: pytest.MonkeyPatch, save: Callable[[], object], note: str) -> None:
    """Push, and let an editor `save` just before the first other note than `note` gets its new content."""
    saved = []

    class Editor(Disk):
        def rename(self, source: str, target: str) -> None:
            super().rename(source, target)
            self.named(target)

        def exchange(self, source: str, target: str) -> None:
            super().exchange(source, target)
            self.named(target)

        def named(self, target: str) -> None:
            if not saved and target.endswith(".md") and not target.endswith(Path(note).name):
                saved.append(target)
                save()

    with monkeypatch.context() as patch:
        patch.setattr(DISK, "now", Editor())
        study.push()
    assert saved


def settled(study: Study) -> None:
    files = study.files()
    assert study.push().commit == ""
    assert study.files() == files


def test_an_untick_meanwhile_counts(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    study.mark("1.2", "Clove")
    path = study.mark("1.2", "Rolling")
    push_while(study, monkeypatch, lambda: study.mark("1.2", "Rolling", " "), path)
    assert study.line("1.2", "Clove") == "- [x] 1.2.1 Clove hitch ✅ 2026-11-21 ^clove-hitch"
    assert study.line("1.2", "Rolling") == "- [ ] 1.2.2 Rolling hitch ^rolling-hitch"
    assert study.line("1 Basics", "Hitches").startswith("- [ ] ")
    assert "✅" not in study.line("1 Basics", "Hitches")
    assert "done: false" in study.read(path)
    assert study.status().figures["done"] == 1
    settled(study)


def test_a_tick_meanwhile_counts(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    study.mark("1 Basics", "Hitches")
    path = study.note("1.2")
    push_while(study, monkeypatch, lambda: study.edit("1.2", "## Notes\n", "## Notes\n\nmine\n"), path)
    assert study.read(path).count("- [x] ") == 2
    assert "\nmine\n" in study.read(path)
    settled(study)
    study.edit("1.2", "done: true", "done: false")
    study.push()
    assert study.status().figures["done"] == 0, "it is still known who ticked them"


def test_an_untick_of_the_whole_meanwhile_counts(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    study.mark("1.2", "Clove")
    study.mark("1.2", "Rolling")
    study.push()
    path = study.note("1.2")
    study.mark("1.2", "Clove", " ")
    push_while(study, monkeypatch, lambda: study.mark("1.2", "Rolling", " "), path)
    assert study.read(path).count("- [x] ") == 0
    assert study.status().figures["done"] == 0
    settled(study)
