"""Long searches: how long each may look, which seeds it takes, and what it counted."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

T = TypeVar("T")

# Seconds that `make soak` gives to all its searches together; 0 in an ordinary run.
soak_seconds = int(os.environ.get("VAULTSYNC_SOAK") or 0)


@dataclass
class Search:
    """One search: `seconds` it may take, the `seed` of its round, and what it `counted`.

    `exhausted` says that there is nothing more to try: another round would do the same again.
    """

    seconds: float = 0
    seed: int = 0
    begun: float = field(default_factory=time.monotonic)
    counted: Counter[str] = field(default_factory=Counter)
    exhausted: bool = False

    @property
    def took(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.begun

    @property
    def goes_on(self) -> bool:
        """Whether there is time for another round, and a use for it."""
        return self.took < self.seconds and not self.exhausted

    def told(self) -> str:
        """What it did, in one line."""
        counted = ", ".join(f"{times} {what}" for what, times in sorted(self.counted.items()))
        return f"{counted or 'nothing counted'}{', all there are' * self.exhausted}, in {self.took:.0f} s"


_searches = [Search()]


def searching() -> Search:
    """The search that is under way."""
    return _searches[-1]


def begin_search(seconds: float, seed: int) -> Search:
    """A search begins; the one before is over."""
    _searches[:] = [Search(seconds, seed)]
    return _searches[0]


def count(what: str) -> None:
    """One more example, step, fault or kill."""
    searching().counted[what] += 1


def lot(seed: int) -> random.Random:
    """Chance: always the same in an ordinary run, another in every round of a long search."""
    return random.Random(f"{searching().seed} {seed}" if soak_seconds else seed)


def tried(cases: Iterable[T], what: str) -> Iterator[T]:
    """The cases, counted; in a long search in any order and while there is time."""
    cases = list(cases)
    if soak_seconds:
        lot(0).shuffle(cases)
    for case in cases:
        if soak_seconds and not searching().goes_on:
            return
        count(what)
        yield case
    searching().exhausted = True


def moments(most: int, what: str) -> Iterator[int]:
    """So many moments at random, counted; in a long search while there is time."""
    for number in range(most):
        if soak_seconds and not searching().goes_on:
            return
        count(what)
        yield number


class Searched(RuleBasedStateMachine):
    """A state machine that counts what it tried."""

    @initialize()
    def _an_example(self) -> None:
        count("examples")

    @invariant()
    def _a_step(self) -> None:
        count("steps")
