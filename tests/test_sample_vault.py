"""`sample_vault` is what the script makes today, byte for byte: the golden vault."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vaultsync.edges.shipped import bundled_roadmaps
from vaultsync.markdown.outline import tasks
from vaultsync.markdown.outline.parsing import parse_outline

ROOT = Path(__file__).resolve().parent.parent


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland"])
def test_the_sample_vault_is_rebuilt_byte_for_byte(tmp_path: Path, zone: str) -> None:
    made = tmp_path / "sample"
    environment = {**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT)}
    script = ROOT / "docs" / "make_sample.py"
    subprocess.run([sys.executable, str(script), str(made)], check=True, capture_output=True, env=environment)
    expected, found = _files(ROOT / "sample_vault"), _files(made)
    assert sorted(found) == sorted(expected)
    assert [path for path in expected if found[path] != expected[path]] == []


@pytest.mark.parametrize("document", bundled_roadmaps(), ids=lambda path: path.stem)
def test_bundled_roadmaps_are_small_but_real(document: Path) -> None:
    outline = parse_outline(document.read_text("utf-8"), document.stem)
    counts = tasks.counts(outline)
    assert 25 <= counts["leaves"] <= 60
    assert counts["units"] >= 5
    assert outline.warnings == []
