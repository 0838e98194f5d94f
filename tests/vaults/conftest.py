"""Vaults made by the real use cases from real documents, in real repositories."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from vaultsync.usecases.init import init
from vaultsync.usecases.opened.context import Context

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=timezone(timedelta(hours=1)))


def context(vault: Path, now: datetime = NOON) -> Context:
    """A command's surroundings with a stopped clock."""
    return Context(vault, vault, dict(os.environ), lambda: now)


@pytest.fixture(scope="session")
def roadmaps(shared: Path) -> list[Path]:
    """The five roadmaps the project exists for."""
    return sorted((shared / "roadmaps").glob("*.md"))


@pytest.fixture(scope="session")
def corpus(shared: Path) -> list[Path]:
    """Other people's roadmaps."""
    return sorted((shared / "corpus").glob("*.md"))


@pytest.fixture(scope="session")
def five(roadmaps: list[Path], isolated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault of the five roadmaps, fresh from `init`. Read it only; `copy_of` gives one to write in."""
    vault = tmp_path_factory.mktemp("five") / "vault"
    init(vault, roadmaps=roadmaps, context=context(vault))
    return vault


@pytest.fixture(scope="session")
def others(corpus: list[Path], isolated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault of the corpus, fresh from `init`. Read it only."""
    vault = tmp_path_factory.mktemp("others") / "vault"
    init(vault, roadmaps=corpus, context=context(vault))
    return vault


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Path], Path]:
    """Copies a vault, repository and all, into the test's own folder."""

    def copy(vault: Path) -> Path:
        target = tmp_path / "vault"
        shutil.copytree(vault, target, symlinks=True)
        return target

    return copy
