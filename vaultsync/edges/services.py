"""User services of the system: their files, and the programs that start and stop them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from vaultsync.edges.files.vault import shown, trouble
from vaultsync.errors import VaultError
from vaultsync.models.structs import Frozen

_SECONDS = 150.0  # seconds, since a stopping watch first makes its last pass


class Manager(Frozen):
    """How one system keeps services: where their files are, and the commands to start, stop and query one.

    `kind` is `systemd` or `launchd`.
    """

    kind: str
    folder: Path
    ending: str
    begin: tuple[tuple[str, ...], ...]
    end: tuple[tuple[str, ...], ...]
    look: tuple[str, ...]
    forget: tuple[tuple[str, ...], ...] = ()

    def path(self, name: str) -> Path:
        """The file of the service of this name."""
        return self.folder / f"{name}{self.ending}"

    def calls(self, calls: Iterable[tuple[str, ...]], name: str) -> list[list[str]]:
        """The commands with this service's name and file filled in."""
        return [[word.format(name=name, path=self.path(name)) for word in call] for call in calls]


def manager_of(platform: str, env: Mapping[str, str], home: Path, user: int) -> Manager:
    """The manager of user services on this platform (as `sys.platform`). Raises VaultError where there is none."""
    if platform == "linux":
        config = env.get("XDG_CONFIG_HOME", "")
        base = Path(config) if os.path.isabs(config) else home / ".config"
        ctl = ("systemctl", "--user")
        reload = (*ctl, "daemon-reload")
        return Manager(
            "systemd",
            base / "systemd" / "user",
            ".service",
            begin=(reload, (*ctl, "enable", "{name}.service"), (*ctl, "restart", "{name}.service")),
            end=((*ctl, "disable", "--now", "{name}.service"),),
            look=(*ctl, "status", "{name}.service"),
            forget=(reload,),
        )
    if platform == "darwin":
        target = f"gui/{user}"
        return Manager(
            "launchd",
            home / "Library" / "LaunchAgents",
            ".plist",
            begin=(("launchctl", "bootstrap", target, "{path}"),),
            end=(("launchctl", "bootout", f"{target}/{{name}}"),),
            look=("launchctl", "print", f"{target}/{{name}}"),
        )
    raise VaultError(
        "services are known for systemd and launchd only",
        where=platform,
        next_step='Let your system run "vaultsync watch" when you log in',
    )


def read(path: Path) -> str | None:
    """The text of a service's file, None where there is none."""
    with suppress(OSError, UnicodeDecodeError):
        return path.read_text("utf-8")
    return None


def write(path: Path, text: str) -> None:
    """Write a service's file, whole. Raises VaultError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        beside.write_text(text, "utf-8", newline="\n")
        os.replace(beside, path)
    except OSError as error:
        raise trouble(error, path, "written") from error


def delete(path: Path) -> None:
    """Delete a service's file. Raises VaultError."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise trouble(error, path, "deleted") from error


def call(words: Sequence[str], env: Mapping[str, str]) -> str:
    """Run one command. Returns what went wrong, in a line; empty if nothing did."""
    program = shutil.which(words[0], path=env.get("PATH"))
    if program is None:
        return f"{words[0]} was not found"
    try:
        run = subprocess.run(
            [program, *words[1:]], env=dict(env), capture_output=True, timeout=_SECONDS, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        return f"{words[0]} did not answer"
    except OSError as error:
        return f"{words[0]} could not be started: {shown(error.strerror or str(error))}"
    if run.returncode == 0:
        return ""
    said = " ".join((run.stderr or run.stdout).decode("utf-8", "replace").split())
    return said[:300] or f"{words[0]} ended with {run.returncode}"
