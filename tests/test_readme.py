"""The commands of the README work as they stand there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def _commands() -> list[list[str]]:
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    lines = [
        line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ vaultsync")
    ]
    return [shlex.split(line, comments=True)[1:] for line in lines]


def test_the_commands_of_the_readme_run(tmp_path: Path) -> None:
    commands = _commands()
    assert len(commands) >= 6
    shutil.copy(ROOT / "templates" / "roadmaps" / "night-sky.md", tmp_path / "my-roadmap.md")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    for words in commands:
        words = [word.replace("~", str(tmp_path)) for word in words]
        words += {"watch": ["--once"], "service": ["--dry-run"]}.get(words[0], [])  # which would go on, or stay
        vaults = [] if words[0] in ("init", "outline") else ["study"]
        vaults += ["sky"] if words[0] in ("done", "journal") else []  # the words tell one task in the samples, too
        for vault in [["-C", str(tmp_path / name)] for name in vaults] or [[]]:
            command = [sys.executable, "-m", "vaultsync", *vault, *words]
            done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, (words, done.stderr)


def test_the_links_of_the_readme_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:\s]+)\)", README):
        assert (ROOT / target).exists(), target


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^\$ make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
