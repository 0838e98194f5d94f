"""A small vault to study in: a document, the commands, and a learner's hands."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest

from vaultsync.edges.disk import Disk
from vaultsync.edges.processwide import DISK
from vaultsync.models.reports import PullReport, PushReport, StatusReport
from vaultsync.usecases.init import init
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.pull import pull
from vaultsync.usecases.push import push
from vaultsync.usecases.status import status

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=timezone(timedelta(hours=1)))

DOCUMENT = """\
# Knots

Tie anything to anything.

## 1. Basics

### 1.1 Loops
- [ ] 1.1.1 Bowline
  - [ ] 1.1.1.1 Left-handed
  - [ ] 1.1.1.2 Right-handed
- [ ] 1.1.2 Figure eight

### 1.2 Hitches
- [ ] 1.2.1 Clove hitch
- [ ] 1.2.2 Rolling hitch

## 2. Rope care

- [ ] 2.1 Whipping
- [ ] 2.2 Drying
"""


@dataclass
class Study:
    """A vault under test. Paths are vault paths; the clock stands at `now`."""

    vault: Path
    document: Path
    now: datetime = NOON

    @property
    def context(self) -> Context:
        return Context(self.vault, self.vault, dict(os.environ), lambda: self.now)

    def pull(self, **options: object) -> PullReport:
        return pull(self.context, **options)  # type: ignore[arg-type]

    def push(self, **options: object) -> PushReport:
        return push(self.context, **options)  # type: ignore[arg-type]

    def status(self) -> StatusReport:
        return status(self.context)

    def read(self, path: str) -> str:
        return (self.vault / path).read_bytes().decode("utf-8")

    def write(self, path: str, text: str) -> None:
        (self.vault / path).parent.mkdir(parents=True, exist_ok=True)
        (self.vault / path).write_bytes(text.encode("utf-8"))

    def note(self, stem: str) -> str:
        """The vault path of the note whose file name holds `stem`."""
        found = [
            path.relative_to(self.vault).as_posix()
            for path in sorted(self.vault.rglob("*.md"))
            if stem in path.stem and path.relative_to(self.vault).parts[0] in ("Roadmaps", "Mine")
        ]
        assert len(found) == 1, (stem, found)
        return found[0]

    def edit(self, stem: str, old: str, new: str, count: int = 1) -> str:
        """Replace words in a note, as a learner's editor would; the note's path."""
        path = self.note(stem)
        text = self.read(path)
        assert old in text, text
        self.write(path, text.replace(old, new, count))
        return path

    def mark(self, stem: str, words: str, char: str = "x") -> str:
        """Put a character into the box of the line that holds `words`."""
        path = self.note(stem)
        text = self.read(path)
        lines = text.split("\n")
        hits = [n for n, line in enumerate(lines) if words in line and re.match(r"\s*[-*+] \[.\] ", line)]
        assert hits, text
        lines[hits[0]] = re.sub(r"\[.\]", f"[{char}]", lines[hits[0]], count=1)
        self.write(path, "\n".join(lines))
        return path

    def line(self, stem: str, words: str) -> str:
        """The first checkbox line of a note that holds `words`."""
        lines = self.read(self.note(stem)).split("\n")
        return next(line.strip() for line in lines if words in line and "[" in line)

    def git(self, *arguments: str) -> str:
        return subprocess.run(
            ["git", "-C", str(self.vault), *arguments], capture_output=True, text=True, check=True
        ).stdout

    def subjects(self) -> list[str]:
        """The subjects of all commits, newest first."""
        return self.git("log", "--format=%s").splitlines()

    def files(self) -> dict[str, bytes]:
        """Every file outside `.git`, by vault path."""
        return {
            path.relative_to(self.vault).as_posix(): path.read_bytes()
            for path in sorted(self.vault.rglob("*"))
            if path.is_file() and ".git" not in path.relative_to(self.vault).parts
        }


def begin(folder: Path, text: str = DOCUMENT, name: str = "knots") -> Study:
    """A vault of one document, fresh from `init`."""
    document = folder / f"{name}.md"
    document.write_text(text, "utf-8")
    study = Study(folder / "vault", document)
    init(study.vault, roadmaps=[document], context=study.context)
    return study


class _Killed(BaseException):
    pass


class _Deadly(Disk):
    """A disk at which the process ends after so many steps."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def __getattribute__(self, name: str):
        found = super().__getattribute__(name)
        return found if name.startswith("_") else partial(self._step, found)

    def _step(self, found: Callable[..., object], *arguments: object) -> object:
        self._left -= 1
        if self._left < 0:
            raise _Killed
        return found(*arguments)


@contextmanager
def killed_at(step: int) -> Iterator[None]:
    """The process is killed before this step of writing, if it comes to it."""
    with pytest.MonkeyPatch.context() as patch, suppress(_Killed):
        patch.setattr(DISK, "now", _Deadly(step))
        yield
