"""The passes of a watch: each is a push, or a pull if a roadmap's document says something new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from vaultsync.edges import state as states
from vaultsync.edges.files.vault import SETTINGS_FILE, shown
from vaultsync.edges.repo import Repo
from vaultsync.edges.sources import read_source
from vaultsync.errors import (
    EmptyRoadmapError,
    LockedError,
    LossError,
    RoadmapError,
    SettingsError,
    UnsafeRepositoryError,
    VaultError,
)
from vaultsync.models.reports import PullReport, PushReport
from vaultsync.models.settings import Settings
from vaultsync.models.structs import Struct, field
from vaultsync.models.watching import FileState, WatchEvent, WatchKind, WatchReport
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.pull import pull
from vaultsync.usecases.pulling.older import is_older
from vaultsync.usecases.push import push

_AGAIN = 1800.0  # seconds after which a pull that was refused is tried again


class Passes(Struct):
    """Makes passes, counts them in `report`, and reports events.

    The same trouble is reported once, until it is over.
    """

    context: Context
    root: Path
    report: WatchReport
    _tell: Callable[[WatchEvent], None]
    yes: bool = False
    _troubles: dict[str, str] = field(default_factory=dict)
    _warned: dict[str, set[str]] = field(default_factory=dict)
    _without_news: tuple[list[str], dict[str, FileState]] | None = None  # roadmaps, and the documents as they were then
    _refused: dict[str, tuple[str, list[str], float]] = field(
        default_factory=dict
    )  # roadmap → version, all roadmaps of that pull, and when it was refused
    _unread: frozenset[str] = frozenset()  # roadmaps whose documents could not be read

    def make(
        self, settings: Settings, sources: Mapping[str, FileState] | None, *, commit: bool, now: float
    ) -> tuple[bool, bool]:
        """Make a pass. Returns whether something waits for a commit, and whether a commit was made.

        `sources` are the documents as a look saw them; None: this is no time to pull one. A pull that is refused (it
        would remove more than half of a roadmap, or the document is no roadmap) is reported, and not tried again for
        that version for a while. Raises VaultsyncError.
        """
        began = self.report.commits
        news = self._news(settings, sources, now)
        # A refused pull would have committed the learner's changes without reporting them, so a push comes first.
        pushed = push(self.context, offline=True, commit=commit or bool(news))
        self._count(pushed)
        for name, version in news.items():
            try:
                pulled = pull(self.context, roadmaps=[name], offline=True, yes=self.yes)
            except (LossError, RoadmapError) as error:
                self._refused[name] = (version, _names(settings), now)
                self.trouble(f"pull {name}", error)
            else:
                self._settled(name)
                self._count(pulled)
        return pushed.uncommitted, self.report.commits > began

    def exchange(self, settings: Settings) -> None:
        """Pull from the remote and push to it. Being offline is reported once. Raises VaultsyncError.

        Roadmaps are pulled along if they are files (not from the web) that can be read, and were not refused.
        """
        stuck = self._unread.union(self._refused)
        names = [given.name for given in settings.roadmaps if not given.is_url and given.name not in stuck]
        reports: list[PullReport | PushReport] = []
        try:
            reports.append(pull(self.context, roadmaps=names or None, yes=self.yes))
        except (LossError, RoadmapError) as error:  # the remote has been taken in by then
            self.trouble("roadmaps", error)
        else:
            self.over("roadmaps")
        reports.append(push(self.context, yes=self.yes))
        for report in reports:
            self._count(report)
        troubles = [report.sync.trouble for report in reports if report.sync and report.sync.trouble]
        if troubles:
            self.trouble("remote", VaultError(troubles[-1]))
        else:
            self.over("remote")

    def _news(self, settings: Settings, sources: Mapping[str, FileState] | None, now: float) -> dict[str, str]:
        """The roadmaps whose documents say something new, with the version; but for those just refused.

        A document that cannot be read is reported.
        """
        names = _names(settings)
        if settings.watch.commit == "never" or sources is None or self._without_news == (names, sources):
            return {}
        found = {}
        news, unread = news_of(self.root, settings)
        self._without_news = None if news else (names, dict(sources))
        for name in sorted({*names, *self._refused} - news.keys() - unread.keys()):
            self._settled(name)
        for name, error in unread.items():
            self._refused.pop(name, None)
            self.trouble(f"pull {name}", error)
        self._unread = frozenset(unread)
        for name, version in news.items():
            refused = self._refused.get(name)
            if refused is None or refused[:2] != (version, names) or now >= refused[2] + _AGAIN:
                found[name] = version
        return found

    def _settled(self, name: str) -> None:
        """The pull of a roadmap is no longer refused: it was made, or there is nothing to pull."""
        self._refused.pop(name, None)
        self.over(f"pull {name}")

    def _count(self, report: PushReport | PullReport) -> None:
        """Count what was done, and tell it. Warnings that were told the last time are left out."""
        kind: WatchKind = "pass"
        if isinstance(report, PullReport):
            kind = "pull"
            self.report.pulls += bool(report.commit)
            if report.study is not None and report.study.commit:
                self.report.commits += 1
        elif report.commit:
            kind = "commit"
        self.report.commits += bool(report.commit)
        before = self._warned.get(type(report).__name__, set())
        self._warned[type(report).__name__] = set(report.warnings)
        report.warnings = [warning for warning in report.warnings if warning not in before]
        self.tell(kind, report)

    def tell(
        self,
        kind: WatchKind,
        report: PushReport | PullReport | None = None,
        *,
        error: Exception | None = None,
        text: str = "",
    ) -> None:
        """Report an event that happened now."""
        at = self.context.now().isoformat(timespec="seconds")
        self._tell(WatchEvent(kind, at, report, error, text))

    def gone(self) -> None:
        """Report that the vault is missing, once, until `over` is called."""
        self._troubles["gone"] = ""
        self.tell("gone", text=shown(self.root))

    def trouble(self, about: str, error: Exception) -> None:
        """Report an error, unless it was reported already, whatever it was about, and is not over since."""
        said = f"{type(error).__name__}: {error}"
        known = said in self._troubles.values()
        self._troubles[about] = said
        if not known:
            waits = isinstance(error, UnsafeRepositoryError | LockedError)
            self.tell("waiting" if waits else "trouble", error=error)

    def over(self, about: str) -> None:
        """Report that the trouble with this is over."""
        said = self._troubles.pop(about, None)
        if said is not None and said not in self._troubles.values():
            self.tell("over", text=about)


def _names(settings: Settings) -> list[str]:
    return [given.name for given in settings.roadmaps]


def documents_of(root: Path, settings: Settings) -> Iterator[Path]:
    """The documents of the roadmaps that are files."""
    for given in settings.roadmaps:
        location = given.location(root)
        if isinstance(location, Path):
            yield location


def news_of(root: Path, settings: Settings) -> tuple[dict[str, str], dict[str, RoadmapError]]:
    """The roadmaps whose files say something that was not pulled yet, each with the version of its document.

    A version that was undone, or is older than what the vault holds, does not count. With them those whose files cannot
    be read, each with the reason.
    """
    found: dict[str, str] = {}
    unread: dict[str, RoadmapError] = {}
    for given in settings.roadmaps:
        location = given.location(root)
        if isinstance(location, str):
            continue
        state = states.load(root, given.name, bases=False)
        try:
            text = read_source(location).text
        except RoadmapError as error:
            if not (isinstance(error, EmptyRoadmapError) and _is_bare(state.document or "")):
                unread[given.name] = error
            continue
        version = states.version_of(text)
        if text != state.document and version not in state.held and not is_older(Repo.discover(root), state, text):
            found[given.name] = version
    return found, unread


def _is_bare(document: str) -> bool:
    """Whether a document says nothing but its title, as one that was accepted though it is empty."""
    return document.startswith("# ") and len(document.splitlines()) == 1


def wanted(settings: Settings, remote: bool) -> Settings:
    """The settings of the watch. Raises SettingsError where they ask for what is impossible."""
    if (remote or settings.watch.remote) and settings.watch.commit == "never":
        raise SettingsError(
            'commit = "never" and the remote do not go together: only commits can be pushed',
            where=f"{SETTINGS_FILE}, [watch]",
            next_step='Set commit = "session", or leave the remote alone',
        )
    return settings
