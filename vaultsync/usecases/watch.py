"""Watch: keep vault, summary and git in step while the learner works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from vaultsync.edges.lock import Lock, holder_of
from vaultsync.edges.looking import is_there
from vaultsync.edges.settings import load
from vaultsync.edges.vault import shown
from vaultsync.edges.watcher import Bell, Watcher
from vaultsync.errors import LockedError, VaultsyncError
from vaultsync.models.watching import WatchEvent, WatchReport
from vaultsync.usecases.context import Context
from vaultsync.usecases.passes import Passes, news_of, wanted
from vaultsync.usecases.pull import pull
from vaultsync.usecases.push import push
from vaultsync.usecases.watching import Watching
from vaultsync.usecases.workspace import Workspace

_UNTOUCHED = 2.0  # seconds; Obsidian saves that long after typing
_COMING_BACK = 2.0  # seconds between two looks for a vault that is gone

Tell = Callable[[WatchEvent], None]


def watch(
    context: Context,
    bell: Bell,
    tell: Tell,
    *,
    remote: bool = False,
    yes: bool = False,
    watcher: type[Watcher] = Watcher,
) -> WatchReport:
    """Watch the vault until the bell says stop; then finish and commit what there is.

    `remote` pulls from and pushes to the remote too; `yes` lets pulls do what they would rather ask for. What happens
    is told as events. A vault that is gone is waited for. Raises VaultsyncError where the vault cannot be watched at
    all, or where the last pass failed.
    """
    context = replace(context, progress=None, asks=False, untouched=_UNTOUCHED, vault=context.root())
    root = context.root()
    report = WatchReport(str(root))
    wanted(load(root), remote)
    passes = Passes(context, root, report, tell, yes=yes)
    with alone(context):
        finished = Watching(passes, bell, watcher, remote=remote).run()
    if not finished:
        passes.tell("gone", text=shown(root))
    while not finished and not bell.stopped:
        bell.wait(_COMING_BACK, light=False)
        if bell.stopped or not is_there(root):
            continue
        try:
            with alone(context):
                passes.over("gone")
                finished = Watching(passes, bell, watcher, remote=remote).run()
        except VaultsyncError as error:
            if bell.stopped:
                raise
            passes.trouble("gone", error)
        else:
            if not finished:
                passes.tell("gone", text=shown(root))
    passes.tell("stopped", report=None)
    return report


def once(context: Context, *, remote: bool = False, dry_run: bool = False, yes: bool = False) -> WatchReport:
    """One pass, made now, and its commit; with what is new in the roadmaps and, with `remote`, there."""
    root = context.root()
    report = WatchReport(str(root))
    settings = wanted(load(root), remote)
    remote = remote or settings.watch.remote
    if dry_run:
        report.push = push(context, dry_run=True)
        if news_of(root, settings):
            report.pull = pull(context, roadmaps=list(news_of(root, settings)), dry_run=True, yes=yes)
        return report
    with alone(context):
        news = list(news_of(root, settings)) if settings.watch.commit != "never" else []
        if news or remote:
            report.pull = pull(context, roadmaps=[] if remote else news, offline=not remote, yes=yes)
            report.pulls = int(bool(report.pull.commit))
        if not news or remote:
            report.push = push(context, offline=not remote, yes=yes, commit=settings.watch.commit != "never")
        report.passes = 1
        study = [report.push, report.pull and report.pull.study]
        report.commits = report.pulls + sum(bool(made and made.commit) for made in study)
    return report


@contextmanager
def alone(context: Context) -> Iterator[None]:
    """Hold the lock that keeps a second watch out; other commands go on working. Raises LockedError."""
    folder = watch_folder(context)
    try:
        with Lock(folder, timeout=0.0):
            yield
    except LockedError as error:
        if error.where != shown(folder):
            raise
        holder = holder_of(folder)
        raise LockedError(
            f"this vault is being watched already{f' (process {holder})' if holder else ''}",
            where=shown(context.root()),
            next_step=f"Leave it to that one, or stop it first{f': kill {holder}' if holder else ''}",
        ) from error


def watch_folder(context: Context) -> Path:
    """Where the lock of a watch is. Raises VaultError where the vault is in no repository and should be."""
    return Workspace.open(context, writes=False).lock().folder / "watch"
