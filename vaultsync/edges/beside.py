"""A second process of the program, which works in parallel and leaves its result in a cache."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys

_CORES = 2  # with fewer, two processes are no faster than one


def start(function: str, *words: str) -> subprocess.Popen[bytes] | None:
    """Let another Python process call `package.module.function` with these words; None where that would not help.

    Whoever started it waits for it, and does the work itself if it failed. It ends with this process, unless that is
    killed: then it finishes its work.
    """
    if not sys.executable or getattr(sys, "frozen", False) or cores() < _CORES:
        return None
    module, _, name = function.rpartition(".")
    call = f"import sys; from {module} import {name}; {name}(*sys.argv[1:])"
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", call, *words],  # -P: nothing is imported from the current folder
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError:
        return None
    atexit.register(process.kill)
    return process


def wait(process: subprocess.Popen[bytes]) -> None:
    """Wait until the process has ended."""
    process.wait()
    atexit.unregister(process.kill)


def cores() -> int:
    """How many cores of the machine this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
