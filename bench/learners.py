"""One learner's study, done in a vault and in a fork of the document: the same ticks, the same words."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.reading import Item, holders, locate, read, studied
from vaultsync.errors import VaultError
from vaultsync.usecases.init import init
from vaultsync.usecases.opened.context import Context
from vaultsync.usecases.pull import pull
from vaultsync.usecases.push import push

_MARKERS = re.compile(r"^(?:<{7}|={7}|>{7})(?:\s|$)", re.MULTILINE)
_INDEX = re.compile(r"\s*- \[.\] \[\[")
_ORDER = re.compile(r"^order: (\d+)$", re.MULTILINE)


@dataclass
class Study:
    """What is done before a version is pulled, by position in the document as it stands."""

    turn: int
    ticks: list[int] = field(default_factory=list)
    under: dict[int, str] = field(default_factory=dict)  # words under an item
    beside: dict[int, str] = field(default_factory=dict)  # words at the end of an item's line
    notes: dict[int, str] = field(default_factory=dict)  # words among the notes of an item's unit
    journal: dict[int, str] = field(default_factory=dict)  # what was written about studying an item
    reworded: dict[str, str] = field(default_factory=dict)  # the learner's own words, written anew

    def written(self) -> list[str]:
        """All new words."""
        said = (self.under, self.beside, self.notes, self.journal)
        return [*(line for lines in said for line in lines.values()), *self.reworded.values()]


def plan_study(
    items: Sequence[Item], open_: Sequence[int], written: Sequence[str], turn: int, ticks: list[int]
) -> Study:
    """Words for this turn: under every third tick, beside one open item, in notes and journals."""
    study = Study(turn, ticks)
    study.under = {n: f"my words {turn}-{n} on {items[n].words[:30]}." for n in ticks[::3]}
    for n in [n for n in open_ if n not in ticks and items[n].leaf][turn % 7 : turn % 7 + 1]:
        study.beside[n] = f"(mine {turn}-{n})"
    for k, n in enumerate(ticks[1::5]):
        (study.notes if k % 2 else study.journal)[n] = f"a thought {turn}-{n} of this day."
    old = [line for line in written if line.endswith(".")]
    study.reworded = {line: f"said anew {turn}: {line}" for line in old[turn % 5 :: 11][:3] if "anew" not in line}
    return study


class Vault:
    """Study in a vault."""

    def __init__(self, folder: Path, first: Path) -> None:
        self.vault, self.document = folder / "vault", folder / "roadmap.md"
        self.day = datetime(2026, 1, 1, 12, tzinfo=UTC)
        self.document.write_bytes(first.read_bytes())
        self.beside: list[str] = []
        self.stops = 0
        self.asked: list[str] = []  # by the last pull
        self.unsettled: list[str] = []
        init(self.vault, roadmaps=[self.document], context=self.context)

    @property
    def context(self) -> Context:
        return Context(self.vault, self.vault, dict(os.environ), lambda: self.day)

    def _notes(self, folder: str = "Roadmaps") -> list[Path]:
        """The notes of a folder; what git and others keep in hidden folders is none, and changes meanwhile."""
        found: list[Path] = []
        for place, folders, names in os.walk(self.vault / folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found += [Path(place, name) for name in names if name.endswith(".md")]
        return sorted(found)

    def _places(self) -> list[tuple[Path, Item]]:
        """Every box of the roadmap's notes in the roadmap's order, index lines left out."""
        found = []
        for note in self._notes():
            text = note.read_bytes().decode()
            order = _ORDER.search(text)
            folders = tuple(re.sub(r"^[\d.]+ ", "", part).casefold() for part in note.parts[-2:-4:-1])
            for said in self.beside:
                text = text.replace(f" {said}", "")
            lines = text.split("\n")
            boxes = [item for item in read(text) if item.box and not _INDEX.match(lines[item.line])]
            found.append((int(order.group(1)) if order else 0, note, [_placed(item, folders) for item in boxes]))
        return [(note, item) for _, note, items in sorted(found, key=lambda row: row[0]) for item in items]

    def boxes(self) -> list[Item]:
        return [item for _, item in self._places()]

    def holders(self, said: Collection[str]) -> dict[str, int]:
        """Which of the boxes each of the learner's lines stands right under, for those that stand under one."""
        places = self._places()
        at = {(note, item.line): m for m, (note, item) in enumerate(places)}
        found: dict[str, int] = {}
        for note in dict.fromkeys(note for note, _ in places):
            lines = {line for other, line in at if other == note}
            under = holders(note.read_bytes().decode().replace("\r", ""), said, lines)
            found |= {words: at[note, line] for words, line in under.items()}
        return found

    def study(self, items: Sequence[Item], study: Study) -> None:
        """Tick and write as planned."""
        places = self._places()
        at = locate(items, [item for _, item in places])
        edits: dict[Path, dict[int, list[int]]] = {}
        for n in {*study.ticks, *study.under, *study.beside, *study.notes, *study.journal}:
            if n in at:
                note, item = places[at[n]]
                edits.setdefault(note, {}).setdefault(item.line, []).append(n)
        for note, lines_of in edits.items():
            lines = note.read_bytes().decode().split("\n")
            under = {heading: len(lines) for heading in ("Notes", "Journal")}
            for k, line in enumerate(lines):
                if line.strip() in ("## Notes", "## Journal"):
                    under[line.strip()[3:]] = k + 1
            put: list[tuple[int, str]] = []
            for line, numbers in lines_of.items():
                for n in numbers:
                    end = "\r" if lines[line].endswith("\r") else ""
                    pad = lines[line][: len(lines[line]) - len(lines[line].lstrip())]
                    if n in study.ticks:
                        lines[line] = lines[line].replace("[ ]", "[x]", 1)
                    if n in study.under:
                        put.append((line + 1, f"{pad}  - {study.under[n]}{end}"))
                    if n in study.beside:
                        lines[line] = re.sub(
                            r"(?= \^[A-Za-z0-9-]+\s*$)|(?=\s*$)", f" {study.beside[n]}", lines[line], count=1
                        )
                    if n in study.notes:
                        put.append((under["Notes"], f"\n{study.notes[n]}{end}"))
                    if n in study.journal:
                        put.append((under["Journal"], f"- {self.day.date()} 30m: {study.journal[n]}{end}"))
            for where, line_ in sorted(put, reverse=True):
                lines.insert(where, line_)
            note.write_bytes("\n".join(lines).encode())
        self.beside += study.beside.values()
        self._diary(study)
        if study.reworded:
            self._reword(study.reworded)

    def _diary(self, study: Study) -> None:
        diary = self.vault / "Journal" / f"{self.day.date()}.md"
        diary.parent.mkdir(exist_ok=True)
        diary.write_text(f"# {self.day.date()}\n\n## Study\n\n- 45m: diary of turn {study.turn}.\n", "utf-8")

    def _reword(self, reworded: dict[str, str]) -> None:
        for note in self._notes("."):
            text = new = note.read_bytes().decode()
            for old, other in reworded.items():
                new = new.replace(old, other)
            if new != text:
                note.write_bytes(new.encode())

    def next(self, version: Path) -> int:
        """Push, and pull the next version; how many questions were asked."""
        self.day += timedelta(days=30)
        push(self.context)
        self.document.write_bytes(version.read_bytes())
        try:
            report = pull(self.context)
        except VaultError:
            self.stops += 1
            report = pull(self.context, yes=True)
        again, pushed = pull(self.context), push(self.context)
        if again.changed or pushed.commit:
            self.unsettled.append(f"{version.stem}: {again.subject} {again.notes} {pushed.subject}".strip())
        self.asked = [review.why for review in report.review]
        return len(report.review)

    def text(self, folder: str = ".") -> str:
        """Everything a learner sees in the vault, or in a folder of it."""
        notes = [note for note in self._notes(folder) if note.name != "PROGRESS.md"]
        return "\n".join(note.read_bytes().decode() for note in notes)

    def kept(self) -> str:
        """What the archive holds, without the learner's words beside its items."""
        text = self.text("Archive")
        for said in self.beside:
            text = text.replace(f" {said}", "")
        return text

    def conflicts(self) -> int:
        return sum(bool(_MARKERS.search(note.read_bytes().decode())) for note in self._notes("Roadmaps"))


def _placed(item: Item, folders: tuple[str, ...]) -> Item:
    return replace(item, above=(*item.above, *folders))


class Fork:
    """The same study in a fork of the document, merged by git."""

    def __init__(self, folder: Path, first: Path, options: list[str]) -> None:
        self.folder, self.options = folder, options
        folder.mkdir()
        self.file = folder / "roadmap.md"
        self.beside: list[str] = []
        self.git("init", "-q", "-b", "upstream")
        self._commit_version(first)
        self.git("checkout", "-q", "-b", "mine")

    def git(self, *arguments: str) -> int:
        return subprocess.run(["git", "-C", str(self.folder), *arguments], capture_output=True).returncode

    def _commit_version(self, version: Path) -> None:
        self.file.write_bytes(version.read_bytes())
        self.git("add", "-A")
        self.git("commit", "-q", "-m", version.stem)

    def holders(self, said: Collection[str]) -> dict[str, int]:
        """Which of the boxes each of the learner's lines stands right under, for those that stand under one."""
        at = {item.line: m for m, item in enumerate(self.boxes())}
        under = holders(self.text().replace("\r", ""), said, at)
        return {words: at[line] for words, line in under.items()}

    def kept(self) -> None:
        """A fork keeps nothing elsewhere."""

    def text(self, folder: str = ".") -> str:
        """The document, whatever the folder."""
        return self.file.read_bytes().decode("utf-8", "replace")

    def boxes(self) -> list[Item]:
        text = self.text()
        for said in self.beside:
            text = text.replace(f" {said}", "")
        return [item for item in studied(text) if not item.words.startswith("my words")]

    def study(self, items: Sequence[Item], study: Study) -> None:
        """Tick and write as planned; notes and journal stand at the end of the file."""
        mine = self.boxes()
        at = {n: mine[m].line for n, m in locate(items, mine).items()}
        lines = self.text().split("\n")
        for n in study.ticks:
            if n in at:
                lines[at[n]] = lines[at[n]].replace("[ ]", "[x]", 1)
        for n, said in study.beside.items():
            if n in at:
                end = "\r" if lines[at[n]].endswith("\r") else ""
                lines[at[n]] = f"{lines[at[n]].rstrip()} {said}{end}"
        for n in sorted(study.under, key=lambda n: at.get(n, -1), reverse=True):
            if n in at:
                pad = lines[at[n]][: len(lines[at[n]]) - len(lines[at[n]].lstrip())]
                lines.insert(at[n] + 1, f"{pad}  - {study.under[n]}")
        lines += [*study.notes.values(), *study.journal.values()]
        text = "\n".join(lines)
        for old, new in study.reworded.items():
            text = text.replace(old, new)
        self.beside += study.beside.values()
        self.file.write_bytes(text.encode())
        self.git("commit", "-qam", "study")

    def next(self, version: Path) -> int:
        """Merge the next version; 1 where git stopped with a conflict (then the other side is taken)."""
        self.git("checkout", "-q", "upstream")
        self._commit_version(version)
        self.git("checkout", "-q", "mine")
        if self.git("merge", "-q", "--no-edit", *self.options, "upstream"):
            self.git("checkout", "--theirs", "roadmap.md")
            self.git("commit", "-qam", "resolved by taking the other side")
            return 1
        return 0
