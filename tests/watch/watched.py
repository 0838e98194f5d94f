"""A vault that a real `vaultsync watch` watches, and the ways in which editors and tools save."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from study import Study

SECONDS = 60.0  # that anything may take on a busy machine
WATCH = [sys.executable, "-m", "vaultsync"]


class Watched:
    """A running watch; `events` are those told so far."""

    def __init__(self, study: Study, *words: str, before: Sequence[str] = (), start_new_session: bool = False) -> None:
        self.study = study
        self.out = study.vault.parent / f"events-{time.monotonic_ns()}"
        with open(self.out, "wb") as out:
            self.process = subprocess.Popen(
                [*before, *WATCH, "-C", str(study.vault), "watch", "--json", *words],
                stdout=out,
                stderr=subprocess.PIPE,
                start_new_session=start_new_session,
            )

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.read_text("utf-8").splitlines(keepends=True) if line[-1] == "\n"]

    def count(self, *kinds: str) -> int:
        return sum(event["event"] in kinds for event in self.events)

    def until(self, holds: Callable[[], bool], what: str = "") -> float:
        """Wait until something holds; the seconds it took."""
        began = time.monotonic()
        while not holds():
            assert self.process.poll() is None, (what, self.process.stderr.read().decode(), self.events[-3:])
            assert time.monotonic() - began < SECONDS, (what, self.events[-3:])
            time.sleep(0.05)
        return time.monotonic() - began

    def told(self, kind: str, number: int = 1) -> float:
        return self.until(lambda: self.count(kind) >= number, kind)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        try:
            self.err = self.process.communicate(timeout=SECONDS)[1].decode()
        finally:
            self.process.kill()
        return self.process.returncode


@contextmanager
def watching(study: Study, *words: str, **more: Any) -> Iterator[Watched]:
    """Watch a vault, settled: its first pass is made."""
    watched = Watched(study, *words, **more)
    try:
        yield watched
    finally:
        watched.process.kill()
        watched.process.communicate()


def settings(study: Study, **values: object) -> None:
    """Put a [watch] table into the settings."""
    path = study.vault / "vaultsync.toml"
    text = path.read_text("utf-8").split("\n[watch]\n")[0].rstrip("\n")
    rows = "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())
    path.write_text(f"{text}\n\n[watch]\n{rows}", "utf-8")


# How editors and tools save. Each is given the place of the file and its new bytes.


def in_place(place: Path, data: bytes) -> None:
    """nano, Obsidian on some systems: the file is opened and written over."""
    with open(place, "r+b") as file:
        file.write(data)
        file.truncate()


def truncated(place: Path, data: bytes) -> None:
    """VS Code: emptied first, written a moment later."""
    with open(place, "wb") as file:
        file.flush()
        time.sleep(0.2)
        file.write(data)


def vim(place: Path, data: bytes) -> None:
    """Vim with `backupcopy=no`: a probe, a swap file, the old file renamed, a new one written, the backup deleted."""
    swap, probe, backup = place.with_name(f".{place.name}.swp"), place.with_name("4913"), f"{place}~"
    swap.write_bytes(b"b0VIM")
    probe.write_bytes(b"")
    probe.unlink()
    os.rename(place, backup)
    place.write_bytes(data)
    os.unlink(backup)
    swap.unlink()


def renamed(place: Path, data: bytes) -> None:
    """Kate, gedit, Emacs: written beside, then renamed over the old one."""
    beside = place.with_name(f".goutputstream-{time.monotonic_ns()}")
    beside.write_bytes(data)
    os.replace(beside, place)


def obsidian(place: Path, data: bytes) -> None:
    """Obsidian while somebody types: whole saves again and again, the last one two seconds after the last key."""
    for part in (len(data) // 2, len(data) * 3 // 4):
        in_place(place, data[:part])
        time.sleep(0.3)
    in_place(place, data)


def syncthing(place: Path, data: bytes) -> None:
    """Syncthing: a temporary file in the folder, given an old time, then renamed over the old one."""
    beside = place.with_name(f".syncthing.{place.name}.tmp")
    beside.write_bytes(data)
    time.sleep(0.1)
    os.utime(beside, (1_700_000_000, 1_700_000_000))
    os.replace(beside, place)


def deleted_and_made(place: Path, data: bytes) -> None:
    """Some cloud clients: gone for a moment, then made anew."""
    place.unlink()
    time.sleep(0.2)
    place.write_bytes(data)


SAVES = [in_place, truncated, vim, renamed, obsidian, syncthing, deleted_and_made]
