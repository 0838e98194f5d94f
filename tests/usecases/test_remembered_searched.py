"""What is remembered changes no answer: with all that is kept, and with nothing kept, a vault says the same."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from study import Study, begin

from vaultsync.edges import inmemory
from vaultsync.edges.files import filetimes
from vaultsync.models.reports import StatusReport
from vaultsync.usecases.opened import reading

YOUNG, MANY_FILES = filetimes.YOUNG, reading.MANY_FILES
NOTES = st.integers(0, 5)
BOXES = st.sampled_from(["[ ] ", "[x] ", "[-] "])


def kept(study: Study) -> Path:
    return study.vault / ".git" / "vaultsync"


def with_and_without_memory(study: Study) -> tuple[StatusReport, StatusReport]:
    """The status as it is known from what is kept, and worked out from nothing; what is kept stays."""
    warm = study.status()
    aside = study.vault.parent / "aside"
    shutil.copytree(kept(study), aside)
    for folder in kept(study).iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    cold = study.status()
    shutil.rmtree(kept(study))
    shutil.move(aside, kept(study))
    return warm, cold


class Editing(RuleBasedStateMachine):
    """A vault in which files change in every way that a cache might miss."""

    @initialize()
    def start(self) -> None:
        # All that is done here lies within the two seconds in which no time of a file is trusted. What is left is the
        # step of the clock that the kernel gives files their times by, at most a hundredth of a second.
        filetimes.YOUNG = 10_000_000
        reading.MANY_FILES = 0  # however few notes there are, git says which of them are none of vaultsync's
        self.store: dict[Hashable, object] = {}
        self.folder = Path(tempfile.mkdtemp())
        self.study: Study = begin(self.folder)
        with open(self.study.vault / ".git" / "info" / "attributes", "w", encoding="ascii") as file:
            file.write("* text=auto\n")
        self.study.push()

    def teardown(self) -> None:
        filetimes.YOUNG = YOUNG
        reading.MANY_FILES = MANY_FILES
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder, ignore_errors=True)

    def notes(self) -> list[Path]:
        return sorted(
            path for path in self.study.vault.rglob("*.md") if path.relative_to(self.study.vault).parts[0][0] != "."
        )

    def note(self, number: int) -> Path:
        notes = [path for path in self.notes() if path.name != "PROGRESS.md" and path.parent.name != "Inner"]
        if not notes:
            self.study.write("Own.md", "Words of one's own.\n")
        return notes[number % len(notes)] if notes else self.study.vault / "Own.md"

    @rule(number=NOTES, old=BOXES, new=BOXES)
    def tick_within_the_same_instant(self, number: int, old: str, new: str) -> None:
        """Size and time of the file stay as they were."""
        note = self.note(number)
        before = note.stat()
        note.write_bytes(note.read_bytes().replace(old.encode(), new.encode(), 1))
        os.utime(note, ns=(before.st_atime_ns, before.st_mtime_ns))

    @rule(
        number=NOTES,
        words=st.sampled_from(["\n- [ ] mine ^mine\n", "\n- 2026-11-20 30m: practised\n", "\nduration: x\n"]),
    )
    def write(self, number: int, words: str) -> None:
        with open(self.note(number), "a", encoding="utf-8") as file:
            file.write(words)

    @rule(number=NOTES)
    def other_bytes_for_git_the_same(self, number: int) -> None:
        """Line ends that git takes for the same: nothing to commit, and yet another file."""
        note = self.note(number)
        data = note.read_bytes()
        note.write_bytes(data.replace(b"\r\n", b"\n") if b"\r\n" in data else data.replace(b"\n", b"\r\n"))
        self.study.git("add", "--all")

    @rule(number=NOTES)
    def delete(self, number: int) -> None:
        self.note(number).unlink()

    @rule(number=NOTES, name=st.sampled_from(["Mine", "Other"]))
    def move(self, number: int, name: str) -> None:
        note = self.note(number)
        target = self.study.vault / "Mine" / f"{name}.md"
        target.parent.mkdir(exist_ok=True)
        os.replace(note, target)

    @rule(number=NOTES, name=st.sampled_from(["Copy", "copy 2"]))
    def copy(self, number: int, name: str) -> None:
        note = self.note(number)
        if note.stem != name:
            shutil.copy(note, note.with_name(f"{name}.md"))

    @rule(day=st.sampled_from(["2026-11-19", "2026-11-20", "2027-01-01"]), minutes=st.integers(1, 99))
    def keep_a_diary(self, day: str, minutes: int) -> None:
        self.study.write(f"Journal/{day}.md", f"## Study\n- {minutes}m: [[Loops]] again\n")

    @rule(number=NOTES)
    def empty(self, number: int) -> None:
        """As an editor does before it writes."""
        self.note(number).write_text("", "utf-8")

    @rule(number=NOTES)
    def spoil(self, number: int) -> None:
        self.note(number).write_bytes(b"\xff\xfe\x00 no text")

    @rule(folder=st.sampled_from(["Roadmaps/", "Journal/", "Mine/", "*.md"]))
    def ignore(self, folder: str) -> None:
        """What git is told to ignore from now on: of what it does not know yet it says nothing any more."""
        with open(self.study.vault / ".gitignore", "a", encoding="utf-8") as file:
            file.write(f"{folder}\n")

    @rule()
    def another_repository(self) -> None:
        inner = self.study.vault / "Inner"
        if not inner.exists():
            inner.mkdir()
            self.study.git("init", "--quiet", "Inner")
            self.study.git("-C", "Inner", "commit", "--quiet", "--allow-empty", "--message=begun")
        (inner / "2026-11-18.md").write_text("## Study\n- 10m: elsewhere\n", "utf-8")
        note = self.note(0)
        shutil.copy(note, inner / note.name)

    @rule()
    def commit_by_hand(self) -> None:
        self.study.git("add", "--all")
        self.study.git("commit", "--quiet", "--allow-empty", "--message=by hand")

    @rule()
    def back(self) -> None:
        """Another commit, and files that were changed in between."""
        if int(self.study.git("rev-list", "--count", "--first-parent", "HEAD")) > 2:
            self.study.git("reset", "--hard", "--quiet", "HEAD~1")

    @rule()
    def stash(self) -> None:
        self.study.git("add", "--all")
        self.study.git("stash", "--quiet")

    @rule(start=st.sampled_from(["2026-11-01", "2026-12-24"]))
    def change_settings(self, start: str) -> None:
        lines = self.study.read("vaultsync.toml").splitlines()
        lines = [line for line in lines if not line.startswith("start = ")]
        self.study.write("vaultsync.toml", "\n".join([*lines, f"start = {start}", ""]))

    @rule()
    def lose_base_texts(self) -> None:
        shutil.rmtree(self.study.vault / ".vaultsync" / "base", ignore_errors=True)

    @contextmanager
    def in_one_process(self) -> Iterator[None]:
        """With what a watch holds in memory from one pass to the next."""
        with inmemory.holding(self.store):
            yield

    @rule()
    def push(self) -> None:
        self.study.push()

    @rule(number=NOTES, commit=st.booleans())
    def tick_beside_a_watch(self, number: int, commit: bool) -> None:
        note = self.note(number)
        note.write_bytes(note.read_bytes().replace(b"[ ] ", b"[x] ", 1))
        time.sleep(0.02)  # else all is too young to be held
        with self.in_one_process():
            self.study.push(commit=commit)
            self.study.status()

    @rule(number=st.integers(0, 99), tick=st.booleans())
    def push_words_of_ones_own(self, number: int, tick: bool) -> None:
        """At rest that is a commit and no more; but no tick is left behind that was made beside it."""
        self.study.write("Words/Own.md", f"{number}\n")
        if tick:
            note = self.note(number)
            note.write_bytes(note.read_bytes().replace(b"[ ] ", b"[x] ", 1))
        self.study.push()
        shutil.rmtree(kept(self.study))
        assert not self.study.status().changed

    @rule(words=st.sampled_from(["Drying", "Coiling"]))
    def pull(self, words: str) -> None:
        text = self.study.document.read_text("utf-8")
        self.study.document.write_text(text.replace("Drying", words), "utf-8")
        self.study.pull(yes=True)

    @invariant()
    def memory_changes_no_answer(self) -> None:
        if hasattr(self, "study"):
            warm, cold = with_and_without_memory(self.study)
            assert warm == cold
            assert self.study.status() == cold
            shutil.rmtree(kept(self.study) / "answers", ignore_errors=True)
            with self.in_one_process():
                assert self.study.status() == cold


TestEditing = Editing.TestCase
TestEditing.settings = settings(
    max_examples=max(4, settings.default.max_examples // 25), stateful_step_count=12, deadline=None
)
