"""An outline is remembered, and what is remembered is what the parser says."""

from __future__ import annotations

import pickle
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from study import begin

from vaultsync.edges import beside
from vaultsync.edges.cache import Cache
from vaultsync.edges.shipped import bundled_roadmaps
from vaultsync.markdown.outline import parsing
from vaultsync.markdown.outline.parsing import parse_outline
from vaultsync.models.outline import Outline
from vaultsync.models.roadmap import Roadmap
from vaultsync.usecases.opened import outlining

LINES = st.sampled_from(
    [
        "---", "title: A", "# A", "## 1. B (2 weeks)", "### C: 3-4 hours", "- [ ] one", "  - [x] [two](http://e.org) ^id",
        "- **Resources**", "1. three", "| a | b |", "|---|---|", "| Week 1 | x |", "words", "", "> quote", "```", "\udc80", "é😀",
    ]
)  # fmt: skip


@given(st.lists(LINES, max_size=25))
def test_there_and_back(lines: list[str]) -> None:
    outline = parse_outline("\n".join(lines), "n")
    assert pickle.loads(pickle.dumps(outline)) == outline


@pytest.mark.parametrize("path", bundled_roadmaps(), ids=lambda path: path.stem)
def test_whole_documents(path: Path) -> None:
    outline = parse_outline(path.read_text("utf-8"), path.stem)
    with tempfile.TemporaryDirectory() as folder:
        Cache(Path(folder)).put_value("key", outline)
        assert Cache(Path(folder)).get_value("key", Outline) == outline
        assert Cache(Path(folder)).get_value("key", Roadmap) is None


def test_a_document_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = begin(tmp_path)
    parsed = []
    parse = parsing.parse_outline
    monkeypatch.setattr(parsing, "parse_outline", lambda *given, **how: parsed.append(given) or parse(*given, **how))
    study.push(), study.pull(), study.status()
    assert not parsed
    study.document.write_text(study.document.read_text("utf-8") + "- [ ] 2.3 Coiling\n", "utf-8")
    study.pull(), study.pull()
    assert len(parsed) == 1
    for kept in (study.vault / ".git" / "vaultsync").glob("*/*"):
        kept.write_bytes(b"[1, 2]")
    study.pull()
    assert len(parsed) == 2, "what is no outline is made anew"
    monkeypatch.setattr(outlining, "code", lambda: "another parser")
    for kept in (study.vault / ".git" / "vaultsync").glob("[ar]*/*"):
        kept.unlink()
    study.pull()
    assert len(parsed) == 3


def test_a_cache_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file")
    cache.put("key", b"data")
    assert cache.get("key") is None
    cache = Cache(tmp_path / "folder")
    for n in range(60):
        cache.put(f"k{n}", b"data")
    assert cache.get("k59") == b"data"
    assert len(list((tmp_path / "folder").iterdir())) == 40


@pytest.mark.parametrize("cores", [2, 1])
def test_a_long_document_is_understood_by_a_second_process(
    cores: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = begin(tmp_path)
    figures = study.status().figures
    monkeypatch.setattr(outlining, "VERY_LONG", 10)
    monkeypatch.setattr(beside, "cores", lambda: cores)
    parsed = []
    parse = parsing.parse_outline
    monkeypatch.setattr(parsing, "parse_outline", lambda *given, **how: parsed.append(given) or parse(*given, **how))
    shutil.rmtree(study.vault / ".git" / "vaultsync")
    assert study.status().figures == figures
    assert len(parsed) == (0 if cores > 1 else 1)
    assert not outlining.under_way


def test_a_second_process_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = begin(tmp_path)
    figures = study.status().figures
    monkeypatch.setattr(outlining, "VERY_LONG", 10)
    monkeypatch.setattr(beside, "cores", lambda: 2)
    monkeypatch.setattr(outlining.understand, "__name__", "nothing_of_the_kind")
    shutil.rmtree(study.vault / ".git" / "vaultsync")
    assert study.status().figures == figures
