"""The files that ship with vaultsync, found from a checkout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vaultsync.edges.shipped import bundled_roadmaps, shipped

ROOT = Path(__file__).resolve().parent.parent


def test_in_a_checkout_they_are_at_the_top():
    assert shipped() == ROOT / "templates"


def test_in_a_wheel_they_are_in_the_package(tmp_path):
    inside = tmp_path / "vaultsync" / "templates"
    inside.mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    assert shipped(tmp_path / "vaultsync") == inside


def test_a_broken_installation_says_so(tmp_path):
    with pytest.raises(FileNotFoundError, match="install vaultsync again"):
        shipped(tmp_path / "vaultsync")


def test_three_roadmaps_of_a_size_to_finish():
    roadmaps = bundled_roadmaps()
    assert len(roadmaps) == 3
    for path in roadmaps:
        text = path.read_bytes().decode("utf-8")
        assert "\r" not in text
        assert text.endswith("\n")
        bullets = len(re.findall(r"^\s*- (?!\*\*[^*]+:\*\*$)", text, re.MULTILINE))
        assert 25 <= bullets <= 120, path.name
