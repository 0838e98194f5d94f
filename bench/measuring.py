"""Whole processes timed in turn with their yardstick, and a table of medians and ratios."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass
class Runs:
    """Seconds and peak memory (MB) of a command's runs."""

    seconds: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def peak(self) -> float:
        return max(self.peaks)


def run(command: Sequence[str], cwd: str | None = None) -> tuple[float, float]:
    """Wall seconds and peak memory in MB of one process and what it waits for."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        error = process.stderr.read().decode() if process.stderr else ""
        raise SystemExit(f"{' '.join(command)} failed: {error}")
    if process.stderr:
        process.stderr.close()
    scale = 1024 if sys.platform != "darwin" else 1024 * 1024
    return seconds, usage.ru_maxrss / scale


def in_turn(
    ours: Callable[[], Sequence[str]], yardstick: Callable[[], Sequence[str]], times: int = 5
) -> tuple[Runs, Runs, float]:
    """Run both commands in turn (one warm-up each); their runs and the median ratio of the pairs.

    The callables prepare a run, untimed, and give its command.
    """
    mine, theirs, ratios = Runs(), Runs(), []
    for n in range(times + 1):
        a = run(ours())
        b = run(yardstick())
        if n:
            mine.seconds.append(a[0])
            mine.peaks.append(a[1])
            theirs.seconds.append(b[0])
            theirs.peaks.append(b[1])
            ratios.append(a[0] / b[0])
    return mine, theirs, statistics.median(ratios)


def alone(ours: Callable[[], Sequence[str]], times: int = 5) -> Runs:
    """Run one command several times after a warm-up."""
    mine = Runs()
    for n in range(times + 1):
        a = run(ours())
        if n:
            mine.seconds.append(a[0])
            mine.peaks.append(a[1])
    return mine


def children_peak() -> float:
    """The largest child process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
