"""`python -m bench.watching`: a watch beside git: a save to the end of its pass, an idle minute, all notes at once."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

VAULTSYNC = [sys.executable, "-m", "vaultsync"]
QUIET = 2.0
TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def main() -> None:
    """Measure and print; Linux only, since processor time is read from /proc."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--notes", type=int, default=10_000)
    arguments.add_argument("--saves", type=int, default=20)
    arguments.add_argument("--idle", type=float, default=60.0, help="seconds")
    given = arguments.parse_args()
    who = dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "Bench")
    os.environ.update(who, **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "bench@example.invalid"))
    with tempfile.TemporaryDirectory() as folder:
        vault, document = Path(folder) / "vault", Path(folder) / "units.md"
        document.write_text(_document(given.notes), "utf-8")
        subprocess.run([*VAULTSYNC, "init", str(vault), "--roadmap", str(document)], check=True, capture_output=True)
        (vault / "vaultsync.toml").open("a").write(f"\n[watch]\nquiet = {QUIET}\n")
        _git(vault, "commit", "-qam", "Settings")
        notes = [note for note in sorted(vault.glob("Roadmaps/**/*.md")) if "Topic a" in note.read_text("utf-8")]
        with open(Path(folder) / "events", "wb") as out:
            watch = subprocess.Popen([*VAULTSYNC, "-C", str(vault), "watch", "--json"], stdout=out)
        try:
            _measure(given, vault, notes, watch, Path(folder) / "events")
        finally:
            watch.send_signal(signal.SIGINT)
            watch.wait()
        print("commits of the whole session:", _git(vault, "rev-list", "--count", "--grep=^Study: ", "HEAD").strip())


def _measure(
    given: argparse.Namespace, vault: Path, notes: list[Path], watch: subprocess.Popen[bytes], events: Path
) -> None:
    def passes() -> int:
        return events.read_bytes().count(b'\n{"event": "pass"')

    def until(holds: Callable[[], bool]) -> float:
        began = time.monotonic()
        while not holds():
            time.sleep(0.005)
        return time.monotonic() - began

    print(f"{len(notes):,} notes; first pass after {until(lambda: passes() == 1):.1f} s")
    time.sleep(QUIET + 2)
    before = _processor(watch.pid)
    time.sleep(given.idle)
    print(f"idle: {(_processor(watch.pid) - before) / given.idle:.3%} of a processor")
    ours, theirs = [], []
    for number, note in enumerate(notes[: given.saves], 2):
        note.write_text(note.read_text("utf-8").replace("- [ ] ", "- [x] ", 1), "utf-8")
        ours.append(until(lambda number=number: passes() == number) - QUIET)
    for note in notes[-given.saves :]:
        note.write_text(note.read_text("utf-8") + "\nWords.\n", "utf-8")
        began = time.monotonic()
        _git(vault, "add", str(note))
        _git(vault, "commit", "-qm", "Words", str(note))
        theirs.append(time.monotonic() - began)
    mine, git = (sorted(times)[int(len(times) * 0.95) - 1] for times in (ours, theirs))
    print(f"save to end of pass, quiet time left out, 95 %: {mine:.3f} s; git add and commit: {git:.3f} s")
    print(f"ratio: {mine / git:.2f}; resident: {_resident(watch.pid)} MB")
    count = passes()
    for note in notes:
        note.write_text(note.read_text("utf-8").replace("- [ ] ", "- [x] "), "utf-8")
    took = until(lambda: passes() > count)
    done = json.loads((vault / "progress.json").read_text("utf-8"))["done"]
    print(f"all notes changed: pass {took:.1f} s after the last save, {done:,} of {2 * len(notes):,} ticks noticed")


def _document(notes: int) -> str:
    lines = ["# Units", ""]
    for number in range(notes):
        if number % 100 == 0:
            lines += [f"## {number // 100 + 1}. Phase {number // 100 + 1}", ""]
        unit = f"{number // 100 + 1}.{number % 100 + 1}"
        lines += [f"### {unit} Unit", "", f"- [ ] {unit}.1 Topic a of {unit}", f"- [ ] {unit}.2 Topic b of {unit}", ""]
    return "\n".join(lines)


def _git(vault: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(vault), *words], check=True, capture_output=True, text=True).stdout


def _processor(process: int) -> float:
    """The seconds of processor time of a process and of those that it started."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICK


def _resident(process: int) -> int:
    return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000


if __name__ == "__main__":
    main()
