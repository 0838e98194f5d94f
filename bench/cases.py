"""The cases that grow with a vault, each beside its yardstick in the same run."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

from bench import vaults
from bench.measuring import in_turn, run

HERE = Path(__file__).resolve().parent
VAULTSYNC = vaults.VAULTSYNC
_ONE_OF = 100  # tasks, of which one changes in a new version
_YOUNG = 2.5  # seconds in which the time of a file that was just written is not trusted


@dataclass(frozen=True)
class Row:
    """One case: medians in seconds of it and of its yardstick, the median of the ratios of pairs, peak memory in MB.

    `reach` is the ratio that is to be reached, 0 where there is none.
    """

    case: str
    size: int
    median: float
    yardstick: float
    ratio: float
    peak_mb: float
    reach: float = 0
    held_against: str = ""

    def as_json(self) -> dict[str, object]:
        """The row as plain values."""
        return asdict(self)


def of_vault(folder: Path, notes: int, times: int, *, merges: bool) -> Iterator[Row]:
    """All cases of a vault with this many notes of the learner's own."""
    vault = folder / f"v{notes}"
    document = vaults.build(vault, notes, vaults.TASKS.get(notes, notes // 2))
    ours = [*VAULTSYNC, "-C", str(vault)]
    walk, read = ([sys.executable, str(HERE / "walking.py"), how, str(vault)] for how in ("stat", "read"))
    large = notes >= 100_000
    reached = notes >= 10_000  # what is to be reached is said of vaults of that size

    def timed(case: str, command: Callable[[], list[str]], yard: Callable[[], list[str]], reach: float, to: str) -> Row:
        mine, theirs, ratio = in_turn(command, yard, times)
        return Row(case, notes, mine.median, theirs.median, ratio, mine.peak, reach if reached else 0, to)

    yield timed("status, nothing changed", lambda: [*ours, "status"], lambda: walk, 1 if large else 4, "walk and stat")
    yield timed("push, nothing changed", lambda: [*ours, "push"], lambda: walk, 0, "walk and stat")
    yield timed("pull, nothing new", lambda: [*ours, "pull"], lambda: walk, 5, "walk and stat")
    studied = iter(vaults.study_notes(vault) * (times + 1))
    own = iter(sorted((vault / "Notes").rglob("*.md")))

    def one_note() -> list[str]:
        vaults.tick(next(studied))
        return [*ours, "push"]

    def one_commit() -> list[str]:
        note = next(own)
        note.write_text(note.read_text("utf-8") + "\nOne more line.\n", "utf-8")
        script = 'git -C "$1" add -- "$2" && git -C "$1" commit -q -m one'
        return ["sh", "-c", script, "sh", str(vault), str(note.relative_to(vault))]

    def one_of_ones_own() -> list[str]:
        note = next(own)
        note.write_text(note.read_text("utf-8") + "\nAnother line.\n", "utf-8")
        return [*ours, "push"]

    reach, commit = (3 if large else 6), "git add PATH && git commit"
    yield timed("push, one task ticked", one_note, one_commit, reach, commit)
    time.sleep(_YOUNG)
    vaults.run("-C", str(vault), "push")
    yield timed("push, one own note changed", one_of_ones_own, one_commit, reach, commit)

    def forget(*kept: str) -> list[str]:
        for place in (vault / ".git" / "vaultsync").iterdir():
            if place.is_dir() and place.name not in kept:
                shutil.rmtree(place)
        return [*ours, "status"]

    subprocess.run([*ours, "push"], check=True, stdout=subprocess.DEVNULL)
    reach = 4.0 if large else 6.0
    yield timed("first scan, outline known", lambda: forget("outlines", "settings"), lambda: read, reach, "read all")
    yield timed("first scan, nothing known", forget, lambda: read, reach, "read all")
    if merges:
        yield _merge(folder, vault, document, min(1_000, notes // 2))


def _merge(folder: Path, vault: Path, document: Path, changed: int) -> Row:
    """Two devices that each changed so many notes of their own: pull against git merge."""
    there, here, plain = (folder / f"{vault.name}-{name}" for name in ("there", "here", "plain"))
    bare = folder / f"{vault.name}.git"
    for command in (
        ["git", "clone", "-q", "--bare", str(vault), str(bare)],
        ["git", "clone", "-q", str(bare), str(there)],
        ["git", "clone", "-q", str(bare), str(here)],
    ):
        subprocess.run(command, check=True)
    for device, word in ((there, "there"), (here, "here")):
        for note in sorted((device / "Notes").rglob("*.md"))[:changed]:
            text = note.read_text("utf-8")
            note.write_text(text + f"\nWords from {word}.\n", "utf-8")
        subprocess.run(["git", "-C", str(device), "commit", "-qam", word], check=True)
    subprocess.run(["git", "-C", str(there), "push", "-q"], check=True)
    shutil.copytree(here, plain, symlinks=True)
    subprocess.run(["git", "-C", str(plain), "fetch", "-q"], check=True)
    time.sleep(_YOUNG)
    vaults.run("-C", str(here), "status")
    mine, peak = run([*VAULTSYNC, "-C", str(here), "pull"])
    theirs, _ = run(["sh", "-c", f'git -C "{plain}" merge -q origin/main; true'])
    return Row(f"merge, {changed:,} notes on each side", changed, mine, theirs, mine / theirs, peak, 5, "git merge")


def of_documents(folder: Path, sizes: list[int]) -> Iterator[Row]:
    """Roadmaps of so many tasks pulled into an empty vault."""
    from bench.synthetic import roadmap

    for size in sizes:
        document, vault, copy = folder / f"tasks-{size}.md", folder / f"t{size}", folder / f"c{size}"
        document.write_text(roadmap(size), "utf-8")
        yard = [sys.executable, str(HERE / "yardstick.py"), str(vault), str(copy), str(document)]

        def ours(vault: Path = vault, document: Path = document) -> list[str]:
            shutil.rmtree(vault, ignore_errors=True)
            return [*VAULTSYNC, "init", str(vault), "--roadmap", str(document)]

        mine, theirs, ratio = in_turn(ours, lambda yard=yard: yard, 3 if size < 20_000 else 1)
        to = "mistune + the same files"
        yield Row("pull into an empty vault", size, mine.median, theirs.median, ratio, mine.peak, 3, to)
        yield _pulled_anew(vault, document, size, 3 if size < 20_000 else 1)


def _pulled_anew(vault: Path, document: Path, size: int, times: int) -> Row:
    """A new version in which one task of a hundred has other words, against a pull that looks and finds nothing new."""
    ours = [*VAULTSYNC, "-C", str(vault), "pull"]
    versions = count(1)

    def changed() -> list[str]:
        version, lines, tasks = next(versions), document.read_text("utf-8").split("\n"), 0
        for n, line in enumerate(lines):
            if "- [ ] " in line:
                tasks += 1
                if tasks % _ONE_OF == version % _ONE_OF:
                    lines[n] = f"{line} (part {version})"
        document.write_text("\n".join(lines), "utf-8")
        return ours

    def looks() -> list[str]:
        shutil.rmtree(vault / ".git" / "vaultsync" / "answers", ignore_errors=True)
        return ours

    mine, theirs, ratio = in_turn(changed, looks, times)
    return Row("pull, 1 % of the tasks changed", size, mine.median, theirs.median, ratio, mine.peak, 0, "nothing new")
