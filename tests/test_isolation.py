"""The tests run apart from the machine they run on."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest


def test_git_knows_only_the_learner_of_the_tests(isolated, tmp_path):
    listed = subprocess.run(
        ["git", "config", "--list", "--show-origin"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert all(str(isolated) in line for line in listed.stdout.splitlines())
    assert "user.email=learner@example.invalid" in listed.stdout
    assert Path.home() == isolated


def test_no_network(tmp_path):
    with socket.socket() as sock, pytest.raises(AssertionError, match="reached for the network"):
        sock.connect(("192.0.2.1", 80))
    clone = subprocess.run(
        ["git", "clone", "https://example.invalid/x.git"], cwd=tmp_path, capture_output=True, text=True
    )
    assert "not allowed" in clone.stderr


def test_the_other_reader_of_properties(npm_yaml):
    good, bad = npm_yaml(['done: true\nup: "[[A]]"\n', "a: 1\na: 2\n"])
    assert good == {"value": {"done": True, "up": "[[A]]"}}
    assert "unique" in str(bad["error"])


def test_the_sample_documents(shared):
    assert list((shared / "roadmaps").glob("*.md"))
