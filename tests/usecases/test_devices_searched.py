"""Two devices and a changing roadmap, at random: what the learner did is there, and both devices come to the same.

The model is what git's own notion of history makes of it: each device has the state at which it last met the remote;
meeting it again is a merge of three states, mark by mark and word by word.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import note as tell
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from study import Study, begin

_BOX = re.compile(r"^(\s*)- \[(.)\] (.*?)(?: ✅ \d{4}-\d\d-\d\d)?(?: \^([A-Za-z0-9-]+))?$")
_NAMES = ["Bowline", "Clove hitch", "Figure eight", "Sheet bend", "Reef knot", "Prusik", "Alpine butterfly"]
_SECTIONS = ["Loops", "Hitches", "Bends"]
_RANK = "x/- "

devices = st.integers(0, 1)
names = st.sampled_from(_NAMES)


def joined(old: str, ours: str, theirs: str) -> str:
    """One mark from two and the one both began with."""
    if ours == theirs or theirs == old:
        return ours
    if ours == old:
        return theirs
    return min(ours, theirs, key=_RANK.index)


@dataclass
class Known:
    """Marks by name, and words: what a vault holds."""

    marks: dict[str, str] = field(default_factory=dict)
    words: frozenset[str] = frozenset()

    def meeting(self, base: Known, other: Known) -> Known:
        marks = {
            name: joined(base.marks.get(name, " "), self.marks.get(name, " "), other.marks.get(name, " "))
            for name in {**self.marks, **other.marks}
        }
        gone = (base.words - self.words) | (base.words - other.words)
        return Known(marks, (self.words | other.words) - gone)


class Devices(RuleBasedStateMachine):
    """Two clones, a bare repository between them, and the document of each."""

    @initialize(chosen=st.lists(names, min_size=3, max_size=6, unique=True))
    def start(self, chosen: list[str]) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.sections: dict[str, list[str]] = {"Loops": chosen[::2], "Hitches": chosen[1::2]}
        (self.folder / "0").mkdir()
        one = begin(self.folder / "0", self.document())
        settings_text = one.read("vaultsync.toml")
        one.write("vaultsync.toml", settings_text.replace(str(one.document), f"../{one.document.name}"))
        bare = self.folder / "remote.git"
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(bare)], check=True)
        one.git("remote", "add", "origin", str(bare))
        one.push()
        (self.folder / "1").mkdir()
        subprocess.run(["git", "clone", "--quiet", str(bare), str(self.folder / "1" / "vault")], check=True)
        two = Study(self.folder / "1" / "vault", self.folder / "1" / one.document.name)
        two.document.write_text(self.document(), "utf-8")
        self.studies = [one, two]
        self.vaults = [Known(), Known()]
        self.met = [Known(), Known()]  # what each device had when it last met the remote
        self.remote = Known()
        self.merged_by_git = [False, False]
        self.left: set[str] = set()  # names that were out of the roadmap once: their ticks may rest in the archive
        self.count = 0

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder, ignore_errors=True)

    def document(self) -> str:
        lines = ["# Knots", ""]
        for number, (section, tasks) in enumerate(self.sections.items(), 1):
            lines += [
                f"## {number}. {section}",
                "",
                *(f"- [ ] {number}.{n} {name}" for n, name in enumerate(tasks, 1)),
                "",
            ]
        return "\n".join(lines)

    # The learner's hands

    def boxes(self, device: int) -> dict[str, list[str]]:
        """Name → characters of the boxes that have it, in the study notes of a device."""
        found: dict[str, list[str]] = {}
        for note in self.notes(device):
            for line in note.read_text("utf-8").split("\n"):
                match = _BOX.match(line)
                if match and "[[" not in line:
                    found.setdefault(re.sub(r"^\d+\.\d+ ", "", match.group(3)), []).append(match.group(2))
        return found

    def notes(self, device: int) -> list[Path]:
        vault = self.studies[device].vault
        return sorted([*(vault / "Roadmaps").rglob("*.md"), *(vault / "Mine").rglob("*.md")])

    def edit(self, device: int, name: str, change: Callable[[str], list[str]]) -> bool:
        if self.merged_by_git[device]:
            self.push(device)
        for note in self.notes(device):
            lines = note.read_text("utf-8").split("\n")
            for n, line in enumerate(lines):
                match = _BOX.match(line)
                if match and "[[" not in line and re.sub(r"^\d+\.\d+ ", "", match.group(3)) == name:
                    lines[n : n + 1] = change(line)
                    note.write_text("\n".join(lines), "utf-8")
                    return True
        return False

    def word(self, device: int) -> str:
        self.count += 1
        mine = f"word {self.count} of {device}"
        known = self.vaults[device]
        self.vaults[device] = Known(known.marks, known.words | {mine})
        return mine

    @rule(device=devices, name=names, char=st.sampled_from("xxx/- "))
    def mark(self, device: int, name: str, char: str) -> None:
        def change(line: str) -> list[str]:
            line = re.sub(r"\[.\]", f"[{char}]", line, count=1)
            return [line if char == "x" else re.sub(r" ✅ \d{4}-\d\d-\d\d", "", line)]

        if self.edit(device, name, change):
            known = self.vaults[device]
            self.vaults[device] = Known({**known.marks, name: char}, known.words)

    @rule(device=devices, name=names)
    def write_under(self, device: int, name: str) -> None:
        if name in self.boxes(device):
            self.edit(device, name, lambda line: [line, f"  - {self.word(device)}"])

    @rule(device=devices, n=st.integers(0, 5), heading=st.sampled_from(["## Notes\n", "## Journal\n"]))
    def write_in_note(self, device: int, n: int, heading: str) -> None:
        if self.merged_by_git[device]:
            self.push(device)
        found = [note for note in self.notes(device) if heading in note.read_text("utf-8")]
        if found:
            note = found[n % len(found)]
            put = f"{heading}- 2026-11-20: {self.word(device)}\n"
            note.write_text(note.read_text("utf-8").replace(heading, put, 1), "utf-8")

    @rule(device=devices, day=st.integers(20, 21))
    def write_journal(self, device: int, day: int) -> None:
        if self.merged_by_git[device]:
            self.push(device)
        path = f"Journal/2026-11-{day}.md"
        study = self.studies[device]
        old = study.read(path) if (study.vault / path).exists() else "## Study\n"
        study.write(path, f"{old}- {self.word(device)}\n")

    @rule(device=devices)
    def write_into_the_settings(self, device: int) -> None:
        if self.merged_by_git[device]:
            self.push(device)
        study = self.studies[device]
        study.write("vaultsync.toml", study.read("vaultsync.toml") + f"# {self.word(device)}\n")

    @rule(device=devices, n=st.integers(0, 30))
    def take_back_a_word(self, device: int, n: int) -> None:
        known = self.vaults[device]
        if not known.words:
            return
        if self.merged_by_git[device]:
            self.push(device)
            known = self.vaults[device]
        mine = sorted(known.words)[n % len(known.words)]
        for path in sorted(self.studies[device].vault.rglob("*.md")):
            lines = path.read_text("utf-8").split("\n")
            kept = [line for line in lines if not line.endswith(mine)]
            if path.parts[-2] != "Archive" and len(kept) < len(lines):
                path.write_text("\n".join(kept), "utf-8")
                self.vaults[device] = Known(known.marks, known.words - {mine})
                return

    @rule(device=devices, n=st.integers(0, 5))
    def move_a_note(self, device: int, n: int) -> None:
        if self.merged_by_git[device]:
            self.push(device)
        found = [note for note in self.notes(device) if "## Notes\n" in note.read_text("utf-8")]
        if found:
            note = found[n % len(found)]
            target = self.studies[device].vault / "Mine" / f"{device} {note.name}"
            target.parent.mkdir(exist_ok=True)
            if not target.exists():
                note.rename(target)

    # The roadmap

    @rule(name=names, section=st.sampled_from(_SECTIONS), at=st.integers(0, 9))
    def put(self, name: str, section: str, at: int) -> None:
        """The document gains a task, or moves one."""
        for tasks in self.sections.values():
            if name in tasks and len(tasks) > 1:
                tasks.remove(name)
        if not any(name in tasks for tasks in self.sections.values()):
            tasks = self.sections.setdefault(section, [])
            tasks.insert(at % (len(tasks) + 1), name)

    @rule(name=names)
    def drop(self, name: str) -> None:
        for tasks in self.sections.values():
            if name in tasks and len(tasks) > 1:
                tasks.remove(name)
                self.left.add(name)

    # vaultsync, and git

    def meet(self, device: int) -> None:
        """The model of a fetch and merge."""
        self.vaults[device] = self.vaults[device].meeting(self.met[device], self.remote)
        self.met[device] = self.remote

    @rule(device=devices)
    def push(self, device: int) -> None:
        study = self.studies[device]
        report = study.push()
        assert report.sync is not None
        assert not report.sync.trouble, report.sync.trouble
        if report.sync.pushed:  # with nothing to push, the remote is not asked
            self.meet(device)
            self.remote = self.met[device] = self.vaults[device]
        self.merged_by_git[device] = False
        self.check(device)
        assert not study.git("status", "--porcelain")
        assert study.push().commit == ""

    @rule(device=devices)
    def push_offline(self, device: int) -> None:
        self.studies[device].push(offline=True)
        self.merged_by_git[device] = False
        self.check(device)

    @rule(device=devices)
    def pull(self, device: int) -> None:
        study = self.studies[device]
        study.document.write_text(self.document(), "utf-8")
        report = study.pull(yes=True)
        assert report.sync is not None
        assert not report.sync.trouble, report.sync.trouble
        self.meet(device)
        self.merged_by_git[device] = False
        self.check(device)
        in_document = {name for tasks in self.sections.values() for name in tasks}
        boxes = self.boxes(device)
        assert {name: len(chars) for name, chars in boxes.items()} == dict.fromkeys(in_document, 1)
        files = study.files()
        assert not study.pull(yes=True).commit
        assert study.files() == files

    @rule(device=devices)
    def plain_git(self, device: int) -> None:
        """A tool that commits, pulls and pushes without knowing vaultsync; where git stops, it gives up."""
        study = self.studies[device]
        study.git("add", "-A")
        if study.git("status", "--porcelain"):
            study.git("commit", "--quiet", "-m", "vault backup")
        pulled = subprocess.run(
            ["git", "-C", str(study.vault), "pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main"],
            capture_output=True,
            check=False,
        )
        if pulled.returncode:
            subprocess.run(["git", "-C", str(study.vault), "merge", "--abort"], check=False, capture_output=True)
            return
        study.git("push", "--quiet", "origin", "HEAD:main")
        self.meet(device)
        self.remote = self.met[device] = self.vaults[device]
        self.merged_by_git[device] = True

    # What must hold

    def check(self, device: int) -> None:
        """No word and no mark of the learner's is gone from a device, and nothing came twice."""
        study, known = self.studies[device], self.vaults[device]
        texts = {path: data.decode("utf-8") for path, data in study.files().items() if path.endswith((".md", ".toml"))}
        everything = "\n".join(text for path, text in texts.items() if not path.startswith((".vaultsync", "PROGRESS")))
        tell(f"device {device}: {known}")
        for mine in sorted(known.words):
            assert len(re.findall(rf"{mine}$", everything, re.MULTILINE)) == 1, mine
        assert not re.search(r"^(<<<<<<<|=======|>>>>>>>)", everything, re.MULTILINE)
        boxes = self.boxes(device)
        for name, chars in boxes.items():
            assert len(chars) == 1, (name, chars)
            if name not in self.left:
                assert chars == [known.marks.get(name, " ")], (name, chars)
        figures = study.status().figures
        every = [char for chars in boxes.values() for char in chars]
        assert (figures["done"], figures["total"]) == (every.count("x"), len(every) - every.count("-"))

    @rule()
    def both_meet(self) -> None:
        """Both devices sync until they have met: they are equal, and nothing is left to do."""
        for device in (0, 1, 0, 1):
            self.pull(device)
            self.push(device)
        self.pull(0)
        first, second = (study.files() for study in self.studies)
        assert sorted(first) == sorted(second)
        assert [path for path in first if first[path] != second[path]] == []
        heads = {study.git("rev-parse", "HEAD") for study in self.studies}
        assert len(heads) == 1
        for device in (0, 1):
            assert not self.studies[device].pull(yes=True).commit
            assert not self.studies[device].push().commit
        assert heads == {study.git("rev-parse", "HEAD") for study in self.studies}


TestDevices = pytest.mark.soak(Devices.TestCase)
TestDevices.settings = settings(
    max_examples=max(6, settings.default.max_examples // 8),
    stateful_step_count=12 if settings.default.max_examples <= 100 else 40,
)
