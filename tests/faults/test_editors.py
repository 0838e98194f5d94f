"""Editors that save while vaultsync works: a moment of nothing is no deletion."""

from __future__ import annotations

from pathlib import Path

import pytest
from study import DOCUMENT, Study, begin


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
