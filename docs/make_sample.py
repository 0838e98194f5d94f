"""Makes `sample_vault`: the vault of the bundled roadmaps after some made-up study, the same bytes on every run.

`python docs/make_sample.py [FOLDER]`. The clock is stopped for every step, so the days of the ticks are part of the
script and nothing depends on when or where it runs.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from vaultsync.usecases.init import init
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.push import push

# Day → what is done on it: (words of the note's file name, words of the task line or `done`, mark).
STUDY: dict[str, list[tuple[str, str, str]]] = {
    "2026-09-05": [("1.1 Finding Your Way", "1.1.1.1", "x"), ("1.1 Finding Your Way", "1.1.1.2", "x")],
    "2026-09-06": [("1.1 Finding Your Way", "1.1.1.3", "x")],
    "2026-09-12": [("1.1 Finding Your Way", "1.1.2", "x"), ("1.2 Constellations", "1.2.1", "x")],
    "2026-09-19": [("1.2 Constellations", "1.2.2.2", "x"), ("1.2 Constellations", "1.2.2.3", "x")],
    "2026-09-26": [("1.3 The Moon and the Planets", "1.3.1", "/"), ("1.3 The Moon and the Planets", "1.3.2", "x")],
    "2026-10-03": [("Optics in Plain Words", "done", "x")],
    "2026-10-10": [("Collimation", "inside, at and outside focus", "x"), ("2.1 Knowing the Instrument", "2.1.1", "x")],
    "2026-10-17": [("2.1 Knowing the Instrument", "2.1.2", "x"), ("2.1 Knowing the Instrument", "2.1.3", "x")],
    "2026-10-24": [("Light and Distance", "done", "x")],
    "2026-11-07": [("The Lives of Stars", "", "x"), ("1.2 Constellations", "1.2.3", "-")],
    "2026-11-14": [("Reading the Lunar Surface", "", "x")],
}
NOTES: dict[str, tuple[str, str]] = {
    "2026-09-12": (
        "1.1 Finding Your Way",
        "The fist trick works better with the thumb tucked in.\n\n- 2026-09-12 40m: found Polaris without the app.\n",
    ),
    "2026-10-03": ("Optics in Plain Words", "Focal ratio is only about the brightness of *extended* objects.\n"),
}
WHO = {
    "GIT_AUTHOR_NAME": "A Learner",
    "GIT_AUTHOR_EMAIL": "learner@example.invalid",
    "GIT_COMMITTER_NAME": "A Learner",
    "GIT_COMMITTER_EMAIL": "learner@example.invalid",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def make(target: Path) -> None:
    """Make the sample vault in `target`, which must not exist, without its git directory."""
    os.environ.update(WHO)

    def at(day: str) -> Context:
        moment = datetime.fromisoformat(f"{day}T20:00:00").replace(tzinfo=UTC)
        os.environ["GIT_AUTHOR_DATE"] = os.environ["GIT_COMMITTER_DATE"] = moment.isoformat()
        return Context(target, target, dict(os.environ), lambda: moment)

    init(target, sample=True, context=at("2026-09-01"))
    for day, ticks in STUDY.items():
        context = at(day)
        for stem, words, mark in ticks:
            _mark(_note(target, stem), words, mark, context)
        if day in NOTES:
            stem, text = NOTES[day]
            _write_notes(_note(target, stem), text, context)
        push(context)
    shutil.rmtree(target / ".git")


def _note(vault: Path, stem: str) -> Path:
    found = [path for path in sorted((vault / "Roadmaps").rglob("*.md")) if stem in path.stem]
    if len(found) != 1:
        raise SystemExit(f"{stem}: {len(found)} notes have that name")
    return found[0]


def _mark(note: Path, words: str, mark: str, context: Context) -> None:
    """Tick by the note's `done`, or the first open line with these words."""
    text = note.read_text("utf-8")
    if words == "done":
        new = text.replace("\ndone: false\n", "\ndone: true\n", 1)
    else:
        new = re.sub(rf"- \[ \] (?=[^\n]*{re.escape(words)})", f"- [{mark}] ", text, count=1)
    if new == text:
        raise SystemExit(f"{note.name}: nothing to tick for {words!r}")
    _save(note, new, context)


def _write_notes(note: Path, text: str, context: Context) -> None:
    _save(note, note.read_text("utf-8").replace("## Notes\n", f"## Notes\n\n{text}", 1), context)


def _save(note: Path, text: str, context: Context) -> None:
    note.write_text(text, "utf-8", newline="\n")
    seconds = context.now().timestamp()
    os.utime(note, (seconds, seconds))


def main() -> None:
    """Make the vault beside, then put it in the place of the old one."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "sample_vault")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "sample_vault"
        make(made)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(made, target)
    print(f"made {target}")


if __name__ == "__main__":
    main()
