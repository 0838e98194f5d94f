"""Watch: keep vault, summary and git in step while the learner works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from vaultsync.domain.looks import too_young
from vaultsync.edges.files.lock import Lock, holder_of
from vaultsync.edges.files.vault import shown
from vaultsync.edges.looking import is_there, look
from vaultsync.edges.repo import Repo
from vaultsync.edges.settings import load
from vaultsync.edges.watcher import Bell, Watcher
from vaultsync.errors import LockedError, LossError, RoadmapError, VaultsyncError, WatchedError
from vaultsync.models.reports import PullReport
from vaultsync.models.settings import Settings
from vaultsync.models.structs import replace
from vaultsync.models.watching import Look, WatchEvent, WatchReport
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.opened.opening import Opened
from vaultsync.usecases.pull import pull
from vaultsync.usecases.push import push
from vaultsync.usecases.watching.loop import Watching
from vaultsync.usecases.watching.passes import Passes, documents_of, news_of, wanted

_UNTOUCHED = 2.0  # seconds; Obsidian saves that long after typing
_WAITS = 2  # of that long, for one pass
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
    """Watch the vault until the bell says stop, then finish and commit. Events are reported to `tell`.

    `remote` also pulls from and pushes to the remote. `yes` lets pulls do what they would otherwise ask for. A vault
    that disappears is waited for. Raises VaultsyncError where the vault cannot be watched, or the last pass failed.
    """
    context = replace(context, progress=None, asks=False, untouched=_UNTOUCHED, vault=context.root())
    root = context.root()
    report = WatchReport(str(root))
    wanted(load(root), remote)
    passes = Passes(context, root, report, tell, yes=yes)
    with alone(context):
        finished = Watching(passes, bell, watcher, remote=remote).run()
    if not finished:
        passes.gone()
    while not finished and not bell.stopped:
        bell.wait(_COMING_BACK, light=False)
        if bell.stopped or not is_there(root):
            continue
        try:
            with alone(context):
                watching = Watching(passes, bell, watcher, remote=remote)
                passes.over("gone")
                finished = watching.run()
        except VaultsyncError as error:
            if bell.stopped:
                raise
            passes.trouble("gone", error)
        else:
            if not finished:
                passes.gone()
    passes.tell("stopped")
    return report


def once(
    context: Context, bell: Bell, *, remote: bool = False, dry_run: bool = False, yes: bool = False
) -> WatchReport:
    """Make a single pass now, and its commit, with what is new in the roadmaps and (with `remote`) on the remote.

    It waits a few seconds at most for notes that were saved just now. Raises VaultsyncError; a refused pull is a
    warning of the report, and all else is done.
    """
    root = context.root()
    report = WatchReport(str(root))
    settings = wanted(load(root), remote)
    commits = settings.watch.commit != "never"
    if dry_run:
        news, unread = news_of(root, settings) if commits else ({}, {})
        report.warnings += [str(error) for error in unread.values()]
        report.push.append(push(context, dry_run=True))
        if news:
            report.pull.append(pull(context, roadmaps=[*news], dry_run=True, yes=yes))
        return report

    def tell(event: WatchEvent) -> None:
        if isinstance(event.report, PullReport):
            report.pull.append(event.report)
        elif event.report is not None:
            report.push.append(event.report)
        elif isinstance(event.error, LossError | RoadmapError):
            report.warnings.append(str(event.error))

    passes = Passes(replace(context, untouched=_UNTOUCHED), root, report, tell, yes=yes)
    with alone(context):
        seen = _rested(context, bell, settings)
        ripe = not too_young(seen, _UNTOUCHED)
        passes.make(settings, seen.sources if ripe else None, commit=commits, now=bell.now())
        report.passes = 1
        if remote or settings.watch.remote:
            passes.exchange(settings)
    return report


def _rested(context: Context, bell: Bell, settings: Settings) -> Look:
    """The vault, when notes that were saved just now have been left alone for a moment, or after some tries."""
    root = context.root()
    seen = look(root, documents_of(root, settings), context.now().timestamp())
    for _ in range(_WAITS):
        if not too_young(seen, _UNTOUCHED):
            break
        bell.wait(_UNTOUCHED, light=False)
        seen = look(root, documents_of(root, settings), context.now().timestamp())
    return seen


@contextmanager
def alone(context: Context) -> Iterator[None]:
    """Hold the lock that prevents a second watch; other commands are not affected. Raises LockedError."""
    folder = watch_folder(context)
    try:
        with Lock(folder, timeout=0.0):
            yield
    except LockedError as error:
        if error.where != shown(folder):
            raise
        holder = holder_of(folder)
        raise WatchedError(
            f"this vault is being watched already{f' (process {holder})' if holder else ''}",
            where=shown(context.root()),
            next_step=f"Leave it to that one, or stop it first{f': kill {holder}' if holder else ''}",
        ) from error


def watch_folder(context: Context) -> Path:
    """The folder of the watch's lock. Raises VaultError where the vault has no repository but needs one."""
    repo = Repo.discover(context.root())
    folder = repo.git_path("vaultsync") if repo is not None else Opened.open(context, writes=False).lock().folder
    return folder / "watch"
