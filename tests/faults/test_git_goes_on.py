"""A git that outlives the vaultsync that started it, and what others leave running: waited for, or not in the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from scenes import SCENES, Scene, completed, files, undisturbed, whole
from test_two_at_once import start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="hooks are shell scripts here")

_PUSH = next(scene for scene in SCENES if scene.name == "push")


def hook(vault: Path, name: str, body: str) -> None:
    path = vault / ".git/hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    path.chmod(0o755)


def until(path: Path) -> None:
    """Wait until there is such a file."""
    for _ in range(600):
        if path.exists():
            return
        time.sleep(0.05)
    raise AssertionError(path)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=lambda how: how.name)
def test_the_next_run_waits_for_the_git_of_a_killed_one(how: signal.Signals, staged: Callable[[Scene], Path]) -> None:
    folder = staged(_PUSH)
    vault = folder / "vault"
    hook(vault, "pre-commit", 'touch "$(git rev-parse --git-dir)/at-work"; sleep 1.5')
    killed = start(folder, *_PUSH.words)
    until(vault / ".git/at-work")
    os.kill(killed.pid, how)  # and not its git
    killed.communicate(timeout=60)
    hook(vault, "pre-commit", "true")
    whole(_PUSH, vault)
    completed(_PUSH, folder)
    log = subprocess.run(["git", "-C", str(vault), "log", "--format=%s"], capture_output=True, text=True, check=True)
    assert log.stdout.count("Study: ") == 2  # the one before, and this one, once
    assert subprocess.run(["git", "-C", str(vault), "fsck", "--strict"], capture_output=True).returncode == 0


def test_what_a_hook_leaves_running_is_not_waited_for(staged: Callable[[Scene], Path]) -> None:
    folder = staged(_PUSH)
    vault = folder / "vault"
    hook(vault, "post-commit", 'sleep 600 & echo $! > "$(git rev-parse --git-dir)/sleeper"')
    try:
        for _ in range(2):
            process = start(folder, *_PUSH.words)
            assert process.communicate(timeout=60)[1] == ""
            assert process.returncode == 0
    finally:
        os.kill(int((vault / ".git/sleeper").read_text("ascii")), signal.SIGKILL)
    assert files(vault) == dict(undisturbed(_PUSH).after)
