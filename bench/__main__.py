"""`python -m bench`: what vaultsync costs, each case beside its yardstick in the same run."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import cases, history, vaults
from bench.cases import Row
from bench.measuring import in_turn
from bench.synthetic import WORDS

EMPTY = "import click\n\n@click.command()\ndef main():\n    '''Nothing.'''\n\nmain()\n"
PARTS = ("help", "vaults", "documents", "history", "completion")


def main() -> None:
    """Measure and print a table; `--json FILE` writes the same as JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--notes", type=int, nargs="*", default=[1_000, 10_000], help="sizes of vaults")
    arguments.add_argument("--tasks", type=int, nargs="*", default=[5_000, 50_000], help="sizes of roadmaps")
    arguments.add_argument("--commits", type=int, default=10_000, help="length of the history that log is measured on")
    arguments.add_argument("--times", type=int, default=5, help="counted runs of each case, after one for warmth")
    arguments.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    arguments.add_argument("--no-merge", action="store_true")
    arguments.add_argument("--json", type=Path, metavar="FILE")
    arguments.add_argument("--folder", type=Path, help="where to build the vaults; they stay there")
    given = arguments.parse_args()
    # As an installed program runs: compiled once.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.update(
        GIT_AUTHOR_NAME="Bench", GIT_AUTHOR_EMAIL="bench@example.invalid",
        GIT_COMMITTER_NAME="Bench", GIT_COMMITTER_EMAIL="bench@example.invalid",
    )  # fmt: skip
    rows: list[Row] = []
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{'case':34} {'size':>8} {'median':>9} {'yardstick':>10} {'ratio':>6} {'reach':>6} {'peak':>7}")
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        for row in _rows(folder, given):
            rows.append(row)
            reach = f"{row.reach:g}" if row.reach else ""
            print(
                f"{row.case:34} {row.size:8,} {row.median:7.3f} s {row.yardstick:8.3f} s {row.ratio:6.2f} "
                f"{reach:>6} {row.peak_mb:4.0f} MB",
                flush=True,
            )
    for told in growth(rows):
        print(told)
    if given.json:
        given.json.write_text(json.dumps([row.as_json() for row in rows], indent=2) + "\n", "utf-8")


# How many times as long a case may take with ten times as much.
GROWTH = {
    "status, nothing changed": 3.5,
    "push, one task ticked": 5,
    "push, one own note changed": 5,
    "first scan, outline known": 11,
    "first scan, nothing known": 11,
    "pull into an empty vault": 11,
}


def growth(rows: list[Row]) -> Iterator[str]:
    """How much longer each case took with ten times as much, a line for each."""
    for row in rows:
        for other in rows:
            if row.case in GROWTH and (row.case, row.size * 10) == (other.case, other.size):
                sizes = f"{row.size:,} to {other.size:,}"
                yield f"growth: {row.case}, {sizes}: {other.median / row.median:.1f} (reach {GROWTH[row.case]:g})"


def _rows(folder: Path, given: argparse.Namespace) -> Iterator[Row]:
    if "help" in given.only:
        yield from _help(folder, given.times)
    if "vaults" in given.only:
        for notes in given.notes:
            yield from cases.of_vault(folder, notes, given.times, merges=not given.no_merge)
    if "completion" in given.only:
        yield _completion(folder, 10_000, given.times)
    if "documents" in given.only:
        yield from cases.of_documents(folder, given.tasks)
    if "history" in given.only:
        yield from _history(folder, given.commits, given.times)


def _command() -> list[str]:
    """The installed program, which starts as it does for a user."""
    command = shutil.which("vaultsync", path=str(Path(sys.executable).parent))
    return [command] if command else vaults.VAULTSYNC


def _empty(folder: Path) -> list[str]:
    script = folder / "empty.py"
    script.write_text(EMPTY, "utf-8")
    return [sys.executable, str(script), "--help"]


def _help(folder: Path, times: int) -> Iterator[Row]:
    empty = _empty(folder)
    for option in ("--help", "--version"):
        mine, theirs, ratio = in_turn(lambda option=option: [*_command(), option], lambda: empty, max(times, 11))
        yield Row(option, 0, mine.median, theirs.median, ratio, mine.peak, 1.5, "an empty Click program")


def _completion(folder: Path, notes: int, times: int) -> Row:
    vault, empty = folder / "names", _empty(folder)
    vault.mkdir()
    (vault / "vaultsync.toml").write_text("", "utf-8")
    for n in range(notes):
        note = vault / "Roadmaps" / f"{n // 100} Phase" / f"{n // 100}.{n % 100} {WORDS[n % len(WORDS)]} practice.md"
        note.parent.mkdir(parents=True, exist_ok=True)
        note.touch()
    asked = 'cd "$1" && COMP_WORDS="vaultsync done lens" COMP_CWORD=2 _VAULTSYNC_COMPLETE=bash_complete exec "$2"'
    ours = ["sh", "-c", asked, "sh", str(vault), *_command()]
    mine, theirs, ratio = in_turn(lambda: ours, lambda: empty, max(times, 11))
    return Row(
        "completion of a name", notes, mine.median, theirs.median, ratio, mine.peak, 2.5, "an empty Click program"
    )


def _history(folder: Path, commits: int, times: int) -> Iterator[Row]:
    """The first page of the learning journal beside git's own, and the whole of it beside all that git tells.

    The first page too where other tools made the commits.
    """
    for kind in history.KINDS:
        vault = folder / f"history-{kind}"
        history.make(vault, commits, kind)
        asked = [(f"log, first page ({kind})", ["log"], ["-n", "30", "-p"])]
        if kind == "own":
            asked.append(("log, all of it", ["log", "-n", "0", "--json"], ["-p", "--", ".vaultsync/marks"]))
        for case, ours, theirs in asked:
            yard = ["git", "-C", str(vault), "--no-pager", "log", *theirs]
            mine, yards, ratio = in_turn(
                lambda vault=vault, ours=ours: [*vaults.VAULTSYNC, "-C", str(vault), *ours],
                lambda yard=yard: yard,
                times,
            )
            yield Row(case, commits, mine.median, yards.median, ratio, mine.peak, 0, "git log")
        shutil.rmtree(vault)


if __name__ == "__main__":
    main()
