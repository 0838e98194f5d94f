"""`python bench/replay.py DIR`: replays dated versions of one roadmap, studying in between, and counts what is lost.

A vault starts on the first version. At every version open tasks are ticked, words are written under and beside them,
among the notes and in journals, some of them are reworded later, and the next version is pulled. What the vault then
says is held against an independent reading of the document. Beside it, in the same run, a fork of the document with
the same ticks and words is merged by `git merge`, by `-X ours` and by `-X theirs`. All of it is done twice: by ticking
every n-th open task, and from the top down.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

if __package__ in (None, ""):  # run as a file
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench.following import follow
from bench.judging import COLUMNS, Judge
from bench.learners import Fork, Vault, plan_study
from bench.reading import Item, locate, studied
from bench.versions import find_versions, read_version

WAYS = (("git merge", ()), ("git merge -X ours", ("-X", "ours")), ("git merge -X theirs", ("-X", "theirs")))
STYLES = ("every", "top-down")


@dataclass
class Outcome:
    """What a replay found."""

    judges: list[Judge]
    ticks: int = 0
    changed: int = 0
    words: int = 0
    stops: int = 0
    unsettled: list[str] = field(default_factory=list)

    def __add__(self, other: Outcome) -> Outcome:
        judges = [Judge(judge.name) for judge in self.judges]
        for judge, one, two in zip(judges, self.judges, other.judges, strict=True):
            for column in COLUMNS:
                setattr(judge, column, getattr(one, column) + getattr(two, column))
            judge.examples = one.examples + two.examples
        sums = [getattr(self, name) + getattr(other, name) for name in ("ticks", "changed", "words", "stops")]
        return Outcome(judges, *sums, self.unsettled + other.unsettled)


def replay(versions: list[Path], style: str, every: int = 4, *, beside_git: bool = True) -> Outcome:
    """Replay a history, ticking in one `style`; what each way of updating lost."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "ours").mkdir()
        vault = Vault(folder / "ours", versions[0])
        forks = [
            Fork(folder / f"fork{n}", versions[0], list(options)) for n, (_, options) in enumerate(WAYS) if beside_git
        ]
        ways: list[Vault | Fork] = [vault, *forks]
        outcome = Outcome([Judge("vaultsync"), *(Judge(name) for name, _ in WAYS if beside_git)])
        written: list[str] = []
        text = read_version(versions[0])
        items = studied(text)
        for judge in outcome.judges:
            judge.brought = {n for n, item in enumerate(items) if item.ticked}
        for turn, version in enumerate(versions[1:], 1):
            open_ = _open(items, vault.boxes())
            leaves = [n for n in open_ if items[n].leaf]
            ticks = leaves[::every] if style == "every" else leaves[: max(1, len(leaves) // (2 * every))]
            study = plan_study(items, open_, written, turn, ticks)
            written = [line for line in written if line not in study.reworded] + study.written()
            outcome.ticks += len(ticks)
            outcome.words = len(written)
            next_text = read_version(version)
            next_items = studied(next_text)
            if not next_text.strip():
                next_items, next_text = items, text  # a document that is empty or broken for once says nothing
            fates = follow(items, next_items)
            followed = {fate.sure for fate in fates}
            outcome.changed += sum(m not in followed for m in range(len(next_items)))
            outcome.changed += sum(
                fate.sure < 0 or next_items[fate.sure].raw != items[n].raw for n, fate in enumerate(fates)
            )
            for way, judge in zip(ways, outcome.judges, strict=True):
                judge.version = version.stem
                way.study(items, study)
                there = way.text()
                judge.studied(items, way.boxes(), ticks)
                judge.wrote(study.under, study.reworded)
                judge.words(written, there)
                asked = way.next(version)
                if isinstance(way, Vault):
                    judge.questions += asked
                    judge.conflicts += way.conflicts()
                else:
                    judge.conflicts += asked
                judge.compare(items, next_items, fates, way.boxes(), next_text, way.text("Roadmaps"), way.kept())
                judge.words(written, way.text())
                judge.apart(fates, next_items, way.boxes(), way.holders(written))
            items, text = next_items, next_text
        outcome.stops, outcome.unsettled = vault.stops, vault.unsettled
        return outcome


def _open(items: list[Item], mine: list[Item]) -> list[int]:
    return [n for n, m in sorted(locate(items, mine).items()) if not mine[m].ticked and mine[m].leaf]


def main() -> int:
    """Replay and print the table; 1 where vaultsync lost something."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("directory", type=Path, help="a folder of versions with dates or numbers in their names")
    arguments.add_argument("--every", type=int, default=4, help="tick every n-th open task (default: 4)")
    arguments.add_argument("--style", choices=STYLES, action="append", help="only this way of ticking")
    arguments.add_argument("--examples", action="store_true", help="tell what was lost")
    given = arguments.parse_args()
    if given.every < 1:
        arguments.error("--every: a number from 1 on")
    if not given.directory.is_dir():
        arguments.error(f"{given.directory}: there is no such folder; name one that holds the versions")
    versions = find_versions(given.directory)
    while versions and not read_version(versions[0]).strip():
        print(f"{versions[0]}: left out, it is empty or no text in UTF-8", file=sys.stderr)
        versions.pop(0)
    if len(versions) < 2:
        arguments.error(f"{given.directory}: a replay needs two versions at least, as .md files")
    os.environ.update(
        GIT_AUTHOR_NAME="Bench", GIT_AUTHOR_EMAIL="bench@example.invalid",
        GIT_COMMITTER_NAME="Bench", GIT_COMMITTER_EMAIL="bench@example.invalid",
        GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_SYSTEM=os.devnull,
        GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="gc.auto", GIT_CONFIG_VALUE_0="0",  # it would go on behind our back
    )  # fmt: skip
    begun = time.monotonic()
    styles = given.style or list(STYLES)
    with ProcessPoolExecutor(len(styles)) as pool:
        runs = [pool.submit(replay, versions, style, given.every) for style in styles]
        outcome = runs[0].result()
        for run in runs[1:]:
            outcome = outcome + run.result()
    _show(outcome, versions, time.monotonic() - begun, examples=given.examples)
    return 1 if outcome.judges[0].losses or outcome.unsettled else 0


def _show(outcome: Outcome, versions: list[Path], seconds: float, *, examples: bool) -> None:
    ours = outcome.judges[0]
    share = 100 * ours.questions / outcome.changed if outcome.changed else 0.0
    print(
        f"{len(versions)} versions, {outcome.changed} items changed, {outcome.ticks} ticks made, "
        f"{outcome.words} lines written, {seconds:.0f} s"
    )
    print(
        f"questions: {share:.1f} % of the changed items; stopped by the guard: {outcome.stops}; "
        f"second pulls or pushes that wrote something: {len(outcome.unsettled)}\n"
    )
    print("| way | " + " | ".join(column.replace("_", " ") for column in COLUMNS) + " |")
    print("| --- |" + " ---: |" * len(COLUMNS))
    for judge in outcome.judges:
        print(f"| {judge.name} | " + " | ".join(str(getattr(judge, column)) for column in COLUMNS) + " |")
    if examples:
        for judge in outcome.judges:
            print(f"\n{judge.name}:", *sorted(set(judge.examples))[:40], sep="\n  ")
        print(*outcome.unsettled, sep="\n")


if __name__ == "__main__":
    sys.exit(main())
