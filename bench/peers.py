"""`python -m bench.peers`: other programs at comparable work, where they are installed. Each runs once: they take long.

obsidiantools reads a vault's links, properties and tasks; mddb puts them into a database; copier updates a folder that
was made from a template. They come with `pip install obsidiantools copier` and `npm install mddb`.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import vaults
from bench.measuring import run

CONNECT = "import pathlib, sys, obsidiantools.api as api; api.Vault(pathlib.Path(sys.argv[1])).connect()"


def main() -> None:
    """Measure and print; what is not installed is left out."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--notes", type=int, default=1_000)
    arguments.add_argument("--copier", help="the program copier")
    arguments.add_argument("--mddb", help="the program mddb")
    given = arguments.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.update(
        GIT_AUTHOR_NAME="Bench", GIT_AUTHOR_EMAIL="bench@example.invalid",
        GIT_COMMITTER_NAME="Bench", GIT_COMMITTER_EMAIL="bench@example.invalid",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        vault = folder / "vault"
        vaults.build(vault, given.notes, given.notes // 2)
        ours = _first_scan(vault)
        print(f"first scan of {given.notes:,} notes, nothing known: {ours:.2f} s")
        if importlib.util.find_spec("obsidiantools"):
            _tell("obsidiantools connect()", run([sys.executable, "-c", CONNECT, str(vault)])[0], ours)
        if given.mddb:
            _tell("mddb", run([given.mddb, str(vault)], cwd=str(folder))[0], ours)
        if given.copier:
            ours, theirs = _nothing_new(folder, given.copier)
            print(f"pull with nothing new, 500 notes: {ours:.2f} s")
            _tell("copier update, 500 files", theirs, ours)


def _tell(what: str, theirs: float, ours: float) -> None:
    print(f"{what}: {theirs:.2f} s, {theirs / ours:.0f} times as long", flush=True)


def _first_scan(vault: Path) -> float:
    shutil.rmtree(vault / ".git" / "vaultsync")
    return run([*vaults.VAULTSYNC, "-C", str(vault), "status"])[0]


def _nothing_new(folder: Path, copier: str) -> tuple[float, float]:
    """A vault of 500 notes pulled again, and a project of the same files made anew from its template."""
    from bench.synthetic import roadmap

    document, vault = folder / "plan.md", folder / "plan"
    document.write_text(roadmap(9_000), "utf-8")
    vaults.run("init", str(vault), "--roadmap", str(document))
    vaults.run("-C", str(vault), "pull")
    ours, _ = run([*vaults.VAULTSYNC, "-C", str(vault), "pull"])
    template, project = folder / "template", folder / "project"
    template.mkdir()
    for n, note in enumerate(sorted((vault / "Roadmaps").rglob("*.md"))[:500]):
        (template / f"note-{n}.md.jinja").write_text(note.read_text("utf-8").replace("{", ""), "utf-8")
    (template / "{{ _copier_conf.answers_file }}.jinja").write_text("{{ _copier_answers|to_nice_yaml }}\n", "utf-8")
    (template / "copier.yml").write_text("name:\n  type: str\n  default: x\n", "utf-8")
    for place, first in ((template, None), (project, [copier, "copy", "--defaults", "--quiet"])):
        if first:
            subprocess.run([*first, str(template), str(project)], check=True)
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"], ["tag", "v1"]):
            subprocess.run(["git", "-C", str(place), *words], check=True)
    theirs, _ = run([copier, "update", "--defaults", "--quiet"], cwd=str(project))
    return ours, theirs


if __name__ == "__main__":
    main()
