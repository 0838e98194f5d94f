"""Commands to which the disk says no, and commands that are interrupted: at every step, and at random times."""

from __future__ import annotations

import errno
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from scenes import TRIED, Scene, Told, completed, files, undisturbed, victims, whole
from soaking import lot, moments
from test_killed import by_chance, soak, some

from vaultsync.edges.files.batch import TEMP_PREFIX

_TROUBLES = [
    ("full", errno.ENOSPC, True),
    ("error", errno.EIO, False),
    ("denied", errno.EACCES, False),
    ("read-only", errno.EROFS, True),
    ("no-processes", errno.EAGAIN, False),
]


def one_line(told: Told) -> None:
    """An error is told in one line, and is none of vaultsync's."""
    assert re.fullmatch(r"vaultsync: [^\n]+\n", told.err), told.err
    assert "bug in vaultsync" not in told.err, told.err


@pytest.mark.soak
@pytest.mark.parametrize("trouble", _TROUBLES, ids=lambda trouble: trouble[0])
@pytest.mark.parametrize("scene", TRIED, ids=str)
def test_the_disk_says_no(scene: Scene, trouble: tuple[str, int, bool], staged: Callable[[Scene], Path]) -> None:
    _, code, lasting = trouble
    for at in some(scene, every=1 if soak else 480):
        folder = staged(scene)
        told = victims().run(folder, scene.words, {"kind": "error", "at": at, "code": code, "lasting": lasting})
        if told.code and (told.err or told.code not in scene.codes):
            assert told.code == 1, (at, told.err)
            one_line(told)
        if (folder / "vault").exists():
            whole(scene, folder / "vault")
            left = [path for path in files(folder / "vault") if TEMP_PREFIX in path]
            if undisturbed(scene).steps[at].startswith("unlink"):
                continue  # what cannot be removed stays, for the sweep after the next interruption
            assert not left, (at, left)
        completed(scene, folder)


@pytest.mark.soak
@pytest.mark.parametrize("scene", TRIED, ids=str)
def test_interrupted_before_a_step(scene: Scene, staged: Callable[[Scene], Path]) -> None:
    for at in some(scene, every=1 if soak else 300):
        folder = staged(scene)
        told = victims().run(folder, scene.words, {"kind": "interrupt", "at": at})
        assert told.code == 130, (at, told.code, told.err)
        one_line(told)
        assert "interrupted" in told.err
        if (folder / "vault").exists():
            whole(scene, folder / "vault")
        completed(scene, folder)


@by_chance
@pytest.mark.soak
@pytest.mark.parametrize("scene", TRIED, ids=str)
def test_interrupted_at_a_random_time(scene: Scene, staged: Callable[[Scene], Path]) -> None:
    chance = lot(17)
    for _ in moments(60, "interruptions"):
        folder = staged(scene)
        told = victims().run(folder, scene.words, kill_after=chance.uniform(0.005, 0.3), signal=int(signal.SIGINT))
        assert told.code in (*scene.codes, 130), (told.code, told.err)
        if told.code == 130:
            one_line(told)
        if (folder / "vault").exists():
            whole(scene, folder / "vault")
        completed(scene, folder)
