"""Service: let the operating system keep a watch running."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from vaultsync.domain.services import command_of, launchd_plist, service_name, systemd_unit
from vaultsync.edges import services
from vaultsync.edges.files.lock import holder_of, is_held
from vaultsync.edges.files.vault import shown
from vaultsync.edges.services import Manager, manager_of
from vaultsync.models.watching import ServiceReport
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.watch import watch_folder

# What a service has to know of the surroundings it was installed from: where git and its helpers are.
_ENVIRONMENT = ("PATH",)


def service(
    context: Context,
    deed: str,
    *,
    program: Sequence[str],
    platform: str,
    home: Path,
    remote: bool = False,
    dry_run: bool = False,
) -> ServiceReport:
    """Install or remove the service of the vault, or report its state (`status`). Raises VaultsyncError.

    `program` are the words that start vaultsync, `platform` is as `sys.platform`.
    """
    root = context.root()
    manager = manager_of(platform, context.env, home, os.getuid() if hasattr(os, "getuid") else 0)
    name = service_name(os.fspath(root))
    path = manager.path(name)
    environment = {key: context.env[key] for key in _ENVIRONMENT if key in context.env}
    command = [*program, "-C", os.fspath(root), "watch"]
    plain, both = (_text(manager, name, root, words, environment) for words in (command, [*command, "--remote"]))
    text = both if remote else plain
    report = ServiceReport(deed, str(root), name, manager.kind, shown(path), text, dry_run=dry_run)
    report.look = shlex.join(manager.calls([manager.look], name)[0])
    there = services.read(path)
    if not dry_run and deed == "install":
        if there is not None and there != text and manager.kind == "launchd":
            for call in manager.calls(manager.end, name):
                services.call(call, context.env)  # it may not run: then there is nothing to end
        services.write(path, text)
        _call(report, context, manager.calls(manager.begin, name))
    if not dry_run and deed == "remove" and there is not None:
        _call(report, context, manager.calls(manager.end, name))
        services.delete(path)
        _call(report, context, manager.calls(manager.forget, name))
    now = services.read(path)
    report.installed = now is not None
    report.removed = there is not None and now is None
    report.current = now is not None and command_of(now) in (command_of(plain), command_of(both))
    folder = watch_folder(context)
    report.process = (holder_of(folder) or 0) if is_held(folder) else 0
    return report


def _text(manager: Manager, name: str, root: Path, command: Sequence[str], environment: dict[str, str]) -> str:
    if manager.kind == "systemd":
        return systemd_unit(os.fspath(root), command, environment)
    return launchd_plist(name, command, environment)


def _call(report: ServiceReport, context: Context, calls: Iterable[Sequence[str]]) -> None:
    """Make the calls; from the first that is refused on they are left to be made by hand."""
    for call in calls:
        problem = "" if report.by_hand else services.call(call, context.env)
        if problem:
            report.warnings.append(f"{shlex.join(call)}: {problem}")
        if problem or report.by_hand:
            report.by_hand.append(shlex.join(call))
