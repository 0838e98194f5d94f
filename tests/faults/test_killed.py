"""Commands that are killed: before every step, halfway through a write, halfway through git, at random times.

`make test` tries some of the steps of each command, `make soak` all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scenes import SCENES, TRIED, Scene, completed, undisturbed, victims, whole
from soaking import lot, moments, tried
from soaking import soak_seconds as soak

_EVERY = 1 if soak else 200
_RANDOM = 60
# Moments that no seed repeats belong to the long search: what they find is made a step of its own.
by_chance = pytest.mark.skipif(not soak, reason="moments at random: make soak")


def some(scene: Scene, *, kind: str = "", every: int = _EVERY) -> Iterator[int]:
    """The steps of a scene that are tried: all of one `kind`, every n-th of them; in a long search while there is time."""
    numbers = [at for at, step in enumerate(undisturbed(scene).steps) if step.startswith(kind)]
    return tried(numbers[SCENES.index(scene) % every :: every], "faults")


@pytest.mark.soak
@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_killed_before_a_step(scene: Scene, staged: Callable[[Scene], Path]) -> None:
    for at in some(scene, every=_EVERY if scene in TRIED else 2 * _EVERY):
        folder = staged(scene)
        told = victims().run(folder, scene.words, {"kind": "kill", "at": at})
        assert told.code == -9, at
        whole(scene, folder / "vault")
        completed(scene, folder)


@pytest.mark.soak
@pytest.mark.parametrize("scene", TRIED, ids=str)
def test_killed_halfway_through_a_write(scene: Scene, staged: Callable[[Scene], Path]) -> None:
    for at in some(scene, kind="write", every=1 if soak else 60):
        folder = staged(scene)
        assert victims().run(folder, scene.words, {"kind": "half", "at": at}).code == -9, at
        whole(scene, folder / "vault")
        completed(scene, folder)


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["kill", "interrupt"])
@pytest.mark.parametrize("scene", [scene for scene in TRIED if soak or scene.name == "push"], ids=str)
def test_the_index_is_not_left_locked_once_all_is_committed(
    scene: Scene, kind: str, staged: Callable[[Scene], Path]
) -> None:
    for at in some(scene, kind="unlink .git/index.lock", every=1):
        folder = staged(scene)
        victims().run(folder, scene.words, {"kind": kind, "at": at})
        completed(scene, folder)


@by_chance
@pytest.mark.soak
@pytest.mark.parametrize("scene", TRIED, ids=str)
def test_killed_halfway_through_git(scene: Scene, staged: Callable[[Scene], Path]) -> None:
    chance = lot(7)
    gits = [at for at, step in enumerate(undisturbed(scene).steps) if step.startswith("git")]
    for _ in moments(8 * len(gits), "kills"):
        folder = staged(scene)
        fault = {"kind": "during", "at": chance.choice(gits), "after": chance.uniform(0, 0.02)}
        victims().run(folder, scene.words, fault)
        whole(scene, folder / "vault")
        completed(scene, folder)


@by_chance
@pytest.mark.soak
@pytest.mark.parametrize("scene", TRIED, ids=str)
def test_killed_at_a_random_time(scene: Scene, staged: Callable[[Scene], Path]) -> None:
    chance = lot(11)
    for _ in moments(_RANDOM, "kills"):
        folder = staged(scene)
        victims().run(folder, scene.words, kill_after=chance.uniform(0.001, 0.3))
        if (folder / "vault").exists():
            whole(scene, folder / "vault")
        completed(scene, folder)


@by_chance
@pytest.mark.soak
@pytest.mark.parametrize("scene", TRIED, ids=str)
def test_killed_again_while_it_finishes(scene: Scene, staged: Callable[[Scene], Path]) -> None:
    chance = lot(13)
    steps = len(undisturbed(scene).steps)
    for _ in moments(_RANDOM // 2, "threefold kills"):
        folder = staged(scene)
        words = scene.words
        for _ in range(3):
            victims().run(folder, words, {"kind": "kill", "at": chance.randrange(steps)})
            whole(scene, folder / "vault")
            words = scene.then or words
        completed(scene, folder)


def test_the_layer_sees_every_kind_of_step() -> None:
    kinds = {step.split(" ", 1)[0] for scene in TRIED for step in undisturbed(scene).steps}
    assert kinds >= {"open", "write", "sync", "chmod", "link", "exchange", "rename", "unlink", "mkdir", "rmdir", "git"}


def test_a_second_undisturbed_run_changes_nothing(staged: Callable[[Scene], Path]) -> None:
    pull = next(scene for scene in SCENES if scene.name == "pull")
    folder = staged(pull)
    assert victims().run(folder, pull.words).code == 0
    again = victims().run(folder, pull.words)
    kept = " .git/vaultsync/"  # what is remembered there may be forgotten
    written = [step for step in again.steps if step.startswith(("write", "rename", "link", "exchange"))]
    assert [step for step in written if kept not in step] == []
