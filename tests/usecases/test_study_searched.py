"""Random study in a vault while its roadmap changes: the promises hold after every step."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test
from soaking import Searched
from study import Study, begin

_BOX = re.compile(r"^(\s*)- \[(.)\] (.*?)(?: ✅ \d{4}-\d\d-\d\d)?(?: \^([A-Za-z0-9-]+))?$")
_NAMES = ["Bowline", "Clove hitch", "Figure eight", "Sheet bend", "Reef knot", "Prusik", "Alpine butterfly", "Whipping"]
_NAMES += [
    "Splicing",
    "Coiling",
    "Rolling hitch",
    "Taut line",
    "Square lashing",
    "Timber hitch",
    "Monkey fist",
    "Zeppelin",
]
_SECTIONS = ["Loops", "Hitches", "Bends", "Care", "Lashings"]


class Studying(Searched):
    """A document of sections with tasks, each name once; a learner who ticks and writes; pushes and pulls between."""

    @initialize(names=st.lists(st.sampled_from(_NAMES), min_size=4, max_size=9, unique=True))
    def start(self, names: list[str]) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.sections: dict[str, list[str]] = {"Loops": names[::2], "Hitches": names[1::2]}
        self.study: Study = begin(self.folder, self.document())
        self.ticked: set[str] = set()
        self.words: list[str] = []
        self.agreed = True

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder, ignore_errors=True)

    def document(self) -> str:
        lines = ["# Knots", ""]
        for number, (section, names) in enumerate(self.sections.items(), 1):
            lines += [f"## {number}. {section}", ""]
            lines += [f"- [ ] {number}.{n} {name}" for n, name in enumerate(names, 1)]
            lines.append("")
        return "\n".join(lines)

    def notes(self) -> list[Path]:
        return sorted((self.study.vault / "Roadmaps").rglob("*.md"))

    def boxes(self) -> dict[str, list[str]]:
        """Name → characters of the boxes that have it, in the study notes."""
        found: dict[str, list[str]] = {}
        for note in self.notes():
            for line in note.read_text("utf-8").split("\n"):
                match = _BOX.match(line)
                if match and "[[" not in line:
                    name = re.sub(r"^\d+\.\d+ ", "", match.group(3))
                    found.setdefault(name, []).append(match.group(2))
        return found

    def _edit(self, name: str, change) -> bool:
        for note in self.notes():
            lines = note.read_text("utf-8").split("\n")
            for n, line in enumerate(lines):
                match = _BOX.match(line)
                if match and "[[" not in line and re.sub(r"^\d+\.\d+ ", "", match.group(3)) == name:
                    lines[n : n + 1] = change(line)
                    note.write_text("\n".join(lines), "utf-8")
                    self.agreed = False
                    return True
        return False

    @rule(name=st.sampled_from(_NAMES))
    def tick(self, name: str) -> None:
        if self._edit(name, lambda line: [line.replace("[ ]", "[x]", 1)]):
            self.ticked.add(name)

    @rule(name=st.sampled_from(_NAMES))
    def untick(self, name: str) -> None:
        self.push()
        if self._edit(name, lambda line: [re.sub(r"\[.\]", "[ ]", line, count=1)]):
            self.ticked.discard(name)

    @rule(name=st.sampled_from(_NAMES))
    def write_under(self, name: str) -> None:
        mine = f"mine {len(self.words)}"
        if self._edit(name, lambda line: [line, f"  - {mine}"]):
            self.words.append(mine)

    @rule(n=st.integers(0, 9))
    def write_notes(self, n: int) -> None:
        notes = [note for note in self.notes() if "## Notes\n" in note.read_text("utf-8")]
        if notes:
            note = notes[n % len(notes)]
            mine = f"a thought {len(self.words)}"
            note.write_text(note.read_text("utf-8").replace("## Notes\n", f"## Notes\n\n{mine}\n", 1), "utf-8")
            self.words.append(mine)

    @rule(name=st.sampled_from(_NAMES), section=st.sampled_from(_SECTIONS), at=st.integers(0, 9))
    def put(self, name: str, section: str, at: int) -> None:
        """The document gains a task, or moves one (to another section, or within its own)."""
        for names in self.sections.values():
            if name in names:
                names.remove(name)
        names = self.sections.setdefault(section, [])
        names.insert(at % (len(names) + 1), name)

    @rule(name=st.sampled_from(_NAMES))
    def drop(self, name: str) -> None:
        for names in self.sections.values():
            if name in names and len(names) > 1:
                names.remove(name)

    @rule(section=st.sampled_from(_SECTIONS))
    def drop_section(self, section: str) -> None:
        if len(self.sections) > 1:
            self.sections.pop(section, None)

    @rule()
    def push(self) -> None:
        self.study.push()
        self.agreed = True
        assert self.study.push().commit == ""

    @rule()
    def pull(self) -> None:
        self.sections = {section: names for section, names in self.sections.items() if names}
        self.study.document.write_text(self.document(), "utf-8")
        self.study.pull(yes=True)
        self.agreed = True
        files = self.study.files()
        assert not self.study.pull(yes=True).changed
        assert self.study.push().commit == ""
        assert self.study.files() == files
        in_document = {name for names in self.sections.values() for name in names}
        boxes = self.boxes()
        assert {name for name in boxes if boxes[name]} == in_document
        for name in in_document:
            assert len(boxes[name]) == 1, name
        for name in in_document & self.ticked:
            assert boxes[name] == ["x"], name
        # What left took its tick to the archive; should it come back, it may come back open.
        self.ticked &= in_document
        for name in in_document - self.ticked:
            assert boxes[name] == [" "] or name in self.ticked, name

    @precondition(lambda self: getattr(self, "agreed", False))
    @invariant()
    def figures_are_those_of_the_boxes(self) -> None:
        figures = self.study.status().figures
        boxes = [char for chars in self.boxes().values() for char in chars]
        assert figures["done"] == boxes.count("x")
        assert figures["total"] == len(boxes) - boxes.count("-")

    @invariant()
    def no_word_is_lost(self) -> None:
        if not hasattr(self, "study"):
            return
        everything = "\n".join(path.read_text("utf-8") for path in self.study.vault.rglob("*.md"))
        assert [mine for mine in self.words if not re.search(rf"{mine}$", everything, re.MULTILINE)] == []


@pytest.mark.soak(share=8)
def test_studying() -> None:
    run_state_machine_as_test(
        Studying,
        settings=settings(
            max_examples=5,
            stateful_step_count=12 if settings.default.max_examples <= 100 else 40,
        ),
    )
