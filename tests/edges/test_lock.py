"""The lock: one at a time, with the holder's name, freed by death."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vaultsync.edges.files.lock import Lock
from vaultsync.errors import LockedError, VaultError

HOLD = """
import sys, time
from pathlib import Path
from vaultsync.edges.files.lock import Lock
with Lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
    if len(sys.argv) > 2:
        import os
        os.kill(os.getpid(), 9)
"""


def hold(folder: Path, *more: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_one_at_a_time(tmp_path):
    process = hold(tmp_path / "git" / "vaultsync")
    try:
        with pytest.raises(LockedError) as caught, Lock(tmp_path / "git" / "vaultsync", timeout=0.1):
            pass
        assert f"(process {process.pid})" in str(caught.value)
        assert caught.value.next_step
    finally:
        process.communicate("\n")
    with Lock(tmp_path / "git" / "vaultsync", timeout=5) as lock:
        assert not lock.interrupted


def test_waits_for_its_turn(tmp_path):
    process = hold(tmp_path)
    import threading

    threading.Timer(0.2, lambda: process.stdin.write("\n") and process.stdin.flush()).start()
    with Lock(tmp_path, timeout=10):
        assert (tmp_path / "holder").read_text() == f"{os.getpid()}\n"
    process.communicate()


def test_a_holder_that_died_is_noticed_until_it_is_looked_after(tmp_path):
    hold(tmp_path, "die").communicate("\n")
    with Lock(tmp_path, timeout=5) as lock:
        assert lock.interrupted
        since = lock.since
    with Lock(tmp_path, timeout=5) as lock:
        assert (lock.interrupted, lock.since) == (True, since)
        lock.looked_after()
    with Lock(tmp_path, timeout=5) as lock:
        assert not lock.interrupted


LEAVE = """
import os, subprocess, sys
from pathlib import Path
from vaultsync.edges.files.lock import Lock
from vaultsync.edges.processwide import CHILD_HANDLES
with Lock(Path(sys.argv[1])):
    child = subprocess.Popen(["cat"], stdin=0, stdout=subprocess.DEVNULL, pass_fds=CHILD_HANDLES.now)
    print("left", flush=True)
    if len(sys.argv) > 2:
        os.kill(os.getpid(), 9)
os._exit(0)
"""


def leave(folder: Path, *more: str) -> subprocess.Popen[str]:
    """A holder of the lock that ends, while a process goes on that it started: until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", LEAVE, str(folder), *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout
    assert process.stdout.readline() == "left\n"
    process.wait(10)
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="handles are handed down on POSIX systems only")
def test_what_a_killed_holder_started_is_waited_for(tmp_path):
    process = leave(tmp_path, "die")
    with Lock(tmp_path, timeout=0.2) as lock:
        assert (lock.interrupted, lock.alone) == (True, False)
    assert process.stdin
    import threading

    threading.Timer(0.3, process.stdin.close).start()
    with Lock(tmp_path, timeout=10) as lock:
        assert (lock.interrupted, lock.alone) == (True, True)
        lock.looked_after()


@pytest.mark.skipif(sys.platform == "win32", reason="handles are handed down on POSIX systems only")
def test_what_a_holder_left_running_on_purpose_is_not_waited_for(tmp_path):
    process = leave(tmp_path)
    with Lock(tmp_path, timeout=0) as lock:
        assert (lock.interrupted, lock.alone) == (False, True)
    process.communicate()


def test_freed_after_an_error(tmp_path):
    with pytest.raises(RuntimeError), Lock(tmp_path):
        raise RuntimeError
    with Lock(tmp_path, timeout=0):
        pass


def test_a_place_where_no_lock_can_be(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(VaultError, match="cannot be written"), Lock(tmp_path / "file" / "vaultsync"):
        pass
