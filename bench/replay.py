"""`python -m bench.replay DIR`: replays dated versions of one roadmap, studying in between, and counts what is lost.

A vault starts on the first version. At every version some open tasks are ticked, words are written under and beside
them, and the next version is pulled. What the vault then says is held against an independent reading of the document:
its checkbox lines, found by a plain pattern. Beside it, in the same run, a fork of the document with the same ticks is
merged by `git merge`, by `-X ours` and by `-X theirs`.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from vaultsync.usecases.context import Context
from vaultsync.usecases.init import init
from vaultsync.usecases.pull import pull
from vaultsync.usecases.push import push

_BOX = re.compile(r"^(\s*(?:>\s*)*(?:[-*+]|\d+[.)])\s+)\[([ xX])\](?=\s|$)\s*(.*)$")
_ITEM = re.compile(r"^\s*(?:>\s*)*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?(.*)$", re.MULTILINE)
_MARKERS = re.compile(r"^(?:<{7}|={7}|>{7})(?:\s|$)", re.MULTILINE)


def words(text: str) -> str:
    """What a checkbox line says, without markup, addresses, number, stamp and case."""
    text = re.sub(r"\s\^[A-Za-z0-9-]+\s*$", "", text)
    text = re.sub(r"\s*✅ \d{4}-\d\d-\d\d", "", text)
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*\)", r"\1", text)
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"^\d+(?:\.\d+)*\.?\s", "", text.replace("*", "")).casefold()))


def link(text: str) -> str:
    """The address a checkbox line leads to, else empty."""
    found = re.search(r"\]\(([^()\s]+(?:\([^()]*\))?[^()\s]*)\)", text)
    return found.group(1) if found else ""


def boxes(text: str) -> list[tuple[str, bool, str]]:
    """(words, ticked, address) of every checkbox line outside code fences."""
    found, fence = [], False
    for line in text.split("\n"):
        if line.strip().startswith(("```", "~~~")):
            fence = not fence
        match = None if fence else _BOX.match(line.rstrip("\r"))
        if match:
            found.append((words(match.group(3)), match.group(2) in "xX", link(match.group(3))))
    return found


@dataclass
class Losses:
    """What one way of updating lost over a whole history."""

    name: str
    lost_ticks: int = 0
    wrong_ticks: int = 0
    doubled: int = 0
    missing: int = 0
    came_back: int = 0
    lost_words: int = 0
    questions: int = 0
    conflicts: int = 0
    kept: int = 0
    examples: list[str] = field(default_factory=list)

    def compare(self, document: str, mine: list[tuple[str, bool, str]], ticked: dict[str, str], gone: set[str]) -> None:
        """Count one state: `mine` are the learner's boxes, `ticked` what was ticked (words → address)."""
        wanted = Counter(name for name, _, _ in boxes(document))
        lines = {words(match.group(1)) for match in _ITEM.finditer(document)}
        there = Counter(name for name, _, _ in mine)
        done = Counter(name for name, tick, _ in mine if tick)
        brought = Counter(name for name, tick, _ in boxes(document) if tick)
        addresses = {address for address in ticked.values() if address}
        for name in ticked:
            if wanted[name] == 1:
                self.kept += done[name] > 0
                if not done[name]:
                    self.lost_ticks += 1
                    self.examples.append(f"lost tick: {name}")
        for name, tick, address in mine:
            if tick and name not in ticked and not brought[name] and not (address and address in addresses):
                near = difflib.get_close_matches(name, ticked, 1, 0.8)
                if not near:
                    self.wrong_ticks += 1
                    self.examples.append(f"wrong tick: {name}")
        self.doubled += sum(max(0, there[name] - count) for name, count in wanted.items())
        self.missing += sum(max(0, count - there[name]) for name, count in wanted.items())
        back = [name for name in there if name in gone and not wanted[name] and name not in lines]
        self.came_back += len(back)
        self.examples += [f"came back: {name}" for name in back]


class Vault:
    """Study in a vault."""

    def __init__(self, folder: Path, first: Path) -> None:
        self.vault, self.document = folder / "vault", folder / "roadmap.md"
        self.day = datetime(2026, 1, 1, 12, tzinfo=UTC)
        self.document.write_bytes(first.read_bytes())
        self.written: list[str] = []
        init(self.vault, roadmaps=[self.document], context=self.context)

    @property
    def context(self) -> Context:
        return Context(self.vault, self.vault, dict(os.environ), lambda: self.day)

    def notes(self, folder: str = "Roadmaps") -> list[Path]:
        return sorted((self.vault / folder).rglob("*.md"))

    def boxes(self) -> list[tuple[str, bool, str]]:
        """The boxes of the roadmap in its study notes, index lines left out."""
        return [box for note in self.notes() for box in boxes(_without_index(note.read_text("utf-8")))]

    def open(self) -> list[str]:
        return [name for name, tick, _ in self.boxes() if not tick]

    def study(self, chosen: set[str], turn: int) -> dict[str, str]:
        """Tick what is chosen, write words here and there; the ticks that were made (words → address)."""
        made: dict[str, str] = {}
        for note in self.notes():
            lines = note.read_text("utf-8").split("\n")
            for n, line in enumerate(lines):
                match = _BOX.match(line)
                name = words(match.group(3)) if match else ""
                if match and match.group(2) == " " and name in chosen and name not in made and _leaf(lines, n):
                    lines[n] = line.replace("[ ]", "[x]", 1)
                    made[name] = link(match.group(3))
                    if len(made) % 3 == 0:
                        mine = f"my words {turn} on {name}"
                        lines[n] += (
                            f"\n{match.group(1)[: len(match.group(1)) - len(match.group(1).lstrip())]}  - {mine}"
                        )
                        self.written.append(mine)
            text = "\n".join(lines)
            if made and turn % 2 == 0 and "## Notes\n" in text and len(self.written) % 5 == 1:
                mine = f"a note of turn {turn} in {note.stem}"
                text = text.replace("## Notes\n", f"## Notes\n\n{mine}\n", 1)
                self.written.append(mine)
            note.write_text(text, "utf-8", newline="")
        return made

    def next(self, version: Path) -> tuple[int, int]:
        """Push, pull the next version; (questions asked, conflicts)."""
        self.day += timedelta(days=30)
        push(self.context)
        self.document.write_bytes(version.read_bytes())
        report = pull(self.context, yes=True)
        again = pull(self.context, yes=True)
        assert not again.changed, "a second pull wrote something"
        markers = sum(bool(_MARKERS.search(note.read_text("utf-8"))) for note in self.notes("."))
        return len(report.review), markers

    def lost_words(self) -> int:
        everything = "\n".join(note.read_text("utf-8") for note in self.notes("."))
        return sum(mine not in everything for mine in self.written)


def _leaf(lines: list[str], n: int) -> bool:
    """Whether no other task stands under a task line, and it is no line of an index."""
    depth = len(lines[n]) - len(lines[n].lstrip())
    below = next((line for line in lines[n + 1 :] if _BOX.match(line)), "")
    return "]] ^" not in lines[n] and len(below) - len(below.lstrip()) <= depth


def _without_index(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not re.match(r"\s*- \[.\] \[\[", line))


class Fork:
    """The same study in a fork of the document, merged by git."""

    def __init__(self, folder: Path, first: Path, options: list[str]) -> None:
        self.folder, self.options = folder, options
        folder.mkdir()
        self.file = folder / "roadmap.md"
        self.git("init", "-q", "-b", "upstream")
        self.commit_version(first)
        self.git("checkout", "-q", "-b", "mine")

    def git(self, *arguments: str) -> int:
        return subprocess.run(["git", "-C", str(self.folder), *arguments], capture_output=True).returncode

    def commit_version(self, version: Path) -> None:
        self.file.write_bytes(version.read_bytes())
        self.git("add", "-A")
        self.git("commit", "-q", "-m", version.stem)

    def text(self) -> str:
        return self.file.read_text("utf-8", "replace")

    def boxes(self) -> list[tuple[str, bool, str]]:
        return boxes(self.text())

    def study(self, chosen: set[str]) -> None:
        seen, lines = set(), self.file.read_bytes().decode("utf-8", "replace").split("\n")
        for n, line in enumerate(lines):
            match = _BOX.match(line.rstrip("\r"))
            name = words(match.group(3)) if match else ""
            if match and match.group(2) == " " and name in chosen and name not in seen:
                lines[n] = line.replace("[ ]", "[x]", 1)
                seen.add(name)
        self.file.write_bytes("\n".join(lines).encode())
        self.git("commit", "-qam", "study")

    def next(self, version: Path) -> int:
        """Merge the next version; 1 where git stopped with a conflict (then the upstream text is taken)."""
        self.git("checkout", "-q", "upstream")
        self.commit_version(version)
        self.git("checkout", "-q", "mine")
        if self.git("merge", "-q", "--no-edit", *self.options, "upstream"):
            self.git("checkout", "--theirs", "roadmap.md")
            self.git("commit", "-qam", "resolved by taking the other side")
            return 1
        return 0


def replay(versions: list[Path], every: int) -> tuple[list[Losses], int]:
    """Replay a history; what each way lost, and how many items changed in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        vault = Vault(folder / "ours" if (folder / "ours").mkdir() is None else folder, versions[0])
        ways = [("git merge", []), ("git merge -X ours", ["-X", "ours"]), ("git merge -X theirs", ["-X", "theirs"])]
        forks = [
            (Fork(folder / f"fork{n}", versions[0], options), Losses(way)) for n, (way, options) in enumerate(ways)
        ]
        ours = Losses("vaultsync")
        ticked: dict[str, str] = {}
        gone: set[str] = set()
        changed = 0
        for turn, version in enumerate(versions[1:], 1):
            waiting = vault.open()
            chosen = set(waiting[::every] if turn % 2 else waiting[: max(1, len(waiting) // every)])
            made = vault.study(chosen, turn)
            ticked |= made
            for fork, _ in forks:
                fork.study(set(made))
            before, document = {box[0] for box in vault.boxes()}, version.read_text("utf-8-sig", "replace")
            now = {box[0] for box in boxes(document)}
            changed += len(before ^ now)
            gone = (gone | (before - now)) - now
            questions, markers = vault.next(version)
            ours.questions += questions
            ours.conflicts += markers
            ours.compare(document, vault.boxes(), ticked, gone)
            for fork, losses in forks:
                losses.conflicts += fork.next(version)
                losses.compare(document, fork.boxes(), ticked, gone)
        ours.lost_words = vault.lost_words()
        return [ours, *(losses for _, losses in forks)], changed


def main() -> None:
    """Replay and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("directory", type=Path, help="a folder of versions whose names sort by date")
    arguments.add_argument("--every", type=int, default=4, help="tick every n-th open task")
    arguments.add_argument("--examples", action="store_true", help="tell what was lost")
    given = arguments.parse_args()
    os.environ.update(
        GIT_AUTHOR_NAME="Bench", GIT_AUTHOR_EMAIL="bench@example.invalid",
        GIT_COMMITTER_NAME="Bench", GIT_COMMITTER_EMAIL="bench@example.invalid",
        GIT_CONFIG_GLOBAL=os.devnull,
    )  # fmt: skip
    versions = sorted(given.directory.glob("*.md"))
    rows, changed = replay(versions, given.every)
    print(f"{len(versions)} versions, {changed} items changed, {rows[0].kept + rows[0].lost_ticks} ticks looked up\n")
    names = ("lost_ticks", "wrong_ticks", "doubled", "missing", "came_back", "lost_words", "conflicts", "questions")
    print("| way | " + " | ".join(name.replace("_", " ") for name in names) + " |")
    print("| --- |" + " ---: |" * len(names))
    for row in rows:
        print(f"| {row.name} | " + " | ".join(str(getattr(row, name)) for name in names) + " |")
    if given.examples:
        for row in rows:
            print(f"\n{row.name}:", *sorted(set(row.examples))[:25], sep="\n  ")


if __name__ == "__main__":
    main()
