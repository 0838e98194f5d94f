"""Two vaultsyncs at work in one vault: one waits for the other, and both do what they were asked to."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from scenes import SCENES, Scene, files, kept, tidy, undisturbed
from soaking import moments
from soaking import soak_seconds as soak

from vaultsync.edges.files.lock import Lock
from vaultsync.models.structs import replace
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.push import push

_COMMAND = [sys.executable, "-c", "from vaultsync.cli.main import main; main()"]
_BY_NAME = {scene.name: scene for scene in SCENES}


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen([*_COMMAND, *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.soak
@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("pull", ("pull",), ("pull",)),
        ("pull", ("pull",), ("push",)),
        ("push", ("push",), ("push",)),
        ("add", ("add", "sails.md"), ("pull",)),
        ("add", ("push",), ("add", "sails.md")),
    ],
)
def test_both_do_their_work(
    name: str, first: tuple[str, ...], second: tuple[str, ...], staged: Callable[[Scene], Path]
) -> None:
    scene = _BY_NAME[name]
    for _ in moments(10 if soak else 1, "pairs of commands"):
        folder = staged(scene)
        both = [start(folder, "-C", "vault", *words) for words in (first, second)]
        for process in both:
            _, err = process.communicate(timeout=120)
            assert process.returncode == 0, err
        again = start(folder, "-C", "vault", "push" if name == "push" else "pull")
        assert again.communicate(timeout=120)[1] == ""
        assert files(folder / "vault") == dict(undisturbed(scene).after)
        kept(scene, folder / "vault")
        tidy(folder / "vault")


def test_one_waits_until_the_other_has_finished(staged: Callable[[Scene], Path]) -> None:
    scene = _BY_NAME["push"]
    folder = staged(scene)
    held = Lock(folder / "vault/.git/vaultsync")
    held.__enter__()
    process = start(folder, *scene.words)
    threading.Timer(1.5, held.__exit__, (None, None, None)).start()
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert files(folder / "vault") == dict(undisturbed(scene).after)


def test_who_waits_says_for_whom(staged: Callable[[Scene], Path]) -> None:
    vault = staged(_BY_NAME["push"]) / "vault"
    told: list[tuple[str, int]] = []
    context = Context(vault, vault, dict(os.environ), lambda: datetime.now().astimezone())
    with Lock(vault / ".git/vaultsync") as held:

        def tell(what: str, done: int, total: int) -> None:
            told.append((what, total))
            held.__exit__(None, None, None)

        push(replace(context, progress=tell))
    assert told[0] == (f"Waiting for another vaultsync (process {os.getpid()})", -1)
    before = len(told)
    push(replace(context, progress=lambda what, done, total: told.append((what, total))))
    assert not [what for what, _ in told[before:] if what.startswith("Waiting")]


def test_another_git_is_waited_for_too(staged: Callable[[Scene], Path]) -> None:
    scene = _BY_NAME["push"]
    folder = staged(scene)
    lock = folder / "vault/.git/index.lock"
    lock.write_bytes(b"")
    process = start(folder, *scene.words)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.4)
    lock.unlink()
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")


def test_a_lock_of_another_git_is_never_taken_away(staged: Callable[[Scene], Path]) -> None:
    scene = _BY_NAME["push"]
    folder = staged(scene)
    lock = folder / "vault/.git/index.lock"
    lock.write_bytes(b"")
    before = files(folder / "vault")
    process = start(folder, *scene.words)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "the git index is locked" in err
    assert lock.exists()
    assert files(folder / "vault") == before
