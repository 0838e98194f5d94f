"""When to look at the vault, when to make a pass, when to commit: a state machine of events and times.

All times are readings of one monotonic clock, in seconds. The machine does nothing itself: it is told what happened,
and answers what is next, so that hours of it can be tested in no time.
"""

from __future__ import annotations

from enum import Enum

from vaultsync.models.structs import Frozen, Struct, field

_FIRST_RETRY = 5.0
_LAST_RETRY = 300.0
_WAITING_RETRY = 60.0
LONGEST = 6


class Step(Enum):
    """What to do next."""

    LOOK = "look"  # and a pass, if something changed
    COMMIT = "commit"
    EXCHANGE = "exchange"  # with the remote


class Intervals(Frozen):
    """How long to wait, in seconds: see `[watch]` in the settings.

    `look` is the time between two looks without a cause, `patience` the longest time for which a pass is put off while
    the vault keeps changing, `exchange` the time between two exchanges with the remote. A session is committed after
    `LONGEST` times `rest` at the latest, even if it goes on.
    """

    quiet: float = 5.0
    rest: float = 600.0
    look: float = 300.0
    patience: float = 300.0
    exchange: float = 600.0


class _Retry(Struct):
    """A step that failed: how often, and when it is due again."""

    failures: int = 0
    at: float = 0.0


class Rhythm(Struct):
    """The state between two steps.

    `commit` is `session`, `each` or `never`; `remote`: there are exchanges. A pass is `owed` from the start. `unsaved`:
    something waits for a commit; `changed` is the time of the learner's last change.
    """

    pace: Intervals
    now: float
    commit: str = "session"
    remote: bool = False
    owed: bool = True
    unsaved: bool = False
    changed: float = 0.0
    _unsaved_since: float | None = None
    _pressed: bool = False  # a commit was made while something stirs, and the remote shall have it all the same
    _since: float | None = None  # something stirs since then
    _last: float = 0.0  # and did so last then
    _looked: float = 0.0
    _exchanged: float | None = None
    _retries: dict[Step, _Retry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.changed = self._looked = self.now

    @property
    def stirring(self) -> bool:
        """Whether something may have changed since the last look."""
        return self._since is not None

    def stirred(self, at: float) -> None:
        """Note that something may have changed."""
        if self._since is None:
            self._since = at
        self._last = max(self._last, at)

    def look_at(self, at: float) -> None:
        """Plan a look for `at` at the latest, whatever else happens."""
        self._looked = min(self._looked, at - self.pace.look)

    def next(self) -> tuple[Step, float]:
        """The next step, and when it is due."""
        due = [(self._next_look(), Step.LOOK)]
        at_rest = self._since is None and not self.owed
        if self.unsaved and self.commit != "never":
            rested = self.changed + (self.pace.rest if self.commit == "session" else 0.0)
            wanted = min(rested, self._latest()) if at_rest else self._latest()
            due.append((self._not_before(wanted, Step.COMMIT), Step.COMMIT))
        if (at_rest or self._pressed) and self.remote and not self.unsaved:
            wanted = self.now if self._exchanged is None else self._exchanged + self.pace.exchange
            due.append((self._not_before(wanted, Step.EXCHANGE), Step.EXCHANGE))
        at, step = min(due, key=lambda pair: pair[0])
        return step, at

    def _latest(self) -> float:
        """When what is unsaved is committed at the latest, even where the vault is never at rest."""
        return self.now if self._unsaved_since is None else self._unsaved_since + LONGEST * self.pace.rest

    def overdue(self, at: float) -> bool:
        """Whether a commit no longer waits for the vault to be at rest."""
        return self.unsaved and self.commit != "never" and at >= self._latest()

    def _next_look(self) -> float:
        times = [self._looked + self.pace.look]
        if self._since is not None:
            times.append(min(self._last + self.pace.quiet, self._since + self.pace.patience))
        if self.owed:
            times.append(self._not_before(self.now, Step.LOOK))
        return min(times)

    def _not_before(self, wanted: float, step: Step) -> float:
        """When a step is due that may have failed before."""
        retry = self._retries.get(step)
        return wanted if retry is None else max(wanted, retry.at)

    def looked(self, at: float, age: float | None) -> bool:
        """Note a look. What changed has been unchanged for `age` seconds; None if nothing changed.

        Returns whether it is time for a pass: while things still change, a pass waits.
        """
        self._looked = at
        since, last = self._since, self._last
        self._since = None
        if age is None:
            return self.owed
        self.changed = max(last, at - age) if since is not None else at - age
        if age >= self.pace.quiet or (since is not None and at >= since + self.pace.patience):
            return True
        self._since = at - age if since is None else since
        self._last = at - age
        return False

    def passed(self, at: float, *, unsaved: bool, committed: bool) -> None:
        """Note that a pass was made.

        `unsaved`: it left something for a later commit. `committed`: it made a commit, which goes to the remote now.
        """
        self._retries.pop(Step.LOOK, None)
        self.now = at
        self.owed = False
        self.unsaved = unsaved
        if unsaved and self._unsaved_since is None:
            self._unsaved_since = at
        if not unsaved:
            self._unsaved_since = None
            self._retries.pop(Step.COMMIT, None)
        if committed:
            self._exchanged, self._pressed = None, self.stirring

    def exchanged(self, at: float) -> None:
        """Note an exchange with the remote, or that it cannot be reached."""
        self._retries.pop(Step.EXCHANGE, None)
        self._exchanged, self._pressed = at, False

    def failed(self, step: Step, at: float, *, waiting: bool = False) -> None:
        """Note that a step failed, or waits for another program: it is due again later, and each time later still."""
        retry = self._retries.setdefault(step, _Retry())
        longest = _WAITING_RETRY if waiting else _LAST_RETRY
        retry.at = at + min(_FIRST_RETRY * 2.0 ** min(retry.failures, 10), longest)
        retry.failures += 1
        self.now = at
        if step is Step.LOOK:
            self.owed = True
