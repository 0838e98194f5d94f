"""What is skipped or was known before takes no time: the calendar of a plan without it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import pairwise


class Shortened:
    """Maps days of the calendar with all tasks to days of the calendar without those that are skipped or known.

    `leaves` and `holders` are parts of the plan that hold tasks, and parts that hold such: (first day, last day, share
    of their tasks that is to be done). Where several run side by side, the one with the largest share counts; time that
    no leaf fills is shortened like the part around it.
    """

    def __init__(
        self, leaves: Sequence[tuple[float, float, float]], holders: Sequence[tuple[float, float, float]]
    ) -> None:
        self._edges = sorted({0.0, *(edge for part in [*leaves, *holders] for edge in part[:2])})
        fullest = _Sweep((begin, end, (-share, share)) for begin, end, share in leaves)
        around = _Sweep((begin, end, (end - begin, share)) for begin, end, share in holders)
        self._days = [0.0]
        for first, last in pairwise(self._edges):
            _, share = fullest.least(first) or around.least(first) or (0.0, 1.0)
            self._days.append(self._days[-1] + (last - first) * share)

    def at(self, day: float) -> float:
        """The new day for the first or last day of a part."""
        at = bisect_left(self._edges, day)
        return self._days[at] if at < len(self._days) else self._days[-1] + day - self._edges[-1]


class _Sweep:
    """Spans (begin, end, value), asked for the least value over a moment; moments in order of time."""

    def __init__(self, spans: Iterable[tuple[float, float, tuple[float, float]]]) -> None:
        self._spans = sorted(spans, reverse=True)
        self._open: list[tuple[tuple[float, float], float]] = []

    def least(self, moment: float) -> tuple[float, float] | None:
        while self._spans and self._spans[-1][0] <= moment:
            _, end, value = self._spans.pop()
            heappush(self._open, (value, end))
        while self._open and self._open[0][1] <= moment:
            heappop(self._open)
        return self._open[0][0] if self._open else None
