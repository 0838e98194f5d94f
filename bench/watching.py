"""`python -m bench.watching`: a watch beside git: a save to the end of its pass, an idle minute, all files at once."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import vaults

QUIET = 2.0
TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def main() -> None:
    """Measure and print; Linux only, since processor time is read from /proc."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--notes", type=int, default=10_000)
    arguments.add_argument("--saves", type=int, default=20)
    arguments.add_argument("--idle", type=float, default=60.0, help="seconds")
    arguments.add_argument("--only", choices=["own", "units"], help="one of the two vaults")
    given = arguments.parse_args()
    who = dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "Bench")
    os.environ.update(who, **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "bench@example.invalid"))
    for kind, told in (
        ("own", "notes of the learner's own, beside a roadmap with half as many tasks"),
        ("units", "notes of a roadmap, each with two tasks"),
    ):
        if given.only in (None, kind):
            with tempfile.TemporaryDirectory() as folder:
                print(f"{given.notes:,} {told}")
                _watch(given, kind, Path(folder))


def _watch(given: argparse.Namespace, kind: str, folder: Path) -> None:
    vault = folder / "vault"
    if kind == "own":
        vaults.build(vault, given.notes, given.notes // 2)
        notes, changing = vaults.study_notes(vault), sorted(vault.glob("Notes/**/*.md"))
    else:
        (folder / "units.md").write_text(_document(given.notes), "utf-8")
        vaults.run("init", str(vault), "--roadmap", str(folder / "units.md"))
        notes = [note for note in sorted(vault.glob("Roadmaps/**/*.md")) if "Topic a" in note.read_text("utf-8")]
        changing = notes
    (vault / "vaultsync.toml").open("a").write(f"\n[watch]\nquiet = {QUIET}\n")
    _git(vault, "commit", "-qam", "Settings")
    before = int(_git(vault, "rev-list", "--count", "HEAD"))
    with open(folder / "events", "wb") as out:
        watch = subprocess.Popen([*vaults.VAULTSYNC, "-C", str(vault), "watch", "--json"], stdout=out)
    try:
        theirs = _measure(given, vault, notes, changing, watch, folder / "events")
    finally:
        watch.send_signal(signal.SIGINT)
        watch.wait()
    ours = int(_git(vault, "rev-list", "--count", "HEAD")) - before - theirs
    waiting = len(_git(vault, "status", "--porcelain", "-z").split("\0")) - 1
    print(f"commits of the whole session: {ours}; files left uncommitted: {waiting}\n")


def _measure(
    given: argparse.Namespace,
    vault: Path,
    notes: list[Path],
    changing: list[Path],
    watch: subprocess.Popen[bytes],
    events: Path,
) -> int:
    """Measure and print; how many commits git made beside the watch."""

    def passes() -> int:
        return events.read_bytes().count(b'\n{"event": "pass"')

    def until(holds: Callable[[], bool]) -> float:
        began = time.monotonic()
        while not holds():
            time.sleep(0.005)
        return time.monotonic() - began

    print(f"first pass after {until(lambda: passes() == 1):.1f} s")
    time.sleep(QUIET + 2)
    before = _processor(watch.pid)
    time.sleep(given.idle)
    print(f"idle: {(_processor(watch.pid) - before) / given.idle:.3%} of a processor")
    ours, theirs = [], []
    for number, note in enumerate(notes[: given.saves], 2):
        vaults.tick(note) if "\n  - [ ] " in note.read_text("utf-8") else _tick(note)
        ours.append(until(lambda number=number: passes() == number) - QUIET)
    others = notes[-given.saves :]
    for note in others:
        note.write_text(note.read_text("utf-8") + "\nWords.\n", "utf-8")
        began = time.monotonic()
        _git(vault, "add", str(note))
        _git(vault, "commit", "-qm", "Words", str(note))
        theirs.append(time.monotonic() - began)
    mine, git = (sorted(times)[int(len(times) * 0.95) - 1] for times in (ours, theirs))
    print(f"save to end of pass, quiet time left out, 95 %: {mine:.3f} s; git add and commit: {git:.3f} s")
    print(f"ratio: {mine / git:.2f}; medians {_median(ours):.3f} s and {_median(theirs):.3f} s")
    until(lambda: passes() > given.saves + 1)
    count = passes()
    for note in changing:
        note.write_text(note.read_text("utf-8").replace("- [ ] ", "- [x] ") + "\nMore.\n", "utf-8")
    took = until(lambda: passes() > count)
    done = json.loads((vault / "progress.json").read_text("utf-8"))["done"]
    print(f"{len(changing):,} files changed: pass {took:.1f} s after the last save, {done:,} ticks known")
    print(f"resident: {_resident(watch.pid)} MB")
    return len(others)


def _tick(note: Path) -> None:
    note.write_text(note.read_text("utf-8").replace("- [ ] ", "- [x] ", 1), "utf-8")


def _median(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


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
