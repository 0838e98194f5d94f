"""Synthetic vaults: notes of the learner's own and a year of journal, beside a roadmap of any size."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from bench.synthetic import WORDS, roadmap

VAULTSYNC = [sys.executable, "-m", "vaultsync"]
TASKS = {1_000: 500, 10_000: 5_000, 100_000: 50_000}
_FIRST_DAY = date(2025, 11, 28)
_IN_A_FOLDER = 200


def build(vault: Path, notes: int, tasks: int, seed: int = 7) -> Path:
    """A vault at `vault` with this many notes of the learner's own and 365 daily notes; its roadmap lies beside it.

    The notes have one to three KB, ten properties and five to fifteen tasks. All is committed.
    """
    rng = random.Random(seed)
    vault.mkdir(parents=True)
    for n in range(notes):
        _write(vault / "Notes" / f"{n // _IN_A_FOLDER:03}" / f"Note {n}.md", _note(n, notes, rng))
    for n in range(365):
        day = _FIRST_DAY + timedelta(n)
        entries = f"- 45m: {_some(rng, 4)}\n- {_some(rng, 3)} (1h)\n"
        _write(vault / "Journal" / f"{day}.md", f"# {day}\n\n## Study\n{entries}\n## Other\n{_some(rng, 20)}\n")
    document = vault.parent / f"{vault.name}.md"
    document.write_text(roadmap(tasks), "utf-8")
    subprocess.run(["git", "init", "-q", "-b", "main", str(vault)], check=True)
    run("init", str(vault), "--roadmap", str(document))
    run("-C", str(vault), "push")
    return document


def run(*words: str) -> None:
    """Run vaultsync; what goes wrong ends the measuring."""
    subprocess.run([*VAULTSYNC, *words], check=True, stdout=subprocess.DEVNULL)


def study_notes(vault: Path) -> list[Path]:
    """The study notes of the roadmap, in order."""
    return [path for path in sorted(vault.glob("Roadmaps/**/*.md")) if "\n  - [ ] " in path.read_text("utf-8")]


def tick(note: Path) -> None:
    """Tick the first open task of a note; where all are ticked, open them."""
    text = note.read_text("utf-8")
    changed = text.replace("\n  - [ ] ", "\n  - [x] ", 1)
    note.write_text(changed if changed != text else text.replace("- [x] ", "- [ ] "), "utf-8")


def _note(n: int, notes: int, rng: random.Random) -> str:
    more = "".join(f"p{k}: {_some(rng, 2)}\n" for k in range(8))
    prose = "\n".join(_some(rng, 12) for _ in range(rng.randint(8, 25)))
    tasks = "\n".join(f"- [{rng.choice(' x')}] {_some(rng, 4)}" for _ in range(rng.randint(5, 15)))
    link = f"[[Note {rng.randrange(notes)}]]"
    return f"---\ntitle: Note {n}\ntags:\n  - mine/own\n{more}---\n# Note {n}\n\n{prose}\n\n{link}\n\n{tasks}\n"


def _some(rng: random.Random, count: int) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(count))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
