"""A remote that is reached over the network, by git's own daemon on this machine."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.usecases.study import Study
from tests.usecases.test_devices import both_synced, git, pair

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address under which the repositories in the test's folder are served."""
    programs = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True).stdout.strip()
    if not list(Path(programs).glob("git-daemon*")):
        pytest.skip("git came without its daemon")
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "file:git")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    daemon = subprocess.Popen(
        ["git", "daemon", "--reuseaddr", "--export-all", "--enable=receive-pack", "--listen=127.0.0.1",
         f"--port={port}", f"--base-path={tmp_path}", str(tmp_path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if daemon.poll() is not None or probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        if daemon.poll() is not None:
            pytest.skip("git's daemon does not run here")
        yield f"git://127.0.0.1:{port}/remote.git"
    finally:
        daemon.terminate()
        daemon.wait()


def pushing(study: Study) -> subprocess.Popen[str]:
    """A push by the command, under way."""
    return subprocess.Popen(
        [sys.executable, "-m", "vaultsync", "-C", str(study.vault), "push"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip


def test_pull_and_pushes_that_race_over_the_network(tmp_path: Path, url: str) -> None:
    one, two = pair(tmp_path)
    for study in (one, two):
        study.git("remote", "set-url", "origin", url)
    one.mark("Hitches", "Clove")
    report = one.push()
    assert report.sync is not None
    assert report.sync.pushed
    pulled = two.pull()
    assert pulled.sync is not None
    assert [path.rsplit("/", 1)[-1] for path in pulled.sync.received if "Hitches" in path] == ["1.2 Hitches.md"]
    for words, other in (("Left-handed", "Right-handed"), ("Whipping", "Drying")):
        one.mark("Loops" if "handed" in words else "Rope care", words)
        two.mark("Loops" if "handed" in words else "Rope care", other)
        one.edit("Loops", "## Notes\n", f"## Notes\nOne: {words}.\n")
        two.edit("Loops", "## Notes\n", f"## Notes\nTwo: {other}.\n")
        for process in [pushing(study) for study in (one, two)]:
            told, _ = process.communicate()
            assert process.returncode == 0, told
    both_synced(one, two)
    note = one.read(one.note("Loops"))
    for words in ("One: Left-handed.", "Two: Right-handed.", "One: Whipping.", "Two: Drying.", "[x] 1.1.1 Bowline"):
        assert note.count(words) == 1, note
    assert one.status().figures["done"] == 5
    assert git(tmp_path / "remote.git", "rev-parse", "main") == one.git("rev-parse", "HEAD")
