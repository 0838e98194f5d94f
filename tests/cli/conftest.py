"""The command line over made-up use cases."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType

import pytest
from click.testing import CliRunner, Result
from made_use_cases import USE_CASES, UseCases

from vaultsync.cli.commands import commands


@pytest.fixture
def use_cases(monkeypatch) -> UseCases:
    fakes = UseCases()
    modules: dict[str, ModuleType] = {}
    for command, (module, function, _) in USE_CASES.items():
        name = f"vaultsync.usecases.{module}"
        setattr(modules.setdefault(name, ModuleType(name)), function, fakes.function(command))
    for name, fake in modules.items():
        monkeypatch.setitem(sys.modules, name, fake)
    return fakes


@pytest.fixture
def vaultsync(tmp_path, monkeypatch) -> Callable[..., Result]:
    """Calls vaultsync in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str, **env: str) -> Result:
        return CliRunner(env=env).invoke(commands, list(words), prog_name="vaultsync")

    return call
