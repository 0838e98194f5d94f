"""`python -m bench [DOCUMENT…]`: the figures of the first milestone, each beside its yardstick in the same run."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from bench import history
from bench.measuring import alone, in_turn
from bench.synthetic import roadmap

HERE = Path(__file__).resolve().parent
VAULTSYNC = [sys.executable, "-m", "vaultsync"]
EMPTY = "import click\n\n@click.command()\ndef main():\n    '''Nothing.'''\n\nmain()\n"


def main() -> None:
    """Measure and print a table; `--json` prints the same as JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("documents", nargs="*", type=Path, help="roadmaps; the bundled ones if none is named")
    arguments.add_argument("--times", type=int, default=5)
    arguments.add_argument("--large", type=int, nargs="*", default=[5_000, 50_000], help="sizes of synthetic roadmaps")
    arguments.add_argument("--commits", type=int, default=10_000, help="length of the history that log is measured on")
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    documents = given.documents or sorted((HERE.parent / "templates" / "roadmaps").glob("*.md"))
    os.environ.update(
        GIT_AUTHOR_NAME="Bench", GIT_AUTHOR_EMAIL="bench@example.invalid",
        GIT_COMMITTER_NAME="Bench", GIT_COMMITTER_EMAIL="bench@example.invalid",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        rows = [*_documents(Path(folder), documents, given.times), _help(Path(folder), given.times)]
        rows += _synthetic(Path(folder), given.large)
        rows += _history(Path(folder), given.commits, given.times) if given.commits else []
    if given.json:
        print(json.dumps(rows, indent=2))
        return
    print(f"{'case':44} {'median':>8} {'yardstick':>10} {'ratio':>6} {'peak':>8}")
    for row in rows:
        yard = f"{row['yardstick']:.3f} s" if row.get("yardstick") else ""
        ratio = f"{row['ratio']:.2f}" if row.get("ratio") else ""
        print(f"{row['case']:44} {row['median']:6.3f} s {yard:>10} {ratio:>6} {row['peak_mb']:5.0f} MB")


def _init(vault: Path, documents: list[Path]) -> list[str]:
    shutil.rmtree(vault, ignore_errors=True)
    options = [option for document in documents for option in ("--roadmap", str(document))]
    return [*VAULTSYNC, "init", str(vault), *options]


def _documents(folder: Path, documents: list[Path], times: int) -> list[dict[str, object]]:
    vault, copy = folder / "vault", folder / "copy"
    yard = [sys.executable, str(HERE / "yardstick.py"), str(vault), str(copy), *map(str, documents)]
    mine, theirs, ratio = in_turn(lambda: _init(vault, documents), lambda: yard, times)
    rows = [_row(f"init with {len(documents)} roadmaps", mine, theirs.median, ratio)]
    rows.append(_row("pull, nothing new", alone(lambda: [*VAULTSYNC, "-C", str(vault), "pull"], times)))
    notes = [note for note in sorted(vault.glob("Roadmaps/**/*.md")) if "- [ ] " in note.read_text("utf-8")]

    def tick() -> list[str]:
        for note in notes:
            text = note.read_text("utf-8")
            if "\n- [ ] " in text and "]] ^" not in text:
                note.write_text(text.replace("\n- [ ] ", "\n- [x] ", 1), "utf-8")
                break
        return [*VAULTSYNC, "-C", str(vault), "push"]

    rows.append(_row("push after one tick", alone(tick, times)))
    rows.append(_row("status", alone(lambda: [*VAULTSYNC, "-C", str(vault), "status"], times)))
    return rows


def _help(folder: Path, times: int) -> dict[str, object]:
    script = folder / "empty.py"
    script.write_text(EMPTY, "utf-8")
    command = shutil.which("vaultsync", path=str(Path(sys.executable).parent))
    ours = [command, "--help"] if command else [*VAULTSYNC, "--help"]
    mine, theirs, ratio = in_turn(lambda: ours, lambda: [sys.executable, str(script), "--help"], max(times, 11))
    return _row("--help", mine, theirs.median, ratio)


def _synthetic(folder: Path, sizes: list[int]) -> list[dict[str, object]]:
    rows = []
    for size in sizes:
        document, vault, copy = folder / f"synthetic-{size}.md", folder / f"v{size}", folder / f"c{size}"
        document.write_text(roadmap(size), "utf-8")
        yard = [sys.executable, str(HERE / "yardstick.py"), str(vault), str(copy), str(document)]
        mine, theirs, ratio = in_turn(
            lambda vault=vault, document=document: _init(vault, [document]), lambda yard=yard: yard, 1
        )
        rows.append(_row(f"init with {size:,} tasks", mine, theirs.median, ratio))
        pulls = alone(lambda vault=vault: [*VAULTSYNC, "-C", str(vault), "pull"], 1)
        rows.append(_row(f"pull, nothing new, {size:,} tasks", pulls))
    return rows


def _history(folder: Path, commits: int, times: int) -> list[dict[str, object]]:
    """The first page of the learning journal beside git's own, and the whole of it beside all that git tells.

    The first page too where other tools made the commits.
    """
    rows = []
    for kind in history.KINDS:
        vault = folder / f"history-{kind}"
        history.make(vault, commits, kind)
        cases = [(f"log, first page ({kind})", ["log"], ["-n", "30", "-p"])]
        if kind == "own":
            cases.append(("log, all of it", ["log", "-n", "0", "--json"], ["-p", "--", ".vaultsync/marks"]))
        for case, ours, theirs in cases:
            yard = ["git", "-C", str(vault), "--no-pager", "log", *theirs]
            mine, yards, ratio = in_turn(
                lambda vault=vault, ours=ours: [*VAULTSYNC, "-C", str(vault), *ours], lambda yard=yard: yard, times
            )
            rows.append(_row(f"{case}, {commits:,} commits", mine, yards.median, ratio))
        shutil.rmtree(vault)
    return rows


def _row(case: str, runs, yardstick: float = 0, ratio: float = 0) -> dict[str, object]:
    return {
        "case": case,
        "median": round(runs.median, 4),
        "yardstick": round(yardstick, 4),
        "ratio": round(ratio, 3),
        "peak_mb": round(runs.peak, 1),
    }


if __name__ == "__main__":
    main()
