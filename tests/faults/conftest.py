"""What the tests of faults share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scenes import Scene, copy, undisturbed, victims


@pytest.fixture(scope="session", autouse=True)
def _victims(isolated: Path) -> Iterator[None]:
    """The process that runs commands with faults knows the home of the tests, and ends with them."""
    yield
    victims().close()
    victims.cache_clear()


@pytest.fixture
def staged() -> Iterator[Callable[[Scene], Path]]:
    """Gives a fresh copy of a scene's folder."""
    folders: list[Path] = []

    def stage(scene: Scene) -> Path:
        while folders:
            shutil.rmtree(folders.pop(), ignore_errors=True)
        folders.append(copy(undisturbed(scene).template))
        return folders[-1]

    yield stage
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
